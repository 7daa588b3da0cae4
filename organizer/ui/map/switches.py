"""What is shown of the map at will, and remembered: the lines between cells, and the overview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from organizer.base.language import tr
from organizer.base.settings import Settings
from organizer.ui.state.app_state import AppState

#: Of each switch, named as its setting: entry of the menu, tip and key.
SWITCHES: Mapping[str, tuple[str, str, str]] = {
    "map_cells": (tr("Cells"), tr("Show the lines between cells"), "#"),
    "map_contours": (
        tr("Contours"),
        tr("Show lines along which the islands are equally high"),
        "",
    ),
    "map_overview": (
        tr("Overview"),
        tr("Show all of the map in a corner while zoomed"),
        "",
    ),
}


class MapSwitches(QObject):
    """An action for each switch, which follows the settings and changes them."""

    def __init__(self, state: AppState, view: QWidget) -> None:
        super().__init__(view)
        self._state = state
        self.actions: dict[str, QAction] = {}
        for name, (text, tip, key) in SWITCHES.items():
            action = self.actions[name] = QAction(text, view, checkable=True)
            action.setObjectName(name)
            action.setToolTip(tip)
            action.setStatusTip(tip)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(self._chosen)
            view.addAction(action)
        state.settings_changed.connect(self._show)
        self._show(state.settings)

    def _chosen(self) -> None:
        chosen = {name: action.isChecked() for name, action in self.actions.items()}
        self._state.set_settings(replace(self._state.settings, **chosen))  # type: ignore[arg-type]

    def _show(self, settings: Settings) -> None:
        for name, action in self.actions.items():
            action.setChecked(bool(getattr(settings, name)))
