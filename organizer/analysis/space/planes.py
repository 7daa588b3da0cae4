"""What a trained map shows besides its land: the U-matrix, and component planes of any number.

Conventions: cell ``row * columns + column``, as in ``som``; values shape=(n,), one a song, NaN where a song
has none; colours shape=(…, 3), uint8.

Ultsch, A., Siemon, H. P.: Kohonen's self organizing feature maps for exploratory data analysis. INNC 1990
(U-matrix). Kohonen, T.: Self-Organizing Maps, 3rd ed., Springer 2001, 2.13 (component planes).
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import LAST_RADIUS, FloatArray, neighbourhood

Pixels = npt.NDArray[np.uint8]

#: A cell with less than this weight of songs around it has no value: the nearest one is three cells away.
_FAR = 0.01
#: The viridis scale (S. van der Walt, N. Smith, CC0): every 17th of its 256 colours.
_VIRIDIS = (
    *((68, 1, 84), (72, 26, 108), (71, 47, 125), (65, 68, 135), (57, 86, 140), (49, 104, 142)),
    *((42, 120, 142), (35, 136, 142), (31, 152, 139), (34, 168, 132), (53, 183, 121), (84, 197, 104)),
    *((122, 209, 81), (165, 219, 54), (210, 226, 27), (253, 231, 37)),
)


def u_matrix(codebook: npt.ArrayLike, *, rows: int, columns: int, toroidal: bool) -> FloatArray:
    """Mean distance of each cell to the cells beside, above and below it: shape=(rows * columns,).

    High values are borders between regions that differ, low ones the inside of a region. A map of one cell
    has no neighbours: 0.
    """
    units = np.asarray(codebook, np.float64).reshape(rows, columns, -1)
    total, count = np.zeros((rows, columns)), np.zeros((rows, columns))
    for axis, size in ((0, rows), (1, columns)):
        far = np.linalg.norm(np.roll(units, -1, axis) - units, axis=2)  # to the next one, around the edge
        there = np.ones((rows, columns))
        if not toroidal or size < 2:
            np.moveaxis(there, axis, 0)[-1] = 0.0
        total += far * there + np.roll(far * there, 1, axis)
        count += there + np.roll(there, 1, axis)
    return np.asarray(total / np.maximum(count, 1), np.float32).ravel()


def plane(
    values: npt.ArrayLike, cells: npt.ArrayLike, *, rows: int, columns: int, toroidal: bool
) -> FloatArray:
    """The component plane of a number: what each cell's codebook entry for it is, or would be.

    Returns
    -------
    shape=(rows * columns,), float32
        Σ h x / Σ h over the songs that have a value, h the neighbourhood of the last epoch of training: the
        update of the batch map, for a component that need not have taken part in it. NaN far from any song.
    """
    numbers, places = np.asarray(values, np.float64), np.asarray(cells, np.int64)
    present = np.isfinite(numbers)
    size = rows * columns
    sums = np.bincount(places[present], numbers[present], minlength=size).reshape(rows, columns)
    counts = np.bincount(places[present], minlength=size).reshape(rows, columns)
    down = neighbourhood(rows, LAST_RADIUS, toroidal=toroidal).astype(np.float64)
    across = neighbourhood(columns, LAST_RADIUS, toroidal=toroidal).astype(np.float64)
    weights = down @ counts @ across
    means = np.full((rows, columns), np.nan)
    near = weights > _FAR
    means[near] = (down @ sums @ across)[near] / weights[near]
    return means.astype(np.float32).ravel()


def value_range(values: npt.NDArray[np.floating]) -> tuple[float, float]:
    """What most values lie between, so that a few odd ones do not take the whole scale; 0, 1 of none."""
    finite = values[~np.isnan(values)]
    if not finite.size:
        return 0.0, 1.0
    low, high = np.percentile(finite, (3, 97))
    return float(low), float(high)


@functools.cache
def _viridis() -> Pixels:
    """The 256 colours, interpolated: shape=(256, 3)."""
    places = np.linspace(0, 255, len(_VIRIDIS))
    channels = (np.interp(np.arange(256), places, channel) for channel in zip(*_VIRIDIS, strict=True))
    colours: Pixels = np.rint(np.stack(list(channels), -1)).astype(np.uint8)
    return colours


def viridis(values: npt.NDArray[np.floating]) -> Pixels:
    """0–1 as colour: shape=(…, 3)."""
    colours: Pixels = _viridis()[np.rint(np.clip(values, 0.0, 1.0) * 255).astype(np.uint8)]
    return colours


def coloured(values: FloatArray, empty: tuple[int, int, int]) -> tuple[Pixels, float, float]:
    """Values of cells as colours, and the two values that the scale runs between; NaN is ``empty``."""
    low, high = value_range(values)
    colours = viridis(np.nan_to_num((values - low) / max(high - low, 1e-6)))
    colours[np.isnan(values)] = empty
    return colours, low, high
