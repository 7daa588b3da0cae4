"""The journey that is open, changed by jobs; the way before stays until the next is there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from organizer.base.language import tr
from organizer.base.model import Changes
from organizer.ui.journeys import work
from organizer.ui.journeys.work import Change, Shown
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import Step
from organizer.work.arranging.journeying import Journey, JourneySongs

#: Milliseconds in which changes are collected, as when a button is pressed again and again.
_SOON = 30


class Journeys(QObject):
    """At most one journey. What asks for a change is answered by ``changed``."""

    changed = Signal()  #: another journey, or none
    wanted_changed = Signal()  #: a change is on its way, or no longer

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.shown: Shown | None = None
        self._songs: JourneySongs | None = None
        self._waiting: list[Change] = []
        self._running: list[Change] = []
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._run)
        state.library_changed.connect(self._library_changed)
        state.map_changed.connect(self._forget_songs)

    @property
    def journey(self) -> Journey | None:
        """The journey that is open."""
        return self.shown.journey if self.shown is not None else None

    @property
    def songs(self) -> JourneySongs | None:
        """Those that it can lead over, once they were loaded."""
        return self._songs

    @property
    def wanted_count(self) -> int:
        """How many songs it has, or is about to have."""
        asked = [one.count for one in (*self._running, *self._waiting) if one.count is not None]
        if asked:
            return asked[-1]
        return len(self.journey.ids) if self.journey is not None else 0

    @property
    def busy(self) -> bool:
        """Whether a change is on its way."""
        return bool(self._running or self._waiting)

    def ask(self, change: Change) -> None:
        """Make this change, after those that were asked for before."""
        if change.count is not None and self._waiting and self._waiting[-1].count is not None:
            self._waiting[-1] = change
        else:
            self._waiting.append(change)
        self._soon.start()
        self.wanted_changed.emit()

    def resize_by(self, by: int) -> None:
        """So many songs more or fewer; its stops stay."""
        journey = self.journey
        if journey is not None:
            least = max(len(journey.fixed), 1)
            wanted = max(self.wanted_count + by, least)
            if wanted != self.wanted_count:
                self.ask(work.resize(wanted))

    def close(self) -> None:
        """No journey any more; the playlist stays as it is, and undo brings the journey back."""
        self._drop_asked()
        if self.shown is not None:
            self._replace(None, tr("Close the journey"))

    def _drop_asked(self) -> None:
        self._state.jobs.cancel(Job.JOURNEY)
        self._waiting, self._running = [], []
        self._soon.stop()
        self.wanted_changed.emit()

    def _run(self) -> None:
        if self._running or not self._waiting:
            return
        self._running, self._waiting = self._waiting, []
        self._state.jobs.start(
            Job.JOURNEY,
            work.change,
            self._state.db,
            self._songs,
            self.shown,
            tuple(self._running),
            on_result=self._made,
            on_error=self._failed,
        )

    def _made(self, result: tuple[Shown, JourneySongs]) -> None:
        shown, self._songs = result
        label = self._running[-1].label if self._running else tr("Journey")
        self._running = []
        if self.shown is None or shown.journey != self.shown.journey:
            self._replace(shown, label)
        self.wanted_changed.emit()
        self._run()

    def _failed(self, error: Exception) -> None:
        self._running, self._waiting = [], []
        self._state.complain(error)
        self.wanted_changed.emit()

    def _replace(self, shown: Shown | None, label: str) -> None:
        before, self.shown = self.shown, shown
        self.changed.emit()
        self._state.undoable.emit(Step(label, partial(self._show, before), partial(self._show, shown)))

    def _show(self, shown: Shown | None) -> None:
        self._drop_asked()
        self.shown = shown
        self.changed.emit()

    def _forget_songs(self) -> None:
        self._songs = None

    def _library_changed(self, changes: Changes) -> None:
        self._songs = None
        journey = self.journey
        if journey is not None and not journey.fixed.isdisjoint(changes.removed):
            self._drop_asked()
            self.shown = None
            self.changed.emit()
        elif journey is not None and not set(journey.ids).isdisjoint(changes.removed):
            self.ask(work.resize(len(journey.ids)))
