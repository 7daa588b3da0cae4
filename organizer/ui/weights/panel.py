"""The sliders over the map: how much each aspect of songs counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from organizer.analysis.ear.layout import ASPECTS, NETWORK
from organizer.base.language import number, plural, tr
from organizer.ui.looks.scrolling import Scrolled
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, IconButton, without_mnemonic
from organizer.ui.widgets.plain_text import Label

_WIDTH, _MARGIN = 316, 8
#: Steps of a slider to either side of the middle, and what the weight is at its right end.
_STEPS, _MOST = 100, 3.0
#: Of each aspect its name and what it means, in a few words.
WORDS = {
    "timbre": (tr("Timbre"), tr("colours of the sound")),
    "dynamics": (tr("Dynamics"), tr("attacks, swells, decays")),
    "rhythm": (tr("Rhythm"), tr("how it pulses")),
    "harmony": (tr("Harmony"), tr("notes together")),
    "network": (tr("Network"), tr("a trained ear")),
}


def weight_at(value: int) -> float:
    """The weight that a slider means: 0 at its left end, 1 in the middle."""
    return 1.0 + value / _STEPS * (_MOST - 1.0 if value > 0 else 1.0)


def value_of(weight: float) -> int:
    """Where a slider stands for a weight."""
    share = (weight - 1.0) / (_MOST - 1.0) if weight > 1.0 else weight - 1.0
    return max(-_STEPS, min(_STEPS, round(_STEPS * share)))


def spoken(weight: float) -> str:
    """A weight in words."""
    if weight == 0.0:
        return tr("not at all")
    return tr("as measured best") if abs(weight - 1.0) < 0.005 else f"× {number(weight, 2)}"


class WeightsPanel(QFrame):
    """Lies over the map at its right. ``weights_changed`` comes while a slider moves."""

    weights_changed = Signal(object)  #: weights by aspect
    odd_requested = Signal()  #: teach the weights by ear
    kept = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._map = parent
        self._before: dict[str, float] = {}
        self._exact: dict[str, float] = {}  #: weights between two steps of their slider
        self.setObjectName("notice")
        self.setAccessibleName(tr("Weights"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.sliders: dict[str, QSlider] = {}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._values: dict[str, Label] = {}
        title = Label(tr("What makes songs alike?"))
        self.close_button = IconButton("close", tr("Leave the weights"), tr("Leave without keeping (Esc)"))
        self.close_button.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.close_button)
        grid = QGridLayout()
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        for row, aspect in enumerate(ASPECTS):
            self._add_row(grid, 2 * row, aspect)
        self.note = Label()
        self.note.setWordWrap(True)
        self.reset = _button(tr("&Reset"), tr("All as measured best"), self._reset)
        self.back = _button(tr("&Back to how it was"), tr("The weights of this map"), self._go_back)
        self.odd = _button(
            tr("&Odd one out…"), tr("Teach the weights by ear: which of three songs does not belong?")
        )
        self.odd.clicked.connect(self.odd_requested)
        self.keep = _button(tr("&Keep"), tr("Store the weights and build the map by them"))
        self.keep.setObjectName("primary")
        self.keep.clicked.connect(self.kept)
        lines = []
        for pair in ((self.reset, self.back), (self.odd, self.keep)):
            line = QHBoxLayout()
            line.setSpacing(STEP // 2)
            for button in pair:
                line.addWidget(button, 1)
            lines.append(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP + 4, STEP // 2, STEP // 2 + 4, STEP)
        layout.setSpacing(STEP // 2)
        layout.addLayout(head)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(grid)
        inside.addWidget(self.note)
        self._area = Scrolled(self._inside)  # a low map with large text has no room for all of it
        layout.addWidget(self._area, 1)
        for line in lines:
            layout.addLayout(line)
        parent.installEventFilter(self)
        self.hide()

    def _add_row(self, grid: QGridLayout, row: int, aspect: str) -> None:
        name, meaning = WORDS[aspect]
        label, value = Label(f"{name}: {meaning}"), Label()
        label.setWordWrap(True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(-_STEPS, _STEPS)
        slider.setPageStep(_STEPS // 5)
        slider.setTickInterval(_STEPS)
        slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        slider.setAccessibleName(f"{tr('Weight')}: {name}, {meaning}")
        how = tr(
            "How much songs alike in this belong together: from not at all to three times as much as "
            "measured best"
        )
        slider.setToolTip(f"{ASPECTS[aspect]}\n{how}")
        slider.valueChanged.connect(self._moved)
        label.setToolTip(slider.toolTip())
        grid.addWidget(label, row, 0)
        grid.addWidget(value, row, 1)
        grid.addWidget(slider, row + 1, 0, 1, 2)
        self.sliders[aspect], self._values[aspect] = slider, value
        self._rows[aspect] = (label, value, slider)

    @property
    def weights(self) -> dict[str, float]:
        """What the sliders say, of the aspects that there are."""
        said = {}
        for aspect, slider in self.sliders.items():
            if aspect in self._before:
                exact = self._exact.get(aspect, 1.0)
                said[aspect] = exact if value_of(exact) == slider.value() else weight_at(slider.value())
        return said

    def wait(self) -> None:
        """Nothing can be weighed yet."""
        self._before = {}
        self._enable(False)
        self.note.setText(tr("Reading what the songs are compared by…"))

    def refuse(self, problem: str) -> None:
        """Nothing can be weighed, and why."""
        self._before = {}
        self._enable(False)
        self.note.setText(problem)
        self.place()

    def begin(self, aspects: Sequence[str], weights: Mapping[str, float]) -> None:
        """Offer these aspects; the map has these weights."""
        self._before = {aspect: weights.get(aspect, 1.0) for aspect in aspects}
        for aspect, parts in self._rows.items():
            for part in parts:
                part.setVisible(aspect in self._before)
        self._enable(True)
        self.set_weights(self._before, tell=False)

    def set_weights(self, weights: Mapping[str, float], *, tell: bool = True) -> None:
        """Let the sliders stand here."""
        self._exact = dict(weights)
        for aspect, slider in self.sliders.items():
            slider.blockSignals(True)
            slider.setValue(value_of(weights.get(aspect, 1.0)))
            slider.blockSignals(False)
        self._show()
        if tell:
            self.weights_changed.emit(self.weights)

    def show_moved(self, count: int) -> None:
        """So many songs would lie elsewhere."""
        if self.weights == self._before:
            self.note.setText(tr("This is the map as it is. Move a slider: the songs follow."))
        else:
            self.note.setText(
                plural(
                    "{n} song would lie more than a cell from now.",
                    "{n} songs would lie more than a cell from now.",
                    count,
                )
            )

    def _enable(self, enabled: bool) -> None:
        for widget in (*self.sliders.values(), self.reset, self.back, self.odd, self.keep):
            widget.setEnabled(enabled)

    def _moved(self, _value: int) -> None:
        self._show()
        if any(weight for aspect, weight in self.weights.items() if aspect != NETWORK):
            self.weights_changed.emit(self.weights)

    def _show(self) -> None:
        weights = self.weights
        for aspect, value in self._values.items():
            value.setText(spoken(weights.get(aspect, 1.0)))
        heard = any(weight for aspect, weight in weights.items() if aspect != NETWORK)
        changed = weights != self._before
        self.keep.setEnabled(changed and heard)
        self.back.setEnabled(changed)
        self.reset.setEnabled(any(weight != 1.0 for weight in weights.values()))
        if not heard:
            self.note.setText(tr("Something besides the network must count: the map stays as it was."))
        elif not changed:
            self.show_moved(0)
        self.place()

    def _reset(self) -> None:
        self.set_weights(dict.fromkeys(self._before, 1.0))

    def _go_back(self) -> None:
        self.set_weights(self._before)

    def place(self) -> None:
        """At the right of the map, below its upper edge."""
        if self.isHidden():
            return
        width = min(theme.scaled(_WIDTH), self._map.width() - 2 * _MARGIN)
        layout, inside = self.layout(), self._inside.layout()
        assert layout is not None and inside is not None
        layout.activate()
        sides = layout.contentsMargins()
        room = width - sides.left() - sides.right() - self._area.verticalScrollBar().sizeHint().width()
        around = layout.totalSizeHint().height() - self._area.sizeHint().height()
        height = around + inside.totalHeightForWidth(room)
        height = min(height, self._map.height() - 2 * _MARGIN)
        self.setGeometry(self._map.width() - width - _MARGIN, _MARGIN, width, height)
        self.raise_()

    def showEvent(self, event: QEvent) -> None:
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _button(text: str, tip: str, call: object = None) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(without_mnemonic(text).rstrip("…"))
    button.setToolTip(tip)
    if callable(call):
        button.clicked.connect(lambda _checked=False: call())
    return button
