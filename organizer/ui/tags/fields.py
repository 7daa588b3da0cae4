"""The fields of the tag editor: each knows what was there, and whether a person changed it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QResizeEvent, QTextOption
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from organizer.base.fields.tag_names import label_of
from organizer.base.language import tr
from organizer.library.tags.values import split_line, whole_line
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import Label, plain

SEVERAL = tr("‹several values›")
_REMOVED = tr("‹will be removed›")

HINTS = {
    "genre": tr("Several genres are separated by “;”"),
    "date": tr("A year, or a date such as 1969-09-26"),
    "track": tr("A number, or number and total such as 3/12"),
    "disc": tr("A number, or number and total such as 1/2"),
    "bpm": tr("Beats per minute"),
    "key": tr("For example C, F#, Am or Bbm"),
    "rating": tr("As “3.5 stars”, or half stars, 1 to 10"),
    "compilation": tr("“yes” for an album by many artists"),
    "performer": tr("Each as “Name (role)”, in a line of its own"),
    "original_date": tr("A year, or a date such as 1969-09-26"),
}


class TagField:
    """One field: an editor, its label, and what was there before. Mixed in with the two editors below."""

    field: str
    label: QLabel

    def start(self, field: str) -> None:
        """Prepare for the tag of this name."""
        self.field = field
        self.label = Label(label_of(field))
        self.before: str | None = ""  #: None: the songs have several values
        self.after: str | None = None  #: None: not changed
        self._estimate = ""

    def hint(self, tip: str, estimate: str = "") -> None:
        """Say what was estimated: in the tooltip, and in the field while it is empty."""
        assert isinstance(self, QWidget)
        self._estimate = estimate
        self.setToolTip(plain("\n".join(filter(None, (HINTS.get(self.field, label_of(self.field)), tip)))))
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
        name = label_of(self.field)
        self.label.setText(f"{name} •" if changed else name)
        if self.before is None:
            self.put_placeholder(_REMOVED if self.after == "" else SEVERAL)
        else:
            self.put_placeholder("" if self.after == "" else self._estimate)
        assert isinstance(self, QWidget)
        if changed:
            name = tr("{field}, changed", field=name)
        elif self.before is None:
            name = f"{name}, {tr('several values')}"
        self.setAccessibleName(name)

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
        self.setToolTip(HINTS.get(field, label_of(field)))
        self._remove_action = QAction(theme.icon("close-circle-outline"), tr("Remove from all songs"), self)
        self._reset_action = QAction(theme.icon("undo-variant"), tr("Leave as it was"), self)
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

    def __init__(self, field: str, parent: QWidget | None = None, *, lines: int = 3) -> None:
        super().__init__(parent)
        self._lines = lines
        self.start(field)
        self.setToolTip(HINTS.get(field, label_of(field)))
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._quiet = False
        self.textChanged.connect(self._typed)
        self.label.setBuddy(self)

    def sizeHint(self) -> QSize:
        return QSize(120, self._lines * self.fontMetrics().lineSpacing() + 14)

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


class ListField(TextField):
    """A field of several values, each in a line of its own."""

    def __init__(self, field: str, parent: QWidget | None = None) -> None:
        super().__init__(field, parent, lines=1)
        if field not in HINTS:
            self.setToolTip(tr("{field}: each value in a line of its own", field=label_of(field)))
        self.textChanged.connect(self._fit)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def put_text(self, text: str) -> None:
        """Set the values, given as one line, without this being an edit."""
        super().put_text("\n".join(split_line(text)))
        self._fit()

    def typed(self, text: str) -> None:
        """A person changed the lines."""
        super().typed(whole_line(line for line in text.split("\n") if line.strip()))

    def _fit(self) -> None:
        """As high as there are values, up to six."""
        lines = min(6, max(1, self.blockCount() + self._wrapped()))
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def _wrapped(self) -> int:
        """Lines that do not fit into the width once more."""
        width = self.viewport().width() - 8
        lines = self.toPlainText().split("\n")
        return sum(self.fontMetrics().horizontalAdvance(line) // max(width, 40) for line in lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
