"""Asks what a region is to be called."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from organizer.base.folding import fold
from organizer.base.language import tr
from organizer.library.places.regions import LONGEST_NAME, Region
from organizer.ui.looks.dialog import Dialog
from organizer.ui.widgets.plain_text import Label


class NameDialog(Dialog):
    """A field for the name. A name that another region has puts the songs into that one, which the button
    says, or is refused where a region is renamed. It deletes itself when closed."""

    named = Signal(str)  #: by a name that is free
    joined = Signal(int)  #: the number of the region of that name

    def __init__(
        self, title: str, text: str, others: Sequence[Region], parent: QWidget, *, name: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._others = {fold(region.name): region for region in others}
        self._renames = bool(name)
        layout = QVBoxLayout(self)
        question = Label(text)
        question.setWordWrap(True)
        layout.addWidget(question)
        self.field = QLineEdit(name)
        self.field.setAccessibleName(tr("Name of the region"))
        self.field.setPlaceholderText(tr("late night"))
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setMinimumWidth(320)
        self.field.selectAll()
        layout.addWidget(self.field)
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.setEnabled(False)
        layout.addWidget(self.note)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.button = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.button.setDefault(True)
        buttons.accepted.connect(self._decide)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.field.textChanged.connect(self._look)
        self._look()

    def _same(self) -> Region | None:
        return self._others.get(fold(" ".join(self.field.text().split())))

    def _look(self) -> None:
        """What the button would do with this name."""
        same = self._same()
        self.button.setEnabled(bool(self.field.text().strip()) and (same is None or not self._renames))
        if same is None:
            self.button.setText(tr("&Rename") if self._renames else tr("&Name"))
            self.note.setText("" if self._renames else tr("Songs that sound like these join as they come."))
        elif self._renames:
            self.note.setText(tr("“{name}” is another region.", name=same.name))
        else:
            self.button.setText(tr("&Add"))
            self.note.setText(tr("“{name}” is there: the songs are added to it.", name=same.name))

    def _decide(self) -> None:
        same = self._same()
        self.accept()
        if same is None:
            self.named.emit(self.field.text())
        else:
            self.joined.emit(same.number)
