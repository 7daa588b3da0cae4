"""A copy is taken for the edited file at once only where every other byte of its tags is as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from organizer.base.model import Tags, TagValue
from organizer.library.tags import tags
from organizer.library.tags.short.answers import only_says

EDIT = {"title": "New", "composer": "Clara"}


def plain(song: Path, copy: Path, fields: Mapping[str, TagValue], expected: Tags) -> bool:
    with song.open("rb") as before, copy.open("rb") as after:
        return only_says(before, after, str(song), fields, expected)


@pytest.fixture
def pair(make_song: Callable[..., Path], tmp_path: Path) -> tuple[Path, Path]:
    """A file, and a copy of it that was edited."""
    song = make_song("song.mp3", title="Old", artist="Ann")
    copy = tmp_path / "copy.part"
    edited = song.with_name("edited.mp3")
    edited.write_bytes(song.read_bytes())
    tags.write(str(edited), EDIT)
    copy.write_bytes(edited.read_bytes())
    return song, copy


def test_an_edit_as_planned_is_plain(pair: tuple[Path, Path]) -> None:
    song, copy = pair
    expected = tags.plan(str(song), EDIT).new
    assert plain(song, copy, EDIT, expected)
    assert not plain(song, copy, EDIT, expected.changed({"composer": "Klara"}))
    assert not plain(song, copy, {"title": "New"}, expected)  # another frame is new
    assert not plain(song, copy, {**EDIT, "comment": ""}, expected)  # no plain field


@pytest.mark.parametrize("place", ["another frame", "version", "sound", "end"])
def test_whatever_else_differs_is_looked_at_as_a_whole(pair: tuple[Path, Path], place: str) -> None:
    song, copy = pair
    expected = tags.plan(str(song), EDIT).new
    data = copy.read_bytes()
    changed = {
        "another frame": data.replace(b"Ann", b"Bnn"),
        "version": data[:4] + b"\x01" + data[5:],
        "sound": data.replace(b"\xff\xfb", b"\xff\xff").replace(b"\xff\xf3", b"\xff\xff"),
        "end": data + b"TAG".ljust(128, b"x"),
    }[place]
    assert changed != data
    copy.write_bytes(changed)
    assert not plain(song, copy, EDIT, expected)
