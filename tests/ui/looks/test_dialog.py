"""A dialog that is larger than the screen can still be used whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)

from organizer.ui.looks.dialog import Dialog


def tall(fields: int) -> Dialog:
    dialog = Dialog()
    layout, form = QVBoxLayout(dialog), QFormLayout()
    for number in range(fields):
        form.addRow(f"Field {number}", QLineEdit())
    layout.addLayout(form)
    layout.addWidget(QDialogButtonBox(QDialogButtonBox.StandardButton.Ok))
    return dialog


def test_what_has_no_room_is_scrolled_and_its_buttons_stay(qtbot):
    dialog = tall(60)
    qtbot.addWidget(dialog)
    dialog.show()
    room = dialog.screen().availableSize()
    assert dialog.height() <= room.height() and dialog.findChild(QScrollArea) is not None
    buttons, fields = dialog.findChild(QDialogButtonBox), dialog.findChildren(QLineEdit)
    foot = buttons.mapTo(dialog, QPoint(0, buttons.height())).y()
    assert buttons.isVisible() and foot <= dialog.height()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert fields[-1].visibleRegion().isEmpty()
    fields[-1].setFocus()
    assert not fields[-1].visibleRegion().isEmpty(), "what has the keyboard comes into sight"
    dialog.hide()
    dialog.show()
    assert len(dialog.findChildren(QScrollArea)) == 1


def test_the_keyboard_goes_the_same_way_when_it_is_scrolled(qtbot):
    dialog = tall(60)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    fields = dialog.findChildren(QLineEdit)
    assert dialog.focusWidget() is fields[0]
    qtbot.keyClick(fields[0], Qt.Key.Key_Tab)
    assert dialog.focusWidget() is fields[1]
    fields[-1].setFocus()
    qtbot.keyClick(fields[-1], Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.findChild(QDialogButtonBox).buttons()[0]


def test_what_has_room_is_left_alone(qtbot):
    dialog = tall(3)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.findChild(QScrollArea) is None


def asking(qtbot, *, agrees: bool) -> tuple[Dialog, dict[str, QPushButton]]:
    dialog, box = Dialog(), QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons = {"close": box.button(QDialogButtonBox.StandardButton.Close)}
    buttons["choose"] = box.addButton("Choose…", QDialogButtonBox.ButtonRole.ActionRole)
    buttons["choose"].setAutoDefault(False)
    if agrees:
        buttons["write"] = box.addButton("Write", QDialogButtonBox.ButtonRole.AcceptRole)
    layout = QVBoxLayout(dialog)
    layout.addWidget(QLineEdit())
    layout.addWidget(box)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog, buttons


@pytest.mark.parametrize(("agrees", "default"), [(True, "write"), (False, "close")])
def test_enter_presses_what_one_is_at_else_what_agrees_else_what_closes(qtbot, agrees, default):
    dialog, buttons = asking(qtbot, agrees=agrees)
    pressed: list[str] = []
    for name, button in buttons.items():
        button.clicked.connect(lambda _=False, name=name: pressed.append(name))
    qtbot.keyClick(dialog.findChild(QLineEdit), Qt.Key.Key_Return)
    assert pressed == [default]
    buttons["choose"].setFocus()
    qtbot.keyClick(buttons["choose"], Qt.Key.Key_Return)
    assert pressed == [default, "choose"]
