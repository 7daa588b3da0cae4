"""How the window was arranged is stored in a file, and comes back the next time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter

from organizer.ui.window.frame import WindowFrame

#: Changes whenever the arrangement of the window does: an older layout is then not restored.
_LAYOUT = 2

_SHOWN = ("show_sidebar", "show_table", "show_panels")


class LayoutFile:
    """Reads and writes the arrangement of one window."""

    def __init__(self, path: Path) -> None:
        self._file = QSettings(str(path), QSettings.Format.IniFormat)
        self._known = self._file.value("layout", 0, int) == _LAYOUT

    @property
    def folder(self) -> str:
        """The folder that files were opened in last."""
        return str(self._file.value("folder", ""))

    def restore_table(self, window: WindowFrame) -> None:
        """The columns of the table, before it shows its songs."""
        table = self._file.value("table")
        if self._known and isinstance(table, QByteArray):
            window.table.restore_layout(table, bool(self._file.value("own_widths", False, bool)))

    def restore_frame(self, window: WindowFrame) -> None:
        """Where the window is, and what of it is shown, before it is on the screen."""
        if not self._known:
            return
        geometry = self._file.value("geometry")
        if isinstance(geometry, QByteArray):
            window.restoreGeometry(geometry)
        self._restore_splitter("columns", window.columns)
        self._restore_splitter("centre", window.centre)
        for name in _SHOWN:
            window.actions_[name].setChecked(bool(self._file.value(name, True, bool)))

    def restore_left(self, window: WindowFrame) -> None:
        """How side bar and browsing share their room, once both are there."""
        self._restore_splitter("left", window.left)

    def restore_side(self, window: WindowFrame) -> None:
        """How panels and playlist share their room, once both are there."""
        room = window.playlist_room
        if room is None or not self._known:
            return
        if bool(self._file.value("playlist_tab", False, bool)):
            room.toggle()
        elif bool(self._file.value("side_by_hand", False, bool)):
            self._restore_splitter("side", window.side)
            room.by_hand = True

    def restore_view(self, window: WindowFrame) -> None:
        """The view of the last time, once what the views need is loaded."""
        window.views.restore(self._file)
        window.songs_place.show_covers(bool(self._file.value("covers", False, bool)))

    def save(self, window: WindowFrame) -> None:
        """Write down how the window is arranged now."""
        store = self._file.setValue
        store("layout", _LAYOUT)
        store("geometry", window.saveGeometry())
        store("covers", window.songs_place.covers_shown)
        store("table", window.table.save_layout())
        window.views.save(self._file)
        store("own_widths", window.table.own_widths)
        store("folder", window.state.folder)
        store("columns", window.columns.saveState())
        store("centre", window.centre.saveState())
        if window.browse is not None:
            store("left", window.left.saveState())
        if window.playlist_room is not None:  # else the panels have the room alone
            store("playlist_tab", window.playlist_room.in_tab)
            store("side_by_hand", window.playlist_room.by_hand)
            if not window.playlist_room.in_tab:
                store("side", window.side.saveState())
        for name in _SHOWN:
            store(name, window.actions_[name].isChecked())
        self._file.sync()

    def _restore_splitter(self, name: str, splitter: QSplitter) -> None:
        state = self._file.value(name)
        if self._known and isinstance(state, QByteArray):
            splitter.restoreState(state)
