"""The few words for sound that stand out of a song; a click finds the songs that have one, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from organizer.base.language import number, tr
from organizer.library.sound_words import MOST, Word
from organizer.ui.widgets.flow_layout import FlowLayout
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label, entry, plain


class WordChips(QWidget):
    """Hidden where nothing stands out."""

    search_requested = Signal(str)  #: the search for the songs that have a word

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Words for its sound"))
        flow = FlowLayout(self, spacing=STEP // 2)
        title = Label(tr("Sounds like"))
        title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        flow.addWidget(title)
        self.chips = [QToolButton() for _ in range(MOST)]
        self._searches = [""] * MOST
        for at, chip in enumerate(self.chips):
            chip.setObjectName("word")
            chip.setCursor(Qt.CursorShape.PointingHandCursor)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.clicked.connect(lambda _checked=False, at=at: self.search_requested.emit(self._searches[at]))
            flow.addWidget(chip)
        title.setMinimumHeight(self.chips[0].sizeHint().height())
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_words(self, words: Sequence[tuple[Word, float]]) -> None:
        """Words with their numbers, first what stands out most."""
        self.setVisible(bool(words))
        for at, chip in enumerate(self.chips):
            chip.setVisible(at < len(words))
            if at >= len(words):
                continue
            word, value = words[at]
            self._searches[at] = word.search
            chip.setText(entry(word.name))
            chip.setAccessibleName(tr("Sounds like {name}: find such songs", name=plain(word.name)))
            chip.setToolTip(plain("\n".join(_lines(word, value))))
        self.updateGeometry()


def _lines(word: Word, value: float) -> Iterator[str]:
    """What the tooltip of a word says."""
    yield tr(
        "{name}: {value}; a song has it from {threshold} on (an estimate).",
        name=word.name,
        value=number(value, 2),
        threshold=number(word.threshold, 2),
    )
    if word.trust != "measured":
        yield tr("How far this word can be trusted was not measured.")
    yield tr("Click finds the songs that have it: {search}", search=word.search)
