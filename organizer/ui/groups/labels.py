"""Which genres, artists, decades … are in which group: the whole table, sortable, with shares both ways."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QPushButton,
    QTableView,
)

from organizer.analysis.judging.crosstab import NO_GROUP
from organizer.base.atomic import replace_file
from organizer.base.errors import printable
from organizer.ui.groups.page_names import PageName
from organizer.ui.groups.pages import Page
from organizer.ui.groups.setup import SetupStrip
from organizer.ui.groups.work import GroupWork
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import count_of
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.arranging import exporting, group_labels
from organizer.work.arranging.group_labels import LabelTable
from organizer.work.insight import group_views
from organizer.work.jobs import JobContext

_Index = QModelIndex | QPersistentModelIndex
SONGS, OF_LABEL, OF_GROUP = "songs", "of label", "of group"
#: What the cells can show, and how the window calls it.
_SHOWN = {SONGS: "Songs", OF_LABEL: "Share of the label", OF_GROUP: "Share of the group"}
_BY = ("genre", "artist", "album", "decade", "year", "folder", "key", "format", "table")
#: Columns before those of the groups: the label, and its songs in all.
_FIXED = 2


class LabelModel(QAbstractTableModel):
    """The table as it is sorted; cells are the darker the larger their share is."""

    def __init__(self) -> None:
        super().__init__()
        self.table: LabelTable | None = None
        self.shown = SONGS
        self._of_label: Any = None
        self._of_group: Any = None

    def show_table(self, table: LabelTable | None, shown: str = SONGS) -> None:
        """Show another table, as numbers of songs or as shares."""
        self.beginResetModel()
        self.table, self.shown = table, shown
        if table is not None:
            self._of_label, self._of_group = table.table.of_label, table.table.of_group
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.table is None else len(self.table.table.labels)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.table is None else _FIXED + len(self.table.table.groups)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if self.table is None or orientation == Qt.Orientation.Vertical:
            return None
        number = self.table.table.groups[section - _FIXED] if section >= _FIXED else NO_GROUP
        if role == Qt.ItemDataRole.DecorationRole and number != NO_GROUP:
            return theme.dot(theme.group_colour(number))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            fixed = (self.table.kind.capitalize(), "Songs")
            name = fixed[section] if section < _FIXED else self.table.group(section - _FIXED)
            return plain(name) if role == Qt.ItemDataRole.ToolTipRole else name
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Numbers and shares as text, as sort keys and as grounds."""
        if self.table is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if column == 0:
            label = printable(self.table.label(row))
            if role == Qt.ItemDataRole.ToolTipRole:
                return plain(label)
            return label if role == Qt.ItemDataRole.DisplayRole else None
        if column == 1:
            total = int(self.table.table.counts[row].sum())
            return f"{total:,}" if role == Qt.ItemDataRole.DisplayRole else None
        return self._cell(row, column - _FIXED, role)

    def _cell(self, row: int, group: int, role: int) -> object:
        assert self.table is not None
        songs = int(self.table.table.counts[row, group])
        of_label, of_group = float(self._of_label[row, group]), float(self._of_group[row, group])
        share = of_group if self.shown == OF_GROUP else of_label
        if role == Qt.ItemDataRole.DisplayRole:
            if not songs:
                return ""
            return f"{songs:,}" if self.shown == SONGS else f"{share:.0%}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                f"{count_of(songs, 'song')}: {of_label:.0%} of the songs with this {self.table.kind}, "
                f"{of_group:.0%} of the group"
            )
        if role == Qt.ItemDataRole.BackgroundRole and songs:
            ground = QColor(theme.ACCENT)
            ground.setAlphaF(0.75 * share**0.5)
            return ground
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By the label, by all its songs, or by those in a group: the most first."""
        if self.table is None or column < 0:
            return
        number = self.table.table.groups[column - _FIXED] if column >= _FIXED else 0
        by: str | int = ("label", "songs")[column] if column < _FIXED else number
        self.show_table(self.table.sorted_by(by), self.shown)


class LabelsPage(Page):
    """What labels the songs of each group have: genres, artists, decades and more."""

    job = Job.GROUPS_LABELS
    sentence = (
        "What is in the groups? Every genre, artist or decade beside the groups: how many of its songs are "
        "in each, and what share that is of the label and of the group."
    )
    button = "Show the table"

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__(state, work, setup)
        self.by = QComboBox()
        self.by.setAccessibleName("Label")
        self.by.setToolTip("What the songs of the groups are counted by")
        for name in _BY:
            self.by.addItem(name.capitalize(), name)
        self.show_as = QComboBox()
        self.show_as.setAccessibleName("What the cells show")
        self.show_as.setToolTip("Songs, their share of the label, or their share of the group")
        for shown, title in _SHOWN.items():
            self.show_as.addItem(title, shown)
        self.export_button = QPushButton("Export CSV…")
        self.export_button.setToolTip("Write the whole table, with counts and both shares")
        for widget in (Label("by"), self.by, self.show_as, self.export_button):
            self.bar.addWidget(widget)
        self.model = LabelModel()
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName("Labels by groups")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(60)
        header.sectionClicked.connect(self.model.sort)
        self.body.addWidget(self.table, 1)
        self.by.activated.connect(self.ask)
        self.show_as.activated.connect(
            lambda _: self.model.show_table(self.model.table, self.show_as.currentData())
        )
        self.export_button.clicked.connect(self._ask_export)

    def shown(self) -> None:
        """Compute it at once, unless it is there already."""
        if self.stack.currentIndex() == 0 and self.ask_button.isEnabled():
            self.ask()

    def ask(self) -> None:
        """Count the labels of the kind that is chosen."""
        kind = self.by.currentData()
        self._work.ask(self.job, group_views.labels, kind, then=self.show_answer)

    def show_answer(self, table: LabelTable) -> None:
        """Show the answer."""
        self.model.show_table(table, self.show_as.currentData())
        header = self.table.horizontalHeader()
        for column in range(self.model.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.table.setColumnWidth(column, (170, 64)[column] if column < _FIXED else 128)
        labels = len([label for label in table.table.labels if label])
        self._answered(f"{labels:,} {table.kind if labels == 1 else table.kind + 's'} in the groups.")

    def _ask_export(self) -> None:
        dialog = FileDialog(self._state, "Export the table of labels", self)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Tables (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{self.by.currentData()}-by-group.csv")
        dialog.fileSelected.connect(self.export)
        dialog.open()

    def export(self, path: str) -> None:
        """Write the whole table in the order that is seen."""
        if self.model.table is None:
            return
        path = path if os.path.splitext(path)[1] else f"{path}.csv"
        self._state.jobs.start(
            Job.LABELS_EXPORT,
            partial(_write, self.model.table, path),
            on_result=lambda _: self._state.message.emit(f"Saved as {printable(path)}", "info"),
            on_error=self._state.complain,
            owner=self._state,
        )


def _write(table: LabelTable, path: str, _context: JobContext) -> None:
    replace_file(path, exporting.write_csv(*group_labels.csv_rows(table)))


PAGE: Mapping[PageName, type[Page]] = {PageName.LABELS: LabelsPage}
