"""A patch is written only where it leaves the sound alone, and the copy is what was planned."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from organizer.base.errors import TagError
from organizer.library.tags import tags
from organizer.library.tags.changing import Edit, changing
from organizer.library.tags.patch import Patch, Splice

FIELDS = {"title": "New"}


@pytest.fixture
def song(make_song: Callable[..., Path]) -> Path:
    return make_song("song.mp3", seconds=0.3, title="Old")


def planned(song: Path) -> Edit:
    plan = tags.plan(str(song), FIELDS)
    return Edit(str(song), plan.patch, plan.audio_hash, FIELDS, plan.seen)


def test_the_file_stays_until_it_is_swapped(song: Path) -> None:
    before = song.read_bytes()
    with changing(planned(song)) as new:
        assert song.read_bytes() == before and len(os.listdir(song.parent)) == 2
        new.swap()
        assert tags.read(str(song))[0].title == "New"
    assert os.listdir(song.parent) == ["song.mp3"]


def test_a_copy_with_another_byte_is_refused(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = song.read_bytes()

    def torn(patch: Patch, source: BinaryIO, target: BinaryIO) -> None:
        target.write(before[:-1] + b"x")

    monkeypatch.setattr(Patch, "copy", torn)
    with pytest.raises(TagError, match="not what was planned"), changing(planned(song)):
        pytest.fail("it was made")
    assert song.read_bytes() == before and os.listdir(song.parent) == ["song.mp3"]


def test_a_file_that_changed_since_its_sound_was_known_is_hashed_again(song: Path) -> None:
    edit = planned(song)
    data = bytearray(song.read_bytes())
    data[-100] ^= 1
    song.write_bytes(data)
    with pytest.raises(TagError, match="change the sound"), changing(edit):
        pytest.fail("it was made")
    assert song.read_bytes() == data


def test_a_patch_of_the_sound_is_refused(song: Path) -> None:
    edit = planned(song)
    data = song.read_bytes()
    patch = Patch.of(len(data), [*edit.patch.splices, Splice(len(data) - 100, data[-100:-99], b"")])
    with (
        pytest.raises(TagError, match="change the sound"),
        changing(Edit(edit.path, patch, edit.sound, FIELDS, edit.seen)),
    ):
        pytest.fail("it was made")
    assert song.read_bytes() == data
