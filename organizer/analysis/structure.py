"""The parts of one recording: where they begin, and which of them return.

A recording becomes a few hundred units (beats where there is a beat, else equal steps) with timbre and pitch
classes each. Units that sound alike, and neighbours, are linked; the links' Laplacian has parts as its slow
directions, which are clustered (McFee and Ellis). Boundaries are then moved to the nearest peak of novelty.

Conventions: times in seconds; labels are numbers from 0 in the order of appearance, the same for parts that
return. Silence, and anything shorter than 8 s, is one part.

McFee, B., Ellis, D. P. W.: Analyzing song structure with spectral clustering. ISMIR 2014. Foote, J.:
Automatic audio segmentation using a measure of audio novelty. ICME 2000.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from organizer.analysis import audio, spectrum
from organizer.analysis.spectrum import FRAME, FRAME_RATE, HOP
from organizer.model import FloatArray, IntArray

Report = Callable[[float, float], None]

#: More units than this are joined by twos: self-similarity costs their square.
MOST_UNITS = 1_500
#: A part is at least this long.
SHORTEST = 6.0
_SHORTEST_SOUND = 8.0
_STEP = 0.5  # seconds of a unit where there is no beat
_COEFFICIENTS = 20
_MOST_PARTS = 8
_TELLING = 0.1  # score under which a recording is one part
_WAVE = 2_000  # points of the waveform
_PULSE = 0.35  # how much better than by chance onsets must repeat to be called a beat


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """A recording in parts."""

    duration: float
    starts: tuple[float, ...]  #: of each part; the first is 0
    labels: tuple[int, ...]  #: of each part
    beats: FloatArray  #: shape=(u,), the time at which each unit begins
    similarity: FloatArray  #: shape=(u, u), 0–1
    wave: FloatArray  #: shape=(w,), the loudest sample of equal steps, 0–1
    has_beat: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """A, B, C …: of each part."""
        return tuple(chr(ord("A") + label % 26) for label in self.labels)

    @property
    def ends(self) -> tuple[float, ...]:
        return (*self.starts[1:], self.duration)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A recording frame by frame, small enough to keep: an hour takes 50 MB."""

    decibels: FloatArray  #: shape=(T, 71)
    chroma: FloatArray  #: shape=(T, 12)
    wave: FloatArray
    duration: float


def hear(path: str, *, report: Report | None = None, duration: float = 0.0) -> Heard:
    """Decode all of a recording, two minutes at a time. Raises ``AudioError``.

    ``report`` gets (seconds heard, ``duration``), ``duration`` being what the tags say.
    """
    bands: list[FloatArray] = []
    chroma: list[FloatArray] = []
    peaks: list[FloatArray] = []
    seconds = 0.0
    for excerpt in audio.excerpts(path, whole=True):
        spectra = spectrum.analyze(iter([excerpt]))
        bands.append(spectra.bands)
        chroma.append(_chroma(excerpt.samples, len(spectra.bands)))
        step = audio.SAMPLE_RATE // 50
        padded = np.pad(np.abs(excerpt.samples), (0, -excerpt.samples.size % step))
        peaks.append(padded.reshape(-1, step).max(axis=1))
        seconds += excerpt.samples.size / audio.SAMPLE_RATE
        if report is not None:
            report(seconds, duration)
    power = np.concatenate(bands)
    floor = max(float(power.max()) * 1e-8, 1e-30)
    decibels = (10.0 * np.log10(np.maximum(power, floor))).astype(np.float32)
    return Heard(decibels, np.concatenate(chroma), _fewer(np.concatenate(peaks), _WAVE), seconds)


def analyze(heard: Heard, *, parts: int | None = None) -> Structure:
    """Find the parts.

    Parameters
    ----------
    heard : from ``hear``
    parts : how many different ones there are; found where it is not given (2 to 8)
    """
    silent = float(np.ptp(heard.decibels)) < 1.0
    if silent or heard.duration < _SHORTEST_SOUND or parts == 1:
        one = np.zeros(1, np.float32)
        return Structure(heard.duration, (0.0,), (0,), one, np.ones((1, 1), np.float32), heard.wave)
    edges, has_beat = _units(heard)
    features = _features(heard, edges)
    affinity = _links(features)
    slow = _slow_directions(affinity)
    times = edges[:-1] / FRAME_RATE
    shortest = max(2, round(SHORTEST / float(np.median(np.diff(times)))))
    novelty = _novelty(features, shortest)
    best: tuple[float, IntArray] | None = None
    for k in [parts] if parts else range(2, _MOST_PARTS + 1):
        if k > len(times) // 2:
            break
        labels = _tidied(_clustered(slow, k), novelty, shortest, features)
        score = _score(features, labels)
        if best is None or score > best[0]:
            best = score, labels
    told = best is not None and (parts or best[0] > _TELLING)
    labels = best[1] if best is not None and told else np.zeros(len(times), np.int64)
    changes = np.flatnonzero(np.diff(labels)) + 1
    starts = (0.0, *(float(times[at]) for at in changes))
    order: dict[int, int] = {}
    named = tuple(order.setdefault(int(labels[at]), len(order)) for at in (0, *changes))
    return Structure(
        heard.duration, starts, named, times.astype(np.float32), _similarity(features), heard.wave, has_beat
    )


