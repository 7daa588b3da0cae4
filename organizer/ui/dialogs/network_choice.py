"""Choosing a trained network that hears along."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from organizer.analysis.network import model as network
from organizer.base.errors import printable
from organizer.ui.widgets.parts import STEP, ElidedLabel, url_path


class NetworkChoice(QWidget):
    """Shows the file of the network and lets a person choose another one, or none."""

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._name = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self._name.setAccessibleName("Network that hears along")
        self._name.setMinimumWidth(180)
        self.choose = QPushButton("Choose…")
        self.choose.setAccessibleName("Choose a network")
        self.choose.setToolTip("An embedding model as an ONNX file: Discogs-EffNet or MusiCNN")
        self.choose.clicked.connect(self._choose)
        self.none = QPushButton("Remove")
        self.none.setAccessibleName("Use no network")
        self.none.setToolTip("Compare songs by the ear of Organizer alone")
        self.none.clicked.connect(lambda: self.set_path(""))
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self._name, 1)
        row.addWidget(self.choose)
        row.addWidget(self.none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        if not network.is_installed():
            self.choose.setEnabled(False)
            self.choose.setToolTip("Needs onnxruntime: pip install 'organizer[network]'")
        self.setFocusProxy(self.choose)
        self.set_path(path)

    def set_path(self, path: str) -> None:
        """Choose a network by its file; "" for none."""
        self.path = path
        self._name.set_whole(printable(os.path.basename(path)) or "None", printable(path))
        self.none.setEnabled(bool(path))

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Choose a network")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["ONNX models (*.onnx)", "All files (*)"])

        def chosen() -> None:
            paths = [path for url in dialog.selectedUrls() if (path := url_path(url)) is not None]
            if paths:
                self.set_path(paths[0])

        dialog.accepted.connect(chosen)
        dialog.open()
