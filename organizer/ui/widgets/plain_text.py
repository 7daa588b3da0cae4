"""Tags, names of files and of playlists are shown as text, never as HTML, which would load what it names.

One rule holds for every label of the application, those that Qt makes for tooltips and message boxes among
them: it stands in the style sheet (``theme``). Here is what makes a text plain wherever it is asked for.
"""

from __future__ import annotations

from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from organizer.base.errors import printable

#: Invisible and without width; behind a "<" it ends what might be a tag.
_JOINER = "\u2060"


def shown(text: str) -> str:
    """The text without marks that are invisible and would reverse what stands around it; lines stay lines."""
    return text if text.isprintable() else "\n".join(printable(line) for line in text.split("\n"))


def plain(text: str) -> str:
    """The text as a tooltip shows it: the same to the eye, and never taken for HTML."""
    text = shown(text)
    if not QtGui.Qt.mightBeRichText(text):
        return text
    return text.replace("<", "<" + _JOINER).replace("&", "&" + _JOINER)


def entry(text: str) -> str:
    """The text as menus, buttons and tabs show it: what stands behind "&" is no key to press."""
    return plain(text).replace("&", "&&")


class Label(QLabel):
    """A label that shows its text as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(shown(text))
