"""The transforms of lossy encoders, for frames that begin at any sample.

An encoder cuts sound into frames, transforms each and rounds the coefficients, many of them to zero. Whoever
transforms the decoded sound again with the same frames finds these zeros; with frames that begin one sample
later there are none. Conventions: sound is shape=(n,), float32, one channel, full scale ±1. Each function
gives the coefficients of the frame that begins at each sample, scaled so that rounding to 16 bits gives all
of them the same small deviation ``ROUNDING``. Silence gives zeros.

MP3: the polyphase filters and the modified discrete cosine transform of ISO/IEC 11172-3, layer III, with its
alias reduction. AAC, Vorbis: the transform of ISO/IEC 14496-3 and of the Vorbis I specification, 2,048
samples long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from organizer.base.model import FloatArray

#: The first half and the middle of the window of the polyphase filters, times 65,536 (11172-3, table 3-B.3
#: without its changes of sign); the second half mirrors it.
_WINDOW = """
    0 -1 -1 -1 -1 -1 -1 -2 -2 -2 -2 -3 -3 -4 -4 -5 -5 -6 -7 -7 -8 -9 -10 -11 -13 -14 -16 -17 -19 -21 -24 -26
    -29 -31 -35 -38 -41 -45 -49 -53 -58 -63 -68 -73 -79 -85 -91 -97 -104 -111 -117 -125 -132 -139 -147 -154
    -161 -169 -176 -183 -190 -196 -202 -208 -213 -218 -222 -225 -227 -228 -228 -227 -224 -221 -215 -208 -200
    -189 -177 -163 -146 -127 -106 -83 -57 -29 2 36 72 111 153 197 244 294 347 401 459 519 581 645 711 779
    848 919 991 1064 1137 1210 1283 1356 1428 1498 1567 1634 1698 1759 1817 1870 1919 1962 2001 2032 2057
    2075 2085 2087 2080 2063 2037 2000 1952 1893 1822 1739 1644 1535 1414 1280 1131 970 794 605 402 185 -45
    -288 -545 -814 -1095 -1388 -1692 -2006 -2330 -2663 -3004 -3351 -3705 -4063 -4425 -4788 -5153 -5517 -5879
    -6237 -6589 -6935 -7271 -7597 -7910 -8209 -8491 -8755 -8998 -9219 -9416 -9585 -9727 -9838 -9916 -9959
    -9966 -9935 -9863 -9750 -9592 -9389 -9139 -8840 -8492 -8092 -7640 -7134 -6574 -5959 -5288 -4561 -3776
    -2935 -2037 -1082 -70 998 2122 3300 4533 5818 7154 8540 9975 11455 12980 14548 16155 17799 19478 21189
    22929 24694 26482 28289 30112 31947 33791 35640 37489 39336 41176 43006 44821 46617 48390 50137 51853
    53534 55178 56778 58333 59838 61289 62684 64019 65290 66494 67629 68692 69679 70590 71420 72169 72835
    73415 73908 74313 74630 74856 74992 75038
