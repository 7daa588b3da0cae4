from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from organizer.base.model import AudioInfo, Tags
from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.tables import tables
from organizer.library.tables.feature_csv import read_table
from organizer.ui.dialogs.failures_dialog import FailuresDialog
from organizer.ui.widgets import theme
from organizer.ui.widgets.text_dialog import TextDialog
from organizer.ui.window.actions import all_specs
from tests.ui.letters import entries, menus, shared_letters


def is_dark(app):
    return app.palette().window().color().lightness() < 128


def add_rows(db, number=20):
    tracks.upsert(
        db,
        [
            tracks.ScannedFile(
                f"/nowhere/{i}.mp3",
                1,
                1,
                Tags(title=f"Song {i}", genre=("Jazz" if i % 2 else "Rock",)),
                AudioInfo("MP3", 60.0),
            )
            for i in range(number)
        ],
    )


def test_every_action_has_entry_tip_and_icon_that_exists(open_window):
    window = open_window().window
    for spec in all_specs():
        action = window.actions_[spec.name]
        assert action.text() and action.toolTip() and (not spec.icon or theme._glyph(spec.icon)), spec.name


def test_no_two_actions_share_a_key(open_window):
    window = open_window().window
    keys = [key.toString() for _, action in entries(window.menuBar()) for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_no_two_entries_of_a_menu_share_a_letter(qtbot, open_window):
    window = open_window().window
    qtbot.waitUntil(lambda: window.radio is not None, timeout=60_000)
    shared = {menu.title(): letters for menu in menus(window.menuBar()) if (letters := shared_letters(menu))}
    assert not shared
    every = [menu for menu in menus(window.menuBar()) if "tars" not in menu.title()]
    assert max(len([action for action in menu.actions() if action.text()]) for menu in every) <= 16
    assert all("&" in action.text() for menu in every for action in menu.actions() if action.menu())


def test_the_list_of_keys_fits_a_small_screen(open_window):
    window = open_window().window
    window.actions_["shortcuts"].trigger()
    dialog = window.findChild(TextDialog)
    assert all(key in dialog.label.text() for key in ("Ctrl+Shift+L", "Esc", "Alt+0", "Alt+5", "Ctrl+Alt+R"))
    assert dialog.sizeHint().width() < 1280 and dialog.sizeHint().height() < 700
    dialog.close()


def test_a_search_that_is_not_understood_is_said(qtbot, open_window, db):
    add_rows(db)
    window = open_window().window
    window.table.setFocus()
    with qtbot.waitSignal(
        window.state.message,
        timeout=5000,
        check_params_cb=lambda text, kind: "bpm:90..120" in text and kind == "error",
    ):
        window.search.setText("bpm:abc")  # by whom does not type; to who does, the list below the box says it
    assert window.search.property("wrong") is True
    with qtbot.waitSignal(window.table.shown_changed):
        window.search.setText("bpm:90..")
    assert window.search.property("wrong") is False
    assert not any("bpm" in notice.message.text for notice in window.notices.notices)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("analyze", "Nothing is left to be analyzed"),
        ("retry", "No song failed"),
        ("cancel", "Nothing is running"),
        ("pause", "Nothing is running"),
        ("export", "The playlist is empty"),
        ("export_songs", "Select the songs"),
        ("remove", "Select the songs"),
        ("to_playlist", "Select the songs"),
        ("show_in_folder", "Select a song"),
        ("rename", "Select songs"),
    ],
)
def test_an_action_with_nothing_to_do_says_so(qtbot, open_window, action, said):
    session = open_window()
    qtbot.waitUntil(lambda: session.state.counts is not None and session.window.progress.job is None)
    with qtbot.waitSignal(session.state.message, check_params_cb=lambda text, _kind: said in text):
        session.window.actions_[action].trigger()
    assert session.window.findChild(QFileDialog) is None


def test_typing_anywhere_starts_a_search_and_escape_leaves_it(qtbot, open_window, db):
    add_rows(db)
    window = open_window().window
    window.table.setFocus()
    with qtbot.waitSignal(window.state.query_changed):
        qtbot.keyClick(window.table, "j")
        qtbot.keyClicks(window.search, "azz")
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 10)
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 20)


