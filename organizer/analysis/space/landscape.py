"""The map as a landscape: where many songs are there is land, where none are there is sea.

Heights are the density of the songs: each counts for the four cells around its place, the nearer the more;
the counts are blurred and spread to pixels, around the edges on a torus. The picture is cut along the
emptiest row and column of its first map. Everything here is a pure function of where the songs lie.

Conventions: display cell (r, c) shows codebook cell ((r + row_offset) % rows, (c + column_offset) %
columns); its centre lies at (r, c), the picture spans −0.5 … rows − 0.5 by −0.5 … columns − 0.5. Heights
run from 0 (deepest sea) through ``SEA_LEVEL`` to 1 (highest peak). No songs give a flat sea without labels.

After Pampalk, E., Rauber, A., Merkl, D.: Using smoothed data histograms for cluster visualization in
self-organizing maps. ICANN 2002: 871–876, where songs count for the cells that are like them; here they lie
between cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from organizer.analysis.space.naming import shortened
from organizer.analysis.space.som import FloatArray, IntArray
from organizer.base.arrangement import MusicMap

#: Names sets of songs, each as rows of the data, no two alike; "" for one that is not to be named.
Names = Callable[[Sequence[IntArray]], Sequence[str]]

SEA_LEVEL = 0.4
#: Share of the picture under water.
_SEA_SHARE = 0.38
#: Height above the sea, 0–1, of the land's median.
_MEDIAN_LAND = 0.36
#: Blur of the density, and that in which regions are looked for, as shares of the shorter side, and the least
#: in cells.
_BLUR, _REGION_BLUR, _LEAST_BLUR = 1 / 20, 1 / 12, 0.85
#: Characters and lines of label text that fit the whole map.
_CHARACTERS_ACROSS, _LINES_DOWN = 115.0, 26.0
_MOST_LABELS = 14
#: Islands that are told apart: of more, the largest.
_MOST_ISLANDS = 3 * _MOST_LABELS


@dataclass(frozen=True, slots=True, eq=False)
class Island:
    """Songs around one peak."""

    songs: IntArray  #: rows of the data, ascending
    row: int  #: display cell of the peak
    column: int


#: Strewn songs lie just inside their cell: closer in, a full map would show a grid.
_STREWN = 0.97
#: The farthest that a song is drawn from the upper left corner of its cell.
_WITHIN = 0.9999

#: A row or column with this many times the songs of others is not cut along if it can be avoided.
_FULL = 2.0


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a region and the display cell where its centre is written."""

    row: float
    column: float
    text: str  #: as it is written
    weight: float  #: share of the library's songs in the region
    name: str = ""  #: the whole name, where the text is cut short


@dataclass(frozen=True, slots=True)
class Landscape:
    """What is to be painted."""

    heights: FloatArray  #: shape=(rows * pixels_per_cell, columns * pixels_per_cell), 0–1, as displayed
    row_offset: int
    column_offset: int
    labels: tuple[Label, ...]
    pixels_per_cell: int = 16
    toroidal: bool = True
    regions: tuple[str, ...] = ()  #: whole name of the island of each display cell, row by row; "": none


def landscape(
    music_map: MusicMap,
    *,
    pixels_per_cell: int = 16,
    names: Names | None = None,
    cells_per_character: float | None = None,
) -> Landscape:
    """The landscape of a map.

    Parameters
    ----------
    pixels_per_cell : resolution of the heights
    names : of all regions; without it the most frequent cell name speaks for each
    cells_per_character : width of label text; by default as in a window that shows the whole map
    """
    shown, row_offset, column_offset = _displayed(music_map)
    toroidal = music_map.toroidal
    heights = elevation(_blurred(shown, pixels_per_cell, toroidal))
    labels: tuple[Label, ...] = ()
    regions: tuple[str, ...] = ()
    if len(music_map.cells):
        places = display_cells(music_map, row_offset, column_offset)
        width = music_map.columns / _CHARACTERS_ACROSS if cells_per_character is None else cells_per_character
        found, peaks = _islands(shown, places, toroidal)
        called = (names or _by_cell_name(music_map))([island.songs for island in found])
        labels = _labels(found, called, shown.shape, width)
        at_peak = {
            island.row * music_map.columns + island.column: name
            for island, name in zip(found, called, strict=True)
        }
        regions = tuple(at_peak.get(peak, "") for peak in peaks.ravel().tolist())
    return Landscape(heights, row_offset, column_offset, labels, pixels_per_cell, toroidal, regions)


