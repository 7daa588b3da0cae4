"""Where one is on the map: the cell under the pointer, the one that keys act on, and the card about them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRect, Signal
from PySide6.QtWidgets import QWidget

from organizer.base.language import plural, tr
from organizer.library import tracks
from organizer.ui.canvas.canvas import MapCanvas
from organizer.ui.map.hover_card import HoverCard
from organizer.ui.map.listening import REACH, MapListening
from organizer.ui.state.app_state import AppState

_DOT_REACH = 9.0  #: pixels from a dot at which the card names its song first
_TITLES = 3  #: on the card


class MapCursor(QObject):
    """The hovered and the current cell. The songs at either are what one listens to on the map."""

    moved = Signal()  #: other cells are outlined from now on
    current_changed = Signal()

    def __init__(self, state: AppState, canvas: MapCanvas, widget: QWidget) -> None:
        super().__init__(widget)
        self._state, self._canvas, self._widget = state, canvas, widget
        self.hovered: int | None = None
        self.current: int | None = None
        self.card = HoverCard(widget)
        self.listening = MapListening(state, self)
        self._card_key: tuple[int | None, int | None] = (None, None)

    def hover(self, point: QPointF) -> None:
        """The pointer is here: show what is under it."""
        songs, cell = self._canvas.songs, self._canvas.cell_at(point)
        if songs is None or cell is None:
            self.leave()
            return
        if cell != self.hovered:
            self.hovered = cell
            self.moved.emit()
        if not songs.counts[cell]:
            self.card.hide()
            self.listening.point_at(self._canvas.song_near(point, REACH))
            return
        near = self._canvas.song_near(point, _DOT_REACH)
        self._show_card(cell, near, self._canvas.copy_under(point))
        self.listening.point_at(self._canvas.song_near(point, REACH))

    def leave(self) -> None:
        """Nothing is under the pointer any more."""
        self.card.hide()
        self.listening.point_at(None)
        if self.hovered is not None:
            self.hovered = None
            self.moved.emit()

    def set_current(self, cell: int | None, *, show: bool = True) -> None:
        """Make this the cell that keys act on; with ``show`` look at it and say what is in it."""
        self.current = cell
        songs = self._canvas.songs
        if show:
            self.leave()
        if show and cell is not None and songs is not None:
            rect = self._canvas.cell_rect(cell)
            if not self._widget.rect().contains(rect):
                row, column = divmod(cell, songs.columns)
                self._canvas.camera.look_at(column + 0.5, row + 0.5)
                rect = self._canvas.cell_rect(cell)
            if songs.counts[cell]:
                self._show_card(cell, None, rect)
                self.listening.point_at(int(songs.ids[songs.in_cell(cell)][0]))
        self.current_changed.emit()
        self.moved.emit()

    def walk(self, columns: int, rows: int) -> None:
        """Move the current cell; over the edge of a torus on to the other side."""
        songs, camera = self._canvas.songs, self._canvas.camera
        if songs is None:
            return
        if self.current is None:
            middle = songs.cell_at(camera.x, camera.y)
            self.set_current(middle if middle is not None else 0)
            return
        row, column = divmod(self.current, songs.columns)
        if songs.toroidal:
            row, column = (row + rows) % songs.rows, (column + columns) % songs.columns
        else:
            row = min(max(row + rows, 0), songs.rows - 1)
            column = min(max(column + columns, 0), songs.columns - 1)
        self.set_current(row * songs.columns + column)

    def island(self, cell: int) -> str:
        """The whole name of the island that a cell belongs to; empty where it has none."""
        songs = self._canvas.songs
        return songs.islands[cell] if songs is not None and cell < len(songs.islands) else ""

    @property
    def words(self) -> str:
        """Where the current cell is and what is in it: "Row 3, column 7: 14 songs · slow · Folk, on “Folk ·
        60s”."; empty without one."""
        songs = self._canvas.songs
        if songs is None or self.current is None:
            return ""
        row, column = divmod(self.current, songs.columns)
        count, name = int(songs.counts[self.current]), songs.names[self.current]
        place = tr("Row {row}, column {column}", row=row + 1, column=column + 1)
        if not count:
            return f"{place}: {tr('no songs')}. "
        island = self.island(self.current)
        words = " · ".join(part for part in (plural("{n} song", "{n} songs", count), name) if part)
        where = [tr("on “{island}”", island=island)] if island else []
        return f"{place}: {', '.join([words, *where])}. "

    def _show_card(self, cell: int, first: int | None, rect: QRect) -> None:
        songs = self._canvas.songs
        assert songs is not None
        if self._card_key != (cell, first) or not self.card.isVisible():
            self._card_key = (cell, first)
            ids = songs.ids[songs.in_cell(cell)][: _TITLES + 1]
            if first is not None:
                ids = np.concatenate(([first], ids[ids != first]))
            shown = tuple(track.label for track in tracks.get_many(self._state.db, ids[:_TITLES].tolist()))
            count = int(songs.counts[cell])
            more = plural("and {n} more", "and {n} more", count - len(shown)) if count > len(shown) else ""
            hint = tr("double click plays its telling part") if first is not None else ""
            self.card.present(
                plural("{n} song", "{n} songs", count),
                songs.names[cell],
                shown,
                " · ".join(part for part in (more, hint) if part),
                play_first=first is not None,
                island=self.island(cell),
            )
        self.card.place_beside(rect)
