"""KMeans and the self-organizing map one step at a time, to watch them learn.

Conventions: points are shape=(n, d), n ≥ 1, finite. The algorithms are the textbook ones (Lloyd 1982;
Kohonen 2013), plain and slow enough to follow; what groups and maps are really made with is in
``group_methods`` and ``som``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import best_matching_units, neighbourhood

Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """KMeans between two steps."""

    centers: Array  #: shape=(k, d)
    labels: IntArray  #: shape=(n,), the nearest centre of each point; −1 before the first step
    inertia: float  #: sum of the squared distances of points to their centres; NaN before the first step
    assigns: bool = True  #: whether the next step is to assign points; else it is to move the centres
    settled: bool = False  #: nothing would change any more


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A self-organizing map between two steps."""

    units: Array  #: shape=(rows * columns, d), unit row * columns + column
    rows: int
    columns: int
    steps: int  #: done
    error: float  #: mean distance of points to their nearest unit


def random_centers(points: npt.ArrayLike, k: int, *, seed: int = 0) -> Clusters:
    """Start KMeans from ``k`` of the points, drawn at random; from as many as there are where k is more."""
    data = np.asarray(points, np.float64)
    chosen = np.random.default_rng(seed).choice(len(data), min(max(k, 1), len(data)), replace=False)
    return Clusters(data[chosen], np.full(len(data), -1, np.int64), np.nan)


def step_clusters(points: npt.ArrayLike, before: Clusters) -> Clusters:
    """Assign each point to its nearest centre, or move each centre to the mean of its points, in turn.

    A centre without points stays. Inertia never rises. A settled state is returned as it is.
    """
    data = np.asarray(points, np.float64)
    if before.settled:
        return before
    if before.assigns:
        distances = np.square(data[:, None, :] - before.centers[None]).sum(axis=2)
        labels = distances.argmin(axis=1)
        inertia = float(distances[np.arange(len(data)), labels].sum())
        same = np.array_equal(labels, before.labels)
        return Clusters(before.centers, labels, inertia, assigns=False, settled=same)
    centers = before.centers.copy()
    for k in range(len(centers)):
        own = data[before.labels == k]
        if len(own):
            centers[k] = own.mean(axis=0)
    inertia = float(np.square(data - centers[before.labels]).sum())
    return Clusters(centers, before.labels, inertia, assigns=True)


def crumpled(points: npt.ArrayLike, *, rows: int, columns: int, seed: int = 0) -> Sheet:
    """A sheet whose units lie anywhere among the points: its neighbours are not near each other yet."""
    data = np.asarray(points, np.float64)
    rng = np.random.default_rng(seed)
    middle, deviation = data.mean(axis=0), data.std(axis=0)
    units = middle + 0.7 * deviation * rng.standard_normal((rows * columns, data.shape[1]))
    return Sheet(units, rows, columns, 0, _error(data, units))


def step_sheet(points: npt.ArrayLike, before: Sheet, *, steps: int = 30) -> Sheet:
    """Draw every unit to the mean of the points near it and near its neighbours.

    The neighbourhood shrinks from half of the longer side to 0.6 cells within ``steps`` and stays so.
    """
    data = np.asarray(points, np.float64)
    progress = min(1.0, before.steps / max(steps - 1, 1))
    first = max(before.rows, before.columns) / 2.0
    radius = first * (0.6 / first) ** progress if first > 0.6 else 0.6
    near = np.kron(
        neighbourhood(before.rows, radius, toroidal=False).astype(np.float64),
        neighbourhood(before.columns, radius, toroidal=False).astype(np.float64),
    )
    nearest = best_matching_units(before.units, data)
    counts = np.bincount(nearest, minlength=len(before.units)).astype(np.float64)
    sums = np.column_stack(
        [np.bincount(nearest, weights=column, minlength=len(before.units)) for column in data.T]
    )
    weights = near @ counts
    units = np.where(
        weights[:, None] > 1e-12, near @ sums / np.maximum(weights, 1e-12)[:, None], before.units
    )
    return Sheet(units, before.rows, before.columns, before.steps + 1, _error(data, units))


def links(rows: int, columns: int) -> list[tuple[int, int]]:
    """Pairs of neighbouring units of a sheet."""
    cells = np.arange(rows * columns).reshape(rows, columns)
    across = zip(cells[:, :-1].ravel().tolist(), cells[:, 1:].ravel().tolist(), strict=True)
    down = zip(cells[:-1].ravel().tolist(), cells[1:].ravel().tolist(), strict=True)
    return [*across, *down]


def _error(data: Array, units: Array) -> float:
    return float(np.sqrt(np.square(data - units[best_matching_units(units, data)]).sum(axis=1)).mean())
