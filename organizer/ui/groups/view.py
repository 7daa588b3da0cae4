"""The view of groups: how they are requested, what they are, how many there should be, how good they are."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QMenu,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base import system
from organizer.base.arrangement import Group
from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.base.settings import Settings
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.ui.groups.advice_bar import AdviceBar
from organizer.ui.groups.detail import GroupDetail
from organizer.ui.groups.list import GroupList, GroupModel
from organizer.ui.groups.page_names import PageName
from organizer.ui.groups.proposal import ProposalBar
from organizer.ui.groups.setup import SetupStrip
from organizer.ui.groups.work import GroupWork
from organizer.ui.playlist import list_export
from organizer.ui.songs import song_menu
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.flow_layout import FlowLayout
from organizer.ui.widgets.parts import STEP, IconButton, next_turn
from organizer.ui.widgets.plain_text import entry
from organizer.work.arranging.regrouping import Change
from organizer.work.helper import Helper
from organizer.work.insight import group_views
from organizer.work.insight.group_views import Portraits
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.ui.groups.pages import Page

#: The pages by the index of their tab.
_NAMES = tuple(PageName)


class GroupsView(QWidget):
    """Made when it is first shown. Choosing groups selects their songs in the whole window."""

    playlist_saved = Signal(str)  #: name of a playlist that is new in the library
    map_requested = Signal()  #: there is something to be seen on the map
    analysis_requested = Signal()  #: songs must be analyzed before there can be groups

    def __init__(self, state: AppState, helper: Helper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Groups"))
        self._state = state
        self.work = GroupWork(state, helper, self)
        self.setup = SetupStrip(state)
        self.model = GroupModel(self)
        self.list = GroupList(self.model)
        self.detail = GroupDetail()
        self.detail.show_details(shown=state.settings.details)
        self.pages: dict[PageName, Page] = {}
        self._linked: set[str] = set()  #: playlists that top themselves up
        self._build()
        self.setup.make_requested.connect(lambda: self.work.make(self.setup.wish()))
        self.model.rename_requested.connect(self.rename)
        self.list.chosen.connect(self._chosen)
        self.list.menu_requested.connect(self._menu)
        self.detail.select_requested.connect(lambda track_id: state.select([track_id], "groups"))
        self.detail.play_requested.connect(state.preview_requested)
        self.work.portrayed.connect(self._portrayed)
        self.work.proposed.connect(self._proposed)
        self.proposal.take_requested.connect(self.work.take)
        self.proposal.leave_requested.connect(self.work.leave)
        self.proposal.preview_toggled.connect(self._preview)
        state.groups_changed.connect(self._groups_changed)
        state.counts_changed.connect(self._show_state)
        state.settings_changed.connect(self._settings_changed)
        self.setFocusProxy(self.list)
        self._groups_changed()
        self.work.portray()
        self.work.look_for_proposal()

    # -- what it does

    def show_group(self, number: int) -> None:
        """Choose a group, as a click on its card does."""
        self.tabs.setCurrentWidget(self.first)
        self.list.choose([number])
        self.list.scrollTo(self.list.currentIndex())
        self._chosen([number])

    def show_page(self, name: PageName) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(_NAMES.index(name))

    def rename(self, number: int, name: str) -> None:
        """Give a group a name."""
        self.work.change(tr("Rename group"), group_views.rename, number, name)

    def lock(self, numbers: list[int]) -> None:
        """Lock groups; those that are all locked are unlocked."""
        locked = not all(group.locked for group in self._groups(numbers))
        for number in numbers:
            self.work.change(
                tr("Lock group") if locked else tr("Unlock group"), group_views.lock, number, locked
            )

    def merge(self, numbers: list[int]) -> None:
        """Make one group of several."""
        self.work.change(tr("Merge groups"), group_views.merge, tuple(numbers))

    def split(self, number: int, parts: int) -> None:
        """Cut a group into so many parts."""
        self.work.change(tr("Split group"), group_views.split, number, parts)

    def move_here(self, number: int) -> None:
        """Put the selected songs into a group."""
        ids = self._state.selection.tolist()
        self.work.change(plural("Move {n} song", "Move {n} songs", len(ids)), group_views.move, ids, number)

    def play_typical(self, number: int) -> None:
        """Play the song that is most typical of a group."""
        for group in self._groups([number]):
            if group.typical:
                self._state.preview_requested.emit(group.typical[0])

    def make_playlist(self, numbers: list[int]) -> None:
        """Keep the songs of groups as a playlist, in an order for listening."""
        if self.work.portraits is None:
            return
        ids = self.work.portraits.songs(numbers).tolist()
        name = " + ".join(group.name for group in self._groups(numbers))
        self._state.jobs.start(
            Job.GROUPS_PLAYLIST,
            _save_playlist,
            self._state.db,
            name,
            ids,
            on_result=self._saved,
            on_error=self._state.complain,
            owner=self,
        )

    def keep(self, number: int) -> None:
        """Keep a group as a playlist that tops itself up; if it is one, let that be."""
        groups = self._groups([number])  # none where it went while its menu was open
        if groups and groups[0].playlist:
            self.work.change(tr("Stop topping up"), group_views.unlink, number)
        elif groups:
            self.work.change(tr("Keep group as playlist"), group_views.link, number)

    def keep_file(self, number: int) -> None:
        """As ``keep``, and the playlist is a file, too, which is written anew when songs join."""
        name = next((group.name for group in self._groups([number])), "")
        dialog = FileDialog(self._state, tr("A playlist file that tops itself up"), self)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Playlists (*.m3u8)"))
        dialog.setDefaultSuffix("m3u8")
        dialog.selectFile(f"{system.safe_file_name(name)}.m3u8")
        dialog.fileSelected.connect(
            lambda path: self.work.change(tr("Keep group as playlist"), group_views.link, number, path)
        )
        dialog.open()

    def export(self, numbers: list[int]) -> None:
        """Ask where to, and write the songs of groups as a list."""
        if self.work.portraits is None:
            return
        ids = self.work.portraits.songs(numbers).tolist()
        name = " + ".join(group.name for group in self._groups(numbers))
        list_export.ask(
            self._state,
            self,
            tr("Export the songs of the group"),
            name,
            lambda path: list_export.export(self._state, ids, name, path),
            "txt",
        )

    # -- how it is put together

    def _build(self) -> None:
        """From the outermost in: a widget that is moved is dressed anew, with all that is inside it."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.setup)
        self.tabs = QTabWidget()
        layout.addWidget(self.tabs, 1)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(tr("Groups, how many, how good"))
        self.first = QStackedWidget()
        for name in PageName:
            place = self.first if name is PageName.GROUPS else QWidget()
            if name is not PageName.GROUPS:
                QVBoxLayout(place).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(place, name.caption)
        self.tabs.currentChanged.connect(self._page_shown)
        self.empty = EmptyView()
        self.first.addWidget(self.empty)
        left = QWidget()
        self.first.addWidget(left)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.proposal = ProposalBar()
        column.addWidget(self.proposal)
        self.advice = AdviceBar()
        self.advice.taken.connect(self.setup.take)
        column.addWidget(self.advice)
        self.tools = QWidget()
        column.addWidget(self.tools)
        self._build_tools()
        self.split_view = QSplitter(Qt.Orientation.Horizontal)
        column.addWidget(self.split_view, 1)
        self.split_view.addWidget(self.list)
        self.split_view.addWidget(self.detail)
        self.split_view.setSizes([380, 380])
        self.split_view.setChildrenCollapsible(False)
        self.split_view.setHandleWidth(1)

    def _build_tools(self) -> None:
        row = FlowLayout(self.tools, spacing=2)
        row.setContentsMargins(STEP, 2, STEP, 2)
        self.buttons = {
            "play": self._tool(
                "play", tr("Play typical"), tr("Play the song nearest to the middle of the group")
            ),
            "playlist": self._tool("playlist-plus", tr("Make playlist"), tr("Keep the songs as a playlist")),
            "keep": self._tool(
                "playlist-star",
                tr("Keep as playlist"),
                tr("Keep as a playlist that songs which join the group are added to"),
            ),
            "export": self._tool("export", tr("Export songs"), tr("Write the songs as text, CSV or M3U8")),
            "rename": self._tool("pencil-outline", tr("Rename"), tr("Give the group another name (F2)")),
            "lock": self._tool(
                "lock-outline", tr("Lock"), tr("Keep the group as it is when groups are made again")
            ),
            "split": self._tool(
                "call-split", tr("Split in two"), tr("Cut the group where its songs differ most")
            ),
            "merge": self._tool("call-merge", tr("Merge"), tr("Make one group of those that are selected")),
        }
        calls = {
            "play": lambda: self.play_typical(self.list.numbers()[0]),
            "playlist": lambda: self.make_playlist(self.list.numbers()),
            "keep": lambda: self.keep(self.list.numbers()[0]),
            "export": lambda: self.export(self.list.numbers()),
            "rename": lambda: self.list.edit_name(self.list.numbers()[0]),
            "lock": lambda: self.lock(self.list.numbers()),
            "split": lambda: self.split(self.list.numbers()[0], 2),
            "merge": lambda: self.merge(self.list.numbers()),
        }
        for name, text in (
            ("playlist", tr("Playlist")),
            ("keep", tr("Linked playlist")),
            ("lock", tr("Lock")),
            ("split", tr("Split")),
            ("merge", tr("Merge")),
        ):
            self.buttons[name].setText(text)  # whose signs are riddles
            self.buttons[name].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for name, button in self.buttons.items():
            button.clicked.connect(calls[name])
            row.addWidget(button)
        self.move_button = QToolButton()
        self.move_button.setText(tr("Move selected songs to"))
        self.move_button.setToolTip(tr("Put the songs that are selected in the window into a group"))
        self.move_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.move_button.setAutoRaise(True)
        self.move_menu = QMenu(self.move_button)
        self.move_menu.aboutToShow.connect(self._fill_move_menu)
        self.move_button.setMenu(self.move_menu)
        row.addWidget(self.move_button)
        row.add_stretch()
        self.unsorted = QToolButton()
        self.unsorted.setAutoRaise(True)
        self.unsorted.setToolTip(tr("Songs that are in no group: select them"))
        self.unsorted.clicked.connect(self._select_unsorted)
        row.addWidget(self.unsorted)

    def _tool(self, icon: str, name: str, tip: str) -> IconButton:
        return IconButton(icon, name, tip)

    # -- what happens

    def _settings_changed(self, settings: Settings) -> None:
        self.detail.show_details(shown=settings.details)

    def _groups_changed(self) -> None:
        """Names and sizes are there at once; portraits come when they are drawn."""
        chosen = self.list.numbers()
        grouping = self._state.grouping
        linked = {group.playlist for group in grouping.groups} - {""} if grouping is not None else set()
        if linked - self._linked:
            self.playlist_saved.emit(min(linked - self._linked))
        self._linked = linked
        known = {p.group.number: p for p in self.work.portraits.groups} if self.work.portraits else {}
        self.model.show(list(grouping.groups) if grouping is not None else [], known)
        self.list.choose(chosen)
        self._show_state()

    def _proposed(self, change: Change | None, asked: bool) -> None:
        """Others than these groups are proposed; ``asked``: a person waits for them."""
        self.proposal.show_change(change, details=asked)
        self._show_state()
        if asked:
            self.tabs.setCurrentWidget(self.first)
            self.proposal.take.setFocus()

    def _preview(self, shown: bool) -> None:
        self._state.set_preview(self.proposal.change if shown else None)
        if shown:
            self.map_requested.emit()

    def _portrayed(self, portraits: Portraits | None) -> None:
        chosen = self.list.numbers()
        groups = [portrait.group for portrait in portraits.groups] if portraits is not None else []
        self.model.show(groups, {p.group.number: p for p in portraits.groups} if portraits else {})
        if not any(self.model.row_of(number) is not None for number in chosen):
            chosen = [groups[0].number] if groups else []
        self.list.choose(chosen)
        self._show_detail()
        self._show_state()

    def _chosen(self, numbers: list[int]) -> None:
        self._show_detail()
        self._show_state()
        if numbers and self.work.portraits is not None:
            self._state.select(self.work.portraits.songs(numbers), "groups")

    def _show_detail(self) -> None:
        indexes = self.list.selectedIndexes()
        self.detail.show_portrait(self.model.portrait(min(indexes)) if indexes else None)

    def _show_state(self, *_: object) -> None:
        groups, counts = self._state.grouping, self._state.counts
        there = groups is not None and bool(groups.groups)
        self.first.setCurrentIndex(int(there))
        if not there:
            unheard = counts is not None and not counts.analyzed and bool(counts.waiting)
            if unheard:
                self.empty.say(
                    tr("Groups appear when songs were analyzed."),
                    tr("Analyze the songs"),
                    self.analysis_requested.emit,
                )
            else:
                self.empty.say(
                    tr(
                        "Groups put together what belongs together: songs that sound alike or have "
                        "like numbers."
                    ),
                    tr("Make groups"),
                    self.setup.make.click,
                )
        chosen = len(self.list.numbers())
        for name in ("play", "keep", "rename", "split"):
            self.buttons[name].setEnabled(chosen == 1)
        for name in ("playlist", "export", "lock"):
            self.buttons[name].setEnabled(chosen > 0)
        self.buttons["merge"].setEnabled(chosen > 1)
        left_out = len(groups.unsorted) if groups is not None else 0
        change = self.proposal.change
        self.advice.show_advice(change.grouping if change is not None else groups)
        self.unsorted.setVisible(left_out > 0)
        self.unsorted.setText(plural("{n} unsorted", "{n} unsorted", left_out))

    def _select_unsorted(self) -> None:
        if self._state.grouping is not None:
            self._state.select(self._state.grouping.unsorted, "groups")

    def _menu(self, numbers: list[int], place: QPoint) -> None:
        menu = self.menu_for(numbers)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu_for(self, numbers: list[int]) -> QMenu:
        """What can be done with these groups."""
        menu, one = QMenu(self), numbers[0]
        single = len(numbers) == 1
        name = " + ".join(group.name for group in self._groups(numbers))
        find = partial(self._with_songs, numbers)
        song_menu.add_playing(menu, self._state, find)
        make = partial(self.make_playlist, numbers)
        song_menu.add_gathering(menu, self._state, find, name, make=make)
        song_menu.add_looking(menu, self._state, find, self._state.action_requested.emit)
        menu.addSeparator()
        if single:
            menu.addAction(theme.icon("play"), tr("Play typical"), partial(self.play_typical, one))
            menu.addAction(theme.icon("pencil-outline"), tr("Rename"), partial(self.list.edit_name, one))
        locked = all(group.locked for group in self._groups(numbers))
        menu.addAction(
            theme.icon("lock-outline"), tr("Unlock") if locked else tr("Lock"), partial(self.lock, numbers)
        )
        menu.addAction(theme.icon("export"), tr("Export songs…"), partial(self.export, numbers))
        menu.addSeparator()
        if single:
            linked = next((group.playlist for group in self._groups([one])), "")
            menu.addAction(
                theme.icon("playlist-star"),
                entry(tr("Stop topping up “{linked}”", linked=linked))
                if linked
                else tr("Keep as playlist that tops itself up"),
                partial(self.keep, one),
            )
            menu.addAction(tr("Keep as file that tops itself up…"), partial(self.keep_file, one))
            parts = menu.addMenu(tr("Split into"))
            for number in (2, 3, 4):
                parts.addAction(plural("{n} part", "{n} parts", number), partial(self.split, one, number))
            songs = len(self._state.selection)
            move = menu.addAction(
                plural("Move {n} selected song here", "Move {n} selected songs here", songs),
                partial(self.move_here, one),
            )
            move.setEnabled(songs > 0)
        else:
            menu.addAction(theme.icon("call-merge"), tr("Merge"), partial(self.merge, numbers))
        return menu

    def _with_songs(self, numbers: list[int], call: Callable[[IntArray], object]) -> None:
        if self.work.portraits is not None:
            call(self.work.portraits.songs(numbers))

    def _fill_move_menu(self) -> None:
        self.move_menu.clear()
        grouping = self._state.grouping
        for group in grouping.groups if grouping is not None else ():
            sign = theme.dot(theme.group_colour(group.number))
            action = self.move_menu.addAction(sign, entry(group.name), partial(self.move_here, group.number))
            action.setEnabled(len(self._state.selection) > 0)

    def _groups(self, numbers: list[int]) -> list[Group]:
        grouping = self._state.grouping
        listed = {g.number: g for g in grouping.groups} if grouping is not None else {}
        return [listed[number] for number in numbers if number in listed]

    def _saved(self, name: str) -> None:
        self._state.message.emit(tr("Kept as playlist “{name}”", name=name), "info")
        self.playlist_saved.emit(name)

    # -- the other pages, whose charts take a while to load

    def _page_shown(self, index: int) -> None:
        name = _NAMES[index]
        if name in self.pages:
            self.pages[name].shown()
        elif name is not PageName.GROUPS:
            self._state.jobs.start(
                Job.GROUPS_CHARTS,
                lambda _context: importlib.import_module("organizer.ui.groups.labels"),
                on_result=lambda _module: self._place_pages(),
                owner=self,
            )

    def _place_pages(self) -> None:
        """One page at a time, the one that is looked at first, so that the window answers in between."""
        from organizer.ui.groups.labels import PAGE
        from organizer.ui.groups.pages import PAGES

        kinds = {**PAGES, **PAGE}
        current = _NAMES[self.tabs.currentIndex()]
        for name in (current, *PageName):
            if name is not PageName.GROUPS and name not in self.pages:
                page = kinds[name](self._state, self.work, self.setup)
                self.tabs.widget(_NAMES.index(name)).layout().addWidget(page)  # type: ignore[union-attr]
                self.pages[name] = page
                if name is current:
                    page.shown()
                next_turn(self, self._place_pages)
                return


def _save_playlist(_context: JobContext, db: Database, name: str, ids: list[int]) -> str:
    from organizer.work.arranging import playlisting

    free = playlists.free_name(db, name)  # a playlist of a person is not written over
    if len(ids) <= playlisting.MOST_ORDERED:
        ids = playlisting.order_for_listening(db, ids)
    playlists.save(db, free, ids)
    return free
