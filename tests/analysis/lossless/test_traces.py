"""Sound that went through an encoder, and sound that only looks like it."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pytest

from organizer.analysis.lossless import filterbanks
from organizer.analysis.lossless.traces import PIECE, Piece, Traces, traces

RATE = 44_100


@cache
def struck(seconds: float = 3.0) -> np.ndarray:
    """Two channels of struck tones and noise, as 16 bits; shape=(n, 2)."""
    rng = np.random.default_rng(1)
    t = np.arange(int(seconds * RATE)) / RATE
    tones = sum(np.sin(2 * np.pi * 220 * h * t) / h for h in range(1, 90)) * np.exp(-2 * (t % 1))
    hiss = 0.002 * rng.standard_normal((t.size, 2))
    return ((0.1 * tones[:, None] * [0.7, 0.5] + hiss) * 32768).round().astype(np.int16)


def decoded(samples: np.ndarray, codec: str, container: str, kbps: int) -> np.ndarray:
    """Encoded and decoded, as 16 bits again."""
    import av

    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as output:
        stream = output.add_stream(codec, rate=RATE)
        stream.bit_rate, stream.layout = kbps * 1000, "stereo"
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            output.mux(packet)
    buffer.seek(0)
    with av.open(buffer) as source:
        sound = np.concatenate([frame.to_ndarray().T for frame in source.decode(audio=0)])
    return np.clip((sound * 32768).round(), -32768, 32767).astype(np.int16)


def pieces(samples: np.ndarray, count: int = 4) -> list[Piece]:
    starts = np.linspace(0, len(samples) - PIECE - 1, count).astype(int)
    return [
        Piece(int(start), (samples[start : start + PIECE] / 32768).astype(np.float32).T) for start in starts
    ]


@pytest.mark.parametrize(
    ("codec", "container", "kbps", "name"),
    [("mp3", "mp3", 128, "MP3"), ("mp3", "mp3", 320, "MP3"), ("aac", "adts", 128, "AAC")],
)
def test_frames_of_encoders_are_seen(codec: str, container: str, kbps: int, name: str) -> None:
    seen = traces(pieces(decoded(struck(), codec, container, kbps)))
    assert seen.codec == name and seen.share >= 0.5


def test_vorbis_is_seen() -> None:
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, struck(), RATE, format="OGG", subtype="VORBIS", compression_level=0.5)
    buffer.seek(0)
    assert traces(pieces(soundfile.read(buffer, dtype="int16")[0])).codec == "Vorbis"


def test_originals_have_no_traces_whatever_their_bandwidth_is() -> None:
    original = struck()
    spectrum = np.fft.rfft(original, axis=0)
    spectrum[int(16_000 * len(original) / RATE) :] = 0
    walled = np.fft.irfft(spectrum, len(original), axis=0).round().astype(np.int16)
    period = np.tile(np.repeat([9000, -9000], 32), 3 * RATE // 64)
    repeating = np.repeat(period[:, None], 2, axis=1).astype(np.int16)
    for samples in (original, walled[:, :1], repeating[:, :1]):
        assert traces(pieces(samples)) == Traces()


def test_silence_and_too_little_sound_tell_nothing() -> None:
    assert traces([]) == Traces()
    assert traces(pieces(np.zeros((2 * RATE, 2), np.int16))) == Traces()
    assert traces(pieces(decoded(struck(), "mp3", "mp3", 128), count=1)) == Traces()


def test_rounding_leaves_the_same_in_every_transform() -> None:
    noise = ((np.random.default_rng(0).random(PIECE) - 0.5) / 32768).astype(np.float32)
    for bank in filterbanks.banks():
        parts = [part.reshape(-1, part.shape[-1]) for part in bank.coefficients(noise)]
        deviation = float(np.concatenate(parts, axis=1).std())
        assert deviation == pytest.approx(filterbanks.ROUNDING, rel=0.05), bank.codec
        assert sum(part.shape[1] for part in parts) >= 7 * bank.hop
