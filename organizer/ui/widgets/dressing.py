"""Dresses an open window in another look, or with text of another size, a part in each turn of the loop.

Each part passes over all widgets there are: all of them at once would hold the window up for several frames.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import in_turns


class Dressing(QObject):
    """What is on the screen stays as it was until all of it is dressed."""

    changed = Signal()  #: the application wears what was asked for last

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        self._held: list[QWidget] = []
        self._wanted: tuple[str, int] | None = None
        self._busy = False

    def change(self, name: str, text_size: int) -> None:
        """Wear the look of this name, with text of so many percent of the system's."""
        self._wanted = name, text_size
        if not self._busy:
            self._begin()

    def _begin(self) -> None:
        if self._wanted is None:
            return
        steps: list[Callable[[], object]] = theme.steps(self._app, *self._wanted)
        self._wanted, self._busy = None, True
        in_turns(self, [self._hold, *steps, self.changed.emit, self._show])

    def _hold(self) -> None:
        self._held = [one for one in self._app.topLevelWidgets() if one.isVisible() and one.updatesEnabled()]
        for window in self._held:
            window.setUpdatesEnabled(False)

    def _show(self) -> None:
        for window in self._held:
            if isValid(window):  # it may have been closed meanwhile
                window.setUpdatesEnabled(True)
        self._held, self._busy = [], False
        self._begin()
