"""Regions in the window: what names, menus and the side bar ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.base.palette import LABEL_COLOURS
from organizer.library.places import regions
from organizer.library.places.regions import Region
from organizer.ui.regions.name_dialog import NameDialog
from organizer.ui.regions.work import RegionWork
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import entry
from organizer.work.arranging import regions as edits
from organizer.work.helper import Helper

#: What the colours are called, as ``palette.LABEL_COLOURS`` has them.
_COLOURS = (
    *(
        tr("&Orange"),
        tr("&Sky blue"),
        tr("&Green"),
        tr("&Vermilion"),
        tr("&Pink"),
        tr("V&iolet"),
        tr("&Blue"),
        tr("&Wine"),
        tr("&Light green"),
    ),
    tr("P&urple"),
)


class Regions(QObject):
    """Answers what is asked about regions anywhere in a window."""

    def __init__(
        self,
        state: AppState,
        helper: Helper,
        window: QWidget,
        *,
        with_songs: Callable[[str, Callable[[IntArray], None]], None],
        reload: Callable[[], None],
    ) -> None:
        """``with_songs`` calls with the songs that an entry of the side bar stands for; ``reload`` asks for
        the rows of the table again."""
        super().__init__(window)
        self._state, self._window = state, window
        self._with_songs, self._reload = with_songs, reload
        self.work = RegionWork(state, helper, self)
        self.dialog: NameDialog | None = None  #: while it is open
        state.region_name_requested.connect(self.ask_name)
        state.region_edit_requested.connect(self._edit)
        state.region_chosen.connect(self.select)
        state.regions_changed.connect(self._show_songs)
        self.work.refresh()

    def ask_name(self) -> None:
        """Ask for the name of the selected songs."""
        ids = self._state.selection
        if not len(ids):
            self._state.message.emit(
                tr("Select the songs of the region first, with the lasso for one"), "info"
            )
            return
        text = plural("A name for {n} selected song:", "A name for {n} selected songs:", len(ids))
        dialog = self._open(NameDialog(tr("Name a region"), text, self._listed(), self._window))
        dialog.named.connect(lambda name: self.work.change(_named, edits.make, name, ids))
        dialog.joined.connect(lambda number: self._edit("add", number, ids))

    def ask_new_name(self, region: Region) -> None:
        """Ask what a region is to be called."""
        others = [other for other in self._listed() if other.number != region.number]
        text = tr("Another name for “{name}”:", name=region.name)
        dialog = self._open(NameDialog(tr("Rename a region"), text, others, self._window, name=region.name))
        dialog.named.connect(lambda name: self.work.change(_renamed, edits.rename, region.number, name))

    def select(self, number: int) -> None:
        """Select the songs of a region."""
        self._with_songs(f"region {number}", lambda ids: self._state.select(ids, "region"))

    def select_joined(self, number: int) -> None:
        """Select the songs that joined a region by themselves."""
        members = regions.members(self._state.db, number)
        self._state.select(members.ids[members.joined], "region")

    def fill_menu(self, menu: QMenu, number: int) -> None:
        """Put what can be done with a region into its menu."""
        region = next((region for region in self._listed() if region.number == number), None)
        if region is None:
            return
        selected = self._state.selection
        work = self.work
        menu.addAction(tr("&Select its songs"), partial(self.select, number))
        if region.joined:
            menu.addAction(
                tr("Select what &joined ({number})", number=region.joined),
                partial(self.select_joined, number),
            )
        add = menu.addAction(tr("Add t&he selection"), partial(self._edit, "add", number, selected))
        take = menu.addAction(tr("Take the selection &out"), partial(self._edit, "take", number, selected))
        for action in (add, take):
            action.setEnabled(len(selected) > 0)
        menu.addSeparator()
        menu.addAction(tr("Rename…"), partial(self.ask_new_name, region))
        colours = menu.addMenu(tr("&Colour"))
        for colour, name in enumerate(_COLOURS[: len(LABEL_COLOURS)]):
            action = colours.addAction(theme.dot(theme.group_colour(colour)), name)
            action.setIconVisibleInMenu(True)
            action.triggered.connect(partial(self._recolour, number, colour))
        if region.playlist:
            text = entry(tr("Keep “{playlist}” topped up no more", playlist=region.playlist))
            menu.addAction(text, partial(work.stop_keeping, number))
        else:
            menu.addAction(tr("Keep as a playlist that tops itself &up"), partial(work.keep, number))
        menu.addSeparator()
        menu.addAction(tr("Dele&te"), partial(self._delete, number))

    def _recolour(self, number: int, colour: int, _checked: bool = False) -> None:
        self.work.change(_coloured, edits.recolour, number, colour)

    def _delete(self, number: int) -> None:
        self.work.change(_deleted, edits.remove, number)

    def _edit(self, what: str, number: int, ids: IntArray) -> None:
        if what == "add":
            self.work.change(_added, edits.add, number, ids)
        else:
            self.work.change(_taken, edits.take, number, ids)

    def _listed(self) -> list[Region]:
        return [drawn.region for drawn in self._state.regions or ()]

    def _open(self, dialog: NameDialog) -> NameDialog:
        from PySide6.QtCore import Qt

        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _closed(self) -> None:
        self.dialog = None

    def _show_songs(self) -> None:
        """The table lists the songs of regions as they are now."""
        if self._state.scope.startswith("region ") or "region:" in self._state.query.lower():
            self._reload()


def _named(region: str) -> str:
    return tr("Name the region “{name}”", name=region)


def _renamed(region: str) -> str:
    return tr("Rename the region “{name}”", name=region)


def _coloured(region: str) -> str:
    return tr("Colour the region “{name}”", name=region)


def _deleted(region: str) -> str:
    return tr("Delete the region “{name}”", name=region)


def _added(region: str) -> str:
    return tr("Put songs into “{name}”", name=region)


def _taken(region: str) -> str:
    return tr("Take songs out of “{name}”", name=region)
