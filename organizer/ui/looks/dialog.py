"""Dialogs that fit the screen: what has no room, since the text is large or the screen small, is scrolled."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLayout, QVBoxLayout, QWidget

from organizer.ui.looks.scrolling import Scrolled

#: The share of the screen that a dialog may take.
_ROOM = 0.94
#: Pixels that a line of text of the usual size is high, at most.
_LINE = 19


class Dialog(QDialog):
    """A dialog of this program. Its buttons stay in sight when the rest of it is scrolled."""

    _fitted = False  #: it is scrolled already

    def setVisible(self, visible: bool) -> None:
        """Before it is seen, it is made to fit."""
        if visible and not self.isVisible():
            self._fit()
        super().setVisible(visible)

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
        order = list(_focus_chain(self))
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
        for before, after in pairwise(order):  # moving changed it: buttons came first
            QWidget.setTabOrder(before, after)
        if first is None and order:
            first = order[0]
        if first is not None:
            first.setFocus()
        bar = area.verticalScrollBar().sizeHint().width() + 2
        self.resize(QSize(wanted.width() + bar, wanted.height() + bar).boundedTo(room))


def _focus_chain(dialog: QWidget) -> Iterator[QWidget]:
    """What the keyboard goes to in a dialog, in order."""
    one = dialog.nextInFocusChain()
    while one is not None and one is not dialog:
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None:
            yield one
        one = one.nextInFocusChain()


def _buttons_of(layout: QLayout) -> QDialogButtonBox | None:
    """The buttons at the foot of a dialog, taken out of its layout."""
    last = layout.itemAt(layout.count() - 1) if isinstance(layout, QVBoxLayout) else None
    buttons = last.widget() if last is not None else None
    if not isinstance(buttons, QDialogButtonBox):
        return None
    layout.removeWidget(buttons)
    return buttons
