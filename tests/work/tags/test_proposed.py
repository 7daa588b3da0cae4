from __future__ import annotations

import json

import pytest

from organizer.base.errors import UsageError
from organizer.base.model import TagEdit, Tags
from organizer.cli.parser import run
from organizer.library import tracks
from organizer.library.lists import tag_proposals
from organizer.library.storage.database import Database
from organizer.work.tags import proposed


def add(db: Database, *titles: str) -> list[TagEdit]:
    """Songs with these titles, and an edit of each."""
    scanned = [tracks.ScannedFile(f"/m/{title}.mp3", 1, 1, Tags(title=title)) for title in titles]
    ids = tracks.upsert(db, scanned).added
    return [TagEdit(song.id, song.path, {"genre": ("Folk",)}) for song in tracks.get_many(db, ids)]


def test_proposals_keep_what_they_say_and_leave_out_what_is_gone_or_done(db: Database) -> None:
    edits = add(db, "a\udcff", "b")
    number = tag_proposals.add(db, "x\n" * 300, "why", edits)
    (one,) = tag_proposals.waiting(db)
    assert (one.number, one.label, one.edits, one.changes) == (number, "why", tuple(edits), 2)
    assert len(one.source) <= 120 and "\n" not in one.source
    tracks.upsert(db, [tracks.ScannedFile(edits[0].path, 1, 2, Tags(title="a", genre=("Folk",)))])
    assert [song.id for song, _ in proposed.current(db, one)] == [edits[1].track_id]
    assert proposed.settle(db) == [one]
    with db.write() as connection:
        connection.execute("DELETE FROM tracks WHERE id = ?", (edits[1].track_id,))
    assert proposed.settle(db) == [] and tag_proposals.waiting(db) == []


def test_no_more_wait_than_a_person_can_review(db: Database) -> None:
    edits = add(db, "a")
    with pytest.raises(UsageError, match="nothing would change"):
        tag_proposals.add(db, "x", "y", [])
    with pytest.raises(UsageError, match="at most"):
        tag_proposals.add(db, "x", "y", edits * (tag_proposals.MOST_SONGS + 1))
    for _ in range(tag_proposals.MOST):
        tag_proposals.add(db, "x", "y", edits)
    with pytest.raises(UsageError, match="wait already"):
        tag_proposals.add(db, "x", "y", edits)


def test_what_is_damaged_is_no_proposal(db: Database) -> None:
    tag_proposals.add(db, "x", "y", add(db, "a"))
    with db.write() as connection:
        connection.execute("UPDATE tag_proposals SET edits = '[[1]]'")
    assert proposed.settle(db) == []


def test_the_command_line_lists_shows_and_drops(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    number = tag_proposals.add(db, "A helper", "so it sounds", add(db, "a", "b"))
    library = ["--library", str(db.path)]
    assert run([*library, "proposals"]) == 0 and "so it sounds" in capsys.readouterr().out
    assert run([*library, "proposals", "list", str(number), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [(one["field"], one["before"], one["after"]) for one in shown] == [("genre", "", "Folk")] * 2
    assert run([*library, "proposals", "drop"]) == 1 and "which proposals" in capsys.readouterr().err
    assert run([*library, "proposals", "drop", "77"]) == 1
    assert run([*library, "proposals", "drop", str(number), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dropped"] == 1 and not tag_proposals.waiting(db)
