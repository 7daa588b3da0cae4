"""The songs of a map as arrays, ready to be drawn and asked: where each lies, which share a cell.

Places are in display cells: column to the right, row downwards, cell (0, 0) from (0, 0) to (1, 1). The
landscape says where the map is cut, so display cell (r, c) shows cell (r + row_offset, c + column_offset).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.landscape import song_positions
from organizer.analysis.space.planes import u_matrix
from organizer.base.arrangement import MusicMap
from organizer.library import maps, measures
from organizer.library.lists.analysis_columns import DESCRIPTOR_COLUMNS, JOIN_ANALYSIS
from organizer.library.orders import are_among
from organizer.library.plays import own_numbers
from organizer.library.storage.database import Database

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Landscape

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

#: The descriptors that can be shown as a plane or as a colour.
VALUES = ("tempo", "brightness", "loudness", "energy")


@dataclass(frozen=True, slots=True, eq=False)
class SongsOnMap:
    """Songs in the order of their display cell, then of their id."""

    rows: int
    columns: int
    toroidal: bool
    ids: IntArray  #: shape=(n,)
    cells: IntArray  #: shape=(n,), display cell, row * columns + column, ascending
    starts: IntArray  #: shape=(rows * columns + 1,), where each cell's songs begin
    x: FloatArray  #: shape=(n,), display columns
    y: FloatArray  #: shape=(n,), display rows
    names: tuple[str, ...]  #: of each display cell, in plain words
    original: IntArray  #: shape=(rows * columns,), the map's own index of each display cell
    groups: IntArray  #: shape=(n,), -1 where a song has none
    genres: IntArray  #: shape=(n,), index into genre_names, -1 where a song has none
    genre_names: tuple[str, ...]  #: most frequent first
    away: npt.NDArray[np.bool_]  #: shape=(n,), whose file is away; songs of tables have none
    values: Mapping[str, FloatArray]  #: each shape=(n,), NaN where not known; others are loaded on demand
    heights: FloatArray  #: shape=(rows * columns,), the U-matrix of the display cells
    numbers: tuple[str, ...]  #: every number that songs have
    islands: tuple[str, ...] = ()  #: whole name of the island of each display cell, "" for none

    @property
    def count(self) -> int:
        """How many songs are on the map."""
        return self.ids.size

    @property
    def counts(self) -> IntArray:
        """Songs in each display cell."""
        return np.diff(self.starts)

    def cell_at(self, x: float, y: float) -> int | None:
        """The display cell under a place; wraps around on a torus, None outside a plane."""
        column, row = int(np.floor(x)), int(np.floor(y))
        if self.toroidal:
            return row % self.rows * self.columns + column % self.columns
        inside = 0 <= row < self.rows and 0 <= column < self.columns
        return row * self.columns + column if inside else None

    def in_cell(self, cell: int) -> slice:
        """Where the songs of a cell stand in the arrays."""
        return slice(int(self.starts[cell]), int(self.starts[cell + 1]))

    def on_island(self, name: str) -> IntArray:
        """Places of the songs on the island of that whole name. shape=(k,)"""
        inside = np.array([island == name for island in self.islands], np.bool_)
        return np.flatnonzero(inside[self.cells]) if inside.size else np.empty(0, np.int64)

    def extent(self, places: IntArray) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of these songs, at least one; over the seam of a torus where that is
        narrower."""
        left, right = _span(self.x[places], self.columns if self.toroidal else None)
        top, bottom = _span(self.y[places], self.rows if self.toroidal else None)
        return left, top, right, bottom

    def places_of(self, ids: IntArray) -> IntArray:
        """Where these songs stand in the arrays, ascending; those not on the map are left out."""
        return np.flatnonzero(are_among(self.ids, ids))

    def way(self, ids: Sequence[int]) -> tuple[list[int], npt.NDArray[np.float64]]:
        """A way over songs: which of them are on the map, by their number on it, and where each lies, at the
        copy nearest to the one before: on a torus the way goes on over the seam. In cells, shape=(k, 2)."""
        there = self.places_of(np.asarray(ids, np.int64))
        place_of = dict(zip(self.ids[there].tolist(), there.tolist(), strict=True))
        steps = [step for step, song in enumerate(ids) if song in place_of]
        rows = [place_of[ids[step]] for step in steps]
        places = np.stack([self.x[rows], self.y[rows]], axis=1).astype(np.float64)
        if self.toroidal and len(places) > 1:
            size = np.array([self.columns, self.rows], np.float64)
            leaps = np.diff(places, axis=0)
            leaps -= size * np.round(leaps / size)
            places[1:] = places[0] + np.cumsum(leaps, axis=0)
        return steps, places

    def inside(self, left: float, top: float, right: float, bottom: float) -> IntArray:
        """Places of the songs in a rectangle, which may reach over the seam of a torus."""
        near = self._in_rows(int(np.floor(top)), int(np.floor(bottom)))
        x, y = self.x[near], self.y[near]
        if self.toroidal:
            across = (x - left) % self.columns <= right - left
            down = (y - top) % self.rows <= bottom - top
        else:
            across = (x >= left) & (x <= right)
            down = (y >= top) & (y <= bottom)
        return np.asarray(near[across & down], np.int64)

    def _in_rows(self, first: int, last: int) -> IntArray:
        """Places of the songs in these rows of cells, ascending; on a torus the rows may lie outside."""
        if last - first + 1 >= self.rows:
            return np.arange(self.count)
        rows = np.arange(first, last + 1)
        rows = np.unique(rows % self.rows) if self.toroidal else rows[(rows >= 0) & (rows < self.rows)]
        parts = [
            np.arange(self.starts[row * self.columns], self.starts[(row + 1) * self.columns])
            for row in rows.tolist()
        ]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def nearest(self, x: float, y: float) -> tuple[int, float] | None:
        """Place of the song nearest to (x, y) among its cell and those around, and how far, in cells."""
        slices = []
        for row in (-1, 0, 1):
            for column in (-1, 0, 1):
                cell = self.cell_at(x + column, y + row)
                if cell is not None:
                    slices.append(np.arange(*self.in_cell(cell).indices(self.count)))
        near = np.unique(np.concatenate(slices)) if slices else np.empty(0, np.int64)
        if not near.size:
            return None
        dx, dy = self.x[near] - x, self.y[near] - y
        if self.toroidal:
            dx -= self.columns * np.round(dx / self.columns)
            dy -= self.rows * np.round(dy / self.rows)
        distance = np.hypot(dx, dy)
        best = int(np.argmin(distance))
        return int(near[best]), float(distance[best])


