"""What a view says while it has nothing to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QProgressBar, QPushButton, QVBoxLayout, QWidget

from organizer.base.language import tr
from organizer.ui.widgets.parts import STEP, without_mnemonic
from organizer.ui.widgets.plain_text import Label

_BAR_WIDTH = 260


class EmptyView(QWidget):
    """One sentence and at most one button; while something is computed, also how far it is."""

    def __init__(self, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = Label()
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.progress: QProgressBar | None = None  #: made when there is first something to wait for
        self.button = QPushButton()
        self.button.setObjectName("primary")
        self.button.clicked.connect(lambda: self._call())
        self._call: Callable[[], object] = lambda: None
        layout = QVBoxLayout(self)
        self._loosen(layout, loose=True)
        layout.addStretch(1)
        layout.addWidget(self.sentence)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.say(sentence)

    @classmethod
    def over(cls, view: QAbstractItemView) -> EmptyView:
        """One that lies over a list, which still takes drops."""
        empty = cls(parent=view.viewport())
        empty.button.setObjectName("secondary")
        layout = QVBoxLayout(view.viewport())
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(empty)
        return empty

    @staticmethod
    def _loosen(layout: QVBoxLayout, *, loose: bool) -> None:
        layout.setContentsMargins(*((4 * STEP, STEP, 4 * STEP, STEP) if loose else (STEP, 0, STEP, 0)))
        layout.setSpacing(2 * STEP if loose else STEP // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, it is for words and button."""
        super().resizeEvent(event)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        self._loosen(layout, loose=True)
        if layout.totalHeightForWidth(self.width()) > self.height():
            self._loosen(layout, loose=False)

    def say(
        self, sentence: str, button: str = "", call: Callable[[], object] | None = None, tip: str = ""
    ) -> None:
        """Why there is nothing, and what the button does about it; without a call there is no button.

        ``tip``: what the button does, where its text is too short to say it.
        """
        self.sentence.setText(sentence)
        if self.progress is not None:
            self.progress.hide()
        self.button.setVisible(call is not None)
        self.button.setText(button)
        self.button.setToolTip(tip)
        self.button.setAccessibleName(tip or without_mnemonic(button))
        self._call = call or (lambda: None)

    def show_progress(self, done: int, total: int) -> None:
        """How far it is; with 0 in total, that it is under way."""
        if self.progress is None:
            self.progress = QProgressBar()
            self.progress.setObjectName("job")
            self.progress.setAccessibleName(tr("How far it is"))
            self.progress.setTextVisible(False)
            self.progress.setFixedWidth(_BAR_WIDTH)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(layout.indexOf(self.button), self.progress, 0, Qt.AlignmentFlag.AlignHCenter)
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.show()
