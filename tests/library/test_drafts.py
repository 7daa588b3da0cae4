"""What is being made and was not saved yet comes back."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizer.library import drafts
from organizer.library.drafts import Change, PlaylistDraft
from organizer.library.files import removals
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs


def history(ids: list[int], orders: list[list[int]]) -> tuple[Change, ...]:
    lists = [[], *orders]
    return tuple(Change(n + 1, f"step {n}", lists[n], lists[n + 1]) for n in range(len(orders)))


@pytest.mark.parametrize("done", [0, 2, 5])
def test_a_playlist_comes_back_with_its_history(db: Database, done: int) -> None:
    ids = add_songs(db, 12)
    chance = random.Random(done)
    orders = [ids[:3], ids[:7], ids[2:7], chance.sample(ids[2:7], 5), [*ids[9:], *ids[2:7]]]
    changes = history(ids, orders)
    draft = PlaylistDraft("Sunday", "", [[], *orders][done], changes, done)
    drafts.save_playlist(db, draft)
    assert drafts.load_playlist(db) == draft
    shorter = PlaylistDraft("Monday", "Monday", ids[:1], (*changes[:2], Change(9, "x", ids[:7], ids[:1])), 3)
    drafts.save_playlist(db, shorter)  # undone, then changed otherwise
    assert drafts.load_playlist(db) == shorter


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 5), max_size=8), st.lists(st.integers(0, 5), max_size=8))
def test_the_difference_of_two_lists_leads_from_one_to_the_other(before: list[int], after: list[int]) -> None:
    start, out, in_ = drafts._difference(before, after)
    assert [*before[:start], *in_, *before[start + len(out) :]] == after
    assert [*after[:start], *out, *after[start + len(in_) :]] == before


def test_songs_that_left_the_library_do_not_come_back_as_others(db: Database) -> None:
    ids = add_songs(db, 6)
    drafts.save_playlist(db, PlaylistDraft("x", "", ids, history(ids, [ids[:2], ids]), 2))
    drafts.save_edits(db, {tuple(ids): {"title": "a"}, (ids[-1],): {"genre": "b"}})
    removals.remove(db, ids[4:])
    again = add_songs(db, 2, first=90)
    assert set(again) & set(ids)  # SQLite gives the numbers to the next songs
    loaded = drafts.load_playlist(db)
    assert loaded is not None and loaded.ids == ids[:4] and loaded.changes[1].after == ids[:4]
    assert drafts.load_edits(db) == {tuple(ids[:4]): {"title": "a"}}


def test_nothing_is_there_where_nothing_was_begun(db: Database) -> None:
    assert drafts.load_playlist(db) is None and drafts.load_edits(db) == {}
    ids = add_songs(db, 1)
    drafts.save_edits(db, {(ids[0],): {"title": "\ud83d x"}})
    assert drafts.load_edits(db) == {(ids[0],): {"title": "\ud83d x"}}
    drafts.save_edits(db, {})
    assert drafts.load_edits(db) == {}


def test_a_draft_of_many_songs_writes_little(db: Database) -> None:
    ids = list(range(1, 20_001))
    changes = tuple(Change(n + 1, "Add songs", ids[: 200 * n], ids[: 200 * (n + 1)]) for n in range(100))
    drafts.save_playlist(db, PlaylistDraft("Long", "", ids, changes, 100))
    row = db.read().execute("SELECT total(length(before) + length(after)) FROM draft_changes").fetchone()
    assert row[0] == 8 * 20_000


def test_a_view_comes_back_without_the_songs_that_are_gone(db: Database) -> None:
    ids = add_songs(db, 4)
    assert drafts.load_view(db) is None
    view = drafts.ViewDraft("jazz", "new", ids[1:3], (4.0, 5.0, 1.0, 0.5, 1.5, 2.0))
    drafts.save_view(db, view)
    assert drafts.load_view(db) == view
    removals.remove(db, ids[1:2])
    loaded = drafts.load_view(db)
    assert loaded is not None and list(loaded.selection) == ids[2:3]
