"""A dialog of our own words, laid out as rich text: the keys, what this program is.

A message box gives its text at most half of a small screen and cuts off what is wider.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QScrollArea, QVBoxLayout, QWidget

#: The share of the screen that the text may take.
_ROOM = 0.9


class TextDialog(QDialog):
    """Shows a text, whole where the screen has room for it, else scrolled. It deletes itself when closed."""

    def __init__(self, title: str, text: str, parent: QWidget, *, width: int | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.label = QLabel()
        self.label.setObjectName("formatted")  # these are our own words: see the style sheet
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setContentsMargins(8, 8, 8, 8)
        if width is not None:
            self.label.setWordWrap(True)
            self.label.setFixedWidth(width)
        self.label.setText(text)
        self.area = _Fitting(self.label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.area)
        layout.addWidget(buttons)
        self.resize(self.sizeHint())  # by itself it would take two thirds of the screen at most


class _Fitting(QScrollArea):
    """As large as the label that it holds, where the screen has room."""

    def __init__(self, label: QLabel) -> None:
        super().__init__()
        self._label = label
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidget(label)

    def sizeHint(self) -> QSize:
        """The size of the label, bounded by the screen."""
        self._label.ensurePolished()
        hint = self._label.sizeHint()
        if self._label.hasHeightForWidth():
            hint.setHeight(self._label.heightForWidth(hint.width()))
        return hint.boundedTo(self.screen().availableSize() * _ROOM)
