"""The fields of the tag editor: each knows what was there, and whether a person changed it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QTextOption
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from organizer.base.model import FIELD_LABELS
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import Label, plain

SEVERAL = "‹several values›"
_REMOVED = "‹will be removed›"

HINTS = {
    "genre": "Several genres are separated by “;”",
    "date": "A year, or a date such as 1969-09-26",
    "track": "A number, or number and total such as 3/12",
    "disc": "A number, or number and total such as 1/2",
    "bpm": "Beats per minute",
    "key": "For example C, F#, Am or Bbm",
}


class TagField:
    """One field: an editor, its label, and what was there before. Mixed in with the two editors below."""

    field: str
    label: QLabel

    def start(self, field: str) -> None:
        """Prepare for the tag of this name."""
        self.field = field
        self.label = Label(FIELD_LABELS[field])
        self.before: str | None = ""  #: None: the songs have several values
        self.after: str | None = None  #: None: not changed
        self._estimate = ""

    def hint(self, tip: str, estimate: str = "") -> None:
        """Say what was estimated: in the tooltip, and in the field while it is empty."""
        assert isinstance(self, QWidget)
        self._estimate = estimate
        self.setToolTip(
            plain("\n".join(filter(None, (HINTS.get(self.field, FIELD_LABELS[self.field]), tip))))
        )
        self.mark()

    def show_value(self, before: str | None, after: str | None = None) -> None:
        """Show what the songs have, and an edit of it that was not written yet."""
        self.before, self.after = before, after
        self.put_text((before or "") if after is None else after)
        self.mark()

    def typed(self, text: str) -> None:
        """A person changed the text. An emptied field with several values means: keep them."""
        unchanged = text == self.before or (self.before is None and not text)
        self.after = None if unchanged else text
        self.mark()

    def remove(self) -> None:
        """Take the field out of all songs, also where they have several values."""
        self.put_text("")
        self.after = None if self.before == "" else ""
        self.mark()

    def reset(self) -> None:
        """Back to what the files say."""
        self.show_value(self.before)

    def mark(self) -> None:
        """Show whether the text is another than the files say."""
        changed = self.after is not None
        font = QFont(self.label.font())
        font.setBold(changed)
        self.label.setFont(font)
        name = FIELD_LABELS[self.field]
        self.label.setText(f"{name} •" if changed else name)
        if self.before is None:
            self.put_placeholder(_REMOVED if self.after == "" else SEVERAL)
        else:
            self.put_placeholder("" if self.after == "" else self._estimate)
        assert isinstance(self, QWidget)
        state = ", changed" if changed else ", several values" if self.before is None else ""
        self.setAccessibleName(name + state)

    def put_text(self, text: str) -> None:
        """Set the text without this being an edit."""
        raise NotImplementedError

    def put_placeholder(self, text: str) -> None:
        """Say what stands there while nothing is typed."""
        raise NotImplementedError


class LineField(QLineEdit, TagField):
    """A field of one line."""

    edited = Signal()

    def __init__(self, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start(field)
        self.setToolTip(HINTS.get(field, FIELD_LABELS[field]))
        self._remove_action = QAction(theme.icon("close-circle-outline"), "Remove from all songs", self)
        self._reset_action = QAction(theme.icon("undo-variant"), "Leave as it was", self)
        self._remove_action.triggered.connect(self._remove)
        self._reset_action.triggered.connect(self._reset)
        self.textEdited.connect(self._typed)
        self.label.setBuddy(self)

    def mark(self) -> None:
        """Show whether the text is another than the files say."""
        super().mark()
        # an action that is only hidden keeps its faded icon and its room
        for action, needed in (
            (self._reset_action, self.after is not None),
            (self._remove_action, self.before is None and self.after is None),
        ):
            if needed and action not in self.actions():
                self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
            elif not needed and action in self.actions():
                self.removeAction(action)

    def put_text(self, text: str) -> None:
        """Set the text without this being an edit."""
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def put_placeholder(self, text: str) -> None:
        """Say what stands there while nothing is typed."""
        self.setPlaceholderText(text)

    def enter(self, text: str) -> None:
        """Put a text in, as if a person had typed it."""
        self.put_text(text)
        self._typed(text)

    def _typed(self, text: str) -> None:
        self.typed(text)
        self.edited.emit()

    def _remove(self) -> None:
        self.remove()
        self.edited.emit()

    def _reset(self) -> None:
        self.reset()
        self.edited.emit()


class TextField(QPlainTextEdit, TagField):
    """A field of several lines: a single-line editor would join them."""

    edited = Signal()

    def __init__(self, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start(field)
        self.setToolTip(FIELD_LABELS[field])
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._quiet = False
        self.textChanged.connect(self._typed)
        self.label.setBuddy(self)

    def sizeHint(self) -> QSize:
        return QSize(120, 3 * self.fontMetrics().lineSpacing() + 14)

    def put_text(self, text: str) -> None:
        """Set the text without this being an edit."""
        if self.toPlainText() != text:
            self._quiet = True
            self.setPlainText(text)
            self._quiet = False

    def put_placeholder(self, text: str) -> None:
        """Say what stands there while nothing is typed."""
        self.setPlaceholderText(text)

    def _typed(self) -> None:
        if not self._quiet:
            self.typed(self.toPlainText())
            self.edited.emit()
