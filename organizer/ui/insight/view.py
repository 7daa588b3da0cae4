"""The *Insight* view: gathers the songs in a process of its own and offers the pictures of them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import LibraryError, UsageError, printable
from organizer.pictures.insight_charts import named
from organizer.ui.insight.canvas import AXES, DISTRIBUTION, OF_POINTS, PICTURES, SPACE, TOGETHER, TWO
from organizer.ui.insight.export import write_numbers, write_png, write_svg
from organizer.ui.insight.learning_view import LearningView
from organizer.ui.insight.numbers_panel import NumbersPanel
from organizer.ui.insight.plot import LASSO, MOVE, RECTANGLE, InsightPlot
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import ask_where
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, ElidedLabel, IconButton, count_of
from organizer.ui.widgets.plain_text import Label
from organizer.work.helper import Helper
from organizer.work.insight import insighting
from organizer.work.insight.insighting import Gathered
from organizer.work.jobs import JobContext

LEARN = "Watch it learn"
_HINTS = {
    DISTRIBUTION: "Click a bar to select its songs. Boxes: the middle half, the median, what lies far off.",
    TOGETHER: "Click a square to see the two descriptors against each other.",
    TWO: "Draw around songs to select them; the wheel zooms.",
    AXES: "The plane in which the songs differ most; arrows point to where a descriptor is high.",
    SPACE: "Drag to turn, or draw around songs to select them; the wheel zooms.",
}
#: How many descriptors a picture is asked for.
_BOXES = {DISTRIBUTION: 1, TWO: 2, SPACE: 3}
_TIPS = {
    DISTRIBUTION: "Histogram and box plots of one descriptor",
    TOGETHER: "Which descriptors go together",
    TWO: "Any two descriptors against each other",
    AXES: "All descriptors in two dimensions (principal components)",
    SPACE: "Any three descriptors in a cube that turns",
    LEARN: "KMeans and the self-organizing map, step by step on your songs",
}


def _gather(context: JobContext, library: str, features: tuple[str, ...], query: str) -> Gathered | None:
    """The job: in a helper process, which is ended after it. None when there is nothing to look at yet."""
    import numpy.ma  # noqa: F401  # quantiles need it when they are first asked for, which is while painting

    with contextlib.suppress(LibraryError), Helper() as helper:
        try:
            return helper.run(context, insighting.load, library, features, query)
        except UsageError:  # the table that told one of them was forgotten
            return helper.run(context, insighting.load, library, (), query)
    return None


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
        self.pictures = QButtonGroup(self)
        self.tools = QButtonGroup(self)
        self.boxes = [self._box(name) for name in ("Descriptor", "Second descriptor", "Third descriptor")]
        self.colours = self._box("Coloured by")
        self.colours.setMinimumContentsLength(14)
        self.numbers = QToolButton()
        self.numbers.setAccessibleName("Numbers that are looked at")
        self.numbers.setToolTip("Choose which numbers take part in the pictures")
        self.panel = NumbersPanel(self)
        self.numbers.clicked.connect(lambda: self.panel.open_under(self.numbers))
        self.panel.chosen.connect(self.choose_numbers)
        self.searched = QToolButton()
        self.searched.setText("Search only")
        self.searched.setCheckable(True)
        self.searched.setAutoRaise(True)
        self.searched.setIcon(theme.icon("magnify"))
        self.searched.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.searched.setToolTip("Look only at the songs that the search box finds")
        self.searched.setAccessibleName("Only the songs of the search")
        self.searched.toggled.connect(lambda _: self._look_again())
        state.query_changed.connect(self._query_changed)
        self.hint = ElidedLabel()  # it gives way to the boxes where there is little room
        self.hint.setEnabled(False)
        self._build()
        self.pictures.buttonClicked.connect(lambda button: self.show_picture(button.text()))
        for box in self.boxes:
            box.activated.connect(lambda _: self._choose_features())
        self.colours.activated.connect(lambda _: self.plot.show_colours(self.colours.currentData()))
        self.plot.pair_chosen.connect(self.show_pair)
        state.library_changed.connect(self._changed)
        state.groups_changed.connect(self._changed)
        self.show_picture(DISTRIBUTION)

    # -- the parts

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setMinimumContentsLength(9)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

    def _build(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for name in (*PICTURES, LEARN):
            button = QToolButton()
            button.setText(name)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setToolTip(_TIPS[name])
            button.setAccessibleName(f"{name}: {_TIPS[name]}")
            self.pictures.addButton(button)
            first.addWidget(button)
        first.addStretch(1)
        for box in (*self.boxes, self.colours):
            second.addWidget(box)
        for tool, icon, tip in (
            (LASSO, "lasso", "Draw around songs to select them"),
            (RECTANGLE, "selection", "Select the songs in a rectangle"),
            (MOVE, "cursor-move", "Move or turn the picture"),
        ):
            button = IconButton(icon, tip)
            button.setCheckable(True)
            button.setObjectName(tool)
            self.tools.addButton(button)
            second.addWidget(button)
            button.clicked.connect(lambda _=False, tool=tool: setattr(self.plot, "tool", tool))
        self.turn = IconButton("rotate-3d-variant", "Turn by itself")
        self.turn.setCheckable(True)
        self.turn.toggled.connect(self.plot.turn_by_itself)
        self.whole = IconButton("fit-to-page-outline", "Show all songs")
        self.whole.clicked.connect(self.plot.fit)
        export = QToolButton()
        export.setText("Export")
        export.setIcon(theme.icon("download"))
        export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        export.setAutoRaise(True)
        export.setToolTip("Save the picture (PNG, SVG) or the numbers of the songs (CSV)")
        export.setAccessibleName("Export picture or numbers")
        menu = QMenu(export)
        for ending, text in (("png", "Picture (PNG)…"), ("svg", "Picture (SVG)…"), ("csv", "Numbers (CSV)…")):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, ending=ending: self._ask_export(ending))
            menu.addAction(action)
        export.setMenu(menu)
        self.export_button = export
        for button in (self.turn, self.whole):
            second.addWidget(button)
        second.addWidget(self.hint, 1)
        first.addWidget(self.searched)
        first.addWidget(self.numbers)
        first.addWidget(export)
        self.bar = QWidget()
        rows = QVBoxLayout(self.bar)
        rows.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        rows.setSpacing(2)
        rows.addLayout(first)
        self.choices = QWidget()
        second.setContentsMargins(0, 0, 0, 0)
        self.choices.setLayout(second)
        rows.addWidget(self.choices)
        # as high whatever is shown in it, so that the picture stays where it is
        inside = [*self.boxes, self.colours, self.turn, self.whole, *self.tools.buttons()]
        for widget in inside:
            widget.ensurePolished()
        self.choices.setFixedHeight(max(widget.sizeHint().height() for widget in inside))
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
            self.empty.tell("Gathering the numbers of your songs…", button=False)
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
        self.empty.tell(f"The songs could not be gathered: {error}", button=False)

    def _take(self, gathered: Gathered | None) -> None:
        if gathered is None:
            self.plot.gathered = None
            self.bar.setVisible(self.searched.isChecked())  # the way back to all songs
            self.pages.setCurrentWidget(self.empty)
            if self._query():
                self.empty.tell("No song of the search has numbers to look at.", button=False)
            else:
                self.empty.tell("Charts of tempo, energy and more appear here when songs have been heard.")
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
        self.panel.show_names(gathered.known, gathered.names)
        self.numbers.setText(f"{len(gathered.names)} of {len(gathered.known)} numbers ▾")
        chosen = insighting.first_three(gathered.names)
        for at, box in enumerate(self.boxes):
            kept = box.currentData()
            box.clear()
            for name in gathered.names:
                box.addItem(named(name), name)
            box.setCurrentIndex(gathered.names.index(kept if kept in gathered.names else chosen[at]))
        self.colours.clear()
        for by in (by for by in insighting.BY if by in gathered.kinds):
            self.colours.addItem(f"Colour: {by}", by)
        by = self.plot.gathered.by if self.plot.gathered is not None else gathered.by
        self.colours.setCurrentIndex(
            max(0, self.colours.findData(by if by in gathered.kinds else gathered.by))
        )
        self.plot.features = self._features()

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
            missing = np.isnan([songs.column(name) for name in self.plot.features[:shown]]).any(axis=0).sum()
            if missing:
                text = f"{count_of(int(missing), 'song')} not shown: no value. {text}"
        self.hint.set_whole(text)

    # -- the pictures

    def show_picture(self, name: str) -> None:
        self._picture = name
        for button in self.pictures.buttons():
            button.setChecked(button.text() == name)
        self.turn.setChecked(False)
        if name != LEARN:
            self.plot.show_picture(name)
            tool = MOVE if name == SPACE else LASSO
            for button in self.tools.buttons():
                if button.objectName() == tool:
                    button.setChecked(True)
            self.plot.tool = tool
            self._show_hint()
        if self.plot.gathered is not None:
            if name == LEARN:
                self.learning.show_songs(self.plot.gathered.principal)
            self.pages.setCurrentWidget(self.learning if name == LEARN else self.plot)
        self._show_choices()

    def show_pair(self, a: str, b: str) -> None:
        """Two descriptors against each other."""
        for box, name in zip(self.boxes, (a, b), strict=False):
            box.setCurrentIndex(box.findData(name))
        self.show_picture(TWO)
        self._choose_features()

    def _show_choices(self) -> None:
        name = self._picture
        shown = _BOXES.get(name, 0)
        for at, box in enumerate(self.boxes):
            box.setVisible(at < shown)
        self.choices.setVisible(name != LEARN)
        self.export_button.setVisible(name != LEARN)
        self.colours.setVisible(name != TOGETHER)
        for button in (*self.tools.buttons(), self.whole):
            button.setVisible(name in OF_POINTS)
        self.turn.setVisible(name == SPACE)

    # -- export

    def _ask_export(self, ending: str) -> None:
        name, kind = f"{self._picture.lower()}.{ending}", f"{ending.upper()} (*.{ending})"
        path = ask_where(self.state, self, "Export", name, kind)
        if path:
            self.export(path if os.path.splitext(path)[1] else f"{path}.{ending}")

    def export(self, path: str) -> None:
        """The picture as it is, or the numbers of the selected songs (of all, where none is selected)."""
        chart, songs = self.plot.made(), self.plot.gathered
        if chart is None or songs is None:
            return
        ending = os.path.splitext(path)[1].lower()
        job: Callable[[JobContext], None]
        if ending == ".csv":
            rows = np.flatnonzero(self.plot.selected)
            chosen = rows if len(rows) else np.arange(len(songs.ids))
            job = write_numbers(self.state.db, songs, path, chosen)
        elif ending == ".svg":
            job = write_svg(chart, path)
        else:
            job = write_png(chart, path, (self.palette(), self.font()))
        self.state.jobs.start(
            Job.INSIGHT_EXPORT,
            job,
            on_result=lambda _: self.state.message.emit(f"Saved as {printable(path)}", "info"),
            on_error=lambda error: self.state.message.emit(str(error), "error"),
            owner=self.state,
        )


class _Empty(QWidget):
    """One sentence and one button."""

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__()
        self.words = Label()
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.words.setEnabled(False)
        self.button = QPushButton("Add music…")
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
