"""The rows of the page: findings of one kind, what is proposed for each, and which the person wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from organizer.base.language import tr
from organizer.ui.widgets.plain_text import plain, shown
from organizer.work.tidying.findings import Finding, Option
from organizer.work.tidying.tidying import Tidiness

Index = QModelIndex | QPersistentModelIndex

WHAT, PROPOSED, WHY = range(3)
_HEADERS = (tr("What"), tr("Proposed"), tr("Why"))
_NOTHING = "–"


class FindingsModel(QAbstractTableModel):
    """A row a finding; the box in front of it says whether its proposal is wanted."""

    wanted_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen = Tidiness((), 0, {}, frozenset(), 0)
        self._rows: Sequence[Finding] = ()
        self._wanted: set[tuple[str, str]] = set()
        self._chosen: dict[tuple[str, str], int] = {}  #: other options than the first
        self.with_proposal: Sequence[Finding] = ()  #: those of the rows that can be wanted

    def set_findings(self, seen: Tidiness, kind: str) -> None:
        """All that was found, of which one kind is shown; what was wanted and chosen stays so where a finding
        is the same still."""
        before, now = self._seen.states, seen.states
        gone = {key for key in (*self._wanted, *self._chosen) if key not in now or before[key] != now[key]}
        self._wanted -= gone
        self._chosen = {key: at for key, at in self._chosen.items() if key not in gone}
        self._seen = seen
        self.show_kind(kind)

    def show_kind(self, kind: str) -> None:
        """Show the findings of this kind."""
        self.beginResetModel()
        self._rows = self._seen.of(kind)
        self.with_proposal = [one for one in self._rows if one.options]
        self.endResetModel()
        self.wanted_changed.emit()

    def row(self, at: int) -> Finding:
        """The finding at a place."""
        return self._rows[at]

    @property
    def wanted(self) -> list[tuple[Finding, Option]]:
        """What the person wants written, of all kinds."""
        return [(one, self.option(one)) for one in self._seen.findings if self.wants(one)]

    @property
    def wanted_count(self) -> int:
        """How many findings that is."""
        return len(self._wanted)

    def option(self, finding: Finding) -> Option:
        """What is proposed for a finding, or what was chosen instead."""
        return finding.options[self._chosen.get((finding.kind, finding.key), 0)]

    def choose(self, finding: Finding, at: int) -> None:
        """Propose another option; it is wanted then."""
        self._chosen[finding.kind, finding.key] = at
        self._wanted.add((finding.kind, finding.key))
        self._boxes_changed()

    def want(self, findings: Sequence[Finding], wanted: bool) -> None:
        """Want the proposals of these, or do not."""
        keys = {(one.kind, one.key) for one in findings if one.options}
        self._wanted = self._wanted | keys if wanted else self._wanted - keys
        self._boxes_changed()

    def wants(self, finding: Finding) -> bool:
        """Whether its proposal is wanted."""
        return (finding.kind, finding.key) in self._wanted

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADERS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        checkable = index.column() == WHAT and bool(self._rows[index.row()].options)
        return super().flags(index) | (
            Qt.ItemFlag.ItemIsUserCheckable if checkable else Qt.ItemFlag.NoItemFlags
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        finding, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == WHAT and finding.options:
            return Qt.CheckState.Checked if self.wants(finding) else Qt.CheckState.Unchecked
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        proposed = self.option(finding).label if finding.options else _NOTHING
        text = (finding.subject, proposed, finding.why)[column]
        return plain(text) if role == Qt.ItemDataRole.ToolTipRole else shown(" ".join(text.split()))

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != WHAT:
            return False
        self.want([self._rows[index.row()]], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def _boxes_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, WHAT), self.index(len(self._rows) - 1, PROPOSED))
        self.wanted_changed.emit()
