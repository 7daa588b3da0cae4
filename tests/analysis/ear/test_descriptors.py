"""Each estimate rises with what it claims to measure, on sounds of which that is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from organizer.analysis.ear import cues, loudness, spectrum, tonal
from organizer.analysis.ear.audio import Excerpt
from organizer.analysis.ear.descriptors import (
    acousticness,
    danceability,
    describe,
    energy,
    speechiness,
    valence,
)
from organizer.base.descriptors import ESTIMATES, Descriptors
from organizer.base.model import FloatArray
from tests.analysis import synthesis as made

SECONDS = 16.0


def described(sound: FloatArray) -> Descriptors:
    excerpt = Excerpt(sound, np.ones(1, np.float32), 0.0, float(np.abs(sound).max()))
    peaks = tonal.Peaks()
    peaks.add(sound)
    spectra = spectrum.analyze([excerpt])
    chroma, chromagram = peaks.chroma()[0], peaks.chromagram()
    return describe(spectra, spectrum.levels(spectra), chroma, chromagram=chromagram, peak=excerpt.peak)


def rising(name: str, *sounds: FloatArray, by: float = 0.05) -> None:
    values = [getattr(described(sound), name) for sound in sounds]
    assert all(later > earlier + by for earlier, later in pairwise(values)), values


def pad(chords: list[list[int]] = made.MAJOR, *, level: float = 0.1) -> FloatArray:
    return made.notes(chords, each=SECONDS / 4, decay=0.0, level=level)


def plucked(level: float = 0.1) -> FloatArray:
    return made.notes(made.MAJOR * 8, each=0.5, level=level)


def test_energy_rises_from_a_soft_pad_to_loud_drums() -> None:
    soft = pad(level=0.01)
    rising("energy", soft, plucked(0.05), made.drums(SECONDS, level=0.6) + plucked(0.1))


def test_drums_are_danced_to_rather_than_pads_and_a_steady_beat_rather_than_a_stumbling_one() -> None:
    under = pad(level=0.02)
    steady, stumbling = (made.drums(SECONDS, jitter=jitter) for jitter in (0.0, 0.3))
    rising("danceability", under, under + steady, by=0.4)
    rising("danceability", under + stumbling, under + steady, by=0.4)


def test_a_beat_that_grows_stronger_is_danced_to_more() -> None:
    under = pad(level=0.05) + made.noise(SECONDS, level=0.05)
    rising("danceability", *(under + made.drums(SECONDS, level=level) for level in (0.03, 0.1, 0.6)), by=0.02)


def test_soft_plucked_strings_are_more_acoustic_than_a_loud_bright_wall() -> None:
    wall = np.clip(20 * pad(level=0.2), -0.7, 0.7).astype(np.float32) + made.noise(SECONDS, level=0.2)
    rising("acousticness", wall, made.drums(SECONDS) + plucked(0.1), plucked(0.03), by=0.1)


def test_major_and_fast_is_more_cheerful_than_minor_and_slow() -> None:
    def tune(chords: list[list[int]], bpm: float) -> FloatArray:
        beat = 60 / bpm
        count = int(SECONDS / beat)
        chosen = [chords[(i // 4) % 4] for i in range(count)]
        return made.notes(chosen, each=beat, decay=4.0)

    rising("valence", tune(made.MINOR, 60), tune(made.MINOR, 132), tune(made.MAJOR, 132))
    rising("valence", tune(made.MINOR, 60), tune(made.MAJOR, 60), tune(made.MAJOR, 132))


def test_talk_is_speech_and_the_more_the_less_music_is_under_it() -> None:
    talk = made.voice(SECONDS, words=True)
    music = plucked(0.1) + made.drums(SECONDS)
    rising("speechiness", music, music * 0.3 + talk, talk)
    rising("speechiness", pad(), pad() + talk * 3, talk)


def test_talk_is_more_speech_than_rap_and_rap_than_singing() -> None:
    talk, beat = made.voice(SECONDS, words=True), made.drums(SECONDS, bpm=100)
    sung = made.song_of_vowels(SECONDS)
    rising("speechiness", sung, talk + 0.3 * beat, talk, by=0.02)
    rising("speechiness", pad(), sung, by=0.02)


def test_no_instrument_drum_noise_or_crowd_is_taken_for_talk() -> None:
    talk = made.voice(SECONDS, words=True)
    solo = made.drums(SECONDS, bpm=170, jitter=0.4)
    flutter = made.noise(SECONDS) * (1 + np.sin(2 * np.pi * 4 * made.times(SECONDS))).astype(np.float32)
    staccato = made.notes([[60 + (7 * at) % 12] for at in range(int(SECONDS * 4))], each=0.25, decay=12.0)
    for sound in (pad(), solo, made.drums(SECONDS), made.noise(SECONDS), flutter, staccato, plucked()):
        rising("speechiness", sound, talk, by=0.5)
        assert (described(sound).speechiness or 0.0) < 0.2
    assert (described(made.applause(SECONDS)).speechiness or 0.0) < 0.2
    assert (described(made.song_of_vowels(SECONDS)).speechiness or 0.0) < 0.45


def test_brightness_and_percussiveness_rise() -> None:
    rising("percussiveness", pad(), pad() + made.drums(SECONDS, level=0.1), made.drums(SECONDS))
    tones = [made.notes([[note]], each=4.0, decay=0.0) for note in (48, 60, 72, 84)]
    rising("brightness", *tones, by=50.0)


def test_dynamic_complexity_is_the_spread_of_loudness() -> None:
    steady = described(made.noise(SECONDS)).dynamic_complexity
    steps = np.where(made.times(SECONDS) % 4 < 2, 1.0, 10 ** (-6 / 20)).astype(np.float32)
    changing = described(made.noise(SECONDS) * steps).dynamic_complexity
    assert steady is not None and steady < 0.3
    # half of the blocks at 0 dB, half at −6 dB with a weight of 0.9^6 = 0.53: 0.65, 0.35 of 6 dB apart
    assert changing == pytest.approx(2 * 6 * 0.653 * 0.347, abs=0.3)


def test_fluctuation_exponent_of_noise_and_of_its_sum() -> None:
    # detrended fluctuation analysis: white amplitude gives 0.5, its running sum 1.5
    random = np.random.default_rng(0).standard_normal(4000)
    walk = np.cumsum(random)

    def exponent(amplitude: np.ndarray) -> float | None:
        amplitude = amplitude - amplitude.min() + 1.0
        rows = np.zeros((len(amplitude), 1), np.float32)
        return cues.fluctuation_exponent(
            spectrum.Spectra(rows, rows, amplitude**2, rows[:, 0], (len(amplitude),), 93.0)
        )

    assert exponent(random) == pytest.approx(0.5, abs=0.08)
    assert exponent(walk) == pytest.approx(1.5, abs=0.12)


def test_cues_of_speech_on_sounds_of_which_they_are_known() -> None:
    def spectra_of(sound: FloatArray) -> spectrum.Spectra:
        return spectrum.analyze([Excerpt(sound, np.ones(1, np.float32), 0.0)])

    def levels_of(sound: FloatArray) -> spectrum.Levels:
        return spectrum.levels(spectra_of(sound))

    # the mean logarithm of exponentially distributed power is Euler's constant under that of its mean
    assert 0.4 < cues.voicing(spectra_of(made.noise(3.0))) < 0.577
    assert cues.voicing(spectra_of(pad())) > 1.0
    assert cues.voicing(spectra_of(np.zeros(made.SAMPLE_RATE, np.float32))) == 0.0
    hits = made.drums(SECONDS)
    assert cues.abruptness(levels_of(hits)) > 1.0
    assert cues.abruptness(levels_of(hits[::-1].copy())) < -1.0  # backwards
    assert abs(cues.abruptness(levels_of(made.noise(SECONDS)))) < 0.1
    assert cues.abruptness(levels_of(made.notes([[60]], each=SECONDS, decay=0.0))) == 0.0  # nothing changes
    chord, other = np.eye(12, dtype=np.float32)[:2]
    assert cues.persistence([np.stack([chord] * 4)]) == pytest.approx(1.0)
    assert cues.persistence([np.stack([chord, other] * 2)]) == 0.0
    assert cues.persistence([np.stack([chord, chord, other])]) == pytest.approx(0.5)
    assert cues.persistence([]) == cues.persistence([chord[None]]) == 0.0


def test_estimates_rise_strictly_with_each_of_their_parts() -> None:
    for function, parts in (
        (energy, {"loudness": (-20.0, -10.0), "percussiveness": (0.3, 0.6), "brightness": (1e3, 2e3)}),
        (danceability, {"exponent": (1.0, 0.8), "pulse": (0.2, 0.4), "tempo": (60.0, 118.0)}),
        (
            acousticness,
            {"treble": (-30.0, -38.0), "dynamic_complexity": (2.0, 4.0), "loudness": (-10.0, -20.0)},
        ),
        (
            valence,
            {"majorness": (-0.1, 0.1), "tempo": (70.0, 130.0), "pulse": (0.3, 0.3001), "energy": (0.3, 0.6)},
        ),
        (
            speechiness,
            {
                "syllables": (1.0, 1.5),
                "pauses": (0.2, 0.3),
                "persistence": (0.5, 0.2),
                "glides": (0.2, 0.6),
                "voicing": (0.7, 1.2),
                "abruptness": (0.9, 0.1),
                "pulse": (0.4, 0.1),
            },
        ),
    ):
        base = {name: low for name, (low, _) in parts.items()}
        for name, (_, high) in parts.items():
            if name == "pulse" and function is valence:
                continue  # it only says how much the tempo counts
            lower, higher = function(**base), function(**{**base, name: high})  # type: ignore[operator]
            assert 0.0 <= lower < higher <= 1.0, (function.__name__, name)


@pytest.mark.parametrize("gain", [0.1, 4.0])
def test_gain_moves_only_what_is_made_of_loudness(gain: float) -> None:
    sound = made.drums(SECONDS) + plucked()
    first, second = described(sound), described((sound * gain).astype(np.float32))
    for name in set(ESTIMATES) - {"energy", "acousticness", "valence"} | {"dynamic_complexity"}:
        assert getattr(first, name) == pytest.approx(getattr(second, name), abs=0.02), name
    assert second.replay_gain == pytest.approx((first.replay_gain or 0) - 20 * np.log10(gain), abs=0.05)
    assert second.true_peak == pytest.approx((first.true_peak or 0) + 20 * np.log10(gain), abs=0.01)


def test_replay_gain_brings_a_song_to_minus_eighteen() -> None:
    tone = (0.1 * np.sin(2 * np.pi * 997 * made.times(3.0))).astype(np.float32)
    result = described(tone)
    assert result.loudness == pytest.approx(-23.0, abs=0.2)  # a mono tone of −20 dBFS
    assert result.replay_gain == pytest.approx(5.0, abs=0.2)
    assert loudness.true_peak(0.0) is None


def test_silence_tells_nothing() -> None:
    assert described(np.zeros(5 * made.SAMPLE_RATE, np.float32)) == Descriptors()


def test_two_seconds_are_too_short_to_tell_talk() -> None:
    assert described(made.voice(2.0, words=True)).speechiness is None
    assert (described(made.voice(4.0, words=True)).speechiness or 0.0) > 0.5
