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

from organizer.base.language import tr, tr_as
from organizer.base.model import IntArray
from organizer.library.lists import searches
from organizer.library.lists.browsing import is_browsed
from organizer.library.playlists import playlists
from organizer.library.tracks import Counts
from organizer.ui.songs import song_menu
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.count_delegate import COUNT, CountDelegate
from organizer.ui.widgets.plain_text import plain

_SCOPE = Qt.ItemDataRole.UserRole

_KINDS = (
    ("", tr("All songs"), "music-note-outline", tr("Every song of the library")),
    ("new", tr_as("songs", "New"), "star-four-points-outline", tr("Added in the last day")),
    ("waiting", tr("To be analyzed"), "ear-hearing", tr("Not analyzed yet")),
    ("failed", tr_as("songs", "Failed"), "alert-circle-outline", tr("Could not be read or analyzed")),
    ("away", tr_as("songs", "Away"), "cloud-off-outline", tr("Their files are not there now")),
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
    region_menu_asked = Signal(object, int)  #: a menu to be filled, and the number of a region
    smart_menu_asked = Signal(object, int)  #: the same of a smart playlist
    playlist_opened = Signal(str)
    songs_wanted = Signal(str, object)  #: an entry, and what is to be called with the ids of its songs
    playlist_delete_requested = Signal(str)

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(tr("Library, groups and playlists"))
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
        self.setIconSize(QSize(theme.small_icon_side(), theme.small_icon_side()))
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._library = self._section(tr("LIBRARY"))
        self._groups = self._section(tr("GROUPS"))
        self._regions = self._section(tr("REGIONS"))
        self._playlists = self._section(tr("PLAYLISTS"))
        self._smart = self._section(tr("SMART PLAYLISTS"))
        self._searches = self._section(tr("SEARCHES"))
        for scope, title, icon, tip in _KINDS:
            self._add(self._library, scope, title, theme.icon(icon), None, tip)
        self._show_kinds({})
        self._groups.setHidden(True)
        self._regions.setHidden(True)
        self.setCurrentItem(self._rows[""])
        self.currentItemChanged.connect(self._chosen)
        self.itemDoubleClicked.connect(self._opened)
        state.groups_changed.connect(self.show_groups)
        state.regions_changed.connect(self.show_regions)
        state.searches_changed.connect(self.show_searches)
        state.smart_changed.connect(self.show_smart)
        state.scope_changed.connect(self._follow)
        self.show_playlists()
        self.show_smart()
        self.show_searches()

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

    def show_regions(self) -> None:
        """List the regions, with how many songs joined in their tips."""
        self._clear(self._regions)
        for region in (drawn.region for drawn in self._state.regions or ()):
            sign = theme.dot(theme.group_colour(region.colour))
            tip = (
                tr(
                    "{region}: {joined} of {size} joined",
                    region=region.name,
                    joined=region.joined,
                    size=region.size,
                )
                if region.joined
                else region.name
            )
            self._add(self._regions, f"region {region.number}", region.name, sign, region.size, tip)
        self._regions.setHidden(not self._regions.childCount())
        self._follow(self._state.scope)

    def show_playlists(self) -> None:
        """The playlists saved in the library, by name."""
        self._clear(self._playlists)
        for name in playlists.names(self._state.db):
            icon = theme.icon("playlist-music-outline")
            self._add(
                self._playlists,
                f"playlist {name}",
                name,
                icon,
                None,
                tr("{name}: double click opens it", name=name),
            )
        self._playlists.setHidden(not self._playlists.childCount())
        self._follow(self._state.scope)

    def show_smart(self) -> None:
        """The smart playlists, with how many songs each holds at the moment."""
        self._clear(self._smart)
        for one in self._state.smart or ():
            playlist = one.playlist
            sign = theme.icon("alert-circle-outline" if one.problem else "lightning-bolt-outline")
            tip = one.problem or f"{playlist.name}: {playlist.query or tr('all songs')}"
            songs = None if one.problem else one.songs
            self._add(self._smart, f"smart {playlist.number}", playlist.name, sign, songs, tip)
        self._smart.setHidden(not self._smart.childCount())
        self._follow(self._state.scope)

    def show_searches(self) -> None:
        """The searches that were kept, by name."""
        self._clear(self._searches)
        for search in searches.kept(self._state.db):
            tip = tr("Search for {query}", query=search.query)
            self._add(
                self._searches, f"search {search.query}", search.name, theme.icon("star-outline"), None, tip
            )
        self._searches.setHidden(not self._searches.childCount())

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
        if scope.startswith("search "):  # it stands in the box, to be gone on with
            self._state.set_scope("")
            self._state.set_query(scope.partition(" ")[2])
            self._follow("")
            return
        self._state.set_scope(scope)
        if scope.startswith("group "):
            self.group_chosen.emit(int(scope.split()[1]))
        elif scope.startswith("region "):
            self._state.region_chosen.emit(int(scope.split()[1]))

    def _opened(self, row: QTreeWidgetItem) -> None:
        scope = row.data(0, _SCOPE) or ""
        if scope.startswith("playlist "):
            self.playlist_opened.emit(scope.partition(" ")[2])
        elif scope.startswith("smart "):
            self._state.smart_edit_requested.emit(int(scope.split()[1]), "")

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

        def make_another() -> None:  # which takes the place of none when it is saved
            called = playlists.free_name(self._state.db, name)
            find(lambda ids: self._state.new_playlist_requested.emit(called, ids))

        song_menu.fill_found(
            menu,
            self._state,
            find,
            self._state.action_requested.emit,
            name=name if kind == "playlist" else self._rows[scope].text(0),
            make=make_another if kind == "playlist" else None,
            saved=name if kind == "playlist" else "",
        )
        menu.addSeparator()
        if kind == "group":
            menu.addAction(tr("&Select its songs"), lambda: self.group_chosen.emit(int(name)))
            menu.addAction(tr("Show in the &Groups view"), lambda: self.groups_view_requested.emit(int(name)))
        elif kind == "search":
            make = self._state.smart_edit_requested.emit
            menu.addAction(tr("Make a &smart playlist…"), lambda: make(0, name))
            menu.addAction(tr("Forge&t this search"), lambda: self._forget_search(name))
        elif kind == "smart":
            self.smart_menu_asked.emit(menu, int(name))
        elif kind == "region":
            self.region_menu_asked.emit(menu, int(name))
        elif kind == "playlist":
            menu.addAction(tr("&Open in the panel"), lambda: self.playlist_opened.emit(name))
            menu.addAction(tr("Dele&te…"), lambda: self.playlist_delete_requested.emit(name))
        return menu

    def _forget_search(self, query: str) -> None:
        self._state.jobs.start(
            Job.SEARCH_FORGET,
            lambda _context: searches.forget(self._state.db, query),
            on_result=lambda _none: self._state.searches_changed.emit(),
            on_error=self._state.complain,
            owner=self,
        )

    def _follow(self, scope: str) -> None:
        row = self._rows.get(scope)
        waits = scope.startswith("region ") and self._state.regions is None
        waits = waits or (scope.startswith("smart ") and self._state.smart is None)
        if row is None and (waits or is_browsed(scope)):  # an artist or the like is shown
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
