"""Copying to devices in the window: opens the dialog for what is asked anywhere."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from organizer.base.model import IntArray
from organizer.library.playlists.devices import Source
from organizer.ui.files.copy_dialog import CopyDialog
from organizer.ui.files.copy_work import CopyWork
from organizer.ui.state.app_state import AppState
from organizer.work.files.copying_devices import of_songs


class Copying(QObject):
    """Answers ``copy_requested``."""

    def __init__(self, state: AppState, window: QWidget) -> None:
        super().__init__(window)
        self._state, self._window = state, window
        self.work = CopyWork(state, window)
        self.dialog: CopyDialog | None = None  #: while it is open
        state.copy_requested.connect(self.ask)

    def ask(self, ids: IntArray, playlist: str) -> None:
        """Ask how these songs are copied, or the playlist of this name; without either, what is."""
        sources = [Source("playlist", playlist)] if playlist else [of_songs(ids.tolist())] if len(ids) else []
        if self.dialog is not None:
            self.dialog.reject()
        self.dialog = dialog = CopyDialog(self._state, sources, self._window)
        dialog.copy_requested.connect(self.work.start)
        dialog.forget_requested.connect(self.work.forget)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _result: int) -> None:
        self.dialog = None
