"""Where the playlist stands in the right column, and how high it is: as high as its songs need, up to a share
of the column, until a person gives it another height; or in a tab of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QSplitter, QTabWidget

from organizer.base.language import tr
from organizer.ui.playlist.panel import PlaylistPanel
from organizer.ui.widgets import theme

_LEAST = 230  #: logical pixels: an empty one says what it is for
_SHARE = 0.6  #: of the column at most
_AROUND = 150  #: logical pixels around the rows: name, length, buttons
_TITLE = tr("Playlist")


class PlaylistRoom(QObject):
    """Gives the playlist its place."""

    def __init__(self, panel: PlaylistPanel, side: QSplitter, tabs: QTabWidget) -> None:
        super().__init__(side)
        self._panel, self._side, self._tabs = panel, side, tabs
        self.by_hand = False  #: a person chose the height
        self.in_tab = False
        side.addWidget(panel)
        side.splitterMoved.connect(self._moved)
        side.installEventFilter(self)
        panel.model.ids_changed.connect(self.fit)
        panel.place_requested.connect(self.toggle)
        self.fit()

    def fit(self) -> None:
        """As high as the rows need, unless a person chose otherwise."""
        if self.by_hand or self.in_tab:
            return
        whole = sum(self._side.sizes()) or self._side.height()
        row = max(self._panel.view.sizeHintForRow(0), self._panel.fontMetrics().height())
        wanted = max(theme.scaled(_LEAST), theme.scaled(_AROUND) + row * self._panel.model.rowCount())
        high = min(wanted, round(whole * _SHARE))
        if whole:
            self._side.setSizes([whole - high, high])

    def toggle(self) -> None:
        """Into a tab of its own, or back below the song."""
        focused = self._panel.place_button.hasFocus()
        self.in_tab = not self.in_tab
        if self.in_tab:
            self._tabs.setCurrentIndex(self._tabs.addTab(self._panel, _TITLE))
        else:
            self._tabs.removeTab(self._tabs.indexOf(self._panel))
            self._side.addWidget(self._panel)
            self._panel.show()
            self.fit()
        self._panel.show_place(tab=self.in_tab)
        if focused:
            self._panel.place_button.setFocus()

    def show(self) -> None:
        """Bring the playlist to the front."""
        if self.in_tab:
            self._tabs.setCurrentWidget(self._panel)

    def _moved(self, _position: int, _index: int) -> None:
        self.by_hand = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return False
