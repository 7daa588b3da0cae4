"""The stars: what a place on them means, clicks and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from organizer.ui.widgets.stars import Stars, rating_at
from tests.ui.pointer import move

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("x", "rating"), [(-1, None), (0, 1), (3, 1), (9, 2), (11, 3), (49, 10), (50, 10), (51, None)]
)
def test_each_half_of_a_star_is_a_place(x: float, rating: int | None) -> None:
    assert rating_at(x, 10) == rating


def test_clicks_and_keys_ask_for_ratings(qtbot):
    stars = Stars(20)
    qtbot.addWidget(stars)
    stars.show()
    asked = []
    stars.rated.connect(asked.append)
    qtbot.mouseClick(stars, LEFT, PLAIN, QPoint(2 + 65, 10))
    stars.show_rating(7)
    assert stars.accessibleName() == "Rating: 3.5 stars"
    qtbot.mouseClick(stars, LEFT, PLAIN, QPoint(2 + 65, 10))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_0, Qt.Key.Key_5):
        qtbot.keyClick(stars, key)
    assert asked == [7, None, 8, 6, None, 10]
    plain = stars.grab().toImage()
    move(stars, QPoint(2 + 5, 10))
    assert stars.grab().toImage() != plain
