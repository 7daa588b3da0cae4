"""The table of songs: sorts and filters in the background, shares the window's selection."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import tr
from organizer.base.model import Changes, IntArray, Track
from organizer.library import sound_words, tracks
from organizer.ui.songs import song_menu
from organizer.ui.songs.columns import COLUMNS, RATING_COLUMN, WORD_COLUMN, to_choose, widths
from organizer.ui.songs.finder import Finder
from organizer.ui.songs.own_order import OwnOrder
from organizer.ui.songs.star_column import StarColumn
from organizer.ui.songs.track_model import Index, TrackModel
from organizer.ui.state.app_state import AppState, distinct
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import next_turn
from organizer.ui.widgets.song_drag import drag_songs

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from organizer.work.jobs import JobContext

_SOURCE = "table"

#: Songs shown at the start, before the others are known: a screen of rows.
_OPENING = 80

#: Scattered selections with more ranges than this are painted by us: Qt compares ranges pairwise.
_MANY_RANGES = 400

#: So many songs of the table are queued when one is played, half of them before it.
_QUEUE = 100_000

#: In what is stored of the columns, before their number.
_OF_COLUMNS = b"columns:"

#: Orders that analysis changes: while it runs, such a table is sorted again now and then.
_HEARD = frozenset({"bpm", "tempo", "key", "camelot", "group", "energy", "loudness"})


class _Scattered(QStyledItemDelegate):
    """Paints rows of a large scattered selection as selected, which Qt itself cannot hold."""

    def __init__(self, parent: QWidget, rows: npt.NDArray[np.bool_]) -> None:
        super().__init__(parent)
        from PySide6.QtWidgets import QStyle  # takes ten milliseconds, and is seldom needed

        self.rows = rows  #: of each row, whether it is selected
        self._selected = QStyle.StateFlag.State_Selected

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.row() < len(self.rows) and self.rows[index.row()]:
            option.state |= self._selected


class TrackTable(QTableView):
    """Double click or Enter plays; rows can be dragged out; the selection is the window's."""

    shown_changed = Signal(int)  #: how many songs are shown
    queue_offered = Signal(object, int)  #: ids of the table in its order; place of the one about to play
    query_failed = Signal(str)  #: why the search cannot be understood; "" when it can
    action_requested = Signal(str)  #: an action of the window, on the selection: "similar", "edit_tags" …

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tracks")
        self.setAccessibleName(tr("Songs"))
        self._state = state
        self.tracks = TrackModel(state.db, self)
        self._finder = Finder(state.db)
        self._syncing = False
        self._fitting = self._own_widths = False
        self._plain = self.itemDelegate()
        self._scattered: _Scattered | None = None  #: while such a selection is there
        self._smart: list[str] = []  #: what tells the songs of the smart playlist that is shown
        self._when_found: Callable[[IntArray], object] | None = None  #: waits for the search that runs
        self.setModel(self.tracks)
        self._stars = StarColumn(self, self.tracks, state)
        self._set_up_view()
        self.own_order = OwnOrder(self.horizontalHeader())
        self.empty: EmptyView | None = None  #: made when there is first nothing to show
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.reload)
        self.selectionModel().selectionChanged.connect(self._selected_here)
        self.doubleClicked.connect(self._play)
        self.horizontalHeader().sortIndicatorChanged.connect(lambda *_: self.reload())
        state.library_changed.connect(self._library_changed)
        state.selection_changed.connect(self._selected_elsewhere)
        state.query_changed.connect(self._asked_anew)
        state.scope_changed.connect(self._asked_anew)
        state.smart_changed.connect(self._smart_changed)
        state.playlists_topped_up.connect(self.playlists_changed)
        state.map_changed.connect(self.tracks.forget)
        state.groups_changed.connect(self._groups_changed)
        state.current_track_changed.connect(self.tracks.set_playing)

    def _set_up_view(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setStretchLastSection(True)
        header.setAccessibleName(tr("Columns"))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._column_menu)
        for number, column in enumerate(COLUMNS):
            self.setColumnHidden(number, column.hidden)
        header.moveSection(header.visualIndex(RATING_COLUMN), 5)  # beside the time
        header.sectionResized.connect(self._column_resized)
        # Of its own, so that painting it does not ask of every row whether its column is selected
        header.setSelectionModel(QItemSelectionModel(self.tracks, header))
        self.setSortingEnabled(True)
        header.setSortIndicator(1, Qt.SortOrder.AscendingOrder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Share the width among the columns, until the person gives them widths."""
        if self._own_widths:
            return
        shown = [n for n in range(len(COLUMNS)) if not self.isColumnHidden(n)]
        self._fitting = True
        for number, width in widths(shown, self.viewport().width(), self.fontMetrics()).items():
            self.setColumnWidth(number, width)
        self._fitting = False

    def _column_resized(self, number: int, old: int, new: int) -> None:
        shown = (n for n in range(len(COLUMNS)) if not self.isColumnHidden(n))
        last = max(shown, key=self.horizontalHeader().visualIndex)
        if not self._fitting and old and new and number != last:  # the last one takes what is left
            self._own_widths = True

    @property
    def order(self) -> tuple[str, bool]:
        """The order of the rows, as the finder calls it, and whether it descends."""
        if own := self.own_order.order:
            return own, False
        header = self.horizontalHeader()
        order = self.tracks.order_of(header.sortIndicatorSection())
        return order, header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder

    def _asked_anew(self, _what: str) -> None:
        self.own_order.follow(self._state.scope, self._state.query)
        self._show_word()
        self.reload()

    def _smart_changed(self) -> None:
        """The smart playlist that is shown may hold other songs now."""
        number = self._state.scope.removeprefix("smart ")
        shown = [one.digest for one in self._state.smart or () if str(one.playlist.number) == number]
        if shown and shown != self._smart and self._state.scope.startswith("smart "):
            self.reload()
        self._smart = shown

    def playlists_changed(self, *_: object) -> None:
        """Saved playlists are others now, or of other songs."""
        if self.own_order.offered:
            self.reload()

    def _show_word(self) -> None:
        """A column with the numbers of the word for sound that is searched for."""
        self.tracks.set_word(sound_words.searched(self._state.db, self._state.query))
        if (hidden := self.tracks.word is None) != self.isColumnHidden(WORD_COLUMN):
            self.setColumnHidden(WORD_COLUMN, hidden)
            header = self.horizontalHeader()
            header.moveSection(header.visualIndex(WORD_COLUMN), 1)  # in sight, beside the title
            self._fit_columns()

    def reload(self) -> None:
        """Ask the library again, in the background; the answer to the latest question counts."""
        self._again.stop()
        order, down = self.order
        asked = bool(self._state.scope or self._state.query.strip())
        self._state.jobs.start(
            Job.TRACKS,
            self._finder.find,
            self._state.scope,
            self._state.query,
            order,
            down,
            on_result=lambda ids: self._show_rows(ids, asked=asked),
            on_error=self._not_understood,
            owner=self,
        )

    def when_found(self, call: Callable[[IntArray], object]) -> None:
        """Call with the ids of the rows, in their order: now, or when a search that runs is done."""
        if self._state.jobs.running(Job.TRACKS):
            self._when_found = call
        else:
            call(self.tracks.ids)

    def row_of(self, track_id: int) -> int | None:
        """The row of a song; None when it is not shown."""
        import numpy as np

        rows = np.flatnonzero(self.tracks.ids == track_id)
        return int(rows[0]) if rows.size else None

    def open(self) -> None:
        """At the start: the first screen of songs, as soon as they are found, then all of them."""
        order, down = self.order

        def find_first(_context: JobContext) -> list[Track]:
            return tracks.first(self._state.db, _OPENING, order=order, descending=down)

        def show(first: list[Track]) -> None:
            self.tracks.open(first)
            next_turn(self, self.reload)

        self._state.jobs.start(
            Job.TRACKS, find_first, on_result=show, on_error=self._not_understood, owner=self
        )

    def _show_rows(self, ids: IntArray, *, asked: bool) -> None:
        place = self.verticalScrollBar().value()
        self._syncing = True
        self.tracks.set_ids(ids)
        self._syncing = False
        self._mark(self._state.selection)
        self.verticalScrollBar().setValue(place)
        self._show_empty()
        self.query_failed.emit("")
        self._state.set_matches(ids if asked else None)
        self.shown_changed.emit(len(ids))
        call, self._when_found = self._when_found, None
        if call is not None:
            call(ids)

    def _show_empty(self) -> None:
        """Why there is no song here, and the way out."""
        query, scope = self._state.query.strip(), self._state.scope
        if len(self.tracks.ids) or not (query or scope):
            if self.empty is not None:
                self.empty.hide()
            return
        if self.empty is None:
            self.empty = EmptyView.over(self)
        if query:
            self._say_of_search(tr("No song fits “{query}”.", query=query))
        else:
            self.empty.say(
                tr("There is no song here now."),
                tr("Show all songs"),
                lambda: self._state.set_scope(""),
                tr("Show every song of the library"),
            )
        self.empty.show()

    def offer_instead(self, sentence: str, query: str) -> None:
        """Offer another search where this one finds no song."""
        if self.empty is not None and self.empty.isVisible() and not len(self.tracks.ids):
            tip = tr("Search for {query}", query=query)
            self.empty.say(sentence, tr("Show them"), lambda: self._state.set_query(query), tip)

    def _say_of_search(self, sentence: str) -> None:
        assert self.empty is not None
        self.empty.say(
            sentence,
            tr("Clear the search"),
            lambda: self._state.set_query(""),
            tr("Show the songs without the search"),
        )

    def _not_understood(self, error: Exception) -> None:
        self._when_found = None
        if isinstance(error, UsageError):
            self.query_failed.emit(str(error))
            if self.empty is not None and self.empty.isVisible():  # it still speaks of the search before
                self._say_of_search(str(error))
        elif isinstance(error, OrganizerError):
            self._state.message.emit(str(error), "error")

    def _library_changed(self, changes: Changes) -> None:
        self._finder.forget()
        if changes.updated:
            self.tracks.forget()
        if changes.added or changes.removed:
            self._reload_in(150)
        elif self.order[0] in _HEARD or self._state.query or self._state.scope:
            self._reload_in(1500)

    def _reload_in(self, milliseconds: int) -> None:
        # a very large library takes longer
        milliseconds = max(milliseconds, round(self._finder.seconds * 5000))
        # never pushed back by later changes, or a steady stream of them would keep the table empty
        if not self._again.isActive() or self._again.remainingTime() > milliseconds:
            self._again.start(milliseconds)

    def _groups_changed(self) -> None:
        self._finder.forget()
        self.tracks.set_groups(self._state.grouping)
        if self._state.scope.startswith("group") or self.order[0] == "group":
            self._reload_in(150)

    # -- selection

    def selected_ids(self) -> IntArray:
        """The selected songs, in the order of the rows. shape=(k,)"""
        import numpy as np

        if self._scattered is not None:
            marked: IntArray = self.tracks.ids[self._scattered.rows]
            return marked
        ranges = [(r.top(), r.bottom() + 1) for r in list(self.selectionModel().selection())]  # type: ignore[call-overload]
        rows = [np.arange(top, end) for top, end in sorted(ranges)]
        places = distinct(np.concatenate(rows)) if rows else np.empty(0, np.int64)
        # at the start there are rows of which the ids are not there yet
        chosen: IntArray = self.tracks.ids[places[places < len(self.tracks.ids)]]
        return chosen

    def in_order(self, ids: IntArray) -> IntArray:
        """These songs, those of the table first and in the order of its rows. shape=(k,)"""
        import numpy as np

        from organizer.library.orders import are_among  # not before: it loads numpy

        shown: IntArray = self.tracks.ids[self.tracks.rows_of(ids)]
        return np.concatenate((shown, ids[~are_among(ids, shown)]))

    def _selected_here(self) -> None:
        if self._syncing:
            return
        self._scatter(None)
        self._state.select(self.selected_ids(), _SOURCE)

    def _selected_elsewhere(self, ids: IntArray, source: str) -> None:
        if source == _SOURCE:
            return
        rows = self._mark(ids)
        if len(rows):
            self.scrollTo(self.tracks.index(int(rows[0]), 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _mark(self, ids: IntArray) -> IntArray:
        """Show these songs as selected, where they are in the table."""
        import numpy as np

        rows = self.tracks.rows_of(ids)
        model = self.selectionModel()
        self._syncing = True
        model.clearSelection()
        marked = None
        if len(rows):
            breaks = np.flatnonzero(np.diff(rows) > 1)
            tops = rows[np.concatenate(([0], breaks + 1))]
            bottoms = rows[np.concatenate((breaks, [len(rows) - 1]))]
            if len(tops) <= _MANY_RANGES:
                index, last = self.tracks.index, len(COLUMNS) - 1
                chosen = QItemSelection()
                for top, bottom in zip(tops.tolist(), bottoms.tolist(), strict=True):
                    chosen.append(QItemSelectionRange(index(top, 0), index(bottom, last)))
                model.select(chosen, QItemSelectionModel.SelectionFlag.Select)
            else:
                marked = np.zeros(len(self.tracks.ids), bool)
                marked[rows] = True
            model.setCurrentIndex(
                self.tracks.index(int(rows[0]), 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self._scatter(marked)
        self._syncing = False
        return rows

    def _scatter(self, rows: npt.NDArray[np.bool_] | None) -> None:
        """Paint these rows as selected ourselves, or leave it to Qt. shape=(n,)"""
        if rows is None and self._scattered is None:
            return
        before, self._scattered = self._scattered, None if rows is None else _Scattered(self, rows)
        self.setItemDelegate(self._scattered or self._plain)
        self._stars.rows = rows
        if before is not None:
            before.deleteLater()

    # -- what a person does with rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._play(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_Space or (event.text() and event.text().isprintable()):
            event.ignore()  # space plays, and letters start a search: both are the window's
            return
        super().keyPressEvent(event)

    def _play(self, index: QModelIndex) -> None:
        if index.isValid():
            first = max(0, index.row() - _QUEUE // 2)
            self.queue_offered.emit(self.tracks.ids[first : first + _QUEUE].tolist(), index.row() - first)
            self._state.play_requested.emit(int(self.tracks.ids[index.row()]))

    def play_chosen(self) -> bool:
        """Play from the chosen song on; from the topmost, where several are chosen elsewhere. False when none
        is chosen."""
        index = self.currentIndex()
        if not self.selectionModel().isSelected(index):
            ids = self.selected_ids()
            rows = self.tracks.rows_of(ids)
            index = self.tracks.index(int(rows[0]), 0) if len(rows) else QModelIndex()
        self._play(index)
        return index.isValid()

    def startDrag(self, actions: Qt.DropAction) -> None:
        ids = self.selected_ids()
        if len(ids):
            drag_songs(self, self._state.db, ids.tolist())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def menu(self) -> QMenu | None:
        """What can be done with the songs selected here; ``None`` if there are none."""
        ids = self.selected_ids()
        if not len(ids):
            return None
        menu = QMenu(self)
        song_menu.fill(menu, self._state, ids, self.action_requested.emit)
        return menu

    def _column_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        shown = {n for n in range(len(COLUMNS)) if not self.isColumnHidden(n)}
        for number in to_choose(self._state.db, shown):
            action = menu.addAction(COLUMNS[number].title)
            action.setCheckable(True)
            action.setChecked(number in shown)
            action.setEnabled(number > 0)
            action.toggled.connect(lambda on, n=number: self.setColumnHidden(n, not on))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(place))

    def save_layout(self) -> QByteArray:
        """Order, widths and visibility of the columns, for the next start."""
        return self.own_order.saved_state().append(f"{_OF_COLUMNS.decode()}{len(COLUMNS)}".encode())

    def restore_layout(self, state: QByteArray, own_widths: bool) -> None:
        """Columns as they were; ``own_widths``: the person gave them their widths."""
        header = self.horizontalHeader()
        stored = bytes(state.data())
        columns, _, count = stored.rpartition(_OF_COLUMNS)
        header.restoreState(QByteArray(columns or stored))
        for number in range(int(count) if columns else WORD_COLUMN + 1, len(COLUMNS)):  # new since then
            self.setColumnHidden(number, COLUMNS[number].hidden)
        self._show_word()
        self._own_widths = own_widths

    @property
    def own_widths(self) -> bool:
        """Whether the person gave the columns their widths."""
        return self._own_widths
