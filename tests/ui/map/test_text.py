"""Texts on the map."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter

from organizer.ui.map.layers import Legend
from organizer.ui.map.text import TextPainter, draw_legend, draw_note, halo_text, sized


@pytest.fixture
def canvas(qapp):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0xFF808080)
    with QPainter(image) as painter:
        yield painter, image


def font() -> QFont:
    return sized(QGuiApplication.font(), 1.0)


def test_no_text_is_written_over_another(canvas):
    painter, _ = canvas
    text = TextPainter(painter, 400, 300, 1.0)
    assert text.write("quiet · Folk", font(), 200, 150, shift=False)
    assert not text.write("loud · Rock", font(), 205, 152, shift=False)
    assert text.write("loud · Rock", font(), 205, 152, shift=True)  # above or below it


def test_text_at_the_edge_moves_in_and_text_beyond_it_is_left_out(canvas):
    painter, _ = canvas
    text = TextPainter(painter, 400, 300, 1.0)
    assert not text.write("quiet · Folk", font(), 10, 50, shift=False)
    assert text.write("quiet · Folk", font(), 10, 50, shift=True)
    assert not text.write("quiet · Folk", font(), -300, 150, shift=True)


def test_text_is_light_with_a_dark_halo(qapp):
    image = halo_text("Mm", font().toString(), 2.0)
    inked = [
        colour.lightness()
        for x in range(image.width())
        for y in range(image.height())
        if (colour := image.pixelColor(x, y)).alpha() > 150
    ]
    assert max(inked) > 220 and min(inked) < 60
    assert image is halo_text("Mm", font().toString(), 2.0)  # drawn once


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
