"""The map as a landscape: where many songs are there is land, where none are there is sea.

Heights are a smoothed data histogram: each song votes for its eight nearest cells with 8 … 1 votes; the
sum is blurred and spread to pixels, around the edges on a torus. The picture is cut along the emptiest row
and column. Everything here is a pure function of codebook and songs.

Conventions: display cell (r, c) shows codebook cell ((r + row_offset) % rows, (c + column_offset) %
columns); its centre lies at (r, c), the picture spans −0.5 … rows − 0.5 by −0.5 … columns − 0.5. Heights
run from 0 (deepest sea) through ``SEA_LEVEL`` to 1 (highest peak). No songs give a flat sea without labels.

Pampalk, E., Rauber, A., Merkl, D.: Using smoothed data histograms for cluster visualization in
self-organizing maps. ICANN 2002: 871–876.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.naming import shortened
from organizer.analysis.space.som import FloatArray, IntArray, nearest_units
from organizer.base.arrangement import MusicMap

#: Names sets of songs, each as rows of the data, no two alike; "" for one that is not to be named.
Names = Callable[[Sequence[IntArray]], Sequence[str]]

SEA_LEVEL = 0.4
#: Share of the picture under water.
_SEA_SHARE = 0.38
#: Height above the sea, 0–1, of the land's median.
_MEDIAN_LAND = 0.36
_VOTES = 8
#: Songs that vote; more do not change the picture.
_VOTERS = 10_000
#: Blur of the histogram, in cells, and that in which regions are looked for, as a share of the shorter side.
_BLUR, _REGION_BLUR = 0.85, 1 / 12
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


def landscape(
    music_map: MusicMap,
    data: npt.ArrayLike,
    *,
    pixels_per_cell: int = 16,
    names: Names | None = None,
    cells_per_character: float | None = None,
) -> Landscape:
    """The landscape of a map.

    Parameters
    ----------
    music_map : the trained map; ``cells`` in the order of ``data``
    data : shape=(n, d), the songs of the map in the space of its codebook
    pixels_per_cell : resolution of the heights
    names : of all regions; without it the most frequent cell name speaks for each
    cells_per_character : width of label text; by default as in a window that shows the whole map
    """
    songs = np.asarray(data, dtype=np.float32)
    shown, row_offset, column_offset = _votes(music_map, songs)
    toroidal = music_map.toroidal
    heights = elevation(_blurred(shown, pixels_per_cell, toroidal))
    labels: tuple[Label, ...] = ()
    if len(songs):
        places = display_cells(music_map, row_offset, column_offset)
        width = music_map.columns / _CHARACTERS_ACROSS if cells_per_character is None else cells_per_character
        found = _islands(shown, places, toroidal)
        labels = _labels(found, shown.shape, names or _by_cell_name(music_map), width)
    return Landscape(heights, row_offset, column_offset, labels, pixels_per_cell, toroidal)


def islands(music_map: MusicMap, data: npt.ArrayLike) -> list[Island]:
    """The islands of a map, the largest first; parameters as of ``landscape``."""
    songs = np.asarray(data, dtype=np.float32)
    if not len(songs):
        return []
    shown, row_offset, column_offset = _votes(music_map, songs)
    return _islands(shown, display_cells(music_map, row_offset, column_offset), music_map.toroidal)


def _votes(music_map: MusicMap, songs: FloatArray) -> tuple[FloatArray, int, int]:
    """The histogram as displayed, and the row and column that it is cut at."""
    votes = histogram(music_map.codebook, songs, rows=music_map.rows, columns=music_map.columns)
    row_offset, column_offset = emptiest(votes) if music_map.toroidal else (0, 0)
    return np.roll(votes, (-row_offset, -column_offset), axis=(0, 1)), row_offset, column_offset


def histogram(codebook: npt.ArrayLike, data: npt.ArrayLike, *, rows: int, columns: int) -> FloatArray:
    """Votes for each cell, 8 for a song's nearest cell down to 1 for its eighth: shape=(rows, columns)."""
    songs = np.asarray(data, dtype=np.float32)
    if len(songs) > _VOTERS:
        songs = songs[np.linspace(0, len(songs) - 1, _VOTERS).astype(np.int64)]
    if not len(songs):
        return np.zeros((rows, columns), np.float32)
    units = nearest_units(codebook, songs, _VOTES)
    weights = np.broadcast_to(np.arange(_VOTES, _VOTES - units.shape[1], -1), units.shape)
    votes = np.bincount(units.ravel(), weights.ravel(), minlength=rows * columns)
    return votes.reshape(rows, columns).astype(np.float32)


def emptiest(votes: FloatArray) -> tuple[int, int]:
    """The row and the column with the fewest votes; the first of several."""
    return int(votes.sum(axis=1).argmin()), int(votes.sum(axis=0).argmin())


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
    """Where each song of the map is drawn, in display cells: shape=(n, 2), row and column.

    Songs of a cell are strewn over it. The place within the cell depends on the song's id alone: it stays
    when others come and go.
    """
    key = music_map.track_ids.astype(np.uint64)
    # Steps of the plastic number fill the square evenly (Roberts 2018); one per axis.
    steps = np.array([0.7548776662466927, 0.5698402909980532])
    within = ((key[:, None] % 1_000_003).astype(np.float64) * steps + 0.5) % 1.0
    jitter = (within - 0.5) * 0.8
    return np.asarray(display_cells(music_map, row_offset, column_offset) + jitter, dtype=np.float32)


def _blurred(votes: FloatArray, pixels: int, toroidal: bool) -> FloatArray:
    """Votes blurred and drawn at ``pixels`` per cell; the Gaussian separates into rows and columns."""
    down = _kernel(votes.shape[0], pixels, toroidal)
    across = _kernel(votes.shape[1], pixels, toroidal)
    return (down @ votes @ across.T).astype(np.float32)


def _kernel(n: int, pixels: int, toroidal: bool, blur: float = _BLUR) -> FloatArray:
    """Weights of the ``n`` cells for each pixel: shape=(n * pixels, n), rows sum to 1."""
    pixel = (np.arange(n * pixels) + 0.5) / pixels - 0.5
    offset = pixel[:, None] - np.arange(n)[None, :]
    weights = np.exp(-0.5 * (offset / blur) ** 2)
    if toroidal:
        for around in (-n, n):
            weights += np.exp(-0.5 * ((offset + around) / blur) ** 2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


def _islands(votes: FloatArray, places: IntArray, toroidal: bool) -> list[Island]:
    """Regions from which all ways up lead to one peak, the largest first; as many as could be named."""
    rows, columns = votes.shape
    blur = max(_BLUR, min(rows, columns) * _REGION_BLUR)
    across = _kernel(columns, 1, toroidal, blur)
    density = np.asarray(_kernel(rows, 1, toroidal, blur) @ votes @ across.T, dtype=np.float32)
    region = _climb(density, toroidal)[places[:, 0], places[:, 1]]
    peaks, sizes = np.unique(region, return_counts=True)
    largest = np.lexsort((peaks, -sizes))[:_MOST_ISLANDS]
    return [Island(np.flatnonzero(region == peak), *divmod(int(peak), columns)) for peak in peaks[largest]]


def _labels(
    islands: Sequence[Island], shape: tuple[int, int], names: Names, width: float
) -> tuple[Label, ...]:
    """The names of islands, each written where it fits."""
    line = shape[0] / _LINES_DOWN
    songs = sum(len(island.songs) for island in islands)
    taken: list[tuple[float, float, float]] = []
    labels: list[Label] = []
    for island, name in zip(islands, names([island.songs for island in islands]), strict=True):
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
