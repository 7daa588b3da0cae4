"""Several songs → songs like any of them, and unlike others that are named too."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from organizer.base.arrangement import Space
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import embed_weighted
from organizer.work.arranging import recommending
from organizer.work.arranging.grouping import Points
from organizer.work.arranging.recommending import Similar


@dataclass(frozen=True, slots=True)
class Seed:
    """A song that others are to be like, or unlike."""

    track_id: int
    weight: float = 1.0  #: how much it counts; negative: unlike it


@dataclass(frozen=True, slots=True)
class Match:
    """A song like the seeds."""

    similar: Similar  #: the song, and why it is like the seed below
    seed: Track  #: the liked seed that says most for it
    score: float  #: over 0, and not over the sum of the liked seeds' weights


def matches(
    db: Database,
    seeds: Sequence[Seed],
    n: int = 10,
    *,
    aspect_weights: Mapping[str, float] | None = None,
    space: Space | None = None,
) -> list[Match]:
    """The songs most like the liked seeds and not more like a disliked one, the best first.

    ``aspect_weights`` and ``space`` as ``weights`` and ``space`` of ``recommending.similar_and_why``. Raises
    ``UsageError``: no seed is liked, one is named twice, or they have nothing in common to be compared by.
    """
    from organizer.analysis.space import seeds as search

    check(seeds)
    seed_ids = [seed.track_id for seed in seeds]
    axes = None
    if aspect_weights is None or (space is not None and space.features):
        points = places(db, seed_ids, space=space)
    else:
        places(db, seed_ids)
        ids, matrix, axes = embed_weighted(db, aspect_weights)
        points = Points(ids, matrix, Space())
    rows = np.searchsorted(points.ids, seed_ids).tolist()
    matched = search.matching(points.matrix, rows, [seed.weight for seed in seeds], n=n)
    songs = {song.id: song for song in tracks.get_many(db, [*seed_ids, *points.ids[matched.songs].tolist()])}
    explained: dict[int, Similar] = {}
    for at, seed in enumerate(seed_ids):
        mine = matched.seeds == at
        pairs = zip(points.ids[matched.songs[mine]].tolist(), matched.distances[mine].tolist(), strict=True)
        near = [(songs[other], distance) for other, distance in pairs if other in songs]
        for similar in recommending.explained(db, points, seed, near, axes) if near else ():
            explained[similar.track.id] = similar
    listed = zip(
        points.ids[matched.songs].tolist(), matched.seeds.tolist(), matched.scores.tolist(), strict=True
    )
    return [
        Match(explained[song], songs[seed_ids[at]], score) for song, at, score in listed if song in explained
    ]


def places(db: Database, track_ids: Sequence[int], *, space: Space | None = None) -> Points:
    """The songs that all of these can be compared with, they among them, as ``recommending.places``."""
    for track_id in track_ids:
        points = recommending.places(db, track_id, space=space)
        if np.isin(track_ids, points.ids).all():
            return points
    raise UsageError(
        tr("these songs have nothing in common to be compared by"),
        remedy=tr("analyze them all, or compare by numbers that all of them have"),
    )


def check(seeds: Sequence[Seed]) -> None:
    """Raises ``UsageError`` where nothing can be asked with these seeds."""
    if not any(seed.weight > 0 for seed in seeds):
        raise UsageError(tr("no song is named that others are to be like"), remedy=tr("name at least one"))
    if any(seed.weight == 0 or not math.isfinite(seed.weight) for seed in seeds):
        raise UsageError(tr("a song's weight is a number over 0"), remedy=tr("write 2 for twice as much"))
    if len({seed.track_id for seed in seeds}) < len(seeds):
        raise UsageError(
            tr("a song is named twice"), remedy=tr("name it once, among the liked or the others")
        )
