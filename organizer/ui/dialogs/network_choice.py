"""The network in use, as the settings show it, with the way to another one."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from organizer.base.errors import printable
from organizer.base.language import tr, tr_as
from organizer.base.settings import Settings
from organizer.ui.state.network_work import NetworkWork
from organizer.ui.widgets.parts import STEP, ElidedLabel


class NetworkChoice(QWidget):
    """Shows which network is in use; a button leads to the dialog, whose choice counts at once."""

    def __init__(self, settings: Settings, work: NetworkWork | None, parent: QWidget | None = None) -> None:
        """``work``: what sets networks up; without it what is in use is only shown."""
        super().__init__(parent)
        self.name = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self.name.setAccessibleName(tr("Network that listens beside the ear"))
        self.name.setMinimumWidth(180)
        self.set_up = QPushButton(tr("Set up the network…"))
        self.set_up.setToolTip(
            tr("Get a trained network that listens beside the ear, choose one, or remove it")
        )
        self.set_up.setAutoDefault(False)
        self.set_up.setEnabled(work is not None)
        self.set_up.clicked.connect(lambda: set_up_network(work, self.window()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        row.addWidget(self.name, 1)
        row.addWidget(self.set_up)
        self.setFocusProxy(self.set_up)
        self.show_settings(settings)

    def show_settings(self, settings: Settings) -> None:
        """Show the network that is in use by these."""
        path = settings.network
        name = printable(os.path.basename(path)) if path else tr_as("network", "None")
        self.name.set_whole(name, printable(path))


def set_up_network(work: NetworkWork | None, parent: QWidget) -> None:
    """Open the dialog in which a network is got, chosen or removed."""
    from organizer.ui.dialogs.network_dialog import NetworkDialog

    if work is not None:
        dialog = NetworkDialog(work, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
