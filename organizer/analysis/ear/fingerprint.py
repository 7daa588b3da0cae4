"""Whether two files hold the same recording: acoustic fingerprints and their comparison.

After Haitsma and Kalker, *A highly robust audio fingerprinting system*, ISMIR 2002: a bit says whether the
difference of two neighbouring bands grows or shrinks. Neither the level nor a filter that is the same all
the time changes it, and lossy coding seldom does. Theirs are read from frames of 0.37 s every 12 ms; ours
from the spectrogram that the analysis makes anyway, smoothed over 1.1 s and compared across 0.74 s, every
0.19 s: slow enough for copies that do not begin at the same sample, and a twelfth of the storage.

Conventions: a *row* is 0.186 s (8 frames of ``spectrum``). Row r of a song begins r rows after the file
does. 32 bits a row; the code 0 stands for a row in which there is nothing to tell: silence, or so few bands
sounding that their bits would be alike in any two such songs. At most 120 s of a song are stored: all of a
song up to there, else the four excerpts of ``audio.excerpts``, however much of it was analyzed.

What is the same recording: a re-encode, another container, level or sample rate, mono, clipping, silence
before or after; a speed within 1 %. What is not: a live take, a cover, a remix, an edit, an added voice as
loud as the rest (20 dB below, it is). Played 2 % faster or slower a recording is not recognized.

How sure: at a chance alignment half of the bits of unrelated music differ; the standard deviation, measured
on real music over 150 rows, is 0.014, so that a row counts for about nine independent bits.
``LARGEST_ERROR`` over the shortest sound compared (24 rows) lies nine of its standard deviations below one
half; of the best alignments of 6,400 pairs of excerpts that share nothing the nearest differed by 0.42.
Beside it the sound must agree from beginning to end, which tells versions apart that share a stretch.
Copies down to 48 kbit/s differ by 0.01 to 0.15.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear import audio, spectrum
from organizer.analysis.ear.audio import EXCERPT_SECONDS, EXCERPTS, WHOLE_SECONDS
from organizer.analysis.ear.spectrum import BAND_EDGES, FRAME_RATE
from organizer.base.model import FloatArray, IntArray

#: Raise it with any change of the codes: older fingerprints are then made again.
VERSION = 1

Codes = npt.NDArray[np.uint32]

_STEP = 8  # frames from one row to the next
_SMOOTH = 48  # frames that a row sees, under a Hann window
_LAG = 4  # rows between the two moments that are compared
ROW_SECONDS = _STEP / FRAME_RATE  #: 0.186
_LOWEST = int(np.searchsorted(BAND_EDGES, 230.0)) - 1  # band around 225 Hz; 32 more, up to 1.7 kHz
_BANDS = slice(_LOWEST, _LOWEST + 33)
_FLOOR = 1e-7  # of the strongest band of the song: 70 dB under it nothing is audible
_SILENCE = 1e-4  # power, as |X|²: 90 dB under a sine of full scale
_TELLING = 28  # bits of a row that must come from bands that sound

LARGEST_ERROR = 0.18  #: share of differing bits up to which sound is the same
LARGEST_LOCAL = 0.30  # the same, of 3 s
_AGREEING = 0.9  # share of stretches of 3 s that must keep to it
_STRETCH = 16  # rows of such a stretch
LEAST_ROWS = 24  #: rows that two songs must share to be compared: 4.5 s
_LEAST_SHARE = 0.5  # of the rows of the one that has more
_DRIFT = 11  # rows by which an excerpt may lie elsewhere than its file says: seeking is not exact
_TRIES = 3  # alignments that are tried


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """The codes of a song, one excerpt after the other.

    Attributes
    ----------
    codes : shape=(n,), uint32
        0 where there is nothing to tell.
    starts : tuple of int
        Row of the song at which each excerpt begins.
    lengths : tuple of int
        Rows of each excerpt; they sum up to n.
    """

    codes: Codes
    starts: tuple[int, ...]
    lengths: tuple[int, ...]

    @property
    def telling(self) -> int:
        """How many rows say something."""
        return int(np.count_nonzero(self.codes))

    def pieces(self) -> Iterator[tuple[int, Codes]]:
        """Each excerpt's first row and codes."""
        first = 0
        for start, length in zip(self.starts, self.lengths, strict=True):
            yield start, self.codes[first : first + length]
            first += length

    def rows(self) -> IntArray:
        """The row of the song that each code belongs to, shape=(n,)."""
        parts = [np.arange(s, s + n) for s, n in zip(self.starts, self.lengths, strict=True)]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def to_bytes(self) -> bytes:
        """Little-endian: number of excerpts, (row, length) of each, codes."""
        pairs = (value for pair in zip(self.starts, self.lengths, strict=True) for value in pair)
        header = struct.pack(f"<{1 + 2 * len(self.starts)}I", len(self.starts), *pairs)
        return header + self.codes.astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """Read what ``to_bytes`` wrote. Raises ``ValueError`` when it is something else."""
        values = np.frombuffer(data, "<u4")
        count = int(values[0]) if values.size else values.size
        header = values[1 : 1 + 2 * count].tolist()
        codes = values.size - 1 - 2 * count
        if codes < 0 or sum(header[1::2]) != codes:
            raise ValueError("these bytes are not a fingerprint")
        return cls(values[1 + 2 * count :].astype(np.uint32), tuple(header[::2]), tuple(header[1::2]))


