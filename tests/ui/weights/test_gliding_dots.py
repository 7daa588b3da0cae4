"""Dots on their way look as they did at rest: what fits a search is lit, the rest steps back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.songs import load_songs
from organizer.ui.weights import gliding_dots
from organizer.ui.weights.gliding_dots import paint_dots
from tests.ui.map.test_view import make_map


@pytest.mark.parametrize("few", [500, 5], ids=["one by one", "many"])
def test_matches_are_lit_and_others_step_back(db, monkeypatch, few: int) -> None:
    monkeypatch.setattr(gliding_dots, "_FEW", few)
    songs = load_songs(db, *make_map(db, 12))
    camera = Camera(songs.rows, songs.columns, toroidal=True)
    camera.resize(240, 160)
    songs = replace(songs, x=np.linspace(0.5, songs.columns - 0.5, 12, dtype=np.float32))
    colours = np.full((12, 3), (0, 200, 0), np.uint8)

    def inks(chosen: list[int], matching: list[int] | None) -> tuple[int, ...]:
        image = QImage(240, 160, QImage.Format.Format_RGB32)
        image.fill(0)
        with QPainter(image) as painter:
            paint_dots(
                painter,
                camera,
                songs,
                colours,
                chosen=np.array(chosen, np.int64),
                matching=None if matching is None else np.array(matching, np.int64),
            )
        seen = (camera.nearest_copy(float(songs.x[row]), float(songs.y[row])) for row in (2, 5))
        return tuple(image.pixelColor(round(x), round(y)).green() for x, y in seen)

    lit, plain = inks([], [2])
    assert lit > 150 > 90 > plain > 20
    lit, plain = inks([2], None)
    assert lit > 150 > plain > 90
    assert min(inks([], None)) > 150
