"""Libraries that are damaged, foreign or read-only: told in one line, and left as they are."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from organizer.base.arrangement import Group, Grouping, MusicMap, Space
from organizer.base.descriptors import Descriptors
from organizer.base.errors import DamagedLibrary, LibraryError, OrganizerError
from organizer.base.features import Features
from organizer.base.model import AudioInfo, Tags
from organizer.library import health, maps, tracks, vectors
from organizer.library.playlists import playlists
from organizer.library.storage import copies, library_file
from organizer.library.storage.connection import connect, is_used
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tracks import ScannedFile

SONGS = 40


def filled(path: Path) -> Path:
    """A library with some of everything, in one file."""
    with Database(path) as db:
        info = AudioInfo("flac", 60.0, 900, 44_100, 2)
        files = [
            ScannedFile(f"/m/{i}.flac", 1000 + i, i, Tags(title=f"Title {i}", artist=f"Artist {i % 5}"), info)
            for i in range(SONGS)
        ]
        ids = np.array(tracks.upsert(db, files).added)
        rng = np.random.default_rng(1)
        with db.write() as connection:
            connection.executemany(
                "UPDATE tracks SET audio_hash = ? WHERE id = ?",
                [(f"hash{i}", int(ids[i])) for i in range(SONGS)],
            )
        vectors.put(
            db,
            [
                (f"hash{i}", Features(rng.random(20, np.float32), Descriptors(tempo=100.0 + i), 1, b""))
                for i in range(SONGS)
            ],
        )
        maps.save_embedding(db, ids, rng.random((SONGS, 8), np.float32))
        maps.save_map(db, a_map(ids))
        maps.save_grouping(db, some_groups(), ids, ids % 2)
        playlists.save(db, "kept", ids[:5].tolist())
        db.read().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return path


def a_map(ids: np.ndarray) -> MusicMap:
    return MusicMap(
        rows=2,
        columns=3,
        toroidal=True,
        codebook=np.ones((6, 8), np.float32),
        track_ids=ids,
        cells=ids % 6,
        names=("a",) * 6,
        seed=0,
        feature_version=1,
        quantization_error=0.1,
        topographic_error=0.1,
        trained_on=SONGS,
        library_size=SONGS,
    )


def some_groups() -> Grouping:
    groups = (Group(0, "calm", 20, ()), Group(1, "loud", 20, ()))
    return Grouping("kmeans", 0, groups, np.ones((2, 8), np.float32), Space())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return filled(tmp_path_factory.mktemp("whole") / "library.db").read_bytes()


@pytest.fixture
def library(whole: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    path.write_bytes(whole)
    return path


def change(path: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql, values)


#: What reads every part of a library.
READERS: dict[str, Callable[[Database], object]] = {
    "songs": lambda db: tracks.get_many(db, tracks.query(db, "").tolist()),
    "search": lambda db: tracks.query(db, "title artist"),
    "count": lambda db: tracks.count(db),
    "vectors": lambda db: vectors.load(db, 1),
    "places": maps.load_embedding,
    "map": maps.load_map,
    "groups": maps.load_grouping,
    "labels": maps.labels,
    "playlists": lambda db: playlists.load(db, "kept"),
    "tables": tables.imported,
}


def read_all(path: Path) -> list[str]:
    """Read everything; what was told. Only errors of the world may come."""
    errors = []
    for read in READERS.values():
        try:
            with Database(path) as db:
                read(db)
        except OrganizerError as error:
            errors.append(str(error))
    return errors


def damaged(whole: bytes, seed: int) -> bytes:
    """One kind of damage after the other, at places by chance."""
    chance, content = random.Random(seed), bytearray(whole)
    page = chance.randrange(1, len(content) // 4096) * 4096
    match seed % 5:
        case 0:
            content[page : page + 4096] = chance.randbytes(4096)
        case 1:
            content[page : page + 4096] = bytes(4096)
        case 2:
            for _ in range(chance.choice([1, 10, 100, 1000])):
                content[chance.randrange(100, len(content))] = chance.randrange(256)
        case 3:
            del content[chance.randrange(1, len(content)) :]
        case 4:
            content[: chance.randrange(1, 100)] = b""
    return bytes(content)


@pytest.mark.parametrize("seed", range(40))
def test_damage_anywhere_is_told_in_one_line(whole: bytes, tmp_path: Path, seed: int) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(damaged(whole, seed))
    for line in read_all(path):
        assert "\n" not in line
        assert "library" in line
    with Database(filled(tmp_path / "other.db")):  # nothing of it stays behind in the process
        pass


def test_a_library_that_is_cut_off_says_so(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(whole[:-1])
    with pytest.raises(DamagedLibrary, match="cut off"):
        Database(path)


@pytest.mark.parametrize("content", [b"hello world\n" * 1000, b"\xff\xd8\xff\xe0" + bytes(9000), b"S"])
def test_what_is_no_database_stays_as_it_is(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "picture.db"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="not a library"):
        Database(path)
    assert path.read_bytes() == content
    assert [entry.name for entry in tmp_path.iterdir()] == ["picture.db"]


@pytest.mark.parametrize("mode", ["delete", "wal", "wal left open", "own id", "own version"])
def test_a_database_of_another_program_is_not_touched(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        if mode.startswith("wal"):
            connection.execute("PRAGMA journal_mode = WAL")
        if mode == "own id":
            connection.execute("PRAGMA application_id = 7")
        elif mode == "own version":
            connection.execute("PRAGMA user_version = 3")
        else:
            connection.execute("CREATE TABLE tracks (id INTEGER)")
        connection.commit()
        if mode == "wal left open":
            before = {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()}
            with pytest.raises(LibraryError, match="another program"):
                Database(path)
            assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == before
    before = {entry.name: (entry.read_bytes(), entry.stat().st_mtime_ns) for entry in tmp_path.iterdir()}
    with pytest.raises(LibraryError, match="another program"):
        Database(path)
    after = {entry.name: (entry.read_bytes(), entry.stat().st_mtime_ns) for entry in tmp_path.iterdir()}
    assert after == before


def test_a_library_whose_first_page_is_only_in_its_log_opens(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    program = (
        "import os, sys; from organizer.library.storage.database import Database;"
        "db = Database(sys.argv[1]); db.read(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    assert int.from_bytes(path.read_bytes()[68:72], "big") == 0  # all that is ours is in the log
    with Database(path) as db:
        assert db.left_open
        assert tracks.count(db).all == 0


@pytest.mark.parametrize("version", [-1, 0, 3])
def test_a_version_that_the_tables_are_not_of_is_told(library: Path, version: int) -> None:
    change(library, f"PRAGMA user_version = {version}")
    before = library.read_bytes()[100:]
    with pytest.raises(DamagedLibrary):
        Database(library)
    with closing(sqlite3.connect(library)) as connection:
        assert connection.execute("SELECT count(*) FROM tracks").fetchone()[0] == SONGS
    assert len(library.read_bytes()) - 100 == len(before)


def test_all_files_of_a_library_are_for_their_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "deep" / "library.db"
    before = os.umask(0)
    try:
        with Database(path) as db, db.write() as connection, db.exclusive("edit"):
            connection.execute("INSERT INTO roots (path, added) VALUES (x'2f6d', 1.0)")
            files = list(path.parent.iterdir())
        copies.make(path)
        monkeypatch.setattr("organizer.library.storage.database.MIGRATIONS", ("",) * 100)
        monkeypatch.setattr("organizer.library.storage.database.VERSION", 100)
        Database(path).close()
    finally:
        os.umask(before)
    assert {file.suffix for file in files} == {".db", ".db-wal", ".db-shm", ".lock"}
    everything = [file for file in path.parent.rglob("*") if file.is_file()]
    assert any(file.suffix == ".bak" for file in everything)
    assert any(file.suffix == ".gz" for file in everything)
    assert {file.stat().st_mode & 0o777 for file in everything} == {0o600}
    folders = (tmp_path / "new", path.parent, library_file.copies_folder(path))
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


@pytest.fixture
def closed_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As a read-only disk answers; root may write everything elsewhere."""
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))


