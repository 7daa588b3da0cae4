"""The key finder in use, as the settings show it, with the way to another one."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from organizer.base.errors import printable
from organizer.base.language import tr, tr_as
from organizer.ui.widgets.parts import STEP, ElidedLabel


class KeyChoice(QWidget):
    """Shows which key finder tells keys in place of the ear; ``path`` is what was chosen, "" for none."""

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.name = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self.name.setAccessibleName(tr("Key finder that goes before the ear"))
        self.name.setMinimumWidth(180)
        self.choose_button = QPushButton(tr("Choose a key finder…"))
        self.choose_button.setToolTip(
            tr(
                "A model of your own (ONNX) that tells keys. It listens at the end of “organizer add” and "
                "“organizer analyze”, at the pace of the library, and when “organizer keys” asks it"
            )
        )
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self._ask)
        self.remove_button = QPushButton(tr("Use none"))
        self.remove_button.setToolTip(tr("The keys that it told stay; “organizer keys --forget” drops them"))
        self.remove_button.setAutoDefault(False)
        self.remove_button.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        row.addWidget(self.name, 1)
        row.addWidget(self.choose_button)
        row.addWidget(self.remove_button)
        self.setFocusProxy(self.choose_button)
        self.choose(path)

    def choose(self, path: str) -> None:
        """Take this file, or none."""
        self.path = path
        name = printable(os.path.basename(path)) if path else tr_as("key finder", "None")
        if path and not os.path.exists(path):
            name = tr("{name} (not there)", name=name)
        self.name.set_whole(name, printable(path))
        self.remove_button.setEnabled(bool(path))

    def _ask(self) -> None:
        dialog = QFileDialog(self, tr("Choose a key finder"), os.path.dirname(self.path))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(tr("Models (*.onnx)"))
        dialog.fileSelected.connect(self.choose)
        dialog.open()

    def _remove(self) -> None:
        self.choose("")
