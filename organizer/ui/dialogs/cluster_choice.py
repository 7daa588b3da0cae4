"""Choosing what analyzes songs: this computer, or a cluster."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import OrganizerError
from organizer.base.language import tr, tr_as
from organizer.base.settings import Settings
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobRunner
from organizer.ui.widgets.plain_text import Label
from organizer.work.cluster import choice
from organizer.work.cluster.versions import WorkerInfo, here, refusal
from organizer.work.jobs import JobContext

_WAYS = (("computer", tr("This computer")), ("cluster", tr("A cluster")))
_INSTALL = tr("A cluster needs Dask: pip install 'organizer[cluster]', then start Organizer again.")


def look_for_workers(_context: JobContext, chosen: choice.ClusterChoice) -> tuple[WorkerInfo, ...]:
    """A job: the workers of a cluster. Raises ``OrganizerError``."""
    from organizer.work.cluster import client

    return client.look(chosen)


def describe(workers: tuple[WorkerInfo, ...], address: str) -> str:
    """What there is to say of the workers, a line for each."""
    if not workers:
        return tr(
            "The scheduler answers, and has no workers yet: {command}",
            command=f"organizer worker {address}",
        )
    lines = []
    for worker in workers:
        reason = refusal(worker, here())
        at_once = tr("{n} at once, {versions}", n=worker.processes, versions=worker.versions)
        lines.append(f"✗ {reason}" if reason else f"✓ {worker.name}: {at_once}")
    return "\n".join(lines)


class ClusterChoice(QWidget):
    """This computer, or a cluster with its address, folders and certificates; *Try it* asks the scheduler."""

    def __init__(self, settings: Settings, jobs: JobRunner | None, parent: QWidget | None = None) -> None:
        """``jobs``: where the scheduler is asked; without them it cannot be tried."""
        super().__init__(parent)
        self._jobs = jobs
        self.way = QComboBox()
        self.way.setAccessibleName(tr("What analyzes songs"))
        for value, text in _WAYS:
            self.way.addItem(text, value)
        self.way.setCurrentIndex(max(0, self.way.findData(settings.listening_on)))
        self.address = _line(tr("Address of the cluster"), "192.168.1.10:8786", settings.cluster_address)
        self.maps = QPlainTextEdit(settings.cluster_maps)
        self.maps.setAccessibleName(tr("Where workers see folders"))
        self.maps.setPlaceholderText("/home/me/Music=/mnt/music")
        self.maps.setToolTip(
            tr("A line for each folder that workers see in another place; other files are sent")
        )
        self.maps.setTabChangesFocus(True)
        self.maps.setFixedHeight(2 * self.maps.fontMetrics().lineSpacing() + 16)
        self.ca = _line(
            tr("Certificate of the authority"),
            tr("{file}, for an encrypted connection", file="ca.pem"),
            settings.cluster_ca,
        )
        self.cert = _line(tr("Certificate of this computer"), "cert.pem", settings.cluster_cert)
        self.key = _line(tr("Key of the certificate"), "key.pem", settings.cluster_key)
        self.try_button = QPushButton(tr("Try it"))
        self.try_button.setToolTip(tr("Ask the scheduler for its workers and their versions"))
        self.try_button.clicked.connect(self.try_it)
        self.answer = Label()
        self.answer.setWordWrap(True)
        self.answer.setAccessibleName(tr("What the cluster answers"))
        self._details = QWidget()
        self._lay_out()
        self.way.currentIndexChanged.connect(self._show)
        self.setFocusProxy(self.way)
        self._show()

    def chosen(self, settings: Settings) -> Settings:
        """The settings, with what was chosen here."""
        return replace(
            settings,
            listening_on=self.way.currentData(),
            cluster_address=self.address.text().strip(),
            cluster_maps=self.maps.toPlainText().strip(),
            cluster_ca=self.ca.text().strip(),
            cluster_cert=self.cert.text().strip(),
            cluster_key=self.key.text().strip(),
        )

    def complain(self) -> bool:
        """Say why what was chosen cannot be used; False if it can."""
        try:
            choice.of_settings(self.chosen(Settings()))
        except OrganizerError as error:
            self._failed(error)
            return True
        return False

    def try_it(self) -> None:
        """Ask the scheduler, and say what it answers."""
        try:
            chosen = choice.of_settings(self.chosen(Settings()))
        except OrganizerError as error:
            self._failed(error)
            return
        if chosen is None or self._jobs is None:
            return
        self.answer.setText(tr("Asking …"))
        self.try_button.setEnabled(False)
        self._jobs.start(
            Job.CLUSTER_LOOK,
            look_for_workers,
            chosen,
            on_result=self._tried,
            on_error=self._failed,
            owner=self,
        )

    def _lay_out(self) -> None:
        form = QFormLayout(self._details)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        form.addRow(tr("Address"), self.address)
        form.addRow(tr("Folders"), self.maps)
        form.addRow(tr("Authority"), self.ca)
        form.addRow(tr("Certificate"), self.cert)
        form.addRow(tr_as("of encryption", "Key"), self.key)
        form.addRow("", self.try_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.way)
        layout.addWidget(self._details)
        layout.addWidget(self.answer)

    def _show(self) -> None:
        cluster = self.way.currentData() == "cluster"
        installed = choice.is_installed()
        self._details.setVisible(cluster and installed)
        self.answer.setText(_INSTALL if cluster and not installed else "")
        self.answer.setVisible(cluster)
        if self.window() is not self:
            self.window().adjustSize()

    def _tried(self, workers: tuple[WorkerInfo, ...]) -> None:
        self.try_button.setEnabled(True)
        self.answer.setText(describe(workers, self.address.text().strip()))

    def _failed(self, error: Exception) -> None:
        self.try_button.setEnabled(True)
        self.answer.setText(str(error))


def _line(name: str, example: str, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setAccessibleName(name)
    line.setPlaceholderText(example)
    line.setMinimumWidth(260)
    return line