@dataclass(frozen=True, slots=True)
class Match:
    """How the sound of two files agrees."""

    likeness: float  #: share of equal bits, 0.82–1
    offset: float  #: seconds by which the sound comes later in the second file


def fingerprint(bands: FloatArray, frames: Sequence[int], starts: Sequence[float]) -> Fingerprint:
    """Fingerprint a song from its spectrogram.

    Parameters
    ----------
    bands : shape=(T, 71), float32
        Power as ``spectrum.Spectra`` has it.
    frames : sequence of int
        Frames of each excerpt.
    starts : sequence of float
        Seconds from the beginning of the song to each excerpt.

    Returns
    -------
    Fingerprint
        Sound shorter than a row needs (1.9 s) is padded with zeros to one row. Of silence it is empty.
    """
    if float(bands.max(initial=0.0)) < _SILENCE:
        return Fingerprint(np.empty(0, np.uint32), (), ())
    power = bands[:, _BANDS]
    floor = np.float32(max(float(power.max(initial=0.0)) * _FLOOR, 1e-20))
    rows: list[int] = []
    codes: list[Codes] = []
    for start, part in _windows(power, frames, starts):
        rows.append(max(0, round(start / ROW_SECONDS)))
        codes.append(_codes(part, floor))
    stacked = np.concatenate(codes) if codes else np.empty(0, np.uint32)
    return Fingerprint(stacked, tuple(rows), tuple(len(part) for part in codes))


def of_file(path: str) -> Fingerprint:
    """Fingerprint a file by itself, decoded as the analysis decodes it. Raises ``AudioError``."""
    starts: list[float] = []

    def listening() -> Iterator[audio.Excerpt]:
        for excerpt in audio.excerpts(path):
            starts.append(excerpt.start)
            yield excerpt

    spectra = spectrum.analyze(listening())
    return fingerprint(spectra.bands, spectra.frames, starts)


def _windows(
    power: FloatArray, frames: Sequence[int], starts: Sequence[float]
) -> Iterator[tuple[float, FloatArray]]:
    """The excerpts as they are, or those that the default policy takes, of a song decoded whole."""
    if sum(frames) <= (WHOLE_SECONDS + 1.0) * FRAME_RATE:
        first = 0
        for count, start in zip(frames, starts, strict=True):
            yield start, power[first : first + count]
            first += count
        return
    time = np.concatenate(
        [start + np.arange(count) / FRAME_RATE for count, start in zip(frames, starts, strict=True)]
    )
    for index in range(EXCERPTS):
        start = time[-1] * (index + 0.5) / EXCERPTS - EXCERPT_SECONDS / 2
        first, last = np.searchsorted(time, (start, start + EXCERPT_SECONDS))
        yield start, power[first:last]


