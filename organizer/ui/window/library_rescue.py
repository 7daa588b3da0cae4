"""A library that is damaged: what is wrong, and a copy to put in its place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import DamagedLibrary, printable
from organizer.base.language import plural, tr
from organizer.library.storage import copies
from organizer.library.storage.copies import Copy
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobRunner
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label
from organizer.work.jobs import JobContext

_ROLE = int(Qt.ItemDataRole.UserRole)
_NO_COPY = tr(
    "There is no copy of it. Move this file away to start with an empty library, and add your music again: "
    "no song and no tag in your files was touched."
)


class LibraryRescue(Dialog):
    """Accepted when a copy has taken the place of the library, or the person wants to try it again."""

    def __init__(self, library: Path, error: DamagedLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Organizer")
        self._library = library
        self._jobs = JobRunner(self)
        self._copies = copies.listed(library)
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Copies of the library"))
        for copy in self._copies:
            item = QListWidgetItem(f"{copy.day}   {plural('{n} song', '{n} songs', copy.songs)}", self._list)
            item.setData(_ROLE, copy)
        self._list.setCurrentRow(0)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.hide()
        self._status = self._label("")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._restore = QPushButton(tr("&Restore this copy"))
        self._restore.setEnabled(bool(self._copies))
        self._buttons.addButton(self._restore, QDialogButtonBox.ButtonRole.AcceptRole)
        self._restore.clicked.connect(self._restore_copy)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        layout.addWidget(self._label(tr("The library cannot be opened: {reason}.", reason=error.cause)))
        layout.addWidget(self._label(printable(str(library))))
        if self._copies:
            layout.addWidget(
                self._label(tr("A copy can take its place; the damaged file is kept beside it."))
            )
            layout.addWidget(self._list)
        else:
            layout.addWidget(self._label(_NO_COPY))
        layout.addWidget(self._busy)
        layout.addWidget(self._status)
        layout.addWidget(self._buttons)
        self.resize(520, self.sizeHint().height())
        self._restore.setDefault(True)

    @staticmethod
    def _label(text: str) -> Label:
        label = Label(text)
        label.setWordWrap(True)
        return label

    def done(self, result: int) -> None:
        """Closed: what runs still is stopped."""
        self._jobs.stop_all()
        super().done(result)

    def _restore_copy(self) -> None:
        item = self._list.currentItem()
        self._set_busy(True)
        self._jobs.start(
            Job.RESTORE,
            _restored,
            self._library,
            item.data(_ROLE),
            on_result=self._taken,
            on_error=self._failed,
        )

    def _taken(self, _result: None) -> None:
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self._status.setText(complaint(error))

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._restore.setEnabled(not busy)
        self._list.setEnabled(not busy)


def _restored(context: JobContext, library: Path, copy: Copy) -> None:
    copies.restore(library, copy, context.check_cancelled)
