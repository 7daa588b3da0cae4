"""A table of songs before it is imported: how it is read, what its columns are, what would come of it."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import number, plural, tr
from organizer.base.model import clock
from organizer.library.storage.database import Database
from organizer.library.tables.lists import genres
from organizer.library.tables.types import Reading, Table
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tables.columns_list import ColumnsList, role_title
from organizer.ui.widgets import theme
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.parts import STEP, ElidedLabel
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.helper import Helper
from organizer.work.intake import table_tasks
from organizer.work.intake.tabling import READING_REMEDY, Preview, is_large, look
from organizer.work.jobs import JobContext

_SEPARATORS = ((tr("Comma  ,"), ","), (tr("Semicolon  ;"), ";"), (tr("Tab"), "\t"), (tr("Bar  |"), "|"))
_DECIMALS = ((tr("Point  0.5"), "."), (tr("Comma  0,5"), ","))
_ENCODINGS = (
    ("UTF-8", "utf-8"),
    ("UTF-16", "utf-16"),
    (tr("Western (Windows-1252)"), "cp1252"),
    (tr("Central European (Windows-1250)"), "cp1250"),
    (tr("Cyrillic (Windows-1251)"), "cp1251"),
    (tr("Greek (Windows-1253)"), "cp1253"),
    (tr("Turkish (Windows-1254)"), "cp1254"),
    (tr("Japanese (Shift JIS)"), "cp932"),
    (tr("Chinese (GB 18030)"), "gb18030"),
    (tr("Korean (Windows-949)"), "cp949"),
    ("DOS (850)", "cp850"),
    (tr("Mac (Roman)"), "mac-roman"),
)


class TableDialog(Dialog):
    """Shows what was recognized; what a person corrects is read again at once. Nothing is stored here."""

    import_requested = Signal(str, object, str)  #: path, ``Reading``, name in the library

    def __init__(self, state: AppState, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import a table of songs"))
        self.resize(1060, 680)
        self._state, self._path = state, path
        self._how = Reading()
        self._headers: tuple[str, ...] = ()
        self._over = False
        self.preview: Preview | None = None
        self._build()
        self._read()

    # -- how it is put together

    def _build(self) -> None:
        file = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        file.set_whole(printable(self._path))
        reading = self._make_reading()
        self.columns = ColumnsList()
        self.columns.role_chosen.connect(self._role_chosen)
        self.columns.unit_chosen.connect(self._unit_chosen)
        self._split = split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.columns)
        split.addWidget(self._make_tabs())
        split.setSizes([320, 260])
        split.setChildrenCollapsible(False)
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.summary.setAccessibleName(tr("What the import would bring"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = self.buttons.addButton(tr("&Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.import_button.setDefault(True)
        self.buttons.accepted.connect(self._import)
        self.buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(lambda _text: self._show_summary())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(STEP)
        layout.addWidget(file)
        layout.addLayout(reading)
        layout.addWidget(split, 1)
        layout.addWidget(self.summary)
        layout.addWidget(self.buttons)

    def _make_reading(self) -> QHBoxLayout:
        """What the table is called, and how its file is read."""
        self.name = QLineEdit(os.path.splitext(os.path.basename(printable(self._path)))[0])
        self.name.setToolTip(
            tr("What the table is called in the library; a table of the same name is brought up to date")
        )
        self.separator = self._box(tr("Separator of cells"), _SEPARATORS)
        self.encoding = self._box(tr("Encoding"), _ENCODINGS)
        self.encoding.setEditable(True)  # there are a hundred more
        self.encoding.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        edit = self.encoding.lineEdit()
        assert edit is not None
        edit.editingFinished.connect(self._encoding_typed)
        self.decimal = self._box(tr("Decimals"), _DECIMALS)
        self.header_line = QSpinBox()
        self.header_line.setAccessibleName(tr("Line of the names of columns"))
        self.header_line.setToolTip(tr("The line of the file with the names of its columns"))
        self.header_line.setRange(0, 999_999)
        self.header_line.setSpecialValueText(tr("none"))
        self.header_line.setKeyboardTracking(False)
        self.header_line.setValue(1)
        self.header_line.valueChanged.connect(self._header_chosen)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        for title, field in (
            (tr("&Name:"), self.name),
            (tr("&Separator:"), self.separator),
            (tr("&Encoding:"), self.encoding),
            (tr("&Decimals:"), self.decimal),
            (tr("&Header on line:"), self.header_line),
        ):
            label = Label(title)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, int(field is self.name))
        return row

    def _make_tabs(self) -> QTabWidget:
        """What is read: the first songs, what is wrong, what was decided."""
        self.songs = QTableWidget()
        self.songs.setAccessibleName(tr("The first songs, as they are understood"))
        self.songs.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.songs.setAlternatingRowColors(True)
        self.songs.verticalHeader().setDefaultSectionSize(26)
        self.problems = QTreeWidget()
        self.problems.setAccessibleName(tr("What could not be read"))
        self.problems.setHeaderLabels([tr("Line"), tr("What is wrong"), tr("What becomes of it")])
        self.problems.setRootIsDecorated(False)
        self.problems.setUniformRowHeights(True)
        self.problems.setColumnWidth(0, theme.scaled(70))
        self.problems.setColumnWidth(1, theme.scaled(560))
        self.notes = QListWidget()
        self.notes.setAccessibleName(tr("What was decided"))
        self.notes.setWordWrap(True)
        self.notes.setAlternatingRowColors(True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.songs, tr("First songs"))
        self.tabs.addTab(self.problems, tr("Problems"))
        self.tabs.addTab(self.notes, tr("Decisions"))
        return self.tabs

    def _box(self, name: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(tr("{name}: recognized; choose another where that is wrong", name=name))
        for title, value in choices:
            box.addItem(title, value)
        box.activated.connect(self._reading_chosen)
        return box

    # -- what a person corrects

    def _reading_chosen(self) -> None:
        sender = self.sender()
        for field in ("separator", "encoding", "decimal"):
            if sender is getattr(self, field):
                self._how = replace(self._how, **{field: getattr(self, field).currentData()})
        self._read()

    def _encoding_typed(self) -> None:
        text = self.encoding.currentText().strip()
        if text and text not in dict(_ENCODINGS) and text != self._how.encoding:
            self._how = replace(self._how, encoding=text)
            self._read()

    def _header_chosen(self, line: int) -> None:
        self._how = replace(self._how, header_line=line)
        self._read()

    def _unit_chosen(self, column: int, unit: str) -> None:
        self._how = replace(self._how, units={**self._how.units, column: unit})
        self._read()

    def _role_chosen(self, column: int, role: str) -> None:
        others = {
            at: was for at, was in self._how.roles.items() if was != role or role in ("number", "unused")
        }
        units = {at: unit for at, unit in self._how.units.items() if at != column}
        self._how = replace(self._how, roles={**others, column: role}, units=units)
        self._read()

    def _read(self) -> None:
        """Read the file as a person says it is; an older reading that still goes on is given up."""
        self.import_button.setEnabled(False)
        self.summary.setText(tr("Reading …"))
        self._state.jobs.start(
            Job.TABLE_LOOK,
            _look,
            self._state.db,
            self._path,
            self._how,
            on_result=self._show,
            on_error=self._failed,
        )

    def _import(self) -> None:
        if self.preview is not None:
            self.import_requested.emit(self._path, self._how, self._name())
            self.accept()

    def _name(self) -> str:
        return self.name.text().strip() or os.path.splitext(os.path.basename(self._path))[0]

    def done(self, result: int) -> None:
        """Closed: what is read still is not shown."""
        self._over = True
        self._state.jobs.cancel(Job.TABLE_LOOK)
        super().done(result)

    # -- what is shown

    def _show(self, preview: Preview) -> None:
        if self._over:
            return
        table = preview.table
        headers = tuple(column.header for column in table.columns)
        if (self._how.roles or self._how.units) and self._headers and headers != self._headers:
            # cut up otherwise, it has other columns: what was chosen for the old ones is void
            self._headers, self._how = headers, replace(self._how, roles={}, units={})
            self._read()
            return
        self._headers, self.preview = headers, preview
        self._show_readable(True)
        for box, value in (
            (self.separator, table.separator),
            (self.encoding, table.encoding.removesuffix("-sig")),
            (self.decimal, table.decimal),
        ):
            if box.findData(value) < 0:
                box.addItem(value, value)
            box.setCurrentIndex(box.findData(value))
        self.header_line.blockSignals(True)
        self.header_line.setValue(table.header_line)
        self.header_line.blockSignals(False)
        self.columns.show_table(table)
        self._show_songs(table)
        self._show_problems(preview)
        self._show_notes(table)
        self._show_summary()

    def _failed(self, error: Exception) -> None:
        if self._over:
            return
        self.preview = None
        self._show_readable(False)
        text = complaint(error)
        self.summary.setText(tr("This cannot be imported: {reason}", reason=text))
        self.import_button.setText(tr("&Import"))
        self.import_button.setEnabled(False)

    def _show_readable(self, readable: bool) -> None:
        """What was read, or in its place why nothing can be."""
        self._split.setVisible(readable)
        centre = Qt.AlignmentFlag.AlignCenter
        self.summary.setAlignment(Qt.AlignmentFlag.AlignLeft if readable else centre)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self.summary, int(not readable))

    def _show_songs(self, table: Table) -> None:
        used = [column for column in table.columns if column.role != "unused"]
        self.songs.setColumnCount(len(used))
        self.songs.setHorizontalHeaderLabels(
            [column.name if column.role == "number" else role_title(column.role) for column in used]
        )
        rows = len(table)
        self.songs.setRowCount(rows)
        self.songs.setVerticalHeaderLabels([tr("line {number}", number=line) for line in table.lines])
        for at, column in enumerate(used):
            for row in range(rows):
                if column.role in table.texts:
                    text = table.texts[column.role][row]
                    text = "; ".join(genres(text)) if column.role == "genre" else text
                    item = QTableWidgetItem(text[:200])
                else:
                    item = _number_cell(float(table.numbers[column.name][row]), column.role)
                self.songs.setItem(row, at, item)
        self.songs.resizeColumnsToContents()
        for at in range(len(used)):
            self.songs.setColumnWidth(at, min(260, self.songs.columnWidth(at)))

    def _show_problems(self, preview: Preview) -> None:
        self.problems.clear()
        rows = []
        for problem in preview.table.problems:
            what, _, fate = problem.what.rpartition(": ")
            rows.append(QTreeWidgetItem([number(problem.line), what, fate]))
            rows[-1].setToolTip(1, plain(problem.what))
        self.problems.addTopLevelItems(rows)
        some = preview.problems > 0
        self.tabs.setTabText(1, tr("Problems ({n})", n=preview.problems) if some else tr("No problems"))
        self.tabs.setTabEnabled(1, some)
        sign = theme.icon("alert-circle-outline" if some else "check")
        self.tabs.setTabIcon(1, sign)

    def _show_notes(self, table: Table) -> None:
        self.notes.clear()
        self.notes.addItems([note.what[:1].upper() + note.what[1:] for note in table.notes])
        some = len(table.notes)
        self.tabs.setTabText(2, tr("Decisions ({n})", n=some) if some else tr("No decisions"))
        self.tabs.setTabEnabled(2, some > 0)

    def _show_summary(self) -> None:
        preview = self.preview
        if preview is None:
            return
        out = preview.left_out
        parts = [plural("{n} song", "{n} songs", preview.songs)]
        parts.append(
            plural(
                "{n} fits a file of the library by name",
                "{n} fit files of the library by name",
                preview.joined,
            )
            if preview.unasked
            else plural("{n} fits a file of the library", "{n} fit files of the library", preview.joined)
        )
        parts.append(plural("{n} without a file", "{n} without a file", preview.songs - preview.joined))
        if out:
            parts.append(plural("{n} row left out", "{n} rows left out", out))
        if missing := preview.problems - out:
            parts.append(
                plural("{n} other problem", "{n} other problems", missing)
                if out
                else plural("{n} problem", "{n} problems", missing)
            )
        lines = [" · ".join(parts)]
        if preview.unasked:
            lines.append(tr("The ISRC of files is read first, so that more may fit."))
        if self._name() in preview.names:
            lines.append(tr("The library has a table “{name}”: it is brought up to date.", name=self._name()))
        doubts = [note.what for note in preview.table.notes if note.doubtful][:2]
        lines += [f"{doubt[:1].upper()}{doubt[1:]}." for doubt in doubts]
        self.summary.setText("\n".join(lines))
        self.import_button.setText(plural("&Import {n} song", "&Import {n} songs", preview.songs))
        self.import_button.setEnabled(True)


def _look(context: JobContext, db: Database, path: str, how: Reading) -> Preview:
    """The job: a large table would hold up the window even from another thread."""
    if not is_large(path):
        return look(context, db, path, how)
    with Helper(table_tasks.reading_ended, READING_REMEDY) as helper:
        return helper.run(context, table_tasks.look, str(db.path), path, how)


def _number_cell(value: float, role: str) -> QTableWidgetItem:
    if np.isnan(value):
        item = QTableWidgetItem("–")
        item.setToolTip(tr("missing"))
    else:
        item = QTableWidgetItem(clock(value) if role == "duration" else f"{value:g}")
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
