"""The network behind the ear: when it listens, when it gives way, and that it stays paused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from organizer.base.errors import OrganizerError
from organizer.base.language import plural
from organizer.base.model import Changes, Progress
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.work.cluster.choice import of_settings
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.base.arrangement import MusicMap


@dataclass(frozen=True, slots=True)
class Listened:
    """What came of it for the map."""

    failed: int = 0  #: songs that the network failed on
    outdated: bool = False  #: the map is to be built again: with the network
    moved: bool = False  #: songs on the map are to get their own places


def listen(
    context: JobContext, db: Database, current_map: Callable[[], MusicMap | None], **options: Any
) -> Listened:
    """See ``stages.by_network``."""
    from organizer.library import maps, network_vectors
    from organizer.work.analysis import stages
    from organizer.work.arranging import mapping

    summary = stages.by_network(context, db, **options)
    music_map = current_map()
    outdated = music_map is not None and mapping.is_outdated(db, music_map)
    axes = maps.load_axes(db)
    joined = axes is not None and axes[2] == network_vectors.chosen(db)
    return Listened(summary.failed, outdated, bool(summary.done) and joined and not outdated)


class NetworkStage(QObject):
    """Lets the network of the settings listen when nothing else is to be done.

    New songs go to the ear first: as soon as it has any to analyze, the network stops, and goes on behind.
    To cancel it is to pause it; a pause lasts until the person ends it, also over a restart.
    """

    listened = Signal(object)  #: Listened

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self._due = False  #: there may be songs that it did not listen to
        self._gives_way = False  #: it was stopped by us, not by the person
        self._unusable = ""  #: the file of a network that the person was told of
        state.jobs.job_progressed.connect(self._progressed)
        state.jobs.job_paused.connect(self._paused)
        state.jobs.job_ended.connect(self._ended)

    def expect(self) -> None:
        """The ear is done: there may be songs for the network."""
        self._due = True

    def begin(self) -> None:
        """Listen to what is due; to be called when nothing else is to be done."""
        jobs, settings = self.state.jobs, self.state.settings
        if not self._due or jobs.running(Job.NETWORK):
            return
        self._due = False
        network = self._usable()
        try:
            cluster = of_settings(settings)
        except OrganizerError:  # the ear has said so
            return
        if not network:
            return
        jobs.start(
            Job.NETWORK,
            listen,
            self.state.db,
            lambda: self.state.music_map,
            network=network,
            jobs=settings.jobs or None,
            time_limit=settings.time_limit,
            skip_longer=settings.skip_longer_minutes,
            cluster=cluster,
            on_analyzed=self._queued,
            on_result=self._done,
            on_error=self._failed,
            paused=settings.network_paused,
        )

    def go_on(self) -> bool:
        """End a pause, and try a network again that could not be used; whether it has anything to do."""
        jobs = self.state.jobs
        waited = self.state.settings.network_paused or bool(self._unusable) or jobs.running(Job.NETWORK)
        self._unusable = ""
        self._due = True
        self._keep_paused(False)
        jobs.pause(Job.NETWORK, False)
        return waited

    def change(self) -> None:
        """There is another network in the settings, or none."""
        self._give_way()
        self.go_on()

    def _usable(self) -> str:
        """The network, unless it cannot be used, of which the person is told once."""
        from organizer.work.analysis import network_setup

        network, missing = network_setup.to_listen(self.state.settings)
        path = self.state.settings.network
        if missing and path != self._unusable:
            self._unusable = path
            self.state.message.emit(missing, "warning")
        return "" if network is None or path == self._unusable else network

    def _queued(self, changes: Changes) -> None:
        self.state.jobs.call_later(self.state.change_library, changes)

    def _give_way(self) -> None:
        if self.state.jobs.running(Job.NETWORK):
            self._gives_way = self._due = True
            self.state.jobs.cancel(Job.NETWORK)

    def _progressed(self, job: Job, _progress: Progress) -> None:
        if job is Job.ANALYSIS:  # which it reports only when there is anything
            self._give_way()

    def _paused(self, job: Job, paused: bool) -> None:
        if job is Job.NETWORK:
            self._keep_paused(paused)

    def _ended(self, ending: JobEnding) -> None:
        if ending.job is Job.NETWORK:
            if ending.cancelled and not self._gives_way:
                self._due = True
                self._keep_paused(True)
            self._gives_way = False

    def _keep_paused(self, paused: bool) -> None:
        if self.state.settings.network_paused != paused:
            self.state.set_settings(replace(self.state.settings, network_paused=paused))

    def _failed(self, error: Exception) -> None:
        self._unusable = self.state.settings.network
        self.state.complain(error)

    def _done(self, result: Listened) -> None:
        self.listened.emit(result)
        if result.failed:
            text = plural("The network failed on {n} song", "The network failed on {n} songs", result.failed)
            self.state.message.emit(text, "warning")
