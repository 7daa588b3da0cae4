"""The line over a cell that is edited: it says by which key it is left, and offers what the library has."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from organizer.base.language import tr
from organizer.base.model import FIELD_LABELS, LIST_FIELDS
from organizer.library.tags.values import SEPARATOR_TYPED

_NARROWEST = 150  #: pixels of the line, over whatever narrow cell
_OFFERED = 8


class Way(Enum):
    """How a cell is left."""

    STAY = auto()  #: by the pointer
    NEXT = auto()
    BEFORE = auto()
    BELOW = auto()
    CANCEL = auto()


_WAYS = {
    Qt.Key.Key_Tab: Way.NEXT,
    Qt.Key.Key_Backtab: Way.BEFORE,
    Qt.Key.Key_Return: Way.BELOW,
    Qt.Key.Key_Enter: Way.BELOW,
    Qt.Key.Key_Escape: Way.CANCEL,
}
#: The line loses the keyboard for a moment only.
_FOR_A_MOMENT = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class CellLine(QLineEdit):
    """Lies over the cell; ``left`` is emitted once for each key that leaves it."""

    left = Signal(object)  #: Way

    def __init__(self, parent: QWidget, name: str, text: str) -> None:
        super().__init__(text, parent)
        self._name = name
        self.setObjectName("cell")
        self.setAccessibleName(tr("{field} of the song", field=FIELD_LABELS[name]))
        self.setAutoFillBackground(True)
        self.selectAll()

    def place(self, cell: QRect, room: QRect) -> None:
        """Lie over the cell, wide enough to type in, and inside of the room."""
        width = min(max(cell.width(), _NARROWEST), room.width())
        x = min(cell.left(), room.right() + 1 - width)
        self.setGeometry(QRect(max(x, 0), cell.top(), width, cell.height()))

    def offer(self, words: Sequence[str]) -> None:
        """Offer these values while something is typed that they begin with."""
        if not words:
            return
        completer = _Completer(self, several=self._name in LIST_FIELDS)
        completer.setModel(QStringListModel(list(words), completer))
        self.setCompleter(completer)

    def event(self, event: QEvent) -> bool:
        """Keys that leave the cell are the line's own, whatever the window does with them."""
        if isinstance(event, QKeyEvent) and (way := _way(event)) is not None:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                event.accept()
                offers = self.completer().popup() if self.completer() is not None else None
                listed = offers is not None and offers.isVisible()
                if offers is not None:
                    offers.hide()
                if not (listed and way is Way.CANCEL):
                    self.left.emit(way)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.completer() is not None:
            self.completer().complete()  # all that begins like this
        super().keyPressEvent(event)
        event.accept()  # what the line does not know is not for the table below it either

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _FOR_A_MOMENT:
            self.left.emit(Way.STAY)


class _Completer(QCompleter):
    """Completes the value that is being typed, of several the last one."""

    def __init__(self, line: CellLine, *, several: bool) -> None:
        super().__init__(line)
        self._line, self._several = line, several
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(_OFFERED)
        if (popup := self.popup()) is not None:
            popup.setObjectName("offers")  # dressed as those below the search box
            popup.setAccessibleName(tr("Values of the library"))

    def splitPath(self, path: str) -> list[str]:
        return [self._parts(path)[1]]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        before = self._parts(self._line.text())[0]
        value = super().pathFromIndex(index)
        return before + (value.replace(";", "\\;") if self._several else value)

    def _parts(self, text: str) -> tuple[str, str]:
        """What stands before the value that is being typed, and that value."""
        ends = [match.end() for match in SEPARATOR_TYPED.finditer(text)] if self._several else []
        value = text[ends[-1] :].lstrip() if ends else text
        return text[: len(text) - len(value)], value


def _way(event: QKeyEvent) -> Way | None:
    shift, keypad = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
    if event.modifiers() & ~(keypad | shift):
        return None
    way = _WAYS.get(Qt.Key(event.key()))
    return Way.BEFORE if way is Way.NEXT and event.modifiers() & shift else way
