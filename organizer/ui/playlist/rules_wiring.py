"""Lists by rules in the window: opens the dialog for what is asked anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.ui.playlist.panel import PlaylistPanel
from organizer.ui.state.app_state import AppState


class RulesWiring(QObject):
    """Answers ``arrange_requested``, and the playlist panel's *Arrange*."""

    def __init__(
        self, state: AppState, panel: PlaylistPanel, window: QWidget, show: Callable[[], object]
    ) -> None:
        """``show``: brings the playlist to the front."""
        super().__init__(window)
        self._state, self._panel, self._window, self._show = state, panel, window, show
        self._name = ""
        state.arrange_requested.connect(self.ask)
        panel.arrange_requested.connect(self.ask_for_panel)

    def ask(self, ids: IntArray, name: str) -> None:
        """Make a list of these songs."""
        self._name = name
        self._open(ids.tolist(), self._make_playlist)

    def ask_for_panel(self) -> None:
        """Put the playlist at hand in order."""
        self._open(self._panel.ids(), self._panel.model.replace)

    def _open(self, ids: Sequence[int], take: Callable[[list[int], str], object]) -> None:
        from organizer.ui.playlist.rules_dialog import RulesDialog  # not before: it loads what opens late

        if not ids:
            self._state.message.emit(tr("There are no songs to arrange: choose some first"), "info")
            return
        dialog = RulesDialog(self._state, ids, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.taken.connect(take)
        dialog.open()

    def _make_playlist(self, ids: list[int], _text: str) -> None:
        name = self._name or self._panel.name_for(ids)
        self._panel.show_playlist(name, ids, saved=False)
        self._show()
