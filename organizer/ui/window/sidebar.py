"""The list at the left: what of the library is shown, the groups, the saved playlists."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from organizer.base.model import IntArray
from organizer.library.lists.browsing import is_browsed
from organizer.library.playlists import playlists
from organizer.library.tracks import Counts
from organizer.ui.songs import song_menu
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets import theme
from organizer.ui.widgets.count_delegate import COUNT, CountDelegate
from organizer.ui.widgets.plain_text import plain

_SCOPE = Qt.ItemDataRole.UserRole

_KINDS = (
    ("", "All songs", "music-note-outline", "Every song of the library"),
    ("new", "New", "star-four-points-outline", "Added in the last day"),
    ("waiting", "To be analyzed", "ear-hearing", "Not analyzed yet"),
    ("failed", "Failed", "alert-circle-outline", "Could not be read or analyzed"),
    ("away", "Away", "cloud-off-outline", "Their files are not there now"),
)


class _Delegate(CountDelegate):
    """Rows of the side bar; a section begins where the signs of its rows do."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def outdent(self, index: QModelIndex | QPersistentModelIndex) -> int:
        return 0 if index.parent().isValid() else self._tree.indentation()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(min(size.width(), 120), size.height())


class Sidebar(QTreeWidget):
    """Clicking a row shows its songs in the table; a group is also selected as a whole. Groups and playlists
    have a menu."""

    group_chosen = Signal(int)
    groups_view_requested = Signal(int)  #: number of the group to be shown there
    playlist_opened = Signal(str)
    songs_wanted = Signal(str, object)  #: an entry, and what is to be called with the ids of its songs
    playlist_delete_requested = Signal(str)

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName("Library, groups and playlists")
        self._state = state
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(8)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # the current row is the chosen one, painted by the delegate
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setItemDelegate(_Delegate(self))
        self.setIconSize(QSize(16, 16))
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._library = self._section("LIBRARY")
        self._groups = self._section("GROUPS")
        self._playlists = self._section("PLAYLISTS")
        for scope, title, icon, tip in _KINDS:
            self._add(self._library, scope, title, theme.icon(icon), None, tip)
        self._show_kinds({})
        self._groups.setHidden(True)
        self.setCurrentItem(self._rows[""])
        self.currentItemChanged.connect(self._chosen)
        self.itemDoubleClicked.connect(self._opened)
        state.groups_changed.connect(self.show_groups)
        state.scope_changed.connect(self._follow)
        self.show_playlists()

    def show_counts(self, counts: Counts, new: int) -> None:
        """How many songs there are of each kind, and how many are new."""
        self._show_kinds(
            {
                "": counts.all,
                "new": new,
                "waiting": counts.waiting,
                "failed": counts.failed,
                "away": counts.away,
            }
        )

    def show_groups(self) -> None:
        """List the groups, the playlists and what else can be chosen."""
        grouping = self._state.grouping
        self._clear(self._groups)
        for group in grouping.groups if grouping is not None else ():
            sign = theme.dot(theme.group_colour(group.number))
            self._add(self._groups, f"group {group.number}", group.name, sign, group.size, group.name)
        self._groups.setHidden(not self._groups.childCount())
        self._follow(self._state.scope)

    def show_playlists(self) -> None:
        """The playlists saved in the library, by name."""
        self._clear(self._playlists)
        for name in playlists.names(self._state.db):
            icon = theme.icon("playlist-music-outline")
            self._add(self._playlists, f"playlist {name}", name, icon, None, f"{name}: double click opens it")
        self._playlists.setHidden(not self._playlists.childCount())
        self._follow(self._state.scope)

    def _show_kinds(self, counts: dict[str, int]) -> None:
        for scope, *_ in _KINDS:
            row, count = self._rows[scope], counts.get(scope, 0)
            row.setData(0, COUNT, count)
            # rows that say nothing are left out; the one that is chosen stays
            row.setHidden(bool(scope) and not count and self._state.scope != scope)

    def _section(self, title: str) -> QTreeWidgetItem:
        row = QTreeWidgetItem(self, [title])
        row.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 108)
        row.setFont(0, font)
        row.setForeground(0, self.palette().placeholderText())
        row.setExpanded(True)
        return row

    def _add(
        self, section: QTreeWidgetItem, scope: str, title: str, icon: QIcon, count: int | None, tip: str
    ) -> None:
        row = QTreeWidgetItem(section, [title])
        row.setData(0, _SCOPE, scope)
        row.setData(0, COUNT, count)
        row.setIcon(0, icon)
        row.setToolTip(0, plain(tip))
        self._rows[scope] = row

    def _clear(self, section: QTreeWidgetItem) -> None:
        self.blockSignals(True)
        for row in section.takeChildren():
            self._rows.pop(row.data(0, _SCOPE), None)
        self.blockSignals(False)

    def _chosen(self, row: QTreeWidgetItem | None) -> None:
        scope = None if row is None else row.data(0, _SCOPE)
        if scope is None:
            return
        self._state.set_scope(scope)
        if scope.startswith("group "):
            self.group_chosen.emit(int(scope.split()[1]))

    def _opened(self, row: QTreeWidgetItem) -> None:
        scope = row.data(0, _SCOPE) or ""
        if scope.startswith("playlist "):
            self.playlist_opened.emit(scope.partition(" ")[2])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.currentItem() if by_key else self.itemAt(event.pos())
        scope = row.data(0, _SCOPE) if row is not None else None
        menu = self.menu_for(scope) if scope is not None else None
        if row is None or menu is None:
            return
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        below = self.viewport().mapToGlobal(self.visualItemRect(row).bottomLeft())
        menu.popup(below if by_key else event.globalPos())

    def menu_for(self, scope: str) -> QMenu | None:
        """What can be done with the songs of an entry, and with the group or playlist itself."""
        if scope not in self._rows:
            return None
        kind, _, name = scope.partition(" ")
        menu = QMenu(self)

        def find(call: Callable[[IntArray], object]) -> None:
            self.songs_wanted.emit(scope, call)

        if kind == "playlist":
            song_menu.add_playing(menu, self._state, find)
        else:
            song_menu.add_playing_and_making(menu, self._state, find, self._rows[scope].text(0))
        menu.addSeparator()
        if kind == "group":
            menu.addAction("&Select its songs", lambda: self.group_chosen.emit(int(name)))
            menu.addAction("Show in the &Groups view", lambda: self.groups_view_requested.emit(int(name)))
        elif kind == "playlist":
            menu.addAction("&Open in the panel", lambda: self.playlist_opened.emit(name))
            menu.addAction("&Delete…", lambda: self.playlist_delete_requested.emit(name))
        return menu

    def _follow(self, scope: str) -> None:
        row = self._rows.get(scope)
        if row is None and is_browsed(scope):  # an artist or the like is shown
            self.blockSignals(True)
            self.setCurrentItem(None)  # type: ignore[call-overload]
            self.blockSignals(False)
            self.viewport().update()
            return
        if row is None:  # the group or playlist is gone
            self._state.set_scope("")
            row = self._rows[""]
        if row is not self.currentItem():
            self.blockSignals(True)
            self.setCurrentItem(row)
            self.blockSignals(False)
            self.viewport().update()
