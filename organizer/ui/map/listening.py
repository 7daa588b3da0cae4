"""Listening on the map: the song under the pointer plays from where its telling part begins."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from organizer.ui.state.app_state import AppState

#: Milliseconds that the pointer rests before a song plays, or stops behind it.
REST = 350


class MapListening(QObject):
    """What plays while the setting ``listen_on_map`` is on."""

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._requested: int | None = None
        self._cell: int | None = None
        self._playing: int | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST)
        self._timer.timeout.connect(self._rested)
        state.settings_changed.connect(self._settings_changed)

    def point_at(self, song: int | None, cell: int | None) -> None:
        """The pointer, or the keyboard, is at a song of a cell; None: at none, or nowhere.

        Between the songs of a cell the one that was pointed at last goes on.
        """
        if not self._state.settings.listen_on_map or (song is None and cell == self._cell):
            return
        self._cell = cell
        if song != self._requested:
            self._requested = song
            self._timer.start()

    def go_on(self) -> None:
        """What plays was requested by other means: it goes on when the pointer leaves."""
        self._timer.stop()
        self._playing = None

    def _rested(self) -> None:
        if self._requested is not None:
            self._playing = self._requested
            self._state.preview_requested.emit(self._playing)
        elif self._playing is not None:
            ended, self._playing = self._playing, None
            self._state.preview_ended.emit(ended)

    def _settings_changed(self, _settings: object) -> None:
        if not self._state.settings.listen_on_map:
            self._requested = self._cell = None
            self._timer.stop()
            self._rested()