def load_songs(db: Database, music_map: MusicMap, landscape: Landscape | None) -> SongsOnMap:
    """Gather what the view shows of each song. Long with many songs: call it from a job."""
    rows, columns = music_map.shape
    row_offset = landscape.row_offset if landscape is not None else 0
    column_offset = landscape.column_offset if landscape is not None else 0
    grid = np.arange(rows * columns, dtype=np.int64).reshape(rows, columns)
    original = np.roll(grid, (-row_offset, -column_offset), (0, 1)).ravel()
    shown_at = np.empty_like(original)
    shown_at[original] = np.arange(original.size)

    display = shown_at[music_map.cells] if music_map.cells.size else np.empty(0, np.int64)
    order = np.lexsort((music_map.track_ids, display))
    ids, cells = music_map.track_ids[order].astype(np.int64), display[order]
    starts = np.searchsorted(cells, np.arange(rows * columns + 1)).astype(np.int64)
    y, x = (song_positions(music_map, row_offset, column_offset)[order] + np.float32(0.5)).T

    sorting = np.argsort(ids, kind="stable")
    groups = np.full(ids.size, -1, np.int64)
    group_ids, numbers = maps.labels(db)
    _scatter(groups, ids[sorting], sorting, np.asarray(group_ids), np.asarray(numbers))
    about = _about_songs(db)
    genre_of: list[str] = about["genre"]
    names, genre_index = _rank_genres(genre_of)
    genres = np.full(ids.size, -1, np.int64)
    away = np.zeros(ids.size, np.bool_)
    values = {name: np.full(ids.size, np.nan, np.float32) for name in VALUES}
    known = np.asarray(about["id"], np.int64)
    _scatter(genres, ids[sorting], sorting, known, genre_index)
    _scatter(away, ids[sorting], sorting, known, np.asarray(about["away"], np.bool_))
    for name in VALUES:
        column = np.array(about[name], np.float32)  # None becomes NaN
        _scatter(values[name], ids[sorting], sorting, known, column)

    heights = u_matrix(music_map.codebook, rows=rows, columns=columns, toroidal=music_map.toroidal)
    cell_names = music_map.names or ("",) * (rows * columns)
    return SongsOnMap(
        rows=rows,
        columns=columns,
        toroidal=music_map.toroidal,
        ids=ids,
        cells=cells,
        starts=starts,
        x=np.ascontiguousarray(x),
        y=np.ascontiguousarray(y),
        names=tuple(cell_names[cell] for cell in original),
        islands=(landscape.regions if landscape is not None else ()) or ("",) * (rows * columns),
        original=original,
        groups=groups,
        genres=genres,
        genre_names=names,
        away=away,
        values=values,
        heights=heights[original],
        numbers=_numbers(db),
    )


