"""Changes of what is stored, made one after the other on a thread, each with its way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.state.undo import Step
from organizer.work.jobs import JobContext


class Done(Protocol):
    """What a change answers."""

    @property
    def was(self) -> Any:
        """What was stored before it, as the function that restores it takes it."""
        ...


class EditQueue(QObject):
    """Changes wait for those before them, so that none is lost and none is made on what it has not seen."""

    read = Signal(object)  #: what is stored now, after each change and before it is told of

    def __init__(
        self, state: AppState, job: Job, look: Callable[[Database], Any], parent: QObject | None = None
    ) -> None:
        """``job``: what changes run as; ``look`` reads on its thread what ``read`` brings."""
        super().__init__(parent)
        self._state, self._job, self._look = state, job, look
        self._waiting: list[tuple[Callable[..., Any] | None, tuple[Any, ...], Callable[[Any], None]]] = []
        state.jobs.job_ended.connect(self._ended)

    def change(self, then: Callable[[Any], None], function: Callable[..., Any], *args: Any) -> None:
        """Call ``function(db, *args)`` when it is its turn, and ``then`` with what it answers."""
        self._waiting.append((function, args, then))
        self._next()

    def look(self) -> None:
        """Read what is stored once more, unless that is about to be done."""
        if all(function is not None for function, _, _ in self._waiting):
            self._waiting.append((None, (), _nothing))
            self._next()

    def step(self, text: str, done: Done, restore: Callable[..., Done], *args: Any) -> Step:
        """The way back of a change, and forward again: ``restore(db, *args, was)``."""
        other = [done.was]  # how it stood on the other side of the step

        def swap() -> None:
            self.change(swapped, restore, *args, other[0])

        def swapped(back: Done) -> None:
            other[0] = back.was

        return Step(text, swap, swap)

    def _next(self) -> None:
        if not self._waiting or self._state.jobs.running(self._job):
            return
        function, args, then = self._waiting.pop(0)
        self._state.jobs.start(
            self._job,
            _edit,
            self._state.db,
            self._look,
            function,
            args,
            on_result=partial(self._edited, then),
            on_error=self._state.complain,
            owner=self,
        )

    def _edited(self, then: Callable[[Any], None], answer: tuple[Any, Any]) -> None:
        done, stored = answer
        self.read.emit(stored)
        then(done)

    def _ended(self, ending: JobEnding) -> None:
        if ending.job is self._job:
            self._next()


def _nothing(_done: None) -> None:
    """What is told of a look alone."""


def _edit(
    _context: JobContext,
    db: Database,
    look: Callable[[Database], Any],
    function: Callable[..., Any] | None,
    args: tuple[Any, ...],
) -> tuple[Any, Any]:
    done = None if function is None else function(db, *args)
    return done, look(db)
