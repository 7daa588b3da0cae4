"""The trained network: set up and removed, also when the dialog that asked for it has been closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from organizer.base.language import tr
from organizer.base.model import Progress
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets.complaint import complaint
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.base.settings import Settings
    from organizer.work.analysis.network_setup import Status


def look(_context: JobContext, settings: Settings) -> Status:
    """A job: what there is."""
    from organizer.work.analysis import network_setup

    return network_setup.status(settings)


def install(context: JobContext, source: str) -> str:
    """A job: see ``network_setup.install``."""
    from organizer.work.analysis import network_setup

    return network_setup.install(context, source)


def remove(_context: JobContext) -> bool:
    """A job: see ``network_setup.remove``."""
    from organizer.work.analysis import network_setup

    return network_setup.remove()


class NetworkWork(QObject):
    """Sets the network up, by jobs, and takes it into use; what follows is the library's work."""

    changed = Signal()  #: what there is, how far it is, or what went wrong

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self.status: Status | None = None  #: when it was looked at last
        self.progress: Progress | None = None
        self.problem = ""  #: why the last set-up failed
        self.watched = False  #: a dialog shows all this; else the bottom bar says what went wrong
        state.jobs.job_progressed.connect(self._progressed)
        state.jobs.job_ended.connect(self._ended)
        state.settings_changed.connect(self._settings_changed)

    @property
    def running(self) -> bool:
        """Whether it is being set up."""
        return self._state.jobs.running(Job.NETWORK_INSTALL)

    def look(self) -> None:
        """See what there is."""
        self._state.jobs.start(
            Job.NETWORK_LOOK, look, self._state.settings, on_result=self._looked, on_error=self._failed
        )

    def install(self, source: str = "") -> None:
        """Set it up from a file that is there; "": fetch it, as the person said."""
        if self.running:
            return
        self.problem = ""
        self._state.jobs.start(
            Job.NETWORK_INSTALL, install, source, on_result=self._installed, on_error=self._failed
        )
        self.changed.emit()

    def cancel(self) -> None:
        """Stop setting it up; nothing stays behind."""
        self._state.jobs.cancel(Job.NETWORK_INSTALL)

    def remove(self) -> None:
        """Remove what was set up; a network of the person's own is only left out of use."""
        from organizer.work.analysis import network_setup

        self.problem = ""
        if self.status is not None and self.status.own:
            self._state.set_settings(network_setup.use(self._state.settings, ""))
            return
        self._state.jobs.start(Job.NETWORK_REMOVE, remove, on_result=self._removed, on_error=self._failed)

    def _installed(self, path: str) -> None:
        from organizer.work.analysis import network_setup

        self._state.set_settings(network_setup.use(self._state.settings, path))
        self._state.message.emit(tr("The network is set up, and listens to your songs now"), "info")
        self.look()

    def _removed(self, _was_there: bool) -> None:
        from organizer.work.analysis import network_setup

        self._state.set_settings(network_setup.without_removed(self._state.settings))
        self.look()

    def _looked(self, status: Status) -> None:
        self.status = status
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self.problem = complaint(error)
        self.changed.emit()
        if not self.watched:
            self._state.complain(error)

    def _progressed(self, job: Job, progress: Progress) -> None:
        if job is Job.NETWORK_INSTALL:
            self.progress = progress
            self.changed.emit()

    def _ended(self, ending: JobEnding) -> None:
        if ending.job is Job.NETWORK_INSTALL:
            self.progress = None
            self.changed.emit()

    def _settings_changed(self, settings: Settings) -> None:
        if self.status is not None and settings.network != self.status.in_use:
            self.look()
