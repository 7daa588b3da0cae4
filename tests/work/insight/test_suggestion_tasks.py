"""Suggestions by the helper process, which remembers what it learnt while nothing changes."""

from __future__ import annotations

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.files import scanner
from organizer.library.storage.database import Database
from organizer.work.helper import Helper
from organizer.work.insight import suggesting, suggestion_tasks
from organizer.work.jobs import JobContext
from tests.work.insight.test_suggesting import add, tagged


def test_the_helper_says_the_same(db: Database) -> None:
    add(db, *tagged(60))
    bare = add(db, (0, Tags()), (1, Tags()), first=60)
    expected = suggesting.suggest(JobContext(), db, "genre")
    with Helper() as helper:
        assert suggestion_tasks.find(JobContext(), db, helper, "genre", None) == expected
        few = suggestion_tasks.find_for_few(JobContext(), db, helper, bare[:1], ["genre", "mood"])
    assert list(few) == ["genre"]  # no song has a mood: nothing is asked
    assert few["genre"] == {bare[0]: next(s for s in expected.suggested if s.track_id == bare[0])}


def test_what_was_learnt_is_used_until_something_changes(db: Database) -> None:
    def learnt() -> object:
        suggestion_tasks.every(str(db.path), "genre", None)
        return suggestion_tasks._models["genre"][1]

    add(db, *tagged(60))
    one, two = add(db, (0, Tags()), (1, Tags()), first=60)
    first = learnt()
    assert learnt() is first
    tracks.update_tags(db, [(one, Tags(genre=("Jazz",)), scanner.File("", 1, 2, 1, one))])
    second = learnt()
    assert second is not first
    suggested = suggestion_tasks.every(str(db.path), "genre", None).suggested
    assert [each.track_id for each in suggested] == [two]
    suggestion_tasks.answer(JobContext(), db, "genre", suggested, False)
    assert suggestion_tasks.every(str(db.path), "genre", [two]).suggested == ()
    assert learnt() is not second
