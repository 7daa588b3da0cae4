"""Review of estimated tempos and keys, song by song, with the keyboard: listen, correct, accept. Stays open
beside the window; what is accepted is reviewed and written as any other edit of tags."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import plural, tr, tr_as
from organizer.base.model import Changes
from organizer.base.musical_keys import NOTATIONS, in_notation
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.estimates_model import (
    ARTIST,
    ESTIMATE,
    SONG,
    SURE,
    TAG,
    WHAT,
    WRITTEN,
    EstimatesModel,
    Key,
)
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label
from organizer.ui.widgets.row_table import row_table, set_widths
from organizer.work.tags.estimates import FACTORS
from organizer.work.tags.reviewing import FIELDS_OF, WHICH, Listed, listed
from organizer.work.tags.tapping import ENOUGH, Taps

#: Changes of the library are looked at together: milliseconds.
_SOON = 500
_WIDTHS = {ARTIST: 150, WHAT: 62, TAG: 76, ESTIMATE: 86, SURE: 62, WRITTEN: 120}
_NOTATION_NAMES = {
    "classic": tr_as("spelling of keys", "classic"),
    "camelot": tr("Camelot"),
    "openkey": tr("Open Key"),
}
_EXAMPLE = "F#m"
_HELP = tr("Space listens · 1 to 5 and T correct the tempo · Enter accepts · X leaves · N goes on")
_FIVE = {Qt.Key(int(Qt.Key.Key_1) + at): factor for at, (_name, factor) in enumerate(FACTORS)}


def _taps(count: int) -> str:
    return plural("Tap: {n} tap", "Tap: {n} taps", count)


class _Table(QTableView):
    """Its single keys are the dialog's."""

    def __init__(self, press: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._press = press

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held or not self._press(event):
            super().keyPressEvent(event)


class EstimatesDialog(Dialog):
    """Not modal. Space plays an excerpt, T taps, 1 to 5 correct, Enter or A accepts, X leaves, N goes on."""

    write_requested = Signal(object, object)  #: edits of what the person accepts, and what they are called

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Review tempo and key"))
        self.resize(1000, 600)
        self.clock = time.monotonic
        self._state = state
        self._ids: tuple[int, ...] | None = None
        self._listed: Listed | None = None
        self._written: dict[Key, str] = {}
        self._taps, self._tapped_row = Taps(), (0, "")
        self._playing = 0
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.search)
        state.library_changed.connect(self._library_changed)

    def look(self, ids: Sequence[int] | None = None) -> None:
        """List the estimates of all songs, or of some."""
        self._ids = None if ids is None else tuple(ids)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search()

    def search(self) -> None:
        """List them as the choices above say."""
        self._state.jobs.start(
            Job.ESTIMATES,
            listed,
            self._state.db,
            self._ids,
            FIELDS_OF[self.fields.currentData()],
            self.which.currentData(),
            dict(self._written),
            on_result=self._show,
            on_error=self._failed,
            owner=self,
        )
        self._show_state()

    # pieces

    def _build(self) -> None:
        self.fields = _choice(tr("What is reviewed"), [(name, name) for name in FIELDS_OF])
        self.which = _choice(tr("Which songs are listed"), list(WHICH.items()))
        for choice in (self.fields, self.which):
            choice.activated.connect(lambda _at: self.search())
        spelled = [
            (
                tr(
                    "Keys as {example} ({notation})",
                    example=in_notation(_EXAMPLE, one),
                    notation=_NOTATION_NAMES[one],
                ),
                one,
            )
            for one in NOTATIONS
        ]
        self.notation = _choice(tr("How keys are written"), spelled)
        self.notation.setCurrentIndex(NOTATIONS.index(self._state.settings.key_notation))
        self.notation.activated.connect(lambda _at: self._choose_notation())
        self.every = _button(tr("&Show all songs"), tr("Not only the songs that were selected"), self.look)
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.summary.setAccessibleName(tr("What is listed"))
        self._make_table()
        head = QHBoxLayout()
        head.setSpacing(STEP)
        for choice in (self.fields, self.which, self.notation):
            head.addWidget(choice)
        head.addStretch(1)
        head.addWidget(self.every)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(STEP)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._make_corrections())
        layout.addLayout(self._make_buttons())

    def _make_table(self) -> None:
        self.model = EstimatesModel(self._state.settings.key_notation, self)
        self.table = table = _Table(self._press)
        row_table(self.model, tr("Songs and what was estimated of them"), table)
        set_widths(table, _WIDTHS)
        header = table.horizontalHeader()
        header.setSortIndicator(SONG, Qt.SortOrder.AscendingOrder)
        table.setSortingEnabled(True)
        table.doubleClicked.connect(lambda _index: self.listen())
        table.selectionModel().selectionChanged.connect(lambda *_: self._show_row())
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_row())
        self.empty = EmptyView.over(table)
        self.model.accepted_changed.connect(self._show_state)

    def _make_corrections(self) -> QHBoxLayout:
        self.listen_button = _button(
            tr("Listen"), tr("Hear the song where it tells most, or stop (Space)"), self.listen
        )
        self.factors: dict[Fraction, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self.listen_button)
        row.addSpacing(2 * STEP)
        for number, (name, factor) in enumerate(FACTORS, 1):
            tip = (
                tr("The tempo as it was estimated")
                if factor == 1
                else tr("The estimated tempo times {factor}", factor=name)
            )
            button = _button(f"{name} ×", f"{tip} ({number})", partial(self.correct, factor))
            button.setCheckable(True)
            button.setMinimumWidth(self.fontMetrics().horizontalAdvance("1½ × = 888") + 3 * STEP)
            self.factors[factor] = button
            row.addWidget(button)
        tip = tr(
            "Tap along with the beat (T), {n} times at least; 2 seconds of rest begin anew",
            n=ENOUGH,
        )
        self.tap_button = _button(tr("Tap"), tip, self.tap)
        self.tap_button.setMinimumWidth(self.fontMetrics().horizontalAdvance(_taps(8)) + 3 * STEP)
        row.addWidget(self.tap_button)
        row.addStretch(1)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        self.accept_button = _button(
            tr("&Accept"), tr("Accept this, and go on (Enter or A)"), self.accept_row
        )
        self.leave_button = _button(tr("&Leave"), tr("Leave this as it is, and go on (X)"), self.leave_row)
        self.next_button = _button(tr("&Next"), tr("Go on, and decide nothing (N)"), self.go_on)
        self.least = QSpinBox()
        self.least.setRange(0, 100)
        self.least.setValue(60)
        self.least.setSuffix(" %")
        self.least.setAccessibleName(tr("How clear what is accepted must be"))
        self.least.setToolTip(tr("How clear an estimate must be"))
        self.all_button = _button(
            tr("Accept all &from"),
            tr("Accept every estimate in the list that is at least so clear"),
            lambda: self.model.accept_from(self.least.value() / 100),
        )
        self.write_button = _button(tr("&Write…"), tr("Review what was accepted, then write it"), self._write)
        close = _button(tr("Close"), tr("Close; nothing is written"), self.close)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        for button in (self.accept_button, self.leave_button, self.next_button):
            row.addWidget(button)
        row.addSpacing(2 * STEP)
        row.addWidget(self.all_button)
        row.addWidget(self.least)
        row.addStretch(1)
        row.addWidget(self.write_button)
        row.addWidget(close)
        return row

    # what is shown

    def _show(self, answer: Listed) -> None:
        self._listed = answer
        at = max(0, self.table.currentIndex().row())
        self.model.show_rows(answer.rows, answer.settled)
        if answer.rows:
            self._go(min(at, len(answer.rows) - 1))
        self._show_state()

    def _show_state(self) -> None:
        rows, accepted = self.model.rowCount(), self.model.accepted
        self.every.setVisible(self._ids is not None)
        for widget in (self.all_button, self.least, self.accept_button, self.leave_button, self.next_button):
            widget.setEnabled(bool(rows))
        self.write_button.setEnabled(bool(accepted))
        self.write_button.setText(tr("&Write {n}…", n=accepted) if accepted else tr("&Write…"))
        self.empty.setVisible(not rows)
        self._show_row()
        if self._listed is None:
            self.empty.say(tr("Looking at the songs …") if self._state.jobs.running(Job.ESTIMATES) else "")
            return
        words = tr(
            "{estimates} of {songs}.",
            estimates=plural("{n} estimate", "{n} estimates", len(self._listed.rows)),
            songs=plural("{n} song", "{n} songs", self._listed.songs),
        )
        if self._listed.more:
            words = f"{words} {tr('More songs follow when these are done.')}"
        words = f"{words} {tr('Only what you accept is written, after a review.')}"
        self.summary.setText(f"{words}\n{_HELP}" if rows else "")
        self.empty.say(self._listed.why)

    def _show_row(self) -> None:
        """What can be done with the row at hand, and what tempo each factor gives."""
        at = self.table.currentIndex().row()
        row = self.model.row(at) if 0 <= at < self.model.rowCount() else None
        tempo = row is not None and row.tempo is not None
        self.listen_button.setEnabled(row is not None)
        self.tap_button.setEnabled(tempo)
        for (name, factor), button in zip(FACTORS, self.factors.values(), strict=True):
            button.setEnabled(tempo)
            chosen = row is not None and tempo and not self.model.is_tapped(row)
            chosen = chosen and row is not None and self.model.factor(row) == factor
            button.setChecked(chosen)
            font = button.font()
            font.setBold(chosen)
            button.setFont(font)
            button.setText(
                f"{name} × = {row.written(factor=factor)}" if row is not None and tempo else f"{name} ×"
            )
        taps = len(self._taps.times)
        same = row is not None and self._tapped_row == (row.track_id, row.field)
        self.tap_button.setText(_taps(taps) if taps and same else tr("Tap"))

    def _failed(self, error: Exception) -> None:
        self._listed = None
        self.model.show_rows(())
        self.empty.say(complaint(error))

    # what the person does

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        call = {
            Qt.Key.Key_Space: self.listen,
            Qt.Key.Key_Return: self.accept_row,
            Qt.Key.Key_Enter: self.accept_row,
            Qt.Key.Key_A: self.accept_row,
            Qt.Key.Key_X: self.leave_row,
            Qt.Key.Key_N: self.go_on,
            Qt.Key.Key_T: self.tap,
        }.get(key)
        if call is None and key not in _FIVE:
            return False
        if not event.isAutoRepeat() or key == Qt.Key.Key_N:  # a key that rests is one tap
            self.correct(_FIVE[key]) if call is None else call()
        return True

    def _places(self) -> list[int]:
        """The selected rows, or the one at hand."""
        places = [index.row() for index in self.table.selectionModel().selectedRows()]
        current = self.table.currentIndex()
        return places or ([current.row()] if current.isValid() else [])

    def listen(self) -> None:
        """Play the song at hand from its telling part on; again: stop."""
        if not self.table.currentIndex().isValid():
            return
        song = self.model.row(self.table.currentIndex().row()).track_id
        if self._playing == song and self._state.current_track == song:
            self._stop()
            return
        self._playing = song
        self._state.preview_requested.emit(song)

    def _stop(self) -> None:
        if self._playing:
            self._state.preview_ended.emit(self._playing)
        self._playing = 0

    def tap(self) -> None:
        """One more beat of the song at hand."""
        at = self.table.currentIndex().row()
        row = self.model.row(at) if 0 <= at < self.model.rowCount() else None
        if row is None or row.tempo is None:
            return
        if self._tapped_row != (row.track_id, row.field):
            self._taps, self._tapped_row = Taps(), (row.track_id, row.field)
        self._taps = self._taps.tap(self.clock())
        if self._taps.tempo is not None:
            self.model.tap(at, self._taps.tempo)
        self._show_row()

    def correct(self, factor: Fraction) -> None:
        """Take the estimated tempos of the selected rows times a factor; what was tapped is forgotten."""
        self._taps = Taps()
        self.model.correct(self._places(), factor)

    def accept_row(self) -> None:
        """Accept the selected rows, and go on."""
        self._decide(accepts=True)

    def leave_row(self) -> None:
        """Leave the selected rows as they are, and go on."""
        self._decide(accepts=False)

    def _decide(self, *, accepts: bool) -> None:
        places = self._places()
        self.model.accept(places, accepts=accepts)
        if len(places) == 1:
            self.go_on()

    def go_on(self) -> None:
        """Go to the next row."""
        self._go(min(self.table.currentIndex().row() + 1, self.model.rowCount() - 1))

    def _go(self, at: int) -> None:
        index = self.model.index(at, SONG)
        self.table.setCurrentIndex(index)
        self.table.selectRow(at)
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _choose_notation(self) -> None:
        notation = self.notation.currentData()
        self.model.set_notation(notation)
        self._state.set_settings(replace(self._state.settings, key_notation=notation))

    def _write(self) -> None:
        edits = self.model.edits()
        self._written.update(self.model.texts())
        self.write_requested.emit(
            edits,
            plural("Reviewed tempo and key of {n} song", "Reviewed tempo and key of {n} songs", len(edits)),
        )

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop()
        super().hideEvent(event)

    def _library_changed(self, _changes: Changes) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()


def _choice(name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(name)
    choice.setToolTip(name)
    for text, data in entries:
        choice.addItem(text, data)
    return choice


def _button(text: str, tip: str, call: Callable[[], object]) -> QPushButton:
    """One that leaves the keyboard to the list, where single keys do the same."""
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda: call())
    return button
