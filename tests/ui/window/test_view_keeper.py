"""What one looked at is there again when the window opens again."""

from __future__ import annotations

import pytest

from organizer.library import drafts
from organizer.library.drafts import ViewDraft
from tests.ui.window.test_draft_keeper import settled
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def ids(db):
    return add_songs(db, 40)


def test_search_scope_selection_and_place_on_the_map_come_back(qtbot, open_window, ids):
    session = open_window()
    settled(qtbot, session)
    window = session.window
    assert window.map.canvas.songs is not None
    session.state.set_query("title:song")
    session.state.set_scope("new")
    session.state.select(ids[3:5], "test")
    window.map.canvas.camera.zoom_at(4.0, 50.0, 60.0)
    look = window.map.canvas.camera.look
    open_window.close(session)
    again = open_window()
    qtbot.waitUntil(lambda: again.state.scope == "new", timeout=60_000)
    assert again.state.query == "title:song" and again.window.search.text() == "title:song"
    assert again.state.selection.tolist() == ids[3:5]
    camera = again.window.map.canvas.camera
    qtbot.waitUntil(lambda: again.window.map.canvas.songs is not None, timeout=60_000)
    assert again.window.map.canvas.camera.look[:3] == look[:3]
    camera = again.window.map.canvas.camera
    assert (camera.x, camera.y, camera.zoom) == pytest.approx((look.x, look.y, look.zoom))


def test_what_is_asked_for_meanwhile_is_not_taken_away(qtbot, open_window, db, ids):
    drafts.save_view(db, ViewDraft("left", "playlist Gone", ids[:2]))
    session = open_window(wait=False)
    session.state.set_query("asked")
    qtbot.waitUntil(lambda: session.window.looks is not None, timeout=60_000)
    settled(qtbot, session)
    assert session.state.query == "asked" and not len(session.state.selection)


def test_an_entry_that_is_gone_shows_all_songs(qtbot, open_window, db, ids):
    drafts.save_view(db, ViewDraft("", "playlist Gone", [ids[0], 10_000]))
    session = open_window()
    qtbot.waitUntil(lambda: session.state.selection.tolist() == ids[:1], timeout=60_000)
    settled(qtbot, session)
    assert session.state.scope == ""


def test_what_is_looked_at_is_kept_while_the_window_is_open(qtbot, open_window, db, ids):
    session = open_window()
    settled(qtbot, session)
    session.state.set_query("song")

    def kept():
        view = drafts.load_view(db)
        return view is not None and view.query == "song"

    qtbot.waitUntil(kept, timeout=60_000)
