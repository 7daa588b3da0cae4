"""Damage of files is told from faults of our own code."""

from __future__ import annotations

import errno
import io
import logging
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.errors import TagError
from organizer.library.files import scanner
from organizer.library.tags import damage, tags
from organizer.work.intake import reading

Make = Callable[..., Path]

FAULTS = (AttributeError, AssertionError, TypeError, ValueError, KeyError, struct.error)


def fault(error: type[Exception]) -> Callable[..., object]:
    def planted(*_args: object, **_options: object) -> object:
        raise error("planted")

    return planted


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("read.tags_of", "song.mp3"),  # after mutagen
        ("mapping.field_value", "song.flac"),
        ("riff.walk", "song.wav"),
        ("short.skim._skim", "song.mp3"),  # called by mutagen
        ("limits.Metered.read", "song.ogg"),
    ],
)
def test_a_fault_of_ours_is_no_damage(
    make_song: Make, monkeypatch: pytest.MonkeyPatch, error: type[Exception], place: str, name: str
) -> None:
    song = make_song(name, seconds=0.3)
    tags.write(str(song), {"title": "A"})
    tags.read(str(song))
    monkeypatch.setattr(f"organizer.library.tags.{place}", fault(error))
    with pytest.raises(error, match="planted"):
        tags.read(str(song))


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize(
    ("place", "name"),
    [("id3._changes", "song.mp3"), ("vorbis.edit_comment", "song.ogg"), ("iff._edited_tag", "song.wav")],
)
def test_a_fault_in_an_editor_is_no_damage(
    make_song: Make, monkeypatch: pytest.MonkeyPatch, error: type[Exception], place: str, name: str
) -> None:
    song = make_song(name, seconds=0.3)
    tags.write(str(song), {"title": "A"})
    monkeypatch.setattr(f"organizer.library.tags.{place}", fault(error))
    before = song.read_bytes()
    for edit in (tags.outlook, tags.plan, tags.write):
        with pytest.raises(error, match="planted"):
            edit(str(song), {"title": "Another"})
    assert song.read_bytes() == before


def test_a_fault_of_ours_is_logged_and_named_in_a_scan(
    make_song: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    song = make_song("song.mp3", seconds=0.3, title="A")
    file = scanner.described(str(song), song.stat())
    monkeypatch.setattr("organizer.library.tags.read.tags_of", fault(AttributeError))
    with caplog.at_level(logging.ERROR, reading.__name__):
        (read,) = reading.read_files([file])
    assert read.error is not None
    assert "fault of Organizer" in read.error.remedy
    assert "Traceback" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("error", [*FAULTS, ZeroDivisionError, RecursionError, EOFError])
def test_what_mutagen_raises_is_damage(
    make_song: Make, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    song = make_song("song.mp3", seconds=0.3, title="A")
    monkeypatch.setattr("mutagen.mp3.MPEGInfo.__init__", fault(error))
    with pytest.raises(damage.DamagedError, match=r"cannot be read \(.*planted") as refused:
        tags.read(str(song))
    assert refused.value.path == str(song)


def test_a_page_without_packets_is_damage(tmp_path: Path) -> None:
    song = tmp_path / "song.opus"  # mutagen: IndexError
    song.write_bytes((b"OggS" + bytes(22) + b"\0") * 3)
    with pytest.raises(TagError, match="cannot be read") as refused:
        tags.read(str(song))
    assert isinstance(refused.value.__cause__, IndexError)


def test_a_disk_that_fails_is_not_damage(make_song: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    song = make_song("song.mp3", seconds=0.3, title="A")

    def failing(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("organizer.library.tags.limits._read", failing)
    with pytest.raises(TagError, match="the disk reports an error") as refused:
        tags.read(str(song))
    assert isinstance(refused.value.__cause__, OSError)  # so that the next scan reads it again


def test_a_file_that_ends_early_is_damage() -> None:
    from mutagen.id3 import ID3

    with pytest.raises(damage.DamagedError), damage.parsing():
        ID3(io.BytesIO(b"ID3\4\0\0\0\0\0\x7f"))
