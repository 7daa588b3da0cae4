"""What the analysis, groups and regions say of songs, written into a field of choice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import OrganizerError
from organizer.base.fields.tag_names import label_of
from organizer.base.language import plural, tr
from organizer.ui.looks.dialog import Dialog
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label
from organizer.work.tags import describing

#: The fields that most people choose; any other can be typed.
_USUAL = ("grouping", "comment", "mood", "genre", "TXXX:EnergyLevel")


class FieldDialog(Dialog):
    """What is written, where, and whether what the field has stays in front of it."""

    write_requested = Signal(object)  #: ``describing.Wanted``

    def __init__(self, songs: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Write into a field"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("What is written"))
        for kind, name in describing.KINDS.items():
            self.kind.addItem(name, kind)
        self.field = QComboBox()
        self.field.setEditable(True)
        self.field.setAccessibleName(tr("The field that it goes into"))
        self.field.setToolTip(tr("A field, or the file’s own name of one"))
        for name in _USUAL:
            self.field.addItem(label_of(name), name)
        self.field.editTextChanged.connect(lambda _text: self._forget_problem())
        self.whole = QRadioButton(tr("In place of what it has"))
        self.append = QRadioButton(tr("Behind what it has"))
        self.whole.setChecked(True)
        for button in (self.whole, self.append):
            button.setAccessibleName(button.text())
        self.problem = Label()
        self.problem.setWordWrap(True)
        self.problem.setAccessibleName(tr("What is wrong"))
        self.problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.review_button = self.buttons.addButton(tr("Review…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.review_button.setToolTip(tr("See every change before anything is written"))
        self.buttons.accepted.connect(self.review)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setVerticalSpacing(STEP)
        form.addRow(tr("Write"), self.kind)
        form.addRow(tr("into"), self.field)
        form.addRow("", self.whole)
        form.addRow("", self.append)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(2 * STEP)
        layout.addWidget(
            Label(
                plural(
                    "For {n} song; songs of which it is not known stay as they are.",
                    "For {n} songs; songs of which it is not known stay as they are.",
                    songs,
                )
            )
        )
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(460)

    def review(self) -> None:
        """Ask for the review, or say what is wrong with the field."""
        try:
            wanted = describing.wanted(
                self.kind.currentData(), self.field.currentText(), append=self.append.isChecked()
            )
        except OrganizerError as error:
            text = complaint(error)
            self.problem.setText(text[:1].upper() + text[1:])
            self.problem.show()
            self.field.setFocus()
            return
        self.write_requested.emit(wanted)
        self.accept()

    def _forget_problem(self) -> None:
        self.problem.hide()
