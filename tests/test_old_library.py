"""A library of the version before, with everything in it, is brought up to date and nothing is lost.

``tests/data/README.md`` says how it was made; the JSON beside it is what that version itself read out of it.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from organizer.base.model import Track
from organizer.cli.parser import run
from organizer.library import drafts, fingerprints, health, maps, network_vectors, tracks, vectors
from organizer.library.files import file_rows, removals
from organizer.library.playlists import playlists
from organizer.library.storage import copies, library_file
from organizer.library.storage.connection import connect
from organizer.library.storage.database import Database
from organizer.library.storage.schema import VERSION
from organizer.library.tables import tables
from organizer.work.tags import history

DATA = Path(__file__).parent / "data"
#: What the version before read.
BEFORE: dict[str, Any] = json.loads((DATA / "library-15.json").read_text())
#: A row without a title was shown by its key ("Nobody -  - ") and sorted by another name, which is shown now.
BEFORE["songs"][-1]["title"] = "row 5"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The library as that version left it."""
    path = tmp_path / "library.db"
    path.write_bytes(gzip.decompress((DATA / "library-15.db.gz").read_bytes()))
    return path


@pytest.fixture
def opened(library: Path) -> Any:
    with Database(library) as db:
        yield db


def as_before(song: Track) -> dict[str, object]:
    """A song, in the words of the JSON."""
    heard = song.descriptors
    return {
        "id": song.id,
        "file": os.fsencode(song.path).decode("latin-1") if song.has_file else None,
        "table": song.table,
        "title": song.title,
        "artist": song.artist,
        "genre": list(song.tags.genre),
        "away": song.away,
        "audio_hash": song.audio_hash if song.has_file else None,
        "tempo": heard.tempo if heard else None,
        "energy": heard.energy if heard else None,
        "loudness": heard.loudness if heard else None,
        "measured": bool(heard and heard.loudness_measured),
        "cell": song.cell,
        "group": song.group,
    }


def every(db: Database) -> list[Track]:
    return tracks.get_many(db, sorted(tracks.query(db).tolist()))


def test_the_file_is_of_the_version_before_and_a_copy_of_it_stays(library: Path) -> None:
    before = library.read_bytes()
    with Database(library) as db:
        assert db.read().execute("PRAGMA user_version").fetchone()[0] == VERSION > 15
        assert health.check(db) == []
    with Database(library.with_name("library.db.v15.bak"), version=15) as db:
        assert db.read().execute("PRAGMA user_version").fetchone()[0] == 15
        assert db.read().execute("SELECT count(*) FROM tracks WHERE away = 2").fetchone()[0] == 14
    assert before[:16] == b"SQLite format 3\0"


def test_every_song_is_there_with_all_that_is_known_of_it(opened: Database) -> None:
    assert [as_before(song) for song in every(opened)] == BEFORE["songs"]
    counts = tracks.count(opened)
    counted = (counts.all, counts.analyzed, counts.failed, counts.away, counts.from_tables, counts.waiting)
    assert counted == tuple(BEFORE["counts"].values()) == (28, 13, 1, 1, 14, 0)
    failures = [[one.track_id, one.stage, one.reason] for one in tracks.failures(opened)]
    assert failures == BEFORE["failures"]
    assert file_rows.roots(opened) == BEFORE["roots"]


def test_map_and_groups_with_their_corrections_are_there(opened: Database) -> None:
    made, grouping = maps.load_map(opened), maps.load_grouping(opened)
    assert made is not None and [made.rows, made.columns, list(made.names)] == BEFORE["map"]
    assert grouping is not None
    groups = [[g.number, g.name, g.size, g.named, g.locked, g.playlist] for g in grouping.groups]
    assert groups == BEFORE["groups"] and groups[1][1] == groups[1][5] == "Slow things" and groups[2][4]


def test_vectors_and_fingerprints_are_there(opened: Database) -> None:
    version, songs, total = BEFORE["vectors"]
    ids, matrix = vectors.load(opened, version)
    assert vectors.newest_version(opened) == version and len(ids) == songs
    assert float(matrix.sum()) == pytest.approx(total)
    assert maps.load_axes(opened) is not None and len(maps.load_embedding(opened)[0]) == songs
    (model,) = opened.read().execute("SELECT model FROM network").fetchone()
    assert len(network_vectors.ids(opened, model)) == BEFORE["network"][1]
    rows = opened.read().execute("SELECT count(*), sum(length(codes)) FROM fingerprints").fetchall()
    assert [list(row) for row in rows] == [BEFORE["fingerprints"]]
    assert len(fingerprints.repeated(opened)) == 1


