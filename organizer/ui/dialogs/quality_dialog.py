"""How well the ear does on this library, in numbers and in plain words. Stays open beside the window."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import number, plural, tr
from organizer.base.settings import Settings
from organizer.ui.dialogs.network_choice import set_up_network
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog
from organizer.ui.state.job_ids import Job
from organizer.ui.state.network_work import NetworkWork
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP, url_path, with_keys
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.insight import evaluation, evaluation_words
from organizer.work.insight.evaluating import EvaluationOptions, evaluate_apart
from organizer.work.insight.evaluation import Evaluation
from organizer.work.next_step import mappable

#: Fewer analyzed songs than this have not 5 neighbours each.
_FROM = evaluation.NEAREST + 1

#: What songs can belong together by, besides tables of a person's own.
_LABELS = (
    (tr("Genre"), "genre"),
    (tr("Artist"), "artist"),
    (tr("Album"), "album"),
    (tr("Decade"), "decade"),
    (tr("Folder"), "folder"),
)

_PRESS = tr("Press Measure to see how well the songs are sorted.")


class QualityDialog(Dialog):
    """Not modal. Measures in a process of its own when it is opened and when something else is chosen."""

    add_requested = Signal()

    def __init__(
        self, state: AppState, parent: QWidget | None = None, *, network: NetworkWork | None = None
    ) -> None:
        """``network``: what sets up networks, where that is to be offered."""
        super().__init__(parent)
        self._network = network
        self.setWindowTitle(tr("Quality"))
        self.resize(900, 640)
        self.state = state
        self.evaluation: Evaluation | None = None
        self.label = self._choice(tr("What belongs together"), *_LABELS)
        self.truth = self._choice(tr("Known tempo and key"), (tr("Not known"), ""))
        self.artist = QCheckBox(tr("Skip songs by the same &artist"))
        self.artist.setToolTip(
            tr("Songs by one artist are easy to find: without them the numbers are lower, and truer")
        )
        self.measure = QPushButton(tr("&Measure"))
        self.measure.setToolTip(tr("Measure again with what is chosen here"))
        self.measure.setDefault(True)
        self.measure.clicked.connect(self.start)
        self.label.activated.connect(self.start)
        self.truth.activated.connect(self.start)
        self.artist.clicked.connect(self.start)
        self._early = False
        self._message = Label()
        self._message.setWordWrap(True)
        self._message.setAccessibleName(tr("What is measured"))
        self._pages = QStackedWidget()
        self.empty = EmptyView()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._figures_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(STEP)
        layout.addLayout(self._choices())
        layout.addWidget(self._message)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._make_offer())
        state.settings_changed.connect(self._show_offer)
        state.counts_changed.connect(self._counted)

    def refresh(self) -> None:
        """On opening: measure, unless it was done already."""
        self._early = self.state.counts is None
        self._show_state()
        if self.evaluation is None and self._enough():
            self.start()

    def _counted(self, _counts: object) -> None:
        """Opened before the songs were counted, it begins by itself when they are."""
        if self.isVisible() and self._early:
            self.refresh()
        elif self.isVisible():
            self._show_state()

    def start(self, *_: object) -> None:
        """Measure what is chosen; what runs still is dropped for it."""
        if not self._enough():
            self._show_state()
            return
        self.measure.setEnabled(False)
        self._message.setText(
            tr("Measuring … In a large library this takes a minute or two; go on with anything else.")
        )
        self.state.jobs.start(
            Job.QUALITY,
            evaluate_apart,
            str(self.state.db.path),
            self.options(),
            on_result=self._show,
            on_error=self._fail,
        )
        self._show_state()

    def options(self) -> EvaluationOptions:
        """What is to be measured, as it is chosen."""
        return EvaluationOptions(
            label=None if self.label.currentData() == "genre" else self.label.currentData(),
            same_artist=not self.artist.isChecked(),
            tempo_key=self.truth.currentData() or None,
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)

    def reject(self) -> None:
        """Closed: what is being measured is given up."""
        self._stop()
        super().reject()

    # -- parts

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(STEP)
        for row, (box, title, choose, tip) in enumerate(
            (
                (
                    self.label,
                    tr("What belongs &together"),
                    tr("Choose a table: what belongs together"),
                    tr("A table with the columns file and label (CSV)"),
                ),
                (
                    self.truth,
                    tr("Known tempo and &key"),
                    tr("Choose a table: known tempo and key"),
                    tr("A table with the columns file, bpm and key (CSV)"),
                ),
            )
        ):
            name = Label(title)
            name.setBuddy(box)
            table = QPushButton(tr("Table…"))
            table.setAutoDefault(False)
            table.setToolTip(tip)
            table.setAccessibleName(choose)
            table.clicked.connect(lambda _checked=False, box=box: self._choose_table(box))
            for column, widget in enumerate((name, box, table)):
                grid.addWidget(widget, row, column)
        grid.addWidget(self.artist, 0, 3)
        grid.addWidget(self.measure, 1, 3, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        return grid

    def _figures_page(self) -> QWidget:
        page = QWidget()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(tr("What was measured"))
        self.labels = QTreeWidget()
        self.labels.setHeaderLabels([tr("Label"), tr("Songs"), tr("Of {n} nearest", n=evaluation.NEAREST)])
        self.labels.setAccessibleName(tr("Every label with its songs and how many neighbours carry it"))
        self.labels.setRootIsDecorated(False)
        self.labels.setUniformRowHeights(True)
        self.labels.setAlternatingRowColors(True)
        self.labels.setMinimumWidth(260)
        self.labels.header().setStretchLastSection(False)
        self.labels.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        layout = QHBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * STEP)
        layout.addWidget(self.area, 3)
        layout.addWidget(self.labels, 2)
        return page

    def _make_offer(self) -> QWidget:
        """What may make it better, for those who never said whether they want it."""
        self.offer = QWidget()
        row = QHBoxLayout(self.offer)
        row.setContentsMargins(0, 0, 0, 0)
        text = Label(tr("A trained network can listen beside the ear, and compares songs better."))
        text.setWordWrap(True)
        button = QPushButton(tr("Set up the &network…"))
        button.setAutoDefault(False)
        button.setToolTip(tr("What it is, what is fetched and under which licence; nothing is fetched yet"))
        button.clicked.connect(lambda: set_up_network(self._network, self))
        row.addWidget(text, 1)
        row.addWidget(button)
        self._show_offer(self.state.settings)
        return self.offer

    def _show_offer(self, settings: Settings) -> None:
        decided = bool(settings.network) or settings.network_declined
        self.offer.setVisible(self._network is not None and not decided)

    def _choice(self, name: str, *entries: tuple[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        for text, value in entries:
            box.addItem(text, value)
        return box

    def _choose_table(self, box: QComboBox) -> None:
        dialog = FileDialog(self.state, tr("Choose a table"), self)
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Tables (*.csv *.tsv *.txt)"), tr("All files (*)")])

        def chosen() -> None:
            paths = [path for url in dialog.selectedUrls() if (path := url_path(url)) is not None]
            if paths:
                self.set_table(box, paths[0])

        dialog.accepted.connect(chosen)
        dialog.open()

    def set_table(self, box: QComboBox, path: str) -> None:
        """Offer a table in one of the choices, choose it and measure."""
        place = box.findData(path)
        if place < 0:
            box.addItem(printable(os.path.basename(path)), path)
            place = box.count() - 1
            box.setItemData(place, plain(printable(path)), Qt.ItemDataRole.ToolTipRole)
        box.setCurrentIndex(place)
        self.start()

    # -- what is shown

    def _enough(self) -> bool:
        return self._comparable() >= _FROM

    def _comparable(self) -> int:
        """Songs that can be judged: analyzed ones, and while these are few those of tables."""
        return mappable(self.state.counts) if self.state.counts is not None else 0

    def _show_state(self) -> None:
        analyzed = self._comparable()
        running = self.state.jobs.running(Job.QUALITY)
        self.measure.setEnabled(self._enough() and not running)
        if not self._enough():
            none = self.state.counts is None or not self.state.counts.all
            self.empty.say(
                _too_few(analyzed),
                tr("&Add a folder of music…"),
                self.add_requested.emit if none else None,
                with_keys(tr("Pick a folder of music"), "Ctrl+O"),
            )
            self._pages.setCurrentIndex(0)
        elif self.evaluation is not None:
            self._pages.setCurrentIndex(1)
            if not running and not self.evaluation.features and analyzed != self.evaluation.songs:
                self._message.setText(
                    plural(
                        "Measured on {n} song; now there are {now}. Measure again.",
                        "Measured on {n} songs; now there are {now}. Measure again.",
                        self.evaluation.songs,
                        now=analyzed,
                    )
                )
        else:
            self.empty.say("" if running else _PRESS)
            self._pages.setCurrentIndex(0)

    def _show(self, made: Evaluation) -> None:
        self.evaluation = made
        self.measure.setEnabled(True)
        self._message.setText(printable(" ".join(evaluation_words.circumstances(made))))
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, STEP, 0)
        grid.setHorizontalSpacing(2 * STEP)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(2, 1)
        row = 0
        for title, figures in evaluation_words.figures(made):
            grid.addWidget(self._text(title, scale=1.15, bold=True), row, 0, 1, 3)
            for figure in figures:
                row += 1
                value = self._text(figure.value, bold=True)
                value.setAccessibleName(f"{figure.name}: {figure.value}")
                value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
                meaning = self._text(figure.meaning)
                meaning.setWordWrap(True)
                meaning.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                for column, widget in enumerate((self._text(figure.name), value, meaning)):
                    grid.addWidget(widget, row, column)
            row += 1
        grid.setRowStretch(row, 1)
        self.area.setWidget(page)
        self._show_labels(made)
        self._pages.setCurrentIndex(1)

    def _show_labels(self, made: Evaluation) -> None:
        self.labels.clear()
        self.labels.setVisible(made.labels is not None)
        if made.labels is None:
            return
        kind = made.labels.kind
        self.labels.headerItem().setText(0, evaluation_words.label_title(kind))
        rows = []
        for name, songs, precision in made.labels.each[:2_000]:
            row = QTreeWidgetItem(
                [
                    evaluation_words.label_name(kind, name),
                    number(songs),
                    number(evaluation.NEAREST * precision, 1),
                ]
            )
            row.setToolTip(0, plain(printable(name)))
            for column in (1, 2):
                row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            rows.append(row)
        self.labels.addTopLevelItems(rows)

    def _fail(self, error: Exception) -> None:
        self.measure.setEnabled(True)
        if self._enough():
            self.empty.say(_PRESS)
        self._message.setText(complaint(error))

    def _stop(self) -> None:
        self.state.jobs.cancel(Job.QUALITY)
        if self.evaluation is None:
            self._message.clear()

    def _text(self, text: str, *, bold: bool = False, scale: float = 1.0) -> QLabel:
        label = Label(text)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        font = label.font()
        font.setBold(bold)
        font.setPointSizeF(font.pointSizeF() * scale)
        label.setFont(font)
        return label


def _too_few(analyzed: int) -> str:
    if not analyzed:
        return tr(
            "No song was analyzed yet: with {least} or more, this says how well they are sorted.", least=_FROM
        )
    return plural(
        "Only {n} was analyzed yet: with {least} or more, this says how well they are sorted.",
        "Only {n} were analyzed yet: with {least} or more, this says how well they are sorted.",
        analyzed,
        least=_FROM,
    )
