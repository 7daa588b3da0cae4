"""A recording unit by unit: beats where there is a beat, else equal steps; timbre and pitch classes of each.

The spectrogram is the ear's own (``ear.spectrum``), taken of all of the recording as it is decoded, once, at
the ear's rate; so are the outline and the frames of pitch. An hour takes about the memory of a song: frames
are joined by twos when they become too many.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear import audio, spectrum
from organizer.analysis.ear.spectrum import FRAME, FRAME_RATE, HOP
from organizer.analysis.structure import beats
from organizer.base.model import FloatArray

Report = Callable[[float, float], None]

#: More units than this are joined by twos: self-similarity costs their square.
MOST_UNITS = 1_500
#: More frames than this (50 minutes of them) are joined by twos.
MOST_FRAMES = 1 << 17
_STEP = 0.5  # seconds of a unit where there is no beat
_LEAST_UNIT = 0.09  # seconds
_COEFFICIENTS = 20
_OF_STROKES = 0.5  # weight of what is struck, beside timbre and pitch classes, where there is a beat
_OF_TALK = 0.3  # weight of level and of pitch classes where there is no beat
_WAVE = 2_000  # points of the waveform
_PULSE = 0.35  # how much better than by chance onsets must repeat to be called a beat
_TEMPO_FROM = 300.0  # seconds from which a long recording's tempo is taken
_HEAD = struct.Struct("<III??fd")  # of a packed recording
_SPAN = 15.0  # seconds that are decoded between two looks at whether to go on


@dataclass(frozen=True, slots=True, eq=False)
class StructureFeatures:
    """A recording unit by unit, small enough to be stored: a song takes about 20 kB, an hour 70."""

    duration: float
    times: FloatArray  #: shape=(u,), where each unit begins
    features: FloatArray  #: shape=(u, 42), timbre, pitch classes and strokes, each in 255 steps
    wave: FloatArray  #: as in ``Structure``
    has_beat: bool
    silent: bool


def decode_features(path: str, *, report: Report | None = None, duration: float = 0.0) -> StructureFeatures:
    """Decode all of a recording, piece by piece. Raises ``AudioError``.

    ``report`` gets (seconds decoded, ``duration``), ``duration`` being what the tags say.
    """
    frames = _Frames()
    peaks: list[FloatArray] = []
    samples = 0
    step = audio.SAMPLE_RATE // 50
    for piece in audio.pieces(path, seconds=_SPAN):
        frames.add(piece)
        peaks.append(np.pad(np.abs(piece), (0, -piece.size % step)).reshape(-1, step).max(axis=1))
        samples += piece.size
        if report is not None:
            report(samples / audio.SAMPLE_RATE, duration)
    decibels, chroma = frames.all()
    rate = FRAME_RATE / frames.joined
    edges, has_beat = _units(decibels, rate)
    found = StructureFeatures(
        duration=samples / audio.SAMPLE_RATE,
        times=(edges[:-1] / rate).astype(np.float32),
        features=_features(decibels, chroma, edges, has_beat, rate),
        wave=_fewer(np.concatenate(peaks), _WAVE),
        has_beat=has_beat,
        silent=float(np.ptp(decibels)) < 1.0,
    )
    return unpacked(packed(found))  # the same, whether it was stored meanwhile or not


def packed(recording: StructureFeatures) -> bytes:
    """A recording as bytes: features and outline in 255 steps of their largest value."""
    features, wave = recording.features, recording.wave
    scales = np.maximum(np.abs(features).max(axis=0, initial=0.0), 1e-12).astype("<f4")
    loudest = max(float(wave.max(initial=0.0)), 1e-12)
    head = _HEAD.pack(
        len(features),
        features.shape[1],
        len(wave),
        recording.has_beat,
        recording.silent,
        loudest,
        recording.duration,
    )
    arrays = (
        recording.times.astype("<f4"),
        scales,
        np.round(features / scales * 127).astype(np.int8).T,
        np.round(wave / loudest * 255).astype(np.uint8),
    )
    return zlib.compress(head + b"".join(np.ascontiguousarray(array).tobytes() for array in arrays))


def unpacked(stored: bytes) -> StructureFeatures:
    """What was packed. Raises ``ValueError`` for bytes that are no recording."""
    try:
        content = zlib.decompress(stored)
        units, columns, points, has_beat, silent, loudest, duration = _HEAD.unpack_from(content)
    except (zlib.error, struct.error) as error:
        raise ValueError("these bytes are no packed recording") from error
    sizes = np.cumsum([_HEAD.size, 4 * units, 4 * columns, units * columns, points])
    if sizes[-1] != len(content):
        raise ValueError("a packed recording is not as long as it says")
    kinds = ("<f4", "<f4", "i1", "u1")
    times, scales, steps, wave = (
        np.frombuffer(content[first:last], np.dtype(kind))
        for first, last, kind in zip(sizes[:-1], sizes[1:], kinds, strict=True)
    )
    return StructureFeatures(
        duration=duration,
        times=times.astype(np.float32),
        features=(steps.reshape(columns, units).T * (scales / np.float32(127))).astype(np.float32),
        wave=(wave * np.float32(loudest / 255)).astype(np.float32),
        has_beat=has_beat,
        silent=silent,
    )


class _Frames:
    """Timbre and pitch classes of a recording frame by frame, as its sound comes in."""

    def __init__(self) -> None:
        self.joined = 1  #: frames of ``spectrum`` in one of these
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
        bands = np.concatenate([spectrum.bands(part) for part in spectrum.power_frames(sound)])[:count]
        decibels = 10.0 * np.log10(np.maximum(bands, 1e-30))
        long = spectrum.power_frames(sound, frame=4 * FRAME, hop=4 * HOP)
        chroma = np.concatenate([part @ pitch_bank() for part in long])
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


@cache
def pitch_bank() -> FloatArray:
    """What sums power up by pitch class, C first: shape=(2049, 12), as ``librosa.filters.chroma`` without
    tuning. Each bin is spread over the classes near it by a bell, narrow ones in high octaves; octaves around
    the fifth count most. Bin 0 counts as an octave and a half below bin 1."""
    size = 4 * FRAME
    octaves = np.log2(np.arange(1, size) * audio.SAMPLE_RATE / size / (440.0 / 16))
    places = 12.0 * np.concatenate([[octaves[0] - 1.5], octaves])
    widths = np.concatenate([np.maximum(np.diff(places), 1.0), [1.0]])
    away = np.remainder(places[:, None] - np.arange(12) + 6 + 120, 12) - 6
    bells = np.exp(-0.5 * np.square(2.0 * away / widths[:, None]))
    bells /= np.linalg.norm(bells, axis=1, keepdims=True)
    bells *= np.exp(-0.5 * np.square((places[:, None] / 12.0 - 5.0) / 2.0))
    return np.ascontiguousarray(np.roll(bells, -3, axis=1)[: size // 2 + 1], np.float32)


@cache
def _cosines(bands: int) -> npt.NDArray[np.float64]:
    """The first coefficients of the orthonormal discrete cosine transform (II): shape=(bands, 20)."""
    order = np.arange(_COEFFICIENTS)
    waves: npt.NDArray[np.float64] = np.cos(np.pi * (np.arange(bands)[:, None] + 0.5) * order / bands)
    waves *= np.sqrt(2.0 / bands)
    waves[:, 0] /= np.sqrt(2.0)
    return waves


def _fewer(values: FloatArray, most: int) -> FloatArray:
    """The largest of equal stretches, at most so many of them."""
    edges = np.linspace(0, len(values), min(most, len(values)), endpoint=False).astype(np.int64)
    return np.asarray(np.maximum.reduceat(values, edges))


def _units(decibels: FloatArray, rate: float) -> tuple[npt.NDArray[np.int64], bool]:
    """Frames at which units begin, and where the last one ends; whether they are beats."""
    frames = len(decibels)
    flux = _rises(decibels).mean(axis=1)
    tracked = np.zeros(0, np.int64)
    if _pulse(flux, rate) > _PULSE:
        tracked = beats.track(flux, bpm=beats.tempo(flux[: round(_TEMPO_FROM * rate)], rate=rate), rate=rate)
    has_beat = len(tracked) >= 8
    if not has_beat:
        tracked = np.round(np.arange(0, frames, _STEP * rate)).astype(np.int64)
    edges = np.unique(np.clip(np.concatenate([[0], tracked, [frames]]), 0, frames))
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
    weight = np.ones((len(decibels), 1), np.float32)
    if not has_beat:
        from scipy.ndimage import maximum_filter1d

        level = decibels.mean(axis=1)
        weight[:, 0] = np.clip(1.0 + (level - maximum_filter1d(level, round(2 * rate))) / 15.0, 0.02, 1.0)
    sums = np.add.reduceat(weight, edges[:-1], axis=0)
    timbre = np.add.reduceat(decibels * weight, edges[:-1], axis=0) / sums
    cepstrum = timbre @ _cosines(timbre.shape[1])
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
