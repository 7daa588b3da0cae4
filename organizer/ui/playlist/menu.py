"""What the right button offers on songs of the playlist at hand, and what is asked before one is deleted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from organizer.base.language import plural, tr
from organizer.ui.playlist.model import PlaylistModel
from organizer.ui.playlist.view import PlaylistView
from organizer.ui.songs import song_menu
from organizer.ui.state.app_state import AppState


class PlaylistMenu(QObject):
    """The menu of all songs, for the rows that are selected, and the entry that takes them out."""

    def __init__(
        self, state: AppState, view: PlaylistView, model: PlaylistModel, remove: Callable[[], object]
    ) -> None:
        super().__init__(view)
        self._state, self._view, self._model, self._remove = state, view, model, remove
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open)

    def _open(self, at: QPoint) -> None:
        menu = self.menu_for(self._view.selected_rows())
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._view.viewport().mapToGlobal(at))

    def menu_for(self, rows: list[int]) -> QMenu | None:
        """What can be done with the songs of these rows; None without any."""
        if not rows:
            return None
        listed, menu = self._model.ids(), QMenu(self._view)
        menu.addAction(tr("&Take out of the playlist"), self._remove)
        menu.addSeparator()
        ids = np.array([listed[row] for row in rows if listed[row] >= 0], np.int64)
        if len(ids):
            song_menu.fill(menu, self._state, ids, self._state.action_requested.emit)
        return menu


def ask_delete(parent: QWidget, name: str, songs: int, then: Callable[[], object]) -> None:
    """Ask whether a saved playlist is to go."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(tr("Delete playlist"))
    box.setText(
        plural(
            "Delete the playlist “{name}” with {n} song from the library?",
            "Delete the playlist “{name}” with {n} songs from the library?",
            songs,
            name=name,
        )
    )
    box.setInformativeText(tr("Its songs stay, and so do files that it was exported to."))
    sure = box.addButton(tr("&Delete"), QMessageBox.ButtonRole.DestructiveRole)
    sure.clicked.connect(lambda: then())
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
