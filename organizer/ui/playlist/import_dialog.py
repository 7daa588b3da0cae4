"""What a playlist file names, line by line: there, moved, unsure or missing; unsure songs can be accepted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.ui.looks.dialog import Dialog
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import plain

if TYPE_CHECKING:
    from organizer.work.playlists.foreign import Line, Report

Index = QModelIndex | QPersistentModelIndex

_COLUMNS = (tr("Is"), tr("The list names"), tr("Song here"), tr("Sure"), tr("By"))
_STATES = {
    "there": tr("There"),
    "moved": tr("Moved"),
    "unsure": tr("Unsure"),
    "missing": tr("Missing"),
    "stream": tr("On the web"),
    "other": tr("No music"),
}
_NOTE = tr("Ticked songs are taken. What is missing stays in the playlist, and comes back with its song.")


class LinesModel(QAbstractTableModel):
    """The lines of a report; those that are unsure have a box to accept them."""

    def __init__(self, report: Report, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = report.lines
        self.accepted: set[int] = set()
        self._rows = list(range(len(self._lines)))

    def show_all(self, everything: bool) -> None:
        """All lines, or only those that are not simply there."""
        self.beginResetModel()
        self._rows = [at for at, line in enumerate(self._lines) if everything or line.state != "there"]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == 0 and self._line(index).state == "unsure":
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self._line(index), index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == 0 and line.state == "unsure":
            ticked = self._rows[index.row()] in self.accepted
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole and column in (1, 2):
            text = line.said.written or line.said.path if column == 1 else line.path
            return plain(printable(text)) or None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _text(line, column)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        number = self._rows[index.row()]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.accepted.add(number)
        else:
            self.accepted.discard(number)
        self.dataChanged.emit(index, index)
        return True

    def _line(self, index: Index) -> Line:
        return self._lines[self._rows[index.row()]]


def _text(line: Line, column: int) -> str:
    if column == 0:
        return _STATES[line.state]
    if column == 1:
        return printable(line.said.label)
    if column == 2:
        return printable(os.path.basename(line.path))
    if column == 3:
        return tr("{share}%", share=round(100 * line.sure)) if line.path and line.state != "there" else ""
    from organizer.work.playlists.foreign import HOW

    how = HOW.get(line.how, line.how)
    if not line.others:
        return how
    return plural("{how}, {n} more fits", "{how}, {n} more fit", line.others, how=how)


class ImportDialog(Dialog):
    """Shows a report; accepted, it tells which unsure lines are taken."""

    taken = Signal(object, object)  #: the report, and the numbers of the lines that were accepted

    def __init__(self, report: Report, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Open a playlist"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._report = report
        self.summary = QLabel(tr("“{name}”: {summary}", name=report.name, summary=report.summary))
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.model = LinesModel(report, self)
        self.model.show_all(False)
        self.list = QTreeView()
        self.list.setAccessibleName(tr("Lines of the playlist"))
        self.list.setModel(self.model)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.list.header()
        header.setStretchLastSection(False)
        for column, width in enumerate((120, 230, 200, 60, 150)):
            self.list.setColumnWidth(column, theme.scaled(width))
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.all_lines = QCheckBox(tr("&All lines, also songs that are there"))
        self.all_lines.toggled.connect(self.model.show_all)
        note = QLabel(_NOTE)
        note.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.open_button = self.buttons.addButton(tr("&Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.accept_all = self.buttons.addButton(
            tr("Accept all &unsure"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.accept_all.setAutoDefault(False)
        self.accept_all.setEnabled(bool(report.counts.get("unsure")))
        self.accept_all.clicked.connect(self._accept_all)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        for widget in (self.summary, self.list, self.all_lines, note, self.buttons):
            layout.addWidget(widget)
        self.resize(820, 460)

    def _accept_all(self) -> None:
        self.model.accepted.update(at for at, line in enumerate(self._report.lines) if line.state == "unsure")
        self.model.show_all(self.all_lines.isChecked())

    def _take(self) -> None:
        self.taken.emit(self._report, frozenset(self.model.accepted))
        self.accept()
