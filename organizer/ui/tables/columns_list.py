"""The columns of a table that is to be imported: what each is taken for, correctable in a box."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from organizer.base.language import number, tr, tr_as
from organizer.library.tables.columns import NUMBERS
from organizer.library.tables.numbers import UNITS
from organizer.library.tables.types import Column, Table
from organizer.ui.songs import number_titles
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import plain
from organizer.work.intake.tabling import ROLES, UNIT_TITLES

_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole.UserRole
#: What a column can be, as people read it; the others are numbers of songs.
_TITLES: Mapping[str, str] = {
    "title": tr("Title"),
    "artist": tr("Artist"),
    "album": tr("Album"),
    "genre": tr("Genre"),
    "key": tr_as("of music", "Key"),
    "popularity": tr("Popularity"),
    "album_artist": tr("Album artist"),
    "date": tr("Date or year"),
    "isrc": "ISRC",
    "file": tr("File name"),
    "source": tr("ID elsewhere"),
    "tempo": tr("Tempo (BPM)"),
    "loudness": tr("Loudness (dB)"),
    "duration": tr("Duration"),
    "number": tr("Number of its own"),
    "unused": tr("Ignored"),
}
_EXAMPLES = 4
_IS, _UNIT, _SUCH_AS = 1, 2, 3


def role_title(role: str) -> str:
    """How the role of a column is called."""
    return _TITLES.get(role) or number_titles.title_of(role)


class _Choice(QStyledItemDelegate):
    """A cell that looks like a box and opens as one; thousands of real ones would take seconds."""

    def __init__(
        self, name: str, choices: Callable[[_Index], Sequence[tuple[str, str]]], parent: QWidget
    ) -> None:
        """``choices``: title and value of each, for the cell; none: there is no box."""
        super().__init__(parent)
        self._name, self._choices = name, choices

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if not self._choices(index):
            super().paint(painter, option, index)
            return
        box = QStyleOptionComboBox()
        box.rect = option.rect.adjusted(1, 1, -1, -1)
        box.palette, box.fontMetrics = option.palette, option.fontMetrics
        box.state = QStyle.StateFlag.State_Enabled
        if option.state & QStyle.StateFlag.State_HasFocus:
            box.state |= QStyle.StateFlag.State_HasFocus
        box.currentText = str(index.data() or "")
        box.editable, box.frame = False, True
        style = QApplication.style()
        style.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, box, painter)
        style.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, box, painter)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = QComboBox(parent)
        editor.setAccessibleName(self._name)
        for title, value in self._choices(index):
            editor.addItem(title, value)

        def chosen(_at: int) -> None:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

        editor.activated.connect(chosen)
        QTimer.singleShot(0, editor, editor.showPopup)
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(editor.findData(index.data(_ROLE)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        assert isinstance(editor, QComboBox)
        if editor.currentData() != index.data(_ROLE):
            model.setData(index, editor.currentData(), _ROLE)

    def eventFilter(self, editor: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.FocusOut:  # its list has opened: it is not done
            return False
        return super().eventFilter(editor, event)


class ColumnsList(QTableWidget):
    """A row for each column of the file: its name, what it is, and what stands in it."""

    role_chosen = Signal(int, str)  #: number of the column, what a person says it is
    unit_chosen = Signal(int, str)  #: number of the column, what a person says its numbers are in

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self.setAccessibleName(tr("Columns of the table"))
        self.setHorizontalHeaderLabels([tr("Column in the file"), tr("Is"), tr("In"), tr("Such as")])
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setItemDelegateForColumn(
            _IS, _Choice(tr("What the column is"), lambda _index: _ROLE_CHOICES, self)
        )
        self.setItemDelegateForColumn(_UNIT, _Choice(tr("What its numbers are in"), self._units, self))
        self.setColumnWidth(0, theme.scaled(170))
        self.setColumnWidth(_IS, theme.scaled(150))
        self.setColumnWidth(_UNIT, theme.scaled(130))
        self.horizontalHeader().setSectionResizeMode(_SUCH_AS, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._clicked)
        self.itemChanged.connect(self._changed)

    def show_table(self, table: Table) -> None:
        """List the columns of a table."""
        self.blockSignals(True)
        self.setRowCount(len(table.columns))
        for row, column in enumerate(table.columns):
            seen = dict.fromkeys(cells[row] for cells in table.head)
            examples = " · ".join([text for text in seen if text][:_EXAMPLES])
            self.setItem(row, 0, _fixed(column.header or tr("column {number}", number=row + 1)))
            is_ = QTableWidgetItem(role_title(column.role))
            is_.setData(_ROLE, column.role)
            is_.setToolTip(plain(_explained(column)))
            self.setItem(row, _IS, is_)
            self.setItem(row, _UNIT, _unit(column))
            self.setItem(row, _SUCH_AS, _fixed(examples))
        self.blockSignals(False)

    def _units(self, index: _Index) -> list[tuple[str, str]]:
        role = self.model().index(index.row(), _IS).data(_ROLE)
        return [(_begun(UNIT_TITLES[unit]), unit) for unit in UNITS.get(NUMBERS.get(role, ""), ())]

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == _IS or (index.column() == _UNIT and self._units(index)):
            self.edit(index)

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.column() == _IS:
            self.role_chosen.emit(item.row(), item.data(_ROLE))
        elif item.column() == _UNIT:
            self.unit_chosen.emit(item.row(), item.data(_ROLE))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unit(column: Column) -> QTableWidgetItem:
    """The unit of a column, and whether it has a decimal comma."""
    text = _begun(UNIT_TITLES.get(column.unit, "")) or {"tempo": "BPM", "loudness": "dB"}.get(column.role, "")
    item = _fixed(text)
    item.setData(_ROLE, column.unit)
    if column.unit:
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setToolTip(plain(_explained(column)))
    return item


def _fixed(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(" ".join(text.split())[:200])
    item.setToolTip(plain(item.text()))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item


def _explained(column: Column) -> str:
    if column.role == "number":
        return tr("Kept as “{name}”", name=column.name)
    if column.scale == 1.0:
        return ""
    if column.scale > 1.0:
        return tr("Numbers that name no unit are multiplied by {factor}", factor=number(column.scale))
    return tr("Numbers that name no unit are divided by {factor}", factor=number(1 / column.scale, 0))


_ROLE_CHOICES = [(role_title(role), role) for role in ROLES]
