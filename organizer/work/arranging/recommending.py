"""A song → the songs most like it, and why; also what a recommender from groups would say.

A song that was analyzed is compared by ear; one that only a table holds, by numbers: those of the map or of
the groups, where these are laid out by numbers, else what tables tell of how songs sound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import Group, Space
from organizer.base.errors import LibraryError, UsageError
from organizer.base.language import plural, tr
from organizer.base.model import IntArray, Track
from organizer.library import maps, measures, tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import (
    aspects,
    bounds_of,
    embed,
    embed_weighted,
    frozen_axes,
    looked_up,
    newest_version,
    row_of,
)
from organizer.work.arranging import grouping, place_names
from organizer.work.arranging.grouping import Points
from organizer.work.jobs import JobContext

By = Literal["neighbours", "clusters"]


@dataclass(frozen=True, slots=True)
class Similar:
    """A song like another, and why."""

    track: Track
    distance: float  #: locally scaled: 0 the same, 1 unlike
    shares: Mapping[str, float]  #: aspect (``analysis.layout.ASPECTS``) or number → its share in the likeness

    @property
    def why(self) -> str:
        """ "timbre 61 %, rhythm 20 %", the largest first; empty where nothing makes them alike."""
        parts = sorted(self.shares.items(), key=lambda pair: -pair[1])
        return ", ".join(
            f"{aspect.replace('_', ' ')} {share:.0%}".replace("%", " %")
            for aspect, share in parts[:4]
            if share >= 0.05
        )


@dataclass(frozen=True, slots=True)
class Both:
    """What two recommenders say about a song."""

    neighbours: tuple[Similar, ...]
    clusters: tuple[Similar, ...]
    group: str  #: the group that the second one draws from
    size: int  #: songs in it
    stored: bool  #: it is one of the library's groups; else groups were made for this alone
    shared: int  #: songs that both name
    inside: int  #: of the neighbours, those that are in the group
    features: tuple[str, ...]  #: numbers that were compared; empty: by ear

    @property
    def sentence(self) -> str:
        """What the two recommenders share, and why they differ."""
        n = len(self.neighbours)
        values = {"inside": self.inside, "nearest": n, "group": self.group}
        own = (
            plural(
                "{inside} of the {nearest} nearest are in the song's own group “{group}” ({n} song).",
                "{inside} of the {nearest} nearest are in the song's own group “{group}” ({n} songs).",
                self.size,
                **values,
            )
            if self.stored
            else plural(
                "{inside} of the {nearest} nearest are in the song's own group “{group}” ({n} song) (made "
                "for this answer: the library has no groups of this song).",
                "{inside} of the {nearest} nearest are in the song's own group “{group}” ({n} songs) (made "
                "for this answer: the library has no groups of this song).",
                self.size,
                **values,
            )
        )
        sentences = (
            tr("{shared} of {n} songs are named by both.", shared=self.shared, n=n),
            own,
            tr(
                "Neighbours lie around the song itself; a group names its most typical songs, the same ones "
                "to every song in it."
            ),
        )
        return " ".join(sentences)


def places(db: Database, track_id: int, *, space: Space | None = None) -> Points:
    """The songs that a song can be compared with, it among them. Raises ``UsageError`` where it has nothing
    to be compared by."""
    if space is not None and space.features:
        points = grouping.points(None, db, space)
        if track_id not in points.ids:
            names = ", ".join(space.features)
            raise UsageError(
                tr("this song has none of the numbers {names}", names=names), remedy=tr("compare by others")
            )
        return points
    if is_analyzed(db, track_id):
        return Points(*embed(None, db), Space())
    for candidate in _spaces_of_numbers(db):
        points = grouping.points(None, db, candidate)
        if track_id in points.ids:
            return points
    # neither analyzed nor in a table: say what is missing
    ids = embed(None, db)[0] if newest_version(db, missing_ok=True) else np.empty(0, np.int64)
    row_of(db, ids, track_id)
    raise LibraryError(
        tr("this song has nothing to be compared by"), remedy=tr("analyze it, or import a table")
    )


def _spaces_of_numbers(db: Database) -> list[Space]:
    """Spaces of numbers in the order in which they are tried: the map's, the groups', those of tables."""
    current = (maps.load_map(db), maps.load_grouping(db))
    spaces = [replace(made.space, query="") for made in current if made is not None and made.space.features]
    features = grouping.table_features(db)
    if features:
        spaces.append(Space(features))
    return [space for space in dict.fromkeys(spaces) if grouping.has_features(db, space)]


def is_analyzed(db: Database, track_id: int) -> bool:
    """Whether a song has features of the newest analysis."""
    version = newest_version(db, missing_ok=True)
    return bool(version and len(vectors.load_some(db, version, [track_id])[0]))


def similar(db: Database, track_id: int, n: int = 10) -> list[tuple[Track, float]]:
    """The songs most like a song, nearest first, with locally scaled distances: 0 the same, 1 unlike."""
    points = places(db, track_id)
    return _nearest(db, points.ids, points.matrix, track_id, n)


def similar_and_why(
    db: Database,
    track_id: int,
    n: int = 10,
    *,
    weights: Mapping[str, float] | None = None,
    space: Space | None = None,
    by: By = "neighbours",
) -> list[Similar]:
    """As ``similar``, with the share of each aspect (or number) in it; with other ``weights`` of the ear's
    aspects than the map's on request, or by the numbers of ``space``."""
    if by == "clusters":
        return list(both(db, track_id, n, space=space).clusters)
    if weights is None or (space is not None and space.features):
        points = places(db, track_id, space=space)
        near = _nearest(db, points.ids, points.matrix, track_id, n)
        return explained(db, points, track_id, near)
    ids, matrix, frozen = embed_weighted(db, weights)
    return _by_ear(db, track_id, _nearest(db, ids, matrix, track_id, n), frozen)


