"""The groups as a list of cards: name, size, typical songs and what sets each apart."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from organizer.base.arrangement import Group
from organizer.base.descriptors import SOUND, readable
from organizer.base.errors import printable
from organizer.base.language import number, plural, tr
from organizer.ui.looks.direction import mirror
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import plain
from organizer.work.insight.group_views import Portrait

_Index = QModelIndex | QPersistentModelIndex
NUMBER = Qt.ItemDataRole.UserRole
_ROLE = QPalette.ColorRole
_HEIGHT, _AROUND = 66, 5  #: pixels of a card at least, and above and below its three lines


class GroupModel(QAbstractListModel):
    """A row for each group; it has its portrait as soon as that is there."""

    rename_requested = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: list[Group] = []
        self._portraits: dict[int, Portrait] = {}

    def show(self, groups: list[Group], portraits: dict[int, Portrait]) -> None:
        """List these groups; those with a portrait show its words."""
        self.beginResetModel()
        self._groups, self._portraits = groups, portraits
        self.endResetModel()

    def group(self, index: _Index) -> Group:
        """The group of a row."""
        return self._groups[index.row()]

    def portrait(self, index: _Index) -> Portrait | None:
        """The portrait of a row; None until it is made."""
        return self._portraits.get(self._groups[index.row()].number)

    def row_of(self, number: int) -> int | None:
        """The row of the group of this number; None where there is none."""
        return next((row for row, group in enumerate(self._groups) if group.number == number), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self._groups)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Names can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, size and words of a group."""
        if not index.isValid():
            return None
        group = self.group(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return group.name
        if role == NUMBER:
            return group.number
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [tr("{name}: F2 gives it another name", name=group.name)]
            if group.playlist:
                lines.append(
                    tr("Songs that join it are added to the playlist “{playlist}”", playlist=group.playlist)
                )
            return plain("\n".join(lines))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = [group.name, plural("{n} song", "{n} songs", group.size)]
            said += [tr("locked")] if group.locked else []
            said += [tr("linked to a playlist")] if group.playlist else []
            return ", ".join(said)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role == Qt.ItemDataRole.EditRole and value != self.group(index).name:
            self.rename_requested.emit(self.group(index).number, str(value))
        return True


class _Card(QStyledItemDelegate):
    """Paints a card; its name is edited in place."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, max(_HEIGHT, 3 * option.fontMetrics.height() + 2 * _AROUND))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(tr("Name of the group"))
        editor.setPlaceholderText(tr("the words for what sets it apart"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        room = option.rect.adjusted(10, 2, -4, 0)
        room.setHeight(max(26, option.fontMetrics.height() + 6))
        editor.setGeometry(room)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model: QAbstractItemModel = index.model()
        assert isinstance(model, GroupModel)
        group, portrait = model.group(index), model.portrait(index)
        rect, colours = QRect(option.rect), option.palette
        self._place = mirror(option.direction, rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, colours.color(_ROLE.Midlight))
        painter.fillRect(
            self._place(QRect(rect.left(), rect.top() + 2, 5, rect.height() - 4)),
            theme.group_colour(group.number),
        )
        inner = rect.adjusted(5 + STEP, _AROUND, -STEP, -_AROUND)
        line = inner.height() // 3
        size = number(group.size) + ("  🔒" if group.locked else "") + ("  ♫" if group.playlist else "")
        font = QFont(option.font)
        painter.setPen(colours.color(_ROLE.PlaceholderText))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self._place(inner.adjusted(0, 0, 0, line - inner.height())), right, size)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(colours.color(_ROLE.Text))
        room = inner.width() - option.fontMetrics.horizontalAdvance(size) - STEP
        self._line(painter, QRect(inner.left(), inner.top(), room, line), group.name)
        painter.setFont(option.font)
        painter.setPen(colours.color(_ROLE.PlaceholderText))
        if portrait is not None:
            titles = ", ".join(printable(track.title) for track in portrait.typical[:3])
            self._line(painter, QRect(inner.left(), inner.top() + line, inner.width(), line), titles)
            self._apart(painter, QRect(inner.left(), inner.top() + 2 * line, inner.width(), line), portrait)
        painter.setPen(colours.color(_ROLE.Midlight))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _line(self, painter: QPainter, rect: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self._place(rect), start, shown)

    def _apart(self, painter: QPainter, rect: QRect, portrait: Portrait) -> None:
        """Up to three features as small bars from the middle: to the right is more than usual."""
        width = rect.width() // 3
        for at, (name, deviations) in enumerate(portrait.differences[:3]):
            x = rect.left() + at * width
            middle = x + 15
            ground = QRect(x, rect.center().y() - 2, 30, 5)
            painter.fillRect(self._place(ground), QColor(128, 128, 128, 50))
            length = round(max(-1.0, min(1.0, deviations / 2)) * 15)
            bar = QRect(min(middle, middle + length), rect.center().y() - 2, max(1, abs(length)), 5)
            painter.fillRect(self._place(bar), theme.accent())
            words = readable(name).removesuffix(f" ({SOUND})")  # there is little room
            self._line(painter, QRect(x + 35, rect.top(), width - 40, rect.height()), words)


class GroupList(QListView):
    """Cards to choose from. The right button opens a menu and leaves the selection as it is."""

    chosen = Signal(list)  #: numbers of the groups that are selected now
    menu_requested = Signal(list, QPoint)  #: numbers of the groups it is about, place on the screen

    def __init__(self, model: GroupModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups = model
        self.setModel(model)
        self.setAccessibleName(tr("Groups"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Card(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.numbers()))
        self.clicked.connect(lambda _index: self.chosen.emit(self.numbers()))  # also when it was chosen

    def numbers(self) -> list[int]:
        """The selected groups, in the order of the list."""
        return [index.data(NUMBER) for index in sorted(self.selectedIndexes())]

    def choose(self, numbers: list[int]) -> None:
        """Select groups without saying so."""
        selection = self.selectionModel()
        selection.blockSignals(True)
        selection.clear()
        for one in numbers:
            row = self._groups.row_of(one)
            if row is not None:
                selection.setCurrentIndex(self._groups.index(row), selection.SelectionFlag.Select)
        selection.blockSignals(False)
        self.viewport().update()

    def edit_name(self, number: int) -> None:
        """Let a person give the group another name."""
        row = self._groups.row_of(number)
        if row is not None:
            self.edit(self._groups.index(row))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.RightButton:
            super().mousePressEvent(event)

    def _menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if not index.isValid():
            return
        chosen, number = self.numbers(), index.data(NUMBER)
        self.menu_requested.emit(chosen if number in chosen else [number], self.viewport().mapToGlobal(at))
