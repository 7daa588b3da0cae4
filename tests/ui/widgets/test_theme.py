"""What must be seen is seen in light and dark."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMainWindow, QRadioButton, QTableWidget, QToolButton, QWidget

from organizer.ui.insight.numbers_panel import NumbersPanel
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import IconButton
from tests.work.arranging.test_mapping import add_songs


def contrast(image: QImage, part: QRect) -> int:
    """Between the lightest and the darkest pixel of a part."""
    seen = [
        image.pixelColor(x, y).lightness()
        for x in range(part.left(), part.right() + 1)
        for y in range(part.top(), part.bottom() + 1)
    ]
    return max(seen) - min(seen)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_an_empty_check_box_or_circle_is_seen(qapp, qtbot, name):
    theme.apply(qapp, name)
    panel = NumbersPanel()
    qtbot.addWidget(panel)
    panel.show_names(["tempo", "energy"], ["energy"])
    panel.show()
    row = panel.table.visualItemRect(panel.table.item(0, 0))
    image = panel.table.viewport().grab().toImage()
    assert contrast(image, QRect(row.left() + 1, row.top() + 3, 18, row.height() - 6)) > 50
    holder = QWidget()
    qtbot.addWidget(holder)
    circle = QRadioButton("By ear", holder)
    circle.resize(circle.sizeHint())
    holder.show()
    assert contrast(circle.grab().toImage(), QRect(0, 1, 15, circle.height() - 2)) > 50
    theme.apply(qapp, "light")


def test_a_window_that_is_open_changes_its_colours_throughout(qapp, qtbot):
    theme.apply(qapp, "light")
    window = QMainWindow()
    qtbot.addWidget(window)
    inner = QTableWidget(2, 2)
    window.setCentralWidget(inner)
    window.show()
    for name, light in (("dark", False), ("light", True), ("dark", False)):
        theme.apply(qapp, name)
        ground = inner.viewport().grab().toImage().pixelColor(inner.viewport().width() - 2, 60)
        assert (ground.lightness() > 128) == light
    theme.apply(qapp, "light")


def test_light_and_dark_leave_the_tool_bar_as_it_is(qtbot, open_window, db):
    add_songs(db, 12)
    session = open_window()
    window, state = session.window, session.state
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)

    def places():
        return [
            (widget.geometry(), widget.iconSize() if isinstance(widget, QToolButton) else None)
            for widget in [window.toolbar, *window.toolbar.findChildren(QWidget)]
            if widget.isVisible()
        ]

    colours = window.toolbar.colour  # what it offers comes with the map
    qtbot.waitUntil(lambda: colours.width() == colours.sizeHint().width())
    before = places()
    assert window.toolbar.sizeHint().height() == window.toolbar.height()
    for theme_ in ("dark", "light", "dark"):
        with qtbot.waitSignal(state.theme_changed):
            state.set_settings(replace(state.settings, theme=theme_))
        QApplication.processEvents()
        assert places() == before


def test_icons_and_rows_grow_with_the_text(qapp, qtbot):
    before = qapp.font().pointSizeF()
    theme.apply(qapp, "light", 200)
    try:
        assert qapp.font().pointSizeF() == 2 * before and theme.scaled(18) == 36
        assert IconButton("play", "Play").iconSize().height() == 26
    finally:
        theme.apply(qapp, "light")
    assert qapp.font().pointSizeF() == before and theme.scaled(18) == 18
