"""WAV headers that lie about lengths."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from organizer.base.errors import TagError
from organizer.library.tags import tags

RATE = 8000


@pytest.fixture
def wave(tmp_path: Path) -> Path:
    path = tmp_path / "a.wav"
    soundfile.write(path, 0.1 * np.ones(5 * RATE), RATE, subtype="PCM_16")
    return path


def with_length(path: Path, length: int) -> None:
    data = bytearray(path.read_bytes())
    at = data.find(b"data")
    data[4:8] = data[at + 4 : at + 8] = struct.pack("<I", length)
    path.write_bytes(data)


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF, 0x7FFFFFFF - 36, 6 * RATE * 2])
def test_what_a_pipe_or_a_cut_off_recorder_left_is_as_long_as_its_bytes(wave: Path, length: int) -> None:
    with_length(wave, length)
    assert tags.read(str(wave))[1].duration == pytest.approx(5, abs=0.01)


def as_rf64(data: bytes, *, name: bytes = b"RF64", tail: bytes = b"") -> bytes:
    at = data.find(b"data")
    (size,) = struct.unpack("<I", data[at + 4 : at + 8])
    ds64 = b"ds64" + struct.pack("<IQQQI", 28, len(data) + 28, size, size // 2, 0)
    return name + b"\xff" * 4 + b"WAVE" + ds64 + data[12:at] + b"data" + b"\xff" * 4 + data[at + 8 :] + tail


@pytest.mark.parametrize("name", [b"RF64", b"BW64"])
def test_wave_over_four_gigabytes_is_read_with_its_tags_and_not_edited(wave: Path, name: bytes) -> None:
    from mutagen.id3 import ID3, TIT2

    tag = wave.with_suffix(".id3")
    tag.touch()
    frames = ID3()
    frames.add(TIT2(encoding=3, text="Title"))
    frames.save(tag)
    chunk = b"id3 " + struct.pack("<I", tag.stat().st_size) + tag.read_bytes()
    wave.write_bytes(as_rf64(wave.read_bytes(), name=name, tail=chunk))
    values, info = tags.read(str(wave))
    assert (values.title, info.format, info.sample_rate, info.channels) == ("Title", "WAV", RATE, 1)
    assert info.duration == pytest.approx(5, abs=0.01)
    with pytest.raises(TagError, match="cannot be written"):
        tags.plan(str(wave), {"title": "other"})


@pytest.mark.parametrize("subtype", ["MS_ADPCM", "IMA_ADPCM", "ULAW"])
def test_compressed_wave_has_its_length(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, 0.1 * np.ones(5 * RATE), RATE, subtype=subtype)
    assert tags.read(str(path))[1].duration == pytest.approx(5, abs=0.1)


def test_a_wave_without_a_format_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF\x24\0\0\0WAVEdata\0\0\0\0" + bytes(100))
    with pytest.raises(TagError, match=r"a\.wav"):
        tags.read(str(path))
