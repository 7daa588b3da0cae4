"""A library in Python: ten questions on top of ``queries``, answered with values and arrays.

Conventions: n songs, ids int64 and ascending where nothing else is said. Wherever a song is asked for, it is
a ``Song``, its id, or what a person calls it: "artist - title", a path, a search that one song fits. Wherever
songs are chosen by ``query``, it is a search as in the window, and "" means all.

Every question raises ``UsageError`` for what makes no sense and ``LibraryError`` for what cannot be had, each
with what to do; ``str(error)`` is one line.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, TypeAlias

import numpy as np

from organizer.api import documents, queries
from organizer.api.parameters import NotFoundError
from organizer.api.values import (
    Features,
    Group,
    Groups,
    Map,
    Playlist,
    Quality,
    Region,
    SimilarSong,
    Song,
    Sound,
)
from organizer.base import settings
from organizer.base.arrangement import Space
from organizer.base.errors import LibraryError, UsageError, printable
from organizer.base.language import tr
from organizer.base.model import IntArray, Track
from organizer.library import labels, maps, measures, tracks
from organizer.library.places import regions as stored_regions
from organizer.library.storage.database import Database
from organizer.work.playlists import likeness

if TYPE_CHECKING:
    from types import TracebackType

    from organizer.work.arranging.grouping import Points

#: What a song is named by.
SongLike: TypeAlias = "Song | int | np.integer[Any] | str"

#: What lists show of a song, under the names of ``documents.brief``.
_SHOWN = "id title artist album date seconds bpm key group rating plays available".split()


class Library:
    """An open library, only looked at. ``organizer.open()`` makes one."""

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        """Raises ``LibraryError`` as ``organizer.open`` says."""
        place = settings.default_library() if path is None else os.fspath(path)
        if not os.path.isfile(place):
            raise LibraryError(
                tr("there is no library"),
                path=printable(str(place)),
                remedy=tr("make one: {command}", command="organizer add FOLDER"),
            )
        self._db = Database(place)
        self._db.look_only()
        likeness.install()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<organizer library {str(self._db.path)!r}>"

    def close(self) -> None:
        """End it; nothing can be asked afterwards."""
        self._db.close()

    def songs(
        self, query: str | Iterable[SupportsIndex] = "", *, order: str = "artist", descending: bool = False
    ) -> list[Song]:
        """The songs that fit a search, or those with these ids, in the order of the ids.

        Parameters
        ----------
        query : str or ids
            Such as "genre:folk bpm:90..120 -live sort:year limit:20". Ids that are not there are left out.
        order, descending
            Where the search asks for no order: artist, title, album, genre, date, added, duration, bpm,
            rating, plays, path, or any number.
        """
        if isinstance(query, str):
            ids: Iterable[int] = tracks.query(self._db, query, order=order, descending=descending).tolist()
        else:
            ids = [operator.index(one) for one in query]
        return [_song(track) for track in tracks.get_many(self._db, ids)]

    def features(
        self,
        query: str = "",
        names: Sequence[str] | Literal["all"] = (),
        *,
        scale: Literal["standard", "minmax", "robust", "none"] | None = None,
    ) -> Features:
        """Songs as rows of numbers: as points that are compared, or chosen numbers.

        Parameters
        ----------
        query : str
            Which songs. Those that have none of the numbers are left out.
        names : sequence of str, or "all"
            Numbers such as "tempo", "energy", "loudness", a column of a table, or a word for sound
            ("sound:jazz"). "all": every number that any song has. Empty: the points that map, groups and
            neighbours are made of, by ear, or by numbers in a library of tables.
        scale : str, optional
            As groups are made of chosen numbers: "standard" (mean 0, deviation 1), "minmax" (0 to 1),
            "robust" (median 0, quartiles 1 apart), "none". Missing values become the median, numbers that are
            the same in all songs are left out. Without it the numbers stay as they are in their units, NaN
            where not known.

        Returns
        -------
        Features
            values shape=(n, d), float64.
        """
        db = self._db
        wanted = measures.known(db) if names == "all" else measures.spelled(db, names)
        if not wanted or scale is not None:
            points = self._points(query, tuple(wanted), scale or "standard")
            return Features(points.ids.copy(), _columns(points), np.array(points.matrix, np.float64))
        ids = np.sort(tracks.query(db, query))
        values = measures.load(db, ids, wanted)
        some = np.isfinite(values).any(axis=1)
        return Features(ids[some], tuple(wanted), values[some])

    def similar(
        self, songs: SongLike | Sequence[SongLike], *, unlike: Sequence[SongLike] = (), n: int = 10
    ) -> list[SimilarSong]:
        """The ``n`` songs most like a song, or like any of several and unlike others, the nearest first."""
        liked = [songs] if isinstance(songs, str | Song | int | np.integer) else songs
        answer: Any = queries.similar(
            self._db, songs=[_name(one) for one in liked], unlike=[_name(one) for one in unlike], limit=n
        )
        found = {one.id: one for one in self.songs(one["id"] for one in answer["songs"])}
        return [
            SimilarSong(found[one["id"]], one["distance"], one["shares"])
            for one in answer["songs"]
            if one["id"] in found
        ]

    def path(self, *songs: SongLike, n: int | None = None) -> list[Song]:
        """A way by small steps from the first song, through the others, to the last: ``n`` songs, the ends
        among them, or as many as it takes."""
        answer: Any = queries.path(self._db, songs=[_name(one) for one in songs], limit=n)
        return self.songs(one["id"] for one in answer["songs"])

    def groups(
        self,
        method: Literal["kmeans", "gmm", "ward", "hdbscan", "som"] | None = None,
        k: int | None = None,
        *,
        query: str = "",
        features: Sequence[str] = (),
        scale: Literal["standard", "minmax", "robust", "none"] = "standard",
        seed: int = 0,
        keep_unsorted: bool = False,
    ) -> Groups:
        """The groups of the library, or songs clustered anew. Nothing is stored.

        Parameters
        ----------
        method : str, optional
            Cluster anew by it. Without it, and without the others, the stored groups.
        k : int, optional
            How many groups; without it the number is chosen. HDBSCAN finds it itself.
        query, features, scale
            Which songs, and by which numbers, as for ``features``. The stored groups have their own.
        seed : int
            Of what is drawn at random. The same seed gives the same groups.
        keep_unsorted : bool
            Songs that HDBSCAN finds in no dense region stay in no group (−1), instead of the nearest.

        Raises
        ------
        NotFoundError
            No groups are stored.
        """
        if method is None and (k is not None or query or features or seed or keep_unsorted):
            raise UsageError(
                tr("the stored groups were asked for, and how to make others"),
                remedy=tr("name a method, such as {example}", example="method='kmeans'"),
            )
        if method is None:
            return self._stored_groups()
        from organizer.work.arranging import grouping, place_names
        from organizer.work.jobs import JobContext

        if k is not None and k < 1:
            raise UsageError(tr("at least one group is needed"), remedy=tr("ask for 1 or more"))
        points = self._points(query, measures.spelled(self._db, features), scale)
        numbers = grouping.try_out(
            JobContext(), self._db, points, method=method, k=k, seed=seed, sort_all=not keep_unsorted
        )
        members = [np.flatnonzero(numbers == number) for number in range(int(numbers.max(initial=-1)) + 1)]
        names = place_names.namer(self._db, points.ids).names(members)
        groups = tuple(
            Group(number, name, len(rows), _typical(points, rows))
            for number, (name, rows) in enumerate(zip(names, members, strict=True))
        )
        return _groups(method, groups, points, numbers)

    def quality(self, groups: Groups | None = None, *, label: str = "genre") -> Quality:
        """How good groups are, as the lessons on clustering judge them.

        Parameters
        ----------
        groups : Groups, optional
            Default: the stored ones.
        label : str
            What groups are compared with: "genre", "artist", "album", "key", …, or a number with few values.

        Returns
        -------
        Quality
            Of more than 5,000 songs the silhouettes of 5,000 are computed, drawn at random.
        """
        from organizer.analysis.judging import group_quality

        groups = self.groups() if groups is None else groups
        apart = group_quality.silhouettes(groups.points, groups.labels)
        values = np.full(len(groups.ids), np.nan, np.float32)
        of_groups: dict[int, float] = {}
        if apart is not None:
            values[apart.rows] = apart.values
            there = np.flatnonzero(np.isfinite(apart.of_groups))
            of_groups = {int(number): float(apart.of_groups[number]) for number in there}
        members = [groups.points[groups.labels == one.number].astype(np.float64) for one in groups.groups]
        same = group_quality.agreement(groups.labels, labels.of(self._db, groups.ids, label))
        rows = [one.number for one in groups.groups]
        return Quality(
            None if apart is None else apart.mean,
            values,
            of_groups,
            float(sum(np.square(one - one.mean(axis=0)).sum() for one in members if len(one))),
            int((groups.labels < 0).sum()),
            None if same is None else same.ami,
            None if same is None else same.purity,
            () if same is None else same.names,
            np.zeros((len(rows), 0), np.int64) if same is None else _rows(same.table, rows),
        )

    def map(self) -> Map:
        """The map, with where each song lies on it.

        Raises
        ------
        NotFoundError
            No map was made yet.
        """
        from organizer.analysis.space import planes

        made = maps.load_map(self._db)
        if made is None:
            raise NotFoundError(
                tr("there is no map yet"), remedy=tr("make one: {command}", command="organizer map")
            )
        places: Any = queries.map_places(self._db, limit=len(made.track_ids))
        shape = {"rows": made.rows, "columns": made.columns}
        walls = planes.u_matrix(made.codebook, toroidal=made.toroidal, **shape)
        return Map(
            **shape,
            toroidal=made.toroidal,
            names=made.names,
            ids=made.track_ids.copy(),
            cells=made.cells.copy(),
            places=np.array([places["x"], places["y"]], np.float32).T.reshape(-1, 2),
            codebook=np.array(made.codebook, np.float32),
            u_matrix=walls.reshape(made.shape).astype(np.float32),
            quantization_error=float(made.quantization_error),
            topographic_error=float(made.topographic_error),
            features=made.space.features,
        )

    def regions(self) -> list[Region]:
        """The named regions of the map, with their songs."""
        listed = []
        for one in stored_regions.listed(self._db):
            members = stored_regions.members(self._db, one.number)
            listed.append(Region(one.number, one.name, members.ids, members.joined))
        return listed

    def playlists(self) -> list[Playlist]:
        """The saved playlists, then the smart ones, with their songs in order."""
        answer: Any = queries.playlists(self._db)
        return [
            Playlist(
                one["name"],
                one["query"],
                None
                if one["songs"] is None
                else np.array(queries.playlist_ids(self._db, one["name"]), np.int64),
            )
            for one in answer["playlists"]
        ]

    def sound(self, song: SongLike, *, seconds: float | None = 30.0) -> Sound:
        """What a song sounds like: its most telling part, or all of it, decoded.

        Parameters
        ----------
        song
            One with a file that is there.
        seconds : float, optional
            How much of it, from where the analysis found the most telling part (else from the beginning);
            less where the song ends before. None: the whole song; an hour is 320 MB.

        Returns
        -------
        Sound
            samples shape=(n,), float32, at 22,050 Hz.

        Raises
        ------
        AudioError
            The file is missing, or cannot be decoded.
        """
        track = queries.song_called(self._db, _name(song))
        if not track.available:
            raise LibraryError(
                tr("this song has no file that is there"),
                path=printable(track.reference),
                remedy=tr("choose another one, or connect the disk that it is on"),
            )
        if seconds is not None and not seconds > 0:
            raise UsageError(tr("a sound lasts longer than 0 seconds"))
        return _sound(track, seconds)

    def _points(self, query: str, features: tuple[str, ...], scale: str) -> Points:
        from organizer.work.arranging import grouping

        space = Space(features, scale) if features else grouping.usual_space(self._db)
        return grouping.points(None, self._db, replace(space, query=query))

    def _stored_groups(self) -> Groups:
        from organizer.work.analysis.embedding import looked_up
        from organizer.work.arranging import grouping

        made = maps.load_grouping(self._db)
        if made is None:
            raise NotFoundError(
                tr("there are no groups yet"), remedy=tr("make some: {command}", command="organizer groups")
            )
        points = grouping.points_of(self._db, made)
        groups = tuple(Group(one.number, one.name, one.size, one.typical) for one in made.groups)
        return _groups(made.method, groups, points, looked_up(points.ids, *maps.labels(self._db)))


def _name(song: SongLike) -> str:
    """What ``queries`` knows a song by."""
    return song if isinstance(song, str) else str(song.id if isinstance(song, Song) else operator.index(song))


def _song(track: Track) -> Song:
    shown: Mapping[str, Any] = documents.brief(track)
    return Song(
        genre=tuple(shown["genre"]),
        path=track.path if track.has_file else None,
        **{name: shown[name] for name in _SHOWN},
    )


def _columns(points: Points) -> tuple[str, ...]:
    """What the columns of points are: numbers, or axes that were fitted, and numbers beside them."""
    if points.prepared is not None:
        return points.prepared.names
    from organizer.analysis.space import few_songs

    beside = tuple(few_songs.DEVIATIONS) if points.ear < points.matrix.shape[1] else ()
    return (*(f"axis {number}" for number in range(1, points.ear + 1)), *beside)


def _groups(method: str, groups: tuple[Group, ...], points: Points, numbers: IntArray) -> Groups:
    used = points.prepared.names if points.prepared is not None else ()
    matrix = np.array(points.matrix, np.float32)
    return Groups(method, groups, points.ids.copy(), np.array(numbers, np.int64), matrix, used)


def _typical(points: Points, rows: IntArray, most: int = 5) -> tuple[int, ...]:
    """Ids of the songs nearest to the middle of a group."""
    part = points.matrix[rows]
    far = np.linalg.norm(part - part.mean(axis=0), axis=1)
    return tuple(int(one) for one in points.ids[rows[np.argsort(far, kind="stable")[:most]]])


def _rows(table: IntArray, numbers: Sequence[int]) -> IntArray:
    """The rows of a table with these numbers; of those that it has not, zeros."""
    rows = np.zeros((len(numbers), table.shape[1]), np.int64)
    there = [at for at, number in enumerate(numbers) if number < len(table)]
    rows[there] = table[[numbers[at] for at in there]]
    return rows


def _sound(track: Track, seconds: float | None) -> Sound:
    from organizer.analysis.ear import audio

    rate = audio.SAMPLE_RATE
    start = track.descriptors.excerpt_start if track.descriptors is not None else None
    begin = 0 if seconds is None or start is None else max(0, round(start * rate))
    end = None if seconds is None else begin + max(1, round(seconds * rate))
    parts, decoded = [], 0
    for piece in audio.pieces(track.path):
        if decoded + len(piece) > begin:
            parts.append(piece[max(0, begin - decoded) : None if end is None else end - decoded])
        decoded += len(piece)
        if end is not None and decoded >= end:
            break
    samples = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    return Sound(track.path, rate, begin / rate, np.array(samples, np.float32))
