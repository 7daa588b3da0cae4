"""The parts of one recording: where they begin, and which of them return.

A recording becomes a few hundred units (``features``). Units that sound alike, and neighbours, are linked
(``links``); the links' Laplacian has parts as its slow directions, which are clustered (McFee and Ellis).
Borders are then moved to where the units on either side fit their parts best.

Conventions: times in seconds; labels are numbers from 0 in the order of appearance, the same for parts that
return. Silence, and anything shorter than 8 s, is one part.

McFee, B., Ellis, D. P. W.: Analyzing song structure with spectral clustering. ISMIR 2014.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from organizer.analysis.structure.clusters import clustered, distances, silhouette
from organizer.analysis.structure.features import StructureFeatures
from organizer.analysis.structure.links import links
from organizer.base.model import FloatArray, IntArray

Bytes = npt.NDArray[np.uint8]

#: What is stored of a recording is made anew when this has changed.
VERSION = 1
#: A part is at least this long.
SHORTEST = 6.0
MOST_PARTS = 8
_SHORTEST_SOUND = 8.0
_TELLING = 0.13  # score under which a recording is one part
_PICTURE = 512  # edge of the picture of self-similarity


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """A recording in parts."""

    duration: float
    starts: tuple[float, ...]  #: of each part; the first is 0
    labels: tuple[int, ...]  #: of each part
    units: tuple[int, ...]  #: the number of the unit at which each part begins
    beats: FloatArray  #: shape=(u,), the time at which each unit begins
    similarity: Bytes  #: shape=(n, n), of equal steps of time: 255 for the same, 0 for nothing in common
    wave: FloatArray  #: shape=(w,), the loudest sample of equal steps of time, 0–1
    has_beat: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """A, B, C …: of each part."""
        return tuple(chr(ord("A") + label % 26) for label in self.labels)

    @property
    def ends(self) -> tuple[float, ...]:
        """The seconds at which the parts end."""
        return (*self.starts[1:], self.duration)


def analyze(recording: StructureFeatures, *, parts: int | None = None) -> Structure:
    """Find the parts.

    Parameters
    ----------
    recording : from ``decode_features``
    parts : how many different ones there are; 2 to 8, as many as fit best, where it is not given
    """
    features, times = recording.features, recording.times
    if recording.silent or recording.duration < _SHORTEST_SOUND or parts == 1 or len(times) < 4:
        return assembled(recording, (0,), (0,))
    slow = _slow_directions(links(features))
    shortest = max(2, round(SHORTEST / float(np.median(np.diff(times)))))
    far = distances(_averaged(features, 5))
    best: tuple[float, IntArray] | None = None
    for k in [parts] if parts else range(2, MOST_PARTS + 1):
        if k > len(times) // 2:
            break
        for rows in (_slow_rows(slow, k), _averaged(features, shortest)):
            labels = _tidied(clustered(rows, k), shortest, features)
            score = _score(far, labels)
            if best is None or score > best[0]:
                best = score, labels
    several = best is not None and (parts or best[0] > _TELLING)
    labels = best[1] if best is not None and several else np.zeros(len(times), np.int64)
    changes = np.flatnonzero(np.diff(labels)) + 1
    order: dict[int, int] = {}
    named = tuple(order.setdefault(int(labels[at]), len(order)) for at in (0, *changes))
    return assembled(recording, (0, *changes.tolist()), named)


def assembled(recording: StructureFeatures, units: tuple[int, ...], labels: tuple[int, ...]) -> Structure:
    """The structure whose parts begin with these units and have these labels. Raises ``ValueError`` where
    there are no such units."""
    times = recording.times
    if not units or units[0] != 0 or max(units) >= max(len(times), 1) or len(units) != len(labels):
        raise ValueError("these are no parts of this recording")
    starts = (0.0, *(float(times[at]) for at in units[1:]))
    picture = np.full((1, 1), 255, np.uint8) if recording.silent else _picture(recording)
    return Structure(
        recording.duration, starts, labels, units, times, picture, recording.wave, recording.has_beat
    )


def _slow_directions(affinity: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Eigenvectors of the normalized Laplacian, the slowest first: shape=(u, 8)."""
    from scipy.linalg import eigh
    from scipy.ndimage import median_filter

    degree = 1.0 / np.sqrt(np.maximum(affinity.sum(axis=1), 1e-12))
    laplacian = np.eye(len(affinity)) - degree[:, None] * affinity * degree
    count = min(MOST_PARTS + 1, len(affinity))
    _, vectors = eigh(laplacian, subset_by_index=(0, count - 1))
    return np.asarray(median_filter(vectors, size=(9, 1)))