def both(db: Database, track_id: int, n: int = 10, *, space: Space | None = None) -> Both:
    """What neighbours recommend, and what the song's group does: its most typical songs."""
    points = places(db, track_id, space=space)
    near = _nearest(db, points.ids, points.matrix, track_id, n)
    group, members, typical, stored = _group_of(db, points, track_id, n)
    named = _with_distance(db, points, track_id, typical)
    ids = {track.id for track, _ in near}
    return Both(
        tuple(explained(db, points, track_id, near)),
        tuple(explained(db, points, track_id, named)),
        group.name,
        len(members),
        stored,
        len(ids & {track.id for track, _ in named}),
        len(ids & set(members.tolist())),
        points.space.features,
    )


def distances(db: Database, track_id: int, others: Sequence[int]) -> dict[int, float]:
    """The locally scaled distance of other songs to a song: 1 for one that has no place there."""
    listed = _with_distance(db, places(db, track_id), track_id, np.array(others, np.int64))
    return {track.id: distance for track, distance in listed}


def _group_of(db: Database, points: Points, track_id: int, n: int) -> tuple[Group, IntArray, IntArray, bool]:
    """The group of a song: all its songs and the most typical others; groups are made if there are none."""
    from organizer.analysis.space import groups as clustering

    current = maps.load_grouping(db)
    songs, stored = points, False
    if current is not None:
        ids, labels = maps.labels(db)
        mine = labels[ids == track_id]
        if mine.size:
            stored = True
            songs = grouping.points_of(db, current)
            numbers = looked_up(songs.ids, ids, labels)
            group = next(g for g in current.groups if g.number == mine[0])
    if not stored:
        numbers = grouping.try_out(JobContext(), db, songs, method="kmeans")
        number = int(numbers[songs.ids == track_id][0])
        members = np.flatnonzero(numbers == number)
        name = place_names.group_names(db, songs.ids, numbers)[number]
        group = Group(number, name, len(members))
    rows = np.flatnonzero(numbers == group.number)
    middle = songs.matrix[rows].mean(axis=0)
    everyone = clustering.Groups(np.zeros(len(rows), np.int64), middle[None].astype(np.float32))
    order = songs.ids[rows[clustering.typical(songs.matrix[rows], everyone, n=n + 1)[0]]]
    return group, songs.ids[rows], order[order != track_id][:n], stored


