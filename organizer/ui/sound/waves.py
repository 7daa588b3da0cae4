"""The outline of the song that plays, and its parts where they are known."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from organizer.base.errors import OrganizerError
from organizer.library import tracks
from organizer.ui.sound.wave_slider import WaveSlider
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job

if TYPE_CHECKING:
    from organizer.work.playing.waveform import Outline

#: A song plays for so long, in milliseconds, before its outline is made: some are only passed by.
_REST = 600

#: Songs of which outline and parts are remembered.
_MOST = 100


class Waves(QObject):
    """Gives the slider what it shows of the song at hand."""

    def __init__(self, state: AppState, slider: WaveSlider) -> None:
        super().__init__(slider)
        self._state, self._slider = state, slider
        self._waves: OrderedDict[int, bytes] = OrderedDict()
        self._parts: OrderedDict[int, tuple[Sequence[float], Sequence[int]]] = OrderedDict()
        self._timer = QTimer(self, singleShot=True, interval=_REST)
        self._timer.timeout.connect(self._look)
        state.current_track_changed.connect(self._show)
        self._show()

    def take_parts(self, track_id: int, starts: Sequence[float], labels: Sequence[int]) -> None:
        """A song has these parts; they begin at these shares of it."""
        self._parts[track_id] = starts, labels
        while len(self._parts) > _MOST:
            self._parts.popitem(last=False)
        self._show()

    def _show(self, *_: object) -> None:
        current = self._state.current_track
        wave = self._waves.get(current, b"") if current is not None else b""
        self._slider.show_parts(*(self._parts.get(current, ((), ())) if current is not None else ((), ())))
        self._slider.show_wave(wave)
        if current is not None and not wave:
            self._timer.start()
        else:
            self._timer.stop()

    def _look(self) -> None:
        current = self._state.current_track
        if current is None:
            return
        try:
            track = tracks.get(self._state.db, current)
        except OrganizerError:  # it was taken out of the library, and plays on
            return
        from organizer.work.playing import waveform  # decoders load here, and not before

        self._state.jobs.start(Job.WAVE, waveform.look, self._state.db, track, on_result=self._take)

    def _take(self, outline: Outline) -> None:
        if not outline.wave:
            return
        self._waves[outline.track] = outline.wave
        while len(self._waves) > _MOST:
            self._waves.popitem(last=False)
        if outline.starts and outline.track not in self._parts:  # else they are those that a person asked for
            self.take_parts(outline.track, outline.starts, outline.labels)
        elif outline.track == self._state.current_track:
            self._show()
