from __future__ import annotations

from organizer.library.lists import searches
from organizer.library.lists.searches import RECENT, Search
from organizer.library.storage.database import Database


def test_searches_are_remembered_the_latest_first_and_once(db: Database) -> None:
    for query in ("jazz", "folk", "  jazz ", ""):
        searches.note(db, query)
    assert searches.recent(db) == [Search("jazz"), Search("folk")]
    for number in range(RECENT + 5):
        searches.note(db, f"number {number}")
    assert len(searches.recent(db)) == RECENT
    assert searches.recent(db)[0] == Search(f"number {RECENT + 4}")


def test_a_search_is_kept_under_a_name_until_it_is_forgotten(db: Database) -> None:
    searches.note(db, "bpm:..90")
    searches.keep(db, "bpm:..90", "  Slow  ones ")
    searches.keep(db, "genre:jazz", "")
    assert searches.kept(db) == [Search("genre:jazz", "genre:jazz"), Search("bpm:..90", "Slow ones")]
    assert searches.recent(db) == []
    for number in range(RECENT + 5):
        searches.note(db, f"number {number}")
    searches.note(db, "bpm:..90")  # used again: it stays what it is
    searches.keep(db, "bpm:..90", "Slowest")
    assert [search.name for search in searches.kept(db)] == ["genre:jazz", "Slowest"]
    searches.forget(db, "bpm:..90")
    assert [search.name for search in searches.kept(db)] == ["genre:jazz"]
