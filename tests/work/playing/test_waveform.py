"""Outlines of songs: where sound is, and where none is; kept in the cache."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.errors import Cancelled
from organizer.base.model import Track
from organizer.work.jobs import JobContext
from organizer.work.playing import waveform
from tests.conftest import SAMPLE_RATE, write_song


def track(path, **marks) -> Track:
    return Track(7, str(path), 1, 1, **marks)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(waveform, "folder", lambda: tmp_path / "waves")
    return tmp_path / "waves"


def test_the_outline_lies_where_the_sound_is(tmp_path):
    sound = np.zeros(4 * SAMPLE_RATE, np.float32)
    sound[SAMPLE_RATE : 2 * SAMPLE_RATE] = 0.25
    sound[3 * SAMPLE_RATE : 3 * SAMPLE_RATE + 400] = -0.5
    song, wave = waveform.outline(JobContext(), track(write_song(tmp_path / "a.wav", sound)))
    assert song == 7 and len(wave) == waveform.COLUMNS
    columns = np.frombuffer(wave, np.uint8)
    assert columns[:240].max() <= 1 and columns[260:490].min() in (127, 128)
    assert columns[510:740].max() <= 1 and columns.max() == 255 == columns[745:760].max()


def test_it_is_kept_and_found_again_by_the_sound(tmp_path, cache):
    path = write_song(tmp_path / "a.wav")
    first = waveform.outline(JobContext(), track(path, audio_hash="h"))
    assert [one.stat().st_size for one in cache.iterdir()] == [waveform.COLUMNS]
    path.unlink()
    assert waveform.outline(JobContext(), track(path, audio_hash="h")) == first
    next(cache.iterdir()).write_bytes(b"half")
    assert waveform.outline(JobContext(), track(path, audio_hash="h")) == (7, b"")


def test_songs_that_cannot_be_decoded_have_none_and_a_job_can_be_cancelled(tmp_path, cache):
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"no music" * 100)
    assert waveform.outline(JobContext(), track(bad)) == (7, b"")
    assert waveform.outline(JobContext(), track(bad, away=True)) == (7, b"")
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        waveform.outline(context, track(write_song(tmp_path / "a.wav")))
    assert not cache.exists()


def test_short_and_silent_songs():
    assert waveform.reduced(np.zeros(0, np.float32)) == waveform.reduced(np.zeros(5, np.float32))
    short = np.frombuffer(waveform.reduced(np.array([0.5, 1.0], np.float32)), np.uint8)
    assert set(short[:500]) == {128} and set(short[500:]) == {255}
    assert len(waveform.reduced(np.ones(2500, np.float32))) == waveform.COLUMNS
