"""Songs that playlists name and the library lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.arrangement import Missing
from organizer.library import tracks
from organizer.library.files import removals
from organizer.library.playlists import missing, playlists
from organizer.library.storage.database import Database

LOST = Missing("/gone/a\udcff.mp3", "..\\a\udcff.mp3", "Lost", "She", "Al", 61.5, "00ff")


@pytest.fixture
def songs(db: Database) -> list[int]:
    return list(tracks.upsert(db, [tracks.ScannedFile(f"/music/{i}.mp3", 1, 1) for i in range(4)]).added)


def test_missing_songs_keep_their_places_in_saved_playlists(db: Database, songs: list[int]) -> None:
    (gone,) = missing.add(db, [LOST])
    (again,) = missing.add(db, missing.get_many(db, [gone]).values())
    assert gone == again < 0
    playlists.save(db, "P", [songs[0], gone, songs[1], gone])
    assert playlists.entries(db, "P") == [songs[0], gone, songs[1], gone]
    assert playlists.load(db, "P") == [songs[0], songs[1]]
    (stored,) = missing.listed(db)
    assert stored.number == -gone and stored == missing.get_many(db, [gone])[gone]
    assert (stored.path, stored.written, stored.label) == (LOST.path, LOST.written, "She - Lost")
    playlists.save(db, "P", playlists.entries(db, "P")[1:])
    assert playlists.entries(db, "P") == [gone, songs[1], gone]
    playlists.delete(db, "P")
    assert missing.listed(db) == []
    assert gone in missing.get_many(db, [gone, songs[0]])  # an undo may want it still


def test_a_song_that_comes_back_takes_its_places(db: Database, songs: list[int]) -> None:
    by_path, by_sound, stays = missing.add(
        db,
        [Missing("/music/new.mp3", "new.mp3"), Missing("/x/y.mp3", audio_hash="00ff"), Missing("/x/z.mp3")],
    )
    playlists.save(db, "P", [by_path, songs[0], by_sound, stays, by_path])
    assert missing.come_back(db) == []
    new, same = tracks.upsert(
        db, [tracks.ScannedFile("/music/new.mp3", 1, 1), tracks.ScannedFile("/music/same.mp3", 2, 1)]
    ).added
    tracks.set_audio_hash(db, same, "00ff")
    assert sorted(missing.come_back(db)) == sorted([new, same])
    assert playlists.entries(db, "P") == [new, songs[0], same, stays, new]
    assert missing.back(db, [by_path, by_sound, stays]) == {by_path: new, by_sound: same}
    playlists.save(db, "old draft", [by_path, stays])  # made before it came back
    assert playlists.entries(db, "old draft") == [new, stays]


def test_songs_that_are_removed_and_brought_back_stand_among_the_missing(
    db: Database, songs: list[int]
) -> None:
    gone = missing.add(db, [LOST])[0]
    playlists.save(db, "P", [songs[0], gone, songs[1], songs[2]])
    _, number = removals.remove(db, [songs[0], songs[1]])
    assert playlists.entries(db, "P") == [gone, songs[2]]
    removals.restore(db, number)
    assert playlists.entries(db, "P") == [songs[0], gone, songs[1], songs[2]]
    _, number = removals.remove(db, [songs[1]])
    playlists.save(db, "P", [songs[2], gone, songs[0]])  # changed since
    removals.restore(db, number)
    assert sorted(playlists.entries(db, "P")) == sorted([songs[2], gone, songs[0], songs[1]])


def test_playlists_of_before_keep_their_songs(tmp_path: Path) -> None:
    """A library of the version before gets the new tables, and nothing else changes."""
    from organizer.library.storage import schema

    place = tmp_path / "old.db"
    with Database(place) as db:
        added = tracks.upsert(db, [tracks.ScannedFile(f"/m/{i}.mp3", 1, 1) for i in range(3)]).added
        playlists.save(db, "P", [added[2], added[0], added[2]])
        version = schema.MIGRATIONS.index(schema.MISSING_SONGS)
        if version == len(schema.MIGRATIONS) - 1:
            with db.write() as connection:
                for table in ("playlist_missing", "missing_songs", "playlist_profiles"):
                    connection.execute(f"DROP TABLE {table}")
                connection.execute(f"PRAGMA user_version = {version}")
    with Database(place) as db:
        assert playlists.entries(db, "P") == playlists.load(db, "P") == [added[2], added[0], added[2]]
        assert missing.listed(db) == []
