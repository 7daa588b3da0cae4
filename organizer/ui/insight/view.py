"""The *Insight* view: gathers the songs in a process of its own and offers the pictures of them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import LibraryError, UsageError, printable
from organizer.base.language import plural, tr
from organizer.pictures.charts import named
from organizer.ui.insight.export import write_numbers, write_png, write_svg
from organizer.ui.insight.learning_view import LearningView
from organizer.ui.insight.numbers_panel import NumbersPanel
from organizer.ui.insight.pictures import OF_POINTS, Picture
from organizer.ui.insight.plot import LASSO, MOVE, RECTANGLE, InsightPlot
from organizer.ui.looks.scrolling import Scrolled
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import ask_where
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.flow_layout import FlowLayout
from organizer.ui.widgets.parts import STEP, ElidedLabel, ExportButton, IconButton
from organizer.ui.widgets.plain_text import Label
from organizer.work.helper import Helper
from organizer.work.insight import insighting
from organizer.work.insight.insighting import Gathered
from organizer.work.jobs import JobContext

LEARN = tr("Watch it learn")
_TITLES = {
    Picture.DISTRIBUTION: tr("Distribution"),
    Picture.CORRELATION: tr("Correlation"),
    Picture.SCATTER: tr("Scatter"),
    Picture.PCA: tr("PCA"),
    Picture.SPACE: "3-D",
    Picture.LEARNING: tr("Watch it learn"),
}
_HINTS = {
    Picture.DISTRIBUTION: tr(
        "Click a bar to select its songs. Boxes: the middle half, the median, what lies far off."
    ),
    Picture.CORRELATION: tr("Click a square to see the two descriptors against each other."),
    Picture.SCATTER: tr("Draw around songs to select them; the wheel zooms."),
    Picture.PCA: tr("The plane in which the songs differ most; arrows point to where a descriptor is high."),
    Picture.SPACE: tr("Drag to turn, or draw around songs to select them; the wheel zooms."),
}
#: How many descriptors a picture is asked for.
_BOXES = {Picture.DISTRIBUTION: 1, Picture.SCATTER: 2, Picture.SPACE: 3}
_TIPS = {
    Picture.DISTRIBUTION: tr("Histogram and box plots of one descriptor"),
    Picture.CORRELATION: tr("Which descriptors go together"),
    Picture.SCATTER: tr("Any two descriptors against each other"),
    Picture.PCA: tr("All descriptors in two dimensions (principal components)"),
    Picture.SPACE: tr("Any three descriptors in a cube that turns"),
    Picture.LEARNING: tr("KMeans and the self-organizing map, step by step on your songs"),
}


def _gather(context: JobContext, library: str, features: tuple[str, ...], query: str) -> Gathered | None:
    """The job: in a helper process, which is ended after it. None when there is nothing to look at yet."""
    gathered = None
    with contextlib.suppress(LibraryError), Helper() as helper:
        try:
            gathered = helper.run(context, insighting.load, library, features, query)
        except UsageError:  # a table that had one of them was removed
            gathered = helper.run(context, insighting.load, library, (), query)
    # what painting needs; only now, when the window has nothing else to do: loading it takes turns with that
    import numpy.ma  # noqa: F401  # quantiles need it when they are first asked for

    import organizer.ui.insight.board  # noqa: F401  # pyqtgraph

    return gathered


_EXPORTS = (("png", tr("Picture (PNG)…")), ("svg", tr("Picture (SVG)…")), ("csv", tr("Numbers (CSV)…")))


class InsightView(QWidget):
    """Pictures of all songs that have numbers. The selection is the window's."""

    add_requested = Signal()  #: the empty view's button
    gathered_changed = Signal()  #: the pictures show the newest songs

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.plot = InsightPlot(state)
        self.learning = LearningView()
        self._stale = True
        self._chosen: tuple[str, ...] = ()  #: numbers to look at; none named: those there are
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(1500)
        self._later.timeout.connect(self._load)
        self.boxes = [
            _choice(name) for name in (tr("Descriptor"), tr("Second descriptor"), tr("Third descriptor"))
        ]
        self.colours = _choice(tr("Coloured by"))
        self.colours.setMinimumContentsLength(14)
        self.hint = ElidedLabel()  # it gives way to the boxes where there is little room
        self.hint.setEnabled(False)
        self.bar = QWidget()
        rows = QVBoxLayout(self.bar)
        rows.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        rows.setSpacing(2)
        rows.addLayout(self._make_pictures())
        rows.addWidget(self._make_choices())
        self.empty = _Empty(self.add_requested.emit)
        self.pages = QStackedWidget()
        for page in (self.empty, self.plot, self.learning):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.pages, 1)
        self.bar.hide()
        self.setFocusProxy(self.plot)
        self.plot.pair_chosen.connect(self.show_pair)
        state.query_changed.connect(self._query_changed)
        state.library_changed.connect(self._changed)
        state.groups_changed.connect(self._changed)
        self.show_picture(Picture.DISTRIBUTION)

    # -- the parts

    def _make_pictures(self) -> FlowLayout:
        """The first row, or rows: the pictures, and which songs and numbers they show."""
        row = FlowLayout()
        self.pictures = {}
        for picture, title in _TITLES.items():
            button = QToolButton()
            button.setText(title)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setAutoRaise(True)
            button.setToolTip(_TIPS[picture])
            button.setAccessibleName(f"{title}: {_TIPS[picture]}")
            button.clicked.connect(lambda _=False, picture=picture: self.show_picture(picture))
            self.pictures[picture] = button
            row.addWidget(button)
        row.add_stretch()
        self.searched = self._make_searched()
        self.numbers = QToolButton()
        self.numbers.setAccessibleName(tr("Numbers that are looked at"))
        self.numbers.setToolTip(tr("Choose which numbers take part in the pictures"))
        self.panel = NumbersPanel(self)
        self.numbers.clicked.connect(lambda: self.panel.open_under(self.numbers))
        self.panel.chosen.connect(self.choose_numbers)
        self.export_button = ExportButton(
            _EXPORTS,
            self._ask_export,
            name=tr("Export picture or numbers"),
            tip=tr("Save the picture (PNG, SVG) or the numbers of the songs (CSV)"),
        )
        for button in (self.searched, self.numbers, self.export_button):
            row.addWidget(button)
        return row

    def _make_searched(self) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Search only"))
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setIcon(theme.icon("magnify"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip(tr("Look only at the songs that the search box finds"))
        button.setAccessibleName(tr("Only the songs of the search"))
        button.toggled.connect(lambda _: self._look_again())
        return button

    def _make_choices(self) -> QWidget:
        """The second row: what the picture shows, and what the pointer does in it."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for box in self.boxes:
            box.activated.connect(lambda _: self._choose_features())
        self.colours.activated.connect(lambda _: self.plot.show_colours(self.colours.currentData()))
        self.tools = {}
        for tool, icon, tip in (
            (LASSO, "lasso", tr("Draw around songs to select them")),
            (RECTANGLE, "selection", tr("Select the songs in a rectangle")),
            (MOVE, "cursor-move", tr("Move or turn the picture")),
        ):
            button = IconButton(icon, tip)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(lambda _=False, tool=tool: self._choose_tool(tool))
            self.tools[tool] = button
        self.rotating = IconButton("rotate-3d-variant", tr("Turn by itself"))
        self.rotating.setCheckable(True)
        self.rotating.toggled.connect(self.plot.rotate_by_itself)
        self.whole = IconButton("fit-to-page-outline", tr("Show all songs"))
        self.whole.clicked.connect(self.plot.fit)
        inside = [*self.boxes, self.colours, *self.tools.values(), self.rotating, self.whole]
        for widget in inside:
            row.addWidget(widget)
        row.addWidget(self.hint, 1)
        line, self.choices = QWidget(), QWidget()
        line.setLayout(row)
        whole = QVBoxLayout(self.choices)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(line, sideways=True))  # where text is large there is no room for all of it
        # as high whatever is shown in it, so that the picture stays where it is
        for widget in inside:
            widget.ensurePolished()
        bar = 0 if theme.scaled(100) == 100 else 12
        self.choices.setFixedHeight(max(widget.sizeHint().height() for widget in inside) + bar)
        return self.choices

    def _choose_tool(self, tool: str) -> None:
        self.plot.tool = tool

    # -- the songs

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale:
            self._load()

    def _query_changed(self, _query: str) -> None:
        if self.searched.isChecked():
            self._look_again()

    def _changed(self, *_: object) -> None:
        self._stale = True
        if self.isVisible() and not self._later.isActive():
            self._later.start()  # not restarted: while songs pour in, the pictures still follow

    def _load(self) -> None:
        if not self.isVisible():
            return
        if self.state.jobs.running(Job.INSIGHT):
            self._later.start()
            return
        self._stale = False
        if self.plot.gathered is None:
            self.empty.tell(tr("Gathering the numbers of your songs…"), button=False)
        self.state.jobs.start(
            Job.INSIGHT,
            _gather,
            str(self.state.db.path),
            self._chosen,
            self._query(),
            on_result=self._take,
            on_error=self._complain,
        )

    def _query(self) -> str:
        """The search, where only its songs are looked at."""
        return self.state.query if self.searched.isChecked() else ""

    def _look_again(self) -> None:
        self._stale = True
        self._load()

    def choose_numbers(self, names: tuple[str, ...]) -> None:
        """Look at these numbers alone."""
        self._chosen = names
        self._look_again()

    def _complain(self, error: Exception) -> None:
        self.empty.tell(tr("The songs could not be gathered: {reason}", reason=error), button=False)

    def _take(self, gathered: Gathered | None) -> None:
        if gathered is None:
            self.plot.gathered = None
            self.bar.setVisible(self.searched.isChecked())  # the way back to all songs
            self.pages.setCurrentWidget(self.empty)
            if self._query():
                self.empty.tell(tr("No song of the search has numbers to look at."), button=False)
            else:
                self.empty.tell(
                    tr("Charts of tempo, energy and more appear here when songs have been analyzed.")
                )
        else:
            before = self.plot.gathered
            self._fill(gathered)
            if before is not None and before.by in gathered.kinds:
                gathered = replace(gathered, by=before.by)
            self.plot.show_songs(gathered)
            self._show_choices()
            self.bar.show()
            self.show_picture(self._picture)
        self.gathered_changed.emit()

    def _fill(self, gathered: Gathered) -> None:
        self.panel.show_names(gathered.available, gathered.names)
        self.numbers.setText(
            plural(
                "{chosen} of {n} number ▾",
                "{chosen} of {n} numbers ▾",
                len(gathered.available),
                chosen=len(gathered.names),
            )
        )
        chosen = insighting.first_three(gathered.names)
        for at, box in enumerate(self.boxes):
            before = box.currentData()
            box.clear()
            for name in gathered.names:
                box.addItem(named(name), name)
            box.setCurrentIndex(gathered.names.index(before if before in gathered.names else chosen[at]))
        self.colours.clear()
        for by in (by for by in insighting.BY if by in gathered.kinds):
            self.colours.addItem(f"Colour: {by}", by)
        by = self.plot.gathered.by if self.plot.gathered is not None else gathered.by
        self.colours.setCurrentIndex(
            max(0, self.colours.findData(by if by in gathered.kinds else gathered.by))
        )
        self.plot.show_features(self._features())

    def _features(self) -> tuple[str, str, str]:
        first, second, third = (box.currentData() for box in self.boxes)
        return first, second, third

    def _choose_features(self) -> None:
        self.plot.show_features(self._features())
        self._show_hint()

    def _show_hint(self) -> None:
        """What can be done here, and first how many songs cannot be shown."""
        songs, shown = self.plot.gathered, _BOXES.get(self._picture, 0)
        text = _HINTS[self._picture]
        if songs is not None and shown:
            missing = np.isnan([songs.column(name) for name in self._features()[:shown]]).any(axis=0).sum()
            if missing:
                left_out = plural(
                    "{n} song not shown: no value.", "{n} songs not shown: no value.", int(missing)
                )
                text = f"{left_out} {text}"
        self.hint.set_whole(text)

    # -- the pictures

    def show_picture(self, picture: Picture) -> None:
        """Another picture of the songs."""
        self._picture = picture
        self.pictures[picture].setChecked(True)
        self.rotating.setChecked(False)
        if picture != Picture.LEARNING:
            self.plot.show_picture(picture)
            self.plot.tool = MOVE if picture == Picture.SPACE else LASSO
            self.tools[self.plot.tool].setChecked(True)
            self._show_hint()
        if self.plot.gathered is not None:
            if picture == Picture.LEARNING:
                self.learning.show_songs(self.plot.gathered.principal)
            self.pages.setCurrentWidget(self.learning if picture == Picture.LEARNING else self.plot)
        self._show_choices()

    def show_pair(self, a: str, b: str) -> None:
        """Two descriptors against each other."""
        for box, name in zip(self.boxes, (a, b), strict=False):
            box.setCurrentIndex(box.findData(name))
        self.show_picture(Picture.SCATTER)
        self._choose_features()

    def _show_choices(self) -> None:
        picture = self._picture
        for at, box in enumerate(self.boxes):
            box.setVisible(at < _BOXES.get(picture, 0))
        self.choices.setVisible(picture != Picture.LEARNING)
        self.export_button.setVisible(picture != Picture.LEARNING)
        self.colours.setVisible(picture != Picture.CORRELATION)
        for button in (*self.tools.values(), self.whole):
            button.setVisible(picture in OF_POINTS)
        self.rotating.setVisible(picture == Picture.SPACE)

    # -- export

    def _ask_export(self, ending: str) -> None:
        name, kind = f"{self._picture}.{ending}", f"{ending.upper()} (*.{ending})"
        path = ask_where(self.state, self, tr("Export"), name, kind)
        if path:
            self.export(path if os.path.splitext(path)[1] else f"{path}.{ending}")

    def export(self, path: str) -> None:
        """The picture as it is, or the numbers of the selected songs (of all, where none is selected)."""
        songs = self.plot.gathered
        if songs is None:
            return
        ending = os.path.splitext(path)[1].lower()
        job: Callable[[JobContext], None]
        if ending == ".csv":
            rows = np.flatnonzero(self.plot.selected)
            chosen = rows if len(rows) else np.arange(len(songs.ids))
            job = write_numbers(self.state.db, songs, path, chosen)
        elif ending == ".svg":
            job = write_svg(self.plot.as_marks(), path)
        else:
            job = write_png(self.plot.image(), path)
        self.state.jobs.start(
            Job.INSIGHT_EXPORT,
            job,
            on_result=lambda _: self.state.message.emit(tr("Saved as {path}", path=printable(path)), "info"),
            on_error=lambda error: self.state.message.emit(str(error), "error"),
            owner=self.state,
        )


def _choice(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setMinimumContentsLength(9)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


class _Empty(QWidget):
    """One sentence and one button."""

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__()
        self.words = Label()
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.words.setEnabled(False)
        self.button = QPushButton(tr("Add music…"))
        self.button.setObjectName("primary")
        self.button.clicked.connect(call)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)

    def tell(self, text: str, *, button: bool = True) -> None:
        self.words.setText(text)
        self.button.setVisible(button)
