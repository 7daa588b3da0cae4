"""Decoding: what arrives of real files, good and bad."""

from __future__ import annotations

import os
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from organizer.analysis.ear import audio, decoders
from organizer.base.errors import AudioError

RATE = 44_100


def sine(seconds: float, *, frequency: float = 440.0, rate: int = RATE, height: float = 0.5) -> np.ndarray:
    time = np.arange(round(seconds * rate)) / rate
    return (height * np.sin(2 * np.pi * frequency * time)).astype(np.float32)


def write(path: Path, sound: np.ndarray, rate: int) -> None:
    """In small pieces: libsndfile crashes when it is given a long Ogg at once."""
    with soundfile.SoundFile(path, "w", rate, 1) as file:
        for start in range(0, sound.size, 8192):
            file.write(sound[start : start + 8192])


def decode(path: Path | str, *, whole: bool = False) -> list[audio.Excerpt]:
    return list(audio.excerpts(str(path), whole=whole))


def write_m4a(path: Path, sound: np.ndarray) -> None:
    import av

    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE)
        stream.layout = "mono"
        for start in range(0, sound.size, 1024):
            part = np.ascontiguousarray(sound[None, start : start + 1024])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def test_short_song_is_analyzed_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, sine(3), RATE)
    (excerpt,) = decode(path)
    assert excerpt.samples.dtype == np.float32
    assert abs(excerpt.samples.size - 3 * audio.SAMPLE_RATE) <= 1
    expected = sine(3, rate=audio.SAMPLE_RATE)[1000:-1000]
    assert np.abs(excerpt.samples[1000 : 1000 + expected.size] - expected).max() < 1e-3


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3", "ogg"])
def test_long_song_is_analyzed_in_four_exact_excerpts(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    rate = audio.SAMPLE_RATE
    # a ramp of frequency tells where in the song a stretch is from
    time = np.arange(200 * rate) / rate
    sound = (0.5 * np.sin(2 * np.pi * (200 * time + 10 * time**2))).astype(np.float32)
    write(path, sound, rate)
    # read from the beginning: codecs delay the sound, seeking must not move it further
    sound, _ = soundfile.read(path, dtype="float32")
    result = decode(path)
    assert [round(excerpt.start) for excerpt in result] == [10, 60, 110, 160]
    for excerpt in result:
        assert excerpt.samples.size == 30 * rate
        first = round(excerpt.start * rate)
        likeness = np.corrcoef(excerpt.samples, sound[first : first + 30 * rate])[0, 1]
        assert likeness > 0.995  # libmpg123 may spoil a few frames after a seek


@pytest.mark.parametrize("rate", [48_000, 24_000, 16_000])
def test_after_a_seek_an_mp3_is_exact_from_the_first_sample_on(tmp_path: Path, rate: int) -> None:
    """Bursts in near silence: a variable bit rate saves up for them over many tiny frames."""
    random = np.random.default_rng(0)
    seconds = np.arange(rate * 24) / rate
    burst = np.where(seconds % 2.0 < 0.12, 0.5, 1e-4)[:, None]
    path = tmp_path / "bursts.mp3"
    sound = (burst * random.standard_normal((seconds.size, 2))).clip(-1, 1).astype(np.float32)
    soundfile.write(path, sound, rate, compression_level=0.9, bitrate_mode="VARIABLE")
    reader = decoders.Sndfile(str(path))
    parts = []
    while (part := reader.read(10_000)).size:
        parts.append(part)
    whole = np.concatenate(parts)
    for frame in [2000, *random.integers(0, len(whole) - rate, 15).tolist()]:
        reader.seek(frame)
        block = reader.read(rate // 2)
        assert np.abs(block - whole[frame : frame + len(block)]).max() < 1e-6
        assert len(block) == rate // 2
    reader.close()


def test_m4a_excerpts_are_where_they_should_be(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    time = np.arange(130 * RATE) / RATE
    write_m4a(path, (0.5 * np.sin(2 * np.pi * (200 * time + 10 * time**2))).astype(np.float32))
    result = decode(path)
    assert len(result) == 4
    for excerpt in result:
        at = excerpt.start + np.arange(excerpt.samples.size) / audio.SAMPLE_RATE
        expected = np.sin(2 * np.pi * (200 * at + 10 * at**2))
        assert np.corrcoef(excerpt.samples, expected)[0, 1] > 0.95


def test_whole_song_on_request(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, sine(250, rate=8000), 8000)
    sizes = [excerpt.samples.size / audio.SAMPLE_RATE for excerpt in decode(path, whole=True)]
    assert np.allclose(sizes, [120, 120, 10], atol=0.01)


def test_a_very_long_song_is_analyzed_in_many_excerpts_even_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, sine(1000, rate=4000), 4000)
    excerpts = decode(path, whole=True)
    assert sum(excerpt.samples.size for excerpt in excerpts) == audio.LONGEST_WHOLE * audio.SAMPLE_RATE
    assert excerpts[0].start < 5 and excerpts[-1].start > 960


def test_width_tells_what_the_downmix_loses(tmp_path: Path) -> None:
    one, silent = sine(2), np.zeros(2 * RATE, np.float32)
    cases = {"mono": one[:, None], "equal": np.stack([one, one], 1), "left": np.stack([one, silent], 1)}
    widths = {}
    for name, sound in cases.items():
        soundfile.write(tmp_path / f"{name}.wav", sound, RATE)
        widths[name] = float(np.median(decode(tmp_path / f"{name}.wav")[0].width))
    assert widths == pytest.approx({"mono": 1.0, "equal": 2.0, "left": 4.0}, rel=1e-3)


def test_channels_that_cancel_are_replaced_by_the_first(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.stack([sine(2), -sine(2)], 1), RATE)
    assert np.abs(decode(path)[0].samples).max() == pytest.approx(0.5, abs=0.01)


def test_nan_and_infinity_become_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    sound = sine(2)
    sound[100:200], sound[300:400], sound[500:600] = np.nan, np.inf, 1e30
    soundfile.write(path, sound, RATE, subtype="FLOAT")
    samples = decode(path)[0].samples
    assert np.isfinite(samples).all() and np.abs(samples).max() < 1.1


def test_mislabelled_file_is_decoded_by_content(tmp_path: Path) -> None:
    write_m4a(tmp_path / "a.m4a", sine(2))
    (tmp_path / "a.m4a").rename(tmp_path / "a.mp3")
    soundfile.write(tmp_path / "b.flac", sine(2), RATE)
    (tmp_path / "b.flac").rename(tmp_path / "b.wma")
    for name in ("a.mp3", "b.wma"):
        assert decode(tmp_path / name)[0].samples.size >= 1.9 * audio.SAMPLE_RATE


@pytest.mark.parametrize("ending", ["wav", "m4a"])
def test_name_that_is_not_utf8_works(tmp_path: Path, ending: str) -> None:
    plain = tmp_path / f"a.{ending}"
    if ending == "m4a":
        write_m4a(plain, sine(2))
    else:
        soundfile.write(plain, sine(2), RATE)
    odd = os.fsencode(tmp_path) + b"/caf\xe9 \xff." + ending.encode()
    os.rename(plain, odd)
    assert decode(os.fsdecode(odd))[0].samples.size >= 1.9 * audio.SAMPLE_RATE


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "wav"])
def test_truncated_file_gives_what_is_there(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    noise = np.random.default_rng(0).standard_normal(20 * audio.SAMPLE_RATE) * 0.1
    write(path, noise, audio.SAMPLE_RATE)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    samples = decode(path)[0].samples
    assert 5 * audio.SAMPLE_RATE < samples.size < 15 * audio.SAMPLE_RATE


def test_what_comes_before_the_damage_is_analyzed_to_its_last_frame(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    write_m4a(path, sine(12) + 0.1 * np.random.default_rng(0).standard_normal(12 * RATE).astype(np.float32))
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    size = int.from_bytes(data[start - 8 : start - 4], "big") - 8
    data[start + size // 2 : start + size] = b"\xff" * (size - size // 2)
    path.write_bytes(data)
    (excerpt,) = decode(path)
    assert excerpt.samples.size == pytest.approx(6 * audio.SAMPLE_RATE, rel=0.02)


def test_long_song_cut_off_early_is_still_analyzed(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    noise = np.random.default_rng(0).standard_normal(200 * 8000) * 0.1
    soundfile.write(path, noise, 8000)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 40])
    assert sum(excerpt.samples.size for excerpt in decode(path)) > audio.SAMPLE_RATE


def test_snippets_lie_in_the_middle_of_equal_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    time = np.arange(40 * RATE) / RATE
    ramp = (0.5 * np.sin(2 * np.pi * (200 * time + 10 * time**2))).astype(np.float32)
    soundfile.write(path, np.stack([ramp, ramp], axis=1), RATE)
    snippets = list(audio.snippets(str(path), seconds=3.0, every=5.0, most=8, rate=16_000))
    assert len(snippets) == 8  # some are sought, some are read on to
    closer = list(audio.snippets(str(path), seconds=3.0, every=4.0, most=10, rate=16_000))
    for index, snippet in enumerate(closer):
        at = 4.0 * (index + 0.5) - 1.5 + np.arange(snippet.size) / 16_000
        expected = 0.5 * np.sin(2 * np.pi * (200 * at + 10 * at**2))
        assert np.abs(snippet - expected)[200:-200].max() < 0.01
    for index, snippet in enumerate(snippets):
        at = 5.0 * (index + 0.5) - 1.5 + np.arange(snippet.size) / 16_000
        assert abs(snippet.size - 48_000) <= 1
        expected = 0.5 * np.sin(2 * np.pi * (200 * at + 10 * at**2))
        assert np.abs(snippet - expected)[200:-200].max() < 0.01
    assert len(list(audio.snippets(str(path), seconds=1.0, every=13.0, most=8, rate=8_000))) == 3
    assert len(list(audio.snippets(str(path), seconds=1.0, every=13.0, most=2, rate=8_000))) == 2
    assert [s.size for s in audio.snippets(str(path), seconds=15.0, every=1.0, most=8, rate=8_000)] == [
        120_000
    ] * 2
    soundfile.write(path, sine(1.0), RATE)
    assert [s.size for s in audio.snippets(str(path), seconds=3.0, every=5.0, most=8, rate=8_000)] == [8_000]


def test_snippets_of_a_song_that_is_shorter_than_it_claims(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    noise = np.random.default_rng(0).standard_normal(200 * 8000) * 0.1
    soundfile.write(path, noise, 8000)
    data = path.read_bytes()
    for share in (40, 3):
        path.write_bytes(data[: len(data) // share])
        snippets = list(audio.snippets(str(path), seconds=3.0, every=5.0, most=8, rate=8000))
        assert snippets and all(0 < snippet.size <= 24_000 and snippet.any() for snippet in snippets)


def test_channels_that_cancel_are_in_snippets_by_the_first(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.stack([sine(5), -sine(5)], axis=1), RATE)
    (snippet,) = audio.snippets(str(path), seconds=4.0, every=4.0, most=8, rate=16_000)
    assert np.abs(snippet).max() == pytest.approx(0.5, abs=0.02)


def test_bad_files_are_refused_with_cause_and_remedy(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "zero.wav", np.zeros(0), RATE)
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "text.mp3").write_text("not a song " * 100)
    (tmp_path / "folder.mp3").mkdir()
    causes = {
        "zero.wav": "no sound",
        "empty.mp3": "empty",
        "text.mp3": "decoded",
        "folder.mp3": "folder",
        "missing.mp3": "not there",
    }
    for name, cause in causes.items():
        for read in (audio.excerpts, partial(audio.snippets, seconds=3.0, every=5.0, most=8, rate=16_000)):
            with pytest.raises(AudioError, match=cause) as caught:
                list(read(str(tmp_path / name)))
            assert caught.value.path == str(tmp_path / name) and caught.value.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, sine(1), RATE)
    path.chmod(0)
    with pytest.raises(AudioError, match="may not be read"):
        decode(path)


def test_one_sample_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.array([0.5]), audio.SAMPLE_RATE)
    assert decode(path)[0].samples.size == 1


def test_a_broken_file_is_not_said_to_be_missing(tmp_path):
    (path := tmp_path / "noise.mp3").write_bytes(b"x" * 3000)
    with pytest.raises(AudioError) as reported:
        list(audio.excerpts(str(path)))
    assert "no audio found in the file" in str(reported.value) and "not exist" not in str(reported.value)
