"""The Tab key reaches every control and leaves every view; the space bar plays as Enter does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs

_NO_KEY = Qt.KeyboardModifier.NoModifier


def wanted(window: QWidget) -> set[QWidget]:
    """The controls that a person sees and that take the keyboard."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.window() is window
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not (isinstance(widget, QTabBar) and widget.count() < 2)
    }


def walk(start: QWidget, key: Qt.Key, most: int = 300) -> list[QWidget]:
    """Where the keyboard comes by, until it is at one place again."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    for _ in range(most):
        now = QApplication.focusWidget()
        if now is None or now in seen:
            break
        seen.append(now)
        QTest.keyClick(now, key, _NO_KEY)
    return seen


def name_of(widget: QWidget) -> str:
    parents, parent = [], widget.parentWidget()
    while parent is not None:
        parents.append(type(parent).__name__)
        parent = parent.parentWidget()
    what = widget.accessibleName() or widget.objectName()
    return f"{type(widget).__name__} “{what}” in {' '.join(parents[:3])}"


@pytest.mark.parametrize("view", list(ViewName))
def test_tab_reaches_every_control_and_comes_round(qtbot, open_window, db, view):
    ids = add_songs(db, 36)
    mapping.build_map(JobContext(), db)
    made(db)
    session = open_window()
    window, state = session.window, session.state
    window.resize(1500, 950)
    window.playlist.add(ids[:5])
    state.select(ids[:2], "test")
    window.activateWindow()
    window.views.open(view)
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
    controls = wanted(window)
    assert len(controls) > 20
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        seen = walk(window.search, key)
        assert QApplication.focusWidget() is window.search  # it comes round
        missed = sorted(name_of(widget) for widget in controls - set(seen))
        assert not missed, f"{key} does not reach {missed}; it went {[name_of(w) for w in seen][-3:]}"


def test_tab_walks_as_the_controls_lie(qtbot, open_window, db):
    add_songs(db, 12)
    session = open_window()
    window = session.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    seen = walk(window.search, Qt.Key.Key_Tab)
    places = [seen.index(widget) for widget in (window.search, window.sidebar, window.map, window.table)]
    assert places == sorted(places)
    assert len([widget for widget in seen if isinstance(widget, QTabBar)]) == 2


def test_space_starts_the_queue_that_enter_starts(qtbot, quiet_sound, open_window, db):
    add_songs(db, 12)
    session = open_window()
    window, state = session.window, session.state
    window.activateWindow()
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 12, timeout=60_000)  # all, not the first screen
    qtbot.waitUntil(lambda: window.isActiveWindow() and not state.jobs.running(), timeout=60_000)
    queues, played = [], []
    window.table.queue_offered.connect(lambda ids, at: queues.append(ids[at:]))
    state.play_requested.connect(played.append)
    window.table.setFocus()
    window.table.selectRow(4)
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    state.set_current_track(None)
    QTest.keyClick(window.table, Qt.Key.Key_Space)
    assert len(played) == 2 and played[0] == played[1] == int(window.table.tracks.ids[4])
    assert queues[0] == queues[1] == window.table.tracks.ids[4:].tolist()
    window.playlist.add(window.table.tracks.ids[6:9])
    window.playlist.view.setFocus()
    window.playlist.view.setCurrentIndex(window.playlist.model.index(1))
    state.set_current_track(None)
    QTest.keyClick(window.playlist.view, Qt.Key.Key_Space)
    assert played[2] == window.playlist.ids()[1]
