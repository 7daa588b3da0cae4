"""Songs that were removed come back with all that hung on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from organizer.base.errors import UsageError
from organizer.library import maps, tracks
from organizer.library.files import file_rows, removals
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, mapping
from organizer.work.intake import importing, removing, tabling
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs

#: Not of songs: what tells of removals, and the order of rows that SQLite keeps for itself.
_ASIDE = ("removal", "removed_", "sqlite_", "song_words_", "tracks_text")


def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    names = [row[0] for row in db.read().execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    names.remove("place_changes")  # counts changes, also those that are taken back
    return {
        name: sorted(tuple(row) for row in db.read().execute(f'SELECT * FROM "{name}"'))
        for name in names
        if not name.startswith(_ASIDE)
    }


@pytest.fixture
def library(db: Database, tmp_path: Path) -> Database:
    """Songs with all that a library knows: map, groups, playlists, a table, failures."""
    ids = add_songs(db, 36)
    file_rows.add_roots(db, ["/music"])
    mapping.build_map(JobContext(), db)
    grouping.build_groups(JobContext(), db, k=3)
    playlists.save(db, "Sunday", ids[::2])
    playlists.set_rule(db, "Sunday", "")
    playlists.offer(db, "Sunday", ids[:4])
    (table := tmp_path / "t.csv").write_text(
        "title,artist,sway\n" + "".join(f"Song {n},Artist {n // 6},{n / 7}\n" for n in range(40)), "utf-8"
    )
    tabling.import_table(JobContext(), db, str(table))
    tracks.record_failure(db, ids[1], "tags", ValueError("broken"))
    return db


def remove(db: Database, ids: list[int]) -> removing.Removed:
    removed = removing.remove(JobContext(), db, np.array(ids, np.int64))
    mapping.place_new(db)  # as window and command line do
    grouping.place_new(db)
    return removed


@pytest.mark.parametrize("which", ["a few", "a whole group", "all"])
def test_undo_brings_back_every_row(library: Database, which: str) -> None:
    ids, numbers = maps.labels(library)
    chosen = {"a few": ids[1::5], "a whole group": ids[numbers == 1], "all": tracks.query(library)}[which]
    before = everything(library)
    removed = remove(library, chosen.tolist())
    assert not set(tracks.query(library).tolist()) & set(chosen.tolist())
    assert everything(library) != before
    changes = removing.undo(JobContext(), library)
    assert set(changes.added) == set(removed.changes.removed)
    assert everything(library) == before
    with pytest.raises(UsageError, match="no removal can be undone"):
        removing.undo(JobContext(), library)


def test_removals_are_undone_one_after_the_other(library: Database) -> None:
    ids = tracks.query(library).tolist()
    before = everything(library)
    for part in (ids[:5], ids[5:9], ids[9:30]):
        remove(library, part)
    for _ in range(3):
        removing.undo(JobContext(), library)
    assert everything(library) == before


def test_what_changed_meanwhile_stays(library: Database) -> None:
    ids, _ = maps.labels(library)
    gone = [*ids[:3].tolist(), int(ids[-1])]
    remove(library, gone)
    playlists.save(library, "Sunday", [*reversed(playlists.load(library, "Sunday"))])
    add_songs(library, 6, first=50)  # one of them gets the number of a removed song
    mapping.build_map(JobContext(), library, keep_places=False)
    grouping.build_groups(JobContext(), library, k=5)
    there = {i: tracks.get(library, int(i)).path for i in tracks.query(library).tolist()}
    changes = removing.undo(JobContext(), library)
    back = {track.path for track in tracks.get_many(library, changes.added)}
    assert back == {f"/music/{n:05}.mp3" for n in (0, 1, 2, 35)}
    assert all(tracks.get(library, i).path == path for i, path in there.items())
    assert len(playlists.load(library, "Sunday")) == 18
    assert all(
        track.group is not None and track.cell is not None
        for track in tracks.get_many(library, changes.added)
    )


def test_a_playlist_of_another_kind_gets_no_songs(library: Database) -> None:
    remove(library, playlists.load(library, "Sunday")[:3])
    playlists.delete(library, "Sunday")
    playlists.save(library, "Monday", [])  # SQLite gives it the number of the other
    removing.undo(JobContext(), library)
    assert playlists.load(library, "Monday") == []


def test_a_rescan_leaves_removed_songs_out_until_they_are_asked_for(db: Database, make_song: Any) -> None:
    files = [make_song(f"{name}/{name}.wav") for name in ("one", "two", "three")]
    root = str(files[0].parent.parent)
    importing.import_paths(JobContext(), db, [root])
    ids = {Path(track.path).stem: track.id for track in tracks.get_many(db, tracks.query(db))}
    remove(db, [ids["one"], ids["two"]])
    result = importing.import_paths(JobContext(), db, [root])
    assert (result.added, result.files) == (0, 1) and "removed" in str(result.left_out[0])
    importing.import_paths(JobContext(), db, [str(files[0].parent)], requested=False)  # a folder is watched
    assert len(tracks.query(db)) == 1
    assert importing.import_paths(JobContext(), db, [str(files[0].parent)]).added == 1
    assert importing.import_paths(JobContext(), db, [root]).added == 0
    removing.undo(JobContext(), db)
    assert len(tracks.query(db)) == 3 and not removals.removed_paths(db)
    remove(db, tracks.query(db).tolist())
    assert file_rows.roots(db) == []
    assert importing.import_paths(JobContext(), db, [root]).added == 3  # the folder is a new one


def test_only_the_latest_removals_are_kept(db: Database) -> None:
    ids = add_songs(db, 25)
    for track_id in ids:
        removals.remove(db, [track_id])
    aside = db.read().execute("SELECT count(*) FROM removed_tracks").fetchone()[0]
    assert aside == db.read().execute("SELECT count(*) FROM removals").fetchone()[0] == 20
