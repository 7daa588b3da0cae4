"""The trained network: what it is for, what is fetched and under which licence; got, chosen, removed."""

from __future__ import annotations

import os

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from organizer.analysis.network import musicnn
from organizer.base.errors import printable
from organizer.base.language import tr, tr_as
from organizer.base.model import Progress
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.network_work import NetworkWork
from organizer.ui.widgets.parts import STEP, ElidedLabel, url_path
from organizer.ui.widgets.plain_text import Label
from organizer.work.analysis import network_setup
from organizer.work.analysis.network_setup import NAME, Status

_WIDTH = 560


def described(there: Status) -> str:
    """What there is, in a sentence or two."""
    name = f"“{printable(os.path.basename(there.in_use))}”"
    if not there.runtime:
        return tr("It needs onnxruntime: pip install 'organizer[network]', then start Organizer again.")
    if there.missing:
        return (
            tr(
                "{network} is not there any more, so songs are analyzed without it: choose it again.",
                network=name,
            )
            if there.own
            else tr(
                "{network} is not there any more, so songs are analyzed without it: set it up again.",
                network=NAME,
            )
        )
    if there.own:
        return tr("A network of your own is in use: {network}.", network=name)
    if there.problem:
        return tr("{network} is damaged: set it up again.", network=NAME)
    if there.in_use:
        return tr(
            "{network} is set up and in use. When it has listened to all songs, the map is drawn with it.",
            network=NAME,
        )
    if there.installed:
        return tr("{network} is set up, and not in use.", network=NAME)
    return tr("None is set up.")


def _set_up() -> str:
    """The caption of the button, with what it fetches."""
    return tr("&Set up (fetch {size})", size=network_setup.fetched_size())


def _running(progress: Progress | None) -> str:
    """What setting up is at."""
    if progress is None:
        return tr("Setting up …")
    if progress.total:
        return tr("Fetching: {done} of {total} MB …", done=progress.done, total=progress.total)
    return tr("Setting up: {what} …", what=progress.what) if progress.what else tr("Setting up …")


