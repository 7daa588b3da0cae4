"""The parts of one recording: where they begin, and which of them return.

A recording becomes a few hundred units (beats where there is a beat, else equal steps) with timbre and pitch
classes each. Units that sound alike, and neighbours, are linked; the links' Laplacian has parts as its slow
directions, which are clustered (McFee and Ellis). Borders are then moved to where the units on either side
fit their parts best.

Conventions: times in seconds; labels are numbers from 0 in the order of appearance, the same for parts that
return. Silence, and anything shorter than 8 s, is one part. All of a recording is decoded, an hour in about
the memory of a song: frames are joined by twos when they become too many.

McFee, B., Ellis, D. P. W.: Analyzing song structure with spectral clustering. ISMIR 2014.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear import audio, librosa_loader, spectrum
from organizer.analysis.ear.spectrum import FRAME, FRAME_RATE, HOP
from organizer.base.model import FloatArray, IntArray

Report = Callable[[float, float], None]
Bytes = npt.NDArray[np.uint8]

#: More units than this are joined by twos: self-similarity costs their square.
MOST_UNITS = 1_500
#: More frames than this (50 minutes of them) are joined by twos.
MOST_FRAMES = 1 << 17
#: A part is at least this long.
SHORTEST = 6.0
MOST_PARTS = 8
_SHORTEST_SOUND = 8.0
_STEP = 0.5  # seconds of a unit where there is no beat
_LEAST_UNIT = 0.09  # seconds
_COEFFICIENTS = 20
_OF_STROKES = 0.5  # weight of what is struck, beside timbre and pitch classes, where there is a beat
_OF_TALK = 0.3  # weight of level and of pitch classes where there is no beat
_TELLING = 0.13  # score under which a recording is one part
_WAVE = 2_000  # points of the waveform
_PICTURE = 512  # edge of the picture of self-similarity
_PULSE = 0.35  # how much better than by chance onsets must repeat to be called a beat
_TEMPO_FROM = 300.0  # seconds from which a long recording's tempo is taken


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """A recording in parts."""

    duration: float
    starts: tuple[float, ...]  #: of each part; the first is 0
    labels: tuple[int, ...]  #: of each part
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


@dataclass(frozen=True, slots=True, eq=False)
class StructureFeatures:
    """A recording unit by unit, small enough to be held: an hour takes 0.2 MB."""

    duration: float
    times: FloatArray  #: shape=(u,), where each unit begins
    features: FloatArray  #: shape=(u, 42), timbre, pitch classes and strokes
    wave: FloatArray  #: as in ``Structure``
    has_beat: bool
    silent: bool


def decode_features(path: str, *, report: Report | None = None, duration: float = 0.0) -> StructureFeatures:
    """Decode all of a recording, a minute at a time. Raises ``AudioError``.

    ``report`` gets (seconds decoded, ``duration``), ``duration`` being what the tags say.
    """
    if report is not None:
        librosa_loader.load(lambda: report(0.0, duration))
    frames = _Frames()
    peaks: list[FloatArray] = []
    samples = 0
    step = audio.SAMPLE_RATE // 50
    for piece in audio.pieces(path):
        frames.add(piece)
        peaks.append(np.pad(np.abs(piece), (0, -piece.size % step)).reshape(-1, step).max(axis=1))
        samples += piece.size
        if report is not None:
            report(samples / audio.SAMPLE_RATE, duration)
    decibels, chroma = frames.all()
    rate = FRAME_RATE / frames.joined
    edges, has_beat = _units(decibels, rate)
    return StructureFeatures(
        duration=samples / audio.SAMPLE_RATE,
        times=(edges[:-1] / rate).astype(np.float32),
        features=_features(decibels, chroma, edges, has_beat, rate),
        wave=_fewer(np.concatenate(peaks), _WAVE),
        has_beat=has_beat,
        silent=float(np.ptp(decibels)) < 1.0,
    )


def analyze(recording: StructureFeatures, *, parts: int | None = None) -> Structure:
    """Find the parts.

    Parameters
    ----------
    recording : from ``decode_features``
    parts : how many different ones there are; 2 to 8, as many as fit best, where it is not given
    """
    features, times = recording.features, recording.times
    if recording.silent or recording.duration < _SHORTEST_SOUND or parts == 1 or len(times) < 4:
        picture = _picture(recording) if not recording.silent else np.full((1, 1), 255, np.uint8)
        return Structure(recording.duration, (0.0,), (0,), times, picture, recording.wave, recording.has_beat)
    slow = _slow_directions(_links(features))
    shortest = max(2, round(SHORTEST / float(np.median(np.diff(times)))))
    best: tuple[float, IntArray] | None = None
    for k in [parts] if parts else range(2, MOST_PARTS + 1):
        if k > len(times) // 2:
            break
        for rows in (_slow_rows(slow, k), _averaged(features, shortest)):
            labels = _tidied(_clustered(rows, k), shortest, features)
            score = _score(features, labels)
            if best is None or score > best[0]:
                best = score, labels
    several = best is not None and (parts or best[0] > _TELLING)
    labels = best[1] if best is not None and several else np.zeros(len(times), np.int64)
    changes = np.flatnonzero(np.diff(labels)) + 1
    starts = (0.0, *(float(times[at]) for at in changes))
    order: dict[int, int] = {}
    named = tuple(order.setdefault(int(labels[at]), len(order)) for at in (0, *changes))
    return Structure(
        recording.duration, starts, named, times, _picture(recording), recording.wave, recording.has_beat
    )


class _Frames:
    """Timbre and pitch classes of a recording frame by frame, as its sound comes in."""

    def __init__(self) -> None:
        librosa = librosa_loader.load()
        self.joined = 1  #: frames of ``spectrum`` in one of these
        self._pitches = librosa.filters.chroma(sr=audio.SAMPLE_RATE, n_fft=4 * FRAME, tuning=0.0).T
        self._sound = np.zeros(0, np.float32)  # what the next frames still need
        self._rows: list[FloatArray] = []
        self._waiting = np.zeros((0, spectrum.BANDS + 12), np.float32)
        self._count = 0

    def add(self, sound: FloatArray) -> None:
        """Everything up to the last frame of 4,096 samples that is wholly there; the rest waits."""
        sound = np.concatenate([self._sound, sound])
        steps = (sound.size - 3 * FRAME) // (4 * HOP)  # of the long frames of pitch, four short ones each
        if steps < 1:
            self._sound = sound
            return
        self._sound = sound[steps * 4 * HOP :]
        self._keep(sound, 4 * steps)

    def all(self) -> tuple[FloatArray, FloatArray]:
        """Decibels, shape=(T, 71), at most 80 below the loudest, and pitch classes, shape=(T, 12)."""
        left = max(1 if not self._count else 0, (self._sound.size - FRAME) // HOP + 1)
        if left:
            self._keep(np.pad(self._sound, (0, 4 * FRAME)), left)
        if len(self._waiting):
            self._rows.append(self._waiting.mean(axis=0, keepdims=True))
        rows = np.concatenate(self._rows)
        decibels = rows[:, : spectrum.BANDS]
        return np.maximum(decibels, decibels.max() - np.float32(80.0)), rows[:, spectrum.BANDS :]

    def _keep(self, sound: FloatArray, count: int) -> None:
        power = (part @ spectrum.band_matrix() for part in spectrum.power_frames(sound))
        bands = np.concatenate(list(power))[:count]
        decibels = 10.0 * np.log10(np.maximum(bands, 1e-30))
        long = spectrum.power_frames(sound, frame=4 * FRAME, hop=4 * HOP)
        chroma = np.concatenate([part @ self._pitches for part in long])
        at = np.minimum(np.arange(count) // 4, len(chroma) - 1)
        self._waiting = np.concatenate([self._waiting, np.hstack([decibels, chroma[at]]).astype(np.float32)])
        self._take()
        while self._count > MOST_FRAMES:
            rows = np.concatenate(self._rows)
            if len(rows) % 2:
                self._waiting = np.concatenate([np.repeat(rows[-1:], self.joined, axis=0), self._waiting])
            self._rows = [rows[: len(rows) // 2 * 2].reshape(-1, 2, rows.shape[1]).mean(axis=1)]
            self._count = len(self._rows[0])
            self.joined *= 2
            self._take()

    def _take(self) -> None:
        whole = len(self._waiting) // self.joined
        rows = self._waiting[: whole * self.joined]
        self._rows.append(rows.reshape(whole, self.joined, rows.shape[1]).mean(axis=1))
        self._waiting = self._waiting[whole * self.joined :]
        self._count += whole


def _fewer(values: FloatArray, most: int) -> FloatArray:
    """The largest of equal stretches, at most so many of them."""
    edges = np.linspace(0, len(values), min(most, len(values)), endpoint=False).astype(np.int64)
    return np.asarray(np.maximum.reduceat(values, edges))


def _units(decibels: FloatArray, rate: float) -> tuple[npt.NDArray[np.int64], bool]:
    """Frames at which units begin, and where the last one ends; whether they are beats."""
    librosa = librosa_loader.load()
    frames = len(decibels)
    flux = _rises(decibels).mean(axis=1)
    beats = np.zeros(0, np.int64)
    if _pulse(flux, rate) > _PULSE:
        # the tempo's own search keeps eight seconds around every frame, so it sees a few minutes at most
        some = flux[: round(_TEMPO_FROM * rate)]
        hop = round(audio.SAMPLE_RATE / rate)
        tempo = librosa.feature.tempo(onset_envelope=some, sr=audio.SAMPLE_RATE, hop_length=hop)
        _, tracked = librosa.beat.beat_track(
            onset_envelope=flux, sr=audio.SAMPLE_RATE, hop_length=hop, bpm=float(tempo[0]), trim=False
        )
        beats = np.asarray(tracked, np.int64)
    has_beat = len(beats) >= 8
    if not has_beat:
        beats = np.round(np.arange(0, frames, _STEP * rate)).astype(np.int64)
    edges = np.unique(np.clip(np.concatenate([[0], beats, [frames]]), 0, frames))
    edges = edges[np.concatenate([[True], np.diff(edges) >= min(max(1.0, _LEAST_UNIT * rate), frames)])]
    edges[-1] = frames
    while len(edges) - 1 > MOST_UNITS:
        edges = np.concatenate([edges[:-1:2], edges[-1:]])
    return edges, has_beat


def _rises(decibels: FloatArray) -> FloatArray:
    """How much each of ten bands grows over two frames, in dB: shape=(T, 10)."""
    groups = decibels[:, :70].reshape(-1, 10, 7).mean(axis=2)
    return np.asarray(np.pad(np.maximum(groups[2:] - groups[:-2], 0.0), ((1, 1), (0, 0)))[: len(groups)])


def _pulse(flux: FloatArray, rate: float) -> float:
    """How regularly onsets come: the highest autocorrelation at 0.3–1 s, 0–1."""
    x = flux[: round(300 * rate)] - flux.mean()
    size = 1 << int(2 * len(x) - 1).bit_length()
    correlation = np.fft.irfft(np.abs(np.fft.rfft(x, size)) ** 2)[: round(rate)]
    if len(correlation) <= round(0.3 * rate):
        return 0.0
    return float(correlation[round(0.3 * rate) :].max() / max(correlation[0], 1e-12))


def _features(
    decibels: FloatArray, chroma: FloatArray, edges: npt.NDArray[np.int64], has_beat: bool, rate: float
) -> FloatArray:
    """Mean timbre, pitch classes and strokes of each unit, scaled to weigh their shares: shape=(u, 42).

    Without a beat it may be talk: pauses count little, and so do level and pitch classes.
    """
    from scipy.fft import dct
    from scipy.ndimage import maximum_filter1d

    weight = np.ones((len(decibels), 1), np.float32)
    if not has_beat:
        level = decibels.mean(axis=1)
        weight[:, 0] = np.clip(1.0 + (level - maximum_filter1d(level, round(2 * rate))) / 15.0, 0.02, 1.0)
    sums = np.add.reduceat(weight, edges[:-1], axis=0)
    timbre = np.add.reduceat(decibels * weight, edges[:-1], axis=0) / sums
    cepstrum = dct(timbre, axis=1, norm="ortho")[:, :_COEFFICIENTS]
    cepstrum[:, 0] *= 1.0 if has_beat else _OF_TALK
    struck = np.add.reduceat(_rises(decibels), edges[:-1], axis=0) / np.diff(edges)[:, None]
    pitches = np.add.reduceat(chroma, edges[:-1], axis=0)
    pitches = pitches / np.maximum(np.linalg.norm(pitches, axis=1, keepdims=True), 1e-9)
    blocks = []
    shares = (1.0, 1.0, _OF_STROKES) if has_beat else (1.0, _OF_TALK, 0.0)
    for block, share in zip((cepstrum, pitches, struck), shares, strict=True):
        centered = block - block.mean(axis=0)
        blocks.append(centered * share / max(float(np.sqrt(np.square(centered).sum(axis=1).mean())), 1e-9))
    return np.concatenate(blocks, axis=1).astype(np.float32)


def _links(features: FloatArray) -> npt.NDArray[np.float64]:
    """How strongly units hang together: those that sound alike over a few units, and neighbours."""
    from scipy.ndimage import median_filter

    librosa = librosa_loader.load()
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


def _clustered(rows: npt.NDArray[np.float64], k: int) -> IntArray:
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(k, n_init=10, random_state=0).fit(rows).labels_, np.int64)


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


def _picture(recording: StructureFeatures) -> Bytes:
    """How alike each moment is to each, on an even grid of time, as a picture shows it: shape=(n, n)."""
    from scipy.ndimage import uniform_filter1d

    size = min(_PICTURE, 4 * len(recording.times))
    moments = (np.arange(size) + 0.5) * recording.duration / size
    middles = recording.times + np.diff(recording.times, append=recording.duration) / 2
    smooth = uniform_filter1d(recording.features, 3, axis=0)
    even = np.stack([np.interp(moments, middles, column) for column in smooth.T], axis=1)
    squares = np.square(even).sum(axis=1)
    far = np.sqrt(np.maximum(squares[:, None] + squares - 2.0 * even @ even.T, 0.0))
    scale = max(float(np.percentile(far, 50)), 1e-9)
    return np.asarray(np.round(255.0 * np.exp(-np.square(far / scale))), np.uint8)
