"""How an album without a cover is painted."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from organizer.ui.covers.tiles import SIDE, initials, rounded, stand_in


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("The Dark Side of the Moon", "DS"),
        ("Untrue", "U"),
        ("The", "T"),
        ("(What's the Story) Morning Glory?", "WS"),
        ("Ágætis byrjun", "ÁB"),
        ("1989", "1"),
        ("東京 物語", "東物"),
        ("???", ""),
        ("", ""),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_a_colour_of_its_own_light_and_dark(qapp):
    def ground(name, artist="Ann", dark=False):
        return stand_in(name, artist, 1.0, dark).toImage().pixelColor(8, SIDE // 2)

    assert ground("Blue") == ground("Blue") != ground("Red")
    assert ground("Blue") != ground("Blue", "Bob")
    assert ground("Blue").lightness() > 150 > 100 > ground("Blue", dark=True).lightness()
    assert stand_in("", "", 2.0, False).width() == 2 * SIDE


def test_a_cover_has_round_corners_and_the_pixels_of_the_screen(qapp):
    cover = QImage(128, 128, QImage.Format.Format_RGB32)
    cover.fill(QColor("red"))
    image = rounded(cover, 2.0)
    assert image.width() == 2 * SIDE and image.devicePixelRatio() == 2.0
    assert image.pixelColor(0, 0).alpha() < 50 and image.pixelColor(SIDE, SIDE) == QColor("red")