class NetworkDialog(Dialog):
    """Shows what ``NetworkWork`` knows; what is done here counts at once. It may be closed meanwhile."""

    def __init__(self, work: NetworkWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Network"))
        self._work = work
        purpose = _text(network_setup.PURPOSE)
        self.state = _text(tr("Looking …"))
        self.state.setAccessibleName(tr("What is set up"))
        font = self.state.font()
        font.setBold(True)
        self.state.setFont(font)
        self._make_buttons()
        self.problem = _text("")
        self.problem.setAccessibleName(tr("What went wrong"))
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far it is"))
        self.bar.setFixedHeight(STEP)
        self.text = QPlainTextEdit(musicnn.LICENCE_TEXT)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Licence of {network}", network=NAME))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(6 * self.text.fontMetrics().lineSpacing())
        self.text.hide()
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(20, 20, 20, STEP)
        column.setSpacing(2 * STEP)
        for part in (purpose, self.state):
            column.addWidget(part)
        column.addLayout(self._make_facts())
        column.addWidget(self.text, 1)
        column.addWidget(self.bar)
        column.addWidget(self.problem)
        column.addStretch()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._area, 1)
        layout.addLayout(self._make_row())
        self.resize(_WIDTH, 0)
        work.changed.connect(self._show)
        self._show()
        work.look()

    def _fit(self) -> None:
        """High enough for what is shown, as far as the screen is."""
        needed = self._content.heightForWidth(self.width()) + self._row.sizeHint().height()
        most = self.screen().availableGeometry().height() - 8 * STEP
        if self.height() < min(needed, most):
            self.resize(self.width(), min(needed, most))

    def showEvent(self, event: QShowEvent) -> None:
        self._work.watched = True
        self._fit()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._work.watched = False
        super().hideEvent(event)

    def _make_buttons(self) -> None:
        self.get = QPushButton(_set_up())
        self.get.setToolTip(tr("Fetch it from the Python package index, once, and use it"))
        self.get.clicked.connect(lambda: self._work.install())
        self.choose = QPushButton(tr("Choose a &file…"))
        self.choose.setToolTip(
            tr(
                "A file that is there already: the wheel of musicnn 0.1.0, or an embedding model as an ONNX "
                "file (Discogs-EffNet or MusiCNN). Nothing is fetched."
            )
        )
        self.choose.clicked.connect(self._choose)
        self.remove = QPushButton(tr("&Remove"))
        self.remove.clicked.connect(self._work.remove)
        self.cancel = QPushButton(tr("&Cancel"))
        self.cancel.setToolTip(tr("Stop; nothing stays behind"))
        self.cancel.clicked.connect(self._work.cancel)
        self.close_button = QPushButton(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        for button in (self.choose, self.remove, self.cancel, self.close_button):
            button.setAutoDefault(False)

    def _make_facts(self) -> QFormLayout:
        facts = QFormLayout()
        facts.setHorizontalSpacing(2 * STEP)
        facts.setVerticalSpacing(STEP)
        facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        facts.addRow(
            tr("Fetched"),
            _text(
                tr(
                    "{file}, {size}, once, when you press Set up: from the Python package index, by pip, "
                    "checked by its SHA-256. Nothing in it is run, and nothing is sent.",
                    file=network_setup.MUSICNN.file,
                    size=network_setup.fetched_size(),
                )
            ),
        )
        kept = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        kept.set_whole(tr("1 MB in {folder}", folder=printable(str(network_setup.model_path()))))
        facts.addRow(tr_as("on the disk", "Kept"), kept)
        self.licence = QPushButton(tr("Show the &licence"))
        self.licence.setCheckable(True)
        self.licence.setAutoDefault(False)
        self.licence.toggled.connect(self._show_licence)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(_text(tr("{licence}: free to use, change and pass on", licence=musicnn.LICENCE)), 1)
        row.addWidget(self.licence)
        facts.addRow(tr("Licence"), row)
        return facts

    def _make_row(self) -> QHBoxLayout:
        self._row = row = QHBoxLayout()
        row.setContentsMargins(20, STEP, 20, 16)
        row.setSpacing(STEP)
        for button in (self.get, self.choose, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.cancel, self.close_button):
            row.addWidget(button)
        return row

    def _show(self) -> None:
        work, there = self._work, self._work.status
        running, progress = work.running, work.progress
        usable = there is not None and there.runtime and not running
        whole = there is not None and bool(there.installed) and not there.problem
        if running:
            self.state.setText(_running(progress))
            self.bar.setRange(0, progress.total if progress is not None else 0)
            self.bar.setValue(progress.done if progress is not None else 0)
        elif there is not None:
            self.state.setText(described(there))
            self.remove.setText(tr("Use &none") if there.own else tr("&Remove"))
            self.remove.setToolTip(
                tr("Compare songs by the ear alone; the file stays where it is")
                if there.own
                else tr("Delete the model; what it said of your songs stays in the library")
            )
        self.get.setText(tr("&Use it") if whole else _set_up())
        in_use = whole and there is not None and there.in_use == there.installed
        self.get.setVisible(not in_use)
        self.get.setEnabled(usable)
        self.get.setDefault(usable)
        self.choose.setEnabled(usable)
        self.remove.setEnabled(usable and there is not None and bool(there.installed or there.in_use))
        self.bar.setVisible(running)
        self.cancel.setVisible(running)
        self.problem.setText(work.problem)
        self.problem.setVisible(bool(work.problem))
        self._fit()

    def _show_licence(self, on: bool) -> None:
        self.text.setVisible(on)
        self.licence.setText(tr("Hide the &licence") if on else tr("Show the &licence"))
        self._fit()

    def _choose(self) -> None:
        downloads = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        dialog = QFileDialog(self, tr("Choose a network"), downloads)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Wheels and ONNX models (*.whl *.onnx)"), tr("All files (*)")])

        def chosen() -> None:
            paths = [path for url in dialog.selectedUrls() if (path := url_path(url)) is not None]
            if paths:
                self._work.install(paths[0])

        dialog.accepted.connect(chosen)
        dialog.open()


def _text(text: str) -> Label:
    label = Label(text)
    label.setWordWrap(True)
    return label
