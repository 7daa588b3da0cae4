from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from organizer.base.errors import Cancelled, LibraryError, OrganizerError
from organizer.base.model import Progress
from organizer.library import maps
from organizer.library.storage.database import Database
from organizer.work import drawing
from organizer.work.drawing import Helper
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def helper() -> Iterator[Helper]:
    made = Helper()
    yield made
    made.rest()


def die(_library: str) -> None:
    os._exit(3)


def crash(_library: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


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
    with pytest.raises(OrganizerError, match=r"ended unexpectedly \(exit code 3\)"):
        helper.run(JobContext(), die, "")
    with pytest.raises(OrganizerError, match=r"ended unexpectedly \(signal SIGKILL\)"):
        helper.run(JobContext(), crash, "")
    assert helper.run(JobContext(), pid, "") != os.getpid()


def test_cancelled_job_leaves_the_helper(helper: Helper) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        helper.run(context, wait_for_ever, "")
    assert helper.run(JobContext(), pid, "") != os.getpid()


def wait_for_ever(_library: str) -> None:
    threading.Event().wait()


def store_at_length(_library: str, done: str) -> str:
    drawing.told().report(1, 1, "Tidying up")
    deadline = time.monotonic() + 2.0
    while time.monotonic() < deadline:  # a while after what cannot be taken back
        pass
    with open(done, "w", encoding="utf-8") as file:
        file.write("done")
    return "kept"


def test_what_cannot_be_taken_back_is_not_cancelled(db: Database, tmp_path: Path) -> None:
    seen = threading.Event()

    def on_progress(progress: Progress) -> None:
        if progress.what == "Tidying up":
            context.cancel()
            seen.set()

    context = JobContext(on_progress)
    done = tmp_path / "done"
    with Helper("tidies", "try again", "Tidying up") as helper:
        assert helper.run(context, store_at_length, str(db.path), str(done)) == "kept"
    assert seen.is_set() and done.read_text("utf-8") == "done"
