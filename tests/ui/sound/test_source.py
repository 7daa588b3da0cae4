"""What is played: files that are there, and nothing that names other places."""

from __future__ import annotations

import os

import pytest

from organizer.base.errors import UsageError
from organizer.base.model import Track
from organizer.ui.sound.source import checked


def track(path: str) -> Track:
    return Track(1, path, 1, 1)


def test_a_file_is_reached_by_its_name_whatever_bytes_it_has(make_song):
    path = make_song("ä song.mp3")
    odd = os.fsdecode(os.fsencode(path.parent) + b"/caf\xe9.mp3")
    os.rename(path, odd)
    assert checked(track(odd)) == odd


def test_texts_that_name_other_places_and_missing_files_are_refused(tmp_path):
    text = tmp_path / "song.mp3"
    text.write_text("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n")
    with pytest.raises(UsageError, match="names other places"):
        checked(track(str(text)))
    with pytest.raises(OSError, match="No such file"):
        checked(track(str(tmp_path / "none.mp3")))
