"""Changes of the groups, one after the other, each with its way back; and questions about groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from organizer.base.arrangement import Grouping, Wish
from organizer.base.language import tr
from organizer.library import maps
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.state.undo import Step
from organizer.ui.widgets.complaint import complaint
from organizer.work.arranging import proposing
from organizer.work.arranging.current_groups import GroupsState
from organizer.work.arranging.regrouping import Change
from organizer.work.helper import Helper
from organizer.work.insight import group_views
from organizer.work.insight.group_views import Changed, Portraits
from organizer.work.jobs import JobContext


class GroupWork(QObject):
    """Runs everything about groups in the helper. Changes wait for each other, so that none is lost."""

    proposed = Signal(
        object, bool
    )  #: Change that waits to be taken or left, or None; a person just asked for it
    portrayed = Signal(object)  #: Portraits, or None while there are no groups
    failed = Signal(str)  #: why the last question has no answer

    def __init__(self, state: AppState, helper: Helper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._helper = helper
        self._waiting: list[tuple[Callable[..., Changed], tuple[Any, ...], Callable[[Changed], None]]] = []
        self._stale = False
        self._portrayed: Grouping | None = None  #: groups whose portraits need not be made
        self.portraits: Portraits | None = None
        state.groups_changed.connect(self.portray)
        state.groups_changed.connect(self.look_for_proposal)
        state.jobs.job_ended.connect(self._ended)

    @property
    def _library(self) -> str:
        return str(self._state.db.path)

    def make(self, wish: Wish) -> None:
        """Make groups, or propose others than those that there are. What was requested before and has not
        ended is given up."""
        self._state.jobs.start(
            Job.GROUPS_MAKE,
            self._helper.run,
            group_views.make,
            self._library,
            wish,
            on_result=self._made,
            on_error=self._state.complain,
        )

    def look_for_proposal(self) -> None:
        """Ask what the proposal that waits would change, if one does."""
        if not maps.proposal_waits(self._state.db):
            self.proposed.emit(None, False)
            return
        self._state.jobs.start(
            Job.GROUPS_PROPOSED,
            self._helper.run,
            group_views.proposed,
            self._library,
            on_result=lambda change: self.proposed.emit(change, False),
            on_error=self._state.complain,
            owner=self,
        )

    def take(self) -> None:
        """Let the proposal be the groups."""
        self.change(tr("Make groups"), group_views.take)

    def leave(self) -> None:
        """Let the groups be as they are."""
        self._state.jobs.start(
            Job.GROUPS_LEAVE,
            _leave,
            self._state.db,
            on_result=lambda _none: self.proposed.emit(None, False),
            on_error=self._state.complain,
            owner=self,
        )

    def _made(self, made: Changed | Change) -> None:
        if isinstance(made, Change):
            self.proposed.emit(made, True)
            return
        if made.was is not None:
            self._state.message.emit(tr("These are the groups that there are"), "info")
        self._changed(tr("Make groups"), made)

    def change(self, label: str, function: Callable[..., Changed], *args: Any) -> None:
        """Make a correction that can be taken back, under this label."""
        self._enqueue(function, args, partial(self._changed, label))

    def ask(self, job: Job, function: Callable[..., Any], *args: Any, then: Callable[[Any], None]) -> None:
        """Compute something about the groups; the answer goes to ``then``."""
        self._state.jobs.start(
            job,
            self._helper.run,
            function,
            self._library,
            *args,
            on_result=then,
            on_error=self._unanswered,
            owner=self,
        )

    def asking(self, job: Job) -> bool:
        """Whether this question is being answered."""
        return self._state.jobs.running(job)

    def portray(self) -> None:
        """Look at the current groups again."""
        if self._portrayed is not None and self._portrayed is self._state.grouping:
            return
        if self._state.jobs.running(Job.GROUPS_PORTRAY):
            self._stale = True
            return
        self._stale = False
        if self._state.grouping is None or not self._state.grouping.groups:
            self._show(None)
            return
        self._state.jobs.start(
            Job.GROUPS_PORTRAY,
            self._helper.run,
            group_views.portraits,
            self._library,
            on_result=self._show,
            on_error=self._state.complain,
        )

    def _show(self, portraits: Portraits | None) -> None:
        self.portraits = portraits
        self.portrayed.emit(portraits)

    def _enqueue(
        self,
        function: Callable[..., Changed],
        args: tuple[Any, ...],
        then: Callable[[Changed], None],
    ) -> None:
        self._waiting.append((function, args, then))
        self._next()

    def _next(self) -> None:
        if not self._waiting or self._state.jobs.running(Job.GROUPS_CHANGE):
            return
        function, args, then = self._waiting.pop(0)
        self._state.jobs.start(
            Job.GROUPS_CHANGE,
            self._helper.run,
            function,
            self._library,
            *args,
            on_result=then,
            on_error=self._state.complain,
            owner=self,
        )

    def _changed(self, label: str, changed: Changed) -> None:
        self._state.tell_topped_up(changed.topped)
        if changed.was is not None:
            self._state.undoable.emit(self._step(label, changed.was))
        groups = {group.number: group for group in changed.grouping.groups}
        known = self.portraits
        # a large library takes a while to look at; what was looked at may be older groups, however
        if not changed.same_songs or known is None or {p.group.number for p in known.groups} != set(groups):
            self._state.set_grouping(changed.grouping)
            return
        self._portrayed = changed.grouping
        self._state.set_grouping(changed.grouping)
        renamed = tuple(replace(p, group=groups[p.group.number]) for p in known.groups)
        self._show(replace(known, groups=renamed))

    def _step(self, label: str, was: GroupsState) -> Step:
        other = [was]  # how the groups stood on the other side of the step

        def swap() -> None:
            self._enqueue(group_views.restore, (other[0],), swapped)

        def swapped(changed: Changed) -> None:
            if changed.was is not None:
                other[0] = changed.was
            self._state.tell_topped_up(changed.topped)
            self._state.set_grouping(changed.grouping)

        return Step(label, swap, swap)

    def _ended(self, ending: JobEnding) -> None:
        if ending.job == Job.GROUPS_CHANGE:
            self._next()
        elif ending.job == Job.GROUPS_PORTRAY and self._stale:
            self.portray()

    def _unanswered(self, error: Exception) -> None:
        self.failed.emit(complaint(error))
        self._state.complain(error)


def _leave(_context: JobContext, db: Database) -> None:
    proposing.leave(db)
