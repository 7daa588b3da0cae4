"""Up next: the queue as a list that can be changed, with what played before above."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QMenu, QVBoxLayout, QWidget

from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.base.model import Changes, Track
from organizer.library import tracks
from organizer.ui.playlist.model import TRACK_ROLE
from organizer.ui.playlist.view import SongDelegate
from organizer.ui.songs import song_menu
from organizer.ui.sound.player import Player
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP, ElidedLabel, IconButton, clock
from organizer.ui.widgets.plain_text import plain
from organizer.ui.widgets.song_drag import TRACK_IDS_MIME, SongsMime, dragged_ids

Index = QModelIndex | QPersistentModelIndex

_PAGE, _MOST = 100, 2_000  #: songs read at a time, and kept at most
_BATCH = 200  #: rows laid out at a time

#: Rows of the queue itself that are dragged.
_ROWS_MIME = "application/x-organizer-queue-rows"


class QueueModel(QAbstractListModel):
    """The songs of the player's queue as they are played; rows are fetched a page at a time."""

    def __init__(self, state: AppState, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._player = state, player
        self._songs: Sequence[int] = player.order.queue.songs
        self._cache: dict[int, Track] = {}

    def refresh(self) -> None:
        """The queue is another one, or in another order."""
        self.beginResetModel()
        self._songs = self._player.order.queue.songs
        self.endResetModel()

    def forget(self, changes: Changes) -> None:
        """Songs have changed: read them again when they are shown."""
        for track_id in changes.updated:
            self._cache.pop(track_id, None)
        if changes.updated and self._songs:
            self.dataChanged.emit(self.index(0), self.index(len(self._songs) - 1))

    def track(self, row: int) -> Track | None:
        """The song of a row; None when it has left the library meanwhile."""
        track_id = self._songs[row]
        if track_id not in self._cache:
            start = row - row % _PAGE
            page = [i for i in self._songs[start : start + _PAGE] if i not in self._cache]
            self._cache.update((track.id, track) for track in tracks.get_many(self._state.db, page))
            while len(self._cache) > _MOST:
                del self._cache[next(iter(self._cache))]
        return self._cache.get(track_id)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._songs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        kinds = Qt.ItemDataRole
        if not index.isValid() or role not in (
            kinds.DisplayRole,
            kinds.ToolTipRole,
            kinds.AccessibleTextRole,
            TRACK_ROLE,
        ):
            return None
        track = self.track(index.row())
        if track is None or role == TRACK_ROLE:
            return track
        if role == kinds.ToolTipRole:
            return plain(f"{track.label}\n{printable(track.reference)}")
        if role == kinds.AccessibleTextRole:
            said = [f"{index.row() + 1}. {printable(track.label)}", clock(track.info.duration)]
            said += [tr("playing")] if index.row() == self._player.order.row else []
            return ", ".join(said)
        return printable(track.label)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDragActions(self) -> Qt.DropAction:
        # a file manager that is offered Move takes the person's file away
        return Qt.DropAction.CopyAction

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [TRACK_IDS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes})
        mime = SongsMime(self._state.db, [self._songs[row] for row in rows])
        mime.setData(_ROWS_MIME, json.dumps(rows).encode())
        return mime

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if row < 0:
            row = parent.row() if parent.isValid() else len(self._songs)
        with contextlib.suppress(ValueError, TypeError):
            rows = json.loads(bytes(data.data(_ROWS_MIME).data()))
            self._player.order.change(lambda queue: queue.move(rows, row))
            return True
        ids = dragged_ids(data)
        if ids:
            self._player.order.change(lambda queue: queue.insert(ids, row))
        return bool(ids)


class _Delegate(SongDelegate):
    """Marks the row that plays: the same song may be there again."""

    def __init__(self, player: Player, parent: QWidget) -> None:
        super().__init__(parent)
        self._player = player

    def is_playing(self, index: Index, track: Track) -> bool:
        return index.row() == self._player.order.row


