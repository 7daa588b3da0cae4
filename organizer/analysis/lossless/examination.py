"""One pass over a lossless file: is it whole, how does it end, and did it go through a lossy encoder?

Levels are in dB of full scale (root mean square over all channels), −120 for silence.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from organizer.analysis.ear import decoders
from organizer.analysis.lossless.claims import claimed_seconds
from organizer.analysis.lossless.traces import PIECE, Piece, traces
from organizer.base.errors import AudioError
from organizer.base.language import tr
from organizer.base.model import FloatArray

#: Pieces that are looked at for the traces of an encoder.
_PIECES = 6
#: Seconds of beginning and end whose level is measured, and of the song between.
_EDGE, _STEP = 0.05, 0.5
_SILENT = -120.0
#: Rates at which encoders work; at others their frames are not to be seen.
_RATES = (32_000, 44_100, 48_000)
_EDGE_DB, _EDGE_HZ = 25.0, 500.0


@dataclass(frozen=True, slots=True)
class Examination:
    """What was seen; see ``library.sounds.checks.SoundCheck`` for the fields."""

    codec: str = ""
    share: float = 0.0
    cutoff: float = 0.0
    claimed: float = 0.0
    decoded: float = 0.0
    start_level: float = _SILENT
    end_level: float = _SILENT
    level: float = _SILENT
    damage: str = ""


def examine(path: str) -> Examination:
    """Decode all of a file and say what was seen. Raises ``AudioError`` where nothing can be decoded."""
    try:
        with open(path, "rb") as file:
            magic = file.read(16)
    except OSError as error:
        raise AudioError(tr("cannot be read: {reason}", reason=error.strerror), path=path) from error
    causes: list[str] = []
    for reader in decoders.readers(path, magic[:4], causes):
        with contextlib.closing(reader):
            gathered = _Gathered(reader.rate, claimed_seconds(path) or reader.frames / reader.rate)
            try:
                while (block := reader.read(reader.rate)).shape[0]:
                    gathered.add(np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0))
            except decoders.DamagedError as error:
                gathered.damage = str(error).partition(": ")[2] or str(error)
        if gathered.frames:
            return gathered.result()
    cause = "; ".join(causes) or tr("holds no sound")
    raise AudioError(cause, path=path, remedy=tr("the file is damaged or not audio; get it again"))


class _Gathered:
    """What one pass of decoding gathers."""

    def __init__(self, rate: int, claimed: float) -> None:
        self.rate, self.claimed = rate, claimed
        self.frames = 0
        self.damage = ""
        length = max(PIECE * 2, int(claimed * rate))
        self._starts = [int((n + 0.5) / _PIECES * length) for n in range(_PIECES)]
        self._pieces: list[Piece] = []
        self._open: list[tuple[int, list[FloatArray]]] = []
        self._levels: list[float] = []
        self._first: FloatArray | None = None
        self._last = np.zeros((0, 1), np.float32)

    def add(self, block: FloatArray) -> None:
        """The next block of the song, shape=(n, channels)."""
        edge = max(1, round(_EDGE * self.rate))
        if self._first is None:
            self._first = block[:edge]
        self._last = np.concatenate([self._last, block])[-edge:] if len(block) < edge else block[-edge:]
        step = max(1, round(_STEP * self.rate))
        self._levels += [_level(block[at : at + step]) for at in range(0, len(block), step)]
        end = self.frames + len(block)
        while self._starts and self._starts[0] < end:
            self._open.append((self._starts.pop(0), []))
        for start, parts in self._open:
            have = sum(map(len, parts))
            part = block[max(0, start - self.frames) :][: PIECE - have]
            parts.append(part.copy())
        for start, parts in list(self._open):
            if sum(map(len, parts)) >= PIECE:
                self._pieces.append(Piece(start, np.ascontiguousarray(np.concatenate(parts).T)))
                self._open.remove((start, parts))
        self.frames = end

    def result(self) -> Examination:
        """All of it."""
        seen = traces(self._pieces) if self.rate in _RATES else None
        assert self._first is not None
        return Examination(
            codec=seen.codec if seen is not None else "",
            share=seen.share if seen is not None else 0.0,
            cutoff=cutoff(self._pieces, self.rate),
            claimed=self.claimed,
            decoded=self.frames / self.rate,
            start_level=_level(self._first),
            end_level=_level(self._last),
            level=float(np.median(self._levels)),
            damage=self.damage,
        )


def _level(block: FloatArray) -> float:
    power = float(np.mean(np.square(block), dtype=np.float64)) if block.size else 0.0
    return max(_SILENT, 10 * float(np.log10(power))) if power > 0 else _SILENT


def cutoff(pieces: Sequence[Piece], rate: int) -> float:
    """Hz above which nothing is: where the mean spectrum falls by 25 dB within 500 Hz, and stays there. 0:
    there is no such edge between 10 kHz and where every recording ends."""
    spectra = []
    for piece in pieces:
        sound = piece.sound[0][: PIECE // 2048 * 2048].reshape(-1, 2048)
        power = np.abs(np.fft.rfft(sound * np.hanning(2048), axis=1)) ** 2
        spectra.append(power.mean(axis=0))
    if not spectra:
        return 0.0
    decibels = 10 * np.log10(np.mean(spectra, axis=0) + 1e-12)
    width = max(1, round(_EDGE_HZ * 2048 / rate))
    best, at = 0.0, 0
    for bin_ in range(int(10_000 * 2048 / rate), len(decibels) - 2 * width):
        below = decibels[bin_ - width : bin_].mean()
        above = decibels[bin_ + width :]
        drop = float(below - np.percentile(above, 90))
        if drop > best:
            best, at = drop, bin_
    return (at + width / 2) * rate / 2048 if best >= _EDGE_DB else 0.0
