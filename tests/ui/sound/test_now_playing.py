"""What the bar at the bottom says is playing, and where a click on it leads."""

from __future__ import annotations

from PySide6.QtCore import Qt

from organizer.base.model import Changes
from organizer.ui.sound.now_playing import NowPlaying
from tests.ui.playlist.test_panel import add_songs
from tests.ui.song.test_panel import put_cover


def test_cover_title_and_artist_of_the_song_that_plays(state, db, make_song, qtbot):
    with_cover, without = make_song("a.mp3", title="Blue", artist="Ann"), make_song("b.mp3")
    put_cover(with_cover)
    first, second = add_songs(db, [with_cover, without])
    playing = NowPlaying(state)
    qtbot.addWidget(playing)
    assert not playing.isVisibleTo(None)
    state.set_current_track(first)
    assert playing.isVisibleTo(None)
    qtbot.waitUntil(lambda: playing.cover.accessibleName() == "Cover")
    state.set_current_track(second)
    assert playing.cover.accessibleName() == "No cover"
    assert playing.title.whole() in playing.accessibleName()
    state.set_current_track(first)
    assert playing.cover.accessibleName() == "Cover"  # it is remembered
    state.change_library(Changes(updated=frozenset({first})))
    assert playing.isVisibleTo(None)
    state.set_current_track(None)
    assert not playing.isVisibleTo(None)


def test_a_click_shows_the_song_where_a_search_hides_it(open_window, db, make_song, qtbot):
    ids = add_songs(db, [make_song(f"{n}.mp3", title=f"Song {n}") for n in range(3)])
    session = open_window()
    window, state = session.window, session.state
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 3)
    playing = window.findChild(NowPlaying)
    state.set_current_track(ids[2])
    qtbot.waitUntil(playing.isVisible)
    with qtbot.waitSignal(window.table.shown_changed):
        state.set_query("nothing like it")
    assert not len(window.table.tracks.ids)
    with qtbot.waitSignal(state.selection_changed):
        qtbot.mouseClick(playing, Qt.MouseButton.LeftButton)
    assert state.selection.tolist() == [ids[2]] and not state.query
    assert window.table.selected_ids().tolist() == [ids[2]]
    state.select((), "test")
    playing.setFocus()
    with qtbot.waitSignal(state.selection_changed):
        qtbot.keyClick(playing, Qt.Key.Key_Return)
    assert state.selection.tolist() == [ids[2]]
