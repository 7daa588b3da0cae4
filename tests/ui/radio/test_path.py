"""The way of the radio over the map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QImage, QPainter, qRgb

from organizer.ui.canvas.camera import Camera
from organizer.ui.radio.path import RadioPath
from tests.ui.map.conftest import view

__all__ = ["view"]


def near(songs, column: float, row: float) -> int:
    """The song nearest to a place, across the seams as well."""
    dx, dy = songs.x - column, songs.y - row
    dx = dx - songs.columns * np.round(dx / songs.columns)
    dy = dy - songs.rows * np.round(dy / songs.rows)
    return int(songs.ids[np.argmin(np.hypot(dx, dy))])


def painted(path: RadioPath, camera: Camera, songs) -> np.ndarray:
    """Which pixels the way changes. shape=(height, width)"""
    image = QImage(round(camera.width), round(camera.height), QImage.Format.Format_RGB32)
    image.fill(qRgb(90, 120, 90))
    with QPainter(image) as painter:
        path.paint(painter, camera, songs, QFont())
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return (flat[..., 0] != 90) | (flat[..., 1] != 120)


def camera_of(songs) -> Camera:
    camera = Camera(songs.rows, songs.columns, toroidal=songs.toroidal)
    camera.resize(400, 300)
    return camera


def test_the_way_goes_across_the_seam_and_not_back_over_the_whole_map(view):
    songs = view.content.songs
    left, right = int(songs.ids[np.argmin(songs.x)]), int(songs.ids[np.argmax(songs.x)])
    places = songs.way([left, right])[1]
    assert abs(places[1, 0] - places[0, 0]) <= songs.columns / 2
    flat = replace(songs, toroidal=False)
    assert abs(np.diff(flat.way([left, right])[1][:, 0])[0]) > songs.columns / 2
    path = RadioPath()
    path.show([left, right], [])
    camera = camera_of(songs)
    seen = painted(path, camera, songs)
    middle = seen[:, 150:250].any(axis=0)
    assert not middle.any()
    assert seen[:, :12].any()
    assert seen[:, -12:].any()


def test_what_is_ahead_is_dotted(view):
    songs = view.content.songs
    start, end = near(songs, 1.0, songs.rows / 2), near(songs, songs.columns / 2, songs.rows / 2)
    camera = camera_of(songs)
    played, ahead = RadioPath(), RadioPath()
    played.show([start, end], [])
    ahead.show([start], [end])
    assert painted(ahead, camera, songs).sum() < 0.8 * painted(played, camera, songs).sum()


def test_songs_that_are_not_on_the_map_are_passed_over_and_one_song_is_no_way(view):
    songs = view.content.songs
    ids = songs.ids[:3].tolist()
    assert songs.way([ids[0], 10**9, ids[1]])[0] == [0, 2]
    path = RadioPath()
    camera = camera_of(songs)
    for played, ahead in (([], []), ([ids[0]], []), ([10**9], [10**9 + 1])):
        path.show(played, ahead)
        assert not painted(path, camera, songs).any()


def test_it_is_drawn_on_the_map_and_goes_with_another_map(view, qtbot):
    songs = view.content.songs
    path = RadioPath()
    view.canvas.guests.append(path.paint)
    before = view.grab(QRect(view.rect())).toImage()
    path.show(songs.ids[:4].tolist(), songs.ids[4:6].tolist())
    assert view.grab(QRect(view.rect())).toImage() != before
    camera = camera_of(songs)
    once = painted(path, camera, songs)
    moved = replace(songs, x=((songs.x + 1.5) % songs.columns).astype(np.float32))
    assert (painted(path, camera, moved) != once).any()
