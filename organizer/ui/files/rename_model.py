"""Where files would go, as a table: what cannot be done first, then what changes."""

from __future__ import annotations

import os
from collections.abc import Sequence
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


class RenameModel(QAbstractTableModel):
    """A row for each file that would change its place, or should and cannot."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._moves: Sequence[PlannedMove] = ()
        self._base = ""

    def show(self, plan: Plan | None) -> None:
        """Show another plan, or none."""
        self.beginResetModel()
        self._moves = () if plan is None else (*plan.refused, *sorted(plan.wanted, key=_by_weight))
        ends = [end for move in self._moves for end in (move.old, move.new)]
        self._base = os.path.commonpath([os.path.dirname(end) for end in ends]) if ends else ""
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


def _by_weight(move: PlannedMove) -> tuple[bool, bool, str]:
    """What a person should look at first: numbered and shortened names, songs, what lies beside them."""
    return not move.notes, not move.track_id, move.old
