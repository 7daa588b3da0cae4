"""Odd one out: which of three songs does not belong? The answers teach the weights."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import listing, number, plural, tr
from organizer.base.model import Track
from organizer.library import tracks
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.weights.panel import WORDS, spoken
from organizer.ui.widgets import theme
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label
from organizer.work.insight import odd_rounds
from organizer.work.insight.odd_rounds import ROUNDS, Rounds

_MOST = 3.0  #: the weight at the end of a bar


class _Card(QFrame):
    """One of the three songs."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._number = number
        self.title = Label()
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setWordWrap(True)
        self.title.setMinimumHeight(48)
        self.play = QPushButton(theme.icon("play"), tr("Play ({number})", number=number))
        self.play.setAccessibleName(tr("Play song {number}", number=number))
        self.choose = QPushButton(tr("Does not belong"))
        self.choose.setAccessibleName(tr("Song {number} does not belong", number=number))
        self.choose.setToolTip(tr("Shift+{number}, or Enter here", number=number))
        layout = QVBoxLayout(self)
        for widget in (self.title, self.play, self.choose):
            layout.addWidget(widget)

    def show_song(self, label: str) -> None:
        """Its name, "" while that is hidden."""
        self.title.setText(label or tr("Song {number}", number=self._number))

    def show_playing(self, playing: bool) -> None:
        """Whether it is heard now."""
        self.play.setIcon(theme.icon("volume-high" if playing else "play"))


