"""A frame around what has the keyboard, for those who go by keys: the same for all controls, in all looks.

Styles mark it in shades that many eyes cannot tell apart, or not at all. Who clicks sees no frame.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

#: Pixels: how far the frame lies around a control where there is room, how thick it is, and the line in it.
_AROUND, _THICK, _LINE = 3, 2, 1
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange)


class FocusMark(QWidget):
    """The frame around one control. It lies over what it is in: a window, or what is scrolled."""

    def __init__(self, control: QWidget) -> None:
        self._control, self._watched = control, [control]
        place = control
        for place in _above(control):
            if place.isWindow() or _is_viewport(place):
                break
            self._watched.append(place)
        super().__init__(place)
        self._place = place
        self.setObjectName("focusmark")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        for widget in (*self._watched, place):
            widget.installEventFilter(self)
        self.put()

    def put(self) -> None:
        """Lie around the control as it is now."""
        place, control = self._place, self._control
        rect = QRect(control.mapTo(place, QPoint()), control.size())
        for widget in self._watched[1:]:  # what has it may itself show a part of it
            rect &= QRect(widget.mapTo(place, QPoint()), widget.size())
        rect = rect.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND) & place.rect()
        self.setVisible(control.isVisible() and not rect.isEmpty())
        self.setGeometry(rect)
        wide = _THICK + _LINE
        self.setMask(QRegion(self.rect()) - QRegion(self.rect().adjusted(wide, wide, -wide, -wide)))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and all(map(isValid, (self, self._control, self._place))):
            if self._place.isAncestorOf(self._control):
                self.put()
            else:  # it was put into something else
                self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self.palette()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colours.color(QPalette.ColorRole.Link))
            inside = self.rect().adjusted(_THICK, _THICK, -_THICK, -_THICK)
            painter.fillRect(inside, colours.color(QPalette.ColorRole.Base))


class _Follower(QObject):
    """Puts the frame around what the keyboard comes to."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("focusfollower")
        self._mark: FocusMark | None = None
        self._by_keys = False
        app.focusChanged.connect(self._go)

    def _go(self, old: QWidget | None, now: QWidget | None) -> None:
        if self._mark is not None and isValid(self._mark):
            self._mark.hide()
            self._mark.deleteLater()
        self._mark = None
        if now is None:
            return
        window = now.window()
        by_keys = window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if old is not None and old.window() is window:
            self._by_keys = by_keys
        else:  # a window that opens, or is come back to, does not know how
            self._by_keys |= by_keys
        if self._by_keys and window is not now and window.windowType() != Qt.WindowType.Popup:
            self._mark = FocusMark(now)


def follow(app: QApplication) -> None:
    """From now on the keyboard's place is marked in all windows of the application."""
    if app.findChild(_Follower) is None:
        _Follower(app)


def _above(widget: QWidget) -> Iterator[QWidget]:
    around = widget.parentWidget()
    while around is not None:
        yield around
        around = around.parentWidget()


def _is_viewport(widget: QWidget) -> bool:
    around = widget.parentWidget()
    return isinstance(around, QAbstractScrollArea) and around.viewport() is widget
