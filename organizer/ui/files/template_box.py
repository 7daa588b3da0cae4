"""A line for a template: presets to choose from, and fields that are completed behind an opening brace."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from organizer.base.language import tr
from organizer.base.template_fields import ABOUT, NAMES
from organizer.base.template_functions import FUNCTIONS

#: Templates that people use, the first of them at the first start.
PRESETS = (
    "{albumartist}/{year} {album}/[{disc}-]{track:02} {title}",
    "{albumartist:initial}/{albumartist}/{album}/{track:02} {title}",
    "{genre:only(1)}/{albumartist}/{year} {album}/{track:02} {title}",
    "{albumartist} - {album}/{track:02} - {title}",
    "{track:02} {title}",
    "{artist} - {title}",
)
_FIELD = re.compile(r"[{|]\s*([\w ]*)$")
_FUNCTION = re.compile(r"\{[^{}]*:([a-z]*)$")


class TemplateBox(QComboBox):
    """Holds a template; ``template_changed`` tells each change of its text."""

    template_changed = Signal(str)

    def __init__(self, recent: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(tr("Template"))
        self.setToolTip(
            tr("What files are called: text, with fields of the songs in braces; “/” begins a folder")
        )
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItems(list(dict.fromkeys((*(text for text in recent if text), *PRESETS))))
        self.setMaxVisibleItems(16)
        self.setCompleter(None)  # type: ignore[arg-type]
        self.fields = QCompleter([], self)
        self.fields.setModel(QStringListModel(self))
        self.fields.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.fields.setWidget(self._line)
        self.fields.activated.connect(self._chosen)
        self._line.textEdited.connect(self._offer)
        for widget in (self._line, self.fields.popup()):
            if widget is not None:
                widget.installEventFilter(self)
        self.editTextChanged.connect(self.template_changed)

    @property
    def _line(self) -> QLineEdit:
        line = self.lineEdit()
        assert line is not None
        return line

    def text(self) -> str:
        """The template as it is typed."""
        return self.currentText()

    def offered(self) -> list[str]:
        """What the list of fields or functions offers now."""
        model = self.fields.completionModel()
        return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]

    def _chosen(self, word: object) -> None:
        if isinstance(word, str):
            self.insert(word)

    def insert(self, word: str) -> None:
        """Put a field or function in the place of what was begun of it."""
        word = word.partition("  ")[0]
        line, at = self._line, self._line.cursorPosition()
        begun = self._begun(line.text()[:at])
        if begun is None:
            return
        start = at - len(begun[0])
        rest = line.text()[at:]
        end = "" if rest.startswith(("}", "|", ":")) else "}"
        line.setText(line.text()[:start] + word + end + rest)
        line.setCursorPosition(start + len(word) + len(end))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Tab take what is offered, and do not leave the dialog."""
        popup = self.fields.popup()
        if event.type() == QEvent.Type.KeyPress and popup is not None and popup.isVisible():
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
                current = popup.currentIndex()
                offered = self.offered()
                popup.hide()
                if offered:
                    self.insert(offered[max(0, current.row())])
                return True
        return super().eventFilter(watched, event)

    def _offer(self, _text: str) -> None:
        begun = self._begun(self._line.text()[: self._line.cursorPosition()])
        popup = self.fields.popup()
        if begun is None:
            if popup is not None:
                popup.hide()
            return
        word, words = begun
        model = self.fields.model()
        assert isinstance(model, QStringListModel)
        model.setStringList(list(words))
        self.fields.setCompletionPrefix(word.strip().replace(" ", "_"))
        if self.fields.completionCount() and word.strip() not in {one.partition("  ")[0] for one in words}:
            self.fields.complete()
        elif popup is not None:
            popup.hide()

    def _begun(self, text: str) -> tuple[str, Sequence[str]] | None:
        """What was begun in front of the cursor, and what it may become."""
        function = _FUNCTION.search(text)
        if function is not None:
            return function[1], list(FUNCTIONS)
        field = _FIELD.search(text)
        if field is not None and text.rfind("{") > text.rfind("}"):
            return field[1], [f"{name}  {ABOUT[name]}" if name in ABOUT else name for name in NAMES]
        return None
