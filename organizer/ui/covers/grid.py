"""The songs of the table as covers of their albums, in the order of the table."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QImage, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QMenu, QWidget

from organizer.base.folding import fold
from organizer.base.language import tr
from organizer.base.model import Changes, IntArray
from organizer.library.lists import albums
from organizer.library.lists.albums import Album, Albums, Shelf
from organizer.library.orders import are_among, in_order
from organizer.library.storage.database import Database
from organizer.ui.covers.model import AlbumModel
from organizer.ui.covers.store import CoverStore
from organizer.ui.covers.tiles import SIDE, Part, TileDelegate, rounded
from organizer.ui.songs import song_menu
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.row_selection import rows_of, selection_of
from organizer.ui.widgets.song_drag import drag_songs
from organizer.work.jobs import JobContext

_SOURCE = "covers"
_IN_MEMORY = 400  #: covers: 50 KB each, at twice the scale 200 KB
_SOON = 1_500  #: milliseconds that changes of the library are collected for
_MOST_SELECTED = 4_000  #: albums that Qt is told of: it asks for each of them
_REST = 40  #: likewise of scrolling, before covers are read: what flies past is not


class CoverGrid(QListView):
    """Click selects the songs of an album, double click or Enter plays it; letters jump to one."""

    action_requested = Signal(str)  #: an action of the window, on the selection: "similar", "edit_tags" …
    listed = Signal()  #: other albums are listed, or of other songs

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("covers")
        self.setAccessibleName(tr("Albums"))
        self._state = state
        self.albums_model = AlbumModel(self)
        self.covers: CoverStore[QImage] = CoverStore(
            state, Job.ALBUM_COVERS, rounded, most=_IN_MEMORY, size=SIDE, parent=self
        )
        self._albums: Albums | None = None  #: of the library, until it changes
        self._ids: IntArray | None = None  #: of the songs that are shown
        self._syncing = False
        self._beyond: IntArray | None = None  #: rows that are selected, when they are too many for Qt
        self._typed, self._typed_at = "", 0.0
        self._seconds = 0.0  #: that reading the albums took
        self.setModel(self.albums_model)
        self.tiles = TileDelegate(self, self.albums_model, self.covers)
        self.setItemDelegate(self.tiles)
        self._set_up_view()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._list)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._want_covers)
        self.selectionModel().selectionChanged.connect(self._selected_here)
        self.doubleClicked.connect(self._play)
        self.covers.changed.connect(self._covers_changed)
        state.selection_changed.connect(self._selected_elsewhere)
        state.library_changed.connect(self._library_changed)

    def _set_up_view(self) -> None:
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # or tiles would jump
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self._fit()

    # -- what is listed

    def show_songs(self, ids: IntArray) -> None:
        """Show the albums of these songs, in their order; when the view is not seen, once it is."""
        self._ids = ids
        if self.isVisible():
            self._list()

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._list()

    def _list(self) -> None:
        self._again.stop()
        if self._ids is not None and self.isVisible():
            self._state.jobs.start(
                Job.ALBUMS,
                _shelve,
                self._state.db,
                self._albums,
                self._ids,
                on_result=self._take,
                on_error=self._state.complain,
                owner=self,
            )

    def _take(self, answer: tuple[Albums, Shelf, float]) -> None:
        known, shelf, seconds = answer
        if known is not self._albums:
            self._albums, self._seconds = known, seconds
            self.covers.forget()
        place = self.verticalScrollBar().value()
        self._syncing = True
        self.albums_model.show(known, shelf)
        self._syncing = False
        self._mark(self._state.selection)
        self.verticalScrollBar().setValue(place)
        self.viewport().update()
        self.listed.emit()

    def _library_changed(self, changes: Changes) -> None:
        if changes:
            self._albums = None
            if not self._again.isActive():  # never pushed back by later changes
                self._again.start(max(_SOON, round(self._seconds * 10_000)))

    @property
    def album_count(self) -> int:
        """How many albums are listed."""
        shelf = self.albums_model.shelf
        return 0 if shelf is None else int((shelf.albums >= 0).sum())

    # -- the size of the tiles

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "tiles"):
            self._fit()

    @property
    def _room(self) -> int:
        """Pixels of a line: Qt breaks one that is full to the last."""
        return self.viewport().width() - 1

    def _fit(self) -> None:
        """Share the width among the tiles of a line."""
        tile, width = self.tiles.tile_size(self.font()), self._room
        line = max(1, width // (tile.width() + 4))
        size = QSize(max(tile.width(), width // line), tile.height() + 4)
        if size != self.gridSize():
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 4)

    # -- the covers

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._rest.isActive():
            self._rest.start()

    def rows_seen(self) -> range:
        """The rows of the albums that are on the screen."""
        count = self.albums_model.rowCount()
        if not count:
            return range(0)
        size, top = self.gridSize(), self.verticalOffset()
        line = max(1, self._room // size.width())
        first = top // size.height() * line
        return range(
            min(first, count), min(count, -(-(top + self.viewport().height()) // size.height()) * line)
        )

    def _want_covers(self) -> None:
        rows = {self.albums_model.number(row): row for row in self.rows_seen()}
        rows.pop(-1, None)
        if self.isVisible() and rows:
            ratio = self.devicePixelRatioF()
            self.covers.want(rows, lambda number: self.albums_model.songs(rows[number])[:8].tolist(), ratio)

    def _covers_changed(self) -> None:
        self.viewport().update()

    # -- selection

    def chosen_rows(self) -> IntArray:
        """The rows of the albums that are selected, ascending. shape=(k,)"""
        return np.flatnonzero(np.array(self.tiles.parts, np.int64) == Part.ALL)

    def _songs_of(self, rows: IntArray) -> IntArray:
        parts = [self.albums_model.songs(int(row)) for row in rows]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def _selected_here(self) -> None:
        if self._syncing:
            return
        rows, beyond = rows_of(self.selectionModel()), self._beyond
        control = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        if beyond is not None and control:
            rows = np.setxor1d(beyond, rows)
        self._state.select(self._songs_of(rows), _SOURCE)
        if beyond is None:
            self._show_parts(self._state.selection)
        else:
            self._mark(self._state.selection)

    def _selected_elsewhere(self, ids: IntArray, source: str) -> None:
        if source == _SOURCE or not self.isVisible():
            return
        self._mark(ids)
        touched = np.flatnonzero(np.array(self.tiles.parts, np.int64) > Part.NONE)
        if len(touched):
            self.scrollTo(self.albums_model.index(int(touched[0])))

    def _show_parts(self, ids: IntArray) -> None:
        """How many songs of each album are selected."""
        shelf = self.albums_model.shelf
        if shelf is None or not len(shelf.albums):
            self.tiles.parts = []
        else:
            inside = are_among(shelf.ids, ids).view(np.int8)
            chosen = np.add.reduceat(inside, shelf.starts[:-1], dtype=np.int32)
            parts = np.where(chosen == np.diff(shelf.starts), Part.ALL, Part.SOME)
            self.tiles.parts = np.where(chosen == 0, Part.NONE, parts).tolist()
        self.viewport().update()

    def _mark(self, ids: IntArray) -> None:
        """Show these songs as selected: albums that are so as a whole are selected in the view, too."""
        self._show_parts(ids)
        rows = self.chosen_rows()
        model = self.selectionModel()
        chosen = selection_of(self.albums_model, rows, 1) if len(rows) <= _MOST_SELECTED else None
        self._beyond = rows if chosen is None else None
        self._syncing = True
        model.clearSelection()
        if chosen is not None:
            model.select(chosen, QItemSelectionModel.SelectionFlag.Select)
        if len(rows) and int(self.currentIndex().row()) not in rows:
            first = self.albums_model.index(int(rows[0]))
            model.setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._syncing = False

    # -- what a person does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._play(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()  # plays: the window's
        elif not held and event.text().strip() and event.text().isprintable():
            self.keyboardSearch(event.text())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Go to the next album whose name, or else whose artist, begins like what is typed."""
        now = time.monotonic()
        together = now - self._typed_at < QApplication.keyboardInputInterval() / 1000
        self._typed = self._typed + search if together else search
        self._typed_at = now
        sought = fold(self._typed)
        known, shelf, current = self._albums_listed(), self.albums_model.shelf, self.currentIndex().row()
        if shelf is None:
            return
        start = max(0, current if together else current + 1)
        rows = list(enumerate(shelf.albums.tolist()))
        for which in (0, 1):
            for row, number in (*rows[start:], *rows[:start]):
                if number >= 0 and known[number].sought[which].startswith(sought):
                    self.setCurrentIndex(self.albums_model.index(row))
                    return

    def _albums_listed(self) -> tuple[Album, ...]:
        listed = self.albums_model.albums
        return () if listed is None else listed.all

    def _play(self, index: QModelIndex) -> None:
        """Play an album from its first song on; all that are selected, where it is one of them."""
        if index.isValid():
            self._state.queue_requested.emit(self._meant(index.row()))

    def _meant(self, row: int) -> IntArray:
        rows = self.chosen_rows()
        return self._songs_of(rows if row in rows else np.array([row]))

    def startDrag(self, actions: Qt.DropAction) -> None:
        ids = self._songs_of(self.chosen_rows())
        if len(ids):
            drag_songs(self, self._state.db, ids.tolist())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = self.viewport().mapFrom(self, event.pos())
        index = self.currentIndex() if by_key else self.indexAt(at)
        if not index.isValid():
            return
        menu = self.menu_for(index.row())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        below = self.viewport().mapToGlobal(self.visualRect(index).center())
        menu.popup(below if by_key else event.globalPos())

    def menu_for(self, row: int) -> QMenu:
        """What can be done with the songs of an album; of all that are selected where it is one of them."""
        menu, ids = QMenu(self), self._meant(row)
        album = self.albums_model.album(row)
        alone = len(ids) == len(self.albums_model.songs(row))
        song_menu.fill(
            menu,
            self._state,
            ids,
            self.action_requested.emit,
            name=album.name if alone and album is not None else "",
        )
        return menu


def _shelve(
    context: JobContext, db: Database, known: Albums | None, ids: IntArray
) -> tuple[Albums, Shelf, float]:
    begun = time.thread_time()
    if known is None:
        known = albums.albums(db, in_order(db, "album"))
    context.check_cancelled()
    return known, albums.shelf(known, ids), time.thread_time() - begun