def _nearest(
    db: Database, ids: IntArray, matrix: npt.NDArray[Any], track_id: int, n: int
) -> list[tuple[Track, float]]:
    from organizer.analysis.space import similarity

    nearest, distances = similarity.similar(
        matrix, row_of(db, ids, track_id), n=n, bounded=bounds_of(db, matrix)
    )
    return _tracks(db, ids[nearest], distances.tolist())


def _with_distance(
    db: Database, points: Points, track_id: int, others: IntArray
) -> list[tuple[Track, float]]:
    """These songs with their locally scaled distance to a song; 1 for one that has no place there."""
    from organizer.analysis.space import similarity

    rows = _rows(points.ids, others)
    seed = row_of(db, points.ids, track_id)
    there = rows >= 0
    plain = np.linalg.norm(points.matrix[rows[there]] - points.matrix[seed], axis=1)
    scales = similarity.local_scales(points.matrix, np.concatenate([[seed], rows[there]]))
    far = np.ones(len(others))
    far[there] = similarity.scaled(plain, scales[0], scales[1:])
    return _tracks(db, others, far.tolist())


def _rows(ids: IntArray, songs: IntArray) -> IntArray:
    """The row of each song among ascending ids, −1 where it is not there. shape=(len(songs),)"""
    rows = np.minimum(np.searchsorted(ids, songs), len(ids) - 1)
    return np.where(ids[rows] == songs, rows, -1).astype(np.int64)


def _tracks(db: Database, ids: IntArray, distances: list[float]) -> list[tuple[Track, float]]:
    songs = {song.id: song for song in tracks.get_many(db, ids.tolist())}
    pairs = zip(ids.tolist(), distances, strict=True)
    return [(songs[other], distance) for other, distance in pairs if other in songs]


def explained(
    db: Database, points: Points, track_id: int, near: list[tuple[Track, float]], axes: Any = None
) -> list[Similar]:
    """Songs with their distance to a song, and what they have in common with it; by ear along the axes of the
    library, or along others (``embedding.Frozen``)."""
    if not points.space.features:
        return _by_ear(db, track_id, near, axes or frozen_axes(db))
    from organizer.analysis.space import scaling, similarity

    features = points.space.features
    values = measures.load(db, points.ids, features)
    try:
        prepared = scaling.prepare(values, features)
    except ValueError:  # nothing differs
        return [Similar(track, distance, {}) for track, distance in near]
    rows = _rows(points.ids, np.array([track.id for track, _ in near], np.int64))
    seed = prepared.points[np.flatnonzero(points.ids == track_id)]
    others = np.where(rows[:, None] >= 0, prepared.points[rows], 0.0)  # a song without a place has nothing
    shares = similarity.shares(
        {name: seed[:, [at]] for at, name in enumerate(prepared.names)},
        {name: others[:, [at]] for at, name in enumerate(prepared.names)},
    )
    return [
        Similar(track, distance, {name: float(share[at]) for name, share in shares.items()})
        for at, (track, distance) in enumerate(near)
    ]


def _by_ear(db: Database, track_id: int, near: list[tuple[Track, float]], frozen: Any) -> list[Similar]:
    from organizer.analysis.space import similarity

    analyzed, parts = aspects(db, frozen, [track_id, *(track.id for track, _ in near)])
    seed = analyzed == track_id
    one = {aspect: part[seed] for aspect, part in parts.items()}
    shares = similarity.shares(one, parts) if seed.any() else {}
    row = {int(track): index for index, track in enumerate(analyzed)}
    return [
        Similar(
            track,
            distance,
            {a: float(share[row[track.id]]) for a, share in shares.items() if track.id in row},
        )
        for track, distance in near
    ]