def _chroma(samples: FloatArray, frames: int) -> FloatArray:
    """Pitch classes of each frame of ``spectrum``: shape=(frames, 12)."""
    import librosa

    size, hop = 4096, 2048
    padded = samples if samples.size >= size else np.pad(samples, (0, size - samples.size))
    rows = librosa.feature.chroma_stft(
        y=padded, sr=audio.SAMPLE_RATE, n_fft=size, hop_length=hop, center=True, tuning=0.0, norm=None
    ).T.astype(np.float32)
    at = np.minimum((np.arange(frames) * HOP + FRAME // 2) // hop, len(rows) - 1)
    return np.asarray(rows[at])


def _fewer(values: FloatArray, most: int) -> FloatArray:
    step = -(-len(values) // most)
    padded = np.pad(values, (0, -len(values) % step))
    return np.asarray(padded.reshape(-1, step).max(axis=1))


def _units(heard: Heard) -> tuple[npt.NDArray[np.int64], bool]:
    """Frames at which units begin, and where the last one ends; whether they are beats."""
    import librosa

    frames = len(heard.decibels)
    groups = heard.decibels[:, :70].reshape(frames, 10, 7).mean(axis=2)
    flux = np.pad(np.maximum(groups[2:] - groups[:-2], 0.0).mean(axis=1), (1, 1))
    beats = np.zeros(0, np.int64)
    if _pulse(flux) > _PULSE:
        _, found = librosa.beat.beat_track(
            onset_envelope=flux, sr=audio.SAMPLE_RATE, hop_length=HOP, trim=False
        )
        beats = np.asarray(found, np.int64)
    has_beat = len(beats) >= 8
    if not has_beat:
        beats = np.round(np.arange(0, frames, _STEP * FRAME_RATE)).astype(np.int64)
    edges = np.unique(np.clip(np.concatenate([[0], beats, [frames]]), 0, frames))
    edges = edges[np.concatenate([[True], np.diff(edges) >= 4])]
    edges[-1] = frames
    while len(edges) - 1 > MOST_UNITS:
        edges = np.concatenate([edges[:-1:2], edges[-1:]])
    return edges, has_beat


def _pulse(flux: FloatArray) -> float:
    """How regularly onsets come: the highest autocorrelation at 0.3–1 s, 0–1."""
    x = flux[: round(300 * FRAME_RATE)] - flux.mean()
    size = 1 << int(2 * len(x) - 1).bit_length()
    correlation = np.fft.irfft(np.abs(np.fft.rfft(x, size)) ** 2)[: round(FRAME_RATE)]
    return float(correlation[round(0.3 * FRAME_RATE) :].max() / max(correlation[0], 1e-12))


def _features(heard: Heard, edges: npt.NDArray[np.int64]) -> FloatArray:
    """Mean timbre and pitch classes of each unit, each scaled to weigh the same: shape=(u, 32)."""
    from scipy.fft import dct

    lengths = np.diff(edges)[:, None]
    timbre = np.add.reduceat(heard.decibels, edges[:-1], axis=0) / lengths
    cepstrum = dct(timbre, axis=1, norm="ortho")[:, :_COEFFICIENTS]
    chroma = np.add.reduceat(heard.chroma, edges[:-1], axis=0) / lengths
    chroma = chroma / np.maximum(np.linalg.norm(chroma, axis=1, keepdims=True), 1e-9)
    blocks = []
    for block in (cepstrum, chroma):
        centered = block - block.mean(axis=0)
        blocks.append(centered / max(float(np.sqrt(np.square(centered).sum(axis=1).mean())), 1e-9))
    return np.concatenate(blocks, axis=1).astype(np.float32)


def _links(features: FloatArray) -> npt.NDArray[np.float64]:
    """How strongly units hang together: those that sound alike over a few units, and neighbours."""
    import librosa
    from scipy.ndimage import median_filter

    n = len(features)
    stacked = librosa.feature.stack_memory(features.T, n_steps=4, mode="edge")
    alike = librosa.segment.recurrence_matrix(stacked, width=3, mode="affinity", sym=True)
    smooth = librosa.segment.timelag_filter(median_filter)
    alike = np.asarray(smooth(alike, size=(1, 7)), np.float64)
    steps = np.square(np.diff(features, axis=0)).sum(axis=1)
    near = np.exp(-steps / max(float(np.median(steps)), 1e-9))
    path = np.diag(near, 1) + np.diag(near, -1)
    alike_sum, path_sum = alike.sum(axis=1), path.sum(axis=1)
    share = path_sum @ (alike_sum + path_sum) / max(float(np.square(alike_sum + path_sum).sum()), 1e-12)
    linked: npt.NDArray[np.float64] = share * alike + (1.0 - share) * path
    return linked + 1e-9 * np.ones((n, n))


def _slow_directions(affinity: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Eigenvectors of the normalized Laplacian, the slowest first: shape=(u, 8)."""
    from scipy.linalg import eigh
    from scipy.ndimage import median_filter

    degree = 1.0 / np.sqrt(np.maximum(affinity.sum(axis=1), 1e-12))
    laplacian = np.eye(len(affinity)) - degree[:, None] * affinity * degree
    count = min(_MOST_PARTS + 1, len(affinity))
    _, vectors = eigh(laplacian, subset_by_index=(0, count - 1))
    return np.asarray(median_filter(vectors, size=(9, 1)))


def _clustered(slow: npt.NDArray[np.float64], k: int) -> IntArray:
    from sklearn.cluster import KMeans

    rows = slow[:, :k]
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(KMeans(k, n_init=10, random_state=0).fit(rows).labels_, np.int64)


def _novelty(features: FloatArray, reach: int) -> npt.NDArray[np.float64]:
    """Distance between the means of ``reach`` units before and after each: shape=(u,)."""
    sums = np.concatenate([np.zeros((1, features.shape[1])), np.cumsum(features, axis=0, dtype=np.float64)])
    at = np.arange(len(features))
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach, len(features))
    before = (sums[at] - sums[low]) / np.maximum(at - low, 1)[:, None]
    after = (sums[high] - sums[at]) / np.maximum(high - at, 1)[:, None]
    found = np.linalg.norm(after - before, axis=1)
    found[0] = 0.0
    return np.asarray(found)


def _tidied(
    labels: IntArray, novelty: npt.NDArray[np.float64], shortest: int, features: FloatArray
) -> IntArray:
    """No part shorter than allowed, each boundary on the nearest peak of novelty."""
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
    reach = max(2, shortest // 2)
    for at in range(1, len(bounds) - 1):
        low = max(bounds[at] - reach, bounds[at - 1] + 1)
        high = min(bounds[at] + reach, bounds[at + 1] - 1)
        if high > low:
            bounds[at] = low + int(np.argmax(novelty[low : high + 1]))
    tidy = np.empty_like(labels)
    for kind, (a, b) in zip(kinds, pairwise(bounds), strict=True):
        tidy[a:b] = kind
    return tidy


def _joined(bounds: list[int], kinds: list[int]) -> tuple[list[int], list[int]]:
    """Neighbours of one kind as one part."""
    starts = [0, *(at for at in range(1, len(kinds)) if kinds[at] != kinds[at - 1])]
    return [bounds[at] for at in starts] + [bounds[-1]], [kinds[at] for at in starts]


def _score(features: FloatArray, labels: IntArray) -> float:
    """How well parts explain the units: silhouette (of units smoothed over a few) × evenness.

    Evenness, the entropy of the parts' lengths over its most, keeps one odd intro from being all there is.
    """
    from scipy.ndimage import uniform_filter1d
    from sklearn.metrics import silhouette_score

    if not 1 < len(np.unique(labels)) < len(labels):
        return -1.0
    share = np.bincount(labels) / len(labels)
    share = share[share > 0]
    evenness = float(-(share * np.log(share)).sum() / np.log(len(share)))
    return float(silhouette_score(uniform_filter1d(features, 5, axis=0), labels)) * evenness


def _similarity(features: FloatArray) -> FloatArray:
    """Of each unit with each, 0–1, as a picture shows it."""
    from scipy.ndimage import uniform_filter1d

    smooth = uniform_filter1d(features, 3, axis=0)
    squares = np.square(smooth).sum(axis=1)
    far = np.sqrt(np.maximum(squares[:, None] + squares - 2.0 * smooth @ smooth.T, 0.0))
    scale = max(float(np.percentile(far, 50)), 1e-9)
    return np.asarray(np.exp(-np.square(far / scale)), np.float32)
