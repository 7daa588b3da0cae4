"""Copies of a recording are the same, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from organizer.analysis.ear import extract, fingerprint, spectrum
from organizer.analysis.ear.audio import Excerpt
from organizer.analysis.ear.fingerprint import Fingerprint, match, of_file
from tests.analysis.ear.test_extract import RATE, song

Sound = np.ndarray


def taken(sound: Sound) -> Fingerprint:
    """The fingerprint of a sound that is heard whole."""
    excerpt = Excerpt(sound.astype(np.float32), np.ones(sound.size // 8192 + 1, np.float32), 0.0)
    spectra = spectrum.analyze([excerpt])
    return fingerprint.fingerprint(spectra.bands, spectra.frames, [0.0])


def silence(seconds: float) -> Sound:
    return np.zeros(int(seconds * RATE))


@pytest.fixture(scope="module")
def original() -> Sound:
    return song(0, seconds=20.0)


ALTERED: dict[str, tuple[Callable[[Sound], Sound], str, int, dict[str, object]]] = {
    "ogg": (lambda s: s, "a.ogg", RATE, {}),
    "mp3 of 56 kbit/s": (
        lambda s: np.stack([soxr.resample(s, RATE, 44_100), 0.7 * soxr.resample(s, RATE, 44_100)], axis=1),
        "a.mp3",
        44_100,
        {"bitrate_mode": "CONSTANT", "compression_level": 0.9},
    ),
    "louder, clipped": (lambda s: np.clip(s / np.abs(s).max() * 2.0, -1, 1), "a.flac", RATE, {}),
    "silence around": (lambda s: np.concatenate([silence(1.0), s, silence(2.5)]), "a.flac", RATE, {}),
    "stereo at 48 kHz": (
        lambda s: np.stack([soxr.resample(s, RATE, 48_000), 0.5 * soxr.resample(s, RATE, 48_000)], axis=1),
        "a.flac",
        48_000,
        {},
    ),
    "opus": (
        lambda s: soxr.resample(s, RATE, 48_000),
        "a.opus",
        48_000,
        {"format": "OGG", "subtype": "OPUS"},
    ),
}


@pytest.mark.parametrize("how", ALTERED)
def test_a_copy_is_the_same_recording(how: str, tmp_path: Path, original: Sound) -> None:
    alter, name, rate, options = ALTERED[how]
    soundfile.write(tmp_path / name, alter(original), rate, **options)
    result = match(taken(original), of_file(str(tmp_path / name)))
    assert result is not None and result.likeness > 0.85
    assert result.offset == pytest.approx(1.0 if how == "silence around" else 0.0, abs=0.15)


def test_a_long_song_is_known_by_its_excerpts_whatever_was_analyzed_of_it(tmp_path: Path) -> None:
    long = np.concatenate([song(seed, seconds=20.0) for seed in range(8)])
    soundfile.write(tmp_path / "a.flac", long, RATE)
    soundfile.write(tmp_path / "b.flac", np.concatenate([silence(3.0), long]), RATE)
    first, second = of_file(str(tmp_path / "a.flac")), of_file(str(tmp_path / "b.flac"))
    assert len(first.starts) == 4
    result = match(first, second)
    assert result is not None and result.likeness > 0.85
    assert result.offset == pytest.approx(3.0, abs=0.15)
    whole = extract.extract(str(tmp_path / "a.flac"), whole=True)
    same = match(first, Fingerprint.from_bytes(whole.fingerprint))
    assert same is not None and same.likeness > 0.85 and abs(same.offset) < 0.15


def test_the_analysis_takes_the_fingerprint_along(tmp_path: Path, original: Sound) -> None:
    soundfile.write(tmp_path / "a.wav", original, RATE)
    analyzed = Fingerprint.from_bytes(extract.extract(str(tmp_path / "a.wav")).fingerprint)
    alone = of_file(str(tmp_path / "a.wav"))
    assert np.array_equal(analyzed.codes, alone.codes)
    assert (analyzed.starts, analyzed.lengths) == (alone.starts, alone.lengths)


def test_different_songs_in_one_style_are_not_the_same() -> None:
    prints = [taken(song(seed, seconds=15.0)) for seed in range(0, 24, 3)]  # one tempo, other notes
    assert all(one.telling > fingerprint.LEAST_ROWS for one in prints)
    assert [match(a, b) for i, a in enumerate(prints) for b in prints[:i]] == [None] * 28


def test_another_version_that_shares_half_is_not_the_same(original: Sound) -> None:
    half = original.size // 2
    version = np.concatenate([original[:half], song(9, seconds=20.0)[half:]])
    assert match(taken(original), taken(version)) is None


def test_a_snippet_is_not_the_whole_song(original: Sound) -> None:
    assert match(taken(original), taken(original[: original.size // 3])) is None


@pytest.mark.parametrize("sound", [silence(30.0), silence(0.1), np.zeros(1), np.full(20_000, 1e-6)])
def test_silence_is_no_recording(sound: Sound) -> None:
    taken_of_it = taken(sound)
    assert taken_of_it.codes.size == 0
    assert match(taken_of_it, taken(silence(30.0))) is None
    assert Fingerprint.from_bytes(taken_of_it.to_bytes()).codes.size == 0


def test_two_noises_differ() -> None:
    noises = [taken(np.random.default_rng(seed).standard_normal(20 * RATE) * 0.1) for seed in range(2)]
    assert match(*noises) is None
    assert match(noises[0], noises[0]) == fingerprint.Match(1.0, 0.0)


def test_steady_tones_say_too_little_to_be_taken_for_each_other() -> None:
    time = np.arange(20 * RATE) / RATE
    low, high = (taken(0.5 * np.sin(2 * np.pi * f * time)) for f in (440.0, 523.25))
    assert match(low, high) is None


@pytest.mark.parametrize("seconds", [0.01, 0.5, 1.9, 4.0])
def test_a_short_sound_has_a_row_but_is_not_compared(seconds: float) -> None:
    short = taken(song(1, seconds=5.0)[: int(seconds * RATE)])
    assert short.codes.size >= 1
    assert match(short, short) is None


def test_bytes_bring_everything_back(original: Sound) -> None:
    before = taken(original)
    after = Fingerprint.from_bytes(before.to_bytes())
    assert np.array_equal(before.codes, after.codes)
    assert (before.starts, before.lengths) == (after.starts, after.lengths)


def test_codes_are_those_of_version_1(original: Sound) -> None:
    """Stored fingerprints are compared with new ones: a change of the codes needs a new ``VERSION``."""
    assert fingerprint.VERSION == 1
    expected = np.array([0x2E584C1B, 0x2CD8DEE3, 0x68D63AE2, 0xE8B733E3, 0xF9A777C1, 0xBBA55781], np.uint32)
    assert np.bitwise_count(expected ^ taken(original).codes[:6]).sum() <= 3  # rounding may turn a bit
