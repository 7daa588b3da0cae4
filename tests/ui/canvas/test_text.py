"""Texts on the map."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter

from organizer.ui.canvas.layers import Legend
from organizer.ui.canvas.text import (
    Line,
    TextPainter,
    draw_legend,
    draw_note,
    halo_lines,
    halo_text,
    lines_size,
    sized,
)


@pytest.fixture
def canvas(qapp):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0xFF808080)
    with QPainter(image) as painter:
        yield painter, image


def font() -> QFont:
    return sized(QGuiApplication.font(), 1.0)


def shown(text: TextPainter, x: float, y: float, *, push: bool = False) -> bool:
    """Whether a name has room around a point."""
    line = Line("quiet · Folk", font().toString())
    width, height = lines_size((line,))
    rect = QRectF(x - width / 2, y - height / 2, width, height)
    return text.show(halo_lines((line,), 1.0, centred=True), rect, push=push)


def test_no_text_is_written_over_another(canvas):
    painter, _ = canvas
    text = TextPainter(painter, 400, 300, 1.0)
    assert shown(text, 200, 150)
    assert not shown(text, 205, 152)
    assert shown(text, 205, 180)


def test_text_at_the_edge_moves_in_and_text_beyond_it_is_left_out(canvas):
    painter, _ = canvas
    text = TextPainter(painter, 400, 300, 1.0)
    assert not shown(text, 10, 50)
    assert shown(text, 10, 50, push=True)
    assert not shown(text, -300, 150, push=True)


def test_lines_stand_under_each_other_and_are_readable(qapp):
    first = Line("A title", sized(QGuiApplication.font(), 0.1).toString())
    width, height = lines_size((first, first))
    assert height > 1.3 * lines_size((first,))[1] and width == lines_size((first,))[0]
    image = halo_lines((first, first), 2.0, centred=True)
    assert (image.width(), image.height()) == (2 * width, pytest.approx(2 * height, abs=2))
    chosen = QFont()
    chosen.fromString(first.font)
    assert chosen.pixelSize() >= 11


def test_text_is_light_with_a_dark_halo(qapp):
    image = halo_text("Mm", font().toString(), (255, 255, 255), 2.0)
    inked = [
        colour.lightness()
        for x in range(image.width())
        for y in range(image.height())
        if (colour := image.pixelColor(x, y)).alpha() > 150
    ]
    assert max(inked) > 220 and min(inked) < 60
    assert image is halo_text("Mm", font().toString(), (255, 255, 255), 2.0)  # drawn once


def test_notes_and_legends_say_where_they_stand(canvas):
    painter, image = canvas
    place = draw_note(painter, "Built from 12 songs", font(), 8, 292)
    assert (place.left(), place.bottom()) == (8, 292)
    scale = draw_legend(painter, Legend("Tempo (BPM)", "60", "180"), font(), 392, 292)
    assert (scale.right(), scale.bottom()) == (392, 292)
    entries = tuple(((200, n, n), f"Genre {n}") for n in range(5))
    assert draw_legend(painter, Legend("Genre", entries=entries), font(), 392, 200).height() > scale.height()
    painter.end()
    assert image.pixelColor(round(place.left()) + 3, round(place.center().y())).lightness() < 100
