"""From the empty window to the exported playlist without a mouse, the keyboard always where one sees it."""

from __future__ import annotations

import collections
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from organizer.library import tracks
from organizer.library.places import regions
from organizer.ui.journeys.wiring import JourneyWiring
from organizer.ui.looks.tab_order import controls, focus_target
from organizer.ui.radio.bar import RadioBar
from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.ui.window.test_drop import songs
from tests.work.arranging.test_mapping import add_songs

_KEY = Qt.Key
_NONE = Qt.KeyboardModifier.NoModifier


def focus() -> QWidget:
    """What has the keyboard: something that is seen, and that can do something with it."""
    widget = QApplication.focusWidget()
    assert widget is not None, "the keyboard is nowhere"
    assert widget.isVisible() and widget.isEnabled(), widget
    assert widget.focusPolicy() != Qt.FocusPolicy.NoFocus, f"{widget} does not show that it has the keyboard"
    return widget


def press(keys: str | Qt.Key) -> None:
    """Press keys as they are written in the guide: ``Ctrl+Shift+N``."""
    if isinstance(keys, str):
        combined = QKeySequence(keys)[0]
        QTest.keyClick(focus(), combined.key(), combined.keyboardModifiers())
    else:
        QTest.keyClick(focus(), keys, _NONE)
    QApplication.processEvents()


def activate(qtbot, top: QWidget) -> QWidget:
    """What a window manager does with a window that opens, or that another one leaves; its focus."""
    qtbot.waitUntil(top.isVisible)
    top.activateWindow()
    qtbot.waitUntil(top.isActiveWindow)
    return focus()


def tab_to(wanted: QWidget, most: int = 80) -> None:
    """Press Tab until it has the keyboard."""
    for _ in range(most):
        if focus() is wanted:
            return
        press(_KEY.Key_Tab)
    raise AssertionError(f"Tab does not reach {wanted.accessibleName() or wanted}")


@pytest.fixture
def window(qtbot, quiet_sound, open_window, db):
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    window = open_window().window
    window.resize(1280, 800)
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.map.canvas.songs is not None, timeout=60_000)
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 60, timeout=60_000)
    qtbot.waitUntil(lambda: window.state.regions is not None, timeout=60_000)
    window.views.open(ViewName.MAP)
    qtbot.waitUntil(window.map.hasFocus)
    return window


def to_songs(window, least: int = 1) -> None:
    """Walk with the arrows, along the rows and down, to a cell with songs."""
    cells = window.map.canvas.songs
    cursor = window.map.cell_cursor
    press(_KEY.Key_Right)
    for step in range(cells.columns * cells.rows):
        if cells.counts[cursor.current] >= least:
            return
        press(_KEY.Key_Down if step % cells.columns == cells.columns - 1 else _KEY.Key_Right)
    raise AssertionError("no cell has songs")


