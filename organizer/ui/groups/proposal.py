"""Groups that are proposed, beside those that there are: taken or left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.arrangement import Group
from organizer.base.language import number, plural, tr
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.arranging.regrouping import Change

_HEADERS = (tr("Now"), tr("Then"), tr("What becomes of it"))
#: Rows that are seen at once; of more, the table scrolls.
_ROWS = 7


class ProposalBar(QFrame):
    """Over the groups, while others are proposed: in short, before and after, and what to do about it."""

    take_requested = Signal()
    leave_requested = Signal()
    preview_toggled = Signal(bool)  #: the map is to show what is proposed, or no longer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Proposed groups"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.change: Change | None = None
        self.words = Label()
        self.words.setWordWrap(True)
        self.details = QPushButton(tr("&Details"))
        self.details.setCheckable(True)
        self.details.setToolTip(tr("Show the groups before and after"))
        self.preview = QPushButton(tr("On the map"))
        self.preview.setCheckable(True)
        self.preview.setToolTip(tr("Colour the map by these groups, until you take or leave them"))
        self.leave = QPushButton(tr("Leave"))
        self.leave.setToolTip(tr("The groups stay as they are, and these are not proposed again for now"))
        self.take = QPushButton(tr("&Take"))
        self.take.setToolTip(tr("Let these be the groups; Ctrl+Z brings the earlier ones back"))
        self.table = QTableWidget(0, len(_HEADERS))
        self.table.setAccessibleName(tr("Groups before and after"))
        self.table.setHorizontalHeaderLabels(list(_HEADERS))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.playlists = Label()
        self.playlists.setWordWrap(True)
        self.playlists.setAccessibleName(tr("What becomes of playlists"))
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        for button in (self.details, self.preview, self.leave, self.take):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP, STEP, STEP, STEP)
        layout.addLayout(row)
        layout.addWidget(self.table)
        layout.addWidget(self.playlists)
        self.details.toggled.connect(self._show_details)
        self.preview.toggled.connect(self.preview_toggled)
        self.take.clicked.connect(self.take_requested)
        self.leave.clicked.connect(self.leave_requested)
        self.hide()

    def show_change(self, change: Change | None, *, details: bool) -> None:
        """Say what is proposed; None: nothing is."""
        self.change = change
        self.preview.setChecked(False)
        self.setVisible(change is not None)
        if change is None:
            self.details.setChecked(False)
            return
        self.words.setText(tr("Proposed: {change}", change=change.summary))
        self.playlists.setText("\n".join(change.playlists))
        self.table.setRowCount(len(change.fates))
        for row, fate in enumerate(change.fates):
            self.table.setItem(row, 0, _cell(fate.now))
            self.table.setItem(row, 1, _cell(fate.then))
            text = QTableWidgetItem(fate.text)
            text.setToolTip(plain(fate.text))
            self.table.setItem(row, 2, text)
        rows = min(len(change.fates), _ROWS)
        height = self.table.horizontalHeader().sizeHint().height() + rows * self.table.rowHeight(0) + 4
        self.table.setFixedHeight(height)
        if details:
            self.details.setChecked(True)
        self._show_details(self.details.isChecked())

    def _show_details(self, shown: bool) -> None:
        self.table.setVisible(shown)
        self.playlists.setVisible(shown and bool(self.playlists.text()))


def _cell(group: Group | None) -> QTableWidgetItem:
    if group is None:
        return QTableWidgetItem("–")
    item = QTableWidgetItem(
        theme.dot(theme.group_colour(group.number)), f"{group.name}, {number(group.size)}"
    )
    item.setToolTip(plain(plural("{name}: {n} song", "{name}: {n} songs", group.size, name=group.name)))
    return item