def islands(music_map: MusicMap) -> list[Island]:
    """The islands of a map, the largest first."""
    if not len(music_map.cells):
        return []
    shown, row_offset, column_offset = _displayed(music_map)
    return _islands(shown, display_cells(music_map, row_offset, column_offset), music_map.toroidal)[0]


def _displayed(music_map: MusicMap) -> tuple[FloatArray, int, int]:
    """The density as displayed, and the row and column that it is cut at."""
    counts = density(music_map)
    row_offset, column_offset = _cut(music_map, counts)
    return np.roll(counts, (-row_offset, -column_offset), axis=(0, 1)), row_offset, column_offset


def cut(music_map: MusicMap) -> tuple[int, int]:
    """The row and column that a map is cut at to be shown."""
    return _cut(music_map, density(music_map))


def kept_cut(old: MusicMap, new: MusicMap) -> tuple[int, int]:
    """The cut of a map that takes the place of another: a person knows where things are, so it stays, unless
    it would run where many more songs lie than elsewhere."""
    counts = density(new)
    sums = (counts.sum(axis=1), counts.sum(axis=0))
    lines = [
        round(line * size / before) % size
        for line, size, before in zip(cut(old), new.shape, old.shape, strict=True)
    ]
    row, column = (
        line if songs[line] <= _FULL * songs.mean() else int(songs.argmin())
        for line, songs in zip(lines, sums, strict=True)
    )
    return (row, column) if new.toroidal else (0, 0)


def _cut(music_map: MusicMap, counts: FloatArray) -> tuple[int, int]:
    if not music_map.toroidal:
        return 0, 0
    return emptiest(counts) if music_map.cut is None else music_map.cut


def density(music_map: MusicMap) -> FloatArray:
    """How many songs lie around each cell, each shared by the four cells around it: shape=(rows, columns)."""
    size = np.array([music_map.rows, music_map.columns])
    at = places(music_map).astype(np.float64) - 0.5
    first = np.floor(at).astype(np.int64)
    share = at - first
    counts = np.zeros(music_map.rows * music_map.columns)
    for down in (0, 1):
        for across in (0, 1):
            cell = first + np.array([down, across])
            cell = cell % size if music_map.toroidal else np.clip(cell, 0, size - 1)
            weight = np.abs(1 - down - share[:, 0]) * np.abs(1 - across - share[:, 1])
            counts += np.bincount(cell @ np.array([music_map.columns, 1]), weight, minlength=counts.size)
    return counts.reshape(music_map.rows, music_map.columns).astype(np.float32)


def emptiest(counts: FloatArray) -> tuple[int, int]:
    """The row and the column with the fewest songs; the first of several."""
    return int(counts.sum(axis=1).argmin()), int(counts.sum(axis=0).argmin())


