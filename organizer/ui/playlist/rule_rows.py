"""Rules for a list as rows of a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from organizer.base.language import tr
from organizer.ui.widgets.parts import STEP
from organizer.work.playlists.rules import MOST_COUNT, MOST_GAP, Keys, Rules, Shape, Slope, Sound

_SHAPES = (
    (tr("no matter"), ""),
    (tr("rises"), "rising"),
    (tr("falls"), "falling"),
    (tr("rises, then falls"), "peak"),
)
_KEYS = (
    (tr("no matter"), "", tr("Keys are not looked at")),
    (tr("the same, or relative"), "same", tr("8A with 8A and 8B")),
    (tr("near on the wheel"), "near", tr("8A with 7A, 8A, 9A and 8B")),
    (tr("within two steps"), "wide", tr("8A with 6A to 10A, 8B, 7B and 9B")),
)
_SOUNDS = ((tr("little"), "little"), (tr("as usual"), "normal"), (tr("much"), "much"))
_LENGTHS = ((tr("all songs"), "all"), (tr("so many minutes"), "minutes"), (tr("so many songs"), "count"))


def _box(name: str, choices: Sequence[tuple[str, ...]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for text, meant, *_ in choices:
        box.addItem(text, meant)
    return box


class SlopeRow(QWidget):
    """How a number goes along the list, and between which values."""

    changed = Signal()

    def __init__(self, name: str, *, most: float, digits: int, step: float) -> None:
        super().__init__()
        self.shape = _box(name, _SHAPES)
        self.low, self.high = QDoubleSpinBox(), QDoubleSpinBox()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP // 2)
        row.addWidget(self.shape, 1)
        for box, what, tip in (
            (self.low, tr("{name}, lowest", name=name), tr("From here; auto: as the songs have it")),
            (self.high, tr("{name}, highest", name=name), tr("Up to here; auto: as the songs have it")),
        ):
            box.setRange(0.0, most)
            box.setDecimals(digits)
            box.setSingleStep(step)
            box.setSpecialValueText(tr("auto"))
            box.setAccessibleName(what)
            box.setToolTip(tip)
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self.changed)
            row.addWidget(box)
        self.shape.currentIndexChanged.connect(self._shape_changed)
        self._shape_changed()

    def _shape_changed(self, *_: object) -> None:
        for box in (self.low, self.high):
            box.setEnabled(bool(self.shape.currentData()))
        self.changed.emit()

    def slope(self) -> Slope | None:
        """What is chosen."""
        shape, low, high = self.shape.currentData(), self.low.value(), self.high.value()
        if not shape:
            return None
        if low and high:
            return Slope(cast(Shape, shape), min(low, high), max(low, high))
        return Slope(cast(Shape, shape))

    def show_slope(self, slope: Slope | None) -> None:
        """Choose this."""
        self.shape.setCurrentIndex(max(self.shape.findData(slope.shape if slope is not None else ""), 0))
        self.low.setValue(slope.low or 0.0 if slope is not None else 0.0)
        self.high.setValue(slope.high or 0.0 if slope is not None else 0.0)


class RuleRows(QWidget):
    """The rules; ``changed`` when a person changed one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._showing = False
        self.length = _box(tr("Length of the list"), _LENGTHS)
        self.minutes, self.count = QSpinBox(), QSpinBox()
        self.copies = QCheckBox(tr("No &recording twice"))
        self.artist_gap, self.album_gap = QSpinBox(), QSpinBox()
        self.tempo = SlopeRow(tr("Tempo"), most=400.0, digits=0, step=5.0)
        self.energy = SlopeRow(tr("Energy"), most=1.0, digits=2, step=0.05)
        self.keys = _box(tr("Keys of neighbours"), _KEYS)
        self.keys_first = QCheckBox(tr("before sound"))
        self.keys_first.setAccessibleName(tr("Keys count before sound"))
        self.sound = _box(tr("How much sound counts"), _SOUNDS)
        self.only, self.never = QLineEdit(), QLineEdit()
        self._set_up()
        self._lay_out()
        self._listen()
        self._length_changed()

    def rules(self) -> Rules:
        """What is chosen."""
        length = self.length.currentData()
        return Rules(
            artist_gap=self.artist_gap.value(),
            album_gap=self.album_gap.value(),
            copies=not self.copies.isChecked(),
            minutes=float(self.minutes.value()) if length == "minutes" else None,
            count=self.count.value() if length == "count" else None,
            tempo=self.tempo.slope(),
            energy=self.energy.slope(),
            keys=cast(Keys, self.keys.currentData()),
            keys_first=self.keys_first.isChecked(),
            sound=cast(Sound, self.sound.currentData()),
            only=self.only.text().strip(),
            never=self.never.text().strip(),
        )

    def show_rules(self, rules: Rules) -> None:
        """Choose these."""
        self._showing = True
        length = "minutes" if rules.minutes else "count" if rules.count else "all"
        self.length.setCurrentIndex(self.length.findData(length))
        self.minutes.setValue(round(rules.minutes or 60))
        self.count.setValue(rules.count or 25)
        self.copies.setChecked(not rules.copies)
        self.artist_gap.setValue(rules.artist_gap)
        self.album_gap.setValue(rules.album_gap)
        self.tempo.show_slope(rules.tempo)
        self.energy.show_slope(rules.energy)
        self.keys.setCurrentIndex(self.keys.findData(rules.keys))
        self.keys_first.setChecked(rules.keys_first)
        self.sound.setCurrentIndex(self.sound.findData(rules.sound))
        self.only.setText(rules.only)
        self.never.setText(rules.never)
        self._length_changed()
        self._showing = False
        self.changed.emit()

    def lasting(self, rules: Rules) -> Rules:
        """These rules, with the length that is chosen where they name none."""
        if rules.minutes or rules.count:
            return rules
        mine = self.rules()
        return replace(rules, minutes=mine.minutes, count=mine.count)

    def _set_up(self) -> None:
        for box, name, most in (
            (self.minutes, tr("Minutes"), 6_000),
            (self.count, tr("Songs"), MOST_COUNT),
            (self.artist_gap, tr("Songs between two by one artist"), MOST_GAP),
            (self.album_gap, tr("Songs between two from one album"), MOST_GAP),
        ):
            gap = most == MOST_GAP
            box.setRange(0 if gap else 1, most)
            box.setAccessibleName(name)
            box.setKeyboardTracking(False)
            if gap:
                box.setSpecialValueText(tr("no matter"))
                box.setToolTip(tr("So many other songs come between two, at least"))
        self.minutes.setSuffix(tr(" min"))
        self.count.setSuffix(tr(" songs"))
        self.artist_gap.setSuffix(tr(" songs"))
        self.album_gap.setSuffix(tr(" songs"))
        self.copies.setToolTip(tr("Of copies of a recording, one is in the list"))
        self.keys_first.setToolTip(tr("Keys that fit go before songs that sound alike"))
        self.keys.setToolTip(tr("Places on the Camelot wheel; a key that nobody is sure of fits nothing"))
        for at, (*_, tip) in enumerate(_KEYS):
            self.keys.setItemData(at, tip, 3)  # Qt.ItemDataRole.ToolTipRole
        self.sound.setToolTip(tr("How much it counts that songs after each other sound alike"))
        for edit, name, example in (
            (self.only, tr("Only songs that fit"), tr("a search, as genre:jazz or rating:3..")),
            (self.never, tr("Never songs that fit"), tr("a search, as year:..1979")),
        ):
            edit.setAccessibleName(name)
            edit.setPlaceholderText(example)

    def _lay_out(self) -> None:
        form = self.form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(STEP - 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(tr("&Choose:"), self._row(self.length, self.minutes, self.count))
        form.addRow("", self.copies)
        form.addRow(tr("&Artists apart:"), self.artist_gap)
        form.addRow(tr("Al&bums apart:"), self.album_gap)
        form.addRow(tr("Te&mpo:"), self.tempo)
        form.addRow(tr("&Energy:"), self.energy)
        form.addRow(tr("&Keys:"), self._row(self.keys, self.keys_first))
        form.addRow(tr("&Sound:"), self.sound)
        form.addRow(tr("&Only:"), self.only)
        form.addRow(tr("&Never:"), self.never)

    @staticmethod
    def _row(*widgets: QWidget) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP // 2)
        for at, widget in enumerate(widgets):
            row.addWidget(widget, int(at == 0))
        holder.setFocusProxy(widgets[0])
        return holder

    def _listen(self) -> None:
        for box in (self.length, self.keys, self.sound):
            box.currentIndexChanged.connect(self._changed)
        for spin in (self.minutes, self.count, self.artist_gap, self.album_gap):
            spin.valueChanged.connect(self._changed)
        for check in (self.copies, self.keys_first):
            check.toggled.connect(self._changed)
        for edit in (self.only, self.never):
            edit.editingFinished.connect(self._changed)
        self.tempo.changed.connect(self._changed)
        self.energy.changed.connect(self._changed)
        self.length.currentIndexChanged.connect(self._length_changed)
        self.keys.currentIndexChanged.connect(self._length_changed)

    def _length_changed(self, *_: object) -> None:
        chosen = self.length.currentData()
        self.minutes.setVisible(chosen == "minutes")
        self.count.setVisible(chosen == "count")
        self.keys_first.setEnabled(bool(self.keys.currentData()))

    def _changed(self, *_: object) -> None:
        if not self._showing:
            self.changed.emit()
