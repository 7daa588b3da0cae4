"""What lies in the folders of the library."""

from __future__ import annotations

import os
from pathlib import Path

from organizer.library.files import file_rows, folders
from organizer.library.files.folders import Folder
from organizer.library.storage.database import Database


def add(db: Database, path: str, *, away: bool = False) -> int:
    with db.write() as connection:
        cursor = connection.execute(
            "INSERT INTO tracks (path, away, size, mtime_ns, added) VALUES (?, ?, 1, 1, 0)",
            (os.fsencode(path), away),
        )
    return int(cursor.lastrowid or 0)


def test_songs_count_for_the_folders_that_they_lie_in(db: Database, tmp_path: Path) -> None:
    music, inner, beside = (str(tmp_path / name) for name in ("Music", "Music/Jazz", "Music and more"))
    single = str(tmp_path / "one.mp3")
    file_rows.add_roots(db, [music])
    file_rows.add_roots(db, [inner, single])
    first = add(db, f"{music}/a.mp3")
    second = add(db, f"{inner}/b.mp3", away=True)
    third = add(db, single)
    add(db, f"{beside}/c.mp3")
    assert folders.listed(db) == [
        Folder(music, 2, 1, True),
        Folder(inner, 1, 1, True),
        Folder(single, 1, 0, True),
    ]
    assert folders.songs_in(db, [music, inner]) == [first, second]
    assert folders.songs_in(db, [single]) == [third]
    assert folders.songs_in(db, []) == []


def test_a_folder_is_watched_or_not(db: Database) -> None:
    file_rows.add_roots(db, ["/a", "/b"])
    assert folders.watched(db) == ["/a", "/b"]
    folders.set_watched(db, "/a", False)
    file_rows.add_roots(db, ["/a", "/c"])  # added again: it stays as a person wanted it
    assert folders.watched(db) == ["/b", "/c"]
    folders.set_watched(db, "/a", True)
    assert folders.watched(db) == ["/a", "/b", "/c"]
