"""Which genres, artists, decades … are in which group: the whole table, sortable, with shares both ways."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
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
from organizer.base.language import number, plural, tr, tr_as
from organizer.ui.groups.page_names import PageName
from organizer.ui.groups.pages import Page
from organizer.ui.groups.setup import SetupStrip
from organizer.ui.groups.work import GroupWork
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.arranging import exporting, group_labels
from organizer.work.arranging.group_labels import LabelTable
from organizer.work.insight import group_views
from organizer.work.jobs import JobContext

_Index = QModelIndex | QPersistentModelIndex
SONGS, OF_LABEL, OF_GROUP = "songs", "of label", "of group"
#: What the cells can show, and how the window calls it.
_SHOWN = {SONGS: tr("Songs"), OF_LABEL: tr("Share of the label"), OF_GROUP: tr("Share of the group")}
#: What groups can be laid beside.
_BY = {
    "genre": tr("Genre"),
    "artist": tr("Artist"),
    "album": tr("Album"),
    "decade": tr("Decade"),
    "year": tr("Year"),
    "folder": tr("Folder"),
    "key": tr_as("of music", "Key"),
    "format": tr("Format"),
    "table": tr("Table"),
}
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
        group = self.table.table.groups[section - _FIXED] if section >= _FIXED else NO_GROUP
        if role == Qt.ItemDataRole.DecorationRole and group != NO_GROUP:
            return theme.dot(theme.group_colour(group))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            fixed = (_BY[self.table.kind], tr("Songs"))
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
            return number(total) if role == Qt.ItemDataRole.DisplayRole else None
        return self._cell(row, column - _FIXED, role)

    def _cell(self, row: int, group: int, role: int) -> object:
        assert self.table is not None
        songs = int(self.table.table.counts[row, group])
        of_label, of_group = float(self._of_label[row, group]), float(self._of_group[row, group])
        share = of_group if self.shown == OF_GROUP else of_label
        if role == Qt.ItemDataRole.DisplayRole:
            if not songs:
                return ""
            return number(songs) if self.shown == SONGS else tr("{share}%", share=round(100 * share))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plural(
                "{n} song: {of_label}% of the songs with this label, {of_group}% of the group",
                "{n} songs: {of_label}% of the songs with this label, {of_group}% of the group",
                songs,
                of_label=round(100 * of_label),
                of_group=round(100 * of_group),
            )
        if role == Qt.ItemDataRole.BackgroundRole and songs:
            ground = theme.accent()
            ground.setAlphaF(0.75 * share**0.5)
            return ground
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By the label, by all its songs, or by those in a group: the most first."""
        if self.table is None or column < 0:
            return
        group = self.table.table.groups[column - _FIXED] if column >= _FIXED else 0
        by: str | int = ("label", "songs")[column] if column < _FIXED else group
        self.show_table(self.table.sorted_by(by), self.shown)


class LabelsPage(Page):
    """What labels the songs of each group have: genres, artists, decades and more."""

    job = Job.GROUPS_LABELS
    sentence = tr(
        "What is in the groups? Every genre, artist or decade beside the groups: how many of its songs are "
        "in each, and what share that is of the label and of the group."
    )
    button = tr("Show the table")

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__(state, work, setup)
        self.by = QComboBox()
        self.by.setAccessibleName(tr("Label"))
        self.by.setToolTip(tr("What the songs of the groups are counted by"))
        for name, title in _BY.items():
            self.by.addItem(title, name)
        self.show_as = QComboBox()
        self.show_as.setAccessibleName(tr("What the cells show"))
        self.show_as.setToolTip(tr("Songs, their share of the label, or their share of the group"))
        for shown, title in _SHOWN.items():
            self.show_as.addItem(title, shown)
        self.export_button = QPushButton(tr("Export CSV…"))
        self.export_button.setToolTip(tr("Write the whole table, with counts and both shares"))
        for widget in (Label(tr("by")), self.by, self.show_as, self.export_button):
            self.bar.addWidget(widget)
        self.model = LabelModel()
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("Labels by groups"))
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
            width = (170, 64)[column] if column < _FIXED else 128
            self.table.setColumnWidth(column, theme.scaled(width))
        labels = len([label for label in table.table.labels if label])
        self._answered(_how_many(table.kind, labels))

    def _ask_export(self) -> None:
        dialog = FileDialog(self._state, tr("Export the table of labels"), self)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Tables (*.csv)"))
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
            on_result=lambda _: self._state.message.emit(tr("Saved as {path}", path=printable(path)), "info"),
            on_error=self._state.complain,
            owner=self._state,
        )


def _how_many(kind: str, labels: int) -> str:
    """How many genres (or artists, …) there are in the groups."""
    return {
        "genre": plural("{n} genre in the groups.", "{n} genres in the groups.", labels),
        "artist": plural("{n} artist in the groups.", "{n} artists in the groups.", labels),
        "album": plural("{n} album in the groups.", "{n} albums in the groups.", labels),
        "decade": plural("{n} decade in the groups.", "{n} decades in the groups.", labels),
        "year": plural("{n} year in the groups.", "{n} years in the groups.", labels),
        "folder": plural("{n} folder in the groups.", "{n} folders in the groups.", labels),
        "key": plural("{n} key in the groups.", "{n} keys in the groups.", labels),
        "format": plural("{n} format in the groups.", "{n} formats in the groups.", labels),
        "table": plural("{n} table in the groups.", "{n} tables in the groups.", labels),
    }[kind]


def _write(table: LabelTable, path: str, _context: JobContext) -> None:
    replace_file(path, exporting.write_csv(*group_labels.csv_rows(table)))


PAGE: Mapping[PageName, type[Page]] = {PageName.LABELS: LabelsPage}
