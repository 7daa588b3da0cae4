"""An edit is taken for a plain one only where every other byte of the tags stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from organizer.base.model import TagValue
from organizer.library.tags import tags
from organizer.library.tags.patch import Patch, Splice
from organizer.library.tags.short.answers import only_says

EDIT = {"title": "New", "composer": "Clara"}


def plain(song: Path, says: Mapping[str, TagValue], *more: Splice) -> bool:
    """Whether an edit is one, with further splices in its patch."""
    planned = tags.plan(str(song), EDIT).patch
    patch = Patch.of(planned.size, [*planned.splices, *more])
    with song.open("rb") as file, patch.over(file) as after:
        return only_says(file, after, str(song), patch, says)


@pytest.fixture
def song(make_song: Callable[..., Path]) -> Path:
    return make_song("song.mp3", title="Old", artist="Ann")


def test_an_edit_as_planned_is_plain(song: Path) -> None:
    assert plain(song, EDIT)
    assert not plain(song, {**EDIT, "composer": "Klara"})
    assert not plain(song, {"title": "New"})  # another frame is new
    assert not plain(song, {**EDIT, "comment": ""})  # no plain field


@pytest.mark.parametrize("place", ["another frame", "version", "sound", "end"])
def test_whatever_else_differs_is_looked_at_as_a_whole(song: Path, place: str) -> None:
    data = song.read_bytes()
    sound = ID3(song).size
    splice = {
        "another frame": Splice(data.index(b"Ann"), b"A", b"B"),
        "version": Splice(4, data[4:5], b"\x01"),
        "sound": Splice(sound + 1, data[sound + 1 : sound + 2], b"\xff"),
        "end": Splice(len(data), b"", b"TAG".ljust(128, b"x")),
    }[place]
    assert not plain(song, EDIT, splice)
