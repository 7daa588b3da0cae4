"""Libraries of earlier schemas, made by their own migrations: each step keeps what is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from organizer.base.model import Track
from organizer.library import labels, tracks
from organizer.library.files import removals
from organizer.library.plays import records
from organizer.library.storage import schema
from organizer.library.storage.connection import Connection, SqlError
from organizer.library.storage.database import Database
from organizer.library.tables import feature_csv, tables


def before(migration: str, path: Path) -> Database:
    """A new library as it was before this migration."""
    return Database(path, version=schema.MIGRATIONS.index(migration))


def add_row(connection: Connection, table: str, key: str, *, number: int, path: str | None = None) -> None:
    """A song without a file as tables were stored before songs had an origin."""
    path = path or f"table:{table}#{key}"
    connection.execute(
        "INSERT OR IGNORE INTO tables (name, path, imported, numbers) VALUES (?, x'2f', 1, '[\"tempo\"]')",
        (table,),
    )
    cursor = connection.execute(
        "INSERT INTO tracks (path, size, mtime_ns, audio_hash, away, added, display_title, title)"
        " VALUES (?, 0, 0, ?, 2, 1, ?, ?)",
        (os.fsencode(path), path, key, key),
    )
    connection.execute(
        "INSERT INTO table_rows (table_id, track_id, row, numbers)"
        " SELECT id, ?, ?, '{\"tempo\": 120}' FROM tables WHERE name = ?",
        (cursor.lastrowid, number, table),
    )
    connection.execute(
        "INSERT INTO descriptors (audio_hash, version, tempo, tempo_confidence, key_confidence)"
        " VALUES (?, 0, 120, 1, 0)",
        (path,),
    )


def add_file(connection: Connection, path: str, *, away: int = 0) -> None:
    connection.execute(
        "INSERT INTO tracks (path, size, mtime_ns, away, added, display_title) VALUES (?, 1, 1, ?, 1, 'F')",
        (os.fsencode(path), away),
    )


def test_rows_of_tables_get_apart_whose_names_begin_alike(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    with before(schema._TABLE_PATHS, library) as db, db.write() as connection:
        for table in ("mix", "mix#2", "50%"):
            for number, key in enumerate("AB"):
                add_row(connection, table, key, number=number)
    with Database(library) as db:
        songs = tracks.get_many(db, tracks.query(db))
        assert sorted(song.table for song in songs) == ["50%", "50%", "mix", "mix", "mix#2", "mix#2"]
        assert all(song.descriptors is not None and song.descriptors.tempo == 120 for song in songs)
        csv = tmp_path / "t.csv"
        csv.write_text("title,artist,tempo\nA,,120\n")
        again = tables.add(db, feature_csv.read_table(str(csv)), name="mix#2")
        assert (again.added, again.gone, tracks.count(db).all) == (1, 2, 5)


@pytest.fixture
def two_kinds(tmp_path: Path) -> Database:
    """A library of before with files, one of them away, and a table."""
    with before(schema._ORIGIN, tmp_path / "library.db") as db, db.write() as connection:
        add_file(connection, "/music/a.mp3")
        add_file(connection, "/music/gone.mp3", away=1)
        for number, key in enumerate("AB"):
            add_row(connection, "mix#2", key, number=number, path=f"table:mix%232#{key}")
    return Database(tmp_path / "library.db")


def by_title(db: Database) -> dict[str, Track]:
    return {song.path or song.title: song for song in tracks.get_many(db, tracks.query(db))}


def test_songs_get_their_origin(two_kinds: Database) -> None:
    with two_kinds as db:
        songs = by_title(db)
        origins = {key: (song.origin, song.table, song.away, song.available) for key, song in songs.items()}
        assert origins == {
            "/music/a.mp3": ("file", "", False, True),
            "/music/gone.mp3": ("file", "", True, False),
            "A": ("table", "mix#2", False, False),
            "B": ("table", "mix#2", False, False),
        }
        counts = tracks.count(db)
        assert (counts.all, counts.away, counts.waiting, counts.from_tables, counts.analyzed) == (
            4,
            1,
            1,
            2,
            0,
        )
        assert sorted(tracks.query(db, 'path:""').tolist()) == sorted(songs[key].id for key in "AB")
        assert not tracks.query(db, "path:table").size and tracks.query(db, "path:music").size == 2
        ids = tracks.query(db, order="path")
        assert labels.of(db, ids, "table") == ["", "", "mix#2", "mix#2"]
        assert labels.of(db, ids, "folder") == ["/music", "/music", "", ""]


def test_no_other_origin_can_be_stored(two_kinds: Database) -> None:
    with two_kinds as db, pytest.raises(SqlError), db.write() as connection:
        connection.execute("UPDATE tracks SET origin = 'radio'")


def test_songs_removed_before_come_back_with_their_origin(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    with before(schema._ORIGIN, library) as db, db.write() as connection:
        add_file(connection, "/music/gone.mp3", away=1)
        add_row(connection, "mix", "A", number=0)
        # as ``removals`` of that version put them aside
        for table in ("tracks", "table_rows", "playlist_items", "map", "grouping", "axes"):
            connection.execute(f"CREATE TABLE removed_{table} AS SELECT 1 AS removal, * FROM {table}")
            connection.execute(f"CREATE INDEX removed_{table}_of ON removed_{table} (removal)")
        connection.execute("INSERT INTO removals (removed, songs, roots) VALUES (2, 2, '[]')")
        connection.execute("INSERT INTO removed_paths SELECT path FROM tracks")
        connection.execute("DELETE FROM tracks")
    with Database(library) as db:
        assert removals.removed_paths(db) == {"/music/gone.mp3"}
        assert removals.last(db) == removals.Removal(1, 2)
        assert len(removals.restore(db, 1).added) == 2
        songs = by_title(db)
        assert (songs["A"].origin, songs["A"].table, songs["A"].away) == ("table", "mix", False)
        assert (songs["/music/gone.mp3"].origin, songs["/music/gone.mp3"].away) == ("file", True)


def test_what_is_no_longer_estimated_goes_and_what_tables_tell_stays(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    with before(schema._OF_TABLES, library) as db, db.write() as connection:
        for audio_hash, version in (("heard", 3), ("table:a#1", 0)):
            connection.execute(
                "INSERT INTO descriptors (audio_hash, version, tempo_confidence, key_confidence, energy,"
                " instrumentalness, liveness) VALUES (?, ?, 1, 1, 0.5, 0.6, 0.7)",
                (audio_hash, version),
            )
    with Database(library) as db:
        rows = db.read().execute(
            "SELECT audio_hash, energy, instrumentalness, liveness FROM descriptors ORDER BY audio_hash"
        )
        assert [tuple(row) for row in rows] == [("heard", 0.5, None, None), ("table:a#1", 0.5, 0.6, 0.7)]


def test_songs_of_before_have_no_plays_and_can_be_rated(tmp_path: Path) -> None:
    from organizer.library.storage.schema_of_plays import PLAYS

    library = tmp_path / "library.db"
    with before(PLAYS, library) as db, db.write() as connection:
        add_file(connection, "/music/one.mp3")
        add_file(connection, "/music/two.mp3")
    with Database(library) as db:
        one, two = tracks.query(db, order="path").tolist()
        assert tracks.get(db, one).added == 1.0 and tracks.query(db, "played:0 rating:none").size == 2
        records.set_rating(db, [one], 8)
        assert records.ratings(db, [one, two]) == {one: 8, two: None}
