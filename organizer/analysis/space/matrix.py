"""From raw numbers to the space in which songs are compared.

The axes are fitted without labels on the person's own library, frozen, stored with it, and fitted again
when it has doubled. Rows are songs. Every number that is not finite counts as 0.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from organizer.analysis.ear.layout import BLOCKS, block_weights
from organizer.analysis.space.principal import principal_axes
from organizer.base.descriptors import FEATURE_VERSION

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

DIMENSIONS = 128  #: at most
_BLOCK_AXES = 48
_SMALL = 100  # songs under which fewer axes are trusted
_SAMPLE = 20_000  # songs to fit on at most
_CHUNK = 4_096  # songs projected at a time
#: Of a network's vector, if there is one: a little more than timbre, the best of the ear's own aspects.
_NETWORK_WEIGHT = 1.3


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
    """

    mean: FloatArray
    directions: tuple[FloatArray, ...]
    weights: tuple[float, ...]
    center: FloatArray
    rotation: FloatArray
    songs: int
    version: int

    @property
    def dimensions(self) -> int:
        """Length d of the projected rows."""
        return int(self.rotation.shape[1])

    @property
    def given(self) -> dict[str, float]:
        """What the person gives the aspects of ``layout.ASPECTS``; empty for another ear's axes."""
        if len(self.weights) < len(BLOCKS):
            return {}
        pairs = zip(BLOCKS, self.weights, strict=False)
        return {block.aspect: weight / block.weight for block, weight in pairs}

    def project(self, raw: FloatArray) -> FloatArray:
        """Songs as points.

        Parameters
        ----------
        raw : shape=(N, D), float32

        Returns
        -------
        shape=(N, d), float32
            Rows of length 1. A song exactly in the middle of all has no direction: it gets the first axis.
        """
        raw = np.asarray(raw)
        if raw.ndim != 2 or raw.shape[1] != self.mean.size:
            raise ValueError(f"raw must have shape (N, {self.mean.size}), not {raw.shape}")
        rows = np.empty((len(raw), self.dimensions), np.float32)
        for start in range(0, len(raw), _CHUNK):
            part = slice(start, start + _CHUNK)
            joined = _join(_clean(raw[part]) - self.mean, self.directions, self.weights)
            centered: FloatArray = joined - self.center
            points = _unit(centered @ self.rotation)
            points[~points.any(axis=1), 0] = 1.0
            rows[part] = points
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
        joined = _join(_clean(raw) - self.mean, self.directions, self.weights)
        ends = np.cumsum([directions.shape[1] for directions in self.directions])
        parts = np.split(joined, ends[:-1], axis=1)
        names = [*(block.aspect for block in BLOCKS), "network"][: len(parts)]
        return {
            name: np.concatenate(
                [part for aspect, part in zip(names, parts, strict=True) if aspect == name], axis=1
            )
            for name in dict.fromkeys(names)
        }

    def to_bytes(self) -> bytes:
        """For storage; the counterpart of ``from_bytes``."""
        arrays: dict[str, Any] = {
            f"directions{index}": directions for index, directions in enumerate(self.directions)
        }
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
                return cls(
                    mean=file["mean"],
                    directions=tuple(file[f"directions{index}"] for index in range(len(weights))),
                    weights=weights,
                    center=file["center"],
                    rotation=file["rotation"],
                    songs=int(file["counts"][0]),
                    version=int(file["counts"][1]),
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
    Under 100 songs there are N/3 axes a block (at least 2), divided by the fourth root of s.

    Parameters
    ----------
    raw : shape=(N, D), float32
        At least one song. A D other than the ear's own is taken for one block.
    weights : dict of float, optional
        What the person gives the aspects of ``layout.ASPECTS``; 1 where nothing is given.
    network : int
        How many numbers at the right end are a network's: one more block.
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
    rows = _clean(raw)
    sizes, blocks = [block.size for block in BLOCKS], block_weights(weights)
    if sum(sizes) + network != rows.shape[1]:
        sizes, blocks = [rows.shape[1] - network], (1.0,)
    if network:
        sizes, blocks = [*sizes, network], (*blocks, _NETWORK_WEIGHT)
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
    rotation, _ = _varied_axes(joined - center, DIMENSIONS)
    return Axes(mean, tuple(directions), blocks, center, rotation.astype(np.float32), songs, version)


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
