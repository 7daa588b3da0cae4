"""What one sees of many songs at once: distributions, correlations, principal axes, and points in space.

Conventions: one song a row, one feature a column, NaN where a value is not known; labels are whole numbers
from 0, −1 for none. A few passes over the values suffice everywhere, so 100,000 songs are no matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import scaling
from organizer.analysis.space.principal import pca

Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_FEWEST_BINS, _MOST_BINS = 5, 60
#: Whiskers end at the last value within this many quartile ranges of the box (Tukey 1977).
_WHISKER = 1.5
_FEWEST_PAIRS = 3
#: An axis with less of the variance than this is a rounding error.
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """How often values occur."""

    edges: Array  #: shape=(bins + 1,), empty when there is no value
    counts: IntArray  #: shape=(labels, bins); the last row is of the songs without a label


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """The numbers of a box plot."""

    count: int
    mean: float
    low: float  #: end of the lower whisker: the least value within 1.5 quartile ranges of the box
    q1: float
    median: float
    q3: float
    high: float
    outliers: Array  #: what lies outside the whiskers, ascending


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """How the values of one feature are distributed."""

    histogram: Histogram
    whole: Box | None  #: of all songs
    boxes: list[Box | None]  #: of each label


@dataclass(frozen=True, slots=True, eq=False)
class Principal:
    """Songs along the axes of their largest variance."""

    points: Array  #: shape=(n, components), zero along axes that there are not
    names: tuple[str, ...]  #: the features that were used
    loadings: Array  #: shape=(features, components), correlation of each feature with each axis
    explained: tuple[float, ...]  #: share of the variance along each axis


def histogram(
    values: npt.ArrayLike, *, labels: npt.ArrayLike | None = None, kinds: int = 0, bins: int | None = None
) -> Histogram:
    """Count values in bins of equal width, each label by itself.

    Parameters
    ----------
    values : shape=(n,); what is not finite is left out
    labels : shape=(n,), 0 … kinds − 1, or −1; by default nothing has a label
    kinds : how many labels there are
    bins : how many; by default by the rule of Freedman and Diaconis (1981), from 5 to 60, and one where all
        values are equal
    """
    numbers = np.asarray(values, np.float64)
    finite = np.isfinite(numbers)
    shown = numbers[finite]
    if not shown.size:
        return Histogram(np.empty(0), np.empty((kinds + 1, 0), np.int64))
    low, high = float(shown.min()), float(shown.max())
    if not high > low:
        edges = np.array([low - 0.5, low + 0.5])
    else:
        edges = np.linspace(low, high, (bins or _bins(shown)) + 1)
    numbered = np.full(len(numbers), kinds) if labels is None else np.asarray(labels, np.int64)
    numbered = np.where(numbered < 0, kinds, numbered)[finite]
    n = len(edges) - 1
    place = np.clip(np.searchsorted(edges, shown, side="right") - 1, 0, n - 1)
    counts = np.bincount(numbered * n + place, minlength=(kinds + 1) * n).reshape(kinds + 1, n)
    return Histogram(edges, counts.astype(np.int64))


def _bins(values: Array) -> int:
    q1, q3 = np.quantile(values, (0.25, 0.75))
    width = 2.0 * (q3 - q1) / np.cbrt(len(values))
    bins = np.ceil((values.max() - values.min()) / width) if width > 0 else np.sqrt(len(values))
    return int(np.clip(bins, _FEWEST_BINS, _MOST_BINS))


def box(values: npt.ArrayLike) -> Box | None:
    """Quartiles (linear between values), whiskers and outliers; None without a finite value."""
    numbers = np.asarray(values, np.float64)
    numbers = np.sort(numbers[np.isfinite(numbers)])
    if not numbers.size:
        return None
    q1, median, q3 = (float(q) for q in np.quantile(numbers, (0.25, 0.5, 0.75)))
    reach = _WHISKER * (q3 - q1)
    inside = numbers[(numbers >= q1 - reach) & (numbers <= q3 + reach)]
    outside = numbers[(numbers < q1 - reach) | (numbers > q3 + reach)]
    return Box(
        len(numbers), float(numbers.mean()), float(inside[0]), q1, median, q3, float(inside[-1]), outside
    )


def boxes(values: npt.ArrayLike, labels: npt.ArrayLike, kinds: int) -> list[Box | None]:
    """A box for each label."""
    numbers, numbered = np.asarray(values, np.float64), np.asarray(labels, np.int64)
    return [box(numbers[numbered == kind]) for kind in range(kinds)]


def distribution(values: npt.ArrayLike, labels: npt.ArrayLike, kinds: int) -> Distribution:
    """Histogram and boxes in one."""
    counted = histogram(values, labels=labels, kinds=kinds)
    return Distribution(counted, box(values), boxes(values, labels, kinds))


def correlation(values: npt.ArrayLike) -> Array:
    """Pearson's correlation of all pairs of features, on the songs that have both.

    Parameters
    ----------
    values : shape=(n, f)

    Returns
    -------
    shape=(f, f), NaN where fewer than three songs have both or one of them does not vary among these
    """
    matrix = np.array(values, np.float64, ndmin=2)
    finite = np.isfinite(matrix)
    here = finite.astype(np.float64)
    filled = np.where(finite, matrix, 0.0)
    # Around the mean and at a deviation of 1, so that no digits are lost in differences of large sums.
    total = np.maximum(here.sum(axis=0), 1.0)
    filled = np.where(finite, filled - filled.sum(axis=0) / total, 0.0)
    deviation = np.sqrt((filled**2).sum(axis=0) / total)
    filled /= np.where(deviation > 0, deviation, 1.0)
    pairs = here.T @ here
    n = np.maximum(pairs, 1.0)
    sums = filled.T @ here  # sums[i, j]: of feature i over the songs that have j as well
    squares = (filled**2).T @ here - sums**2 / n
    products = filled.T @ filled - sums * sums.T / n
    scale = np.sqrt(np.maximum(squares, 0.0) * np.maximum(squares.T, 0.0))
    enough = (pairs >= _FEWEST_PAIRS) & (scale > 1e-9 * n)
    coefficients = np.full(products.shape, np.nan)
    coefficients[enough] = np.clip(products[enough] / scale[enough], -1.0, 1.0)
    return coefficients


def principal(
    values: npt.ArrayLike, names: Sequence[str], *, components: int = 2, scale: scaling.Scale = "standard"
) -> Principal:
    """Principal components of scaled features, missing values replaced by medians (see ``scaling``).

    An axis points to where its strongest feature is high. A loading is the correlation of feature and axis.

    Raises
    ------
    ValueError
        No song, or no feature with two different values.
    """
    prepared = scaling.prepare(values, names, scale=scale)
    along = pca(prepared.points, components)
    n, f = prepared.points.shape
    k = along.points.shape[1]
    points, axes = np.zeros((n, components)), np.zeros((f, components))
    points[:, :k] = np.where(along.explained < _NOTHING, 0.0, along.points)
    deviation = prepared.points.std(axis=0)
    axes[:, :k] = along.axes * along.deviation / np.where(deviation > 0, deviation, 1.0)[:, None]
    strongest = np.abs(axes).argmax(axis=0)
    sign = np.where(axes[strongest, np.arange(components)] < 0, -1.0, 1.0)
    shares = [*along.explained.tolist(), *[0.0] * (components - k)]
    return Principal(points * sign, prepared.names, axes * sign, tuple(shares))


def unit_cube(values: npt.ArrayLike) -> Array:
    """Each column from its least to its largest value onto −1 … 1; a column of one value onto 0.

    Parameters
    ----------
    values : shape=(n, f); NaN stays NaN
    """
    matrix = np.array(values, np.float64, ndmin=2)
    finite = np.isfinite(matrix)
    there = finite.any(axis=0)
    low = np.where(there, np.where(finite, matrix, np.inf).min(axis=0, initial=np.inf), 0.0)
    high = np.where(there, np.where(finite, matrix, -np.inf).max(axis=0, initial=-np.inf), 0.0)
    span = np.where(high > low, high - low, 1.0)
    return np.where(finite, (matrix - (low + high) / 2.0) / span * 2.0, np.nan)


def rotation(yaw: float, pitch: float) -> Array:
    """Rotate by ``yaw`` around the upright axis, then by ``pitch`` around the horizontal one, in radians.

    Returns
    -------
    shape=(3, 3), orthogonal, determinant 1; the rows are right, up, and towards the viewer
    """
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    around = np.array([[cy, 0.0, sy], [0.0, 1.0, 0.0], [-sy, 0.0, cy]])
    tilt = np.array([[1.0, 0.0, 0.0], [0.0, cp, -sp], [0.0, sp, cp]])
    return np.asarray(tilt @ around)


def project(points: npt.ArrayLike, rotated_by: Array, *, distance: float = 5.0) -> npt.NDArray[Any]:
    """Points in space as a viewer at ``distance`` from the origin sees them.

    Parameters
    ----------
    points : shape=(n, 3): right, up, towards the viewer
    rotated_by : shape=(3, 3), from ``rotation``
    distance : over 0; infinite for parallel rays

    Returns
    -------
    shape=(n, 3), of the points' type: right, up, how near; on the plane through the origin nothing shrinks
    """
    space = np.asarray(points)
    seen = np.empty(space.shape, space.dtype if space.dtype.kind == "f" else np.float64, order="F")
    for axis in range(3):  # three products a time: quicker than a matrix product of such thin matrices
        a, b, c = (float(value) for value in rotated_by[axis])
        seen[:, axis] = space[:, 0] * a + space[:, 1] * b + space[:, 2] * c
    if np.isfinite(distance):
        nearer = distance / np.maximum(distance - seen[:, 2], 1e-6)
        seen[:, 0] *= nearer
        seen[:, 1] *= nearer
    return seen
