from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from organizer.library import maps, tracks
from organizer.library.playlists import playlists
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs


def confirm(qtbot, window, button: str) -> None:
    box = window.findChild(QMessageBox)
    named = next(b for b in box.findChildren(QPushButton) if b.text().replace("&", "").startswith(button))
    qtbot.mouseClick(named, Qt.MouseButton.LeftButton)


def test_songs_leave_the_library_and_with_them_map_and_groups(qtbot, open_window, db):
    ids = add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    made(db)
    session = open_window()
    state, window = session.state, session.window
    qtbot.waitUntil(lambda: state.music_map is not None and state.grouping is not None, timeout=60_000)
    window.actions_["remove"].trigger()  # nothing is selected
    assert window.findChild(QMessageBox) is None
    state.select(ids[:20], "test")
    window.actions_["remove"].trigger()
    confirm(qtbot, window, "Cancel")
    assert len(window.table.tracks.ids) == 60
    window.actions_["remove"].trigger()
    assert "20 songs" in window.findChildren(QMessageBox)[-1].text()
    with qtbot.waitSignal(state.map_changed, timeout=60_000):
        qtbot.waitUntil(lambda: len(window.findChildren(QMessageBox)) == 1)
        confirm(qtbot, window, "Remove")
    assert state.music_map.track_ids.tolist() == ids[20:] and not len(state.selection)
    qtbot.waitUntil(lambda: sorted(window.table.tracks.ids.tolist()) == ids[20:])
    assert sum(group.size for group in state.grouping.groups) == 40
    qtbot.waitUntil(lambda: "40 are left" in window.map.content.status)
    session.work.remove(window.table.tracks.ids)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.welcome, timeout=60_000)
    qtbot.waitUntil(lambda: state.music_map is None and state.grouping is None, timeout=60_000)
    assert not maps.has_map(db) and not tracks.has_songs(db)


def test_failed_songs_can_be_removed_where_they_are_listed(qtbot, open_window, make_song):
    (broken := make_song("song.wav").with_name("broken.mp3")).write_bytes(b"no sound")
    session = open_window([str(broken.parent)])
    window, db = session.window, session.db
    qtbot.waitUntil(lambda: tracks.count(db).failed == 1 and tracks.count(db).analyzed == 1, timeout=60_000)
    window.actions_["failures"].trigger()
    dialog = window.commands.dialogs._failures
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1)
    assert not dialog.remove.isEnabled()
    dialog.list.topLevelItem(0).setSelected(True)
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    confirm(qtbot, window, "Remove")
    qtbot.waitUntil(lambda: tracks.count(db).all == 1 and tracks.count(db).failed == 0, timeout=60_000)
    assert broken.exists()
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 0)
    dialog.hide()


def test_undo_brings_songs_back_to_all_places_and_redo_takes_them_again(qtbot, open_window, db):
    ids = add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    made(db)
    playlists.save(db, "Sunday", ids[10:30])
    sizes = [group.size for group in maps.load_grouping(db).groups]
    session = open_window()
    state, window = session.state, session.window
    qtbot.waitUntil(lambda: not state.jobs.running() and state.music_map is not None, timeout=60_000)
    window.playlist.add(ids[15:25])
    state.select(ids[:20], "test")
    qtbot.keyClicks(window.tag_editor.fields["genre"], "Dub")
    window.actions_["remove"].trigger()
    confirm(qtbot, window, "Remove")
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 40, timeout=60_000)
    assert window.playlist.ids() == ids[20:25] and window.tag_editor.unsaved == 0
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
    for _ in range(2):
        assert "Remove 20 songs" in window.undo.undo_action.text().replace("remove", "Remove")
        window.undo.undo_action.trigger()
        qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 60, timeout=60_000)
        qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
        assert state.music_map.track_ids.tolist() == ids
        assert [group.size for group in state.grouping.groups] == sizes
        assert playlists.load(db, "Sunday") == ids[10:30] and window.playlist.ids() == ids[15:25]
        assert window.playlist.model.undo_stack.canUndo()
        assert window.tag_editor.edits() == {tuple(ids[:20]): {"genre": "Dub"}}
        window.undo.redo_action.trigger()
        qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 40, timeout=60_000)
        qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
