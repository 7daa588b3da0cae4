"""Songs that follow each other: without a gap, or mixed; never more than two, never too loud, no click."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from organizer.work.playing.joined import JoinedSongs
from organizer.work.playing.stream import RATE, SongStream
from tests.work.playing.test_stream import taken

BLOCK = 960


def noise(path: Path, seconds: float, *, rate: int = RATE, channels: int = 2, level: float = 0.2) -> Path:
    samples = np.random.default_rng(len(path.name)).standard_normal((round(rate * seconds), channels))
    soundfile.write(path, np.clip(samples * level, -1, 1).astype(np.float32), rate, subtype="FLOAT")
    return path


class Output:
    """Takes what the songs give, as an output does, and waits where decoding is behind."""

    def __init__(self) -> None:
        self.songs = JoinedSongs()
        self.passed: list[int] = []  #: frames at which a song took over
        self.most = 0  #: songs that were heard at a time
        self._blocks: list[np.ndarray] = []

    @property
    def samples(self) -> np.ndarray:
        return np.concatenate(self._blocks)

    def open(self, path: Path, after: SongStream | None = None) -> SongStream:
        ready = threading.Event()
        stream = SongStream(str(path), lambda *_: ready.set(), after=after)
        assert ready.wait(20)
        return stream

    def bring(self, path: Path, fade: float = 0.0) -> SongStream:
        stream = self.open(path)
        self.songs.bring(stream, 1.0, fade)
        return stream

    def follow(self, path: Path, overlap: float = 0.0, after: SongStream | None = None) -> SongStream:
        stream = self.open(path, after)
        if after is None:
            while not stream.available:
                threading.Event().wait(0.001)
        self.songs.follow(stream, 1.0, overlap, lambda: self.passed.append(self.frames))
        return stream

    @property
    def frames(self) -> int:
        return sum(block.shape[0] for block in self._blocks)

    def run(self, seconds: float = 60.0) -> None:
        """Until it is silent, or for so long."""
        end = self.frames + round(seconds * RATE)
        while self.frames < end:
            block = self.songs.take(min(BLOCK, end - self.frames))
            self._blocks.append(block)
            self.most = max(self.most, self.songs.heard)
            front = self.songs._front
            if not block.shape[0]:
                if front is None or front.stream.ended:
                    return
                threading.Event().wait(0.001)


@pytest.fixture
def output():
    made = Output()
    yield made
    made.songs.clear()


def power(samples: np.ndarray) -> np.ndarray:
    """The mean power of each tenth of a second."""
    whole = samples.shape[0] // (RATE // 10) * (RATE // 10)
    return np.asarray((samples[:whole] ** 2).reshape(-1, RATE // 10 * 2).mean(axis=1))


def test_without_overlap_two_halves_of_a_recording_are_the_recording(tmp_path: Path, output: Output) -> None:
    rate = 44_100
    whole = np.random.default_rng(0).standard_normal((rate * 6 + 123, 2)).astype(np.float32) * 0.1
    cut = rate * 5 + 777
    for name, part in (("whole", whole), ("first", whole[:cut]), ("second", whole[cut:])):
        soundfile.write(tmp_path / f"{name}.wav", part, rate, subtype="FLOAT")
    one = SongStream(str(tmp_path / "whole.wav"), lambda *_: None)
    expected = taken(one, 10 * RATE)
    one.close()
    first = output.bring(tmp_path / "first.wav")
    output.follow(tmp_path / "second.wav", after=first)
    output.run()
    assert output.samples.shape == expected.shape
    assert np.abs(output.samples - expected).max() == 0.0
    assert len(output.passed) == 1


@pytest.mark.parametrize("overlap", [0.5, 9.0])
def test_two_songs_are_mixed_with_one_power(tmp_path: Path, output: Output, overlap: float) -> None:
    output.bring(noise(tmp_path / "a.wav", 3.0))
    output.follow(noise(tmp_path / "mono.wav", 1.8, rate=24_000, channels=1), overlap)
    output.run()
    crossed = min(overlap, 0.6)  # a third of the shorter one
    assert output.samples.shape[0] == pytest.approx((4.8 - crossed) * RATE, abs=200)
    assert output.passed[0] == pytest.approx((3.0 - crossed) * RATE, abs=BLOCK)
    levels = power(output.samples)[: round((3.0 - crossed) * 10)]
    assert np.ptp(10 * np.log10(levels)) < 0.5
    inside = power(output.samples[round((3.0 - crossed) * RATE) :])[: round(crossed * 10)]
    assert 10 * np.log10(inside / levels.mean()) == pytest.approx(0.0, abs=1.0)
    assert output.most == 2 and np.abs(output.samples).max() <= 1.0


def test_the_sum_of_loud_songs_stays_within_full_scale_without_a_jump(tmp_path: Path, output: Output) -> None:
    times = np.arange(RATE * 2) / RATE
    for name in ("a", "b"):
        tone = np.sin(2 * np.pi * 100 * times).astype(np.float32)
        soundfile.write(tmp_path / f"{name}.wav", np.stack([tone, tone], 1), RATE, subtype="FLOAT")
    output.bring(tmp_path / "a.wav")
    output.follow(tmp_path / "b.wav", 0.5)
    output.run()
    assert np.abs(output.samples).max() <= 1.0
    assert np.abs(np.diff(output.samples, axis=0)).max() < 1.6 * 2 * np.pi * 100 / RATE


def test_a_chosen_song_takes_over_at_once_and_a_third_waits(tmp_path: Path, output: Output) -> None:
    first = output.bring(noise(tmp_path / "a.wav", 4.0))
    output.follow(noise(tmp_path / "bb.wav", 4.0), 1.0)
    output.run(3.2)
    assert output.passed and output.songs.heard == 2
    output.songs.leave(0.5)
    third = output.bring(noise(tmp_path / "ccc.wav", 2.0), 0.5)
    output.run(0.005)  # the quieter one falls silent first
    assert third.position == 0.0
    output.run(0.1)
    assert third.position > 0.0 and output.most == output.songs.heard == 2
    output.run(0.6)
    assert output.songs.heard == 1 and first._closed


def test_seeking_and_something_heard_beside_end_the_overlap(tmp_path: Path, output: Output) -> None:
    output.bring(noise(tmp_path / "a.wav", 3.0))
    second = output.follow(noise(tmp_path / "bb.wav", 3.0), 1.0)
    output.run(2.5)
    assert output.songs.heard == 2
    output.songs.seek(second, 1.0)
    output.run(0.1)
    assert output.songs.heard == 1 and 1.0 < second.position < 1.2
    output.follow(noise(tmp_path / "ccc.wav", 3.0), 1.0)
    output.songs.set_alone(True)
    output.run(2.5)
    assert output.most == 2 and output.songs.heard == 1 and len(output.passed) == 2


def test_near_the_end_half_of_what_is_left_is_heard_alone(tmp_path: Path, output: Output) -> None:
    first = output.bring(noise(tmp_path / "a.wav", 3.0))
    output.follow(noise(tmp_path / "bb.wav", 3.0), 1.0)
    output.songs.seek(first, 2.4)
    output.run(0.25)
    assert output.songs.heard == 1
    output.run(0.2)
    assert output.songs.heard == 2


def test_what_is_not_to_follow_any_more_does_not(tmp_path: Path, output: Output) -> None:
    output.bring(noise(tmp_path / "a.wav", 0.5))
    second = output.follow(noise(tmp_path / "bb.wav", 0.5))
    assert output.songs.forget(second)
    output.run()
    assert output.frames == RATE // 2 and not output.passed
    again = output.follow(tmp_path / "bb.wav")
    output.run()
    assert output.frames == RATE and not output.songs.forget(again) and output.songs.has(again)
