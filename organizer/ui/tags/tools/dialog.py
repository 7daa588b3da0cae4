"""Tools for the tags of the selected songs: steps, their parameters, and live what they would change.
Stays open beside the window; what comes of it is reviewed and written as any other edit of tags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from organizer.base.fields.tag_names import label_of
from organizer.base.language import number, plural, tr
from organizer.base.model import Changes, IntArray
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import WRITES_FILES, Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.tags.tools import jobs
from organizer.ui.tags.tools.action_bar import ActionBar
from organizer.ui.tags.tools.form import ToolForm
from organizer.ui.tags.tools.jobs import Row
from organizer.ui.tags.tools.preview_model import FIELD, SONG, SURE, PreviewModel
from organizer.ui.tags.tools.step_list import StepList
from organizer.ui.widgets.complaint import as_sentence
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label, entry
from organizer.ui.widgets.row_table import row_table
from organizer.work.tags.tools.actions import Action
from organizer.work.tags.tools.mojibake import AS_IS, Mojibake
from organizer.work.tags.tools.readings import possible, readings
from organizer.work.tags.tools.song import Tool

#: Changes of the library are looked at together: milliseconds.
_SOON = 800

_CHANGES, _MISFITS, _NOTES = range(3)
#: Texts of a row that are offered to be read otherwise, and letters of each that a menu has room for.
_TEXTS, _SHOWN = 4, 40


class ToolsDialog(Dialog):
    """Not modal: it follows the selection of the window."""

    review_requested = Signal(object, object)  #: results of steps, and what the history calls them

    def __init__(
        self, state: AppState, in_order: Callable[[IntArray], IntArray], parent: QWidget | None = None
    ) -> None:
        """``in_order``: songs as they are listed, which is how they are numbered."""
        super().__init__(parent)
        self.setWindowTitle(tr("Tag tools"))
        self.resize(1080, 620)
        self._state, self._in_order = state, in_order
        self._loaded: jobs.Loaded | None = None
        self._preview: jobs.Preview | None = None
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._look_again)
        self._stale = False  #: the library changed while songs were read
        state.selection_changed.connect(self._selection_changed)
        state.library_changed.connect(self._library_changed)
        state.jobs.job_ended.connect(self._job_ended)
        self.actions_bar.refresh()
        self._show()

    # pieces

    def _build(self) -> None:
        self.actions_bar = ActionBar(self._state)
        self.actions_bar.chosen.connect(self._choose)
        self.steps = StepList()
        self.steps.changed.connect(self._steps_changed)
        self.steps.current_changed.connect(self._show_current)
        self.form = ToolForm()
        self.form.edited.connect(self._edited)
        area = QScrollArea()
        area.setWidget(self.form)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, STEP, 0)
        column.setSpacing(STEP)
        column.addWidget(self.steps, 2)
        column.addWidget(area, 3)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self._make_preview())
        splitter.setSizes([380, 700])
        splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(STEP)
        layout.addWidget(self.actions_bar)
        layout.addWidget(splitter, 1)
        layout.addLayout(self._make_buttons())

    def _make_preview(self) -> QWidget:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("What is shown"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for tip in (
            tr("What would change"),
            tr("Songs that a step does not fit, and why"),
            tr("What to look at twice"),
        ):
            self.tabs.setTabToolTip(self.tabs.addTab(""), tip)
        self.tabs.currentChanged.connect(self._show_rows)
        self.model = PreviewModel(self)
        self.table = row_table(self.model, tr("What would change"))
        self.table.setToolTip(tr("Before and after"))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.empty = EmptyView.over(self.table)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(STEP, 0, 0, 0)
        column.setSpacing(STEP // 2)
        column.addWidget(self.tabs)
        column.addWidget(self.table, 1)
        return right

    def _make_buttons(self) -> QHBoxLayout:
        self.summary = Label()
        self.summary.setAccessibleName(tr("What comes of it"))
        self.review_button = QPushButton(tr("&Review…"))
        self.review_button.setToolTip(tr("See each change as its file will say it, then write them"))
        self.review_button.setAutoDefault(False)
        self.review_button.clicked.connect(self._review)
        close = QPushButton(tr("Close"))
        close.setToolTip(tr("Close; nothing is written"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self.summary, 1)
        row.addWidget(self.review_button)
        row.addWidget(close)
        return row

    # songs and steps

    def look(self) -> None:
        """Take the songs that are selected, in the order of the list, and show what the steps would do."""
        ids = tuple(self._in_order(self._state.selection).tolist())
        self._loaded = self._preview = None
        self._stale = False
        self._state.jobs.cancel(Job.TAG_TOOLS_PREVIEW)
        self._state.jobs.start(
            Job.TAG_TOOLS_SONGS,
            jobs.load,
            self._state.db,
            ids,
            on_result=self._have_songs,
            on_error=self._failed,
        )
        self._show()

    def _look_again(self) -> None:
        """The library changed: read the songs again; what is shown stays until then. What runs is not
        stopped: changes that follow each other, as while songs are analyzed, would keep it from ending."""
        if self._loaded is None or self._state.jobs.running(Job.TAG_TOOLS_SONGS):
            self._stale = True
            return
        self._stale = False
        self._state.jobs.start(
            Job.TAG_TOOLS_SONGS,
            jobs.load,
            self._state.db,
            self._loaded.ids,
            self._loaded,
            on_result=self._have_songs,
            on_error=self._failed,
        )

    def _have_songs(self, loaded: jobs.Loaded) -> None:
        if self._stale:
            self._soon.start()
        if loaded is not self._loaded:  # others, or they say something else
            self._loaded = loaded
            self._run()

    def _run(self) -> None:
        steps = self.steps.steps()
        if self._loaded is None or not jobs.active(steps):
            self._state.jobs.cancel(Job.TAG_TOOLS_PREVIEW)
            self._preview = None
            self._show()
            return
        self._state.jobs.start(
            Job.TAG_TOOLS_PREVIEW,
            jobs.preview,
            self._loaded,
            steps,
            on_result=self._have_preview,
            on_error=self._failed,
        )
        self._show_state()

    def _have_preview(self, preview: jobs.Preview) -> None:
        if self._loaded is not None and self._loaded.ids == preview.loaded.ids:
            self._loaded = preview.loaded
        if preview.steps == self.steps.steps():
            self._preview = preview
            self._show()

    def _choose(self, action: Action) -> None:
        self.steps.show_steps(action.steps)

    def _steps_changed(self) -> None:
        self.actions_bar.follow(self.steps.steps())
        self._run()

    def _edited(self, tool: Tool) -> None:
        self.steps.set_tool(tool)

    def _show_current(self) -> None:
        step = self.steps.current()
        self.form.show_tool(None if step is None else step.tool)

    def _selection_changed(self, _ids: IntArray, _source: str) -> None:
        if self.isVisible():
            self.look()

    def _library_changed(self, changes: Changes) -> None:
        if not self.isVisible() or self._soon.isActive():
            return
        mine = set(self._state.selection.tolist())
        if not mine.isdisjoint(changes.updated) or not mine.isdisjoint(changes.removed):
            self._soon.start()

    # what is shown

    def _show(self) -> None:
        preview = self._preview
        counts = (0, 0, 0) if preview is None else preview.songs
        for at, name in enumerate((tr("Changes"), tr("Does not fit"), tr("Worth a look"))):
            self.tabs.setTabText(at, f"{name} ({number(counts[at])})" if counts[at] else name)
            self.tabs.setTabEnabled(at, at == _CHANGES or counts[at] > 0)
        if not self.tabs.isTabEnabled(self.tabs.currentIndex()):
            self.tabs.setCurrentIndex(_CHANGES)
        self._show_rows()
        self._show_state()

    def _show_rows(self) -> None:
        preview, at = self._preview, self.tabs.currentIndex()
        rows = () if preview is None else (preview.changes, preview.misfits, preview.notes)[at]
        self.model.show_rows(rows, remarks=at != _CHANGES)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(FIELD, QHeaderView.ResizeMode.Interactive)
        if at != _CHANGES:  # the room is for the reasons
            header.setSectionResizeMode(SONG, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(SONG, self.table.width() // 4)
        width = self.fontMetrics().horizontalAdvance
        if at == _CHANGES:
            header.resizeSection(FIELD, width(label_of("album_artist")) + 3 * STEP)
            header.setSectionResizeMode(SURE, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(SURE, width("100 %") + 3 * STEP)
            self.table.setColumnHidden(SURE, preview is None or not preview.proposed)
        else:
            self.table.setColumnHidden(FIELD, at == _NOTES)
            header.resizeSection(FIELD, width("1. Fields from file names") + 2 * STEP)
        if at != _NOTES:
            self.table.setColumnHidden(FIELD, False)

    def _show_state(self) -> None:
        songs = 0 if self._loaded is None else len(self._loaded.songs)
        preview = self._preview
        loading = self._loaded is None and self._state.jobs.running(Job.TAG_TOOLS_SONGS)
        running = self._state.jobs.running(Job.TAG_TOOLS_PREVIEW)
        sentence = ""
        if loading:
            sentence = tr("Reading the songs …")
        elif not songs and self._loaded is not None and self._loaded.ids:
            sentence = tr("None of the selected songs has a file: they are known from a table alone.")
        elif not songs:
            sentence = tr("Select songs in the window: what would change in them is shown here.")
        elif not jobs.active(self.steps.steps()):
            sentence = tr("Add a step, or choose an action: what it would change is shown here at once.")
        elif preview is not None and preview.problem:
            sentence = preview.problem[:1].upper() + preview.problem[1:]
        elif preview is not None and not preview.changes:
            sentence = tr("Nothing would change.")
        self.empty.say(sentence)
        self.empty.setVisible(bool(sentence) and not self.model.rowCount())
        self.summary.setText(self._in_words(songs, preview))
        busy = any(self._state.jobs.running(job) for job in WRITES_FILES)
        self.review_button.setEnabled(bool(preview and preview.changes) and not running and not busy)

    @staticmethod
    def _in_words(songs: int, preview: jobs.Preview | None) -> str:
        if preview is None or preview.problem:
            return plural("{n} song", "{n} songs", songs)
        changing, misfits, _ = preview.songs
        words = plural(
            "{changing} of {n} song would change",
            "{changing} of {n} songs would change",
            songs,
            changing=changing,
        )
        if not misfits:
            return words
        return plural(
            "{changes}; a step does not fit {n}", "{changes}; a step does not fit {n}", misfits, changes=words
        )

    def _failed(self, error: Exception) -> None:
        self._preview = None
        self._show()
        self.empty.say(as_sentence(error))
        self.empty.show()

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job in (Job.TAG_TOOLS_PREVIEW, *WRITES_FILES) and self.isVisible():
            self._show_state()

    # what the person does

    def menu(self, row: Row) -> QMenu | None:
        """The readings of what stands in this row, to choose from, and those of its song, each to be used for
        all; None where there is no step that reads wrong letters, or nothing to choose from."""
        step = self.steps.first(Mojibake)
        song = (
            next((s for s in self._loaded.songs if s.track_id == row.track_id), None)
            if self._loaded
            else None
        )
        if step is None or song is None:
            return None
        proposed: dict[str, str] = {}
        for text in (text for values in song.values.values() for text in values):
            for reading in readings(text):
                proposed.setdefault(reading.written, reading.text)
        texts = [text for text in row.old if not text.isascii()] or [
            text for values in song.values.values() for text in values if readings(text)
        ]
        if not proposed and not texts:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text in texts[:_TEXTS]:
            self._add_readings(menu.addMenu(entry(tr("Read “{text}” as", text=text[:_SHOWN]))), step, text)
        menu.addSeparator()
        for written, text in proposed.items():
            menu.addAction(
                entry(tr("Read all as {written}: {text}", written=written, text=text)),
                partial(self._read_as, replace(step, written=written, picked=())),
            )
        return menu

    def _add_readings(self, menu: QMenu, step: Mojibake, text: str) -> None:
        """Each way in which a text can be read, those that make sense first."""
        now = step.choice(text)
        for reading in possible(text):
            words = {"text": reading.text[:_SHOWN], "encoding": reading.written}
            action = menu.addAction(
                entry(
                    tr("{text} ({encoding}, {share}%)", share=round(100 * reading.sure), **words)
                    if reading.sure
                    else tr("{text} ({encoding})", **words)
                ),
                partial(self._read_as, step.choosing(text, reading.written)),
            )
            action.setCheckable(True)
            action.setChecked(now == reading.written)
        stays = menu.addAction(tr("As it is"), partial(self._read_as, step.choosing(text, AS_IS)))
        stays.setCheckable(True)
        stays.setChecked(now == AS_IS)

    def _read_as(self, tool: Mojibake) -> None:
        self.steps.replace_first(tool)
        self._show_current()

    def _open_menu(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        menu = self.menu(self.model.row(index.row())) if index.isValid() else None
        if menu is not None:
            menu.popup(self.table.viewport().mapToGlobal(place))

    def _review(self) -> None:
        if self._preview is not None and self._preview.changes:
            self.review_requested.emit(self._preview.results, self.actions_bar.label())
