"""A window that is read from right to left: places that we paint at are mirrored as Qt mirrors its own.

Qt turns "left" in what it writes; rectangles are ours to turn. Playing goes from left to right everywhere,
as on every player, and the map and charts keep their axes.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QStyle

#: Icons that point along the line that is read.
POINTING = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "undo",
        "redo",
        "playlist-plus",
        "playlist-minus",
        "export",
        "chevron-right",
    }
)


def is_mirrored() -> bool:
    """Whether the window is read from right to left."""
    return QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def as_notes(text: str) -> str:
    """A key such as F#: from left to right in every language, where a sharp would go before its note."""
    return f"\u2066{text}\u2069" if text and is_mirrored() else text


def mirror(direction: Qt.LayoutDirection, whole: QRect) -> Callable[[QRect], QRect]:
    """What turns a place inside of ``whole``, meant from left to right, into where it is here."""
    return lambda place: QStyle.visualRect(direction, whole, place)