def _slow_rows(slow: npt.NDArray[np.float64], k: int) -> npt.NDArray[np.float64]:
    """Where each unit lies along the ``k`` slowest directions, on a sphere: shape=(u, k)."""
    rows = slow[:, :k]
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _averaged(features: FloatArray, reach: int) -> npt.NDArray[np.float64]:
    """Means over the shortest part, which tell voices apart, whose moments all differ: shape=(u, 42)."""
    from scipy.ndimage import uniform_filter1d

    return np.asarray(uniform_filter1d(features, reach, axis=0, mode="nearest"), np.float64)


def _tidied(labels: IntArray, shortest: int, features: FloatArray) -> IntArray:
    """No part shorter than allowed, each border where the two sides differ most."""
    bounds = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
    kinds = [int(np.bincount(labels[a:b]).argmax()) for a, b in pairwise(bounds)]
    while len(kinds) > 1:
        lengths = np.diff(bounds)
        short = int(lengths.argmin())
        if lengths[short] >= shortest:
            break
        # The shorter part goes to the neighbour that sounds more like it.
        mean = features[bounds[short] : bounds[short + 1]].mean(axis=0)
        sides = [side for side in (short - 1, short + 1) if 0 <= side < len(kinds)]
        far = [np.linalg.norm(features[bounds[s] : bounds[s + 1]].mean(axis=0) - mean) for s in sides]
        kinds[short] = kinds[sides[int(np.argmin(far))]]
        bounds, kinds = _joined(bounds, kinds)
    tidy: IntArray = np.repeat(np.array(kinds, np.int64), np.diff(bounds))
    means = {kind: features[tidy == kind].mean(axis=0) for kind in set(kinds)}
    within = np.square(features - np.array([means[kind] for kind in tidy.tolist()])).mean(axis=0)
    telling = 1.0 / np.maximum(within, 0.1 * within.mean() + 1e-9)
    reach = max(2, shortest // 2)
    for at in range(1, len(bounds) - 1):
        low = max(bounds[at] - reach, bounds[at - 1] + 1)
        high = min(bounds[at] + reach, bounds[at + 1] - 1)
        if high > low:
            # of the units between, those before the border cost their distance to the part before it,
            # those after it their distance to the part after: the least sum wins
            before, after = means[kinds[at - 1]], means[kinds[at]]
            units = features[low:high]
            farther = ((np.square(units - before) - np.square(units - after)) * telling).sum(axis=1)
            bounds[at] = low + int(np.argmin(np.concatenate([[0.0], np.cumsum(farther)])))
    return np.repeat(np.array(kinds, np.int64), np.diff(bounds))


def _joined(bounds: list[int], kinds: list[int]) -> tuple[list[int], list[int]]:
    """Neighbours of one kind as one part."""
    starts = [0, *(at for at in range(1, len(kinds)) if kinds[at] != kinds[at - 1])]
    return [bounds[at] for at in starts] + [bounds[-1]], [kinds[at] for at in starts]


def _score(far: npt.NDArray[np.float64], labels: IntArray) -> float:
    """How well parts explain the units: silhouette × evenness.

    Evenness, the entropy of the parts' lengths over its most, keeps one odd intro from being all there is.
    """
    kinds, numbers = np.unique(labels, return_inverse=True)
    if not 1 < len(kinds) < len(labels):
        return -1.0
    sizes = np.bincount(numbers)
    share = sizes / len(labels)
    evenness = float(-(share * np.log(share)).sum() / np.log(len(share)))
    return silhouette(far, numbers) * evenness


def _picture(recording: StructureFeatures) -> Bytes:
    """How alike each moment is to each, on an even grid of time, as a picture shows it: shape=(n, n)."""
    size = min(_PICTURE, 4 * len(recording.times))
    moments = (np.arange(size) + 0.5) * recording.duration / size
    middles = recording.times + np.diff(recording.times, append=recording.duration) / 2
    around = np.pad(recording.features, ((1, 1), (0, 0)), mode="symmetric")
    smooth = (around[:-2] + around[1:-1] + around[2:]) / 3.0
    even = np.stack([np.interp(moments, middles, column) for column in smooth.T], axis=1)
    squares = np.square(even).sum(axis=1)
    far = np.sqrt(np.maximum(squares[:, None] + squares - 2.0 * even @ even.T, 0.0))
    scale = max(float(np.percentile(far, 50)), 1e-9)
    return np.asarray(np.round(255.0 * np.exp(-np.square(far / scale))), np.uint8)
