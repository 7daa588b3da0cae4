"""Pitch classes, tuning and key."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.ear import tonal
from organizer.analysis.ear.audio import SAMPLE_RATE

#: Amplitudes of the partials, and how fast a note dies away, per second
TIMBRES = {
    "organ": ((1.0, 0.6, 0.3, 0.3), 0.0),
    "strings": (tuple(1.0 / k for k in range(1, 9)), 0.3),
    "piano": ((1.0, 0.5, 0.25, 0.12, 0.06), 2.0),
    "clarinet": ((1.0, 0.0, 0.5, 0.0, 0.3, 0.0, 0.1), 0.0),
}


def chord(notes: list[int], *, timbre: str, tuning: float, seconds: float = 0.8) -> np.ndarray:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    partials, decay = TIMBRES[timbre]
    sound = np.zeros(time.size)
    for note in notes:
        turn = np.exp(2j * np.pi * 440.0 * 2 ** ((note + tuning - 69) / 12) * time)
        partial = np.ones_like(turn)
        for amplitude in partials:
            partial *= turn
            sound += amplitude * partial.imag
    return 0.1 * sound * np.exp(-decay * time)


def cadence(tonic: int, *, minor: bool, timbre: str = "strings", tuning: float = 0.0) -> np.ndarray:
    """I, IV, V, I, I with the bass below: the fifth is major in minor too."""
    third = 3 if minor else 4
    one, four, five = [-12, 0, third, 7], [-7, 5, 5 + third, 12], [-5, 7, 11, 14]
    parts = [
        chord([60 + tonic + n for n in notes], timbre=timbre, tuning=tuning)
        for notes in (one, four, five, one, one)
    ]
    return np.concatenate(parts).astype(np.float32)


def key_of(samples: np.ndarray) -> tuple[str | None, float]:
    peaks = tonal.Peaks()
    peaks.add(samples)
    return tonal.key(peaks.chroma()[0])


@pytest.mark.parametrize(
    ("bass", "key"), [((36, 43), "C"), ((33, 40), "Am"), ((31, 38), "G"), ((41, 36), "F")]
)
def test_the_bass_tells_keys_apart(bass: tuple[int, int], key: str) -> None:
    """The same four notes above, C, E, G, A; below a tonic and its fifth."""
    above = chord([72, 76, 79, 81], timbre="strings", tuning=0.0, seconds=6.0)
    below = np.concatenate([chord([note], timbre="organ", tuning=0.0, seconds=3.0) for note in bass])
    assert key_of((above + below).astype(np.float32))[0] == key


@pytest.mark.parametrize("timbre", TIMBRES)
@pytest.mark.parametrize("minor", [False, True])
def test_cadences_in_all_keys_however_they_are_tuned(timbre: str, minor: bool) -> None:
    tunings = (0.0, -0.4, 0.25, 0.4, -0.2)
    for tonic in range(12):
        sound = cadence(tonic, minor=minor, timbre=timbre, tuning=tunings[tonic % len(tunings)])
        key, confidence = key_of(sound)
        assert key == (tonal.MINOR_KEYS if minor else tonal.MAJOR_KEYS)[tonic]
        assert confidence > 0.4


def test_drums_hide_no_key() -> None:
    sound = cadence(7, minor=False, timbre="piano")
    random = np.random.default_rng(0)
    for start in range(0, sound.size - 4000, SAMPLE_RATE // 4):
        sound[start : start + 4000] += random.standard_normal(4000) * np.exp(-np.arange(4000) / 1000)
    assert key_of(sound)[0] == "G"


def test_noise_has_little_confidence() -> None:
    noise = np.random.default_rng(0).standard_normal(20 * SAMPLE_RATE).astype(np.float32)
    assert key_of(noise)[1] < 0.1 < key_of(cadence(0, minor=False))[1]


def test_level_does_not_matter() -> None:
    sound = cadence(4, minor=True)
    key, confidence = key_of(0.01 * sound)
    assert (key, confidence) == (key_of(sound)[0], pytest.approx(key_of(sound)[1], abs=1e-3))


@pytest.mark.parametrize("tuning", [-0.4, 0.3])
def test_detuned_song_keeps_its_key(tuning: float) -> None:
    peaks = tonal.Peaks()
    peaks.add(cadence(2, minor=False, tuning=tuning))
    chroma, result = peaks.chroma()
    assert result == pytest.approx(tuning, abs=0.05)
    assert tonal.key(chroma)[0] == "D"


def test_one_tone_is_one_pitch_class() -> None:
    peaks = tonal.Peaks()
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    peaks.add(np.sin(2 * np.pi * 440.0 * time).astype(np.float32))
    chroma, tuning = peaks.chroma()
    assert int(chroma.argmax()) == 9 and abs(tuning) < 0.02


def test_silence_and_offset_have_no_key() -> None:
    assert key_of(np.zeros(SAMPLE_RATE, np.float32)) == (None, 0.0)
    assert key_of(np.zeros(1, np.float32)) == (None, 0.0)
    assert key_of(np.ones(3 * SAMPLE_RATE, np.float32)) == (None, 0.0)  # an offset alone


def test_keys_are_spelled_as_id3_wants() -> None:
    import re

    assert len(set(tonal.KEYS)) == 24
    assert all(re.fullmatch(r"[A-G][b#]?m?", key) for key in tonal.KEYS)


def test_camelot_codes_of_all_keys() -> None:
    assert tonal.camelot("Am") == "8A" and tonal.camelot("C") == "8B"
    assert tonal.camelot("G#m") == "1A" and tonal.camelot("E") == "12B" and tonal.camelot("Db") == "3B"
    assert len({tonal.camelot(key) for key in tonal.KEYS}) == 24


def test_camelot_neighbours_are_a_fifth_apart_and_letters_are_relative() -> None:
    for tonic in range(12):
        here, fifth = (
            tonal.camelot(tonal.MAJOR_KEYS[tonic]),
            tonal.camelot(tonal.MAJOR_KEYS[(tonic + 7) % 12]),
        )
        assert int(fifth[:-1]) == int(here[:-1]) % 12 + 1
        assert tonal.camelot(tonal.MINOR_KEYS[(tonic + 9) % 12]) == here[:-1] + "A"


def test_camelot_reads_enharmonic_spellings_and_nothing_else() -> None:
    assert tonal.camelot("D#m") == tonal.camelot("Ebm") and tonal.camelot("Cb") == tonal.camelot("B")
    for wrong in ("", "H", "am", "A minor", "o"):
        with pytest.raises(ValueError, match="not a key"):
            tonal.camelot(wrong)
