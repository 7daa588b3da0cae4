"""Beats, beside those that librosa tracks in the same onsets."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.ear import librosa_loader
from organizer.analysis.ear.spectrum import FRAME_RATE
from organizer.analysis.structure import beats


def onsets(bpm: float, *, seconds: float = 60.0, noise: float = 0.2, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = noise * rng.random(round(seconds * FRAME_RATE))
    times = np.arange(0.3, seconds - 0.1, 60.0 / bpm) + 0.005 * rng.standard_normal(
        len(np.arange(0.3, seconds - 0.1, 60.0 / bpm))
    )
    values[np.round(times * FRAME_RATE).astype(int)] += 1.0 + 0.3 * rng.random(len(times))
    return values.astype(np.float32)


@pytest.mark.parametrize("bpm", [62.0, 97.0, 120.0, 171.0])
def test_tempo_and_beats_are_those_of_librosa(bpm):
    librosa = librosa_loader.load()
    values = onsets(bpm, seed=round(bpm))
    theirs = float(librosa.feature.tempo(onset_envelope=values, sr=22_050, hop_length=512)[0])
    assert beats.tempo(values, rate=FRAME_RATE) == pytest.approx(theirs)
    expected = librosa.beat.beat_track(
        onset_envelope=values.astype(np.float64), sr=22_050, hop_length=512, bpm=theirs, trim=False
    )[1]
    np.testing.assert_array_equal(beats.track(values, bpm=theirs, rate=FRAME_RATE), expected)


def test_beats_lie_on_the_onsets():
    found = beats.track(onsets(120.0, noise=0.0), bpm=120.0, rate=FRAME_RATE) / FRAME_RATE
    steps = np.diff(found)
    assert len(found) == pytest.approx(119, abs=2)
    np.testing.assert_allclose(steps[1:], 0.5, atol=0.06)  # the first onset is no beat


@pytest.mark.parametrize("values", [np.zeros(500), np.ones(500), np.zeros(1), np.zeros(0)])
def test_where_nothing_begins_there_are_no_beats(values):
    assert beats.track(values, bpm=120.0, rate=FRAME_RATE).size == 0


def test_the_tempo_of_silence_is_the_usual_one():
    assert beats.tempo(np.zeros(2000), rate=FRAME_RATE) == pytest.approx(120.0, abs=5.0)
