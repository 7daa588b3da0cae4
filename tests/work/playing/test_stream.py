"""Songs as they are played: decoded ahead, sought, at one rate, whatever their channels."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from organizer.work.playing.stream import RATE, Event, SongStream, as_stereo


class Told:
    """What a stream tells from its threads, and a way to wait for it."""

    def __init__(self) -> None:
        self.events: list[tuple[Event, str]] = []
        self._change = threading.Condition()

    def __call__(self, event: Event, text: str) -> None:
        with self._change:
            self.events.append((event, text))
            self._change.notify_all()

    def wait(self, event: Event) -> str:
        with self._change:
            assert self._change.wait_for(lambda: event in [one for one, _ in self.events], 20)
            return next(text for one, text in self.events if one is event)


def taken(stream: SongStream, frames: int) -> np.ndarray:
    """So many frames, waiting for the decoder; fewer at the end."""
    parts, have, pause = [], 0, threading.Event()
    while have < frames and not stream.ended:
        part = stream.take(frames - have)
        parts.append(part)
        have += part.shape[0]
        pause.wait(0 if part.shape[0] else 0.005)
    return np.concatenate(parts)


def tone(path: Path, rate: int, seconds: float = 2.0, *, level: float = 0.5) -> Path:
    """Left 440 Hz, right twice that, and twice as loud in the second half."""
    times = np.arange(round(rate * seconds)) / rate
    loud = np.where(times < seconds / 2, level / 2, level)
    left, right = np.sin(2 * np.pi * 440 * times), np.sin(2 * np.pi * 880 * times)
    soundfile.write(path, (np.stack([left, right], axis=1) * loud[:, None]).astype(np.float32), rate)
    return path


@pytest.mark.parametrize("rate", [48_000, 44_100, 8_000])
def test_a_song_comes_whole_at_one_rate(tmp_path: Path, rate: int) -> None:
    told = Told()
    stream = SongStream(str(tone(tmp_path / "a.flac", rate)), told)
    told.wait(Event.READY)
    assert stream.duration == pytest.approx(2.0)
    samples = taken(stream, 10 * RATE)
    assert samples.shape[0] == pytest.approx(2 * RATE, abs=RATE // 100)
    assert told.wait(Event.ENDED) == "" and stream.position == pytest.approx(2.0, abs=0.01)
    quarter = samples[RATE // 2 : RATE // 2 + RATE // 4]
    peaks = np.abs(np.fft.rfft(quarter, axis=0)).argmax(axis=0) * 4
    assert peaks.tolist() == [440, 880]
    assert np.abs(quarter).max() == pytest.approx(0.25, rel=0.02)
    stream.close()


def test_it_goes_on_where_it_is_sought_also_after_its_end(tmp_path: Path) -> None:
    told = Told()
    stream = SongStream(str(tone(tmp_path / "a.wav", 44_100)), told)
    told.wait(Event.READY)
    assert np.abs(taken(stream, RATE // 10)).max() < 0.3
    stream.seek(1.5)
    assert stream.position == 1.5
    assert np.abs(taken(stream, RATE // 10)).max() > 0.4
    taken(stream, 10 * RATE)
    assert [event for event, _ in told.events] == [Event.READY, Event.ENDED]
    stream.seek(99.0)  # no further than its end
    assert stream.position == pytest.approx(2.0)
    stream.seek(0.0)
    assert not stream.ended and np.abs(taken(stream, RATE // 10)).max() < 0.3
    stream.close()


def test_what_cannot_be_decoded_says_so_once(tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"this is not music" * 100)
    for path in (bad, tmp_path / "gone.mp3"):
        told = Told()
        stream = SongStream(str(path), told)
        assert told.wait(Event.FAILED)
        stream.seek(1.0)
        assert stream.take(100).shape == (0, 2)
        assert Event.READY not in [event for event, _ in told.events]


def test_of_a_damaged_song_is_played_what_there_is(tmp_path: Path, make_song) -> None:
    whole = make_song("whole.mp3", seconds=3.0).read_bytes()
    cut = tmp_path / "cut.mp3"
    cut.write_bytes(whole[: len(whole) // 2] + b"\0" * 3000)
    told = Told()
    stream = SongStream(str(cut), told)
    told.wait(Event.READY)
    assert taken(stream, 10 * RATE).shape[0] > RATE
    assert told.wait(Event.ENDED) == ""
    stream.close()


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 6, 7, 8, 11])
def test_any_channels_become_two_without_clipping(channels: int) -> None:
    assert np.abs(as_stereo(np.ones((3, channels), np.float32)) - 1.0).max() < 1e-6
    first = np.zeros((2, channels), np.float32)
    first[:, 0] = 1.0
    left, right = as_stereo(first)[0]
    assert left > 0.1 and (right == 0.0 or channels == 1)
