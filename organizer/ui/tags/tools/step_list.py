"""The steps of an action: added, removed, put in order, switched on and off."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import tr
from organizer.ui.widgets import theme
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP, IconButton
from organizer.ui.widgets.plain_text import plain
from organizer.work.tags.tools import actions
from organizer.work.tags.tools.actions import Step
from organizer.work.tags.tools.registry import TOOLS
from organizer.work.tags.tools.song import Tool

T = TypeVar("T", bound=Tool)


class _List(QListWidget):
    """Delete removes the step that is current; Alt+Up and Alt+Down move it."""

    removed = Signal()
    moved = Signal(int)
    reordered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: object) -> None:
        super().dropEvent(event)  # type: ignore[arg-type]
        self.reordered.emit()


class StepList(QWidget):
    """The list with its buttons."""

    changed = Signal()  #: other steps, or another order
    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._steps: dict[int, Step] = {}  #: by the number that the entry carries: Qt copies what it drags
        self._numbers = itertools.count()
        self.list = _List()
        self.list.setAccessibleName(tr("Steps"))
        self.list.setToolTip(tr("What is done to the tags, from top to bottom"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setMinimumHeight(120)
        self.list.itemChanged.connect(self._ticked)
        self.list.currentRowChanged.connect(self._current)
        self.list.removed.connect(self.remove)
        self.list.moved.connect(self.move_by)
        self.list.reordered.connect(self._reordered)
        self.empty = EmptyView.over(self.list)
        self.empty.say(tr("Add a step: what is to be done to the tags."))
        self.add_button = QToolButton()
        self.add_button.setText(tr("Add step"))
        self.add_button.setIcon(theme.icon("plus"))
        self.add_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_button.setAccessibleName(tr("Add step"))
        self.add_button.setToolTip(tr("Add a tool as the last step"))
        self.add_button.setMenu(self._tools())
        self.remove_button = IconButton("minus", tr("Remove step"), tr("Remove the step (Delete)"))
        self.remove_button.clicked.connect(self.remove)
        self.up_button = IconButton("arrow-up", tr("Step up"), tr("Earlier (Alt+Up)"))
        self.up_button.clicked.connect(lambda: self.move_by(-1))
        self.down_button = IconButton("arrow-down", tr("Step down"), tr("Later (Alt+Down)"))
        self.down_button.clicked.connect(lambda: self.move_by(1))
        buttons = QHBoxLayout()
        buttons.setSpacing(STEP // 2)
        buttons.addWidget(self.add_button)
        buttons.addStretch(1)
        for button in (self.up_button, self.down_button, self.remove_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP // 2)
        layout.addLayout(buttons)
        layout.addWidget(self.list, 1)
        self._show_buttons()

    def _tools(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for kind, tool in TOOLS.items():
            action = menu.addAction(tool.label)
            action.setToolTip(plain(tool.about))
            action.setData(kind)
            action.triggered.connect(self._add)
        return menu

    def _add(self) -> None:
        action = self.sender()
        assert action is not None
        self.add(TOOLS[action.data()]())  # type: ignore[attr-defined]

    def add(self, tool: Tool) -> None:
        """Add a tool as the last step, and make it the current one."""
        self._append(Step(tool))
        self.list.setCurrentRow(self.list.count() - 1)
        self._show_buttons()
        self.changed.emit()

    def steps(self) -> tuple[Step, ...]:
        """The steps in their order."""
        return tuple(self._step(self.list.item(at)) for at in range(self.list.count()))

    def current(self) -> Step | None:
        """The step that is current."""
        item = self.list.currentItem()
        return None if item is None else self._step(item)

    def _step(self, item: QListWidgetItem) -> Step:
        return self._steps[item.data(Qt.ItemDataRole.UserRole)]

    def first(self, kind: type[T]) -> T | None:
        """The first tool of this kind that is on."""
        return next((s.tool for s in self.steps() if s.on and isinstance(s.tool, kind)), None)

    def replace_first(self, tool: Tool) -> None:
        """Put this in the place of the first tool of its kind that is on."""
        for at in range(self.list.count()):
            step = self._step(self.list.item(at))
            if step.on and type(step.tool) is type(tool):
                self._say(self.list.item(at), Step(tool))
                self.changed.emit()
                return

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show other steps, the first as the current one."""
        self._filling = True
        self.list.clear()
        self._steps.clear()
        for step in steps:
            self._append(step)
        self._filling = False
        self.list.setCurrentRow(0 if steps else -1)
        self._show_buttons()
        self.current_changed.emit()
        self.changed.emit()

    def set_tool(self, tool: Tool) -> None:
        """The current step has other parameters."""
        item = self.list.currentItem()
        if item is not None:
            self._say(item, Step(tool, item.checkState() == Qt.CheckState.Checked))
            self.changed.emit()

    def remove(self) -> None:
        """Remove the step that is current."""
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())
            self._show_buttons()
            self.current_changed.emit()
            self.changed.emit()

    def move_by(self, by: int) -> None:
        """Move the step that is current up or down."""
        at = self.list.currentRow()
        if at >= 0 and 0 <= at + by < self.list.count():
            item = self.list.takeItem(at)
            self.list.insertItem(at + by, item)
            self.list.setCurrentRow(at + by)
            self._reordered()

    def _append(self, step: Step) -> None:
        item = QListWidgetItem()
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsDragEnabled
        )
        item.setData(Qt.ItemDataRole.UserRole, next(self._numbers))
        self._say(item, step)
        self.list.addItem(item)

    def _say(self, item: QListWidgetItem, step: Step) -> None:
        filling, self._filling = self._filling, True
        words = actions.in_words(step)
        self._steps[item.data(Qt.ItemDataRole.UserRole)] = step
        item.setText(f"{step.tool.label}: {words}" if words else step.tool.label)
        item.setToolTip(plain(f"{step.tool.label}: {words}\n{step.tool.about}"))
        item.setCheckState(Qt.CheckState.Checked if step.on else Qt.CheckState.Unchecked)
        self._filling = filling

    def _ticked(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        step = self._step(item)
        on = item.checkState() == Qt.CheckState.Checked
        if step.on != on:
            self._say(item, Step(step.tool, on))
            self.changed.emit()

    def _current(self) -> None:
        if not self._filling:
            self._show_buttons()
            self.current_changed.emit()

    def _reordered(self) -> None:
        self._show_buttons()
        self.changed.emit()

    def _show_buttons(self) -> None:
        at, count = self.list.currentRow(), self.list.count()
        self.remove_button.setEnabled(at >= 0)
        self.up_button.setEnabled(at > 0)
        self.down_button.setEnabled(0 <= at < count - 1)
        self.empty.setVisible(not count)
