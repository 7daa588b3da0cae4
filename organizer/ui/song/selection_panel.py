"""What is selected, in the right column: one song, or what many are like."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from organizer.base.model import Changes, IntArray
from organizer.ui.looks.scrolling import Scrolled
from organizer.ui.song.many_panel import ManyPanel
from organizer.ui.song.panel import SongPanel
from organizer.ui.state.app_state import AppState

#: Milliseconds until many songs are looked through again after a change: analysis changes much.
_REST = 2_000


class SelectionPanel(QStackedWidget):
    """Shows the panel of one song, or that of many."""

    action_requested = Signal(str)  #: an action of the window, on the selection

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.song, self.many = SongPanel(state), ManyPanel(state)
        for panel in (self.song, self.many):
            self.addWidget(Scrolled(panel))
        self._again = QTimer(self, singleShot=True, interval=_REST)
        self._again.timeout.connect(self._look_again)
        self.many.action_requested.connect(self.action_requested)
        self.song.several.connect(self._show_several)
        state.library_changed.connect(self._library_changed)

    def _show_several(self, ids: IntArray | None) -> None:
        self.setCurrentIndex(0 if ids is None else 1)
        if ids is not None:
            self.many.load(ids)

    def _library_changed(self, _changes: Changes) -> None:
        if self.currentIndex() == 1 and not self._again.isActive():
            self._again.start()

    def _look_again(self) -> None:
        if self.currentIndex() == 1 and self.many.ids is not None:
            self.many.load(self.many.ids)
