"""Listening while wandering: which song near the pointer, or in the cell of the keys, is to be heard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QWidget

from organizer.base.language import tr
from organizer.base.settings import Settings
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets.parts import STEP, IconButton, with_keys
from organizer.ui.widgets.plain_text import Label

#: Milliseconds that the pointer rests before a song is heard, or falls silent behind it.
REST = 250
#: Pixels from the pointer at which the nearest song is heard still.
REACH = 32.0
#: The map grows while one of these jobs runs, and comes to rest so many milliseconds after the last.
_GROWTH, _CALM = (Job.DEMO, Job.IMPORT, Job.ANALYSIS, Job.MAP), 1_500
_NAME = tr("Listen while wandering")
_HANDS = tr("Drag to move, click the name of an island to select its songs, right button for more.")
_WANDER = tr("Listening, rest on a song to hear its most telling part, and wander on.")
_TIP = tr("Hear the telling part of the song near the pointer, and of the cell that the arrow keys reach")
_KEY = "Ctrl+Shift+L"


class MapListening(QObject):
    """Asks for songs while the setting ``listen_on_map`` is on."""

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._requested: int | None = None
        self._asked = False  #: whether a song was asked for, and not ended since
        self._timer = QTimer(self, singleShot=True, interval=REST)
        self._timer.timeout.connect(self._rested)
        state.settings_changed.connect(self._settings_changed)

    def point_at(self, song: int | None) -> None:
        """The pointer, or the keyboard, is at a song; None: none is near."""
        if self._state.settings.listen_on_map and song != self._requested:
            self._requested = song
            self._timer.start()

    def leave(self) -> None:
        """One left the map: it falls silent at once."""
        self._timer.stop()
        self._requested, self._asked = None, False
        self._state.audition_ended.emit(True)

    def keep(self) -> bool:
        """Let what is heard go on as what plays. False where nothing is heard."""
        heard = self._state.audition is not None
        if heard:
            self._state.audition_kept.emit()
        return heard

    def _rested(self) -> None:
        if self._requested is not None:
            self._asked = True
            self._state.audition_requested.emit(self._requested)
        elif self._asked:
            self._asked = False
            self._state.audition_ended.emit(False)

    def _settings_changed(self, _settings: object) -> None:
        if not self._state.settings.listen_on_map and (self._asked or self._requested is not None):
            self.leave()


class ListenSwitch(IconButton):
    """The labelled switch among the tools of the map."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__("headphones", _NAME)
        self.setParent(parent)
        self._state = state
        self.setCheckable(True)
        self.setText(_NAME)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clicked.connect(lambda on: switch(state, on=on))
        state.settings_changed.connect(self._show)
        self._show(state.settings)
        self.set_problem("")

    def set_problem(self, reason: str) -> None:
        """Why nothing can be heard; empty where it can."""
        self.setText(tr("Listen while wandering (no sound)") if reason else _NAME)
        self.setToolTip(reason or with_keys(_TIP, _KEY))
        self.setAccessibleDescription(reason)

    def _show(self, settings: Settings) -> None:
        self.setChecked(settings.listen_on_map)


class ListenHint(QFrame):
    """Says once how one goes about on the map, and offers to listen: one hint for all, never two."""

    def __init__(self, state: AppState, parent: QWidget) -> None:
        super().__init__(parent)
        self._state, self._map = state, parent
        self.setObjectName("listenHint")
        self.setAccessibleName(tr("Hint"))
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._sentence = Label(f"{_HANDS}\n{_WANDER}")
        self._sentence.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.button = QPushButton(_NAME)
        self.button.setObjectName("primary")
        self.button.clicked.connect(lambda: switch(state, on=True))
        self.close_button = IconButton("close", tr("Close the hint"))
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.clicked.connect(lambda: _answer(state))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * STEP, STEP, STEP, STEP)
        row.setSpacing(STEP)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(STEP)
        for widget in (self._sentence, self.button):
            self._box.addWidget(widget)
        row.addLayout(self._box)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._waits = False  #: until the map has stopped growing
        self._calm = QTimer(self, singleShot=True, interval=_CALM)
        self._calm.timeout.connect(self._rested)
        state.settings_changed.connect(self._settings_changed)
        state.jobs.job_ended.connect(self._job_ended)
        self.hide()

    def offer(self, there: bool) -> None:
        """There is a map to wander on, or none; not while it grows, which is what one looks at then."""
        settings, jobs = self._state.settings, self._state.jobs
        grows = any(jobs.running(job) for job in _GROWTH)
        wanted = there and settings.listen_hint and not settings.listen_on_map
        self._waits = wanted and grows
        self.setVisible(wanted and not grows)
        self.place()

    def place(self) -> None:
        """At the top of the map, in its middle; where that is narrow, the button below the words."""
        self.ensurePolished()
        room = self._map.width() - 2 * STEP
        self._arrange(narrow=False)
        self.adjustSize()
        if self.sizeHint().width() > room:
            self._arrange(narrow=True)
            layout = self.layout()
            assert layout is not None
            self.resize(room, layout.totalHeightForWidth(room))
        self.move(max((self._map.width() - self.width()) // 2, 0), 2 * STEP)

    def _arrange(self, *, narrow: bool) -> None:
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._sentence.setWordWrap(narrow)

    def _job_ended(self, ending: JobEnding) -> None:
        if self._waits and ending.job in _GROWTH:
            self._calm.start()  # the next may follow

    def _rested(self) -> None:
        if self._waits:
            self.offer(True)

    def _settings_changed(self, settings: Settings) -> None:
        if self.isVisible() and (settings.listen_on_map or not settings.listen_hint):
            self.hide()


def switch(state: AppState, *, on: bool) -> None:
    """Listen from now on, or no more; the hint has been answered then."""
    state.set_settings(replace(state.settings, listen_on_map=on, listen_hint=False))


def _answer(state: AppState) -> None:
    state.set_settings(replace(state.settings, listen_hint=False))
