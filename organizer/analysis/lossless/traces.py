"""Whether sound went through a lossy encoder: the zeros of its frames.

For each transform of ``filterbanks`` the share of coefficients is counted that are no larger than rounding to
16 bits leaves, for frames that begin at each sample. In sound that was never encoded no beginning differs
from those beside it, whatever its bandwidth is; decoded sound has a peak at every beginning of a frame, one
sample wide. Nothing is concluded from missing treble: old recordings, speech and synthesizers have none.

After Derrien, "Detection of Genuine Lossless Audio Files" (J. Audio Eng. Soc. 67(3), 2019), which looks for
the rounding of coefficients likewise. Sound that was resampled, filtered or mixed after decoding has lost the
traces, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.lossless.filterbanks import ROUNDING, Bank, banks
from organizer.base.model import FloatArray

Doubles = npt.NDArray[np.float64]

#: Samples of a piece: seven frames of the longest transform, from any beginning.
PIECE = 9216
#: A coefficient is as good as zero below so many deviations of rounding (dither makes them 1.7).
_ZERO = 4.0
#: Beginnings on both sides that one is compared with.
_BESIDE = 8
#: A peak: so large a share more zeros, and so many deviations above what is beside it; one piece alone, and
#: all together.
_LEAST, _DEVIATIONS, _TOGETHER = 0.012, 9.0, 20.0
#: Other beginnings have less than this share of its height. A synthesizer whose wave repeats after 64 samples
#: has a peak at each repetition.
_OTHERS = 0.6
#: Deviations are no smaller than this share: of a song with few sounds they would be nothing.
_SMALLEST = 0.0012
#: Pieces of which one must have a peak, and those that are tried before a song is let go.
_GLANCE, _TRIED = 3, 6
#: Pieces in which the traces must be, of those that hold sound: loud noise, and short frames, hide them.
_SHARE = 0.25
#: From which share on no other transform is tried.
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a song."""

    start: int  #: number of its first sample in the song
    sound: FloatArray  #: shape=(channels, PIECE)


@dataclass(frozen=True, slots=True)
class Traces:
    """What was seen of an encoder."""

    codec: str = ""  #: empty: nothing
    share: float = 0.0  #: of the pieces with sound that have its traces


@dataclass(frozen=True, slots=True)
class _Peak:
    at: int  #: beginning of frames, counted from the beginning of the song, modulo the hop
    height: float
    deviations: float
    alone: bool  #: nothing else comes near it


def traces(pieces: Sequence[Piece]) -> Traces:
    """The encoder whose frames are seen in these pieces of a song; none where pieces disagree or are silent.

    Parameters
    ----------
    pieces : sequence of Piece
        At least two with sound, in any order; more make it surer.
    """
    loud = [piece for piece in pieces if piece.sound.shape[1] >= PIECE and _has_sound(piece.sound)]
    if len(loud) < 2:
        return Traces()
    best, highest = Traces(), 0.0
    for bank in banks():
        curves = [_curve(bank, piece) for piece in loud[:_GLANCE]]
        if not any(_stands_out(_peak(curve)) for curve in curves):
            continue
        curves += [_curve(bank, piece) for piece in loud[_GLANCE:_TRIED]]
        if _agreeing(bank, curves) < _SHARE:
            continue
        curves += [_curve(bank, piece) for piece in loud[_TRIED:]]
        share = _agreeing(bank, curves)
        height = float(np.mean([curve.max() for curve in curves]))
        # transforms that are alike see a little of each other's traces: the right one sees most
        if share >= _SHARE and height > highest:
            best, highest = Traces(bank.codec, share), height
        if bank.codec == "MP3" and share > _SURE:
            break
    return best


def _has_sound(sound: FloatArray) -> bool:
    return float(np.sqrt(np.mean(np.square(sound)))) > 1e-3


def _curve(bank: Bank, piece: Piece) -> Doubles:
    """How much larger the share of zeros is than beside it, by the beginning of frames counted from the
    beginning of the song, of the channel that shows it best. shape=(hop,)"""
    best = None
    for signal in _signals(piece.sound):
        zeros = [(np.abs(part) < _ZERO * ROUNDING) for part in bank.coefficients(signal)]
        share = np.concatenate([part.reshape(-1, part.shape[-1]).mean(axis=0) for part in zeros])
        rounds = len(share) // bank.hop
        folded = share[: rounds * bank.hop].reshape(rounds, bank.hop).mean(axis=0)
        raised = folded - _median_beside(folded)
        raised = np.asarray(np.roll(raised, piece.start % bank.hop), np.float64)
        if best is None or _peak(raised).deviations > _peak(best).deviations:
            best = raised
    assert best is not None
    return best


def _signals(sound: FloatArray) -> list[FloatArray]:
    """Middle and side of two channels: encoders round them or the channels, and zeros of both channels are
    zeros of these. Of more channels the first."""
    if len(sound) != 2:
        return [np.ascontiguousarray(sound[0])]
    middle, side = (sound[0] + sound[1]) / 2, (sound[0] - sound[1]) / 2
    signals = [middle]
    if float(np.vdot(side, side)) > 1e-6 * float(np.vdot(middle, middle)):
        signals.append(side)
    return [np.ascontiguousarray(signal) for signal in signals]


def _median_beside(curve: Doubles) -> Doubles:
    around = np.concatenate([curve[-_BESIDE:], curve, curve[:_BESIDE]])
    windows = np.lib.stride_tricks.sliding_window_view(around, 2 * _BESIDE + 1)
    return np.asarray(np.median(windows, axis=1), np.float64)


def _peak(curve: Doubles) -> _Peak:
    at = int(np.argmax(curve))
    deviation = max(_SMALLEST, 1.4826 * float(np.median(np.abs(curve))))
    height = float(curve[at])
    others = np.roll(curve, 2 - at)[5:]
    return _Peak(at, height, height / deviation, bool(others.max() < _OTHERS * height))


def _agreeing(bank: Bank, curves: Sequence[Doubles]) -> float:
    """The share of pieces that have a peak, at one beginning of frames; 0 where it may be chance."""
    peaks = [_peak(curve) for curve in curves]
    if bank.shifts:
        groups = [peak.at % bank.shifts for peak in peaks if _stands_out(peak)]
        if not groups:
            return 0.0
        common = max(set(groups), key=groups.count)
        agreeing = [p for p in peaks if _stands_out(p) and p.at % bank.shifts == common]
        sure = sum(p.deviations > _TOGETHER for p in agreeing) >= 2
        return len(agreeing) / len(peaks) if sure else 0.0
    together = _peak(np.mean(curves, axis=0))
    if together.deviations < _TOGETHER or together.height < _LEAST or not together.alone:
        return 0.0
    agreeing = [p for p in peaks if _stands_out(p) and p.at == together.at]
    return len(agreeing) / len(peaks) if len(agreeing) >= 2 else 0.0


def _stands_out(peak: _Peak) -> bool:
    return peak.deviations > _DEVIATIONS and peak.height > _LEAST and peak.alone
