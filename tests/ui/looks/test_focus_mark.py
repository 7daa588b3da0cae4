"""Where the keyboard is can be seen, whatever it is at, in every look: by the pixels that change."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QTabBar,
    QTableWidget,
    QTextBrowser,
    QToolButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from organizer.ui.looks import palettes
from organizer.ui.looks.dialog import Dialog
from organizer.ui.looks.focus_mark import FocusMark
from organizer.ui.looks.tab_order import controls
from organizer.ui.widgets import theme


def luminance(top: QWidget, rect: QRect) -> np.ndarray:
    """Of each pixel of a part of a window, as WCAG 2.2 counts it."""
    image = top.grab(rect).toImage().convertToFormat(QImage.Format.Format_RGB32)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    parts = lines[:, : image.width(), :3] / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.0722, 0.7152, 0.2126])


def gallery() -> QDialog:
    """One of each kind of control."""
    dialog = Dialog()
    layout = QVBoxLayout(dialog)
    tabs = QTabBar()
    tabs.addTab("One")
    tabs.addTab("Two")
    boxes = [QCheckBox("On"), QCheckBox("Off"), QRadioButton("Chosen"), QToolButton(), QPushButton("Pressed")]
    for box in boxes:
        box.setCheckable(True)
        box.setChecked(box.text() != "Off")
    primary = QPushButton("Go")
    primary.setObjectName("primary")
    area = QScrollArea()
    area.setWidget(QLabel("text " * 50))
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    table, tree, rows = QTableWidget(2, 2), QTreeWidget(), QListWidget()
    rows.addItems(["a", "b"])
    rows.setCurrentRow(0)
    slider, editor = QSlider(Qt.Orientation.Horizontal), QPlainTextEdit()
    for widget in (tabs, *boxes, primary, QPushButton("Plain"), QComboBox(), QSpinBox(), QLineEdit(), slider):
        layout.addWidget(widget)
    for widget in (area, table, tree, rows, editor, QTextBrowser()):
        widget.setFixedHeight(50)
        layout.addWidget(widget)
    return dialog


def shows(dialog: QDialog) -> Iterator[tuple[str, float]]:
    """Each control, and how much of a line around it changes by 3 : 1 when Tab comes to it."""
    order = list(controls(dialog))
    order[-1].setFocus()
    for before, control in zip([order[-1], *order], order, strict=False):
        rect = QRect(control.mapTo(dialog, QPoint()), control.size()).adjusted(-3, -3, 3, 3)
        without = luminance(dialog, rect)
        QTest.keyClick(before, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is control
        seen = luminance(dialog, rect)
        apart = (np.maximum(seen, without) + 0.05) / (np.minimum(seen, without) + 0.05)
        around = 2 * (control.width() + control.height())
        yield f"{type(control).__name__} {control.objectName()}", float((apart >= 3).sum() / around)


@pytest.mark.parametrize("look", palettes.LOOKS)
def test_where_the_keyboard_is_stands_out_at_3_to_1(qtbot, qapp, look):
    theme.apply(qapp, look)
    dialog = gallery()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    seen = dict(shows(dialog))
    assert len(seen) > 12
    assert {name: share for name, share in seen.items() if share < 1} == {}


def marks(dialog: QWidget) -> list[FocusMark]:
    return [mark for mark in dialog.findChildren(FocusMark) if mark.isVisible()]


def test_the_frame_is_for_those_who_go_by_keys_and_follows(qtbot, qapp):
    theme.apply(qapp, "light")
    dialog, button = Dialog(), QPushButton("Go")
    lines = [QLineEdit(), QLineEdit()]
    layout = QVBoxLayout(dialog)
    for widget in (*lines, button):
        layout.addWidget(widget)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    for line in lines[::-1]:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert not marks(dialog)
    qtbot.keyClick(lines[0], Qt.Key.Key_Tab)
    (mark,) = marks(dialog)
    assert mark.geometry().contains(lines[1].geometry())
    lines[0].hide()
    qtbot.waitUntil(lambda: mark.geometry().top() < 20)
    assert mark.geometry().contains(lines[1].geometry())
    inner = Dialog(dialog)
    QVBoxLayout(inner).addWidget(QLineEdit())
    inner.show()  # opened by a key: it shows at once where one is
    inner.activateWindow()
    qtbot.waitUntil(lambda: len(marks(inner)) == 1)
    inner.close()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not marks(dialog)
