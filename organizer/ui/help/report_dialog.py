"""A report of a problem: read before it is given away, and nothing is sent from here."""

from __future__ import annotations

from typing import BinaryIO

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from organizer.base.atomic import replace_file
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import Label
from organizer.work import reporting


class ReportDialog(Dialog):
    """Shows the report as it would be given away. It deletes itself when closed."""

    def __init__(self, state: AppState, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Report a problem"))
        self.resize(760, 560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state = state
        words = Label(
            tr(
                "Copy this text or save it, and send it to those who look after Organizer, with a line on "
                "what you did and what you expected. Nothing is sent from here. Names and paths of your "
                "music are left out."
            )
        )
        words.setWordWrap(True)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName(tr("The report"))
        self.text.setFont(theme.fixed_font())
        self.names = QCheckBox(tr("With &names and paths of my music"))
        self.names.setToolTip(tr("Only if the problem is about certain files"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = buttons.addButton(tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button = buttons.addButton(tr("&Save…"), QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self._ask_where)
        self.names.toggled.connect(self._read)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.names)
        layout.addWidget(buttons)
        self._read()

    def copy(self) -> None:
        """Put the report into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._state.message.emit(tr("The report is in the clipboard"), "info")

    def save(self, path: str) -> None:
        """Write the report into a file."""
        content = self.text.toPlainText().encode("utf-8", errors="replace")

        def write(file: BinaryIO) -> None:
            file.write(content)

        try:
            replace_file(path, write)
        except OrganizerError as error:
            self._state.complain(error)

    def _ask_where(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, tr("Save the report"), "organizer-report.txt")
        if path:
            self.save(path)

    def _read(self) -> None:
        self.copy_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self.text.setPlainText(tr("Reading …"))
        self._state.jobs.start(
            Job.REPORT,
            reporting.of_library,
            self._state.db,
            self._state.settings,
            window=f"Qt {qVersion()}, {QGuiApplication.platformName()}",
            names=self.names.isChecked(),
            on_result=self._show,
            on_error=self._state.complain,
            owner=self,
        )

    def _show(self, text: str) -> None:
        self.text.setPlainText(text)
        self.copy_button.setEnabled(True)
        self.save_button.setEnabled(True)
