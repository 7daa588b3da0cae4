"""Pins in the window: what menus and the map ask for, one after the other, each with its way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from organizer.base.language import plural, tr
from organizer.base.model import Changes, IntArray
from organizer.library.places import pins
from organizer.library.places.pins import Pinned
from organizer.library.storage.database import Database
from organizer.ui.map.view import MapView
from organizer.ui.pins.hands import PinHands
from organizer.ui.pins.offer import RebuildOffer
from organizer.ui.state.app_state import AppState
from organizer.ui.state.edit_queue import EditQueue
from organizer.ui.state.job_ids import Job
from organizer.work.arranging.places import pinning
from organizer.work.arranging.places.pinning import Edited


class Pins(QObject):
    """Changes pins on a thread, and has the map show them."""

    rebuild_requested = Signal()

    def __init__(self, state: AppState, view: MapView, reload: Callable[[], None]) -> None:
        """``reload`` asks for the rows of the table again."""
        super().__init__(view)
        self._state, self._reload = state, reload
        self._edits = EditQueue(state, Job.PINS, _stored, self)
        self._edits.read.connect(self._read)
        self._any = False  #: pins are stored, be it of songs that are not in the library
        self.hands = PinHands(state, view)
        self.offer = RebuildOffer(view)
        self.hands.moved.connect(self.move)
        self.offer.rebuild_requested.connect(self.rebuild_requested)
        state.map_changed.connect(self.offer.hide)
        state.pin_requested.connect(self.pin)
        state.unpin_requested.connect(self.unpin)
        state.library_changed.connect(self._library_changed)
        self._edits.look()

    def make_menu(self, parent: QWidget) -> QMenu:
        """The entries of the window's menu."""
        menu = QMenu(tr("Pi&ns"), parent)
        menu.setToolTipsVisible(True)
        pin = menu.addAction(tr("&Pin the selection here"), lambda: self.pin(self._state.selection))
        pin.setToolTip(tr("Keep the selected songs at their places when the map is built again"))
        unpin = menu.addAction(tr("&Unpin the selection"), lambda: self.unpin(self._state.selection))
        menu.addSeparator()
        select = menu.addAction(tr("&Select pinned songs"), self.select)
        every = menu.addAction(tr("Unpin &all"), self.unpin_all)

        def look() -> None:
            """Offer what can be done now."""
            pinned, selection = self._state.pins, self._state.selection
            pin.setEnabled(len(selection) > 0 and self._state.music_map is not None)
            unpin.setEnabled(pinned is not None and bool(pinned.holds(selection).any()))
            select.setEnabled(pinned is not None and len(pinned.ids) > 0)
            every.setEnabled(self._any)

        menu.aboutToShow.connect(look)
        return menu

    def pin(self, ids: IntArray) -> None:
        """Pin songs where they are."""
        self._change(_pinned, pinning.pin, ids)

    def unpin(self, ids: IntArray) -> None:
        """Pin these songs no more."""
        self._change(_unpinned, pinning.unpin, ids)

    def unpin_all(self) -> None:
        """Pin no song any more."""
        self._change(lambda _songs: tr("Unpin all"), pinning.unpin_all)

    def move(self, song: int, down: float, across: float) -> None:
        """Pin a song at another place, and offer to build the map again."""
        self._change(lambda _songs: tr("Move a pin"), pinning.move, song, down, across)
        self.offer.offer()

    def select(self) -> None:
        """Select the pinned songs."""
        if self._state.pins is not None:
            self._state.select(self._state.pins.ids, "pins")

    def _change(self, label: Callable[[int], str], function: Callable[..., Edited], *args: Any) -> None:
        self._edits.change(partial(self._changed, label), function, *args)

    def _read(self, stored: tuple[Pinned, bool]) -> None:
        pinned, self._any = stored
        self._state.set_pins(pinned)
        if "pinned:" in self._state.query.lower():
            self._reload()

    def _changed(self, label: Callable[[int], str], done: Edited) -> None:
        if done.missing:
            text = plural(
                "{n} song was not pinned: not on the map",
                "{n} songs were not pinned: not on the map",
                done.missing,
            )
            self._state.message.emit(text, "warning")
        if done.songs:
            self._state.undoable.emit(self._edits.step(label(done.songs), done, pinning.restore))

    def _library_changed(self, changes: Changes) -> None:
        if self._any and (changes.added or changes.removed or changes.updated):
            self._edits.look()


def _pinned(songs: int) -> str:
    return plural("Pin {n} song", "Pin {n} songs", songs)


def _unpinned(songs: int) -> str:
    return plural("Unpin {n} song", "Unpin {n} songs", songs)


def _stored(db: Database) -> tuple[Pinned, bool]:
    return pins.listed(db), bool(pins.stored(db))
