"""The list at the left, and its menus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton

from organizer.library.playlists import playlists
from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def session(qtbot, quiet_sound, open_window, db):
    ids = add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    made(db)
    playlists.save(db, "Evening & night", ids[:4])
    session = open_window()
    qtbot.waitUntil(lambda: session.state.grouping is not None, timeout=60_000)
    return session


def choose(qtbot, sidebar, scope: str, text: str) -> None:
    """Open the menu of a row with the right button and take an entry."""
    place = sidebar.visualItemRect(sidebar._rows[scope]).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, sidebar.viewport().mapToGlobal(place))
    QApplication.sendEvent(sidebar.viewport(), event)
    menu = sidebar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    qtbot.waitUntil(menu.isVisible)
    (action,) = [action for action in menu.actions() if action.text().replace("&", "") == text]
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_a_group_is_selected_and_shown_from_its_menu(session, qtbot):
    sidebar, state = session.window.sidebar, session.state
    group = state.grouping.groups[-1]
    with qtbot.waitSignal(state.selection_changed):
        choose(qtbot, sidebar, f"group {group.number}", "Select its songs")
    assert len(state.selection) == group.size
    state.select((), "test")
    choose(qtbot, sidebar, f"group {group.number}", "Show in the Groups view")
    views = session.window.views
    qtbot.waitUntil(
        lambda: views.view(ViewName.GROUPS) is not None and views.view(ViewName.GROUPS).isVisible()
    )
    view = views.view(ViewName.GROUPS)
    qtbot.waitUntil(lambda: view.detail.portrait is not None, timeout=60_000)
    assert view.list.numbers() == [group.number] and view.detail.portrait.group.number == group.number
    qtbot.waitUntil(lambda: len(state.selection) == group.size)


def test_a_playlist_is_opened_and_deleted_from_its_menu(session, qtbot):
    sidebar, window = session.window.sidebar, session.window
    choose(qtbot, sidebar, "playlist Evening & night", "Open in the panel")
    assert window.playlist.name() == "Evening & night" and len(window.playlist.ids()) == 4

    def answer(text: str) -> None:
        choose(qtbot, sidebar, "playlist Evening & night", "Delete…")
        box = window.findChildren(QMessageBox)[-1]
        (button,) = [b for b in box.findChildren(QPushButton) if b.text().replace("&", "") == text]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    answer("Cancel")
    assert playlists.names(session.db) == ["Evening & night"]
    with qtbot.waitSignal(window.playlist.saved_changed):
        answer("Delete")
    assert not playlists.names(session.db) and "playlist Evening & night" not in sidebar._rows


def test_headings_and_empty_ground_have_no_menu(session):
    sidebar = session.window.sidebar
    heading = sidebar.visualItemRect(sidebar.topLevelItem(0)).center()
    for at in (heading, QPoint(5, sidebar.viewport().height() - 2)):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, sidebar.viewport().mapToGlobal(at))
        QApplication.sendEvent(sidebar.viewport(), event)
    assert not sidebar.findChildren(QMenu)


def test_songs_of_any_entry_are_played_and_put_into_playlists(session, qtbot):
    sidebar, state, window = session.window.sidebar, session.state, session.window
    saved = playlists.load(session.db, "Evening & night")
    group = state.grouping.groups[0]
    for signal, text in ((state.queue_requested, "Play"), (state.play_next_requested, "Play next")):
        with qtbot.waitSignal(signal) as asked:
            choose(qtbot, sidebar, "playlist Evening & night", text)
        assert asked.args[0].tolist() == saved  # in its own order
    choose(qtbot, sidebar, f"group {group.number}", "Make playlist")
    qtbot.waitUntil(lambda: window.playlist.name() == group.name)
    assert len(window.playlist.ids()) == group.size
    choose(qtbot, sidebar, "", "Make playlist")
    qtbot.waitUntil(lambda: len(window.playlist.ids()) == len(window.table.tracks.ids))
