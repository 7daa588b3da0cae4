from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from organizer import drawing
from organizer.drawing import Helper
from organizer.errors import Cancelled, LibraryError, OrganizerError
from organizer.jobs import JobContext
from organizer.library import maps
from organizer.library.database import Database
from tests.test_mapping import add_songs


@pytest.fixture
def helper() -> Iterator[Helper]:
    made = Helper()
    yield made
    made.rest()


def die(_library: str) -> None:
    os._exit(3)


def pid(_library: str) -> int:
    return os.getpid()


def test_map_and_groups_come_from_another_process(helper: Helper, db: Database) -> None:
    add_songs(db, 30)
    library = str(db.path)
    drawn = helper.run(JobContext(), drawing.build, library, True, True)
    stored = maps.load_map(db)
    assert stored is not None and drawn.music_map.cells.tolist() == stored.cells.tolist()
    height, width = drawn.terrain.shape[:2]
    assert height * drawn.music_map.columns == width * drawn.music_map.rows
    grouping, topped = helper.run(JobContext(), drawing.group, library)
    assert not topped
    kept = maps.load_grouping(db)
    assert kept is not None and grouping.groups == kept.groups and len(kept.groups) == 3
    again = helper.run(JobContext(), drawing.load, library)
    assert (
        again is not None
        and (again.terrain == drawn.terrain).all()
        and again.landscape.labels == drawn.landscape.labels
    )


def test_one_process_serves_until_it_rests(helper: Helper) -> None:
    first = helper.run(JobContext(), pid, "")
    assert helper.run(JobContext(), pid, "") == first != os.getpid()
    helper.rest()
    assert helper.run(JobContext(), pid, "") != first


def test_errors_of_the_world_come_back_as_they_are(helper: Helper, db: Database) -> None:
    with pytest.raises(LibraryError, match="no song was analyzed yet"):
        helper.run(JobContext(), drawing.build, str(db.path), True, True)


def test_a_helper_that_dies_is_said_and_replaced(helper: Helper) -> None:
    with pytest.raises(OrganizerError, match="ended unexpectedly"):
        helper.run(JobContext(), die, "")
    assert helper.run(JobContext(), pid, "") != os.getpid()


def test_cancelled_job_leaves_the_helper(helper: Helper) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        helper.run(context, wait_for_ever, "")
    assert helper.run(JobContext(), pid, "") != os.getpid()


def wait_for_ever(_library: str) -> None:
    threading.Event().wait()
