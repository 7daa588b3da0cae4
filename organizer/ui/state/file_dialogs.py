"""Dialogs for files open where the music is: in the folder that was used last, else in the library's."""

from __future__ import annotations

import os

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from organizer.library.files import file_rows
from organizer.ui.state.app_state import AppState


def music_folder(state: AppState) -> str:
    """The folder that was used last, the library's first one, the system's for music, or home: the first of
    them that is there."""
    system = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MusicLocation)
    candidates = (state.folder, *file_rows.roots(state.db), system)
    return next(
        (folder for folder in candidates if folder and os.path.isdir(folder)), os.path.expanduser("~")
    )


class FileDialog(QFileDialog):
    """Opens where the music is, and remembers the folder that was chosen, or that of the chosen file."""

    def __init__(self, state: AppState, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, title, music_folder(state))
        self._state = state
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.accepted.connect(self._remember)

    def _remember(self) -> None:
        chosen = self.selectedFiles()[0]  # not the folder that is shown: a whole path can be typed
        is_folder = self.fileMode() == QFileDialog.FileMode.Directory
        self._state.folder = chosen if is_folder else os.path.dirname(chosen)


def ask_where(state: AppState, parent: QWidget, title: str, name: str, kind: str) -> str:
    """Ask where a file goes: its path, or "" when it goes nowhere. ``kind``: as "Pictures (*.png)"."""
    path, _ = QFileDialog.getSaveFileName(parent, title, os.path.join(music_folder(state), name), kind)
    if path:
        state.folder = os.path.dirname(path)
    return path
