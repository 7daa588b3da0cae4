"""From raw numbers to the space in which songs are compared.

The axes are fitted without labels on the person's own library, frozen, stored with it, and fitted again
when it has doubled. Rows are songs. Every number that is not finite counts as 0.

A network's vectors, where there are some, are joined to the finished points of the ear: centred on the
library, at unit length, at a weight. A song without one gets the vector that is to be expected of a song that
the ear places there: by a linear regression on the points of the ear, so that it lies among songs that sound
like it and not beside others of which the same is missing.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from organizer.analysis.ear.layout import BLOCKS, NETWORK, block_weights
from organizer.analysis.space.principal import principal_axes
from organizer.base.descriptors import FEATURE_VERSION

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

DIMENSIONS = 128  #: at most
_BLOCK_AXES = 48
_SMALL = 100  # songs under which fewer axes are trusted
_SAMPLE = 20_000  # songs to fit on at most
_CHUNK = 4_096  # songs projected at a time
#: Of a network's vector beside a point of the ear, both of length 1: on a plateau that goes from 0.5 to 0.8.
_NETWORK_WEIGHT = 0.7
#: Of the regression from points of the ear to a network's vectors: as heavy as one song.
_RIDGE = 1.0
_NETWORK_ARRAYS = ("mean", "expected", "center", "rotation")


@dataclass(frozen=True, slots=True, eq=False)
class NetworkBlock:
    """How a network's vectors are joined to the points of the ear.

    Attributes
    ----------
    mean : shape=(m,), float32
        Of the vectors.
    expected : shape=(d, m), float32
        From a point of the ear to the centred vector that is to be expected.
    center : shape=(d + m,), float32
        Mean of both, joined.
    rotation : shape=(d + m, k), float32
        Principal axes of both, joined.
    weight : float
        Of a vector beside a point of the ear, the person's included.
    """

    mean: FloatArray
    expected: FloatArray
    center: FloatArray
    rotation: FloatArray
    weight: float = _NETWORK_WEIGHT

    def directions(self, points: FloatArray, vectors: FloatArray) -> FloatArray:
        """Vectors, shape=(N, m), centred and at length 1; where one is not finite, that which is to be
        expected at the song's point, shape=(N, d)."""
        return _directions(points, vectors, self.mean, self.expected)

    def project(self, points: FloatArray, vectors: FloatArray) -> FloatArray:
        """Both joined, along their axes: shape=(N, k)."""
        joined = _beside(points, self.directions(points, vectors), self.weight)
        return np.asarray((joined - self.center) @ self.rotation, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """A frozen projection from raw vectors to unit vectors.

    Attributes
    ----------
    mean : shape=(D,), float32
        Of the raw numbers.
    directions : tuple of shape=(size of block, axes), float32
        Principal axes of each block, already divided by a power of their standard deviation.
    weights : tuple of float
        Of the blocks, the person's included.
    center : shape=(K,), float32
        Mean of the joined blocks.
    rotation : shape=(K, d), float32
        Principal axes of the joined blocks.
    songs : int
        How many songs there were to fit on: fit again when the library has doubled.
    version : int
        The feature version of the raw vectors.
    network : NetworkBlock or None
        What joins a network's vectors, at the right end of the raw ones.
    """

    mean: FloatArray
    directions: tuple[FloatArray, ...]
    weights: tuple[float, ...]
    center: FloatArray
    rotation: FloatArray
    songs: int
    version: int
    network: NetworkBlock | None = None

    @property
    def dimensions(self) -> int:
        """Length d of the projected rows."""
        return int((self.rotation if self.network is None else self.network.rotation).shape[1])

    @property
    def raw_size(self) -> int:
        """Length D of the raw rows, with those of the network."""
        return int(self.mean.size + (0 if self.network is None else self.network.mean.size))

    @property
    def given(self) -> dict[str, float]:
        """What the person gives the aspects of ``layout.ASPECTS``; empty for another ear's axes."""
        if len(self.weights) < len(BLOCKS):
            return {}
        pairs = zip(BLOCKS, self.weights, strict=False)
        given = {block.aspect: weight / block.weight for block, weight in pairs}
        if self.network is not None:
            given[NETWORK] = self.network.weight / _NETWORK_WEIGHT
        return given

    def weighed_alike(self) -> Axes:
        """The same axes, where the person gives 1 to every aspect."""
        if len(self.weights) < len(BLOCKS):
            return self
        network = None if self.network is None else replace(self.network, weight=_NETWORK_WEIGHT)
        return replace(self, weights=tuple(block.weight for block in BLOCKS), network=network)

    def project(self, raw: FloatArray) -> FloatArray:
        """Songs as points.

        Parameters
        ----------
        raw : shape=(N, D), float32
            Of a song that the network does not know, its numbers are NaN.

        Returns
        -------
        shape=(N, d), float32
            Rows of length 1. A song exactly in the middle of all has no direction: it gets the first axis.
        """
        raw = np.asarray(raw)
        if raw.ndim != 2 or raw.shape[1] != self.raw_size:
            raise ValueError(f"raw must have shape (N, {self.raw_size}), not {raw.shape}")
        rows: FloatArray = np.empty((len(raw), self.dimensions), np.float32)
        for start in range(0, len(raw), _CHUNK):
            part = raw[start : start + _CHUNK]
            points = self._points(part)
            if self.network is not None:
                points = _unit(self.network.project(points, part[:, self.mean.size :]))
            points[~points.any(axis=1), 0] = 1.0
            rows[start : start + _CHUNK] = points
        return rows

    def aspects(self, raw: FloatArray) -> dict[str, FloatArray]:
        """Songs aspect by aspect, before they are joined: what tells why two of them are alike.

        Parameters
        ----------
        raw : shape=(N, D), float32

        Returns
        -------
        dict of shape=(N, k), float32
            For each of ``layout.ASPECTS`` its blocks side by side, each at its weight, and "network" where
            there is one. Empty where the raw vectors are another ear's.
        """
        if len(self.weights) < len(BLOCKS):
            return {}
        joined = self._join(raw)
        ends = np.cumsum([directions.shape[1] for directions in self.directions])
        parts = np.split(joined, ends[:-1], axis=1)
        names = [*(block.aspect for block in BLOCKS), NETWORK][: len(parts)]
        if self.network is not None:
            directions = self.network.directions(self._points(raw), raw[:, self.mean.size :])
            all_blocks = float(np.linalg.norm(self.weights))  # the length that the others have together
            names.append(NETWORK)
            parts.append(directions * np.float32(self.network.weight * all_blocks))
        return {
            name: np.concatenate(
                [part for aspect, part in zip(names, parts, strict=True) if aspect == name], axis=1
            )
            for name in dict.fromkeys(names)
        }

    def _join(self, raw: FloatArray) -> FloatArray:
        """The blocks of the ear side by side."""
        own = _clean(raw[:, : self.mean.size])
        return _join(own - self.mean, self.directions, self.weights)

    def _points(self, raw: FloatArray) -> FloatArray:
        """Points of the ear alone, of length 1 or 0."""
        centered: FloatArray = self._join(raw) - self.center
        return _unit(centered @ self.rotation)

    def to_bytes(self) -> bytes:
        """For storage; the counterpart of ``from_bytes``."""
        arrays: dict[str, Any] = {
            f"directions{index}": directions for index, directions in enumerate(self.directions)
        }
        if self.network is not None:
            arrays |= {f"network_{name}": getattr(self.network, name) for name in _NETWORK_ARRAYS}
            arrays["network_weight"] = np.array(self.network.weight)
        buffer = io.BytesIO()
        np.savez(
            buffer,
            mean=self.mean,
            weights=np.array(self.weights),
            center=self.center,
            rotation=self.rotation,
            counts=np.array([self.songs, self.version], np.int64),
            **arrays,
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Axes:
        """Read what ``to_bytes`` wrote. Raises ``ValueError`` when it is something else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                weights = tuple(float(weight) for weight in file["weights"])
                network = None
                if "network_mean" in file:
                    network = NetworkBlock(*(file[f"network_{name}"] for name in _NETWORK_ARRAYS))
                    if "network_weight" in file:  # axes of earlier versions have none
                        network = replace(network, weight=float(file["network_weight"]))
                return cls(
                    mean=file["mean"],
                    directions=tuple(file[f"directions{index}"] for index in range(len(weights))),
                    weights=weights,
                    center=file["center"],
                    rotation=file["rotation"],
                    songs=int(file["counts"][0]),
                    version=int(file["counts"][1]),
                    network=network,
                )
        except Exception as error:  # numpy answers foreign bytes with many kinds of exception
            raise ValueError("these bytes are not stored axes") from error


def fit_axes(
    raw: FloatArray,
    *,
    weights: Mapping[str, float] | None = None,
    network: int = 0,
    seed: int = 0,
    version: int = FEATURE_VERSION,
) -> Axes:
    """Fit the axes on a library.

    Per block of ``layout.BLOCKS``: centre, 48 principal axes, each divided by the square root
    of its standard deviation s (half whitening), unit length, weight; joined; principal axes again, 128.
    Under 100 songs there are N/3 axes a block (at least 2), divided by the fourth root of s. To these points
    a network's vectors are joined (``NetworkBlock``), and once more there are 128 principal axes.

    Parameters
    ----------
    raw : shape=(N, D), float32
        At least one song. A D other than the ear's own is taken for one block.
    weights : dict of float, optional
        What the person gives the aspects of ``layout.ASPECTS``; 1 where nothing is given.
    network : int
        How many numbers at the right end are a network's; NaN in songs that it does not know.
    seed : int
        Draws the 20,000 songs that are fitted on where there are more.
    version : int
        Kept with the axes.

    Raises
    ------
    ValueError
        No songs, or weights that ``layout.block_weights`` refuses.
    """
    raw = np.asarray(raw)
    if raw.ndim != 2 or not raw.size:
        raise ValueError("axes need at least one song")
    songs = len(raw)
    if songs > _SAMPLE:
        raw = raw[np.sort(np.random.default_rng(seed).choice(songs, _SAMPLE, replace=False))]
    rows = _clean(raw[:, : raw.shape[1] - network])
    sizes, blocks = [block.size for block in BLOCKS], block_weights(weights)
    if sum(sizes) != rows.shape[1]:
        sizes, blocks = [rows.shape[1]], (1.0,)
    small = songs < _SMALL
    limit = max(1, min(_BLOCK_AXES, songs - 1, max(2, songs // 3) if small else _BLOCK_AXES))
    mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    rows -= mean
    directions: list[FloatArray] = []
    start = 0
    for size in sizes:
        axes, deviation = _varied_axes(rows[:, start : start + size], limit)
        directions.append((axes / deviation ** (0.25 if small else 0.5)).astype(np.float32))
        start += size
    joined = _join(rows, tuple(directions), blocks)
    center = joined.mean(axis=0, dtype=np.float64).astype(np.float32)
    rotation = _varied_axes(joined - center, DIMENSIONS)[0].astype(np.float32)
    given, vectors = (weights or {}).get(NETWORK, 1.0), raw[:, raw.shape[1] - network :]
    block = _fit_network(_unit((joined - center) @ rotation), vectors, given) if network else None
    return Axes(mean, tuple(directions), blocks, center, rotation, songs, version, block)


def _fit_network(points: FloatArray, vectors: FloatArray, given: float) -> NetworkBlock | None:
    """``NetworkBlock`` of songs, shape=(N, d) and (N, m), with this weight; None where the network knows none
    of them."""
    weight = _NETWORK_WEIGHT * given
    known = np.isfinite(vectors).all(axis=1)
    if not known.any():
        return None
    mean = vectors[known].mean(axis=0, dtype=np.float64).astype(np.float32)
    there = points[known].astype(np.float64)
    squares = there.T @ there + _RIDGE * np.eye(points.shape[1])
    expected = np.linalg.solve(squares, there.T @ _unit(vectors[known] - mean)).astype(np.float32)
    joined = _beside(points, _directions(points, vectors, mean, expected), weight)
    center = joined.mean(axis=0, dtype=np.float64).astype(np.float32)
    rotation = _varied_axes(joined - center, DIMENSIONS)[0].astype(np.float32)
    return NetworkBlock(mean, expected, center, rotation, weight)


def _directions(
    points: FloatArray, vectors: FloatArray, mean: FloatArray, expected: FloatArray
) -> FloatArray:
    known = np.isfinite(vectors).all(axis=1, keepdims=True)
    return _unit(np.where(known, vectors - mean, points @ expected).astype(np.float32))


def _beside(points: FloatArray, directions: FloatArray, weight: float) -> FloatArray:
    return np.concatenate([points, np.float32(weight) * directions], axis=1)


def _clean(raw: FloatArray) -> FloatArray:
    rows: FloatArray = np.nan_to_num(raw.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    return rows


def _varied_axes(
    rows: FloatArray, limit: int
) -> tuple[np.typing.NDArray[np.float64], np.typing.NDArray[np.float64]]:
    """Principal axes, shape=(D, k), and the standard deviation along each, shape=(k,); rows are centred.

    Directions in which nothing varies are left out (one stays at least).
    """
    axes, deviation = principal_axes(rows)
    varied = int(np.count_nonzero(deviation > max(1e-4 * float(deviation[0]), 1e-9)))
    keep = max(1, min(limit, varied))
    return axes[:, :keep], np.maximum(deviation[:keep], 1e-9) if varied else np.ones(keep)


def _join(centered: FloatArray, directions: tuple[FloatArray, ...], weights: tuple[float, ...]) -> FloatArray:
    """Each block along its axes, at unit length, weighted, side by side."""
    parts = []
    start = 0
    for block, weight in zip(directions, weights, strict=True):
        parts.append(_unit(centered[:, start : start + len(block)] @ block) * np.float32(weight))
        start += len(block)
    return np.concatenate(parts, axis=1)


def _unit(rows: FloatArray) -> FloatArray:
    """Rows at length 1; rows of zeros, up to rounding, stay or become zeros."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.where(length > 1e-6, rows / np.maximum(length, 1e-6), 0.0).astype(np.float32)
