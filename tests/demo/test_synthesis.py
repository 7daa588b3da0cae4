"""Tones, and the tape that they are put on."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.demo.synthesis import SAMPLE_RATE, Tape, tone


def test_a_tone_has_its_energy_at_its_pitch() -> None:
    sound = tone(69, 1.0, shape="triangle")
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    frequency = np.fft.rfftfreq(sound.size, 1 / SAMPLE_RATE)[spectrum.argmax()]
    assert frequency == pytest.approx(440.0, abs=1.5)


def test_what_runs_past_the_end_of_the_tape_is_cut() -> None:
    tape = Tape(1.0)
    tape.add(np.ones(SAMPLE_RATE, np.float32), 0.5)
    tape.add(np.ones(SAMPLE_RATE, np.float32), 2.0)
    assert tape.sound[0, : SAMPLE_RATE // 2].max() == 0.0
    assert tape.sound[0, SAMPLE_RATE // 2 :].min() == pytest.approx(1.0, abs=0.01)
