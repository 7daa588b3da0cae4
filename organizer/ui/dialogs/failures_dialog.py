"""The songs that failed, why, and what to do. Stays open beside the window."""

from __future__ import annotations

import os
from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.base.model import Failure
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.jobs import JobContext

#: More than this nobody reads; the rest is counted.
_MOST = 2_000


def _read(_context: JobContext, db: Database) -> list[Failure]:
    # a song of which neither tags nor sound can be read is one song
    return list({failure.track_id: failure for failure in tracks.failures(db)}.values())


class FailuresDialog(Dialog):
    """Not modal; follows what happens while it is open."""

    retry_requested = Signal()
    remove_requested = Signal()  #: of the songs that are selected here, and with it in the window

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Failed songs"))
        self.resize(1080, 460)
        self.state = state
        self._summary = Label()
        self._summary.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setHeaderLabels([tr("Song"), tr("What is wrong"), tr("What to do")])
        self.list.setAccessibleName(tr("Failed songs"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(self.list.SelectionMode.ExtendedSelection)
        for column in range(3):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.list.setColumnWidth(0, theme.scaled(240))
        self.list.setColumnWidth(1, theme.scaled(420))
        self.list.itemSelectionChanged.connect(self._selected)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.retry = buttons.addButton(tr("&Retry"), QDialogButtonBox.ButtonRole.ActionRole)
        self.retry.setToolTip(tr("Try to analyze these songs again"))
        self.retry.clicked.connect(self.retry_requested)
        self.remove = buttons.addButton(tr("Re&move from library…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.remove.setToolTip(tr("Forget the songs selected here; their files stay as they are"))
        self.remove.setEnabled(False)
        self.remove.clicked.connect(self._remove)
        buttons.rejected.connect(self.hide)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._summary)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        state.counts_changed.connect(self._counted)

    def _counted(self, _counts: object) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read which songs failed."""
        self.state.jobs.start(Job.FAILURES, _read, self.state.db, on_result=self._show)

    def _show(self, failures: list[Failure]) -> None:
        self.list.clear()
        rows = []
        for failure in failures[:_MOST]:
            path = printable(failure.path)
            reason = failure.reason
            if failure.stage == "network":
                reason = tr("While the network listened: {reason}", reason=reason)
            row = QTreeWidgetItem([os.path.basename(path), reason, failure.remedy])
            row.setData(0, Qt.ItemDataRole.UserRole, failure.track_id)
            row.setToolTip(0, plain(path))
            row.setToolTip(1, plain(reason))
            row.setToolTip(2, plain(failure.remedy))
            rows.append(row)
        self.list.addTopLevelItems(rows)
        stages = Counter(failure.stage for failure in failures)
        left_out, by_ear = stages["skipped"], stages["network"]
        bad = len(failures) - left_out - by_ear
        sentences = [tr("Every song could be read and analyzed.")]
        if bad:
            sentences = [
                plural(
                    "{n} song could not be read or analyzed.",
                    "{n} songs could not be read or analyzed.",
                    bad,
                )
            ]
        if by_ear:
            sentences.append(
                plural(
                    "The network failed on {n}, compared by the ear alone.",
                    "The network failed on {n}, compared by the ear alone.",
                    by_ear,
                )
            )
        if left_out:
            sentences.append(
                plural(
                    "{n} longer than the settings allow is left out.",
                    "{n} longer than the settings allow are left out.",
                    left_out,
                )
            )
        if len(failures) > _MOST:
            sentences.append(tr("The first {n} are shown.", n=_MOST))
        self._summary.setText(" ".join(sentences))
        self.retry.setEnabled(bool(bad or by_ear))

    def _selected(self) -> None:
        ids = [row.data(0, Qt.ItemDataRole.UserRole) for row in self.list.selectedItems()]
        self.remove.setEnabled(bool(ids))
        if ids:
            self.state.select(ids, "failures")

    def _remove(self) -> None:
        self._selected()  # the selection of the window may have become another one since
        self.remove_requested.emit()
