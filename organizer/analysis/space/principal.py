"""Principal axes: for the space of songs, the start of a map, chosen numbers, groups and pictures alike.

Conventions: one song a row. Axes are columns, the strongest first. An axis has no sign of its own: its
largest entry is positive, so that the same songs give the same axes everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PrincipalComponents:
    """Songs along their principal axes."""

    points: npt.NDArray[Any]  #: shape=(n, k), of the type of the rows
    axes: Array  #: shape=(d, k), of length 1
    deviation: Array  #: shape=(k,), of the songs along each axis
    explained: Array  #: shape=(k,), share of the variance along each axis


def principal_axes(centred: npt.NDArray[Any]) -> tuple[Array, Array]:
    """All axes of rows whose mean is 0, and the standard deviation along each.

    Parameters
    ----------
    centred : shape=(n, d), float

    Returns
    -------
    axes : shape=(d, min(n, d)) or (d, d)
    deviation : shape=(min(n, d),) or (d,), descending; 0 where nothing varies
    """
    if len(centred) <= centred.shape[1]:
        _, singular, transposed = np.linalg.svd(centred.astype(np.float64), full_matrices=False)
        axes, deviation = transposed.T, singular / np.sqrt(len(centred))
    else:
        covariance = (centred.T @ centred).astype(np.float64) / len(centred)
        values, vectors = np.linalg.eigh(covariance)
        axes, deviation = vectors[:, ::-1], np.sqrt(np.maximum(values[::-1], 0.0))
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None], axis=0)
    return axes * np.where(largest < 0, -1.0, 1.0), deviation


def pca(points: npt.NDArray[Any], components: int) -> PrincipalComponents:
    """Songs along the ``components`` strongest of their axes, or as many as there are.

    Parameters
    ----------
    points : shape=(n, d), n ≥ 1, finite
    """
    centred = points - points.mean(axis=0)
    axes, deviation = principal_axes(centred)
    variance = deviation**2
    total = float(variance.sum())
    k = min(components, len(points), axes.shape[1])
    return PrincipalComponents(
        (centred @ axes[:, :k]).astype(points.dtype, copy=False),
        axes[:, :k],
        deviation[:k],
        variance[:k] / total if total > 0 else np.zeros(k),
    )