def _span(values: FloatArray, length: int | None) -> tuple[float, float]:
    """From where to where values reach; around a ring of that length, where they leave the widest gap."""
    ordered = np.sort(values.astype(np.float64))
    if length is None or ordered.size < 2:
        return float(ordered[0]), float(ordered[-1])
    gaps = np.diff(ordered, append=ordered[0] + length)
    widest = int(np.argmax(gaps))
    start = (widest + 1) % ordered.size
    return float(ordered[start]), float(ordered[start]) + length - float(gaps[widest])


def load_number(db: Database, songs: SongsOnMap, name: str) -> FloatArray:
    """One more number of these songs: shape=(n,), NaN where not known. Long with many songs."""
    if name in own_numbers.NAMES:
        values = own_numbers.load(db, songs.ids, name)
    else:
        values = measures.load(db, songs.ids, [name])[:, 0]
    return values.astype(np.float32)


def _numbers(db: Database) -> tuple[str, ...]:
    """The numbers that can be a layer."""
    known = (name for name in measures.known(db) if name != "excerpt_start")
    return tuple(dict.fromkeys((*VALUES, *known)))


def _scatter(
    target: npt.NDArray[Any], sorted_ids: IntArray, places: IntArray, ids: IntArray, values: npt.NDArray[Any]
) -> None:
    if not sorted_ids.size or not ids.size:
        return
    at = np.minimum(np.searchsorted(sorted_ids, ids), sorted_ids.size - 1)
    hit = sorted_ids[at] == ids
    target[places[at[hit]]] = values[hit]


def _about_songs(db: Database) -> dict[str, list[Any]]:
    names = ("id", "genre", "away", *VALUES)
    descriptors = ", ".join(DESCRIPTOR_COLUMNS[name] for name in VALUES)
    rows = db.read().execute(
        f"SELECT t.id, t.genre, t.away, {descriptors} FROM tracks t {JOIN_ANALYSIS} ORDER BY t.id"
    )
    columns: list[list[Any]] = [[] for _ in names]
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return dict(zip(names, columns, strict=True))


def _rank_genres(texts: list[str]) -> tuple[tuple[str, ...], IntArray]:
    """The first genre of each song; genres numbered by how many songs have them."""
    import re

    first = {text: re.split(r"[\x00\x1f;]", text, maxsplit=1)[0].strip() for text in set(texts)}
    tally: dict[str, int] = {}
    for text in texts:
        tally[first[text]] = tally.get(first[text], 0) + 1
    tally.pop("", None)
    names = tuple(sorted(tally, key=lambda name: (-tally[name], name)))
    index = {name: number for number, name in enumerate(names)}
    return names, np.array([index.get(first[text], -1) for text in texts], np.int64)