def test_from_the_empty_window_to_the_exported_playlist(qtbot, open_window, make_song, tmp_path):
    folder = songs(make_song, 14)
    session = open_window()
    window, state = session.window, session.state
    activate(qtbot, window)
    press("Ctrl+O")
    field = activate(qtbot, window.findChild(QFileDialog))
    assert isinstance(field, QLineEdit)
    field.setText(str(folder))
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        press(_KEY.Key_Return)
    qtbot.waitUntil(lambda: window.map.canvas.songs is not None, timeout=60_000)
    activate(qtbot, window)
    press("Ctrl+1")
    assert focus() is window.map
    to_songs(window)
    press(_KEY.Key_Return)
    assert len(state.selection)
    press("Ctrl+P")
    press("Ctrl+5")
    assert focus() is window.table
    press("Ctrl+A")
    assert len(state.selection) == 14
    press("Ctrl+P")
    assert len(set(window.playlist.ids())) == 14
    press("Ctrl+6")
    assert focus() is window.playlist.view
    window.playlist.view.setCurrentIndex(window.playlist.model.index(0))
    before = window.playlist.ids()
    press("Alt+Down")
    assert window.playlist.ids()[:2] == before[1::-1]
    press("Ctrl+E")
    field = activate(qtbot, window.findChild(QFileDialog))
    target = tmp_path / "evening.m3u8"
    field.setText(str(target))
    press(_KEY.Key_Return)
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
    written = [line for line in target.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    listed = tracks.get_many(session.db, window.playlist.ids())
    assert [(target.parent / line).resolve() for line in written] == [Path(song.path) for song in listed]
    assert activate(qtbot, window) is window.playlist.view


def test_a_search_is_typed_completed_stepped_through_and_left(qtbot, window):
    state = window.state
    press("Ctrl+F")
    assert focus() is window.search
    with qtbot.waitSignal(state.matches_changed):
        qtbot.keyClicks(window.search, "artist:3")
    press("Ctrl+Return")
    qtbot.waitUntil(lambda: len(state.selection) == len(state.matches) > 1)
    assert focus().window() is window
    press("F3")
    qtbot.waitUntil(lambda: len(state.selection) == 1)
    press(_KEY.Key_Escape)
    qtbot.waitUntil(lambda: not state.query)
    assert focus().window() is window


def test_a_journey_is_made_changed_kept_and_closed(qtbot, window):
    wiring = window.map.findChild(JourneyWiring)

    def asked(keys) -> None:
        with qtbot.waitSignal(wiring.journeys.changed, timeout=20_000):
            press(keys)
        qtbot.waitUntil(lambda: not wiring.journeys.busy)

    press("Ctrl+K")
    assert focus() is window.map and wiring.bar.picking
    to_songs(window)
    asked(_KEY.Key_Return)
    first = window.map.cell_cursor.current
    press(_KEY.Key_Down)
    press(_KEY.Key_Down)
    to_songs(window)
    assert window.map.cell_cursor.current != first
    asked(_KEY.Key_Return)
    assert len(wiring.journeys.journey.stops) == 2
    press(_KEY.Key_Escape)
    assert not wiring.bar.picking and wiring.bar.isVisible() and focus() is window.map
    tab_to(wiring.bar.more)
    count = len(wiring.journeys.journey.ids)
    asked(_KEY.Key_Space)
    assert len(wiring.journeys.journey.ids) == count + 1
    tab_to(wiring.bar.keep)
    with qtbot.waitSignal(window.playlist.saved_changed):
        press(_KEY.Key_Space)
    tab_to(wiring.bar.close_button)
    press(_KEY.Key_Space)
    assert not wiring.bar.isVisible() and focus() is window.map


def test_a_region_is_named(qtbot, window, db):
    to_songs(window)
    press(_KEY.Key_Return)
    chosen = window.state.selection.tolist()
    press("Ctrl+Shift+N")
    dialog = window._later.regions.dialog
    assert activate(qtbot, dialog) is dialog.field
    qtbot.keyClicks(dialog.field, "late night")
    with qtbot.waitSignal(window.state.regions_changed, timeout=60_000):
        press(_KEY.Key_Return)
    assert [(region.name, region.size) for region in regions.listed(db)] == [("late night", len(chosen))]
    assert activate(qtbot, window) is window.map


def test_songs_are_rated(qtbot, window, db):
    to_songs(window)
    press(_KEY.Key_Return)
    chosen = window.state.selection.tolist()
    press("Alt+4")
    qtbot.waitUntil(lambda: {song.rating for song in tracks.get_many(db, chosen)} == {8}, timeout=20_000)
    press("Alt+-")
    qtbot.waitUntil(lambda: {song.rating for song in tracks.get_many(db, chosen)} == {7}, timeout=20_000)
    assert focus() is window.map


def test_a_radio_is_started_and_stopped(qtbot, window):
    to_songs(window)
    press(_KEY.Key_Return)
    with qtbot.waitSignal(window.radio.began, timeout=20_000):
        press("Ctrl+Shift+R")
    assert focus() is window.map
    press("Ctrl+7")
    assert focus() is window.queue.view
    tab_to(window.queue.findChild(RadioBar).stop_button)
    press(_KEY.Key_Space)
    assert not window.radio.active and window.playlist.name().startswith("Radio")
    assert focus().window() is window
    press("Ctrl+1")
    with qtbot.waitSignal(window.radio.began, timeout=20_000):
        press("Ctrl+Shift+R")
    press("Ctrl+Shift+S")
    assert not window.radio.active and focus() is window.map


@pytest.mark.parametrize("view", list(ViewName))
def test_every_view_takes_the_keyboard(qtbot, window, view):
    press(f"Ctrl+{list(ViewName).index(view) + 1}")
    qtbot.waitUntil(lambda: window.views.view(view) is not None and window.views.view(view).isVisible())
    qtbot.waitUntil(lambda: window.views.isAncestorOf(QApplication.focusWidget()))
    focus()
    qtbot.waitUntil(lambda: not window.state.jobs.running(), timeout=60_000)
    target = focus_target(window.views.view(view))
    if target.isVisible():  # it may have been shown later than its view
        assert focus() is target
    press("Ctrl+T")
    assert focus() is window.tabs.tabBar()  # no song is selected: nothing there can be typed into
    window.state.select([1], "test")
    qtbot.waitUntil(lambda: bool(list(controls(window.tag_editor))))
    press("Ctrl+T")
    assert window.tag_editor.isAncestorOf(focus())


def test_a_notice_is_read_and_dismissed(qtbot, window):
    window.state.message.emit("A file could not be read", "error")
    notice = window.notices.notices[0]
    tab_to(notice.close_button)
    press(_KEY.Key_Space)
    assert not window.notices.notices
    assert focus().window() is window


def test_no_two_keys_of_the_window_are_the_same_and_the_guide_has_all(window):
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text("utf-8")
    everywhere: dict[str, list[str]] = collections.defaultdict(list)
    local: set[tuple[QWidget, str]] = set()
    missing = set()
    for action in window.findChildren(QAction):
        for key in action.shortcuts() if action.isVisible() else ():
            if action.shortcutContext() in (
                Qt.ShortcutContext.WindowShortcut,
                Qt.ShortcutContext.ApplicationShortcut,
            ):
                everywhere[key.toString()].append(action.text())
            else:
                local.add((action.parent(), key.toString()))
            if f"`{key.toString()}`" not in guide.replace("…", ""):
                missing.add((key.toString(), action.text()))
    assert {key: texts for key, texts in everywhere.items() if len(texts) > 1} == {}
    assert {key for _, key in local} & set(everywhere) == set()
    assert not missing, sorted(missing)
