"""Where files would go, as a table: what cannot be done first, then what changes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from organizer.base.errors import printable
from organizer.base.language import tr
from organizer.ui.widgets.plain_text import plain
from organizer.work.files.places.planned import PlannedMove
from organizer.work.files.planning import Plan

Index = QModelIndex | QPersistentModelIndex

_HEADERS = (tr("Before"), tr("After"), tr("Note"))
NOTE = 2

_NOTES = {
    "numbered": tr("numbered: another has the name"),
    "shortened": tr("shortened: the name was too long"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """The files of a plan in the order in which they are shown."""

    moves: Sequence[PlannedMove] = ()
    base: str = ""  #: the folder that all of them lie in
    has_notes: bool = False


def listed(plan: Plan) -> Listed:
    """What a plan shows. Of many files it takes several frames: call it from a job. What a person should look
    at comes first: numbered and shortened names, songs, what lies beside them."""
    ranked: list[list[PlannedMove]] = [[], [], [], []]
    for move in sorted(plan.wanted, key=lambda move: move.old):
        ranked[2 * (not move.notes) + (not move.track_id)].append(move)
    moves = (*plan.refused, *chain.from_iterable(ranked))
    ends = [end for move in moves for end in (move.old, move.new)]
    # what the first and the last in the alphabet have in common, those between them have, too
    outer = [os.path.dirname(choose(ends, key=os.path.normcase)) for choose in (min, max)] if ends else []
    base = ""
    with contextlib.suppress(ValueError):  # of none, or on several drives
        base = os.path.commonpath(outer)
    return Listed(moves, base, any(move.notes for move in moves))


class RenameModel(QAbstractTableModel):
    """A row for each file that would change its place, or should and cannot."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._moves: Sequence[PlannedMove] = ()
        self._base = ""

    def show(self, files: Listed) -> None:
        """Show other files."""
        self.beginResetModel()
        self._moves, self._base = files.moves, files.base
        self.endResetModel()

    def move_at(self, row: int) -> PlannedMove:
        """The file of a row."""
        return self._moves[row]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._moves)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        move, column = self._moves[index.row()], index.column()
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setItalic(bool(move.refused) and column > 0)
            font.setBold(column == 1 and not move.refused and bool(move.track_id))
            return font
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column == NOTE:
            text = "; ".join(_NOTES.get(note, note) for note in move.notes)
        elif column == 0:
            text = self._shown(move.old, role)
        else:
            text = tr("stays: {reason}", reason=move.refused) if move.refused else self._shown(move.new, role)
        return plain(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def _shown(self, path: str, role: int) -> str:
        """The path below what all have in common; the whole of it in the tooltip."""
        if role == Qt.ItemDataRole.DisplayRole and self._base:
            path = os.path.relpath(path, self._base)
        return printable(path)