"""
_BANDS = (3, 23)  #: of 32, from 2 to 16 kHz: those above are cut off, those below hold few zeros
_ALIAS = (-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037)
_SHARE = (0.1, 0.72)  #: of the coefficients of the other transforms that are looked at
_AT_ONCE = 128  #: frames that are transformed together: a megabyte, which the processor's cache holds


@dataclass(frozen=True, slots=True)
class Bank:
    """The transform of an encoder."""

    codec: str
    hop: int  #: samples from one frame to the next
    length: int  #: samples that a frame needs
    coefficients: Callable[[FloatArray], Iterator[FloatArray]]
    #: Frames of other lengths shift those that follow by multiples of so many samples; 0: they do not.
    shifts: int = 0


def mp3(sound: FloatArray) -> Iterator[FloatArray]:
    """Coefficients of layer III, long blocks. Yields shape=(bands, 18, frames), frames one sample apart."""
    analysis, transforms, pairs = _layer_three()
    taps = np.lib.stride_tricks.sliding_window_view(np.ascontiguousarray(sound), 512)[:, ::-1]
    bands = np.ascontiguousarray(taps @ analysis)
    count = len(bands) - 35 * 32
    result = np.empty((bands.shape[1], 18, count), np.float32)
    for number, transform in enumerate(transforms):
        step = bands.strides[0]
        steps = np.lib.stride_tricks.as_strided(bands[:, number:], (count, 36), (step, 32 * step))
        result[number] = (steps @ transform).T
    for number in range(len(transforms) - 1):
        for line, (keep, cross) in enumerate(pairs):
            upper, lower = result[number, 17 - line].copy(), result[number + 1, line].copy()
            result[number, 17 - line] = keep * upper + cross * lower
            result[number + 1, line] = keep * lower - cross * upper
    yield result


@cache
def _layer_three() -> tuple[FloatArray, list[FloatArray], list[tuple[float, float]]]:
    """The filters, the transform of each band, and the factors of the alias reduction."""
    half = np.array(_WINDOW.split(), np.float64)
    window = np.concatenate([half, half[-2:0:-1]]) / 65536 / 32
    band, tap = np.arange(*_BANDS), np.arange(512)[:, None]
    filters = window[:, None] * np.cos((2 * band + 1) * (tap - 16) * np.pi / 64)
    at, line = np.arange(36)[:, None], np.arange(18)
    transform = np.sin(np.pi / 36 * (at + 0.5)) * np.cos(np.pi / 72 * (2 * at + 19) * (2 * line + 1)) / 3
    inverted = transform * np.where(at % 2, -1, 1)  # odd bands run backwards
    # scaled so that both kinds of transform hold white noise at its own level
    scale = 1.0 / np.sqrt((filters**2).sum(axis=0).mean() * (transform**2).sum(axis=0).mean())
    transforms = [(scale * (inverted if n % 2 else transform)).astype(np.float32) for n in band]
    pairs = [(1 / (1 + c * c) ** 0.5, c / (1 + c * c) ** 0.5) for c in _ALIAS]
    return filters.astype(np.float32), transforms, pairs


def cosine_transform(window: FloatArray) -> Callable[[FloatArray], Iterator[FloatArray]]:
    """The modified discrete cosine transform with a window of shape=(2 n,): yields shape=(n', frames)."""

    def coefficients(sound: FloatArray) -> Iterator[FloatArray]:
        from scipy.fft import dct

        size = len(window) // 2
        lowest, highest = (int(share * size) for share in _SHARE)
        frames = np.lib.stride_tricks.sliding_window_view(sound, len(window))
        for start in range(0, len(frames), _AT_ONCE):
            windowed = frames[start : start + _AT_ONCE] * window
            a, b, c, d = np.split(windowed, 4, axis=1)
            folded = np.concatenate([-c[:, ::-1] - d, a - b[:, ::-1]], axis=1)
            yield dct(folded, type=4, norm="ortho", axis=1)[:, lowest:highest].T

    return coefficients


def _sine(length: int) -> FloatArray:
    window: FloatArray = np.sin(np.pi / length * (np.arange(length) + 0.5)).astype(np.float32)
    return window


def _kaiser_bessel(length: int) -> FloatArray:
    """The Kaiser-Bessel derived window of AAC, α = 4."""
    sums = np.cumsum(np.kaiser(length // 2 + 1, 4 * np.pi))
    half = np.sqrt(sums[:-1] / sums[-1])
    return np.concatenate([half, half[::-1]]).astype(np.float32)


def _slope(length: int) -> FloatArray:
    """The rising slope of the windows of Vorbis and of Opus, shape=(length,)."""
    at = np.sin(np.pi / 2 * (np.arange(length) + 0.5) / length)
    slope: FloatArray = np.sin(np.pi / 2 * at * at).astype(np.float32)
    return slope


def _vorbis(length: int) -> FloatArray:
    slope = _slope(length // 2)
    return np.concatenate([slope, slope[::-1]])


@cache
def banks() -> tuple[Bank, ...]:
    """The transforms that are tried, the likeliest first."""
    return (
        Bank("MP3", 576, 512 + 35 * 32, mp3),
        Bank("AAC", 1024, 2048, cosine_transform(_kaiser_bessel(2048))),
        Bank("AAC", 1024, 2048, cosine_transform(_sine(2048))),
        Bank("Vorbis", 1024, 2048, cosine_transform(_vorbis(2048)), shifts=64),
    )


#: Standard deviation of what rounding to 16 bits leaves in each coefficient.
ROUNDING = 1 / 32768 / 12**0.5
