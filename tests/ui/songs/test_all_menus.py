"""The right button, wherever songs are shown: everywhere the same can be done with them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from organizer.library.lists import searches
from organizer.library.lists.browsing import Kind
from organizer.library.places import regions
from organizer.library.playlists import playlists
from organizer.ui.playlist.menu import PlaylistMenu
from organizer.ui.songs.scopes import ids_in_scope
from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.ui.letters import shared_letters
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs

ON_SELECTION = {"similar": "Songs like", "show_on_map": "Show on the map", "edit_tags": "Edit tags"}


@pytest.fixture
def session(qtbot, quiet_sound, open_window, db):
    ids = add_songs(db, 60)
    with db.write() as connection:
        connection.execute(
            "UPDATE tracks SET album = 'Album ' || (id % 5), genre = 'Jazz', date = '1984', artist = 'Ann'"
        )
    mapping.build_map(JobContext(), db)
    made(db)
    playlists.save(db, "Evening", [ids[n] for n in (9, 4, 7)])
    searches.keep(db, "genre:jazz", "All jazz")
    regions.insert(db, "Coast", ids[:6], np.array(ids[:6]))
    session = open_window()
    window = session.window
    qtbot.waitUntil(lambda: window.map is not None and window.radio is not None, timeout=60_000)
    qtbot.waitUntil(
        lambda: window.map.content.songs is not None and not session.state.jobs.running(), timeout=60_000
    )
    for name in (*ON_SELECTION, "show_in_folder"):
        window.actions_[name].triggered.disconnect()  # what it then does is told elsewhere
    state = session.state
    for signal in (
        state.queue_requested,
        state.play_next_requested,
        state.radio_requested,
        state.playlist_add_requested,
        state.new_playlist_requested,
    ):
        signal.disconnect()
    return session


def walk(session, qtbot, menu: QMenu, expected, where: str, own=()) -> None:
    """Take every entry that all menus of songs have, and see that it is about these songs; ``own``: entries
    that the view has in its own way."""
    state, window = session.state, session.window
    entries = {action.text().replace("&", ""): action for action in menu.actions() if action.text()}
    assert shared_letters(menu) == {}, where
    expected = sorted(int(i) for i in expected)
    for text, signal in (
        ("Play", state.queue_requested),
        ("Play next", state.play_next_requested),
        ("Start radio", state.radio_requested),
        ("Add to playlist", state.playlist_add_requested),
        ("Make playlist", state.new_playlist_requested),
    ):
        assert text in entries, f"{text} in the menu of {where}"
        if text in own:
            continue
        with qtbot.waitSignal(signal) as asked:
            entries[text].trigger()
        ids = next(one for one in asked.args if isinstance(one, np.ndarray))
        assert sorted(ids.tolist()) == expected, f"{text} of {where}"
    for name, start in {**ON_SELECTION, "show_in_folder": "Show in folder"}.items():
        (action,) = [one for text, one in entries.items() if text.startswith(start)]
        state.select((), "test")
        with qtbot.waitSignal(window.actions_[name].triggered):
            action.trigger()
        assert state.selection.tolist() == expected, f"{start} of {where}"


def test_side_bar_and_browsing(session, qtbot):
    window, db = session.window, session.state.db
    scopes = [scope for scope in window.sidebar._rows if scope not in {"failed", "away"}]
    kinds = {scope.partition(" ")[0] for scope in scopes}
    assert {"", "new", "group", "region", "playlist", "search"} <= kinds
    seen = set()
    for scope in scopes:
        if scope.partition(" ")[0] not in seen or not scope.startswith("group"):
            walk(session, qtbot, window.sidebar.menu_for(scope), set(ids_in_scope(db, scope)), scope)
        seen.add(scope.partition(" ")[0])
    for kind in Kind:
        window.browse.choose_kind(kind)
        qtbot.waitUntil(lambda: not session.state.jobs.running() and window.browse.model.rowCount() > 0)
        scope = window.browse._scope(0)
        walk(session, qtbot, window.browse.menu_for(0), ids_in_scope(db, scope), scope)


def test_groups_playlist_queue_and_similar_songs(session, qtbot):
    window, state = session.window, session.state
    ids = window.table.tracks.ids
    window.views.open(ViewName.GROUPS)
    qtbot.waitUntil(lambda: window.views.view(ViewName.GROUPS) is not None)
    groups = window.views.view(ViewName.GROUPS)
    qtbot.waitUntil(lambda: groups.work.portraits is not None, timeout=60_000)
    for numbers in ([state.grouping.groups[0].number], [group.number for group in state.grouping.groups[:2]]):
        songs = groups.work.portraits.songs(numbers)
        walk(session, qtbot, groups.menu_for(numbers), songs, "groups", own=("Make playlist",))
    window.playlist.show_playlist("Evening", ids[:4].tolist())
    walk(session, qtbot, window.playlist.menu.menu_for([1, 3]), ids[[1, 3]], "the playlist")
    assert isinstance(window.playlist.menu, PlaylistMenu) and window.playlist.menu.menu_for([]) is None
    window.player.set_queue(ids[:5].tolist())
    window.queue.view.select_rows([2, 3])
    window.queue._menu(window.queue.view.rect().center())
    menu = window.queue.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    walk(session, qtbot, menu, ids[2:4], "up next", own=("Play", "Play next"))
    menu.close()


def test_map_table_and_covers(session, qtbot):
    window = session.window
    ids = window.table.tracks.ids
    window.songs_place.show_covers(True)
    grid = window.songs_place.grid
    qtbot.waitUntil(lambda: grid.albums_model.rowCount() > 1)
    walk(session, qtbot, grid.menu_for(1), grid.albums_model.songs(1), "a cover")
    songs = window.map.content.songs
    cell = int(songs.cells[3])
    window.map.cell_cursor.set_current(cell, show=False)
    walk(session, qtbot, window.map.menu_at(None), songs.ids[songs.in_cell(cell)], "a cell")
    window.songs_place.show_covers(False)
    window.table.clearSelection()
    assert window.table.menu() is None
    session.state.select(ids[3:4], "test")
    qtbot.waitUntil(lambda: window.table.selected_ids().tolist() == [ids[3]])
    walk(session, qtbot, window.table.menu(), [ids[3]], "the table")
