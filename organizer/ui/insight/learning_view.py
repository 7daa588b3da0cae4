"""Watch it learn: KMeans and the self-organizing map, a step at a time, on the plane of one's own songs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from organizer.analysis.space import learning
from organizer.analysis.space.insight import Principal
from organizer.base.language import plural, tr, tr_as
from organizer.base.palette import LABEL_COLOURS
from organizer.pictures import insight_charts, point_charts
from organizer.pictures.charts import Chart, Dots, Frame, Kinds, Line, Mark, beside
from organizer.ui.looks import motion
from organizer.ui.widgets.chart_view import ChartView
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label

KMEANS, SOM = "kmeans", "som"
#: Songs that take part; more would only be slower to watch.
_MOST = 2_000
_PLAY = 450  #: milliseconds between steps
_SLOW = 2000  #: where little is to move by itself: one picture after another, as pages are turned
_SHEET = (7, 10)
_SHEET_STEPS = 30


class LearningView(QWidget):
    """Step, play, start again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: learning.Array = np.empty((0, 2))
        self.clusters: learning.Clusters | None = None
        self.sheet: learning.Sheet | None = None
        self.path: list[learning.Array] = []  #: of the centres
        self.errors: list[float] = []
        self._songs, self._seed = 0, 0
        self.method = QComboBox()
        for title, name in (("KMeans", KMEANS), (tr("Self-organizing map"), SOM)):
            self.method.addItem(title, name)
        self.method.setAccessibleName(tr("What learns"))
        self.groups = QSpinBox()
        self.groups.setRange(2, len(LABEL_COLOURS))
        self.groups.setValue(4)
        self.groups.setPrefix(tr("Groups: {n}", n="{n}").partition("{n}")[0])
        self.groups.setAccessibleName(tr("Number of groups"))
        self.step_button = QPushButton(tr_as("verb", "Step"))
        self.play_button = QPushButton(tr_as("verb", "Play"))
        self.play_button.setCheckable(True)
        self.again_button = QPushButton(tr("Start again"))
        self.words = Label()
        self.words.setWordWrap(True)
        self.board = ChartView(tr("Songs and what learns on them"), self.chart)
        row = QHBoxLayout()
        for widget in (self.method, self.groups, self.step_button, self.play_button, self.again_button):
            row.addWidget(widget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP, 0, STEP, STEP // 2)
        layout.addLayout(row)
        layout.addWidget(self.words)
        layout.addWidget(self.board, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_PLAY)
        self._timer.timeout.connect(self.step)
        self.method.activated.connect(lambda _: self.restart())
        self.groups.valueChanged.connect(lambda _: self.restart())
        self.step_button.clicked.connect(self.step)
        self.play_button.toggled.connect(self._play)
        self.again_button.clicked.connect(self._start_elsewhere)

    def show_songs(self, pca: Principal | None) -> None:
        """These songs, at most 2,000 of them, where they lie along their first two principal axes."""
        points = np.empty((0, 2)) if pca is None else pca.points[:, :2]
        self._songs = len(points)
        if len(points) > _MOST:
            points = points[np.sort(np.random.default_rng(0).choice(len(points), _MOST, replace=False))]
        if not np.array_equal(points, self.points):
            self.points = points
            self.restart()

    def restart(self) -> None:
        """Begin anew with the method that is chosen."""
        self.play_button.setChecked(False)
        self.clusters = self.sheet = None
        self.path, self.errors = [], []
        self.groups.setVisible(self.method.currentData() == KMEANS)
        if len(self.points) >= 2:
            if self.method.currentData() == KMEANS:
                self.clusters = learning.random_centers(self.points, self.groups.value(), seed=self._seed)
                self.path = [self.clusters.centers]
            else:
                rows, columns = _SHEET
                self.sheet = learning.crumpled(self.points, rows=rows, columns=columns, seed=self._seed)
                self.errors = [self.sheet.error]
        self._tell()

    def _start_elsewhere(self) -> None:
        self._seed += 1
        self.restart()

    def step(self) -> None:
        """Let it learn once."""
        if self.clusters is not None:
            self.clusters = learning.step_clusters(self.points, self.clusters)
            if not self.clusters.settled:
                self.errors.append(self.clusters.inertia)
                if self.clusters.assigns:
                    self.path.append(self.clusters.centers)
        elif self.sheet is not None and not self.settled:
            self.sheet = learning.step_sheet(self.points, self.sheet, steps=_SHEET_STEPS)
            self.errors.append(self.sheet.error)
        if self.settled:
            self.play_button.setChecked(False)
        self._tell()

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be learnt."""
        if self.clusters is not None:
            return self.clusters.settled
        return self.sheet is None or self.sheet.steps >= _SHEET_STEPS

    def _play(self, on: bool) -> None:
        self.play_button.setText(tr("Pause") if on else tr_as("verb", "Play"))
        if on:
            if self.settled:
                self.restart()
                self.play_button.setChecked(True)
                return
            self._timer.start(_PLAY if motion.allowed() else _SLOW)
        else:
            self._timer.stop()

    def hideEvent(self, event: QEvent) -> None:
        self.play_button.setChecked(False)

    def _tell(self) -> None:
        self.step_button.setEnabled(not self.settled)
        self.play_button.setEnabled(len(self.points) >= 2)
        self.again_button.setEnabled(len(self.points) >= 2)
        self.words.setText(self._story())
        self.board.setAccessibleDescription(self.words.text())
        self.board.update()

    def _story(self) -> str:
        if len(self.points) < 2:
            return tr("It takes at least two songs that differ: add more music, or let it be analyzed.")
        if self.clusters is not None:
            if self.clusters.settled:
                return tr(
                    "Settled: no song changes its group any more. "
                    "Start again from other centres: it may end elsewhere."
                )
            if not self.errors:
                return self._with_part(
                    tr("The centres are songs drawn at random. Next: each song joins the nearest.")
                )
            if self.clusters.assigns:
                return tr(
                    "Each centre moved to the middle of its songs. Next: songs join the nearest centre again."
                )
            return tr(
                "Each song joined the nearest centre. Next: each centre moves to the middle of its songs."
            )
        assert self.sheet is not None
        if not self.errors[1:]:
            return self._with_part(
                tr(
                    "A crumpled sheet of {n} cells among your songs. "
                    "Each step draws cells to the songs near them, and their neighbours along.",
                    n=len(self.sheet.units),
                )
            )
        if self.settled:
            return tr(
                "The sheet has unfolded: neighbouring cells hold songs that are alike. Flat, it is a map."
            )
        return tr(
            "Cells move to the songs near them and pull their neighbours along, "
            "at first far ones, later only the next."
        )

    def _with_part(self, story: str) -> str:
        """With how many of the songs take part, where it is not all."""
        if self._songs <= _MOST:
            return story
        part = plural(
            "{part} of {n} song take part.",
            "{part} of {n} songs take part.",
            self._songs,
            part=len(self.points),
        )
        return f"{story} {part}"

    def chart(self, size: tuple[int, int]) -> Chart | None:
        """The songs with what learns at the left, how it gets better at the right."""
        if len(self.points) < 2:
            return None
        k = len(self.clusters.centers) if self.clusters is not None else 0
        labels = self.clusters.labels if self.clusters is not None else np.full(len(self.points), -1)
        kinds = Kinds(labels, tuple(tr("group {n}", n=at + 1) for at in range(k)), LABEL_COLOURS[:k])
        left = (size[0] * 13 // 20, size[1])
        plain = point_charts.scatter(
            (tr("axis {n}", n=1), tr("axis {n}", n=2)),
            self.points[:, 0],
            self.points[:, 1],
            kinds,
            size=left,
            title=tr("Your songs on their two main axes"),
            named_colours=False,
        )
        assert plain.frame is not None
        marks = (*plain.marks, *(self._centers(plain.frame) if k else self._cells(plain.frame)))
        name = tr("Inertia") if k else tr("Distance to the nearest cell")
        curve = insight_charts.curve(name, self.errors, tr("steps"), "", size=(size[0] - left[0], size[1]))
        return beside(Chart(*left, marks, plain.title, plain.frame), curve)

    def _centers(self, frame: Frame) -> list[Mark]:
        marks: list[Mark] = []
        places = [np.column_stack([frame.across(c[:, 0]), frame.down(c[:, 1])]) for c in self.path]
        for k in range(len(places[-1])):
            way = tuple((float(p[k, 0]), float(p[k, 1])) for p in places)
            if len(way) > 1:
                marks.append(Line(way, "ink", 1.2))
            x, y = way[-1]
            marks.append(Dots(np.array([x]), np.array([y]), (LABEL_COLOURS[k],), 9, 1.0, "ink"))
            marks.append(Line(((x - 5, y), (x + 5, y)), "ink", 1.6))
            marks.append(Line(((x, y - 5), (x, y + 5)), "ink", 1.6))
        return marks

    def _cells(self, frame: Frame) -> list[Mark]:
        assert self.sheet is not None
        x, y = frame.across(self.sheet.units[:, 0]), frame.down(self.sheet.units[:, 1])
        marks: list[Mark] = [
            Line(((float(x[a]), float(y[a])), (float(x[b]), float(y[b]))), "accent", 1.2)
            for a, b in learning.links(self.sheet.rows, self.sheet.columns)
        ]
        return [*marks, Dots(x, y, ("accent",) * len(x), 4, 1.0, "paper")]