def _codes(power: FloatArray, floor: np.float32) -> Codes:
    """The codes of one excerpt of band power, shape=(t, 33)."""
    least = _SMOOTH + _STEP * _LAG
    if len(power) < least:
        power = np.pad(power, ((0, least - len(power)), (0, 0)))
    window = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(_SMOOTH) + 0.5) / _SMOOTH)
    windows = np.lib.stride_tricks.sliding_window_view(power, _SMOOTH, axis=0)[::_STEP]
    level = np.maximum(windows @ (window / window.sum()).astype(np.float32), floor)
    slope = np.log(level[:, :-1] / level[:, 1:])
    bits = slope[_LAG:] > slope[:-_LAG]
    sounds = (level[:, :-1] > floor) | (level[:, 1:] > floor)
    telling = np.count_nonzero(sounds[_LAG:] | sounds[:-_LAG], axis=1) >= _TELLING
    codes: Codes = bits @ (np.uint32(1) << np.arange(32, dtype=np.uint32))
    return np.where(telling, np.maximum(codes, np.uint32(1)), np.uint32(0))


def match(first: Fingerprint, second: Fingerprint) -> Match | None:
    """Whether two songs are the same recording; None when not, or when too little was analyzed to tell."""
    least = max(LEAST_ROWS, _LEAST_SHARE * max(first.telling, second.telling))
    for offset in _alignments(first, second):
        compared = _compare(first, second, offset)
        if compared is not None and _is_same(compared, least):
            errors = np.concatenate([error for _, error in compared])
            shift = float(np.average([s for s, _ in compared], weights=[len(error) for _, error in compared]))
            return Match(1.0 - float(errors.mean()) / 32.0, shift * ROW_SECONDS)
    return None


def _is_same(compared: Sequence[tuple[int, npt.NDArray[np.uint8]]], least: float) -> bool:
    """Alike on the whole, long enough, and nearly everywhere: what differs in places is another version."""
    errors = np.concatenate([error for _, error in compared])
    if errors.size < least or errors.mean() > LARGEST_ERROR * 32:
        return False
    ends = np.arange(0, errors.size - _STRETCH // 2, _STRETCH)
    counts = np.diff(np.append(ends, errors.size))
    local = np.add.reduceat(errors, ends, dtype=np.int64) / counts
    return float(np.mean(local <= LARGEST_LOCAL * 32)) >= _AGREEING


def _alignments(first: Fingerprint, second: Fingerprint) -> Iterable[int]:
    """The offsets in rows that most of the codes which both have agree on, most votes first."""
    _, a, b = np.intersect1d(first.codes, second.codes, return_indices=True)
    telling = first.codes[a] != 0
    shift, votes = np.unique(second.rows()[b[telling]] - first.rows()[a[telling]], return_counts=True)
    return [int(shift[i]) for i in np.argsort(-votes, kind="stable")[:_TRIES]]


def _compare(
    first: Fingerprint, second: Fingerprint, offset: int
) -> list[tuple[int, npt.NDArray[np.uint8]]] | None:
    """Where both were analyzed: offset in rows, and wrong bits of each row in which both tell something.

    An excerpt whose alignment is not within ``_DRIFT`` of ``offset`` counts with the errors it has.
    """
    compared = []
    for start_a, a in first.pieces():
        for start_b, b in second.pieces():
            best: tuple[float, int, npt.NDArray[np.uint8]] | None = None
            for shift in range(offset - _DRIFT, offset + _DRIFT + 1):
                lead = start_b - start_a - shift  # row of a at which b begins
                n = min(len(a) - max(0, lead), len(b) - max(0, -lead))
                if n < _STRETCH // 2:
                    continue
                x, y = a[max(0, lead) :][:n], b[max(0, -lead) :][:n]
                errors = np.bitwise_count(x ^ y)[(x != 0) & (y != 0)]
                if errors.size >= _STRETCH // 2 and (best is None or errors.mean() < best[0]):
                    best = float(errors.mean()), shift, errors
            if best is not None:
                compared.append(best[1:])
    return compared or None
