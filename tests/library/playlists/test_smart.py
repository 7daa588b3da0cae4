"""Smart playlists as they are stored."""

from __future__ import annotations

import os

import pytest

from organizer.base.errors import UsageError
from organizer.library.playlists import playlists, smart
from organizer.library.storage.database import Database


def test_a_search_is_kept_under_a_name_and_changed(db: Database) -> None:
    one = smart.save(db, "  Least \n played ", "plays:0   sort:title")
    assert (one.name, one.query) == ("Least played", "plays:0 sort:title")
    again = smart.save(db, "least played", "plays:1")
    assert (again.number, again.name, again.query) == (one.number, "least played", "plays:1")
    other = smart.save(db, "Rest", "jazz")
    smart.save(db, "Others", "jazz", number=other.number)
    assert [each.name for each in smart.listed(db)] == ["least played", "Others"]
    assert smart.named(db, "LEAST played") == again
    smart.delete(db, again.number)
    assert [each.name for each in smart.listed(db)] == ["Others"]


def test_a_name_is_for_one_playlist(db: Database) -> None:
    playlists.save(db, "Evening", [])
    one, other = smart.save(db, "one", "a"), smart.save(db, "other", "b")
    with pytest.raises(UsageError, match="“evening” is a playlist already"):
        smart.save(db, "evening", "jazz")
    with pytest.raises(UsageError, match="“Other” is a smart playlist already"):
        smart.save(db, "Other", "jazz", number=one.number)
    with pytest.raises(UsageError, match="needs a name"):
        smart.save(db, " ", "jazz")
    assert smart.listed(db) == [one, other]
    with pytest.raises(UsageError, match="no smart playlist “third”") as error:
        smart.named(db, "third")
    assert "“one”, “other”" in error.value.remedy


def test_its_file_may_have_any_name(db: Database) -> None:
    one = smart.save(db, "one", "a")
    path = os.fsdecode(b"/lists/\xff.m3u8")
    smart.set_file(db, one.number, path, "digest")
    stored = smart.named(db, "one")
    assert (stored.file, stored.written) == (path, "digest")
    smart.set_file(db, one.number, "")
    assert smart.named(db, "one").file == ""
