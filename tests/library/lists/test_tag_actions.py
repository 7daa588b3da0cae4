from __future__ import annotations

from organizer.library.lists import tag_actions
from organizer.library.lists.tag_actions import StoredAction
from organizer.library.storage.database import Database


def test_actions_are_stored_by_name_whatever_its_case(db: Database) -> None:
    assert tag_actions.stored(db) == []
    tag_actions.store(db, "b", "[]")
    tag_actions.store(db, "A", "[1]")
    tag_actions.store(db, "a", "[2]")
    assert tag_actions.stored(db) == [StoredAction("a", "[2]"), StoredAction("b", "[]")]
    assert tag_actions.forget(db, "B")
    assert not tag_actions.forget(db, "B")
    assert tag_actions.stored(db) == [StoredAction("a", "[2]")]