@pytest.mark.usefixtures("closed_disk")
def test_a_library_that_cannot_be_written_opens_for_looking(library: Path) -> None:
    before = library.read_bytes()
    with Database(library) as db:
        assert "may not write" in db.read_only
        assert len(tracks.query(db, "title")) == SONGS
        assert maps.load_map(db) is not None
        for change_it in (db.write, lambda: db.exclusive("edit")):
            with pytest.raises(LibraryError, match="only be looked at"), change_it():
                pass
    assert library.read_bytes() == before


@pytest.mark.usefixtures("closed_disk")
def test_what_waits_in_the_log_of_a_read_only_library_is_seen(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "away"
    folder.mkdir()
    with closing(sqlite3.connect(library)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE playlists SET name = 'newer'")
        connection.commit()
        for ending in ("", "-wal"):  # without the index of the log, which nobody can make there
            (folder / f"library.db{ending}").write_bytes(Path(f"{library}{ending}").read_bytes())
    with Database(folder / "library.db") as db:
        assert playlists.names(db) == ["newer"]


@pytest.mark.usefixtures("closed_disk")
def test_an_older_library_that_cannot_be_written_is_shown_too(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from organizer.library.storage import schema

    before = library.read_bytes()
    more = (*schema.MIGRATIONS, "ALTER TABLE roots ADD COLUMN note TEXT;")
    monkeypatch.setattr("organizer.library.storage.database.MIGRATIONS", more)
    monkeypatch.setattr("organizer.library.storage.database.VERSION", len(more))
    with Database(library) as db:
        assert db.read().execute("SELECT note FROM roots").fetchall() == []
        assert db.read_only
    assert library.read_bytes() == before


def test_mistakes_of_ours_stay_what_they_are(library: Path) -> None:
    with closing(connect(library)) as connection:
        for wrong in (
            "SELECT nonsense",
            "INSERT INTO roots (path, added) VALUES (NULL)",
            "CREATE TABLE tracks (x)",
        ):
            with pytest.raises(sqlite3.OperationalError):
                connection.execute(wrong)
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("INSERT INTO failures SELECT 1, NULL, 0, '', '', 0")


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("UPDATE map SET codebook = ?", b"abc"),
        ("UPDATE map SET codebook = ?", "text"),
        ("UPDATE map SET header = ?", "{"),
        ("UPDATE map SET header = ?", "null"),
        ("UPDATE map SET header = ?", "[" * 100_000),
        ("UPDATE track_cells SET cell = ?", 10**9),
        ("UPDATE track_cells SET cell = ?", -1),
    ],
)
def test_a_damaged_map_is_none(library: Path, sql: str, value: object) -> None:
    change(library, sql, value)
    remarks: list[str] = []
    with Database(library) as db:
        db.on_remark(remarks.append)
        assert maps.load_map(db) is None
        assert not maps.has_map(db)
    assert remarks == ["the map was damaged and is made anew"]


@pytest.mark.parametrize("value", [None, "text", b"abc", 1e300, float("inf"), -3.5, 3.5])
def test_songs_whose_place_is_damaged_are_in_their_cells(library: Path, value: object) -> None:
    change(library, "UPDATE track_cells SET y = ?, x = 0.5", value)
    with Database(library) as db:
        music_map = maps.load_map(db)
        assert music_map is not None and music_map.places is None and len(music_map.cells)


@pytest.mark.parametrize("value", [b"", b"abc", b"\xff" * 80, b"x" * 77, "text"])
def test_damaged_vectors_are_left_out_and_analyzed_again(library: Path, value: object) -> None:
    change(library, "UPDATE features SET vector = ? WHERE audio_hash = 'hash3'", value)
    with Database(library) as db:
        ids, matrix = vectors.load(db, 1)
        assert matrix.shape == (SONGS - 1, 20)
        assert len(vectors.load_some(db, 1, ids)[0]) == SONGS - 1
        assert len(vectors.pending(db, 1)) == 1


@pytest.mark.parametrize("value", [b"", b"abc", b"\xff" * 32, "text"])
def test_damaged_places_are_dropped(library: Path, value: object) -> None:
    change(library, "UPDATE embeddings SET vector = ? WHERE track_id = 7", value)
    with Database(library) as db:
        assert maps.load_embedding(db)[1].shape == (SONGS - 1, 8)
        assert 7 not in maps.load_embedding(db)[0]


@pytest.mark.parametrize("header", ["", "{", "[]", '{"groups": 3}', '{"a":' * 3000])
def test_damaged_groups_are_none(library: Path, header: str) -> None:
    change(library, "UPDATE grouping SET header = ?", header)
    remarks: list[str] = []
    with Database(library) as db:
        db.on_remark(remarks.append)
        assert maps.load_grouping(db) is None
    assert len(remarks) == 1


@pytest.mark.parametrize(
    ("sql", "column"),
    [
        ("UPDATE tracks SET duration = 'abc' WHERE id = 3", "tracks.duration"),
        ("UPDATE tracks SET duration = 9e999 WHERE id = 3", "tracks.duration"),
        ("UPDATE tracks SET size = x'ff' WHERE id = 3", "tracks.size"),
        ("UPDATE descriptors SET tempo = 'fast'", "descriptors.tempo"),
        ("DROP TABLE playlist_items", "playlist_items"),
    ],
)
def test_what_fails_for_the_sake_of_damage_is_told_as_damage(library: Path, sql: str, column: str) -> None:
    change(library, sql)
    with pytest.raises(DamagedLibrary, match=re.escape(column)), Database(library):
        raise TypeError("what a reader makes of it")
    with Database(library) as db:
        assert any(column in finding.what for finding in health.check(db))


def test_a_mistake_of_ours_is_told_as_such_where_the_library_is_whole(library: Path) -> None:
    with pytest.raises(TypeError, match="ours"), Database(library):
        raise TypeError("ours")


def test_a_whole_library_is_found_to_be_whole(library: Path) -> None:
    with Database(library) as db:
        assert health.check(db) == []
        assert health.explanation(db) is None


def test_a_text_that_is_none_is_damage(library: Path) -> None:
    change(library, "UPDATE tracks SET date = CAST(x'ff' AS TEXT) WHERE id = 3")
    with Database(library) as db, pytest.raises(DamagedLibrary):
        tracks.get_many(db, [3])


def test_a_copy_brings_everything_back(library: Path) -> None:
    with Database(library) as db:
        before = {name: str(READERS[name](db)) for name in ("songs", "map", "groups", "playlists", "labels")}
        stored_vectors = vectors.load(db, 1)
    made = copies.make(library)
    assert made.songs == SONGS
    library.write_bytes(library.read_bytes()[:8192])
    aside = copies.restore(library, copies.listed(library)[0])
    assert aside is not None
    assert aside.stat().st_size == 8192
    with Database(library) as db:
        assert {name: str(READERS[name](db)) for name in before} == before
        assert len(tracks.query(db, "title")) == SONGS
        np.testing.assert_array_equal(vectors.load(db, 1)[1], stored_vectors[1])
        assert health.check(db) == []
    assert not list(library.parent.glob(".organizer-*"))


def test_a_copy_of_an_earlier_version_is_brought_up_to_date(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from organizer.library.storage import schema

    copy = copies.make(library)
    more = (*schema.MIGRATIONS, "ALTER TABLE playlists ADD COLUMN note TEXT NOT NULL DEFAULT 'new';")
    for name in ("database", "copies", "damage"):
        monkeypatch.setattr(f"organizer.library.storage.{name}.MIGRATIONS", more, raising=False)
        monkeypatch.setattr(f"organizer.library.storage.{name}.VERSION", len(more), raising=False)
    copies.restore(library, copy)
    with Database(library) as db:
        assert db.read().execute("SELECT note FROM playlists").fetchone()[0] == "new"


def test_of_large_libraries_what_was_analyzed_is_taken_from_the_damaged_file(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "_LARGE_ANALYSIS", 1)
    copy = copies.make(library)
    change(library, "DELETE FROM playlists")
    copies.restore(library, copy)
    with Database(library) as db:
        assert playlists.names(db) == ["kept"]
        assert len(vectors.load(db, 1)[0]) == SONGS


def test_a_damaged_library_makes_no_copy(library: Path, whole: bytes) -> None:
    first = copies.make(library)
    content = bytearray(whole)
    content[8192:] = os.urandom(len(content) - 8192)
    library.write_bytes(content)
    with pytest.raises(DamagedLibrary):
        copies.make(library)
    assert [copy.path for copy in copies.listed(library)] == [first.path]


def test_a_library_in_use_is_not_replaced(library: Path) -> None:
    copy = copies.make(library)
    with Database(library):
        assert is_used(library)
        with pytest.raises(LibraryError, match="another program has the library open"):
            copies.restore(library, copy)
    assert not is_used(library)


def test_a_copy_that_is_damaged_itself_changes_nothing(library: Path) -> None:
    copy = copies.make(library)
    before = library.read_bytes()
    copy.path.write_bytes(copy.path.read_bytes()[:-200])
    with pytest.raises(LibraryError, match="damaged itself"):
        copies.restore(library, copy)
    assert library.read_bytes() == before


def test_a_week_of_copies_is_kept_and_the_one_of_most_songs(library: Path) -> None:
    folder = library_file.copies_folder(library)
    folder.mkdir()
    for day in range(1, 15):
        songs = 900 if day == 2 else 30
        name = folder / f"2026-01-{day:02}_120000_{songs}-songs.gz"
        name.write_bytes(b"x")
        os.utime(name, (day * 86_400, day * 86_400))
    copies.make(library)
    assert [copy.songs for copy in copies.listed(library)] == [SONGS, *[30] * 6, 900]


def test_copies_do_not_take_more_than_their_room(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "_ROOM", 1)
    monkeypatch.setattr(copies, "_size", lambda path: 1)
    folder = library_file.copies_folder(library)
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"2026-01-{day:02}_120000_10-songs.gz").write_bytes(b"x" * 100)
        os.utime(folder / f"2026-01-{day:02}_120000_10-songs.gz", (day * 86_400, day * 86_400))
    copies.make(library)
    assert len(copies.listed(library)) == 2


def test_a_copy_is_due_once_a_day_where_something_changed(library: Path) -> None:
    assert copies.is_due(library)
    made = copies.make(library)
    assert not copies.is_due(library)
    os.utime(made.path, (made.made - 90_000, made.made - 90_000))
    assert copies.is_due(library)
    os.utime(library, (made.made - 100_000, made.made - 100_000))
    assert not copies.is_due(library)


def test_a_copy_that_is_given_up_leaves_nothing(library: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copies.make(library, stop)
    assert list(library_file.copies_folder(library).iterdir()) == []


def test_an_empty_file_beside_copies_is_no_new_library(library: Path) -> None:
    copies.make(library)
    library.write_bytes(b"")
    with pytest.raises(DamagedLibrary, match="there are copies of it"):
        Database(library)
    copies.restore(library, copies.listed(library)[0])
    with Database(library) as db:
        assert tracks.count(db).all == SONGS


def test_a_schema_that_is_no_text_is_damage(library: Path) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = CAST(x'435245415445ff86' AS TEXT), name = CAST(x'ff86' AS TEXT)"
            " WHERE name = 'map'"
        )
    with pytest.raises(DamagedLibrary):
        Database(library).close()
