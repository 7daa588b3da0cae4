"""The list under the search box: what may be meant, or what was searched for before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from organizer.base.language import tr
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import shown

_ABOUT = Qt.ItemDataRole.UserRole
_MOST = 12  #: rows before it scrolls
_WIDTH = 460  #: logical pixels at least


class _Rows(QStyledItemDelegate):
    """What may be written, and at the right what is said of it; what is only read is wrapped."""

    def __init__(self, popup: Popup) -> None:
        super().__init__(popup)
        self._popup = popup

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if not index.flags() & Qt.ItemFlag.ItemIsEnabled:
            painter.save()
            painter.setPen(option.palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text))
            painter.drawText(_inside(option.rect), Qt.TextFlag.TextWordWrap, str(index.data()))
            painter.restore()
            return
        super().paint(painter, option, index)
        about = index.data(_ABOUT)
        metrics = option.fontMetrics
        left = metrics.horizontalAdvance(index.data()) + 3 * STEP
        room = QRect(option.rect).adjusted(left, 0, -STEP, 0)
        if about and room.width() > 40:
            text = metrics.elidedText(about, Qt.TextElideMode.ElideRight, room.width())
            painter.save()
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            return QSize(80, option.fontMetrics.height() + STEP)
        place = _inside(QRect(0, 0, self._popup.width() - 2 * self._popup.frameWidth(), 10_000))
        text = option.fontMetrics.boundingRect(place, Qt.TextFlag.TextWordWrap, str(index.data()))
        return QSize(80, text.height() + STEP)


def _inside(rect: QRect) -> QRect:
    """Where the text of a row is."""
    return rect.adjusted(STEP, STEP // 2, -STEP, -STEP // 2)


class Popup(QListWidget):
    """Lies over the window below the box. It never has the keyboard: that stays in the box."""

    taken = Signal(int)  #: the row that was chosen

    def __init__(self, box: QLineEdit) -> None:
        super().__init__(box.window())
        self._box, self._window = box, box.window()
        self.setObjectName("completions")
        self.setAccessibleName(tr("Completions of the search"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(_Rows(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._offered = 0  #: rows that can be chosen: those before the one that is only read
        self.itemEntered.connect(lambda item: self.setCurrentRow(min(self.row(item), self._offered - 1)))
        self.itemClicked.connect(lambda item: self.taken.emit(self.row(item)))
        self.hide()

    def show_rows(self, rows: Sequence[tuple[str, str]], note: str = "") -> None:
        """Offer these, each with what is said of it; none is chosen. ``note`` is only read. Without any of
        them the list goes."""
        self.clear()
        self._offered = len(rows)
        for text, about in rows:
            item = QListWidgetItem(shown(text))
            item.setData(_ABOUT, shown(about))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text}, {about}" if about else text)
            self.addItem(item)
        if note:
            item = QListWidgetItem(shown(note))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        if not self.count():
            self.hide()
            return
        window = self._window
        corner = self._box.mapTo(window, QPoint(0, self._box.height() + 2))
        width = min(max(_WIDTH, self._box.width()), window.width() - corner.x() - STEP)
        self.resize(width, self.height())  # what is only read is as high as it wraps
        height = sum(self.sizeHintForRow(at) for at in range(min(self.count(), _MOST)))
        height += 2 * self.frameWidth()
        self.setGeometry(corner.x(), corner.y(), width, min(height, window.height() - corner.y() - STEP))
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Choose the next row, or the one before; above the first there is none."""
        row = self.currentRow() + by
        if 0 <= row < self._offered:
            self.setCurrentRow(row)
        elif row < 0:
            self.setCurrentRow(-1)
            self.clearSelection()
