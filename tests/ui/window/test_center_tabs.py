"""The row of views: each made when it is first shown, with a key, and kept for the next time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QPushButton

from organizer.base.settings import Settings
from organizer.ui.widgets import theme
from organizer.ui.window.center_tabs import CenterTabs
from organizer.ui.window.view_names import ViewName
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    menu = window.menuBar().addMenu("&View")
    menu.addAction("Something else")
    window.tabs = CenterTabs(menu)
    window.setCentralWidget(window.tabs)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_a_view_is_made_when_it_is_first_shown(window, qtbot):
    made = []

    def make():
        made.append(QLineEdit("late"))
        return made[-1]

    tabs = window.tabs
    tabs.add(ViewName.MAP, QLabel("first"))
    assert tabs.tabBar().isHidden()  # a single view needs no row
    action = tabs.add(ViewName.GROUPS, make)
    assert not tabs.tabBar().isHidden() and not made and tabs.view(ViewName.GROUPS) is None
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert tabs.currentIndex() == 1 and not made  # the tab answers first
    qtbot.waitUntil(lambda: len(made) == 1 and made[0].hasFocus())
    assert tabs.view(ViewName.GROUPS) is made[0]
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert tabs.currentIndex() == 0
    action.trigger()
    assert len(made) == 1 and tabs.currentIndex() == 1
    titles = [a.text() for a in window.menuBar().actions()[0].menu().actions() if a.text()]
    assert titles == ["Map", "Groups", "Something else"]


def test_what_is_wanted_of_a_view_is_done_when_it_is_there(window, qtbot):
    tabs, asked = window.tabs, []
    tabs.add(ViewName.MAP, QLabel("first"))
    tabs.add(ViewName.GROUPS, lambda: QPushButton("second"))
    tabs.open(ViewName.GROUPS, asked.append)
    qtbot.waitUntil(lambda: len(asked) == 1)
    tabs.open(ViewName.MAP)
    tabs.open(ViewName.GROUPS, asked.append)
    assert asked == [tabs.view(ViewName.GROUPS)] * 2 and asked[0].hasFocus()


def test_the_view_of_the_last_time_comes_back(window, tmp_path):
    layout = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)
    tabs = window.tabs
    tabs.add(ViewName.MAP, QLabel("first"))
    tabs.add(ViewName.GROUPS, lambda: QPushButton("second"))
    tabs.open(ViewName.GROUPS)
    tabs.save(layout)
    tabs.setCurrentIndex(0)
    tabs.restore(layout)
    assert tabs.currentIndex() == 1
    layout.setValue("view", "A view that is gone")
    tabs.restore(layout)
    assert tabs.currentIndex() == 1
    layout.setValue("view", "Map")  # as an older version stored it
    tabs.restore(layout)
    assert tabs.currentIndex() == 0


def test_with_text_twice_as_large_every_view_fits_a_small_screen(qtbot, qapp, quiet_sound, open_window, db):
    add_songs(db, 30)
    theme.apply(qapp, "light", 200)
    try:
        window = open_window(
            settings=Settings(watch_folders=False, jobs=1, theme="light", text_size=200)
        ).window
        window.resize(1280, 800)
        for name in ViewName:
            window.views.open(name)
            qtbot.waitUntil(lambda name=name: window.views.view(name) is not None)
            qtbot.waitUntil(lambda name=name: window.views.view(name).isVisible())
            room = window.minimumSizeHint()
            assert room.width() <= 1280 and room.height() <= 800, name
    finally:
        theme.apply(qapp, "light")
