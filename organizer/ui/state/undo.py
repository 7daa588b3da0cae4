"""Undo and redo: of what was written into files, stored in the library's journal over restarts, and of other
changes (``AppState.undoable``) while the window is open.

Files are written back without a question only right after they were written: when anything else was done
since, or in another session, a dialog shows first what would be written.
Text fields and the playlist keep their own Ctrl+Z while they have the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from organizer.base.errors import printable
from organizer.base.fields.tag_names import in_sentence
from organizer.base.language import plural, tr
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import WRITES_FILES, Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets import theme
from organizer.ui.widgets.diff_dialog import DiffDialog
from organizer.ui.widgets.parts import short_time, with_keys
from organizer.ui.widgets.plain_text import entry, plain
from organizer.work.files import history
from organizer.work.files.history import PLACE
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from organizer.work.tags.tagging import EditResult, HistoryEntry

#: What may find out how an interrupted edit ended.
_PUTTING_RIGHT = (Job.RECOVER, Job.IMPORT)

_UNDO, _REDO = tr("Undo"), tr("Redo")
_NOTHING_TO_UNDO, _NOTHING_TO_REDO = tr("Nothing to undo"), tr("Nothing to redo")

#: What the journal would undo and redo.
Next = tuple[HistoryEntry | None, HistoryEntry | None]


@dataclass(frozen=True, slots=True)
class Step:
    """A change that is not in the journal of tags, and the ways back and forth."""

    label: str
    undo: Callable[[], None]
    redo: Callable[[], None]


class UndoController(QObject):
    """The two actions for menus and toolbars; they run in the background."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent or state)
        self._state = state
        # the changes of this session in order; None stands for one that is in the journal
        self._steps: list[Step | None] = []
        self._undone: list[Step | None] = []
        self._next: Next = (None, None)
        self._fresh: int | None = None  #: the edit that was written just now, nothing else being done since
        self._dialog: DiffDialog | None = None
        state.undoable.connect(self._remember)
        for signal in (
            state.selection_changed,
            state.query_changed,
            state.scope_changed,
            state.playlist_add_requested,
            state.current_track_changed,
            state.settings_changed,
        ):
            signal.connect(self.something_else_done)
        self.undo_action = self._action(_UNDO, "undo", ["Ctrl+Z"])
        self.redo_action = self._action(_REDO, "redo", ["Ctrl+Shift+Z", "Ctrl+Y"])
        self.undo_action.triggered.connect(self.undo)
        self.redo_action.triggered.connect(self.redo)
        state.jobs.job_started.connect(self._job_started)
        state.jobs.job_ended.connect(self._job_ended)
        self.refresh()

    @property
    def dialog(self) -> DiffDialog | None:
        """The question whether to write files, while it is open."""
        return self._dialog

    def undo(self) -> None:
        """Take back the last change."""
        step = self._steps[-1] if self._steps else None
        if step is None:
            self._write_or_ask("undo", self._next[0])
        elif not self._busy():
            self._undone.append(self._steps.pop())
            step.undo()
            self._show(self._next)

    def redo(self) -> None:
        """Make the change that was last taken back again."""
        step = self._undone[-1] if self._undone else None
        if step is None:
            self._write_or_ask("redo", self._next[1])
        elif not self._busy():
            self._steps.append(self._undone.pop())
            step.redo()
            self._show(self._next)

    def ask(self, direction: str, edit_id: int) -> None:
        """Show what an undo or redo of this edit would write, and do it when a person agrees."""
        if not self._busy() and self._dialog is None:
            self._state.jobs.start(
                Job.TAGS_STEP,
                _step,
                self._state.db,
                direction,
                edit_id,
                on_result=self._ask,
                on_error=self._state.complain,
            )

    def something_else_done(self, *_: object) -> None:
        """From now on a stray key does not write files."""
        self._fresh = None

    def refresh(self) -> None:
        """Ask the journal what can be undone; the actions follow."""
        self._state.jobs.start(Job.TAGS_NEXT, _next_edits, self._state.db, on_result=self._show)

    def _remember(self, step: Step | None) -> None:
        self._steps.append(step)
        self._undone.clear()
        self.something_else_done()
        self._show(self._next)

    def _action(self, name: str, icon: str, keys: list[str]) -> QAction:
        action = QAction(theme.icon(icon), name, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setEnabled(False)
        return action

    def _write_or_ask(self, direction: str, edit: HistoryEntry | None) -> None:
        if edit is None:
            return
        if edit.edit_id == self._fresh:
            self._run(direction, edit.edit_id)
        else:
            self.ask(direction, edit.edit_id)

    def _ask(self, step: tagging.Step | None) -> None:
        if step is None:
            self._state.message.emit(tr("There is nothing to write"), "info")
            self.refresh()
            return
        self._dialog = dialog = _question(step)
        dialog.accepted.connect(lambda: self._run(step.direction, step.edit_id))
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self._dialog = None

    def _run(self, direction: str, edit_id: int) -> None:
        if not self._busy():
            self._state.jobs.start(
                Job.TAGS_UNDO if direction == "undo" else Job.TAGS_REDO,
                _undo if direction == "undo" else _redo,
                self._state.db,
                edit_id,
                self._state.settings.keep_hard_links,
                on_result=partial(self._done, direction),
                on_error=self._state.complain,
            )

    def _busy(self) -> bool:
        return any(self._state.jobs.running(job) for job in WRITES_FILES)

    def _job_started(self, job: Job) -> None:
        if job in WRITES_FILES:
            self.undo_action.setEnabled(False)
            self.redo_action.setEnabled(False)

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job in _PUTTING_RIGHT:
            self.refresh()
        if ending.job not in WRITES_FILES:
            return
        result = ending.result
        if isinstance(result, EditResult) and result.done:
            if ending.job in (Job.TAGS_APPLY, Job.FILES_MOVE):
                self._steps.append(None)
                self._undone.clear()
            else:  # the newest of the one side goes over to the other
                one, other = (
                    (self._steps, self._undone)
                    if ending.job == Job.TAGS_UNDO
                    else (self._undone, self._steps)
                )
                if one and one[-1] is None:
                    one.pop()
                other.append(None)
            self._fresh = result.edit_id
        self.refresh()

    def _show(self, edits: Next) -> None:
        self._next = edits
        for action, name, nothing, label in (
            (self.undo_action, _UNDO, _NOTHING_TO_UNDO, _label(self._steps, edits[0], rest=True)),
            (self.redo_action, _REDO, _NOTHING_TO_REDO, _label(self._undone, edits[1])),
        ):
            text = name if label is None else f"{name}: {label}"
            action.setText(entry(text))
            action.setToolTip(plain(with_keys(text, action.shortcut().toString())) if label else nothing)
            action.setEnabled(label is not None and not self._busy())

    def _done(self, direction: str, result: EditResult | None) -> None:
        back = direction == "undo"
        if result is None:
            self._state.message.emit(_NOTHING_TO_UNDO if back else _NOTHING_TO_REDO, "info")
            return
        self._state.change_library(result.changes)
        self._fresh = result.edit_id if result.done else None
        text = f"{_UNDO if back else _REDO}: {_outcome(result)}"
        self._state.message.emit(text, "warning" if result.failed else "info")


def _label(steps: Sequence[Step | None], edit: HistoryEntry | None, *, rest: bool = False) -> str | None:
    """What is taken back or made again next; ``rest``: of an edit that was made in part, what is left."""
    step = steps[-1] if steps else None
    if step is not None:
        return step.label
    if edit is None or not edit.in_part or not rest:
        return None if edit is None else edit.label
    return tr("the rest of “{edit}”", edit=edit.label)


def _outcome(result: EditResult) -> str:
    if not result.failed:
        if result.moved:
            return plural("{n} file moved", "{n} files moved", result.done)
        return plural("tags of {n} file written", "tags of {n} files written", result.done)
    path, reason = result.failed[0]
    files = result.done + len(result.failed)
    done = (
        plural("{done} of {n} file moved", "{done} of {n} files moved", files, done=result.done)
        if result.moved
        else plural(
            "tags of {done} of {n} file written",
            "tags of {done} of {n} files written",
            files,
            done=result.done,
        )
    )
    return tr(
        "{done}; the rest can be tried again at any time. The first that failed is {path}: {reason}",
        done=done,
        path=printable(path),
        reason=reason,
    )


def _question(step: tagging.Step) -> DiffDialog:
    back, moved = step.direction == "undo", step.fields == (PLACE,)
    button, what = _asked_move(step.files, back) if moved else _asked_write(step, back)
    if moved:
        title = tr("Take a move back") if back else tr("Do a move again")
        note = tr("Nothing is overwritten: where another file has the name by now, the file stays.")
    else:
        title = tr("Take an edit back") if back else tr("Do an edit again")
        note = tr("Files that another program changed since stay as they are.")
    when = short_time(step.created)
    if back and step.rest:
        does = tr("This takes back what is left of “{edit}” of {when}.", edit=step.label, when=when)
    elif back:
        does = tr("This takes back “{edit}” of {when}.", edit=step.label, when=when)
    elif step.rest:
        does = tr("This does again what is left of “{edit}” of {when}.", edit=step.label, when=when)
    else:
        does = tr("This does again “{edit}” of {when}.", edit=step.label, when=when)
    return DiffDialog(
        step.diffs,
        QApplication.activeWindow(),
        title=title,
        question=f"{what} {does}",
        button=button,
        note=note,
    )


def _asked_move(files: int, back: bool) -> tuple[str, str]:
    """The caption of the button, and the question."""
    if back:
        return (
            plural("Move {n} file back", "Move {n} files back", files),
            plural("Move {n} file back to where it was?", "Move {n} files back to where they were?", files),
        )
    return (
        plural("Move {n} file again", "Move {n} files again", files),
        plural("Move {n} file again?", "Move {n} files again?", files),
    )


def _asked_write(step: tagging.Step, back: bool) -> tuple[str, str]:
    """The caption of the button, and the question."""
    fields = ", ".join(map(in_sentence, step.fields))
    if back:
        return (
            plural("Write {n} file back", "Write {n} files back", step.files),
            plural(
                "Write {n} file back: {fields}?", "Write {n} files back: {fields}?", step.files, fields=fields
            ),
        )
    return (
        plural("Write {n} file again", "Write {n} files again", step.files),
        plural(
            "Write {n} file again: {fields}?", "Write {n} files again: {fields}?", step.files, fields=fields
        ),
    )


def _next_edits(context: JobContext, db: Database) -> Next:
    """What undo and redo would do now; None when there is nothing."""
    return history.next_edit(db, "undo"), history.next_edit(db, "redo")


def _step(context: JobContext, db: Database, direction: str, edit_id: int) -> tagging.Step | None:
    return history.next_step(db, "undo" if direction == "undo" else "redo", edit_id)


def _undo(context: JobContext, db: Database, edit_id: int, keep_links: bool) -> EditResult | None:
    return history.undo(context, db, edit_id, keep_links=keep_links)


def _redo(context: JobContext, db: Database, edit_id: int, keep_links: bool) -> EditResult | None:
    return history.redo(context, db, edit_id, keep_links=keep_links)
