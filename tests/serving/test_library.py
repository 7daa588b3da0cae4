from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from organizer.base.errors import LibraryError
from organizer.library import maps, tracks
from organizer.library.storage.connection import SqlError
from organizer.library.storage.database import Database
from organizer.serving.library import ServedLibrary
from organizer.work.arranging import recommending
from tests.work.arranging.test_mapping import add_songs


def test_nothing_is_written_through_it_and_all_is_answered(tmp_path: Path) -> None:
    """Songs that the map does not know yet are compared, too, and not stored."""
    with Database(tmp_path / "library.db") as db, Database(tmp_path / "library.db") as other:
        served = ServedLibrary(db)
        with pytest.raises(LibraryError, match="only be looked at"), served.db.write():
            pass
        with pytest.raises((SqlError, LibraryError)):
            served.db.read().execute("DELETE FROM tracks")
        ids = add_songs(other, 30)
        expected = [near.track.id for near in recommending.similar_and_why(served.db, ids[0], 5)]
        assert maps.load_axes(other) is None and len(expected) == 5
        assert [near.track.id for near in recommending.similar_and_why(other, ids[0], 5)] == expected
        more = add_songs(other, 9, first=30)
        nearest = [near.track.id for near in recommending.similar_and_why(served.db, more[0], 12)]
        assert len(maps.load_embedding(other)[0]) == 30 and set(nearest) & set(more)
        assert [near.track.id for near in recommending.similar_and_why(other, more[0], 12)] == nearest


def test_another_file_in_its_place_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    with Database(library) as db:
        served = ServedLibrary(db)
        assert tracks.count(served.db).all == 0
        shutil.copy(library, tmp_path / "copy.db")
        os.replace(tmp_path / "copy.db", library)
        with pytest.raises(LibraryError, match="start it again"):
            _ = served.db
