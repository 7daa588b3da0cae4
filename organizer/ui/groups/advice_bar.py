"""What HDBSCAN's answer means where most songs are noise, and buttons for what to try next."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from organizer.base.arrangement import Grouping
from organizer.base.language import tr
from organizer.ui.widgets.parts import STEP
from organizer.work.arranging.group_advice import Advice, advice


class AdviceBar(QFrame):
    """A few words over the groups; away where there is nothing to say."""

    taken = Signal(object)  #: the Offer that was chosen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("About these groups"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._shown: Advice | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(STEP)
        self._row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP, STEP, STEP, STEP)
        layout.addWidget(self.words)
        layout.addLayout(self._row)
        self.hide()

    def show_advice(self, made: Grouping | None) -> None:
        """Say what would help with these groups; nothing where there is nothing to say."""
        songs = sum(g.size for g in made.groups) + len(made.unsorted) if made is not None else 0
        words = advice(made, songs) if made is not None and made.groups else None
        if words == self._shown:
            return
        self._shown = words
        for button in self.buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        for at, offer in enumerate(words.offers if words is not None else ()):
            button = QPushButton(offer.title)
            button.setToolTip(tr("Make groups anew, as with {option}", option=offer.option))
            button.clicked.connect(partial(self.taken.emit, offer))
            self._row.insertWidget(at, button)
            self.buttons.append(button)
        self.words.setText(words.text if words is not None else "")
        self.setVisible(words is not None)
