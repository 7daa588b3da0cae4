"""Regions as they are stored: by sound, with what is chosen, joined and out."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.errors import UsageError
from organizer.library import tracks
from organizer.library.files import removals
from organizer.library.places import regions
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs

NONE = np.empty(0, np.int64)


def test_a_region_knows_its_songs_by_what_they_are(db: Database) -> None:
    ids = add_songs(db, 6)
    number = regions.insert(db, "  Late\n night ", ids[:3], np.array(ids))
    regions.set_standing(db, number, [ids[3]], "joined")
    regions.set_standing(db, number, [ids[0]], "out")
    (region,) = regions.listed(db)
    assert (region.name, region.chosen, region.joined, region.size) == ("Late night", 2, 1, 3)
    members = regions.members(db, number)
    assert members.ids.tolist() == ids[1:4] and members.joined.tolist() == [False, False, True]
    assert regions.taken_out(db, number).tolist() == [ids[0]]
    assert regions.of_songs(db) == dict.fromkeys(ids[1:4], ("Late night",))


def test_songs_that_leave_the_library_and_come_back_are_known_again(db: Database) -> None:
    ids = add_songs(db, 4)
    number = regions.insert(db, "a", ids, np.array(ids))
    removals.remove(db, ids[:2])
    assert regions.of_number(db, number).size == 2
    with db.write() as connection:  # the file lies elsewhere now, and its tags are others
        connection.execute(
            "UPDATE tracks SET path = CAST('/else.mp3' AS BLOB), title = 'x' WHERE id = ?", ids[2:3]
        )
    again = add_songs(db, 2)
    assert regions.members(db, number).ids.tolist() == sorted([*ids[2:], *again])


def test_names_are_told_apart_as_a_person_does(db: Database) -> None:
    ids = add_songs(db, 2)
    regions.insert(db, "Café", ids, NONE)
    number = regions.insert(db, "other", ids, NONE)
    for name, cause in (("CAFE", "already"), (" \n", "needs a name"), ("x" * 61, "too long")):
        with pytest.raises(UsageError, match=cause):
            regions.rename(db, number, name)
    regions.rename(db, number, "OTHER")
    assert regions.named(db, "other").name == "OTHER" and regions.named(db, "cafe").name == "Café"
    with pytest.raises(UsageError, match="no region “zzz”") as error:
        regions.named(db, "zzz")
    assert "Café, OTHER" in error.value.remedy


def test_a_deleted_region_comes_back_as_it_was_and_not_in_the_place_of_another(db: Database) -> None:
    ids = add_songs(db, 3)
    number = regions.insert(db, "a", ids, np.array(ids))
    regions.set_standing(db, number, ids[:1], "out")
    was = regions.stored(db, number)
    regions.delete(db, number)
    assert not regions.exist(db) and regions.stored(db, number) is None
    other = regions.insert(db, "a", ids[2:], np.array(ids))
    regions.put_back(db, number, was)
    assert [(r.name, r.size) for r in regions.listed(db)] == [("a", 1), ("a 2", 2)]
    assert regions.taken_out(db, number).tolist() == ids[:1] and other != number
    regions.put_back(db, number, None)
    assert [r.number for r in regions.listed(db)] == [other]


def test_newcomers_came_later_or_had_no_place(db: Database) -> None:
    ids = add_songs(db, 5)
    number = regions.insert(db, "a", ids[:1], np.array(ids[:3]))
    later = add_songs(db, 2, first=5)
    assert regions.newcomers(db, number).tolist() == [*ids[3:], *later]
    with db.write() as connection:
        connection.execute("UPDATE regions SET unplaced = x'00ff'")
    assert regions.newcomers(db, number).tolist() == later


def test_a_search_for_a_region(db: Database) -> None:
    ids = add_songs(db, 4)
    regions.insert(db, "Late night", ids[:2], NONE)
    regions.set_standing(db, regions.insert(db, "late morning", ids[1:3], NONE), ids[1:2], "out")

    def found(text: str) -> list[int]:
        matching = tracks.matching(db, text)
        assert matching is not None
        assert sorted(tracks.query(db, text).tolist()) == sorted(matching.tolist())
        return sorted(matching.tolist())

    assert found('region:"late NIGHT"') == found("region:night") == found('region:="late night"') == ids[:2]
    assert found("region:late") == ids[:3] and found('region:="late"') == []
    assert found('region:""') == ids[3:] and found("-region:night") == ids[2:]
    assert found("region:night Song") == ids[:2]
