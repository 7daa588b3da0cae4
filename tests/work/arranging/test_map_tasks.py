"""The map and the groups, made by the helper process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from organizer.base.errors import LibraryError
from organizer.library import maps
from organizer.library.storage.database import Database
from organizer.work.arranging import map_tasks
from organizer.work.helper import Helper
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture(scope="module")
def helper() -> Iterator[Helper]:
    with Helper() as made:
        yield made


def test_map_and_groups_come_from_another_process(helper: Helper, db: Database) -> None:
    add_songs(db, 30)
    library = str(db.path)
    drawn = helper.run(JobContext(), map_tasks.build, library, True, True)
    stored = maps.load_map(db)
    assert stored is not None and drawn.music_map.cells.tolist() == stored.cells.tolist()
    height, width = drawn.relief.heights.shape
    assert height * drawn.music_map.columns == width * drawn.music_map.rows
    made, topped, better = helper.run(JobContext(), map_tasks.group, library)
    assert not topped and better is None
    grouping = maps.load_grouping(db)
    assert grouping is not None and made.groups == grouping.groups and len(grouping.groups) == 3
    again = helper.run(JobContext(), map_tasks.load, library)
    assert (
        again is not None
        and (again.relief.heights == drawn.relief.heights).all()
        and again.landscape.labels == drawn.landscape.labels
    )


def test_new_songs_are_placed(helper: Helper, db: Database) -> None:
    add_songs(db, 30)
    helper.run(JobContext(), map_tasks.build, str(db.path), True, True)
    helper.run(JobContext(), map_tasks.group, str(db.path))
    add_songs(db, 1, first=30)
    drawn, topped = helper.run(JobContext(), map_tasks.place, str(db.path))
    assert drawn is not None and len(drawn.music_map.track_ids) == 31 and not topped


def test_errors_of_the_world_come_back_as_they_are(helper: Helper, db: Database) -> None:
    with pytest.raises(LibraryError, match="no song was analyzed yet"):
        helper.run(JobContext(), map_tasks.build, str(db.path), True, True)
