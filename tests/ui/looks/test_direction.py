"""Read from right to left, the window is its own mirror image."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from organizer.ui.groups.detail import Bars
from organizer.ui.looks.direction import as_notes, is_mirrored, mirror
from organizer.ui.widgets import theme
from organizer.ui.widgets.count_delegate import COUNT, CountDelegate

RTL, LTR = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight


@pytest.fixture
def turned(qapp) -> Iterator[None]:
    qapp.setLayoutDirection(RTL)
    yield
    qapp.setLayoutDirection(LTR)


def where(image: QImage, part: QRect) -> set[int]:
    """The columns of a part in which something is painted."""
    ground = image.pixel(part.center().x(), part.bottom())
    return {
        x
        for x in range(part.left(), part.right() + 1)
        if any(image.pixel(x, y) != ground for y in range(part.top(), part.bottom()))
    }


def test_places_are_mirrored_inside_of_a_whole():
    assert mirror(RTL, QRect(10, 0, 100, 20))(QRect(10, 0, 30, 20)) == QRect(80, 0, 30, 20)
    assert mirror(LTR, QRect(10, 0, 100, 20))(QRect(10, 0, 30, 20)) == QRect(10, 0, 30, 20)


def test_a_count_stands_at_the_end_of_the_line_and_covers_no_name(qtbot, turned):
    assert is_mirrored() and as_notes("F#") == "\u2066F#\u2069" and as_notes("") == ""
    view = QListWidget()
    qtbot.addWidget(view)
    view.setItemDelegate(CountDelegate(view))
    item = QListWidgetItem("Eric Skiff")
    item.setData(COUNT, 1234)
    view.addItem(item)
    view.resize(220, 60)
    view.show()
    view.setCurrentRow(-1)
    row = view.visualItemRect(item)
    seen = sorted(where(view.viewport().grab().toImage(), row))
    gaps = np.diff(seen)
    assert seen[0] >= row.left() + 8, "the number keeps off the edge"
    assert gaps.max() > 20, "number at the left, name at the right, nothing between them"


def test_icons_that_point_are_turned(qapp, turned):
    def picture(name: str) -> QImage:
        return theme.icon(name).pixmap(32, 32).toImage()

    mirrored, play = picture("arrow-left"), picture("play")
    qapp.setLayoutDirection(LTR)
    assert picture("play") == play
    assert picture("arrow-left") != mirrored


def test_bars_begin_where_their_names_are(qtbot, turned):
    bars = Bars("Genres")
    qtbot.addWidget(bars)
    bars.show_rows([("Jazz", 10.0)], 20.0)
    bars.resize(400, 20)
    bars.show()
    image = bars.grab().toImage()
    colour = theme.accent().rgb()
    painted = [x for x in range(400) if image.pixel(x, 10) == colour]
    assert painted and max(painted) == 400 - 150 - 1, "beside the names, which are at the right"
