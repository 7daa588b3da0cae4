"""Songs that come from tables, beside those that have files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from organizer.base.descriptors import Descriptors
from organizer.base.errors import UsageError
from organizer.base.features import Features
from organizer.base.model import AudioInfo, Tags
from organizer.library import measures, tracks, vectors
from organizer.library.files import file_rows
from organizer.library.tables import tables
from organizer.library.tables.feature_csv import read_table
from organizer.library.tracks import ScannedFile

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
    (analyzed,) = tracks.upsert(db, [ScannedFile("/music/analyzed.mp3", 1, 1)]).added
    tracks.set_audio_hash(db, analyzed, "h1")
    vectors.put(db, [("h1", Features(np.zeros(4, np.float32), Descriptors(valence=0.5), 1))])
    assert measures.known(db) == ["tempo", "energy", "valence", "duration"]
    assert "speechiness" in measures.names(db) and "liveness" not in measures.names(db)


def test_what_only_tables_tell_is_theirs(db, tmp_path):
    with pytest.raises(UsageError, match="analysis does not estimate liveness") as error:
        measures.spelled(db, ["Liveness"])
    assert "import a table" in str(error.value)
    path = tmp_path / "live.csv"
    path.write_text("title,artist,tempo,liveness\nHall,Ada,92,0.8\nRoom,Bo,140,0.1\nYard,Cy,140,\n", "utf-8")
    (joined,) = tracks.upsert(
        db, [ScannedFile("/m/a.mp3", 1, 1, tags=Tags(title="Hall", artist=("Ada",)))]
    ).added
    tables.add(db, read_table(str(path)))
    assert "liveness" in measures.known(db) and measures.spelled(db, ["Liveness"]) == ("liveness",)
    titles = {song.id: song.title for song in tracks.get_many(db, tracks.query(db).tolist())}
    assert [titles[i] for i in tracks.query(db, "liveness:>0.5").tolist()] == ["Hall"]
    assert tracks.query(db, "liveness:>0.5").tolist() == [joined]  # of a file that a row belongs to
    assert [titles[i] for i in tracks.query(db, "liveness:..0.5").tolist()] == ["Room"]
    assert [titles[i] for i in tracks.query(db, 'liveness:""').tolist()] == ["Yard"]
    assert measures.load(db, np.array(sorted(titles)), ["liveness"])[:, 0].tolist()[:2] == [0.8, 0.1]


def test_rows_become_songs_without_files(db, table):
    imported = tables.add(db, table())
    assert (imported.rows, imported.added, imported.joined, imported.gone) == (3, 3, 0, 0)
    songs = tracks.get_many(db, imported.changes.added)
    assert [song.title for song in songs] == ["Rain", "Sun", "Rain"]
    assert songs[0].tags.genre == ("Folk", "Pop") and songs[0].info.duration == 200
    assert {(song.origin, song.path, song.table) for song in songs} == {("table", "", "mine")}
    assert not any(song.has_file or song.away or song.available for song in songs)
    assert len({song.reference for song in songs}) == 3
    assert tracks.by_path(db, songs[1].reference) == songs[1]
    assert tracks.count(db).away == tracks.count(db).waiting == 0
    assert not vectors.pending(db, 1) and not file_rows.known_files(db)
    assert [(table.name, table.songs) for table in tables.imported(db)] == [("mine", 3)]


def test_numbers_come_back_exactly_and_blank_where_there_are_none(db, table):
    ids = np.array(tables.add(db, table()).changes.added)
    values = tables.numbers(db, ids[::-1], ["energy", "mood", "tempo"])
    np.testing.assert_array_equal(values, [[0.3, np.nan, 92], [0.9, np.nan, 140], [0.3, np.nan, 92]])
    assert tables.number_names(db) == ["tempo", "energy", "duration"]


def test_the_same_table_again_brings_it_up_to_date(db, table):
    first = tables.add(db, table())
    again = tables.add(db, table(["Sun,Bo,Rock,2001,141,0.9,180000", "Moon,Cy,Jazz,1960,60,0.1,1000"]))
    assert (again.added, again.gone) == (1, 2)
    assert again.changes.updated == (first.changes.added[1],)
    assert tables.numbers(db, np.array(again.changes.updated), ["tempo"]).tolist() == [[141]]
    assert tracks.count(db).all == 2


def test_rows_join_the_files_they_fit(db, table):
    def file(name: str, title: str, artist: str, seconds: float) -> ScannedFile:
        return ScannedFile(
            f"/music/{name}", 1, 1, Tags(title=title, artist=artist), AudioInfo("MP3", seconds)
        )

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
    assert tracks.count(db).all == 2 and not tables.imported(db)


def test_of_several_tables_the_last_one_tells(db, table):
    file = ScannedFile("/music/a.mp3", 1, 1, Tags(title="Sun", artist="Bo"), AudioInfo("MP3", 180))
    (track,) = tracks.upsert(db, [file]).added
    tables.add(db, table(name="old"))
    tables.add(db, table(["Sun,Bo,Rock,2001,,0.5,180000"], name="new"))
    assert tables.numbers(db, np.array([track]), ["tempo", "energy"]).tolist() == [[140, 0.5]]


def test_a_broken_import_leaves_nothing(db, table, monkeypatch):
    tables.add(db, table())
    with pytest.raises(ZeroDivisionError):
        monkeypatch.setattr(tables, "_song", lambda *_: 1 / 0)
        tables.add(db, table(["New,Dee,Ska,1,1,1,1"], name="other"))
    assert [table.name for table in tables.imported(db)] == ["mine"]
    assert tracks.count(db).all == 3


def test_scanning_leaves_songs_of_tables_alone(db, table, make_song, tmp_path: Path):
    from organizer.work.intake.importing import import_paths
    from organizer.work.jobs import JobContext

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
    def file(name: str, title: str, isrc: str) -> ScannedFile:
        return ScannedFile(
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
    from organizer.library.playlists import playlists
    from organizer.work.intake.importing import import_paths
    from organizer.work.jobs import JobContext

    (moon,) = tables.add(db, table(["Moon,Cy,Jazz,,60,0.1,3000"])).changes.added
    tables.add(db, table(["Sun,Bo,Rock,2001,140,0.9,180000"], name="other"))
    playlists.save(db, "mine", [moon])
    make_song("sun.mp3", title="Sun", artist="Bo")  # shorter than the row says: another recording
    make_song("moon.mp3", title="Moon", artist="Cy")
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    file = tracks.by_path(db, str(tmp_path / "music" / "moon.mp3"))
    assert tables.numbers(db, np.array([file.id]), ["tempo"]).tolist() == [[60]]
    assert tracks.count(db).all == 3 and playlists.load(db, "mine") == [file.id]


def write(tmp_path: Path, name: str, text: str):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read_table(str(path))


def audio(path: str, seconds: float = 200.0, **tags: str) -> ScannedFile:
    return ScannedFile(path, 1, 1, Tags(**tags), AudioInfo("MP3", seconds))


def test_tables_whose_names_begin_alike_leave_each_other_alone(db, tmp_path):
    rows = "title,artist,tempo\n2#A,X,120\nB,Y,98\n"
    names = ["mix", "mix#2", "mix#", "mix%232", "100%", "a#b#c"]
    for name in names:
        tables.add(db, write(tmp_path, "t.csv", rows), name=name)
    assert tracks.count(db).all == 12
    assert {song.table for song in tracks.get_many(db, tracks.query(db))} == set(names)
    again = tables.add(db, write(tmp_path, "t.csv", "title,artist,tempo\n2#A,X,121\nC,Z,90\n"), name="mix")
    assert (again.added, again.gone, tracks.count(db).all) == (1, 1, 12)
    assert len(tables.forget(db, "mix#").removed) == 2 and tracks.count(db).all == 10


def test_rows_that_are_alike_stay_apart(db, tmp_path):
    rows = ["A,X,120", "A,X,121", "A (2),X,122", "A,X,123", "A (3),X,124"]
    table = write(tmp_path, "t.csv", "title,artist,tempo\n" + "\n".join(rows) + "\n")
    assert tables.add(db, table).added == 5
    assert (tables.add(db, table).added, tracks.count(db).all) == (0, 5)


def test_a_name_that_cannot_be_shown_is_shown_otherwise(db, tmp_path):
    table = write(tmp_path, "t.csv", "title,tempo\nA,120\n")
    assert tables.add(db, table, name="a\udcff\0\nb").table == "a\ufffd\ufffd b"


def test_several_genres_and_the_key_of_a_table(db, tmp_path):
    text = 'title,artists,genres,tonart,tempo\nA,"[\'Gunna\']","folk rock,dream pop",F#m,120\n'
    (song,) = tracks.get_many(db, tables.add(db, write(tmp_path, "t.csv", text)).changes.added)
    assert (song.artist, song.tags.genre, song.tags.key) == ("Gunna", ("folk rock", "dream pop"), "F#m")
    assert tracks.query(db, "key:f#m").tolist() == [song.id]


def test_names_of_only_signs_are_compared_as_they_stand(db, tmp_path):
    divide, plus = tracks.upsert(
        db, [audio("/m/1.mp3", title="÷", artist="!!!"), audio("/m/2.mp3", title="+", artist="!!!")]
    ).added
    text = "title,artist,tempo\n+,!!!,120\n÷,!!!,90\n=,!!!,60\n÷,???,70\n"
    imported = tables.add(db, write(tmp_path, "t.csv", text))
    assert (imported.joined, imported.added) == (2, 2)
    assert tables.numbers(db, np.array([divide, plus]), ["tempo"]).tolist() == [[90], [120]]


def joined(db, tmp_path, files: list[ScannedFile], text: str) -> list[str | None]:
    """Import a table of files; the path of the file that each row joined, if any."""
    tracks.upsert(db, files)
    tables.add(db, write(tmp_path, "t.csv", text), name="t")
    rows = db.read().execute(
        "SELECT r.row, s.path, s.origin FROM table_rows r JOIN tracks s ON s.id = r.track_id ORDER BY r.row"
    )
    return [path.decode() if origin == "file" else None for _, path, origin in rows]


@pytest.mark.parametrize(
    ("row", "file"),
    [
        ("blues.00000.au", "/m/blues/blues.00000.mp3"),
        ("blues.00000", "/m/blues.00000.wav"),
        ("D:\\Music\\Ada\\One\\01.mp3", "/home/x/music/Ada/One/01.mp3"),
        ("A B.WAV", "/m/a b.mp3"),
        ("file://localhost/C:/Ada/A%20b.mp3", "/m/Ada/a b.mp3"),
        ("Caf\u00e9.mp3", "/m/Cafe\u0301.mp3"),
        ("/other/Long name of a song.mp3", "/m/Long name of a song.flac"),
    ],
)
def test_rows_join_files_by_their_names(db, tmp_path, row, file):
    other = audio("/m/other/else.mp3")
    assert joined(db, tmp_path, [audio(file), other], f"file,tempo\n{row},120\n") == [file]


@pytest.mark.parametrize(
    ("row", "files"),
    [
        ("01.mp3", ["/m/A/01.mp3"]),
        ("x/A/CD1/01.mp3", ["/m/B/CD1/01.mp3"]),
        ("Intro.mp3", ["/m/A/Intro.mp3", "/m/B/Intro.mp3"]),
        ("/x/C/Intro.mp3", ["/m/A/Intro.mp3"]),
        ("song.00001.au", ["/m/song.00001.0.mp3"]),
        ("/", ["/m/a.mp3"]),
        ("\\\\", ["/m/a.mp3"]),
    ],
)
def test_names_that_may_mean_another_file_join_none(db, tmp_path, row, files):
    got = joined(db, tmp_path, [audio(file) for file in files], f"file,tempo\n{row},120\n")
    assert got == [None]


def test_what_else_a_row_tells_decides_between_files_of_one_name(db, tmp_path):
    files = [audio("/m/A/Intro.mp3", 60, title="Intro", artist="Ada"), audio("/m/B/Intro.mp3", 90)]
    text = "file,title,artist,duration,tempo\nIntro.mp3,,,91,120\n"
    assert joined(db, tmp_path, files, text) == ["/m/B/Intro.mp3"]
    text = "file,title,artist,duration,tempo\nA/Intro.mp3,Other,Bo,,120\nB/Intro.mp3,,,300,90\n"
    assert joined(db, tmp_path, files, text) == [None, None]


def test_two_rows_never_share_a_file_by_its_name(db, tmp_path):
    text = "file,tempo\nx/A/Song one.mp3,120\ny/A/Song one.mp3,90\nz/m/A/Song one.mp3,60\n"
    assert joined(db, tmp_path, [audio("/m/A/Song one.mp3")], text) == [None, None, "/m/A/Song one.mp3"]


def test_recordings_of_one_name_and_several_lengths_are_told_apart(db, tmp_path):
    files = [
        audio("/m/a.mp3", 200, title="Rain", artist="Ada", album="One"),
        audio("/m/b.mp3", 300, title="Rain", artist="Ada", album="Live"),
    ]
    tracks.upsert(db, files)
    text = "title,artist,album,duration,tempo\nRain,Ada,,301,1\nRain,Ada,One,,2\nRain,Ada,,,3\n"
    imported = tables.add(db, write(tmp_path, "t.csv", text.replace(",301", ",301 s")))
    assert (imported.joined, imported.added, imported.unclear) == (2, 1, 1)


def test_a_file_that_comes_later_is_known_by_its_name(db, tmp_path):
    tables.add(db, write(tmp_path, "t.csv", "filename,tempo\nblues.00000.au,120\nblues.00001.au,90\n"))
    (file,) = tracks.upsert(db, [audio("/m/blues.00001.mp3")]).added
    assert tables.join_files(db).updated == (file,) and tracks.count(db).all == 2
    assert tables.numbers(db, np.array([file]), ["tempo"]).tolist() == [[90]]


def test_several_artists_and_the_key_of_a_row(db, tmp_path):
    path = tmp_path / "keys.csv"
    path.write_text(
        "title,artist,key,mode,tempo,energy\nA,Ada;Bo,9,0,120,-999\nB,\"['Cy', 'Bo']\",5,1,98,0.4\n"
        'C,"Tyler, The Creator",-1,0,90,0.5\n',
        "utf-8",
    )
    songs = tracks.get_many(db, tables.add(db, read_table(str(path))).changes.added)
    assert [song.tags.values("artist") for song in songs] == [
        ("Ada", "Bo"),
        ("Cy", "Bo"),
        ("Tyler, The Creator",),
    ]
    assert [song.tags.key for song in songs] == ["Am", "F", ""]
    assert [song.descriptors.energy for song in songs if song.descriptors] == [None, 0.4, 0.5]
    assert tracks.query(db, "artist:=bo").tolist() == [songs[0].id, songs[1].id]
    assert tracks.query(db, "camelot:8A").tolist() == [songs[0].id]


def test_another_table_of_the_same_name_is_not_overwritten_unasked(db, table, tmp_path):
    tables.add(db, table())
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "mine.csv"
    other.write_text(HEADER + "Snow,Cy,Folk,1999,92,0.3,200000\n", "utf-8")
    with pytest.raises(UsageError, match="another table “mine”"):
        tables.add(db, read_table(str(other)))
    assert [(table.name, table.songs) for table in tables.imported(db)] == [("mine", 3)]
    other.write_text(HEADER + ROWS[0] + "\n", "utf-8")  # the same table, brought up to date elsewhere
    assert tables.add(db, read_table(str(other))).gone == 2
    assert tables.add(db, table(["Snow,Cy,Folk,1999,92,0.3,200000"]), name="mine").added == 1
