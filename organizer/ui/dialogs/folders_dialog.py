"""The folders of the library: what lies in each; add one, look through it, take it out, watch it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import number, plural, tr, tr_as
from organizer.base.settings import Settings
from organizer.library.files import file_rows, folders
from organizer.library.files.folders import Folder
from organizer.library.storage.database import Database
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP, file_url, keys_text
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.jobs import JobContext

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_PATH = Qt.ItemDataRole.UserRole
_FOLDER, _SONGS, _AWAY, _WATCHED = range(4)

#: A folder, and whether it is there now.
_Row = tuple[Folder, bool]


class FoldersDialog(Dialog):
    """Lists the folders that were added. Files are never touched; songs leave only when that is confirmed."""

    add_requested = Signal()
    rescan_requested = Signal(object)  #: paths of folders
    remove_requested = Signal(object)  #: int64 array of track ids

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Library folders"))
        self._state = state
        self.question: QMessageBox | None = None
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Library folders"))
        self.list.setHeaderLabels([tr("Folder"), tr("Songs"), tr_as("songs", "Away"), tr("Watched")])
        self.list.headerItem().setToolTip(_AWAY, tr("Songs whose files are not there now"))
        self.list.headerItem().setToolTip(_WATCHED, tr("What appears in the folder is added by itself"))
        for column in (_SONGS, _AWAY):
            self.list.headerItem().setTextAlignment(column, _RIGHT)
        self.list.setRootIsDecorated(False)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.list.itemChanged.connect(self._checked)
        self.list.itemSelectionChanged.connect(self._show_buttons)
        self.none = EmptyView(tr("No folder was added yet. Drop one on the window, or add it here."))
        self.watch = QCheckBox(tr("Add what appears in the &watched folders"))
        self.watch.setChecked(state.settings.watch_folders)
        self.watch.toggled.connect(self._set_watching)
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.hide()
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        for widget in (self.none, self.list, self.note, self.watch, self._make_buttons()):
            layout.addWidget(widget)
        state.library_changed.connect(self.refresh)
        state.settings_changed.connect(self._follow)
        self.refresh()

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)

        def button(text: str, tip: str) -> QPushButton:
            made = box.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
            made.setToolTip(tip)
            made.setAutoDefault(False)
            return made

        self.add = button(tr("&Add folder…"), tr("Choose a folder of music; files stay where they are"))
        self.rescan = button(
            tr("&Rescan"), tr("Look for new, changed and moved songs in the selected folders")
        )
        self.show_folder = button(tr("S&how"), tr("Open the folder in the file manager"))
        self.remove = button(tr("Re&move…"), tr("Take the songs of the selected folders out of the library"))
        self.add.clicked.connect(self.add_requested)
        self.rescan.clicked.connect(lambda: self.rescan_requested.emit(self.selected()))
        self.show_folder.clicked.connect(self._open)
        self.remove.clicked.connect(self._count_and_ask)
        box.button(QDialogButtonBox.StandardButton.Close).setDefault(True)  # Enter removes nothing
        return box

    def sizeHint(self) -> QSize:
        return QSize(680, 340)

    def selected(self) -> list[str]:
        """The paths of the selected folders, from the top."""
        rows = [self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount())]
        return [str(row.data(_FOLDER, _PATH)) for row in rows if row is not None and row.isSelected()]

    def refresh(self, *_: object) -> None:
        """Read the folders again; not on this thread, for a disk may sleep."""
        self._state.jobs.start(
            Job.FOLDERS,
            _look,
            self._state.db,
            on_result=self._show,
            on_error=self._state.complain,
            owner=self,
        )

    def _show(self, rows: Sequence[_Row]) -> None:
        chosen = set(self.selected())
        self.list.blockSignals(True)
        self.list.clear()
        gone = 0
        for folder, there in rows:
            path = printable(folder.path)
            name = path if there else tr("{folder}  (not there now)", folder=path)
            gone += not there
            row = QTreeWidgetItem(
                [name, number(folder.songs), number(folder.away) if folder.away else "", ""]
            )
            row.setData(_FOLDER, _PATH, folder.path)
            row.setToolTip(_FOLDER, plain(printable(folder.path)))
            for column in (_SONGS, _AWAY):
                row.setTextAlignment(column, _RIGHT)
            row.setCheckState(_WATCHED, Qt.CheckState.Checked if folder.watched else Qt.CheckState.Unchecked)
            row.setData(_WATCHED, Qt.ItemDataRole.AccessibleTextRole, tr("Watch {folder}", folder=path))
            if not there:
                row.setForeground(_FOLDER, self.palette().placeholderText())
            self.list.addTopLevelItem(row)
            row.setSelected(folder.path in chosen)
        self.list.blockSignals(False)
        self.list.setColumnWidth(_FOLDER, theme.scaled(400))
        for column in (_SONGS, _AWAY, _WATCHED):
            self.list.resizeColumnToContents(column)
        self.note.setText(
            plural(
                "{n} folder cannot be reached: a disk that is not connected? The songs there stay in the "
                "library, as away.",
                "{n} folders cannot be reached: a disk that is not connected? The songs there stay in the "
                "library, as away.",
                gone,
            )
        )
        self.note.setVisible(gone > 0)
        self.none.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self._show_buttons()

    def _show_buttons(self) -> None:
        count = len(self.selected())
        for button in (self.rescan, self.remove):
            button.setEnabled(count > 0)
        self.show_folder.setEnabled(count == 1)

    def _checked(self, row: QTreeWidgetItem, column: int) -> None:
        if column == _WATCHED:
            watched = row.checkState(_WATCHED) == Qt.CheckState.Checked
            self._state.jobs.start(
                Job.FOLDER_WATCHED,
                _set_watched,
                self._state.db,
                str(row.data(_FOLDER, _PATH)),
                watched,
                on_result=lambda _none: self._state.watched_changed.emit(),
                on_error=self._state.complain,
                owner=self,
            )

    def _set_watching(self, on: bool) -> None:
        self._state.set_settings(replace(self._state.settings, watch_folders=on))

    def _follow(self, settings: Settings) -> None:
        self.watch.setChecked(settings.watch_folders)

    def _open(self) -> None:
        path = self.selected()[0]
        QDesktopServices.openUrl(file_url(path if os.path.isdir(path) else os.path.dirname(path)))

    def _count_and_ask(self) -> None:
        paths = self.selected()
        self._state.jobs.start(
            Job.FOLDER_SONGS,
            lambda _context: folders.songs_in(self._state.db, paths),
            on_result=partial(self._ask, paths),
            on_error=self._state.complain,
            owner=self,
        )

    def _ask(self, paths: Sequence[str], ids: Sequence[int]) -> None:
        if not ids:
            self._forget(paths)
            return
        songs = plural("{n} song", "{n} songs", len(ids))
        question = (
            tr("Remove “{folder}” with {songs} from the library?", folder=printable(paths[0]), songs=songs)
            if len(paths) == 1
            else plural(
                "Remove {n} folder with {songs} from the library?",
                "Remove {n} folders with {songs} from the library?",
                len(paths),
                songs=songs,
            )
        )
        self.question = box = QMessageBox(
            QMessageBox.Icon.Question,
            tr("Remove folders"),
            question,
            QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setInformativeText(
            tr(
                "No file is changed or deleted. The songs leave the map, their groups and the saved "
                "playlists; undo ({keys}) brings them back to all of them.",
                keys=keys_text("Ctrl+Z"),
            )
        )
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        sure = box.addButton(
            plural("&Remove {n} song", "&Remove {n} songs", len(ids)), QMessageBox.ButtonRole.DestructiveRole
        )
        sure.clicked.connect(lambda: self.remove_requested.emit(np.array(ids, np.int64)))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _forget(self, paths: Sequence[str]) -> None:
        """Folders without a song are not asked about."""
        self._state.jobs.start(
            Job.FOLDER_SONGS,
            lambda _context: file_rows.forget_empty_roots(self._state.db, paths),
            on_result=self.refresh,
            on_error=self._state.complain,
            owner=self,
        )


def _look(_context: JobContext, db: Database) -> list[_Row]:
    return [(folder, os.path.exists(folder.path)) for folder in folders.listed(db)]


def _set_watched(_context: JobContext, db: Database, path: str, watched: bool) -> None:
    folders.set_watched(db, path, watched)
