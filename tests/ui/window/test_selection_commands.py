"""Selecting all that a search finds, and stepping from one match to the next."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.search.test_search_box import search


def test_ctrl_enter_selects_what_is_typed_also_before_it_is_found(window, qtbot):
    title = window.table.tracks.track(0).title
    window.search.setFocus()
    window.search.setText(f'title:="{title}"')
    with qtbot.waitSignal(window.state.selection_changed):
        qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.state.selection.tolist() == sorted(window.table.tracks.ids.tolist())
    assert window.state.query == f'title:="{title}"'


def test_a_search_that_is_not_understood_selects_nothing_later(window, qtbot):
    window.search.setText("bpm:fast")
    with qtbot.waitSignal(window.table.query_failed):
        window.actions_["select_matches"].trigger()
    search(qtbot, window, "")
    assert not window.state.selection.size


def test_f3_steps_through_the_matches_and_around(window, qtbot):
    window.state.set_scope("new")
    qtbot.waitUntil(lambda: window.state.matches is not None)
    ids = window.table.tracks.ids.tolist()
    seen = []
    for _ in range(len(ids) + 1):
        qtbot.keyClick(window, Qt.Key.Key_F3)
        seen += window.state.selection.tolist()
    assert seen == [*ids, ids[0]]
    qtbot.keyClick(window, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert window.state.selection.tolist() == [ids[-1]]


def test_f3_without_a_search_says_so(window, qtbot):
    with qtbot.waitSignal(window.state.message) as told:
        window.actions_["next_match"].trigger()
    assert "Search" in told.args[0] and not window.state.selection.size
