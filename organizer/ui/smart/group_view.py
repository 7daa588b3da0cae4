"""Conditions in a frame: all, any or none of them must hold; groups stand inside groups."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from organizer.base.language import tr, tr_as
from organizer.ui.smart.row_view import RowView
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, IconButton
from organizer.ui.widgets.plain_text import Label
from organizer.work.playlists.smart_rows import Group, Kind, Row

_KINDS: tuple[tuple[str, Kind], ...] = (
    (tr_as("conditions", "All"), "all"),
    (tr_as("conditions", "Any"), "any"),
    (tr_as("conditions", "None"), "none"),
)
_DEEPEST = 12  #: groups inside each other that the window makes; a search as text may go on


class GroupView(QFrame):
    """Emits ``changed`` when anything in it is other; ``removed`` when its own cross is clicked."""

    changed = Signal()
    removed = Signal(QWidget)

    def __init__(self, group: Group, *, depth: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._depth = depth
        if depth:
            self.setFrameShape(QFrame.Shape.StyledPanel)
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("How many of these conditions must hold"))
        self.kind.setToolTip(tr("How many of these conditions must hold"))
        for text, kind in _KINDS:
            self.kind.addItem(text, kind)
        self.kind.setCurrentIndex([kind for _, kind in _KINDS].index(group.kind))
        self.kind.activated.connect(lambda _at: self.changed.emit())
        self.items: list[RowView | GroupView] = []
        layout = QVBoxLayout(self)
        edge = STEP if depth else 0
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(STEP // 2)
        layout.addLayout(self._head())
        self._rows = QVBoxLayout()
        self._rows.setSpacing(STEP // 2)
        self._rows.setContentsMargins(2 * STEP if not depth else STEP, 0, 0, 0)
        layout.addLayout(self._rows)
        for item in group.items:
            self._add(item)

    @property
    def group(self) -> Group:
        """The conditions as they are now."""
        items = tuple(item.row if isinstance(item, RowView) else item.group for item in self.items)
        return Group(self.kind.currentData(), items)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(STEP // 2)
        head.addWidget(self.kind)
        # translators: stands behind "All", "Any" or "None"
        head.addWidget(Label(tr("of these hold:")))
        head.addStretch(1)
        self.add_row = self._button(tr("Condition"), "plus", tr("Add a condition to this group"))
        self.add_row.clicked.connect(self.append_row)
        head.addWidget(self.add_row)
        self.add_group = self._button(
            tr("Group"), "plus-box-multiple-outline", tr("Add a group of conditions inside")
        )
        self.add_group.clicked.connect(self.append_group)
        self.add_group.setVisible(self._depth < _DEEPEST)
        head.addWidget(self.add_group)
        if self._depth:
            remove = IconButton("close", tr("Remove this group with its conditions"))
            remove.clicked.connect(lambda: self.removed.emit(self))
            head.addWidget(remove)
        return head

    def _button(self, text: str, icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setIcon(theme.icon(icon))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAutoRaise(True)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def append_row(self) -> None:
        """Add a condition, to be filled in."""
        view = self._add(Row("artist", "contains"))
        assert isinstance(view, RowView)
        view.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def append_group(self) -> None:
        """Add a group with one condition, to be filled in."""
        self._add(Group("any", (Row("artist", "contains"),)))
        self.changed.emit()

    def _add(self, item: Row | Group) -> RowView | GroupView:
        view = RowView(item) if isinstance(item, Row) else GroupView(item, depth=self._depth + 1)
        view.changed.connect(self.changed)
        view.removed.connect(self._remove)
        self.items.append(view)
        self._rows.addWidget(view)
        return view

    def _remove(self, view: QWidget) -> None:
        self.items = [item for item in self.items if item is not view]
        self._rows.removeWidget(view)
        view.hide()
        view.deleteLater()
        self.add_row.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
