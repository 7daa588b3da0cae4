"""The cover of a song: inside its file, or beside it."""

from __future__ import annotations

import pytest

from organizer.base.errors import TagError
from organizer.library.files import beside
from organizer.work import covers
from tests.conftest import write_song
from tests.work.playing.test_art import with_picture

PNG = b"\x89PNG" * 9


def test_the_picture_of_the_folder_counts_where_the_song_has_none(tmp_path):
    song = str(write_song(tmp_path / "a.flac"))
    assert covers.cover(song) is None
    (tmp_path / "back.jpg").write_bytes(b"back")
    (tmp_path / "front.txt").write_bytes(b"text")
    (tmp_path / "cover.jpg").mkdir()
    assert covers.cover(song) is None
    (tmp_path / "FOLDER.JPG").write_bytes(b"folder")
    assert covers.cover(song) == b"folder"
    (tmp_path / "Cover.png").write_bytes(b"cover")
    assert covers.cover(song) == b"cover", "of several the one that is most surely it"


def test_what_is_inside_goes_first(tmp_path):
    (tmp_path / "cover.jpg").write_bytes(b"beside")
    track = with_picture(tmp_path / "a.flac", PNG)
    assert covers.cover(track.path) == PNG


def test_pictures_that_are_none(tmp_path, monkeypatch):
    song = str(write_song(tmp_path / "a.flac"))
    (tmp_path / "cover.jpg").write_bytes(b"")
    assert covers.cover(song) is None
    (tmp_path / "cover.jpg").write_bytes(b"0123456789")
    assert covers.cover(song) == b"0123456789"
    monkeypatch.setattr(beside, "_LARGEST", 9)
    assert covers.cover(song) is None
    assert covers.picture_beside(str(tmp_path / "gone" / "a.mp3")) is None
    with pytest.raises((OSError, TagError)):
        covers.cover(str(tmp_path / "gone.flac"))
