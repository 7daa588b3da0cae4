"""What other programs propose to change in tags: offered for the usual review, never written without it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from organizer.base.language import plural, tr
from organizer.base.model import TagEdit
from organizer.library.lists import tag_proposals
from organizer.library.lists.tag_proposals import TagProposal
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState, Choice
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext
from organizer.work.tags import proposed


class Proposals(QObject):
    """Looks for proposals when the window opens, when the person comes back to it, and after each edit."""

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._seen: set[int] = set()  #: numbers of proposals that waited when it was looked last
        self._asked: tuple[int, str] | None = None  #: the one that was offered last, and how
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._came_back)
        state.library_changed.connect(self._library_changed)
        self.look()

    def look(self) -> None:
        """Look for proposals that wait."""
        if not self._state.jobs.running(Job.TAG_PROPOSALS):
            self._state.jobs.start(
                Job.TAG_PROPOSALS,
                _waiting,
                self._state.db,
                on_result=self._offer,
                on_error=self._state.complain,
            )

    def _came_back(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _library_changed(self, _changes: object) -> None:
        if self._asked is not None:  # it may have been written
            self.look()

    def _offer(self, waiting: Sequence[TagProposal]) -> None:
        """Offer one: the first that is new, else the oldest, once that before it is done with."""
        numbers = {one.number for one in waiting}
        if self._asked is not None and self._asked[0] not in numbers:
            self._state.message_over.emit(self._asked[1])
            self._asked = None
        new = [one for one in waiting if one.number not in self._seen]
        self._seen = numbers
        for one in new[:1] or (() if self._asked else waiting[:1]):
            self._ask(one)

    def _ask(self, one: TagProposal) -> None:
        text = plural(
            "“{source}” proposes {n} change of tags: {label}",
            "“{source}” proposes {n} changes of tags: {label}",
            one.changes,
            source=one.source,
            label=one.label,
        )
        self._asked = (one.number, text)
        review = tr("See each change; nothing is written before")
        choices = (
            Choice(tr("Review…"), partial(self._review, one), review),
            Choice(tr("Drop"), partial(self._drop, one), tr("Forget it; no file is changed")),
        )
        self._state.offer.emit(text, choices)

    def _review(self, one: TagProposal) -> None:
        self._state.edits_proposed.emit(partial(_edits, one), one.label)

    def _drop(self, one: TagProposal) -> None:
        self._state.jobs.start(
            Job.TAG_PROPOSALS_DROP,
            _dropped,
            self._state.db,
            one.number,
            on_result=self._offer,
            on_error=self._state.complain,
        )


def _waiting(_context: JobContext, db: Database) -> list[TagProposal]:
    return proposed.settle(db)


def _dropped(_context: JobContext, db: Database, number: int) -> list[TagProposal]:
    tag_proposals.drop(db, [number])
    return proposed.settle(db)


def _edits(one: TagProposal, db: Database) -> list[TagEdit]:
    return [edit for _, edit in proposed.current(db, one)]
