"""The songs of a map as arrays, ready to be drawn and asked: where each lies, which share a cell.

Places are in display cells: column to the right, row downwards, cell (0, 0) from (0, 0) to (1, 1). The
landscape says where the map is cut, so display cell (r, c) shows cell (r + row_offset, c + column_offset).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.landscape import song_positions
from organizer.analysis.space.planes import u_matrix
from organizer.base.arrangement import MusicMap
from organizer.library import maps, measures
from organizer.library.query import DESCRIPTOR_COLUMNS, JOIN_ANALYSIS
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

    def places_of(self, ids: IntArray) -> IntArray:
        """Where these songs stand in the arrays, ascending; those not on the map are left out."""
        return np.flatnonzero(np.isin(self.ids, ids))

    def inside(self, left: float, top: float, right: float, bottom: float) -> IntArray:
        """Places of the songs in a rectangle, which may reach over the seam of a torus."""
        if self.toroidal:
            across = (self.x - left) % self.columns <= right - left
            down = (self.y - top) % self.rows <= bottom - top
        else:
            across = (self.x >= left) & (self.x <= right)
            down = (self.y >= top) & (self.y <= bottom)
        return np.flatnonzero(across & down)

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


def load_number(db: Database, songs: SongsOnMap, name: str) -> FloatArray:
    """One more number of these songs: shape=(n,), NaN where not known. Long with many songs."""
    values: FloatArray = measures.load(db, songs.ids, [name])[:, 0].astype(np.float32)
    return values


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
