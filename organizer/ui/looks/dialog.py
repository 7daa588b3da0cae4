"""Dialogs that fit the screen: what has no room, since the text is large or the screen small, is scrolled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLayout, QPushButton, QVBoxLayout, QWidget

from organizer.ui.looks.scrolling import Scrolled
from organizer.ui.looks.tab_order import controls, move_focus

#: The share of the screen that a dialog may take.
_ROOM = 0.94
#: Pixels that a line of text of the usual size is high, at most.
_LINE = 19


class Dialog(QDialog):
    """A dialog of this program. Its buttons stay in sight when the rest of it is scrolled. Tab goes along
    what is seen; Enter presses the button that it is at, else the one that was chosen for it."""

    _fitted = False  #: it is scrolled already

    def setVisible(self, visible: bool) -> None:
        """Before it is seen, it is made to fit, and the keyboard gets its place."""
        opens = visible and not self.isVisible()
        chosen: QWidget | None = self.focusWidget()
        if opens:
            self._fit()
            self._choose_default()
        super().setVisible(visible)
        if opens and chosen is None and (first := next(controls(self), None)) is not None:
            first.setFocus()

    def focusNextPrevChild(self, next: bool) -> bool:
        return move_focus(self, forward=next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(at, QPushButton) and not at.autoDefault():  # Qt would press the default
            at.click()
        else:
            super().keyPressEvent(event)

    def _choose_default(self) -> None:
        """What agrees to nothing is closed by Enter: Qt would press the first button that there is."""
        if any(button.isDefault() for button in self.findChildren(QPushButton)):
            return
        for box in self.findChildren(QDialogButtonBox):
            roles = {box.buttonRole(button): button for button in box.buttons()}
            button = roles.get(QDialogButtonBox.ButtonRole.RejectRole)
            agreed = QDialogButtonBox.ButtonRole.AcceptRole in roles  # Qt chooses it then
            if not agreed and isinstance(button, QPushButton) and button.autoDefault():
                button.setDefault(True)

    def _fit(self) -> None:
        layout, room = self.layout(), self.screen().availableSize() * _ROOM
        if layout is None or self._fitted:
            return
        self.ensurePolished()
        given = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        if given:  # a size that was meant for text of the usual size
            self.resize((self.size() * max(1.0, self.fontMetrics().height() / _LINE)).boundedTo(room))
        needed = layout.totalMinimumSize()
        if layout.hasHeightForWidth():
            wide = min(max(needed.width(), self.width() if given else room.width()), room.width())
            needed.setHeight(max(needed.height(), layout.totalMinimumHeightForWidth(wide)))
        if needed.width() > room.width() or needed.height() > room.height():
            self._scroll(layout, room)
        elif given:
            self.resize(self.size().expandedTo(needed))

    def _scroll(self, layout: QLayout, room: QSize) -> None:
        self._fitted = True
        first: QWidget | None = self.focusWidget()
        buttons = _buttons_of(layout)
        wanted = layout.totalSizeHint().expandedTo(layout.totalMinimumSize())
        inside = QWidget()
        inside.setLayout(layout)  # what is in it goes along
        area = Scrolled(inside, sideways=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 8)
        outer.addWidget(area, 1)
        if buttons is not None:
            row = QVBoxLayout()
            row.setContentsMargins(12, 0, 12, 0)
            row.addWidget(buttons)
            outer.addLayout(row)
        if first is not None:
            first.setFocus()
        bar = area.verticalScrollBar().sizeHint().width() + 2
        self.resize(QSize(wanted.width() + bar, wanted.height() + bar).boundedTo(room))


def _buttons_of(layout: QLayout) -> QDialogButtonBox | None:
    """The buttons at the foot of a dialog, taken out of its layout."""
    last = layout.itemAt(layout.count() - 1) if isinstance(layout, QVBoxLayout) else None
    buttons = last.widget() if last is not None else None
    if not isinstance(buttons, QDialogButtonBox):
        return None
    layout.removeWidget(buttons)
    return buttons
