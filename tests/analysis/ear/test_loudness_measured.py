"""Loudness measured on whole files: the signals of EBU Tech 3341 and Tech 3342, whose values are known.

Signals that last minutes are made shorter where the definition gives the same value for it.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile

from organizer.analysis.ear import loudness
from organizer.base.errors import AudioError
from organizer.base.features import Loudness

RATE = 48_000


def sine(
    level: float, seconds: float, *, frequency: float = 1000.0, rate: int = RATE, phase: float = 0.0
) -> np.ndarray:
    time = np.arange(round(seconds * rate)) / rate
    return 10 ** (level / 20) * np.sin(2 * np.pi * frequency * time + np.radians(phase))


def steps(*parts: tuple[float, float]) -> np.ndarray:
    """Tones of (dBFS, seconds), one after the other, the same on both channels."""
    one = np.concatenate([sine(level, seconds) for level, seconds in parts])
    return np.stack([one, one], axis=1)


def measured(path: Path, sound: np.ndarray, rate: int = RATE) -> Loudness:
    soundfile.write(path, sound, rate, subtype="FLOAT")
    return loudness.measure(str(path))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-23, 20)], -23.0),  # Tech 3341, case 1
        ([(-33, 20)], -33.0),  # 2
        ([(-36, 10), (-23, 60), (-36, 10)], -23.0),  # 3
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0),  # 4
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23.0),  # 5
    ],
    ids=["1", "2", "3", "4", "5"],
)
def test_integrated_loudness_of_tones(tmp_path: Path, parts: list, expected: float) -> None:
    assert measured(tmp_path / "a.wav", steps(*parts)).integrated == pytest.approx(expected, abs=0.1)


def test_surround_channels_count_as_the_standard_says(tmp_path: Path) -> None:
    # Tech 3341, case 6: five channels; the LFE of the second file would change all if it counted
    five = np.stack([sine(level, 20) for level in (-28, -28, -24, -30, -30)], axis=1)
    six = np.insert(five, 3, sine(-3, 20, frequency=60), axis=1)
    assert measured(tmp_path / "a.wav", five).integrated == pytest.approx(-23.0, abs=0.1)
    assert measured(tmp_path / "b.wav", six).integrated == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("rate", [8000, 11_025, 22_050, 44_100, 96_000, 192_000])
def test_the_sample_rate_does_not_matter(tmp_path: Path, rate: int) -> None:
    one = sine(-23, 5, frequency=997, rate=rate)
    result = measured(tmp_path / "a.wav", np.stack([one, one], axis=1), rate)
    assert result.integrated == pytest.approx(-23.0, abs=0.1)
    assert result.true_peak == pytest.approx(-23.0, abs=0.2)


def test_the_loudest_three_seconds(tmp_path: Path) -> None:
    # Tech 3341, case 9: every window of 3 s holds the same
    even = steps(*[(-20, 1.34), (-30, 1.66)] * 5)
    assert measured(tmp_path / "a.wav", even).short_term == pytest.approx(-23.0, abs=0.1)
    # cases 10 and 11: a tone of 3 s, wherever it begins and whatever comes after
    for offset in (0.0, 0.15, 0.45, 0.95):
        sound = np.concatenate([np.zeros((round(offset * RATE), 2)), steps((-23, 3.1)), np.zeros((RATE, 2))])
        assert measured(tmp_path / "b.wav", sound).short_term == pytest.approx(-23.0, abs=0.1)


def test_the_loudest_moment(tmp_path: Path) -> None:
    # Tech 3341, case 12: every window of 0.4 s holds the same
    even = steps(*[(-20, 0.18), (-30, 0.22)] * 25)
    assert measured(tmp_path / "a.wav", even).momentary == pytest.approx(-23.0, abs=0.1)
    # cases 13 and 14: a tone of 0.4 s and a hop, wherever it begins
    for offset in (0.0, 0.02, 0.135, 0.3):
        sound = np.concatenate([np.zeros((round(offset * RATE), 2)), steps((-23, 0.5)), np.zeros((RATE, 2))])
        assert measured(tmp_path / "b.wav", sound).momentary == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize(
    ("divisor", "phase", "amplitude", "expected"),
    [(4, 0, 0.5, -6.0), (4, 45, 0.5, -6.0), (6, 60, 0.5, -6.0), (8, 67.5, 0.5, -6.0), (4, 45, 1.41, 3.0)],
    ids=["15", "16", "17", "18", "19"],
)
def test_true_peak_of_tones(
    tmp_path: Path, divisor: int, phase: float, amplitude: float, expected: float
) -> None:
    # Tech 3341, cases 15 to 19: the samples of some lie up to 3 dB under the crest
    tone = sine(20 * np.log10(amplitude), 1.0, frequency=RATE / divisor, phase=phase)
    tone *= np.minimum(1.0, np.minimum(np.arange(RATE), np.arange(RATE)[::-1]) / (0.05 * RATE))
    result = measured(tmp_path / "a.wav", np.stack([tone, tone], axis=1)).true_peak
    assert result is not None and -0.4 <= result - expected <= 0.2


@pytest.mark.parametrize("offset", [0, 1, 2, 3], ids=["20", "21", "22", "23"])
def test_true_peak_between_samples(tmp_path: Path, offset: int) -> None:
    # Tech 3341, cases 20 to 23: made at 192 kHz with 0 dBTP, kept every fourth sample from ``offset`` on
    fine = np.arange(4 * RATE) / (4 * RATE)
    envelope = np.exp(-0.5 * ((fine - 0.5) / 0.02) ** 2)
    sound = envelope * np.cos(2 * np.pi * 10_000 * (fine - 0.5))
    result = measured(tmp_path / "a.wav", sound[offset::4]).true_peak
    assert result is not None and -0.4 <= result <= 0.2


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-20, 20), (-30, 20)], 10.0),  # Tech 3342, case 1
        ([(-20, 20), (-15, 20)], 5.0),  # 2
        ([(-40, 20), (-20, 20)], 20.0),  # 3
        ([(-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)], 15.0),  # 4
    ],
    ids=["1", "2", "3", "4"],
)
def test_loudness_range(tmp_path: Path, parts: list, expected: float) -> None:
    assert measured(tmp_path / "a.wav", steps(*parts)).loudness_range == pytest.approx(expected, abs=1.0)


def test_ffmpeg_measures_the_same(tmp_path: Path) -> None:
    import av
    from av.filter import Graph

    random = np.random.default_rng(0)
    swell = 0.02 + 0.2 * np.sin(np.arange(30 * 44_100) / 44_100 * 0.4) ** 2
    noise = random.standard_normal((30 * 44_100 + 3, 2))
    smooth = (noise[:-3] + noise[1:-2] + noise[2:-1] + noise[3:]) / 2  # what is near 22 kHz is peaked at will
    sound = (smooth * swell[:, None]).astype(np.float32)
    result = measured(tmp_path / "a.wav", sound, 44_100)
    graph = Graph()
    source = graph.add_abuffer(
        format="flt", sample_rate=44_100, layout="stereo", time_base=Fraction(1, 44_100)
    )
    meter, sink = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="stereo")
    frame.sample_rate, frame.pts = 44_100, 0
    source.push(frame)
    words = [sink.pull().metadata for _ in range(300)][-1]
    assert result.integrated == pytest.approx(float(words["lavfi.r128.I"]), abs=0.05)
    assert result.loudness_range == pytest.approx(float(words["lavfi.r128.LRA"]), abs=0.3)
    assert result.true_peak == pytest.approx(20 * np.log10(float(words["lavfi.r128.true_peak"])), abs=0.1)


def test_blocks_of_any_length_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = np.random.default_rng(1).standard_normal((4 * 11_025, 2)) * 0.1
    whole = measured(tmp_path / "a.wav", sound, 11_025)
    blocks = loudness.audio.blocks
    for seconds in (0.013, 0.11):
        monkeypatch.setattr(loudness.audio, "blocks", lambda path, s=seconds: blocks(path, seconds=s))
        again = loudness.measure(str(tmp_path / "a.wav"))
        assert again.integrated == pytest.approx(whole.integrated, abs=1e-6)
        assert again.true_peak == pytest.approx(whole.true_peak, abs=1e-4)


def test_silence_short_sound_and_a_click_at_the_end(tmp_path: Path) -> None:
    assert measured(tmp_path / "a.wav", np.zeros((RATE, 2))) == Loudness(None, None, None)
    short = measured(tmp_path / "b.wav", steps((-10, 0.2)))
    assert (short.integrated, short.loudness_range) == (None, None)
    assert short.true_peak == pytest.approx(-10.0, abs=0.1)
    click = np.concatenate([np.zeros(RATE), [0.9]])
    last = measured(tmp_path / "c.wav", click).true_peak
    assert last is not None and -1.0 <= last <= 0.2


def test_what_is_not_there_or_not_whole_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("no sound in here")
    for name in ("nothing.wav", "text.mp3"):
        with pytest.raises(AudioError):
            loudness.measure(str(tmp_path / name))
