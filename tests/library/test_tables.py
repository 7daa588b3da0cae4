"""Songs that come from tables, beside those that have files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from organizer.errors import UsageError
from organizer.heard import Features
from organizer.library import file_rows, measures, tables, tracks, vectors
from organizer.library.feature_csv import read_table
from organizer.library.tracks import Found
from organizer.model import AudioInfo, Descriptors, Tags

HEADER = "title,artist,genre,year,tempo,energy,duration_ms\n"
ROWS = [
    "Rain,Ada,Folk;Pop,1999,92,0.3,200000",
    "Sun,Bo,Rock,2001,140,0.9,180000",
    "Rain,Ada,Folk,1999,92,0.3,90000",
]


@pytest.fixture
def table(tmp_path):
    def read(rows: list[str] = ROWS, name: str = "mine"):
        path = tmp_path / f"{name}.csv"
        path.write_text(HEADER + "\n".join(rows), "utf-8")
        return read_table(str(path))

    return read


def test_numbers_that_no_song_has_are_not_offered(db, table):
    assert measures.known(db) == []
    tables.add(db, table())
    assert measures.known(db) == ["tempo", "energy", "duration"]
    (heard,) = tracks.upsert(db, [Found("/music/heard.mp3", 1, 1)]).added
    tracks.set_audio_hash(db, heard, "h1")
    vectors.put(db, [("h1", Features(np.zeros(4, np.float32), Descriptors(valence=0.5), 1))])
    assert measures.known(db) == ["tempo", "energy", "valence", "duration"]
    assert "liveness" in measures.names(db)


def test_rows_become_songs_without_files(db, table):
    imported = tables.add(db, table())
    assert (imported.rows, imported.added, imported.joined, imported.gone) == (3, 3, 0, 0)
    songs = tracks.get_many(db, imported.changes.added)
    assert [song.title for song in songs] == ["Rain", "Sun", "Rain"]
    assert songs[0].tags.genre == ("Folk", "Pop") and songs[0].info.duration == 200
    assert all(song.away and not song.has_file for song in songs)
    assert tracks.count(db).away == tracks.count(db).waiting == 0
    assert not vectors.pending(db, 1) and not file_rows.known_files(db)
    assert [(kept.name, kept.songs) for kept in tables.kept(db)] == [("mine", 3)]


def test_numbers_come_back_exactly_and_blank_where_there_are_none(db, table):
    ids = np.array(tables.add(db, table()).changes.added)
    found = tables.numbers(db, ids[::-1], ["energy", "mood", "tempo"])
    np.testing.assert_array_equal(found, [[0.3, np.nan, 92], [0.9, np.nan, 140], [0.3, np.nan, 92]])
    assert tables.number_names(db) == ["tempo", "energy", "duration"]


def test_the_same_table_again_brings_it_up_to_date(db, table):
    first = tables.add(db, table())
    again = tables.add(db, table(["Sun,Bo,Rock,2001,141,0.9,180000", "Moon,Cy,Jazz,1960,60,0.1,1000"]))
    assert (again.added, again.gone) == (1, 2)
    assert again.changes.updated == (first.changes.added[1],)
    assert tables.numbers(db, np.array(again.changes.updated), ["tempo"]).tolist() == [[141]]
    assert tracks.count(db).all == 2


def test_rows_join_the_files_they_fit(db, table):
    def file(name: str, title: str, artist: str, seconds: float) -> Found:
        return Found(f"/music/{name}", 1, 1, Tags(title=title, artist=artist), AudioInfo("MP3", seconds))

    files = tracks.upsert(
        db, [file("a.mp3", "RAIN (Remastered 2011)", "Ada feat. Cy", 201), file("b.mp3", "Sun", "Bo", 400)]
    ).added
    imported = tables.add(db, table())
    assert (imported.added, imported.joined) == (2, 1)  # the other Rain is shorter, the other Sun longer
    assert imported.changes.updated == files[:1]
    assert tables.numbers(db, np.array(files), ["energy"])[0] == 0.3
    assert tracks.get(db, files[0]).has_file
    removed = tables.forget(db, "mine").removed
    assert set(removed) == set(imported.changes.added)
    assert tracks.count(db).all == 2 and not tables.kept(db)


def test_of_several_tables_the_last_one_tells(db, table):
    file = Found("/music/a.mp3", 1, 1, Tags(title="Sun", artist="Bo"), AudioInfo("MP3", 180))
    (track,) = tracks.upsert(db, [file]).added
    tables.add(db, table(name="old"))
    tables.add(db, table(["Sun,Bo,Rock,2001,,0.5,180000"], name="new"))
    assert tables.numbers(db, np.array([track]), ["tempo", "energy"]).tolist() == [[140, 0.5]]


def test_a_broken_import_leaves_nothing(db, table, monkeypatch):
    tables.add(db, table())
    with pytest.raises(ZeroDivisionError):
        monkeypatch.setattr(tables, "_song", lambda *_: 1 / 0)
        tables.add(db, table(["New,Dee,Ska,1,1,1,1"], name="other"))
    assert [kept.name for kept in tables.kept(db)] == ["mine"]
    assert tracks.count(db).all == 3


def test_scanning_leaves_songs_of_tables_alone(db, table, make_song, tmp_path: Path):
    from organizer.importing import import_paths
    from organizer.jobs import JobContext

    tables.add(db, table())
    make_song("a.mp3")
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    assert tracks.count(db).all == 4 and tracks.count(db).away == 0


def test_what_tables_tell_is_searched_and_sorted(db, table, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("title,tempo,popularity,time_signature\nA,90,0,4\nB,120,55,3\nC,60,,4\n", "utf-8")
    a, b, c = tables.add(db, read_table(str(path))).changes.added
    assert tracks.query(db, "popularity:1..100").tolist() == [b]
    assert tracks.query(db, "time_signature:4 -title:C").tolist() == [a]
    assert tracks.query(db, "tempo:..100").tolist() == [a, c]
    assert tracks.query(db, order="tempo").tolist() == [c, a, b]
    with pytest.raises(UsageError, match="unknown field"):
        tracks.query(db, "fame:1")
    tables.forget(db, "more")
    with pytest.raises(UsageError, match="unknown field"):
        tracks.query(db, "popularity:1..100")


def test_isrc_joins_before_names_do(db, tmp_path):
    def file(name: str, title: str, isrc: str) -> Found:
        return Found(
            f"/music/{name}", 1, 1, Tags(title=title, artist="Ada", isrc=isrc), AudioInfo("MP3", 200)
        )

    first, second = tracks.upsert(
        db, [file("a.mp3", "Rain", "GBAYE6900001"), file("b.mp3", "Regen", "gb-aye-69-00002")]
    ).added
    path = tmp_path / "isrc.csv"
    path.write_text(
        "title,artist,duration,isrc,energy\nRain,Ada,100,GBAYE6900002,0.1\n"
        "Rain,Ada,200,not one,0.2\nMoon,Cy,200,GBAYE6900003,0.3\n",
        "utf-8",
    )
    imported = tables.add(db, read_table(str(path)))
    assert (imported.joined, imported.added) == (2, 1)
    assert tables.numbers(db, np.array([first, second]), ["energy"]).tolist() == [[0.2], [0.1]]
    (moon,) = tracks.get_many(db, imported.changes.added)
    assert moon.tags.isrc == "GBAYE6900003"
    assert tracks.query(db, "isrc:gbaye6900003").tolist() == [moon.id]


def test_a_file_that_comes_later_takes_over_the_song_of_the_table(db, table, make_song, tmp_path):
    from organizer.importing import import_paths
    from organizer.jobs import JobContext
    from organizer.library import playlists

    (moon,) = tables.add(db, table(["Moon,Cy,Jazz,,60,0.1,3000"])).changes.added
    tables.add(db, table(["Sun,Bo,Rock,2001,140,0.9,180000"], name="other"))
    playlists.save(db, "mine", [moon])
    make_song("sun.mp3", title="Sun", artist="Bo")  # shorter than the row says: another recording
    make_song("moon.mp3", title="Moon", artist="Cy")
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    file = tracks.by_path(db, str(tmp_path / "music" / "moon.mp3"))
    assert tables.numbers(db, np.array([file.id]), ["tempo"]).tolist() == [[60]]
    assert tracks.count(db).all == 3 and playlists.load(db, "mine") == [file.id]
