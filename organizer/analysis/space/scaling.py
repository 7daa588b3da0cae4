"""Chosen features as points that can be compared: missing values, scaling, principal axes, weights.

Conventions: one song a row, one feature a column; NaN is a missing value and is replaced by the median of its
column. A column without any value, or with one value only, says nothing and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.principal import pca
from organizer.base.language import tr

Matrix = npt.NDArray[np.float64]
Scale = Literal["standard", "minmax", "robust", "none"]
SCALES: tuple[Scale, ...] = get_args(Scale)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Songs as points, and how they became that."""

    points: Matrix  #: shape=(n, d)
    names: tuple[str, ...]  #: the features that were used
    left_out: tuple[str, ...]  #: features without two different values
    missing: Mapping[str, int]  #: values replaced by the median, for the features that have any
    explained: tuple[float, ...] = ()  #: share of the variance along each principal axis, where asked for


class AllAlikeError(ValueError):
    """Songs that cannot be compared, for each number is the same for all of them."""


def prepare(
    values: npt.ArrayLike,
    names: Sequence[str],
    *,
    scale: Scale = "standard",
    weights: Mapping[str, float] | None = None,
    components: int | None = None,
) -> Prepared:
    """Make points of feature values.

    Parameters
    ----------
    values : shape=(n, f), NaN where missing
    names : of the f features
    scale : "standard" (mean 0, deviation 1), "minmax" (0–1), "robust" (median 0, quartile range 1), "none"
    weights : factor of a feature after scaling; 1 where none is given
    components : keep this many principal axes of the scaled and weighted features

    Raises
    ------
    ValueError
        No song, no feature with two different values, an unknown scale or weight, or components < 1.
    """
    matrix = np.array(values, dtype=np.float64, ndmin=2)
    if matrix.ndim != 2 or not len(matrix) or matrix.shape[1] != len(names):
        raise ValueError(f"values must have shape (n ≥ 1, {len(names)}), not {matrix.shape}")
    if scale not in SCALES:
        raise ValueError(tr("unknown scale “{name}”: one of {names}", name=scale, names=", ".join(SCALES)))
    unknown = set(weights or ()) - set(names)
    if unknown:
        raise ValueError(
            tr("a weight for {names}, which is not among the features", names=", ".join(sorted(unknown)))
        )
    matrix[~np.isfinite(matrix)] = np.nan
    finite = np.isfinite(matrix)
    low = np.where(finite, matrix, np.inf).min(axis=0)
    high = np.where(finite, matrix, -np.inf).max(axis=0)
    used = np.flatnonzero(high > low)
    if not used.size:
        raise AllAlikeError(tr("no feature has two different values"))
    matrix, finite = matrix[:, used], finite[:, used]
    gaps = (~finite).sum(axis=0)
    for column in np.flatnonzero(gaps):
        matrix[~finite[:, column], column] = np.median(matrix[finite[:, column], column])
    used_names = tuple(names[int(i)] for i in used)
    factors = np.array([(weights or {}).get(name, 1.0) for name in used_names])
    points: Matrix = _scaled(matrix, scale) * factors
    explained: tuple[float, ...] = ()
    if components is not None:
        if components < 1:
            raise ValueError(tr("at least one principal axis is needed"))
        along = pca(points, components)
        points, explained = along.points, tuple(float(share) for share in along.explained)
    return Prepared(
        points=points,
        names=used_names,
        left_out=tuple(name for i, name in enumerate(names) if i not in set(used.tolist())),
        missing={name: int(count) for name, count in zip(used_names, gaps, strict=True) if count},
        explained=explained,
    )


def _scaled(matrix: Matrix, scale: Scale) -> Matrix:
    if scale == "none":
        return matrix
    from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

    scalers: dict[str, Any] = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}
    return np.asarray(scalers[scale]().fit_transform(matrix), np.float64)
