"""Searches by cover, and what the library notes of covers while songs and pictures come and go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.errors import UsageError
from organizer.base.fields.picture import COVER, Picture
from organizer.base.model import TagEdit
from organizer.library import tracks
from organizer.library.lists import song_covers
from organizer.library.storage.database import Database
from organizer.library.storage.schema import MIGRATIONS
from organizer.library.storage.schema_of_tidying import SONG_COVERS
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from tests.conftest import write_song
from tests.library.tags.short.test_cover_side import jpeg


def found(db: Database, search: str) -> set[str]:
    return {Path(song.path).stem for song in tracks.get_many(db, tracks.query(db, search))}


@pytest.fixture
def songs(db: Database, make_song: Callable[..., Path]) -> Path:
    """One song alone, one beside a picture, both of which have none inside."""
    path = make_song("music/alone/plain.mp3", seconds=0.3)
    write_song(path.parent.parent / "album" / "beside.flac")
    (path.parent.parent / "album" / "Folder.JPG").write_bytes(jpeg(600, 700))
    importing.import_paths(JobContext(), db, [str(path.parent.parent)])
    return path.parent.parent


def test_what_comes_and_goes(db: Database, songs: Path) -> None:
    assert SONG_COVERS in MIGRATIONS
    assert found(db, "cover:none") == found(db, 'cover:""') == {"plain"}
    assert found(db, "cover:file") == found(db, "cover:500..") == found(db, "cover:600") == {"beside"}
    assert found(db, "cover:embedded") == set() and found(db, "-cover:none") == {"beside"}
    assert found(db, "cover:none|file") == {"plain", "beside"} == found(db, "cover:none or cover:>599")
    edits = [TagEdit(s.id, s.path, {COVER: Picture.of(jpeg(90, 80))}) for s in tracks.first(db, 9)]
    tagging.apply(JobContext(), db, tagging.preview(db, edits), label="covers")
    assert found(db, "cover:embedded") == found(db, "cover:..80") == {"plain", "beside"}
    assert found(db, "cover:..79") == found(db, "cover:none") == set(), "what is inside goes first"
    tagging.undo(JobContext(), db)
    assert found(db, "cover:none") == {"plain"} and found(db, "cover:embedded") == set()
    (songs / "album" / "Folder.JPG").rename(songs / "alone" / "cover.jpg")
    importing.import_paths(JobContext(), db, [str(songs)])
    assert found(db, "cover:none") == {"beside"} and found(db, "cover:file") == {"plain"}
    (songs / "alone" / "plain.mp3").rename(songs / "plain.mp3")
    importing.import_paths(JobContext(), db, [str(songs)])
    assert found(db, "cover:none") == {"beside", "plain"}


def test_an_older_library_is_looked_at_with_the_next_scan(db: Database, songs: Path) -> None:
    with db.write() as connection:
        connection.execute("UPDATE song_covers SET inside = NULL, beside = NULL")
        connection.execute("DELETE FROM folder_pictures")
    assert found(db, "cover:none") == found(db, "cover:file") == set(), "nobody looked yet"
    importing.import_paths(JobContext(), db, [str(songs)])
    assert found(db, "cover:none") == {"plain"} and song_covers.unseen(db) == []


def test_what_is_no_cover(db: Database) -> None:
    with pytest.raises(UsageError, match="write cover:none"):
        tracks.query(db, "cover:large")
