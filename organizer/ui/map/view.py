"""The map under hand and keyboard: what is hovered, selected, walked to and played; gathering and painting
are the canvas's."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from organizer.base.model import IntArray
from organizer.library import tracks
from organizer.ui.map.canvas import MapCanvas
from organizer.ui.map.hover_card import HoverCard
from organizer.ui.map.listening import MapListening
from organizer.ui.map.tools import MapTools, map_actions
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import ask_where
from organizer.ui.widgets.parts import count_of


class MapView(MapCanvas):
    """The map of the library. Listens to the state; says what it wants by the state's methods."""

    play_pause_requested = Signal()  #: the space bar was tapped, not held to pan

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._card_key: tuple[int | None, int | None] = (None, None)
        self.card = HoverCard(self)
        self.listening = MapListening(state, self)
        self.tools = MapTools(self)
        self.actions_by_name = map_actions(self)
        self.show_selection_action = self.actions_by_name["show_selection"]
        self.export_action = self.actions_by_name["export"]
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Music map")
        self._gather()
        self._tell()

    def _describe(self) -> None:
        where = ""
        if self.songs is not None and self.current_cell is not None:
            row, column = divmod(self.current_cell, self.songs.columns)
            where = f"Row {row + 1}, column {column + 1}: {self.describe_cell(self.current_cell)}. "
        hint = "" if self.songs is None else " Arrow keys move between cells, Enter selects their songs."
        text = f"{where}{self.status}{hint}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def describe_cell(self, cell: int) -> str:
        """ "14 songs · slow · acoustic · Folk"."""
        assert self.songs is not None
        count = int(self.songs.counts[cell])
        words = count_of(count, "song") if count else "no songs"
        return f"{words} · {self.songs.names[cell]}" if count and self.songs.names[cell] else words

    def selected_near(self, point: QPointF, reach: float) -> bool:
        song = self.song_near(point, reach)
        selection = self.state.selection
        at = np.searchsorted(selection, song) if song is not None else selection.size
        return bool(at < selection.size and selection[at] == song)

    def hover(self, point: QPointF) -> None:
        cell = self.cell_at(point)
        if self.songs is None or cell is None:
            self.leave()
            return
        if cell != self.hovered_cell:
            self.hovered_cell = cell
            self.update()
        if not self.songs.counts[cell]:
            self.card.hide()
            self.listening.point_at(None, None)
            return
        near = self.song_near(point, 9.0)
        left, top = self.camera.to_world(point.x(), point.y())
        x, y = self.camera.to_screen(float(np.floor(left)), float(np.floor(top)))
        rect = QRectF(x, y, self.camera.cell_width, self.camera.cell_height).toRect()
        self._show_card(cell, near, rect)
        self.listening.point_at(near, cell)

    def leave(self) -> None:
        self.card.hide()
        self.listening.point_at(None, None)
        super().leave()

    def _show_card(self, cell: int, first: int | None, rect: QRect) -> None:
        assert self.songs is not None
        if self._card_key != (cell, first) or not self.card.isVisible():
            self._card_key = (cell, first)
            ids = [int(i) for i in self.songs.ids[self.songs.in_cell(cell)][:4]]
            if first is not None:
                ids = [first, *(i for i in ids if i != first)]
            shown = tuple(track.label for track in tracks.get_many(self.state.db, ids[:3]))
            count = int(self.songs.counts[cell])
            more = f"and {count - len(shown):,} more" if count > len(shown) else ""
            hint = "double click plays its telling part" if first is not None else ""
            self.card.present(
                count_of(count, "song"),
                self.songs.names[cell],
                shown,
                " · ".join(part for part in (more, hint) if part),
                play_first=first is not None,
            )
        self.card.place_beside(rect)

    def select_at(self, point: QPointF, *, add: bool = False) -> None:
        cell = self.cell_at(point)
        if cell is not None:
            self.current_cell = cell
            self._describe()
            self.select_current_cell(add=add)

    def select_current_cell(self, *, add: bool = False) -> None:
        if self.songs is not None and self.current_cell is not None:
            self._select(self.songs.ids[self.songs.in_cell(self.current_cell)], add=add)
            self.update()

    def select_rectangle(self, rectangle: QRectF, *, add: bool = False) -> None:
        if self.songs is not None:
            left, top = self.camera.to_world(rectangle.left(), rectangle.top())
            right, bottom = self.camera.to_world(rectangle.right(), rectangle.bottom())
            self._select(self.songs.ids[self.songs.inside(left, top, right, bottom)], add=add)

    def _select(self, ids: IntArray, *, add: bool) -> None:
        self.state.select(np.union1d(self.state.selection, ids) if add else ids, "map")

    def walk(self, columns: int, rows: int) -> None:
        """Move the current cell; over the edge of a torus on to the other side."""
        if self.songs is None:
            return
        if self.current_cell is None:
            middle = self.songs.cell_at(self.camera.x, self.camera.y)
            self.set_current_cell(middle if middle is not None else 0)
            return
        row, column = divmod(self.current_cell, self.songs.columns)
        if self.songs.toroidal:
            row, column = (row + rows) % self.songs.rows, (column + columns) % self.songs.columns
        else:
            row = min(max(row + rows, 0), self.songs.rows - 1)
            column = min(max(column + columns, 0), self.songs.columns - 1)
        self.set_current_cell(row * self.songs.columns + column)

    def set_current_cell(self, cell: int | None) -> None:
        self.current_cell = cell
        self.leave()
        if cell is not None and self.songs is not None:
            rect = self.cell_rect(cell)
            if not self.rect().contains(rect):
                row, column = divmod(cell, self.songs.columns)
                self.camera.look_at(column + 0.5, row + 0.5)
                rect = self.cell_rect(cell)
            if self.songs.counts[cell]:
                self._show_card(cell, None, rect)
                self.listening.point_at(int(self.songs.ids[self.songs.in_cell(cell)][0]), cell)
        self._describe()
        self.update()

    def ask_export(self) -> None:
        path = ask_where(self.state, self, "Export map picture", "map.png", "Pictures (*.png)")
        if path:
            self.export(path)

    def event(self, event: QEvent) -> bool:
        # The space bar is held to pan: a shortcut elsewhere in the window must not take it first.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Space
            and self.songs is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.tools.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.tools.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.tools.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.tools.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.tools.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.leave()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.tools.focus_lost()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.tools.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.tools.key_released(event):
            super().keyReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.songs is None:
            return
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.current_cell = self.cell_at(QPointF(event.pos()))
            self.leave()
            self.update()
        menu = QMenu(self)
        for name in ("select", "playlist", "", "show_selection", "fit", "zoom_in", "zoom_out", "", "export"):
            if name:
                menu.addAction(self.actions_by_name[name])
            else:
                menu.addSeparator()
        menu.exec(event.globalPos())
        menu.deleteLater()
