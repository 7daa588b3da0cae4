"""Undo and redo: of what was written into files, kept in the library's journal over restarts, and of other
changes (``AppState.undoable``) while the window is open.

Text fields and the playlist keep their own Ctrl+Z while they have the focus.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from organizer import tagging
from organizer.errors import printable
from organizer.jobs import JobContext
from organizer.library.database import Database
from organizer.tagging import EditResult
from organizer.ui import theme
from organizer.ui.app_state import AppState
from organizer.ui.job_runner import JobEnding
from organizer.ui.parts import count_of
from organizer.ui.plain_text import entry, plain

_WRITING = ("tags:apply", "tags:undo", "tags:redo")


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
        self._labels: tuple[str | None, str | None] = (None, None)
        state.undoable.connect(self._remember)
        self.undo_action = self._action("Undo", "undo", ["Ctrl+Z"])
        self.redo_action = self._action("Redo", "redo", ["Ctrl+Shift+Z", "Ctrl+Y"])
        self.undo_action.triggered.connect(self.undo)
        self.redo_action.triggered.connect(self.redo)
        state.jobs.job_started.connect(self._job_started)
        state.jobs.job_ended.connect(self._job_ended)
        self.refresh()

    def undo(self) -> None:
        """Take back the last change."""
        step = self._steps[-1] if self._steps else None
        if step is None:
            self._run("undo")
        elif not self._busy():
            self._undone.append(self._steps.pop())
            step.undo()
            self._show(self._labels)

    def redo(self) -> None:
        """Make the change that was last taken back again."""
        step = self._undone[-1] if self._undone else None
        if step is None:
            self._run("redo")
        elif not self._busy():
            self._steps.append(self._undone.pop())
            step.redo()
            self._show(self._labels)

    def refresh(self) -> None:
        """Ask the journal what can be undone; the actions follow."""
        self._state.run("tags:history", _next_labels, self._state.db, on_result=self._show)

    def _remember(self, step: Step | None) -> None:
        self._steps.append(step)
        self._undone.clear()
        self._show(self._labels)

    def _action(self, name: str, icon: str, keys: list[str]) -> QAction:
        action = QAction(theme.icon(icon), name, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setEnabled(False)
        return action

    def _run(self, name: str) -> None:
        if not self._busy():
            job = _undo if name == "undo" else _redo
            self._state.run(
                f"tags:{name}",
                job,
                self._state.db,
                on_result=partial(self._done, name),
                on_error=self._failed,
            )

    def _busy(self) -> bool:
        return any(self._state.jobs.running(name) for name in _WRITING)

    def _job_started(self, name: str) -> None:
        if name in _WRITING:
            self.undo_action.setEnabled(False)
            self.redo_action.setEnabled(False)

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.name not in _WRITING:
            return
        result = ending.result
        if isinstance(result, EditResult) and result.done:
            if ending.name == "tags:apply":
                self._steps.append(None)
                self._undone.clear()
            else:  # the newest of the one side goes over to the other
                one, other = (
                    (self._steps, self._undone) if ending.name == "tags:undo" else (self._undone, self._steps)
                )
                if one:
                    one.pop()
                other.append(None)
        self.refresh()

    def _show(self, labels: tuple[str | None, str | None]) -> None:
        """``labels``: what the journal would undo and redo."""
        self._labels = labels
        for action, name, steps, journal in (
            (self.undo_action, "Undo", self._steps, labels[0]),
            (self.redo_action, "Redo", self._undone, labels[1]),
        ):
            step = steps[-1] if steps else None
            label = journal if step is None else step.label
            text = name if label is None else f"{name}: {label[:1].lower()}{label[1:]}"
            action.setText(entry(text))
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(plain(f"{text} ({key})") if label else f"Nothing to {name.lower()}")
            action.setEnabled(label is not None and not self._busy())

    def _done(self, name: str, result: EditResult | None) -> None:
        if result is None:
            self._state.message.emit(f"Nothing to {name}", "info")
            return
        self._state.change_library(result.changes)
        text = f"{name.capitalize()}: tags of {count_of(result.done, 'file')} written"
        if result.failed:
            path, reason = result.failed[0]
            text += f"; {len(result.failed):,} could not be written, the first is {printable(path)}: {reason}"
        self._state.message.emit(text, "warning" if result.failed else "info")

    def _failed(self, error: Exception) -> None:
        self._state.message.emit(str(error), "error")


def _next_labels(context: JobContext, db: Database) -> tuple[str | None, str | None]:
    """What undo and redo would do now; None when there is nothing."""
    return tagging.can_undo(db), tagging.can_redo(db)


def _undo(context: JobContext, db: Database) -> EditResult | None:
    return tagging.undo(context, db)


def _redo(context: JobContext, db: Database) -> EditResult | None:
    return tagging.redo(context, db)