def elevation(density: FloatArray) -> FloatArray:
    """Density to height: the emptiest 38 % become sea, the median of the land lies at a fixed height."""
    low, high = float(density.min()), float(density.max())
    if high <= low:
        return np.full(density.shape, SEA_LEVEL / 2 if high <= 0 else 0.5, np.float32)
    coast = float(np.quantile(density, _SEA_SHARE))
    if coast >= high:
        coast = (low + high) / 2
    land = np.clip((density - coast) / (high - coast), 0.0, 1.0)
    middle = float(np.median(land[land > 0]))
    if middle < _MEDIAN_LAND:  # few high peaks: lift the plains, with a finite slope at the coast
        bend = max((1 - _MEDIAN_LAND) * middle / (_MEDIAN_LAND - middle), 0.15)
        land = land * (1 + bend) / (land + bend)
    else:
        land = land ** min(float(np.log(_MEDIAN_LAND) / np.log(min(middle, 0.95))), 1.6)
    above = SEA_LEVEL + (1 - SEA_LEVEL) * land
    below = SEA_LEVEL * (density - low) / max(coast - low, 1e-12)
    return np.asarray(np.where(density > coast, above, np.minimum(below, SEA_LEVEL)), dtype=np.float32)


def display_cells(music_map: MusicMap, row_offset: int, column_offset: int) -> IntArray:
    """Row and column of the display cell of each song of the map: shape=(n, 2)."""
    row = (music_map.cells // music_map.columns - row_offset) % music_map.rows
    column = (music_map.cells % music_map.columns - column_offset) % music_map.columns
    return np.stack([row, column], axis=1)


def song_positions(music_map: MusicMap, row_offset: int = 0, column_offset: int = 0) -> FloatArray:
    """Where each song of the map is drawn, in display cells: shape=(n, 2), row and column."""
    cells = np.stack([music_map.cells // music_map.columns, music_map.cells % music_map.columns], axis=1)
    within = np.clip(places(music_map) - cells, 0.0, _WITHIN)  # whatever is rounded, a dot is in its cell
    return np.asarray(display_cells(music_map, row_offset, column_offset) + within - 0.5, dtype=np.float32)


def places(music_map: MusicMap) -> FloatArray:
    """Where each song lies, row and column, cell (r, c) from (r, c) to (r + 1, c + 1): shape=(n, 2).

    On a map of an earlier version, which knows the cell of a song alone, songs are strewn over their cells.
    """
    if music_map.places is not None:
        return music_map.places
    return strewn(music_map.cells, music_map.track_ids, columns=music_map.columns)


def strewn(cells: IntArray, track_ids: IntArray, *, columns: int) -> FloatArray:
    """Places even among the songs of a cell, which stay when songs with higher ids come: shape=(n, 2)."""
    order = np.lexsort((track_ids, cells))
    rank = np.empty(len(cells), np.int64)
    rank[order] = np.arange(len(cells)) - np.searchsorted(cells[order], cells[order])
    # Steps of the plastic number fill a square evenly whatever the number of points (M. Roberts, "The
    # unreasonable effectiveness of quasirandom sequences", 2018); one per axis.
    steps = np.array([0.5698402909980532, 0.7548776662466927])
    start = (cells[:, None] * np.array([0.2360679774997898, 0.3819660112501051])) % 1.0
    within = 0.5 + _STREWN * ((start + rank[:, None] * steps) % 1.0 - 0.5)
    return np.asarray(np.stack([cells // columns, cells % columns], axis=1) + within, dtype=np.float32)


def _blurred(votes: FloatArray, pixels: int, toroidal: bool) -> FloatArray:
    """Votes blurred and drawn at ``pixels`` per cell; the Gaussian separates into rows and columns."""
    blur = max(_LEAST_BLUR, min(votes.shape) * _BLUR)
    down = _kernel(votes.shape[0], pixels, toroidal, blur)
    across = _kernel(votes.shape[1], pixels, toroidal, blur)
    return (down @ votes @ across.T).astype(np.float32)


def _kernel(n: int, pixels: int, toroidal: bool, blur: float) -> FloatArray:
    """Weights of the ``n`` cells for each pixel: shape=(n * pixels, n), rows sum to 1."""
    pixel = (np.arange(n * pixels) + 0.5) / pixels - 0.5
    offset = pixel[:, None] - np.arange(n)[None, :]
    weights = np.exp(-0.5 * (offset / blur) ** 2)
    if toroidal:
        for around in (-n, n):
            weights += np.exp(-0.5 * ((offset + around) / blur) ** 2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


def _islands(votes: FloatArray, places: IntArray, toroidal: bool) -> tuple[list[Island], IntArray]:
    """Regions from which all ways up lead to one peak, the largest first; as many as could be named. Also the
    peak of each display cell: shape=(rows, columns)."""
    rows, columns = votes.shape
    blur = max(_LEAST_BLUR, min(rows, columns) * _REGION_BLUR)
    across = _kernel(columns, 1, toroidal, blur)
    density = np.asarray(_kernel(rows, 1, toroidal, blur) @ votes @ across.T, dtype=np.float32)
    up = _climb(density, toroidal)
    region = up[places[:, 0], places[:, 1]]
    peaks, sizes = np.unique(region, return_counts=True)
    largest = np.lexsort((peaks, -sizes))[:_MOST_ISLANDS]
    found = [Island(np.flatnonzero(region == peak), *divmod(int(peak), columns)) for peak in peaks[largest]]
    return found, up


def _labels(
    islands: Sequence[Island], names: Sequence[str], shape: tuple[int, int], width: float
) -> tuple[Label, ...]:
    """The names of islands, each written where it fits."""
    line = shape[0] / _LINES_DOWN
    songs = sum(len(island.songs) for island in islands)
    taken: list[tuple[float, float, float]] = []
    labels: list[Label] = []
    for island, name in zip(islands, names, strict=True):
        text = shortened(name)
        if not text or any(text == label.text for label in labels):
            continue
        half = len(text) * width / 2
        spot = _free_spot(float(island.row), float(island.column), half, line, shape, taken)
        if spot is not None:
            taken.append((*spot, half))
            labels.append(Label(*spot, text, len(island.songs) / songs, name))
        if len(labels) == _MOST_LABELS:
            break
    return tuple(labels)


def _climb(density: FloatArray, toroidal: bool) -> IntArray:
    """The peak, as cell index, that is reached from each cell by always going up: shape=(rows, columns)."""
    rows, columns = density.shape
    index = np.arange(density.size).reshape(rows, columns)
    best, target = density.copy(), index.copy()
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            height = np.roll(density, (down, across), axis=(0, 1))
            there = np.roll(index, (down, across), axis=(0, 1))
            if not toroidal:
                far = np.abs(there // columns - index // columns) > 1
                far |= np.abs(there % columns - index % columns) > 1
                height = np.where(far, -np.inf, height)
            # On level ground the lower index is the way, so that no two cells point at each other.
            up = (height > best) | ((height == best) & (there < target))
            best, target = np.where(up, height, best), np.where(up, there, target)
    way = target.ravel()
    while not np.array_equal(way, way[way]):
        way = way[way]
    return way.reshape(rows, columns)


def _free_spot(
    row: float,
    column: float,
    half: float,
    line: float,
    shape: tuple[int, int],
    taken: Sequence[tuple[float, float, float]],
) -> tuple[float, float] | None:
    """The place nearest to the peak where text is clear of the edge and of other text, if there is one."""
    margin = line / 2
    left, right = half + margin - 0.5, shape[1] - 0.5 - half - margin
    top, bottom = line - 0.5, shape[0] - 0.5 - line
    if left > right or top > bottom:
        return None
    column = min(max(column, left), right)
    for shift in (0.0, 1.5, -1.5, 2.5, -2.5):
        at = min(max(row + shift * line, top), bottom)
        clear = (
            abs(at - other_row) >= 1.4 * line or abs(column - other_column) >= half + other_half + margin
            for other_row, other_column, other_half in taken
        )
        if all(clear):
            return at, column
    return None


def _by_cell_name(music_map: MusicMap) -> Names:
    def most_frequent(members: IntArray) -> str:
        counts = Counter(text for cell in music_map.cells[members] if (text := music_map.names[cell]))
        return min(counts, key=lambda text: (-counts[text], text)) if counts else ""

    return lambda sets: [most_frequent(members) if music_map.names else "" for members in sets]
