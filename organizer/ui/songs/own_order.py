"""A playlist, or what a search asks to be sorted, is shown in its own order, until a header is clicked; the
order before comes back with what is shown after it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtWidgets import QHeaderView

from organizer.library.searching import has_order
from organizer.ui.songs.finder import OWN_ORDER

_NONE = -1  #: no section of a header


def has_own_order(scope: str, query: str = "") -> bool:
    """Whether what the side bar chose, or the search, has an order that a person gave it."""
    return scope.startswith(("playlist ", "smart ")) or has_order(query)


class OwnOrder(QObject):
    """What a header sorts by while a playlist is shown, and before: nothing of it is written anywhere."""

    changed = Signal()  #: whether there is an own order, and whether it is shown

    def __init__(self, header: QHeaderView) -> None:
        super().__init__(header)
        self._header = header
        self._shown = ("", "")
        #: section and direction before the playlist; None while none is shown
        self._before: tuple[int, Qt.SortOrder] | None = None
        header.sortIndicatorChanged.connect(lambda *_: self.changed.emit())

    @property
    def offered(self) -> bool:
        """Whether what is shown has an order of its own."""
        return self._before is not None

    @property
    def shown(self) -> bool:
        """Whether it is shown in that order."""
        return self.offered and self._header.sortIndicatorSection() == _NONE

    @property
    def order(self) -> str:
        """The name of the own order while it is shown, else ""."""
        return OWN_ORDER if self.shown else ""

    def follow(self, scope: str, query: str = "") -> None:
        """Something else is shown from now on. A search matters where it has an order."""
        shown = scope, query if has_order(query) else ""
        if shown == self._shown:
            return
        self._shown = shown
        header, own = self._header, has_own_order(scope, query)
        if own:
            if self._before is None:
                self._before = header.sortIndicatorSection(), header.sortIndicatorOrder()
            self._indicate(_NONE, Qt.SortOrder.AscendingOrder)
        elif self._before is not None:
            before, self._before = self._before, None
            self._indicate(*before)
        # the third click on a header is the way back to the own order
        header.setSortIndicatorClearable(own)
        self.changed.emit()

    def go_back(self) -> None:
        """Show the own order again."""
        if self.offered:
            self._header.setSortIndicator(_NONE, Qt.SortOrder.AscendingOrder)

    def saved_state(self) -> QByteArray:
        """The state of the header as it is without a playlist: its order is not the one of the library."""
        if self._before is None:
            return self._header.saveState()
        header = self._header
        now = header.sortIndicatorSection(), header.sortIndicatorOrder()
        self._indicate(*self._before)
        header.setSortIndicatorClearable(False)
        state = header.saveState()
        header.setSortIndicatorClearable(True)
        self._indicate(*now)
        return state

    def _indicate(self, section: int, order: Qt.SortOrder) -> None:
        blocked = self._header.blockSignals(True)  # the songs are asked for once, by whoever called
        self._header.setSortIndicator(section, order)
        self._header.blockSignals(blocked)
        self._header.viewport().update()