def test_layout_and_settings_are_kept(qtbot, open_window, db, qapp):
    add_rows(db)
    session = open_window()
    window = session.window
    window.actions_["show_sidebar"].setChecked(False)
    window.table.setColumnWidth(0, 333)
    window.table.horizontalHeader().setSortIndicator(4, Qt.SortOrder.DescendingOrder)
    window.resize(940, 700)
    window.centre.setSizes([350, 250])
    window.views.setCurrentIndex(2)
    session.state.set_settings(Settings(watch_folders=False, theme="dark", jobs=1))
    qtbot.waitUntil(lambda: is_dark(qapp))
    qapp.processEvents()
    size, parts = window.size(), [splitter.sizes() for splitter in (window.centre, window.side)]
    assert size.height() == 700
    open_window.close(session)
    from organizer.base import settings

    kept = settings.load()
    assert kept == Settings(watch_folders=False, theme="dark", jobs=1)
    session = open_window(settings=kept)
    again = session.window
    # the offscreen screen may be narrower than the window
    assert is_dark(qapp) and again.height() == size.height() and again.width() <= size.width()
    assert not again.sidebar.isVisible() and again.table.columnWidth(0) == 333
    assert again.table.order == ("duration", True) and again.views.currentIndex() == 2
    assert [splitter.sizes() for splitter in (again.centre, again.side)] == parts
    listen = again.actions_["listen"]
    assert not listen.isChecked()
    listen.trigger()
    assert session.state.settings.listen_on_map and settings.load().listen_on_map
    session.state.set_settings(Settings())
    assert not listen.isChecked()


def test_sidebar_shows_what_is_away(qtbot, open_window, db):
    add_rows(db)
    tracks.set_away(db, tracks.query(db, "genre:jazz").tolist(), True)
    window = open_window().window
    qtbot.waitUntil(lambda: window.state.counts is not None and window.state.counts.away >= 10)
    with qtbot.waitSignal(window.table.shown_changed):
        window.sidebar.setCurrentItem(window.sidebar._rows["away"])
    assert len(window.table.tracks.ids) >= 10


def test_new_file_in_a_watched_folder_appears(qtbot, open_window, make_song):
    folder = make_song("a.wav", seconds=2.0).parent
    session = open_window([str(folder)], settings=Settings(jobs=1, theme="light"))
    qtbot.waitUntil(lambda: len(session.window.table.tracks.ids) == 1, timeout=20_000)
    qtbot.waitUntil(
        lambda: session._watcher is not None and str(folder) in session._watcher._watched, timeout=20_000
    )
    make_song("b.wav", seconds=2.0, frequency=880.0)
    qtbot.waitUntil(lambda: len(session.window.table.tracks.ids) == 2, timeout=30_000)


def test_too_few_songs_for_a_map_ask_for_more(open_window, make_song, qtbot):
    (broken := make_song("song.mp3").with_name("broken.mp3")).write_bytes(b"no sound")
    session = open_window([str(broken.parent)])
    view = session.window.map
    qtbot.waitUntil(lambda: "1 of 12; 1 could not be" in view.content.status, timeout=30_000)
    qtbot.waitUntil(view._button.isVisible)
    qtbot.mouseClick(view._button, Qt.MouseButton.LeftButton)
    dialog = session.window.findChild(QFileDialog)
    assert dialog is not None and dialog.isVisible()
    dialog.reject()


def test_a_song_that_fails_twice_is_one_failed_song(open_window, make_song, qtbot):
    (broken := make_song("song.mp3").with_name("broken.mp3")).write_bytes(b"no sound")
    session = open_window([str(broken.parent)])
    qtbot.waitUntil(lambda: len(tracks.failures(session.db)) == 2, timeout=30_000)
    session.window.actions_["failures"].trigger()
    dialog = session.window.findChild(FailuresDialog)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1)
    assert dialog._summary.text().startswith("1 song could not")


@pytest.mark.parametrize("action", ["show_in_folder", "loudness"])
def test_what_needs_a_file_says_so_for_a_song_of_a_table(qtbot, open_window, db, tmp_path, action):
    table = tmp_path / "told.csv"
    table.write_text("title,artist,tempo\nChanges,2Pac,111\nDreams,Fleetwood,120\n")
    first = min(tables.add(db, read_table(str(table))).changes.added)
    session = open_window()
    session.state.select([first], "test")
    with qtbot.waitSignal(session.state.message, check_params_cb=lambda text, _kind: "from a table" in text):
        session.window.actions_[action].trigger()
