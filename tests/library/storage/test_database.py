"""The library file: migrations, transactions, refusals."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from organizer.base.errors import LibraryError
from organizer.library.storage import schema
from organizer.library.storage.database import Database


def test_a_new_library_has_the_newest_schema(db: Database) -> None:
    assert db.read().execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    assert db.read().execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_newer_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    Database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    with pytest.raises(LibraryError, match="newer Organizer"):
        Database(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION + 1
    connection.close()


def test_a_file_that_is_no_database_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(b"ID3" + bytes(5000))
    with pytest.raises(LibraryError, match=r"song\.mp3"):
        Database(path)
    assert path.read_bytes() == b"ID3" + bytes(5000)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (id INTEGER)")
    connection.close()
    with pytest.raises(LibraryError, match="another program"):
        Database(path)


def test_a_migration_keeps_the_songs_and_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.db"
    with Database(path) as old, old.write() as connection:
        connection.execute("INSERT INTO roots (path, added) VALUES (x'2f6d', 1.0)")
    more = (*schema.MIGRATIONS, "ALTER TABLE roots ADD COLUMN note TEXT;")
    monkeypatch.setattr("organizer.library.storage.database.MIGRATIONS", more)
    monkeypatch.setattr("organizer.library.storage.database.VERSION", len(more))
    with Database(path) as new:
        assert tuple(new.read().execute("SELECT path, note FROM roots").fetchone()) == (b"/m", None)
    backup = tmp_path / f"library.db.v{schema.VERSION}.bak"
    with sqlite3.connect(backup) as connection:
        assert connection.execute("SELECT count(*) FROM roots").fetchone()[0] == 1
    connection.close()


def test_a_failed_transaction_leaves_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.write() as connection:
        connection.execute("INSERT INTO roots (path, added) VALUES (x'2f6d', 1.0)")
        raise ZeroDivisionError
    assert db.read().execute("SELECT count(*) FROM roots").fetchone()[0] == 0


def test_threads_write_one_after_the_other(db: Database) -> None:
    def add(start: int) -> None:
        for number in range(start, start + 50):
            with db.write() as connection:
                connection.execute("INSERT INTO roots (path, added) VALUES (?, 1.0)", (str(number).encode(),))

    threads = [threading.Thread(target=add, args=(start,)) for start in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.read().execute("SELECT count(*) FROM roots").fetchone()[0] == 150


def test_opening_a_library_twice_leaves_the_locks_of_the_first_one(tmp_path: Path) -> None:
    """Another program that opens and closes it in between must not work off a log that is in use."""
    path = tmp_path / "library.db"
    first = Database(path)
    Database(path).close()
    other = (
        "import sys; from organizer.library.storage.database import Database; Database(sys.argv[1]).close()"
    )
    subprocess.run([sys.executable, "-c", other, str(path)], check=True)
    with first.write() as connection:
        connection.execute("INSERT INTO roots (path, added) VALUES (?, 0)", (b"/music",))
    with Database(path) as second:
        assert second.read().execute("SELECT count(*) FROM roots").fetchone()[0] == 1
    first.close()
