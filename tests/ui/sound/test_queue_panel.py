"""Up next under the hand: what is seen, moved, taken out and played."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QMenu

from organizer.base.model import Changes
from organizer.library import tracks
from organizer.ui.sound.queue_panel import QueuePanel
from organizer.ui.widgets.song_drag import SongsMime

pytestmark = pytest.mark.usefixtures("quiet_sound")


@pytest.fixture
def panel(state, player, qtbot) -> QueuePanel:
    panel = QueuePanel(state, player)
    qtbot.addWidget(panel)
    panel.resize(300, 400)
    panel.show()
    return panel


def shown(panel: QueuePanel) -> list[str]:
    return [panel.model.data(panel.model.index(row)) for row in range(panel.model.rowCount())]


def test_the_queue_is_listed_and_the_row_that_plays_is_marked(state, player, panel, songs, qtbot):
    assert panel.empty.isVisible() and not panel.clear_button.isEnabled()
    player.set_queue([*songs, songs[0]])
    assert not panel.empty.isVisible() and panel.summary.whole() == "4 songs"
    player.play(songs[1])
    assert panel.summary.whole() == "2 of 4 songs"
    assert shown(panel) == [tracks.get(state.db, i).label for i in (*songs, songs[0])]
    role = Qt.ItemDataRole.AccessibleTextRole
    said = [panel.model.data(panel.model.index(row), role) for row in range(4)]
    assert [text.endswith(", playing") for text in said] == [False, True, False, False]
    delegate = panel.view.itemDelegate()
    track = panel.model.track(0)
    player.play_row(3)
    assert [delegate.is_playing(panel.model.index(row), track) for row in range(4)] == [False] * 3 + [True]


def test_a_double_click_and_enter_play_a_row(state, player, panel, songs, qtbot):
    player.set_queue(songs)
    place = panel.view.visualRect(panel.model.index(2)).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert state.current_track == songs[2]
    panel.view.select_rows([0])
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert state.current_track == songs[0] and player.order.row == 0


def test_rows_are_taken_out_and_moved_by_keys(player, panel, songs, qtbot):
    player.set_queue([*songs, *songs])
    player.play(songs[0])
    panel.view.select_rows([1, 2])
    qtbot.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert list(player.order.queue.songs) == [songs[i] for i in (0, 0, 1, 2, 1, 2)]
    assert panel.view.selected_rows() == [2, 3]
    qtbot.keyClick(panel.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert panel.view.selected_rows() == [1, 2]
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert list(player.order.queue.songs) == [songs[i] for i in (0, 0, 1, 2)]
    assert panel.view.selected_rows() == [1]
    qtbot.mouseClick(panel.remove_button, Qt.MouseButton.LeftButton)
    assert list(player.order.queue.songs) == songs
    qtbot.mouseClick(panel.clear_button, Qt.MouseButton.LeftButton)
    assert list(player.order.queue.songs) == songs[:1] and not panel.clear_button.isEnabled()


def test_songs_are_dropped_in_and_rows_dragged(state, player, panel, songs):
    player.set_queue(songs)
    player.play(songs[0])
    none = QModelIndex()
    mime = SongsMime(state.db, [songs[2]])
    assert panel.model.dropMimeData(mime, Qt.DropAction.CopyAction, 1, 0, none)
    assert list(player.order.queue.songs) == [songs[0], songs[2], songs[1], songs[2]]
    rows = panel.model.mimeData([panel.model.index(3), panel.model.index(2)])
    assert panel.model.dropMimeData(rows, Qt.DropAction.CopyAction, 0, 0, none)
    assert list(player.order.queue.songs) == [songs[1], songs[2], songs[0], songs[2]]
    assert player.order.row == 2
    assert panel.model.dropMimeData(mime, Qt.DropAction.CopyAction, -1, -1, panel.model.index(0))
    assert player.order.queue.songs[0] == songs[2]


def test_the_menu_plays_a_row_next(state, player, panel, songs):
    player.set_queue(songs)
    player.play(songs[0])
    panel.view.select_rows([2])
    panel.view.customContextMenuRequested.emit(panel.view.visualRect(panel.model.index(2)).center())
    menu = panel.findChild(QMenu)
    actions = {action.text().replace("&", ""): action for action in menu.actions()}
    actions["Play next"].trigger()
    assert list(player.order.queue.songs) == [songs[0], songs[2], songs[1]]
    actions["Take out of the queue"].trigger()
    assert panel.model.rowCount() == 3  # nothing is selected any more
    menu.close()


def test_titles_follow_the_tags(state, player, panel, songs):
    player.set_queue(songs)
    before = shown(panel)[0]
    with state.db.write() as connection:
        connection.execute("UPDATE tracks SET title = 'Blue' WHERE id = ?", (songs[0],))
    assert shown(panel)[0] == before
    state.change_library(Changes(updated=(songs[0],)))
    assert "Blue" in shown(panel)[0]


def test_the_bar_shows_and_switches_shuffle_and_repeat_and_leads_here(open_window, db, make_song, qtbot):
    from tests.ui.playlist.test_panel import add_songs

    add_songs(db, [make_song(f"{n}.mp3") for n in range(3)])
    session = open_window()
    window, state = session.window, session.state
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 3)
    from organizer.ui.sound.transport_bar import TransportBar

    bar = window.findChild(TransportBar)
    qtbot.mouseClick(bar.shuffle_button, Qt.MouseButton.LeftButton)
    assert state.settings.shuffle and window.actions_["shuffle"].isChecked()
    window.actions_["shuffle"].trigger()
    assert not state.settings.shuffle and not bar.shuffle_button.isChecked()
    for name, checked in (("Repeat: all", True), ("Repeat: this song", True), ("Repeat: off", False)):
        qtbot.mouseClick(bar.repeat_button, Qt.MouseButton.LeftButton)
        assert bar.repeat_button.accessibleName() == name and bar.repeat_button.isChecked() is checked
    window.actions_["repeat"].trigger()
    assert state.settings.repeat == "all"
    window.actions_["show_panels"].setChecked(False)
    qtbot.mouseClick(bar.queue_button, Qt.MouseButton.LeftButton)
    assert window.tabs.currentWidget() is window.queue and window.queue.isVisible()
