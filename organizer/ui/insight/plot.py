"""Insight under hand and keyboard: hover, click, lasso, rectangle, zoom, turn; the canvas paints."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.ui.insight import walking
from organizer.ui.insight.canvas import InsightCanvas
from organizer.ui.insight.pictures import OF_POINTS, Picture
from organizer.ui.looks import motion
from organizer.ui.looks.speaking import describe, say
from organizer.ui.looks.walking import FocusRing
from organizer.ui.state.app_state import AppState
from organizer.work.insight.insighting import Gathered

LASSO, RECTANGLE, MOVE = "lasso", "rectangle", "move"
#: Pixels of a drag; less is a click.
_DRAG = 4
#: Pixels of a drag that turns the cube by about a twelfth.
_STEP_ASIDE = 60
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_SOURCE = "insight"


class InsightPlot(InsightCanvas):
    """Says what a person wants by the state's methods."""

    pair_chosen = Signal(str, str)  #: a square of the correlations was clicked

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self.tool = LASSO
        self._pressed: QPointF | None = None
        self._reached: int | None = None  #: by keys: the row of a song, a bar, a pair
        self._ring = FocusRing(self)
        self._moved: QPointF | None = None  #: where a move has got to
        self._spin = QTimer(self)
        self._spin.setInterval(40)
        self._spin.timeout.connect(self._turn)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Insight"))
        self.shown.connect(self._describe_picture)

    def rotate_by_itself(self, on: bool) -> None:
        """Let the cube rotate, or stop it; where nothing is to move by itself, turn it a step."""
        on = on and self.seen.picture == Picture.SPACE
        if on and not motion.allowed():
            self.move(_STEP_ASIDE, 0)
        (self._spin.start if on and motion.allowed() else self._spin.stop)()

    def _turn(self) -> None:
        if motion.allowed():
            self.move(1.2, 0)
        else:
            self._spin.stop()

    def show_songs(self, gathered: Gathered) -> None:
        """These songs; what keys had reached among others is left."""
        self._reached = None
        super().show_songs(gathered)

    def show_picture(self, picture: Picture) -> None:
        """This picture, from its beginning."""
        self._reached = None
        super().show_picture(picture)

    def hideEvent(self, event: QEvent) -> None:
        self._spin.stop()

    def _describe_picture(self) -> None:
        self._describe()

    def _describe(self, reached: str = "") -> None:
        if self.gathered is None:
            return
        chosen = int(self.selected.sum())
        text = tr(
            "{title}: {songs}, {selected}.",
            title=self.title,
            songs=plural("{n} song", "{n} songs", len(self.gathered.ids)),
            selected=plural("{n} selected", "{n} selected", chosen),
        )
        describe(self, f"{reached}. {text}" if reached else text)

    # -- the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        move = event.button() == Qt.MouseButton.MiddleButton or self.tool == MOVE
        self._moved = event.position() if move and self.seen.picture in OF_POINTS else None
        self.outline = []

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._moved is not None and event.buttons():
            change = at - self._moved
            self._moved = at
            self.move(change.x(), change.y())
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if self.seen.picture in OF_POINTS and (self.outline or self._is_drag(at, self._pressed)):
                self._draw_around(at, event.modifiers())
        else:
            self._hover(at)

    @staticmethod
    def _is_drag(at: QPointF, pressed: QPointF) -> bool:
        return (at - pressed).manhattanLength() > _DRAG

    def _draw_around(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        assert self._pressed is not None
        start = self._pressed
        if self.tool == RECTANGLE or modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.outline = [start, QPointF(at.x(), start.y()), at, QPointF(start.x(), at.y())]
        else:
            self.outline = [*(self.outline or [start]), at]
        self.follow_pointer()

    def _hover(self, at: QPointF) -> None:
        row = self.song_near(at) if self.seen.picture in OF_POINTS else None
        if row != self.hovered:
            self.hovered = row
            self.follow_pointer()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self._moved = None
        outline, self.outline = self.outline, []
        self.follow_pointer()
        if pressed is None or self.gathered is None:
            return
        more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if len(outline) > 2:
            self._select(self.gathered.ids[self.songs_within(outline)], more)
        elif event.button() == Qt.MouseButton.LeftButton and not self._is_drag(event.position(), pressed):
            self._click(event.position(), more)

    def _click(self, at: QPointF, more: bool) -> None:
        assert self.gathered is not None
        if self.seen.picture == Picture.CORRELATION:
            self._choose_pair(at)
        elif self.seen.picture == Picture.DISTRIBUTION:
            self._choose_bar(at, more)
        else:
            row = self.song_near(at)
            ids = self.gathered.ids[[row]] if row is not None else np.empty(0, np.int64)
            self._select(ids, more)

    def _choose_pair(self, at: QPointF) -> None:
        assert self.gathered is not None
        frame, names = self.frame, self.gathered.names
        if frame is not None and frame.holds(at.x(), at.y()):
            x, y = frame.values_at(at.x(), at.y())
            column, row = (min(int(v), len(names) - 1) for v in (x, len(names) - y))
            self.pair_chosen.emit(names[column], names[row])

    def _choose_bar(self, at: QPointF, more: bool) -> None:
        """The songs of a bar of the histogram."""
        assert self.gathered is not None
        frame = self.frame
        if frame is None or not frame.holds(at.x(), at.y()):
            return
        edges = self.gathered.distribution(self.seen.features[0]).histogram.edges
        x = frame.values_at(at.x(), at.y())[0]
        self._select_bar(int(np.clip(np.searchsorted(edges, x, side="right") - 1, 0, len(edges) - 2)), more)

    def _select_bar(self, bar: int, more: bool) -> None:
        assert self.gathered is not None
        values = self.gathered.column(self.seen.features[0])
        edges = self.gathered.distribution(self.seen.features[0]).histogram.edges
        last = bar == len(edges) - 2
        inside = (values >= edges[bar]) & ((values <= edges[bar + 1]) if last else (values < edges[bar + 1]))
        self._select(self.gathered.ids[inside], more)

    def _select(self, ids: IntArray, more: bool) -> None:
        self.state.select(np.union1d(self.state.selection, ids) if more else ids, _SOURCE)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.song_near(event.position()) if self.seen.picture in OF_POINTS else None
        if row is not None and self.gathered is not None:
            self.state.play_requested.emit(int(self.gathered.ids[row]))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.seen.picture in OF_POINTS:
            self.zoom(1.0015 ** event.angleDelta().y(), event.position())
            event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        if self.hovered is not None:
            self.hovered = None
            self.follow_pointer()

    # -- keys

    def _walk(self, across: int, down: int) -> None:
        """On to the next song in this direction; to the next bar, or the next pair of descriptors."""
        if self.gathered is None:
            return
        if self.seen.picture in OF_POINTS:
            x, y = self.places
            self.hovered = self._reached = walking.next_song(x, y, self._reached, across, down)
            self.follow_pointer()
            words = "" if self._reached is None else self.name_of(self._reached)
        else:
            words = self._step_to(across + down)
        say(self, words)
        self._describe(words)

    def _step_to(self, by: int) -> str:
        assert self.gathered is not None
        if self.seen.picture == Picture.CORRELATION:
            lines = [walking.pair_in_words(self.gathered, pair) for pair in walking.pairs(self.gathered)]
        else:
            lines = walking.bars(self.gathered, self.seen.features[0])
        if not lines:
            return ""
        at = 0 if self._reached is None else self._reached + by
        self._reached = min(max(at, 0), len(lines) - 1)
        QToolTip.showText(self.mapToGlobal(QPoint(8, self.height() - 8)), lines[self._reached], self)
        return lines[self._reached]

    def _choose(self, more: bool) -> None:
        """Select the song that one is at, or the songs of the bar; open the pair."""
        reached = self._reached
        if self.gathered is None or reached is None:
            return
        if self.seen.picture in OF_POINTS:
            self._select(self.gathered.ids[[reached]], more)
        elif self.seen.picture == Picture.CORRELATION:
            self.pair_chosen.emit(*walking.pairs(self.gathered)[reached])
        else:
            self._select_bar(reached, more)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _KEYS and not (shifted and self.seen.picture in OF_POINTS):
            self._walk(*_KEYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._reached is not None:
            self._choose(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key in _KEYS:
            across, down = _KEYS[key]
            step = 12.0 if self.seen.picture == Picture.SPACE else -40.0
            self.move(across * step, down * step)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_Escape and self.outline:
            self.outline, self._pressed = [], None
            self.follow_pointer()
        elif key == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.gathered is not None:
                self._select(self.gathered.ids, False)
        else:
            super().keyPressEvent(event)
