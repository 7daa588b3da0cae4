"""What has no room, since the text is large or the screen small, is scrolled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """A widget that is scrolled up and down where it has no room. What has the keyboard comes into sight."""

    def __init__(self, inside: QWidget, *, sideways: bool = False) -> None:
        super().__init__()
        self._inside, self._sideways = inside, sideways
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def minimumSizeHint(self) -> QSize:
        """As wide as what is inside, unless that is scrolled sideways too; a few lines high."""
        inside = self._inside.minimumSizeHint()
        bar = self.verticalScrollBar().sizeHint().width()
        wide = 80 if self._sideways else inside.width() + bar
        return QSize(wide, min(inside.height(), 5 * self.fontMetrics().height()))

    def sizeHint(self) -> QSize:
        """What is inside, whole."""
        return self._inside.sizeHint()

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            self.ensureWidgetVisible(now)
