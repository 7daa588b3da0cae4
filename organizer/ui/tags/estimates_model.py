"""The rows of the review of tempo and key: what the tag says, what was estimated, what would be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from organizer.base.folding import order_key
from organizer.base.language import tr, tr_as
from organizer.base.model import TagEdit, TagValue
from organizer.base.musical_keys import Notation
from organizer.ui.widgets.plain_text import plain, shown
from organizer.work.tags.estimates import FACTORS, Estimate, Field

Index = QModelIndex | QPersistentModelIndex

#: A song's tempo or its key.
Key: TypeAlias = tuple[int, Field]

SONG, ARTIST, WHAT, TAG, ESTIMATE, SURE, WRITTEN = range(7)
_HEADERS = (
    tr("Song"),
    tr("Artist"),
    tr("What"),
    tr("Tag"),
    tr("Estimate"),
    tr_as("how clear it is", "Clear"),
    tr("Write"),
)
_NUMBERS = frozenset({TAG, ESTIMATE, SURE, WRITTEN})
_WHAT: Mapping[Field, str] = {"bpm": tr("Tempo"), "key": tr_as("of music", "Key")}
_TIPS = {
    TAG: tr("What the file says now"),
    ESTIMATE: tr("≈: what the analysis makes of the sound"),
    SURE: tr("How clear the estimate is, not how often such estimates are right"),
    WRITTEN: tr("What the tag becomes where you accept it; nothing is written before the review"),
}
_ONE = Fraction(1)
_NAMES = {factor: name for name, factor in FACTORS}


class EstimatesModel(QAbstractTableModel):
    """A row for each estimate; the box in front says whether the person accepts it. What is accepted stays
    so while other rows are shown."""

    accepted_changed = Signal()

    def __init__(self, notation: Notation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Estimate] = []
        self._accepted: dict[Key, Estimate] = {}
        self._factors: dict[Key, Fraction] = {}
        self._tapped: dict[Key, float] = {}
        self._notation = notation
        self._order, self._descending = SONG, False

    # what is shown

    def show_rows(self, rows: Sequence[Estimate], settled: Iterable[Key] = ()) -> None:
        """Show these; what is accepted stays so, unless it is settled: the tag says it by now."""
        self.beginResetModel()
        self._rows = list(rows)
        for key in settled:
            self._accepted.pop(key, None)
        self._sort()
        self.endResetModel()
        self.accepted_changed.emit()

    def row(self, at: int) -> Estimate:
        """The row at a place."""
        return self._rows[at]

    def written(self, row: Estimate) -> str:
        """What the tag becomes."""
        tapped = self._tapped.get(_key(row))
        if tapped is not None:
            return str(max(1, round(tapped)))
        return row.written(factor=self.factor(row), notation=self._notation)

    def factor(self, row: Estimate) -> Fraction:
        """By which its tempo is corrected."""
        return self._factors.get(_key(row), _ONE)

    def is_tapped(self, row: Estimate) -> bool:
        """Whether its tempo is the person's own."""
        return _key(row) in self._tapped

    # what the person decides

    @property
    def accepted(self) -> int:
        """How many estimates are accepted, shown or not."""
        return len(self._accepted)

    def is_accepted(self, at: int) -> bool:
        """Whether the row at a place is."""
        return _key(self._rows[at]) in self._accepted

    def texts(self) -> dict[Key, str]:
        """What the tags become where it was accepted."""
        return {key: self.written(row) for key, row in self._accepted.items()}

    def edits(self) -> list[TagEdit]:
        """What was accepted, as one edit for each song."""
        values: dict[int, dict[str, TagValue]] = {}
        paths = {}
        for row in self._accepted.values():
            values.setdefault(row.track_id, {})[row.field] = self.written(row)
            paths[row.track_id] = row.path
        return [TagEdit(track_id, paths[track_id], fields) for track_id, fields in values.items()]

    def accept(self, places: Iterable[int], *, accepts: bool = True) -> None:
        """Accept these rows, or do not."""
        for at in places:
            row = self._rows[at]
            if accepts:
                self._accepted[_key(row)] = row
            else:
                self._accepted.pop(_key(row), None)
        self._changed()

    def accept_from(self, least: float) -> None:
        """Accept all rows that are as clear as this; those that are accepted stay so."""
        self.accept(at for at, row in enumerate(self._rows) if row.confidence >= least)

    def correct(self, places: Iterable[int], factor: Fraction) -> None:
        """Take the tempos of these rows times a factor; a tapped one is forgotten."""
        self._set(places, lambda key: self._tapped.pop(key, None), self._factors, factor)

    def tap(self, at: int, tempo: float) -> None:
        """Take a tapped tempo for this row."""
        self._set([at], lambda key: self._factors.pop(key, None), self._tapped, tempo)

    def set_notation(self, notation: Notation) -> None:
        """Spell keys so."""
        self._notation = notation
        self._changed()

    def _set(
        self, places: Iterable[int], forget: Callable[[Key], object], into: dict[Key, Any], value: object
    ) -> None:
        for at in places:
            row = self._rows[at]
            if row.tempo is not None:
                forget(_key(row))
                into[_key(row)] = value
        self._changed()

    def _changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, SONG), self.index(len(self._rows) - 1, WRITTEN))
        self.accepted_changed.emit()

    # Qt's

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
            return Qt.CheckState.Checked if _key(row) in self._accepted else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._tip(row, column))
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(" ".join(self._text(row, column).split()))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != SONG:
            return False
        self.accept([index.row()], accepts=Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS.get(section)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by what a column shows; a song's tempo and key stay together where that is the same."""
        self._order, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()  # views ask for persistent indices now
        persistent = self.persistentIndexList()
        keys = [_key(self._rows[index.row()]) for index in persistent]
        self._sort()
        place = {_key(row): at for at, row in enumerate(self._rows)}
        for old, key in zip(persistent, keys, strict=True):
            self.changePersistentIndex(old, self.index(place[key], old.column()))
        self.layoutChanged.emit()

    def _sort(self) -> None:
        def by(row: Estimate) -> tuple[Any, ...]:
            if self._order == SURE:
                return (row.confidence,)
            if self._order == ESTIMATE:
                return (row.tempo or 0.0, row.key)
            return (order_key(self._text(row, self._order)),)

        self._rows.sort(key=lambda row: (order_key(row.title), row.track_id, row.field))
        self._rows.sort(key=by, reverse=self._descending)

    def _text(self, row: Estimate, column: int) -> str:
        if column == WRITTEN:
            return self._write_text(row)
        sure = tr("{share}%", share=round(100 * row.confidence))
        return (row.title, row.artist, _WHAT[row.field], row.tag, row.shown, sure)[column]

    def _write_text(self, row: Estimate) -> str:
        if self.is_tapped(row):
            return tr("{tempo} (tapped)", tempo=self.written(row))
        factor = self.factor(row)
        return self.written(row) if factor == _ONE else f"{self.written(row)} ({_NAMES[factor]} ×)"

    def _tip(self, row: Estimate, column: int) -> str:
        if column in (SONG, ARTIST):
            return row.path
        if column == ESTIMATE and row.alternatives:
            others = ", ".join(f"{number:.0f}" for number in row.alternatives)
            return tr("{tip}. It might be {others} as well", tip=row.tip, others=others)
        return row.tip if column in (TAG, ESTIMATE) else _TIPS.get(column, self._text(row, column))


def _key(row: Estimate) -> Key:
    return row.track_id, row.field
