"""What this program is, where it keeps things, and the licences of all that is in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from organizer.base import settings as settings_module
from organizer.base.language import tr
from organizer.base.reporting import log_file
from organizer.base.reporting.licences import Licence, licences
from organizer.base.reporting.version import __version__
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.plain_text import Label
from organizer.work.jobs import JobContext


def _read(_context: JobContext) -> str:
    return "\n\n".join(_written(one) for one in licences())


def _written(one: Licence) -> str:
    lines = [f"{one.part} {one.version}: {one.licence}"]
    if one.inside:
        lines.append(tr("Inside: {names}", names=one.inside))
    return "\n".join([*lines, "", *(text.strip() for text in one.texts)])


class AboutDialog(Dialog):
    """It deletes itself when closed; the licences are read behind it."""

    def __init__(self, state: AppState, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Organizer"))
        self.resize(720, 560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = QLabel(tr("<h2>Organizer {version}</h2>", version=__version__))
        title.setObjectName("formatted")
        words = Label(
            tr(
                "Lays a music library out as a map that can be seen, heard, searched and arranged. Nothing "
                "leaves this machine unless you choose a cluster, and your files are changed only when you "
                "confirm it."
            )
        )
        words.setWordWrap(True)
        caption = QLabel(tr("&Parts and their licences:"))
        self.licences = QTextBrowser()
        self.licences.setAccessibleName(tr("Parts of the program and their licences"))
        self.licences.setPlainText(tr("Reading …"))
        caption.setBuddy(self.licences)
        folders = QHBoxLayout()
        for name, path in (
            (tr("Open the folder of the &library"), state.db.path.parent),
            (tr("Open the folder of the &settings"), settings_module.settings_file().parent),
            (tr("Open the folder of the lo&g"), log_file.folder()),
        ):
            button = QPushButton(name)
            button.setToolTip(str(path))
            button.clicked.connect(
                lambda _checked=False, path=path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            )
            folders.addWidget(button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (title, words, caption):
            layout.addWidget(part)
        layout.addWidget(self.licences, 1)
        layout.addLayout(folders)
        layout.addWidget(buttons)
        state.jobs.start(Job.ABOUT, _read, on_result=self._show, owner=self)

    def _show(self, text: str) -> None:
        self.licences.setPlainText(text)
