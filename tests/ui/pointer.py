"""The pointer moved over a widget by events of its own.

``qtbot.mouseMove`` moves the cursor of the whole screen instead: nothing comes when it was there already, and
what comes is late, or goes to another window that lies above.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


def move(
    widget: QWidget,
    point: QPoint | QPointF,
    buttons: Qt.MouseButton = Qt.MouseButton.NoButton,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """The pointer comes to ``point`` of the widget, with ``buttons`` held down."""
    at = QPointF(point)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, widget.mapToGlobal(at), Qt.MouseButton.NoButton, buttons, modifier
    )
    QApplication.sendEvent(widget, event)
