"""``organizer similar``: the nearest songs, and what groups would recommend; which song is meant."""

from __future__ import annotations

import argparse
import os

from organizer.base.arrangement import Space
from organizer.base.errors import UsageError, printable
from organizer.base.model import Track
from organizer.cli.terminal import note, print_json, print_table, song
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import recommending
from organizer.work.arranging.recommending import Similar

#: Songs that fit a description and are named when one is asked for.
_NAMED = 5


def similar(db: Database, options: argparse.Namespace) -> int:
    seed = named_song(db, options.path)
    features = tuple(name.strip() for name in (options.features or "").split(",") if name.strip())
    space, weights = None, options.weights
    if features:
        space, weights = Space(features, options.scale, None, tuple((weights or {}).items())), None
    elif options.scale != "standard":
        raise UsageError("a scale is for chosen numbers", remedy="name them with --features")
    if options.by == "both":
        return _both(db, seed, space, options)
    nearest = recommending.similar_and_why(
        db, seed.id, options.n, weights=weights, space=space, by=options.by
    )
    if options.json:
        print_json([_entry(near) for near in nearest])
    else:
        print_table(
            ("Distance\t", "Song", "Alike in", "Path"),
            [(f"{near.distance:.3f}", near.track.label, near.why, near.track.reference) for near in nearest],
        )
    return 0


def _both(db: Database, seed: Track, space: Space | None, options: argparse.Namespace) -> int:
    """Neighbours and the song's group, side by side."""
    found = recommending.both(db, seed.id, options.n, space=space)
    if options.json:
        print_json(
            {
                "song": song(seed),
                "features": list(found.features),
                "group": found.group,
                "group_size": found.size,
                "stored": found.stored,
                "shared": found.shared,
                "neighbours_in_group": found.inside,
                "neighbours": [_entry(near) for near in found.neighbours],
                "clusters": [_entry(near) for near in found.clusters],
            }
        )
        return 0
    shared = {near.track.id for near in found.neighbours} & {near.track.id for near in found.clusters}
    rows = []
    for at in range(max(len(found.neighbours), len(found.clusters))):
        cells: list[object] = [at + 1]
        for listed in (found.neighbours, found.clusters):
            if at < len(listed):
                mark = "* " if listed[at].track.id in shared else ""
                cells += [f"{listed[at].distance:.3f}", mark + listed[at].track.label]
            else:
                cells += ["", ""]
        rows.append(tuple(cells))
    print_table(("\t", "Distance\t", "Neighbours", "Distance\t", f"Of the group “{found.group}”"), rows)
    note(found.sentence)
    return 0


def _entry(near: Similar) -> dict[str, object]:
    return song(
        near.track,
        distance=round(near.distance, 6),
        shares={aspect: round(share, 4) for aspect, share in near.shares.items()},
    )


def named_song(db: Database, text: str) -> Track:
    """The song that a person means: its path, as “organizer list” shows it, else a search that one song fits.

    Raises ``UsageError`` when there is none, or several.
    """
    found = tracks.by_path(db, text)
    if found is not None:
        return found
    missing = UsageError(
        "this song is not in the library", path=text, remedy=f"organizer add “{printable(text)}”"
    )
    if os.path.exists(text) or not text.strip():
        raise missing
    try:
        ids = tracks.query(db, text)[: _NAMED + 1]
    except UsageError:
        raise missing from None
    songs = tracks.get_many(db, ids.tolist())
    if len(songs) == 1:
        return songs[0]
    if not songs:
        raise missing
    named = "; ".join(printable(track.reference) for track in songs[:_NAMED])
    more = " …" if len(songs) > _NAMED else ""
    raise UsageError(f"several songs fit “{printable(text)}”", remedy=f"name one of {named}{more}")
