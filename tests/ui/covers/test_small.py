"""Small covers: read from files, kept in the cache."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QImage, QPainter

from organizer.base.model import Track
from organizer.ui.covers import small as covers
from tests.conftest import write_song
from tests.work.playing.test_art import with_picture


def png(width, height):
    """Red, with a green square in the middle as high as the picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    with QPainter(image) as painter:
        painter.fillRect((width - height) // 2, 0, height, height, QColor("green"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, qapp):
    monkeypatch.setattr(covers, "folder", lambda: tmp_path / "small")
    return tmp_path / "small"


def test_a_cover_is_a_small_square_and_the_second_time_a_file_of_the_cache(tmp_path, folder, monkeypatch):
    track = with_picture(tmp_path / "a.flac", png(400, 200))
    image = covers.small_cover(track)
    assert (image.width(), image.height()) == (covers.EDGE, covers.EDGE)
    for x, y in ((4, 4), (64, 64), (123, 123)):
        assert QColor(image.pixelColor(x, y)).green() > 100 > QColor(image.pixelColor(x, y)).red()
    assert len(list(folder.iterdir())) == 1
    monkeypatch.delattr(covers.tags, "cover")  # is not asked for any more
    assert covers.small_cover(track).size() == image.size()


def test_songs_without_a_cover_and_odd_ones_have_none(tmp_path, folder, monkeypatch):
    bare = Track(1, str(write_song(tmp_path / "a.flac")), 1, 1)
    assert (
        covers.small_cover(bare) is None
        and covers.small_cover(with_picture(tmp_path / "b.flac", b"no")) is None
    )
    assert covers.small_cover(Track(2, str(tmp_path / "gone.mp3"), 1, 1)) is None
    assert covers.small_cover(Track(3, "", 0, 0, origin="table")) is None
    assert [path.stat().st_size for path in folder.iterdir()] == [0, 0]  # remembered, but not what is gone
    monkeypatch.delattr(covers.tags, "cover")
    assert covers.small_cover(bare) is None


def test_the_cache_is_bounded_and_one_that_cannot_be_written_is_none(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(covers, "_FILES", 3)
    monkeypatch.setattr(covers, "_FEWER", 2)
    for number in range(6):
        assert covers.small_cover(with_picture(tmp_path / f"{number}.flac", png(9 + number, 9))) is not None
        assert len(list(folder.iterdir())) <= 3
    monkeypatch.setattr(covers, "folder", lambda: tmp_path / "0.flac" / "below a file")
    assert covers.small_cover(with_picture(tmp_path / "z.flac", png(40, 40))) is not None


def test_the_picture_of_the_folder_is_the_cover_of_songs_without_one(tmp_path, folder):
    bare = Track(1, str(write_song(tmp_path / "a.flac")), 1, 1)
    assert covers.small_cover(bare) is None
    (tmp_path / "Folder.png").write_bytes(png(40, 40))
    image = covers.small_cover(bare)
    assert image.pixelColor(64, 64).green() > 100, "though the cache knows that the file has none"
    assert covers.small_cover(bare, 256).width() == 256
    (tmp_path / "Folder.png").write_bytes(b"no picture")
    assert covers.small_cover(bare) is None