class _Bars(QWidget):
    """Weights before and after, as bars."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[str, float, float]] = []

    def show_weights(self, before: Mapping[str, float], after: Mapping[str, float]) -> None:
        """Draw these; they are said to screen readers, too."""
        self._lines = [(WORDS[name][0], before[name], weight) for name, weight in after.items()]
        said = (
            tr("{name}: {before}, now {after}", name=name, before=spoken(one), after=spoken(other))
            for name, one, other in self._lines
        )
        self.setAccessibleName(tr("Weights before and after"))
        self.setAccessibleDescription("; ".join(said))
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, len(self._lines) * 36)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self.palette()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            wide = self.width() - 240
            for row, (name, before, after) in enumerate(self._lines):
                top = 36 * row
                painter.setPen(palette.color(QPalette.ColorRole.WindowText))
                middle = Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(0, top, 90, 32), middle, name)
                words = (
                    spoken(after) if abs(after - before) < 0.005 else f"{_short(before)} → {_short(after)}"
                )
                painter.drawText(QRectF(self.width() - 130, top, 130, 32), middle, words)
                painter.setPen(Qt.PenStyle.NoPen)
                for at, weight, colour in (
                    (8, before, theme.hollow()),
                    (17, after, theme.accent()),
                ):
                    painter.setBrush(colour)
                    painter.drawRoundedRect(QRectF(94, top + at, max(2.0, wide * weight / _MOST), 7), 3, 3)


def _short(weight: float) -> str:
    return tr("not at all") if weight == 0.0 else f"× {number(weight, 2)}"


class OddDialog(Dialog):
    """Thirty rounds, or fewer; then what was learnt. ``learnt`` comes when it is to be seen on the map."""

    learnt = Signal(object)  #: weights by aspect

    def __init__(self, state: AppState, parent: QWidget, *, silent: str = "") -> None:
        """``silent``: why nothing can be played; titles are shown then."""
        super().__init__(parent)
        self.setWindowTitle(tr("Odd one out"))
        self._state, self._silent = state, silent
        self._past: list[Rounds] = []
        self.rounds: Rounds | None = None
        self._tracks: list[Track | None] = []
        self.head = Label(tr("Choosing songs…"))
        self.progress = QProgressBar()
        self.progress.setRange(0, ROUNDS)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(8)
        self.progress.setAccessibleName(tr("Rounds"))
        self.cards = [_Card(number) for number in (1, 2, 3)]
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.setMinimumHeight(40)
        self.skip, self.back, self.stop = (
            QPushButton(text) for text in (tr("&Can’t tell"), tr("&Undo last"), tr("&Stop here"))
        )
        for button in (self.skip, self.back, self.stop):
            button.setAutoDefault(False)  # Enter is for the card that one is at
        self.bars = _Bars()
        self.effect = Label()
        self.effect.setWordWrap(True)
        self.show_map = QPushButton(tr("Show on the &map"))
        self.show_map.setObjectName("primary")
        self.leave = QPushButton(tr("&Leave"))
        self.pages = QStackedWidget()
        self.pages.addWidget(self._asking())
        self.pages.addWidget(self._learnt())
        layout = QVBoxLayout(self)
        layout.addWidget(self.pages)
        self._connect()
        self.resize(640, 330)
        self._enable(False)
        state.jobs.start(
            Job.WEIGHTS_ASK,
            odd_rounds.begin,
            state.db,
            state.music_map,
            on_result=self._show,
            on_error=self._failed,
        )

    def _asking(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP)
        layout.addWidget(self.head)
        layout.addWidget(self.progress)
        row = QHBoxLayout()
        for card in self.cards:
            row.addWidget(card, 1)
        layout.addLayout(row)
        layout.addWidget(self.note)
        foot = QHBoxLayout()
        for button in (self.skip, self.back):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.stop)
        layout.addLayout(foot)
        return page

    def _learnt(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Label(tr("What counted for you, before (grey) and after your answers:")))
        layout.addWidget(self.bars)
        layout.addWidget(self.effect)
        layout.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.show_map)
        layout.addLayout(foot)
        return page

    def _connect(self) -> None:
        for at, card in enumerate(self.cards):
            card.play.clicked.connect(partial(self._play, at))
            card.choose.clicked.connect(partial(self._answer, at))
            QShortcut(QKeySequence(f"{at + 1}"), self).activated.connect(partial(self._play, at))
            QShortcut(QKeySequence(f"Shift+{at + 1}"), self).activated.connect(partial(self._answer, at))
        self.skip.clicked.connect(partial(self._answer, None))
        self.back.clicked.connect(self._undo)
        self.stop.clicked.connect(self.finish)
        self.leave.clicked.connect(self.reject)
        self.show_map.clicked.connect(self._accept)
        self._state.audition_changed.connect(self._show_playing)
        self.finished.connect(self._end)

    @property
    def answers(self) -> int:
        """How many rounds had an answer."""
        return 0 if self.rounds is None else len(self.rounds.belief.answers)

    def finish(self) -> None:
        """Show what was learnt so far."""
        self._state.audition_ended.emit(True)
        if self.rounds is None or not self.answers:
            self.reject()
            return
        belief = self.rounds.belief
        before = dict(zip(belief.scales.names, belief.before.tolist(), strict=True))
        self.bars.show_weights(before, belief.weights)
        answers = self.answers
        said = [plural("From {n} answer.", "From {n} answers.", answers)]
        if answers < 15:
            said.append(tr("With so few the weights may still be wrong."))
        said.append(tr("On the map you see which songs move, before anything is kept."))
        self.effect.setText(" ".join(said))
        self.pages.setCurrentIndex(1)
        self.show_map.setDefault(True)
        self.show_map.setFocus()

    def _show(self, rounds: Rounds) -> None:
        self.rounds = rounds
        if rounds.asked >= ROUNDS:
            self.finish()
            return
        known = {track.id: track for track in tracks.get_many(self._state.db, list(rounds.round.ids))}
        self._tracks = [known.get(i) for i in rounds.round.ids]
        for card, track in zip(self.cards, self._tracks, strict=True):
            card.show_song(_label(track) if self._silent else "")
            card.play.setVisible(not self._silent)
        self.head.setText(
            tr("Which does not belong?  ·  {round} of {rounds}", round=rounds.asked + 1, rounds=ROUNDS)
        )
        self.progress.setValue(rounds.asked)
        if not rounds.asked:
            hint = tr("Play the three (keys 1 to 3), then say which one does not belong (Shift+1 to 3).")
            silent = tr("{reason}, so the titles are shown: choose by what you know.", reason=self._silent)
            self.note.setText(silent if self._silent else hint)
        self._enable(True)
        first = self.cards[0]
        (first.choose if self._silent else first.play).setFocus()

    def _enable(self, enabled: bool) -> None:
        for card in self.cards:
            card.setEnabled(enabled)
        self.skip.setEnabled(enabled)
        self.back.setEnabled(enabled and bool(self._past))

    def _play(self, at: int) -> None:
        if self.rounds is not None and not self._silent and self.pages.currentIndex() == 0:
            self._state.audition_requested.emit(self.rounds.round.ids[at])

    def _show_playing(self) -> None:
        for at, card in enumerate(self.cards):
            now = self.rounds is not None and self._state.audition == self.rounds.round.ids[at]
            card.show_playing(now)

    def _answer(self, at: int | None, _checked: bool = False) -> None:
        if self.rounds is None or not self.skip.isEnabled() or self.pages.currentIndex():
            return
        self._enable(False)
        self._state.audition_ended.emit(True)
        titles = [_label(track) for track in self._tracks]
        if at is not None:
            others = listing(
                [tr("“{title}”", title=title) for place, title in enumerate(titles) if place != at]
            )
            self.note.setText(tr("“{title}” does not belong to {others}.", title=titles[at], others=others))
        else:
            named = listing([tr("“{title}”", title=title) for title in titles])
            self.note.setText(tr("Those were {songs}.", songs=named))
        self._past.append(self.rounds)
        self._state.jobs.start(
            Job.WEIGHTS_ASK,
            odd_rounds.answer,
            self.rounds,
            at,
            on_result=self._show,
            on_error=self._failed,
        )

    def _undo(self) -> None:
        if self._past:
            self.note.setText(tr("The last answer is taken back."))
            self._show(self._past.pop())

    def _failed(self, error: Exception) -> None:
        self.head.setText(complaint(error))

    def _accept(self) -> None:
        if self.rounds is not None:
            self.accept()
            self.learnt.emit(self.rounds.belief.weights)

    def _end(self, _result: int) -> None:
        self._state.jobs.cancel(Job.WEIGHTS_ASK)
        self._state.audition_ended.emit(True)


def _label(track: Track | None) -> str:
    return tr("a song that is gone") if track is None else printable(track.label)
