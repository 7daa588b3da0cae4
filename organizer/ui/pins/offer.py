"""Offers to build the map again once a pin has gone to another place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from organizer.base.language import tr
from organizer.ui.widgets.parts import STEP, IconButton
from organizer.ui.widgets.plain_text import Label


class RebuildOffer(QFrame):
    """A sentence and a button at the top of the map, until the map is built or the offer is closed."""

    rebuild_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._map = parent
        self.setObjectName("rebuildOffer")
        self.setAccessibleName(tr("Pins"))
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        sentence = Label(tr("The song goes to its pin, with songs like it, when the map is built again."))
        sentence.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.button = QPushButton(tr("Rebuild now"))
        self.button.setObjectName("primary")
        self.button.clicked.connect(self.rebuild_requested)
        self.button.clicked.connect(self.hide)
        self.close_button = IconButton(
            "close", tr("Later"), tr("Later: the map follows whenever it is built again")
        )
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * STEP, STEP, STEP, STEP)
        row.setSpacing(STEP)
        for widget in (sentence, self.button, self.close_button):
            row.addWidget(widget)
        parent.installEventFilter(self)
        self.hide()

    def offer(self) -> None:
        """Ask."""
        self.show()
        self._place()
        self.raise_()

    def _place(self) -> None:
        self.ensurePolished()
        self.adjustSize()
        self.move(max((self._map.width() - self.width()) // 2, 0), 2 * STEP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