def test_playlists_tables_and_drafts_are_there(opened: Database) -> None:
    assert {name: playlists.load(opened, name) for name in playlists.names(opened)} == BEFORE["playlists"]
    assert playlists.rules(opened) == BEFORE["linked"]
    assert [[one.name, one.songs, list(one.numbers)] for one in tables.imported(opened)] == BEFORE["tables"]
    ids = np.array([song.id for song in every(opened)])
    numbers = tables.numbers(opened, ids, ["popularity", "mood score"]).tolist()
    assert [[None if v != v else v for v in row] for row in numbers] == BEFORE["numbers"]
    draft = drafts.load_playlist(opened)
    assert draft is not None
    assert [draft.name, list(draft.ids), len(draft.changes)] == [
        BEFORE["draft"][name] for name in ("name", "ids", "steps")
    ]
    edits = [[list(ids), values] for ids, values in drafts.load_edits(opened).items()]
    assert edits == BEFORE["draft"]["edits"]


def test_the_journal_of_edits_is_there(opened: Database) -> None:
    rows = opened.read().execute(
        "SELECT edit_id, CAST(path AS TEXT), state, length(inverse), changes FROM edit_files"
        " ORDER BY edit_id, sequence"
    )
    assert [list(row) for row in rows] == BEFORE["edits"]
    assert history.can_undo(opened) and history.can_redo(opened)


def undo_the_removal(db: Database) -> None:
    """Bring the removed songs back, and look whether all of them that was known came back with them."""
    songs, paths, file, row = BEFORE["removal"]
    removal = removals.last(db)
    assert removal is not None and removal.songs == songs
    assert sorted(removals.removed_paths(db)) == paths
    removals.restore(db, removal.number)
    back = {song.id: song for song in tracks.get_many(db, [file, row])}
    assert (back[file].path, back[file].origin) == (paths[0], "file")
    assert (back[row].title, back[row].origin, back[row].table) == ("Row 9", "table", "mix#1")
    assert all(song.descriptors is not None for song in back.values())
    assert back[file].cell is not None and back[file].group is not None
    assert tables.numbers(db, np.array([row]), ["popularity"]).tolist() == [[45]]
    assert playlists.load(db, "With removed") == [file, row, 3]


def test_a_removal_of_before_can_be_undone(opened: Database) -> None:
    undo_the_removal(opened)
    assert health.check(opened) == []


def test_a_copy_of_it_brings_everything_back(library: Path) -> None:
    with Database(library):
        pass
    copy = copies.make(library)
    library.write_bytes(b"")
    copies.restore(library, copy)
    with Database(library) as db:
        assert [as_before(song) for song in every(db)] == BEFORE["songs"]
        assert [[one.name, one.songs, list(one.numbers)] for one in tables.imported(db)] == BEFORE["tables"]
        undo_the_removal(db)


def test_a_copy_made_by_that_version_brings_everything_back(library: Path) -> None:
    with closing(connect(library)) as source:  # as ``copies`` of that version made it
        source.execute("ATTACH ? AS copy", (str(library.with_name("raw")),))
        for (table,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if not table.startswith(("song_words", "folded", "embeddings", "sqlite_")):
                source.execute(f"CREATE TABLE copy.{table} AS SELECT * FROM main.{table}")
        source.execute("CREATE TABLE copy.about AS SELECT 15 AS version")
    folder = library_file.copies_folder(library)
    folder.mkdir()
    raw = library.with_name("raw").read_bytes()
    (folder / "2026-11-20_28-songs.gz").write_bytes(gzip.compress(raw))
    library.unlink()
    copies.restore(library, copies.listed(library)[0])
    with Database(library) as db:
        assert [as_before(song) for song in every(db)] == BEFORE["songs"]
        undo_the_removal(db)


@pytest.fixture
def listed(library: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[dict[str, Any]]]:
    def call(*query: str) -> list[dict[str, Any]]:
        assert run(["--library", str(library), "list", "--json", *query]) == 0
        songs: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return songs

    return call


def test_the_command_line_lists_it(listed: Callable[..., list[dict[str, Any]]]) -> None:
    songs = {song["id"]: song for song in listed()}
    assert {i: song["table"] for i, song in songs.items()} == {s["id"]: s["table"] for s in BEFORE["songs"]}
    assert {song["origin"] for song in songs.values()} == {"file", "table"}
    assert all(bool(song["path"]) == (song["origin"] == "file") for song in songs.values())
    assert len({song["reference"] for song in songs.values()}) == 28
    assert [song["title"] for song in listed("popularity:60..65")] == ["Row 12", "Row 13"]
    assert len(listed('path:""')) == 14 and len(listed("path:music")) == 14
