"""The parts of the page: kinds with their counts, the findings of one, and what can be done with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import number, plural, tr
from organizer.ui.tidy.model import PROPOSED, WHAT, FindingsModel
from organizer.ui.widgets import theme
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label
from organizer.ui.widgets.row_table import row_table, set_widths
from organizer.work.tidying.findings import KINDS
from organizer.work.tidying.tidying import Tidiness

_WIDTHS = {WHAT: 230, PROPOSED: 190}
_KINDS_WIDTH = 250


def summary(seen: Tidiness) -> str:
    """What came of the look, in a sentence or two."""
    if not seen.songs:
        return ""
    if not seen.findings:
        return plural(
            "Nothing to tidy: {n} song looked at, and all is in order.",
            "Nothing to tidy: {n} songs looked at, and all is in order.",
            seen.songs,
        )
    return tr(
        "{findings} among {songs}; for {proposed} there is a proposal. Tick what is right, "
        "and review it before anything is written.",
        findings=plural("{n} finding", "{n} findings", len(seen.findings)),
        songs=plural("{n} song", "{n} songs", seen.songs),
        proposed=seen.proposed,
    )


def check_tip(unchecked: int) -> str:
    """What checking lossless files does."""
    if not unchecked:
        return tr("All lossless files are checked")
    return plural(
        "Decode {n} lossless file: is it whole, and was it made from a lossy one? Takes a second or two",
        "Decode {n} lossless files: are they whole, and were they made from lossy ones? "
        "Takes a second or two for each",
        unchecked,
    )


class View:
    """The widgets of the dialog, laid out."""

    def __init__(self, dialog: QWidget, model: FindingsModel) -> None:
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.summary.setAccessibleName(tr("What came of it"))
        self.again = button(tr("&Look again"), tr("Look through the library again"))
        self.kinds = QListWidget()
        self.kinds.setAccessibleName(tr("Kinds of what can be wrong"))
        self.kinds.setSpacing(2)
        self.kinds.setToolTip(tr("What can be wrong; left out kinds are grey"))
        self.about = Label()
        self.about.setWordWrap(True)
        self.why = Label()
        self.why.setWordWrap(True)
        self.why.setAccessibleName(tr("Why it is thought wrong"))
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._make_table(model)
        self._make_buttons()
        head = QHBoxLayout()
        head.setSpacing(2 * STEP)
        head.addWidget(self.summary, 1)
        head.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.kinds)
        split.addWidget(self._right())
        split.setSizes([theme.scaled(_KINDS_WIDTH), theme.scaled(1100 - _KINDS_WIDTH)])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(STEP)
        layout.addLayout(head)
        layout.addWidget(split, 1)
        layout.addLayout(self._bottom())

    def _make_table(self, model: FindingsModel) -> None:
        self.table = row_table(model, tr("What is wrong"))
        set_widths(self.table, _WIDTHS)
        self.empty = EmptyView.over(self.table)

    def _make_buttons(self) -> None:
        self.options_label = Label(tr("Write as:"))
        self.options = QComboBox()
        self.options.setAccessibleName(tr("What to write for the selected finding"))
        self.options.setToolTip(tr("What is proposed, and what your songs say otherwise"))
        self.options.setMinimumWidth(220)
        self.all = button(tr("Tick &all"), tr("Want the proposal of every finding of this kind, or of none"))
        self.play = button(tr("&Play"), tr("Play the songs of the selected findings (double click)"))
        self.on_map = button(
            tr("Show on the &map"), tr("Go to the songs of the selected findings on the map")
        )
        self.ignore = button(
            tr("&Ignore"), tr("It is right as it is: do not show the selected findings again")
        )
        self.leave_out = button(tr("Leave this &kind out"), tr("Do not look for this kind at all"))
        self.show_ignored = button(tr("Show ignored"), tr("Show again what you ignored"))
        self.check = button(tr("&Check lossless files"), tr("Decode lossless files: are they whole?"))
        self.write = button(
            tr("&Review…"), tr("Review every change that is ticked, then write it into the files")
        )
        self.close_button = button(tr("Close"), tr("Close; nothing is written"))

    def _right(self) -> QWidget:
        chosen = QHBoxLayout()
        chosen.setSpacing(STEP)
        for widget in (self.all, self.options_label, self.options):
            chosen.addWidget(widget)
        chosen.addStretch(1)
        for widget in (self.play, self.on_map, self.ignore):
            chosen.addWidget(widget)
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(STEP, 0, 0, 0)
        layout.setSpacing(STEP)
        layout.addWidget(self.about)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        layout.addLayout(chosen)
        return right

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self.leave_out)
        row.addWidget(self.show_ignored)
        row.addWidget(self.check)
        row.addStretch(1)
        row.addWidget(self.write)
        row.addWidget(self.close_button)
        return row

    def show_kinds(self, counts: Mapping[str, int], off: Collection[str], current: str) -> None:
        """The kinds with their counts: those in which something is wrong are bold, the first is chosen."""
        self.kinds.blockSignals(True)
        self.kinds.clear()
        first = next((name for name, count in counts.items() if count), KINDS[0].name)
        for kind in KINDS:
            count = counts[kind.name]
            item = QListWidgetItem(f"{kind.title}  ·  {number(count)}" if count else kind.title)
            item.setData(Qt.ItemDataRole.UserRole, kind.name)
            item.setToolTip(f"{kind.about[0].upper()}{kind.about[1:]}")
            font = QFont(self.kinds.font())
            font.setBold(bool(count))
            item.setFont(font)
            if not count:
                item.setForeground(self.kinds.palette().placeholderText())
            if kind.name in off:
                font.setStrikeOut(True)
                item.setFont(font)
            self.kinds.addItem(item)
            if kind.name == (current or first):
                self.kinds.setCurrentItem(item)
        self.kinds.blockSignals(False)

    def show_options(self, labels: Sequence[str], current: int) -> None:
        """What can be written for the finding that is selected."""
        if [self.options.itemText(at) for at in range(self.options.count())] != list(labels):
            self.options.clear()
            self.options.addItems(list(labels))
        self.options.setCurrentIndex(current)


def button(text: str, tip: str) -> QPushButton:
    """A button that Enter does not press unasked."""
    made = QPushButton(text)
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setAutoDefault(False)
    return made
