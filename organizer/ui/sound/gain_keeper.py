"""The gains of the songs that play now and next: known before the song begins, wherever that can be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal

from organizer.base.model import Changes, Track
from organizer.base.settings import Settings
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.playing import gain
from organizer.work.playing.gain import Gain, Mode

#: Gains that are remembered.
_MOST = 500


class GainKeeper(QObject):
    """Looks gains up in the background. Until one is there, the loudness that the library knows counts."""

    changed = Signal()  #: a gain is known better, or the way to choose it is another one

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._mode: Mode = cast("Mode", state.settings.replay_gain)
        self._known: dict[int, Gain] = {}
        self._wanted: tuple[int, ...] = ()
        state.settings_changed.connect(self._settings_changed)
        state.library_changed.connect(self._library_changed)

    def factor(self, track: Track | None) -> float:
        """What the samples of this song are to be multiplied by, 0–1."""
        if self._mode == "off" or track is None:
            return 1.0
        return (self._known.get(track.id) or gain.of_track(track)).factor

    def look_up(self, *ids: int | None) -> None:
        """Find the gains of these songs, that play now or soon."""
        self._wanted = tuple(track_id for track_id in ids if track_id is not None)
        missing = [track_id for track_id in self._wanted if track_id not in self._known]
        if missing and self._mode != "off":
            self._state.jobs.start(
                Job.GAIN,
                gain.find,
                self._state.db,
                missing,
                self._mode,
                on_result=partial(self._found, self._mode),
                owner=self,
            )

    def _found(self, mode: Mode, gains: Mapping[int, Gain]) -> None:
        if mode == self._mode:
            self._known.update(gains)
            while len(self._known) > _MOST:
                del self._known[next(iter(self._known))]
            self.changed.emit()

    def _settings_changed(self, chosen: Settings) -> None:
        if chosen.replay_gain != self._mode:
            self._mode = cast("Mode", chosen.replay_gain)
            self._forget()

    def _library_changed(self, changes: Changes) -> None:
        if not set(self._known).isdisjoint(changes.updated):
            self._forget()

    def _forget(self) -> None:
        self._known.clear()
        self.changed.emit()
        self.look_up(*self._wanted)
