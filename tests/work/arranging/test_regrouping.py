"""What other groups would change, in words."""

from __future__ import annotations

from organizer.base.arrangement import Wish
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import group_edits, proposing, regrouping, topping_up
from organizer.work.arranging.current_groups import current_state
from organizer.work.jobs import JobContext
from tests.work.arranging.test_grouping import current, made, members
from tests.work.arranging.test_mapping import add_songs


def test_what_would_become_of_groups_and_playlists_is_said(db: Database) -> None:
    add_songs(db, 60)
    made(db, 3)
    for number in range(3):
        topping_up.link(db, number)
    names = [group.name for group in current(db).groups]
    change = proposing.tried(JobContext(), db, Wish(k=2))
    gone = [fate for fate in change.fates if fate.then is None]
    assert gone and all(fate.text.startswith("goes into “") for fate in gone)
    assert len(change.playlists) == 3 - sum(bool(g.playlist) for g in change.grouping.groups)
    assert all("no more" in text and any(n in text for n in names) for text in change.playlists)
    change = proposing.tried(JobContext(), db, Wish(k=6))
    assert any("split off" in fate.text or "songs of" in fate.text for fate in change.fates)
    assert f"of 60 songs move ({change.moved / 60:.0%})" in change.summary
    assert sorted(playlists.names(db)) == sorted(names)


def test_songs_that_come_and_go_are_counted(db: Database) -> None:
    add_songs(db, 60)
    made(db, 3)
    before = current_state(db)
    group_edits.move(db, sorted(members(db)[0])[:3], 1)
    change = regrouping.compare(before, current_state(db))
    assert (change.moved, change.joined, change.songs) == (3, 0, 60)
    assert [fate.text for fate in change.fates] == ["stays; 3 go", "stays; 3 come", "stays as it is"]
    assert change.summary == "3 groups instead of 3: 3 stay; 3 of 60 songs move (5%)."
    back = regrouping.compare(current_state(db), before)
    assert [fate.text for fate in back.fates] == ["stays; 3 come", "stays; 3 go", "stays as it is"]
