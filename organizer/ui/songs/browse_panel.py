"""The library by artist, album, genre, decade or folder, under the side bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import plural, tr
from organizer.base.model import Changes
from organizer.library.lists.browsing import Entry, Kind, entries
from organizer.library.storage.database import Database
from organizer.ui.songs import song_menu
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.count_delegate import COUNT, CountDelegate
from organizer.ui.widgets.plain_text import plain, shown
from organizer.work.jobs import JobContext

Index = QModelIndex | QPersistentModelIndex

_TITLES = {
    Kind.ARTIST: tr("Artists"),
    Kind.ALBUM: tr("Albums"),
    Kind.GENRE: tr("Genres"),
    Kind.DECADE: tr("Decades"),
    Kind.FOLDER: tr("Folders"),
}
#: What songs are listed as that have none.
_WITHOUT = {
    Kind.ARTIST: tr("Without an artist"),
    Kind.ALBUM: tr("Without an album"),
    Kind.GENRE: tr("Without a genre"),
    Kind.DECADE: tr("Without a year"),
    Kind.FOLDER: tr("Without a file"),
}
#: Milliseconds that changes of the library are collected for.
_RELOAD = 1500


class BrowseModel(QAbstractListModel):
    """A row for each entry: its name, and how many songs it has."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        """List these."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(entry.name)
        if role == Qt.ItemDataRole.ToolTipRole:
            about = f" · {entry.about}" if entry.about and entry.about != entry.name else ""
            name = f"{entry.name}{about}"
            return plain(plural("{name}: {n} song", "{name}: {n} songs", entry.songs, name=name))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return plural("{name}, {n} song", "{name}, {n} songs", entry.songs, name=entry.name)
        return entry.songs if role == COUNT else None


class BrowsePanel(QWidget):
    """Choosing an entry shows its songs in the table and lights them on the map; letters jump to a name."""

    songs_wanted = Signal(str, object)  #: a scope, and what is to be called with the ids of its songs

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setAccessibleName(tr("Browse the library"))
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("Browse by"))
        self.kinds.setToolTip(tr("What the library is listed by"))
        for kind, title in _TITLES.items():
            self.kinds.addItem(title, kind)
        self.model = BrowseModel(self)
        self.list = QListView()
        self.list.setObjectName("browse")
        self.list.setAccessibleName(_TITLES[Kind.ARTIST])
        self.list.setModel(self.model)
        self.list.setItemDelegate(CountDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setLayoutMode(QListView.LayoutMode.Batched)
        # the current row is the chosen one, painted by the delegate
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(2)
        kinds = QHBoxLayout()
        kinds.setContentsMargins(6, 2, 6, 2)
        kinds.addWidget(self.kinds)
        layout.addLayout(kinds)
        layout.addWidget(self.list, 1)
        self._again = QTimer(self, singleShot=True, interval=_RELOAD)
        self._again.timeout.connect(self.reload)
        self.kinds.activated.connect(lambda _: self.reload())
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.clicked.connect(lambda index: self._chosen(index, None))
        state.library_changed.connect(self._library_changed)
        state.scope_changed.connect(self._follow)
        self.reload()

    @property
    def kind(self) -> Kind:
        """What is listed."""
        return Kind(self.kinds.currentData())

    def reload(self) -> None:
        """Ask the library again."""
        self._again.stop()
        self.list.setAccessibleName(_TITLES[self.kind])
        self._state.jobs.start(
            Job.BROWSE, _read, self._state.db, self.kind, on_result=self._show, on_error=self._state.complain
        )

    def choose_kind(self, kind: Kind) -> None:
        """List the library by this."""
        self.kinds.setCurrentIndex(list(_TITLES).index(kind))
        self.reload()

    def _show(self, answer: tuple[Kind, Sequence[Entry]]) -> None:
        kind, found = answer
        listed = [entry if entry.key else replace(entry, name=_WITHOUT[kind]) for entry in found]
        if kind is self.kind and listed != self.model.entries:
            place = self.list.verticalScrollBar().value()
            self.model.show(listed)
            self.list.verticalScrollBar().setValue(place)
            self._follow(self._state.scope)

    def _scope(self, row: int) -> str:
        return f"{self.kind.value} {self.model.entries[row].key}"

    def _chosen(self, index: QModelIndex, _before: QModelIndex | None) -> None:
        if index.isValid():
            self._state.set_scope(self._scope(index.row()))

    def _library_changed(self, changes: Changes) -> None:
        if changes and not self._again.isActive():  # never pushed back by later changes
            self._again.start()

    def _follow(self, scope: str) -> None:
        """Mark the entry that is shown; none when something else is."""
        kind, _, key = scope.partition(" ")
        row = -1
        if kind == self.kind.value:
            row = next((at for at, entry in enumerate(self.model.entries) if entry.key == key), -1)
        if row == self.list.currentIndex().row():
            return
        blocked = self.list.selectionModel().blockSignals(True)
        self.list.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())
        self.list.selectionModel().blockSignals(blocked)
        self.list.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = self.list.viewport().mapFrom(self, event.pos())
        index = self.list.currentIndex() if by_key else self.list.indexAt(at)
        if not index.isValid():
            return
        menu = self.menu_for(index.row())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        below = self.list.viewport().mapToGlobal(self.list.visualRect(index).bottomLeft())
        menu.popup(below if by_key else event.globalPos())

    def menu_for(self, row: int) -> QMenu:
        """What can be done with the songs of an entry."""
        scope, name = self._scope(row), self.model.entries[row].name
        menu = QMenu(self)
        song_menu.fill_found(
            menu,
            self._state,
            lambda call: self.songs_wanted.emit(scope, call),
            self._state.action_requested.emit,
            name=name,
        )
        return menu


def _read(context: JobContext, db: Database, kind: Kind) -> tuple[Kind, Sequence[Entry]]:
    context.check_cancelled()
    return kind, entries(db, kind)
