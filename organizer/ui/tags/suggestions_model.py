"""The rows of the list of suggestions: songs without a genre or mood, and what is suggested for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from organizer.base.folding import order_key
from organizer.base.language import tr
from organizer.ui.widgets.plain_text import plain, shown
from organizer.work.insight.suggesting import Suggestion

Index = QModelIndex | QPersistentModelIndex

SONG, ARTIST, ALBUM, VALUE, SURE, LIKE = range(6)
_HEADERS = (tr("Song"), tr("Artist"), tr("Album"), tr("Suggested"), tr("Sure"), tr("Sounds like"))
_TIPS = {
    VALUE: tr("From the songs that sound most like it and have one; nothing is written yet"),
    SURE: tr("Of such suggestions so many are right, measured on your tagged songs"),
    LIKE: tr("The nearest songs that have it"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A song with what is suggested for it."""

    suggestion: Suggestion
    song: str
    artist: str
    album: str
    like: str  #: the nearest songs that have the value


class SuggestionsModel(QAbstractTableModel):
    """A row a song; the box in front of it says whether the person accepts what is suggested."""

    accepted_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._accepted: set[int] = set()
        self._order, self._descending = SURE, True

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; what was accepted stays so where the same is suggested still."""
        before = {row.suggestion.track_id: row.suggestion.value for row in self._rows}
        self.beginResetModel()
        self._rows = list(rows)
        self._accepted &= {
            row.suggestion.track_id
            for row in rows
            if before.get(row.suggestion.track_id) == row.suggestion.value
        }
        self._sort()
        self.endResetModel()
        self.accepted_changed.emit()

    def row(self, at: int) -> Row:
        """The row at a place."""
        return self._rows[at]

    @property
    def accepted(self) -> tuple[Suggestion, ...]:
        """What the person accepts, in the order shown."""
        return tuple(row.suggestion for row in self._rows if row.suggestion.track_id in self._accepted)

    def accept_from(self, least: float) -> None:
        """Accept everything that is as sure as this, and nothing else."""
        self._accepted = {row.suggestion.track_id for row in self._rows if row.suggestion.confidence >= least}
        self._boxes_changed()

    def toggle(self, places: Sequence[int]) -> None:
        """Accept these rows, or, where all of them are accepted, do not."""
        ids = {self._rows[at].suggestion.track_id for at in places}
        self._accepted = self._accepted - ids if ids <= self._accepted else self._accepted | ids
        self._boxes_changed()

    def drop(self, places: Sequence[int]) -> None:
        """Take rows away."""
        for at in sorted(set(places), reverse=True):
            self.beginRemoveRows(QModelIndex(), at, at)
            self._accepted.discard(self._rows.pop(at).suggestion.track_id)
            self.endRemoveRows()
        self.accepted_changed.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADERS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        boxes = Qt.ItemFlag.ItemIsUserCheckable if index.column() == SONG else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | boxes

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == SONG:
            accepted = row.suggestion.track_id in self._accepted
            return Qt.CheckState.Checked if accepted else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole and column == SURE:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._text(row, column)
            return plain(text) if role == Qt.ItemDataRole.ToolTipRole else shown(" ".join(text.split()))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != SONG:
            return False
        track_id = self._rows[index.row()].suggestion.track_id
        accepts = Qt.CheckState(value) == Qt.CheckState.Checked
        (self._accepted.add if accepts else self._accepted.discard)(track_id)
        self._boxes_changed()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS.get(section)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by what a column shows."""
        self._order, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()  # views ask for persistent indices now
        persistent = self.persistentIndexList()
        ids = [self._rows[index.row()].suggestion.track_id for index in persistent]
        self._sort()
        place = {row.suggestion.track_id: at for at, row in enumerate(self._rows)}
        for old, track_id in zip(persistent, ids, strict=True):
            self.changePersistentIndex(old, self.index(place[track_id], old.column()))
        self.layoutChanged.emit()

    def _sort(self) -> None:
        def by(row: Row) -> tuple[Any, ...]:
            if self._order == SURE:
                return (row.suggestion.confidence,)
            return (order_key(self._text(row, self._order)),)

        self._rows.sort(key=by, reverse=self._descending)

    @staticmethod
    def _text(row: Row, column: int) -> str:
        if column == SURE:
            return tr("{share}%", share=round(100 * row.suggestion.confidence))
        return (row.song, row.artist, row.album, row.suggestion.value, "", row.like)[column]

    def _boxes_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, SONG), self.index(len(self._rows) - 1, SONG))
        self.accepted_changed.emit()
