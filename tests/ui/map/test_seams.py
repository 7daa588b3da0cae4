"""The pieces of the map lie beside each other without gaps, whatever a pixel of the screen is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def view(qtbot, open_window, db):
    add_songs(db, 40)
    mapping.build_map(JobContext(), db)
    session = open_window()
    view = session.window.map
    content, jobs = view.content, session.state.jobs
    qtbot.waitUntil(lambda: content.songs is not None and not jobs.running(), timeout=60_000)
    return view


def test_no_pixel_is_left_out(view):
    chance = np.random.default_rng(0)
    for ratio in (1.0, 1.25, 1.5, 1.75, 2.0):
        for _ in range(8):
            width, height = int(chance.integers(300, 2100)), int(chance.integers(100, 300))
            offset = int(chance.integers(0, 300))  # of the view in its window: it begins within a pixel
            view.canvas.camera.resize(width, height)
            view.canvas.camera.x += float(chance.normal())
            size = [math.ceil((side + offset) * ratio) + 1 for side in (width, height)]
            image = QImage(*size, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(ratio)
            image.fill(QColor(255, 0, 255))
            with QPainter(image) as painter:
                painter.translate(offset, offset)
                assert view.canvas._tiles.draw(painter, view.canvas.camera, ratio)
            first = math.ceil(offset * ratio)
            pixels = np.frombuffer(image.constBits(), np.uint8).reshape(size[1], size[0], 4)
            seen = pixels[first : int((offset + height) * ratio), first : int((offset + width) * ratio), :3]
            assert not (seen == (255, 0, 255)).all(axis=2).any(), f"{ratio}: {width} × {height} at {offset}"
