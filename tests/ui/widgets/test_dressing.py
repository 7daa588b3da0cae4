"""An open window is dressed anew behind what it showed before, and wears what was asked for last."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from organizer.ui.widgets import theme
from organizer.ui.widgets.dressing import Dressing


def test_the_last_of_several_looks_is_worn_and_nothing_is_painted_before(qapp, qtbot) -> None:
    theme.apply(qapp, "light")
    window, gone = QWidget(), QWidget()
    qtbot.addWidget(window)
    for shown in (window, gone):
        shown.show()
    dressing, worn = Dressing(qapp, window), []
    dressing.changed.connect(lambda: worn.append((theme.look().dark, window.updatesEnabled())))
    try:
        dressing.change("dark", 100)
        assert not window.updatesEnabled()
        dressing.change("light", 100)
        dressing.change("dark", 150)
        gone.close()
        gone.deleteLater()
        qtbot.waitUntil(lambda: len(worn) == 2 and window.updatesEnabled())
        assert worn == [(True, False), (True, False)] and theme.scaled(100) == 150
    finally:
        theme.apply(qapp, "light")
