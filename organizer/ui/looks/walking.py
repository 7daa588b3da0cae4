"""Pictures that are walked by keys: a chart says line by line what it shows.

A chart is one thing to Tab; the arrow keys then go from bar to bar, Home and End to the ends. The line that
one is at is read out, and shown as a tip beside the chart.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from organizer.ui.looks.speaking import describe, say

_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Home: -(1 << 30),
    Qt.Key.Key_End: 1 << 30,
}


class Walked(QObject):
    """Lets a widget that paints a chart have the keyboard, and walks over what it shows."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.lines: Sequence[str] = ()
        self.at: int | None = None  #: the line that one is at
        self.ring = FocusRing(widget)
        widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        widget.installEventFilter(self)

    def show_lines(self, lines: Sequence[str]) -> None:
        """What the chart shows, each as a sentence or less."""
        if list(lines) != list(self.lines):
            self.lines, self.at = list(lines), None
        describe(self._widget, ", ".join(self.lines))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and self.lines:
                self._go(step)
                return True
        return False

    def _go(self, step: int) -> None:
        first = 0 if step > 0 and abs(step) == 1 else len(self.lines) - 1
        at = first if self.at is None and abs(step) == 1 else (self.at or 0) + step
        self.at = min(max(at, 0), len(self.lines) - 1)
        line = f"{self.lines[self.at]} ({self.at + 1} / {len(self.lines)})"
        say(self._widget, line)
        foot = self._widget.mapToGlobal(QPoint(8, self._widget.height() - 8))
        QToolTip.showText(foot, line, self._widget)


class FocusRing(QWidget):
    """A frame over a widget while that has the keyboard; clicks go through it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setGeometry(self._widget.rect())
            self.setVisible(kind == QEvent.Type.FocusIn)
            self.raise_()
        elif kind == QEvent.Type.Resize:
            self.setGeometry(self._widget.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(QPen(self.palette().color(self.palette().ColorRole.Link), 2))
            painter.drawRect(QRect(1, 1, self.width() - 2, self.height() - 2))
