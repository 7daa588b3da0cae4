"""Covers as files of their own."""

from __future__ import annotations

from pathlib import Path

from organizer.base.model import Track
from organizer.work.jobs import JobContext
from organizer.work.playing import art
from tests.conftest import write_song


def with_picture(path: Path, content: bytes) -> Track:
    from mutagen.flac import FLAC, Picture

    write_song(path)
    file = FLAC(path)
    picture = Picture()
    picture.data, picture.type, picture.mime = content, 3, "image/jpeg"
    file.add_picture(picture)
    file.save()
    return Track(7, str(path), 1, 1)


def test_a_cover_becomes_a_file_and_old_ones_go(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(art, "folder", lambda: tmp_path / "covers")
    monkeypatch.setattr(art, "_MOST", 2)
    written = []
    for n in range(3):
        track = with_picture(tmp_path / f"{n}.flac", b"\xff\xd8\xff" + bytes([n]) * 50)
        track_id, path = art.cover_file(JobContext(), track)
        assert track_id == 7 and Path(path).read_bytes() == b"\xff\xd8\xff" + bytes([n]) * 50
        assert path.endswith(".jpg")
        written.append(path)
    assert len(list((tmp_path / "covers").iterdir())) == 2 and Path(written[2]).exists()
    assert art.cover_file(JobContext(), track)[1] == written[2]  # the same once more


def test_songs_without_a_cover_and_odd_ones_have_no_file(tmp_path):
    assert art.cover_file(JobContext(), Track(1, str(write_song(tmp_path / "a.flac")), 1, 1)) == (1, "")
    assert art.cover_file(JobContext(), with_picture(tmp_path / "b.flac", b"no picture")) == (7, "")
    assert art.cover_file(JobContext(), Track(2, str(tmp_path / "gone.mp3"), 1, 1)) == (2, "")
    assert art.cover_file(JobContext(), Track(3, "", 0, 0, origin="table")) == (3, "")
