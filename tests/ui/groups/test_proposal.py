"""Other groups are shown beside those that there are, and taken or left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from organizer.library import maps
from organizer.library.playlists import playlists
from organizer.ui.groups.page_names import PageName
from organizer.work.arranging import proposing
from organizer.work.jobs import JobContext
from tests.ui.groups.test_view import CONTROL, helper, idle, names, press, shown, sizes

__all__ = ["helper", "shown"]


@pytest.fixture
def proposed(shown, state, qtbot):
    """The view, with three groups that one asked to be five; the first is a playlist."""
    view = shown(60, 3)
    view.keep(view.list.numbers()[0] if view.list.numbers() else 0)
    idle(qtbot, state)
    view.setup.number.setValue(2)
    press(qtbot, view.setup.make)
    qtbot.waitUntil(view.proposal.isVisible, timeout=60_000)
    idle(qtbot, state)
    return view


def test_groups_stay_until_others_are_taken(proposed, state, qtbot):
    view, bar = proposed, proposed.proposal
    before, stored = names(view), maps.labels(state.db)[1].tolist()
    assert sizes(view) == [20, 20, 20] and bar.table.isVisible() and bar.take.hasFocus()
    assert bar.words.text().startswith("Proposed: 2 groups instead of 3")
    table = [[bar.table.item(row, column).text() for column in range(3)] for row in range(3)]
    assert {row[0].rpartition(",")[0] for row in table} >= set(before)
    assert sum("goes into" in row[2] for row in table) == 1
    press(qtbot, bar.take)
    qtbot.waitUntil(lambda: len(state.grouping.groups) == 2, timeout=60_000)
    idle(qtbot, state)
    assert sizes(view) == [20, 40] and not bar.isVisible()
    qtbot.keyClick(view.window(), Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: names(view) == before, timeout=60_000)
    idle(qtbot, state)
    assert maps.labels(state.db)[1].tolist() == stored and not bar.isVisible()
    assert playlists.names(state.db) == [group.playlist for group in state.grouping.groups if group.playlist]


def test_a_proposal_is_left_and_says_what_playlists_lose(proposed, state, qtbot):
    view, bar = proposed, proposed.proposal
    lost = {g.playlist for g in bar.change.grouping.groups if g.playlist} != set(playlists.names(state.db))
    assert bar.playlists.isVisible() == lost
    press(qtbot, bar.details)
    assert not bar.table.isVisible() and not bar.playlists.isVisible()
    press(qtbot, bar.leave)
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=60_000)
    idle(qtbot, state)
    assert sizes(view) == [20, 20, 20] and not maps.proposal_waits(state.db)


def test_the_map_shows_what_is_proposed_until_it_is_left(proposed, state, qtbot):
    view, bar = proposed, proposed.proposal
    with qtbot.waitSignal(view.map_requested):
        press(qtbot, bar.preview)
    assert state.preview is bar.change and set(state.preview.ids) == set(maps.labels(state.db)[0])
    press(qtbot, bar.leave)
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=60_000)
    assert state.preview is None
    idle(qtbot, state)


def test_what_waits_is_there_when_the_view_opens(shown, state, qtbot):
    view = shown(30, 3)
    proposing.propose(JobContext(), state.db, proposing.Wish(k=2))
    view.show_page(PageName.COUNT)
    state.set_grouping(maps.load_grouping(state.db))
    idle(qtbot, state)
    view.show_page(PageName.GROUPS)
    assert view.proposal.isVisible() and not view.proposal.table.isVisible()
    view.setup.number.setValue(3)
    press(qtbot, view.setup.make)  # what there is: nothing waits any more
    qtbot.waitUntil(lambda: not view.proposal.isVisible(), timeout=60_000)
    idle(qtbot, state)
    assert sizes(view) == [10, 10, 10]
