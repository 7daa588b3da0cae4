"""The edits of tags and of places: what became of each, and the way back."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import number, plural, tr
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP
from organizer.work.files import history
from organizer.work.jobs import JobContext
from organizer.work.tags.tagging import HistoryEntry

#: More than this nobody reads.
_MOST = 2_000


class HistoryDialog(Dialog):
    """Lists the edits, the newest first. Nothing is written from here without a look at the changes."""

    step_requested = Signal(str, int)  #: "undo" or "redo", and the number of an edit

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("History of edits"))
        self._state = state
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Edits"))
        self.list.setHeaderLabels([tr("When"), tr("What"), tr("Files"), tr("State")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        for column in range(3):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.none = EmptyView(
            tr("Nothing was written into files or moved yet. Every edit can be taken back here.")
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.undo = buttons.addButton(tr("&Take back…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.undo.setToolTip(tr("Show what would be written to take this edit back"))
        self.undo.clicked.connect(lambda: self._request("undo"))
        self.redo = buttons.addButton(tr("&Do again…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.redo.setToolTip(tr("Show what would be written to do this edit again"))
        self.redo.clicked.connect(lambda: self._request("redo"))
        for button in (self.undo, self.redo):
            button.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        self.list.itemSelectionChanged.connect(self._show_buttons)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        for widget in (self.none, self.list, buttons):
            layout.addWidget(widget)
        self.resize(760, 360)
        self._edits: list[HistoryEntry] = []
        self.none.hide()
        self._show_buttons()
        state.jobs.start(Job.TAGS_HISTORY, self._read, on_result=self._show)

    def _read(self, _context: JobContext) -> list[HistoryEntry]:
        return history.history(self._state.db)[:_MOST]

    def _show(self, edits: list[HistoryEntry]) -> None:
        self._edits = edits
        self.list.clear()
        rows = []
        for edit in edits:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(edit.created))
            row = QTreeWidgetItem([when, edit.label, number(edit.files), state_of(edit)])
            row.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            rows.append(row)
        self.list.addTopLevelItems(rows)
        self.list.setColumnWidth(0, self.fontMetrics().horizontalAdvance("0000-00-00 00:00") + 3 * STEP)
        self.list.setColumnWidth(1, theme.scaled(330))
        self.list.resizeColumnToContents(2)
        if rows:
            self.list.setCurrentItem(rows[0])
        self.none.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self._show_buttons()

    def _chosen(self) -> HistoryEntry | None:
        item = self.list.currentItem()
        row = self.list.indexOfTopLevelItem(item) if item is not None else -1
        return self._edits[row] if 0 <= row < len(self._edits) else None

    def _show_buttons(self) -> None:
        edit = self._chosen()
        self.undo.setEnabled(edit is not None and edit.state == "done")
        self.redo.setEnabled(edit is not None and edit.redoable)

    def _request(self, direction: str) -> None:
        edit = self._chosen()
        if edit is not None:
            self.accept()
            self.step_requested.emit(direction, edit.edit_id)


def state_of(edit: HistoryEntry) -> str:
    """What became of an edit, in words."""
    words = []
    if edit.in_part:
        words.append(
            plural(
                "taken back in part, left in {n} file", "taken back in part, left in {n} files", edit.files
            )
        )
    elif edit.state != "open":
        done = tr("moved") if edit.moves else tr("written")
        words.append({"done": done, "undone": tr("taken back"), "void": tr("taken back")}[edit.state])
    if edit.open:
        words.append(
            plural(
                "interrupted: {n} file cannot be looked at now",
                "interrupted: {n} files cannot be looked at now",
                edit.open,
            )
        )
    if edit.failed:
        words.append(
            plural("{n} not moved", "{n} not moved", edit.failed)
            if edit.moves
            else plural("{n} not written", "{n} not written", edit.failed)
        )
    if edit.damaged:
        words.append(plural("{n} damaged in the journal", "{n} damaged in the journal", edit.damaged))
    return "; ".join(words)
