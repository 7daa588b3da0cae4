"""The parameters of a tool as a form, made from what they say of themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.fields.tag_names import MORE_FIELDS, NAMED_FIELDS, label_of
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.tags.tools import parameters
from organizer.work.tags.tools.parameters import Shown
from organizer.work.tags.tools.song import EVERY, Tool


class _FieldsMenu(QMenu):
    """Stays open while fields are ticked, one after the other."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if not self._tick(action):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


class FieldsButton(QToolButton):
    """Names the fields that are chosen; its menu ticks them."""

    changed = Signal()

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setMinimumWidth(12 * STEP)
        self._fields: tuple[str, ...] = ()
        self._actions: dict[str, QAction] = {}
        menu = _FieldsMenu(self)
        self._add(menu, EVERY)
        menu.addSeparator()
        for field in EDITABLE_FIELDS:
            self._add(menu, field)
        menu.addSeparator()
        more = _FieldsMenu(tr("More"), menu)
        for field in MORE_FIELDS:
            self._add(more, field)
        menu.addMenu(more)
        self.setMenu(menu)

    def _add(self, menu: QMenu, field: str) -> None:
        action = menu.addAction(tr("Every field of text") if field == EVERY else label_of(field))
        action.setCheckable(True)
        action.setData(field)
        action.triggered.connect(self._ticked)
        self._actions[field] = action

    def action(self, field: str) -> QAction:
        """The entry of a field."""
        return self._actions[field]

    def fields(self) -> tuple[str, ...]:
        """The fields that are chosen, in their order."""
        return self._fields

    def show_fields(self, fields: Sequence[str]) -> None:
        """Tick these."""
        self._fields = tuple(fields)
        for field, action in self._actions.items():
            action.setChecked(field in fields)
        self._show_text()

    def _ticked(self) -> None:
        action = self.sender()
        chosen = [field for field, each in self._actions.items() if each.isChecked()]
        others = [field for field in self._fields if field not in self._actions]  # of a file, by its own name
        if isinstance(action, QAction) and action.data() == EVERY and action.isChecked():
            chosen, others = [EVERY], []
        elif len(chosen) + len(others) > 1 and EVERY in chosen:
            chosen.remove(EVERY)
        self.show_fields([*chosen, *others])
        self.changed.emit()

    def _show_text(self) -> None:
        names = [tr("Every field of text") if field == EVERY else label_of(field) for field in self._fields]
        text = ", ".join(names) or tr("none")
        room = max(40, self.width() - 4 * STEP)
        self.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(24 * STEP, hint.height())

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._show_text()


class ToolForm(QWidget):
    """The parameters of one tool. ``edited`` tells the tool with each change."""

    edited = Signal(object)  #: Tool

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool: Tool | None = None
        self.inputs: dict[str, QWidget] = {}  #: by the name of the parameter
        self.about = Label()
        self.about.setWordWrap(True)
        self.problem = Label()
        self.problem.setForegroundRole(QPalette.ColorRole.BrightText)
        self.problem.setWordWrap(True)
        self._place = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, STEP // 2, 0)
        self._layout.setSpacing(STEP)
        self._layout.addWidget(self.about)
        self._layout.addWidget(self._place)
        self._layout.addWidget(self.problem)
        self._layout.addStretch(1)

    @property
    def tool(self) -> Tool | None:
        """The tool with the parameters as they are."""
        return self._tool

    def show_tool(self, tool: Tool | None) -> None:
        """Show another tool; one of the same kind keeps its inputs, and with them the keyboard."""
        if type(tool) is not type(self._tool):
            self._build(tool)
        self._tool = tool
        if tool is not None:
            for each in parameters.shown(tool):
                if each.kind == "hidden":
                    continue
                self._fill(each, getattr(tool, each.name))
        self.about.setText("" if tool is None else tool.about)
        self._show_problem()

    def _build(self, tool: Tool | None) -> None:
        place = QWidget()
        form = QFormLayout(place)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(STEP - 2)
        form.setHorizontalSpacing(STEP)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.inputs = {}
        for each in parameters.shown(tool) if tool is not None else ():
            if each.kind == "hidden":
                continue
            widget = self.inputs[each.name] = self._input(each)
            if each.kind == "flag":
                form.addRow(widget)
            else:
                form.addRow(each.label, widget)
        self._layout.replaceWidget(self._place, place)
        self._place.hide()
        self._place.deleteLater()
        self._place = place

    def _input(self, each: Shown) -> QWidget:
        tip = plain(each.tip or each.label)

        def changed(value: Callable[[], object]) -> Callable[..., None]:
            return lambda *_: self._changed(each.name, value())

        widget: QWidget
        if each.kind == "flag":
            box = QCheckBox(each.label)
            box.clicked.connect(changed(box.isChecked))
            widget = box
        elif each.kind in ("choice", "field"):
            choice = QComboBox()
            choices = each.choices or {field: label_of(field) for field in NAMED_FIELDS}
            for value, text in choices.items():
                choice.addItem(text, value)
            choice.activated.connect(changed(choice.currentData))
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(10)
            widget = choice
        elif each.kind == "fields":
            fields = FieldsButton(each.label, tip)
            fields.changed.connect(changed(fields.fields))
            widget = fields
        elif each.kind in ("number", "share"):
            spin = QSpinBox()
            spin.setRange(*((each.low, each.high) if each.kind == "number" else (0, 100)))
            spin.setSuffix("" if each.kind == "number" else " %")
            spin.valueChanged.connect(
                changed(spin.value if each.kind == "number" else lambda: spin.value() / 100)
            )
            widget = spin
        else:
            widget = self._line(each, changed)
        if each.kind not in ("flag", "number", "share"):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        widget.setToolTip(tip)
        widget.setAccessibleName(each.label)
        return widget

    def _line(self, each: Shown, changed: Callable[[Callable[[], object]], Callable[..., None]]) -> QWidget:
        def value_of(text: str) -> object:
            return text if each.kind == "text" else parameters.split(text, each.kind)

        if each.examples:
            box = QComboBox()
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.addItems([*each.examples])
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
            box.setCompleter(None)  # type: ignore[arg-type]  # examples would be typed in unasked
            box.currentTextChanged.connect(changed(lambda: value_of(box.currentText())))
            return box
        line = QLineEdit()
        line.textEdited.connect(changed(lambda: value_of(line.text())))
        return line

    def _fill(self, each: Shown, value: object) -> None:
        """Show a value."""
        widget = self.inputs[each.name]
        widget.blockSignals(True)
        text = parameters.listed(value, each.kind) if isinstance(value, tuple) else str(value)
        if isinstance(widget, QCheckBox):
            widget.setChecked(bool(value))
        elif isinstance(widget, QSpinBox):
            widget.setValue(round(float(str(value)) * (100 if each.kind == "share" else 1)))
        elif isinstance(widget, FieldsButton):
            widget.show_fields(value if isinstance(value, tuple) else ())
        elif isinstance(widget, QComboBox) and not widget.isEditable():
            widget.setCurrentIndex(widget.findData(value))
        elif isinstance(widget, QComboBox):
            widget.setEditText(text)
        elif isinstance(widget, QLineEdit):
            widget.setText(text)
        widget.blockSignals(False)

    def _changed(self, name: str, value: object) -> None:
        if self._tool is None:
            return
        self._tool = parameters.changed(self._tool, name, value)
        self._show_problem()
        self.edited.emit(self._tool)

    def _show_problem(self) -> None:
        text = self._tool.problem() if self._tool is not None else ""
        self.problem.setText(text[:1].upper() + text[1:])
        self.problem.setVisible(bool(text))
