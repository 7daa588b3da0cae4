"""What is playing: cover, title and artist at the left end of the player's bar."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.base.model import Changes
from organizer.library import tracks
from organizer.ui.songs.cover import CoverLabel
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, ElidedLabel
from organizer.ui.widgets.stars import Stars

_EDGE = 36
_WIDTH, _WIDEST = 254, 340


class NowPlaying(QWidget):
    """Shows the song in the player; a click, Enter or Space on it asks to show it in the views."""

    show_requested = Signal(int)  #: track id

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.cover = CoverLabel(state, Job.PLAYING_COVER, _EDGE)
        self.title, self.artist = ElidedLabel(), ElidedLabel()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.artist.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch()
        names.addWidget(self.title)
        names.addWidget(self.artist)
        names.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(STEP, 2, 0, 2)
        layout.setSpacing(STEP)
        layout.addWidget(self.cover)
        layout.addLayout(names, 1)
        self.stars = Stars(12)
        self.stars.rated.connect(self._rate)
        layout.addWidget(self.stars)
        self.setFixedWidth(min(theme.scaled(_WIDTH), _WIDEST))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tr("Show this song in table and map"))
        state.current_track_changed.connect(self._show)
        state.library_changed.connect(self._library_changed)
        self._show()

    def _library_changed(self, changes: Changes) -> None:
        if self._state.current_track is not None and changes.updated:
            self._show()

    def _show(self, *_: object) -> None:
        playing = self._state.current_track
        self.setVisible(playing is not None)
        if playing is None:
            self.cover.show_track(None)
            self.setAccessibleName(tr("Nothing plays"))
            return
        try:
            track = tracks.get(self._state.db, playing)
        except OrganizerError:  # it was taken out of the library, and plays on
            return
        self.title.set_whole(track.title)
        self.artist.set_whole(track.artist or tr("Unknown artist"))
        self.cover.show_track(track)
        self.stars.show_rating(track.rating)
        self.setAccessibleName(tr("Playing: {song}", song=track.label))

    def _rate(self, rating: int | None) -> None:
        if self._state.current_track is not None:
            self._state.rating_requested.emit([self._state.current_track], rating)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        if self._state.current_track is not None:
            self.show_requested.emit(self._state.current_track)
