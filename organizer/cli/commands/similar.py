"""``organizer similar``: the nearest songs, and what groups would recommend."""

from __future__ import annotations

from collections.abc import Mapping

from organizer.api import documents
from organizer.base.arrangement import Space
from organizer.base.errors import UsageError
from organizer.base.language import number, plural, tr
from organizer.base.model import Track
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.options.shared import names
from organizer.cli.selecting import named_track
from organizer.cli.terminal import note, print_json, print_table, right, song
from organizer.library.storage.database import Database
from organizer.work.arranging import alike, recommending
from organizer.work.arranging.alike import Seed
from organizer.work.arranging.recommending import Similar


def _run(options: Options) -> int:
    with open_library(options) as db:
        return _print_similar(db, options)


def _print_similar(db: Database, options: Options) -> int:
    seeds = _seeds(db, options)
    seed = seeds[0][0]
    features = names(options.features)
    space, weights = None, options.weights
    if features:
        space, weights = Space(features, options.scale, None, tuple((weights or {}).items())), None
    elif options.scale != "standard":
        raise UsageError(tr("a scale is for chosen numbers"), remedy=tr("name them with --features"))
    if len(seeds) > 1:
        return _several(db, [Seed(track.id, weight) for track, weight in seeds], space, weights, options)
    if options.by == "both":
        return _both(db, seed, space, options)
    nearest = recommending.similar_and_why(
        db, seed.id, options.n, weights=weights, space=space, by=options.by
    )
    if options.json:
        print_json([_entry(near) for near in nearest])
    else:
        print_table(
            (right(tr("Distance")), tr("Song"), tr("Alike in"), tr("Path")),
            [
                (number(near.distance, 3), near.track.label, near.why, near.track.reference)
                for near in nearest
            ],
        )
    return 0


def _seeds(db: Database, options: Options) -> list[tuple[Track, float]]:
    """The songs that are named, with their weights: negative for those of ``--not``."""
    named = [(path, 1.0) for path in options.paths] + [(path, -1.0) for path in options.unlike]
    weights = options.seed_weights or [1.0] * len(named)
    if len(weights) != len(named):
        raise UsageError(
            tr(
                "{songs}, but {weights}",
                songs=plural("{n} song", "{n} songs", len(named)),
                weights=plural("{n} weight", "{n} weights", len(weights)),
            ),
            remedy=tr("give --seed-weights one for each song"),
        )
    return [
        (named_track(db, path), sign * weight) for (path, sign), weight in zip(named, weights, strict=True)
    ]


def _several(
    db: Database,
    seeds: list[Seed],
    space: Space | None,
    weights: Mapping[str, float] | None,
    options: Options,
) -> int:
    """Songs like any of several, and unlike others."""
    if options.by != "neighbours":
        raise UsageError(tr("groups answer for one song"), remedy=tr("name one song, or leave out --by"))
    matches = alike.matches(db, seeds, options.n, aspect_weights=weights, space=space)
    if options.json:
        print_json(
            [
                {**_entry(match.similar), "seed": match.seed.reference, "score": round(match.score, 6)}
                for match in matches
            ]
        )
        return 0
    rows = [
        (
            number(match.similar.distance, 3),
            match.similar.track.label,
            match.seed.label,
            match.similar.why,
            match.similar.track.reference,
        )
        for match in matches
    ]
    print_table((right(tr("Distance")), tr("Song"), tr("Like"), tr("Alike in"), tr("Path")), rows)
    return 0


def _both(db: Database, seed: Track, space: Space | None, options: Options) -> int:
    """Neighbours and the song's group, side by side."""
    both = recommending.both(db, seed.id, options.n, space=space)
    if options.json:
        print_json(
            {
                "song": song(seed),
                "features": list(both.features),
                "group": both.group,
                "group_size": both.size,
                "stored": both.stored,
                "shared": both.shared,
                "neighbours_in_group": both.inside,
                "neighbours": [_entry(near) for near in both.neighbours],
                "clusters": [_entry(near) for near in both.clusters],
            }
        )
        return 0
    shared = {near.track.id for near in both.neighbours} & {near.track.id for near in both.clusters}
    rows = []
    for at in range(max(len(both.neighbours), len(both.clusters))):
        cells: list[object] = [at + 1]
        for listed in (both.neighbours, both.clusters):
            if at < len(listed):
                mark = "* " if listed[at].track.id in shared else ""
                cells += [number(listed[at].distance, 3), mark + listed[at].track.label]
            else:
                cells += ["", ""]
        rows.append(tuple(cells))
    print_table(
        (
            "\t",
            right(tr("Distance")),
            tr("Neighbours"),
            right(tr("Distance")),
            tr("Of the group “{group}”", group=both.group),
        ),
        rows,
    )
    note(both.sentence)
    return 0


def _entry(near: Similar) -> dict[str, object]:
    return song(near.track, **documents.near(near))


COMMANDS = {"similar": _run}
