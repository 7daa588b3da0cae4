"""Rename and move files by a template: every change is shown while it is typed, and nothing is touched before
a person says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.base.naming.file_names import Rules
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.files.rename_model import NOTE, Listed, RenameModel, listed
from organizer.ui.files.template_box import PRESETS, TemplateBox
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog
from organizer.ui.state.job_ids import WRITES_FILES, Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets.complaint import as_sentence
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP, url_path
from organizer.ui.widgets.plain_text import Label, entry, plain
from organizer.ui.widgets.row_table import row_table, set_widths
from organizer.work.files import moving, planning
from organizer.work.files.planning import Options, Plan
from organizer.work.jobs import JobContext
from organizer.work.tags.tagging import EditResult

#: Typing goes on within this time, in milliseconds.
_SOON = 150
_TARGETS = (
    (tr("This computer"), ""),
    ("Windows", "windows"),
    (tr("Sticks and cards (FAT)"), "fat"),
    ("macOS", "macos"),
    ("Linux", "linux"),
)
_CLASHES = ((tr("get a number"), "number"), (tr("stay where they are"), "refuse"))


class RenameDialog(Dialog):
    """Asks what files of these songs are to be called, and does it in the background."""

    def __init__(self, state: AppState, ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Rename files"))
        self._state, self._ids = state, tuple(int(i) for i in ids)
        self._plan: Plan | None = None
        self.folder = ""  #: below which they go; "": the library's folders
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.look)
        self.template.template_changed.connect(lambda _text: self._changed())
        for box in (self.target, self.clash):
            box.currentIndexChanged.connect(lambda _at: self._changed())
        for switch in (self.same_name, self.others, self.lists, self.plain):
            switch.toggled.connect(lambda _on: self._changed())
        state.jobs.job_ended.connect(self._job_ended)
        self.resize(1000, 620)
        self.look()

    @property
    def plan(self) -> Plan | None:
        """What is shown; None while it is looked for, or when the template cannot be read."""
        return self._plan

    def options(self) -> Options:
        """What was chosen."""
        target = self.target.currentData()
        return Options(
            template=self.template.text(),
            folder=self.folder,
            rules=Rules(target) if target else Rules(),
            clash=self.clash.currentData(),
            same_name=self.same_name.isChecked(),
            others=self.others.isChecked(),
            lists=self.lists.isChecked(),
            plain=self.plain.isChecked(),
        )

    def look(self) -> None:
        """Find out where the files would go."""
        self._soon.stop()
        self._plan = None
        self._show_buttons()
        self.summary.setText(tr("Looking…"))
        self._state.jobs.start(
            Job.FILES_PLAN,
            _planned,
            self._state.db,
            self._ids,
            self.options(),
            on_result=self._show,
            on_error=self._refused,
            owner=self,
        )

    def choose_folder(self) -> None:
        """Ask for the folder below which the files go."""
        dialog = FileDialog(self._state, tr("Move below this folder"), self)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)

        def chosen() -> None:
            for url in dialog.selectedUrls():
                if path := url_path(url):
                    self.set_folder(path)

        dialog.accepted.connect(chosen)
        dialog.open()

    def set_folder(self, folder: str) -> None:
        """Move below this folder; "" for the library's folders."""
        self.folder = folder
        self.where.setText(entry(printable(folder)) if folder else tr("In the library’s folders"))
        self.where.setToolTip(
            plain(tr("Files go below {folder}", folder=printable(folder)) if folder else _WHERE)
        )
        self.at_home.setVisible(bool(folder))
        self._changed()

    # -- pieces

    def _build(self) -> None:
        self.template = TemplateBox((self._state.settings.rename_template,))
        self.where = QPushButton(tr("In the library’s folders"))
        self.where.setAutoDefault(False)
        self.where.setToolTip(_WHERE)
        self.where.clicked.connect(self.choose_folder)
        self.at_home = QPushButton(tr("Back to the library’s folders"))
        self.at_home.setAutoDefault(False)
        self.at_home.setToolTip(tr("Each song stays below the folder of the library that it lies in"))
        self.at_home.clicked.connect(lambda: self.set_folder(""))
        self.at_home.hide()
        self.target = _choice(tr("For"), tr("Names that this system takes"), _TARGETS)
        self.clash = _choice(
            tr("Of several with one name"), tr("All but the first of them, or where a file is"), _CLASHES
        )
        self.same_name = _switch(
            tr("Files of a song’s &name"), tr("Lyrics, pictures and cue sheets called as a song go with it")
        )
        self.others = _switch(
            tr("Co&vers and other files"),
            tr("What else lies in a folder goes along when all its songs go to one other"),
        )
        self.lists = _switch(
            tr("&Playlist files and cue sheets"),
            tr("Those in the library’s folders that name the songs are rewritten"),
        )
        self.plain = _switch(tr("&ASCII only"), tr("Plain letters for those with accents"), on=False)
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.summary.setAccessibleName(tr("What would be done"))
        self._make_table()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.do = self.buttons.addButton(tr("&Rename"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.do.setToolTip(tr("Move the files; this can be taken back at any time"))
        self.do.setDefault(True)
        self.buttons.accepted.connect(self._do)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(STEP)
        layout.addLayout(self._choices())
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * STEP)
        grid.setVerticalSpacing(STEP)
        where = QHBoxLayout()
        for button in (self.where, self.at_home):
            where.addWidget(button)
        where.addStretch(1)
        several = QHBoxLayout()
        several.setSpacing(2 * STEP)
        names = Label(tr("Of several with one name, all but the first"))
        for widget in (self.target, names, self.clash, self.plain):
            several.addWidget(widget)
        several.addStretch(1)
        along = QHBoxLayout()
        along.setSpacing(2 * STEP)
        for switch in (self.same_name, self.others, self.lists):
            along.addWidget(switch)
        along.addStretch(1)
        for row, text in enumerate((tr("Name"), tr("Where"), tr("For"), tr("Along"))):
            grid.addWidget(Label(text), row, 0)
        grid.addWidget(self.template, 0, 1)
        for row, line in enumerate((where, several, along), start=1):
            grid.addLayout(line, row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _make_table(self) -> None:
        self.model = RenameModel(self)
        self.table = row_table(self.model, tr("Changes"))
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        set_widths(self.table, {NOTE: 210})
        self.empty = EmptyView.over(self.table)
        self.empty.hide()

    # -- what is asked and answered

    def _changed(self) -> None:
        self._plan = None
        self._show_buttons()
        self._soon.start()

    def _show(self, answer: tuple[Plan, Listed]) -> None:
        self._plan, files = answer
        plan = self._plan
        self.model.show(files)
        self.table.setColumnHidden(NOTE, not files.has_notes)  # room for paths
        self.empty.setVisible(not plan.moves)
        named = tr("All files have these names already.")
        nothing = tr("None of these songs has a file: they are known from a table alone.")
        self.empty.say("" if plan.moves else named if plan.unchanged else nothing)
        self.summary.setText(in_words(plan))
        self._show_buttons()

    def _refused(self, error: Exception) -> None:
        self._plan = None
        self.model.show(Listed())
        self.empty.hide()
        self.summary.setText(as_sentence(error))
        self._show_buttons()

    def _show_buttons(self) -> None:
        wanted = len(self._plan.wanted) if self._plan is not None else 0
        busy = any(self._state.jobs.running(job) for job in WRITES_FILES)
        self.do.setEnabled(bool(wanted) and not busy)
        if self.folder:
            text = plural("&Move {n} file", "&Move {n} files", wanted) if wanted else tr("&Move")
        else:
            text = plural("&Rename {n} file", "&Rename {n} files", wanted) if wanted else tr("&Rename")
        self.do.setText(text)

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job in WRITES_FILES:
            self._show_buttons()

    def _do(self) -> None:
        if self._plan is None or not self.do.isEnabled():
            return
        settings = self._state.settings
        template = self.template.text()
        self._state.set_settings(
            replace(settings, rename_template="" if template == PRESETS[0] else template)
        )
        songs = self._plan.songs
        label = (
            plural("Move {n} song", "Move {n} songs", songs)
            if self.folder
            else plural("Rename {n} song", "Rename {n} songs", songs)
        )
        start_moving(self._state, self._plan, label)
        self.accept()


_WHERE = tr("Each song stays below the folder of the library that it lies in; click to choose another folder")


def in_words(plan: Plan) -> str:
    """A plan in a few sentences."""
    return " ".join(_sentences(plan))


def _sentences(plan: Plan) -> Iterator[str]:
    beside = len(plan.wanted) - plan.songs
    if not plan.wanted:
        yield tr("Nothing would change.")
    elif beside:
        yield tr(
            "{songs} and {files} would get another place.",
            songs=plural("{n} song", "{n} songs", plan.songs),
            files=plural("{n} file beside them", "{n} files beside them", beside),
        )
    else:
        yield plural("{n} song would get another place.", "{n} songs would get another place.", plan.songs)
    if plan.refused:
        yield plural(
            "{n} file cannot, and stays: {reason}.",
            "{n} files cannot, and stay: {reason}.",
            len(plan.refused),
            reason=plan.refused[0].refused,
        )
    if plan.unchanged:
        yield plural("{n} has the name already.", "{n} have the name already.", plan.unchanged)
    if plan.lists:
        yield plural(
            "{n} list (playlist files, cue sheets) would be rewritten.",
            "{n} lists (playlist files, cue sheets) would be rewritten.",
            len(plan.lists),
        )
    if plan.wanted:
        yield tr("Nothing is touched yet; afterwards it can be undone.")


def start_moving(state: AppState, plan: Plan, label: str) -> None:
    """Do what a plan shows, in the background: it ends though the dialog is gone."""

    def stopped(result: EditResult) -> None:
        if result.done:
            state.change_library(result.changes)
            state.message.emit(
                plural(
                    "{n} file moved; the rest is where it was",
                    "{n} files moved; the rest is where it was",
                    result.done,
                ),
                "info",
            )

    def done(result: EditResult) -> None:
        state.change_library(result.changes)
        text = plural("{n} file moved", "{n} files moved", result.done)
        if result.failed:
            path, reason = result.failed[0]
            text = plural(
                "{moved}; {n} could not be. The first is {path}: {reason}",
                "{moved}; {n} could not be. The first is {path}: {reason}",
                len(result.failed),
                moved=text,
                path=printable(path),
                reason=reason,
            )
        state.message.emit(text, "warning" if result.failed else "info")

    state.jobs.start(
        Job.FILES_MOVE,
        _moved,
        state.db,
        plan,
        label,
        lambda result: state.jobs.call_later(stopped, result),
        on_result=done,
        on_error=state.complain,
        owner=state,
    )


def _choice(name: str, tip: str, entries: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tip)
    for text, meant in entries:
        box.addItem(text, meant)
    return box


def _switch(text: str, tip: str, *, on: bool = True) -> QCheckBox:
    box = QCheckBox(text)
    box.setToolTip(tip)
    box.setChecked(on)
    return box


def _planned(context: JobContext, db: Database, ids: Sequence[int], options: Options) -> tuple[Plan, Listed]:
    planning.parsed(options)
    plan = planning.plan(context, db, tracks.get_many(db, ids), options)
    return plan, listed(plan)


def _moved(
    context: JobContext, db: Database, plan: Plan, label: str, on_stop: Callable[[EditResult], None]
) -> EditResult:
    return moving.apply(context, db, plan, label=label, on_stop=on_stop)
