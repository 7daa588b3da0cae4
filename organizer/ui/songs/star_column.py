"""The stars in the table: drawn in their column, set by a click, which does not touch the selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from organizer.ui.songs.columns import RATING_COLUMN
from organizer.ui.songs.track_model import Index, TrackModel
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets import stars

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_EDGE = 6  #: pixels left of the stars
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class StarColumn(QStyledItemDelegate):
    """Draws the column and takes the clicks on it. The row under the pointer shows what a click would give;
    a click on the rating that is there takes it away."""

    def __init__(self, view: QTableView, model: TrackModel, state: AppState) -> None:
        super().__init__(view)
        self._view, self._model, self._state = view, model, state
        self.rows: npt.NDArray[np.bool_] | None = None  #: of each row, whether it counts as selected
        self._hover: tuple[int, int | None] = (-1, None)  #: row, and what a click there would set
        self._pressed = False
        view.setItemDelegateForColumn(RATING_COLUMN, self)
        view.setMouseTracking(True)
        view.viewport().installEventFilter(self)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""
        if self.rows is not None and index.row() < len(self.rows) and self.rows[index.row()]:
            option.state |= QStyle.StateFlag.State_Selected

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | Index) -> None:
        self.initStyleOption(option, index)
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        track = self._model.track(index.row())
        if track is None:
            return
        hovered = self._hover[0] == index.row()
        rating = self._hover[1] if hovered and self._hover[1] is not None else track.rating
        if rating is not None or hovered:
            painter.save()
            painter.setClipRect(option.rect)
            outline = option.palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
            stars.paint(painter, self._area(option.rect), rating, outline, empty=True)
            painter.restore()

    def eventFilter(self, _viewport: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Leave:
            self._point_at(-1, None)
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseMove and not event.buttons():
            self._point_at(*self._asked(event.position().toPoint()))
        elif isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            row, rating = self._asked(event.position().toPoint())
            if kind in _PRESSES and rating is not None and not event.modifiers():
                self._pressed = True
                return True
            if kind == QEvent.Type.MouseButtonRelease and self._pressed:
                self._pressed = False
                if rating is not None:
                    self._rate(row, rating)
                return True
        return False

    def _rate(self, row: int, rating: int) -> None:
        track = self._model.track(row)
        if track is not None:
            self._point_at(-1, None)
            self._state.rating_requested.emit([track.id], None if rating == track.rating else rating)

    def _asked(self, place: QPoint) -> tuple[int, int | None]:
        """The row of the column at this place, and what a click would set; −1: another column."""
        index = self._view.indexAt(place)
        if index.column() != RATING_COLUMN:
            return -1, None
        area = self._area(self._view.visualRect(index))
        return index.row(), stars.rating_at(place.x() - area.left(), area.height())

    def _area(self, cell: QRect) -> QRectF:
        size = min(15, cell.height() - 4, (cell.width() - _EDGE) // 5)
        return QRectF(cell.left() + _EDGE, cell.top() + (cell.height() - size) / 2, 5 * size, size)

    def _point_at(self, row: int, rating: int | None) -> None:
        before, self._hover = self._hover, (row, rating)
        if before != self._hover:
            for one in {before[0], row} - {-1}:
                self._view.update(self._model.index(one, RATING_COLUMN))