class QueueView(QListView):
    """Double click or Enter plays a row, Delete takes rows out, Alt with arrows and drags move them."""

    def __init__(self, model: QueueModel, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.setModel(model)
        self.setItemDelegate(_Delegate(player, self))
        self.setAccessibleName(tr("Songs up next"))
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda index: player.play_row(index.row()))

    def selected_rows(self) -> list[int]:
        """Ascending."""
        return sorted({index.row() for index in self.selectionModel().selectedIndexes()})

    def select_rows(self, rows: Iterable[int]) -> None:
        """Select these, the first of them at hand."""
        self.clearSelection()
        flags = self.selectionModel().SelectionFlag
        for number, row in enumerate(rows):
            index = self.model().index(row, 0)
            if not number:
                self.setCurrentIndex(index)
            self.selectionModel().select(index, flags.Select)

    def remove_selected(self) -> None:
        """Take the selected rows out; the song that plays stays."""
        rows = self.selected_rows()
        if rows:
            self._player.order.remove(rows)
            if self.model().rowCount():
                self.select_rows([min(rows[0], self.model().rowCount() - 1)])

    def move_selected(self, step: int) -> None:
        """Move the selected rows one up (-1) or down (1)."""
        rows = self.selected_rows()
        if not rows or (rows[0] == 0 if step < 0 else rows[-1] == self.model().rowCount() - 1):
            return
        first = rows[0] - 1 if step < 0 else rows[-1] + 2 - len(rows)
        self._player.order.change(lambda queue: queue.move(rows, rows[0] - 1 if step < 0 else rows[-1] + 2))
        self.select_rows(range(first, first + len(rows)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Delete, keys.Key_Backspace):
            self.remove_selected()
        elif event.key() in (keys.Key_Return, keys.Key_Enter) and self.currentIndex().isValid():
            self._player.play_row(self.currentIndex().row())
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in (
            keys.Key_Up,
            keys.Key_Down,
        ):
            self.move_selected(-1 if event.key() == keys.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class QueuePanel(QWidget):
    """The list of what comes next, how long it is, and buttons to take songs out."""

    def __init__(self, state: AppState, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._player = player
        self._revision = -1
        self.model = QueueModel(state, player, self)
        self.view = QueueView(self.model, player)
        self.empty = EmptyView.over(self.view)
        self.summary = ElidedLabel()
        self.remove_button = IconButton(
            "playlist-remove", tr("Take the selected songs out"), tr("Take the selected songs out (Del)")
        )
        self.clear_button = IconButton(
            "notification-clear-all", tr("Clear the queue"), tr("Only what plays stays")
        )
        self.remove_button.clicked.connect(self.view.remove_selected)
        self.clear_button.clicked.connect(player.order.clear)
        head = QHBoxLayout()
        head.setContentsMargins(STEP, STEP // 2, STEP // 2, 0)
        head.addWidget(self.summary, 1)
        head.addWidget(self.remove_button)
        head.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP // 2)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        self._rows = layout
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._menu)
        self.view.selectionModel().selectionChanged.connect(self._show_buttons)
        player.queue_changed.connect(self._show)
        player.track_changed.connect(self._show)
        state.library_changed.connect(self.model.forget)
        self._show()

    def put_above(self, widget: QWidget) -> None:
        """Show this above the list."""
        self._rows.insertWidget(0, widget)

    def _show(self, *_: object) -> None:
        queue, row = self._player.order.queue, self._player.order.row
        if queue.revision != self._revision:
            self._revision = queue.revision
            self.model.refresh()
        self.view.viewport().update()
        if row is not None and not self.view.hasFocus():
            self.view.scrollTo(self.model.index(row), QAbstractItemView.ScrollHint.PositionAtCenter)
        count = len(queue)
        if not count:
            text = ""
        elif row is None:
            text = plural("{n} song", "{n} songs", count)
        else:
            text = plural("{place} of {n} song", "{place} of {n} songs", count, place=row + 1)
        self.summary.set_whole(text)
        self.empty.setVisible(not count)
        self.empty.say(tr("What you play is listed here, with what follows it. Songs can be dropped in."))
        self._show_buttons()

    def _show_buttons(self, *_: object) -> None:
        self.remove_button.setEnabled(bool(self.view.selected_rows()))
        self.clear_button.setEnabled(len(self._player.order.queue) > (self._player.order.row is not None))

    def _menu(self, at: QPoint) -> None:
        rows = self.view.selected_rows()
        if not rows:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("&Play"), lambda: self._player.play_row(rows[0]))
        menu.addAction(tr("Play &next"), lambda: self._player.order.move_next(rows))
        ids = np.array([self._player.order.queue.songs[row] for row in rows], np.int64)
        song_menu.add_gathering(menu, self._state, lambda call: call(ids))
        menu.addSeparator()
        song_menu.add_looking(menu, self._state, lambda call: call(ids), self._state.action_requested.emit)
        menu.addSeparator()
        menu.addAction(tr("&Take out of the queue"), self.view.remove_selected)
        menu.popup(self.view.viewport().mapToGlobal(at))
