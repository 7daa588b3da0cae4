"""The search language, on a real library."""

from __future__ import annotations

import os
import random
import sqlite3
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks, vectors
from organizer.library.files import file_rows, removals
from organizer.library.files.scanner import File
from organizer.library.storage import schema
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile
from tests.library.test_tracks import features

SONGS = {
    "fur": Tags(title="Für Elise", artist="Beethoven", album="Klavier", genre=("Classical",), date="1810"),
    "green": Tags(
        title="Blue in Green", artist="Davis", album="Kind", genre=("Jazz", "Modal"), date="1959-08-17"
    ),
    "live": Tags(
        title="Live at Home",
        artist="Hazel Grey",
        genre=("Folk", "Folk Rock"),
        bpm="118",
        date="1999",
        track="3/12",
        disc="2",
    ),
    "snow": Tags(title="Снег", artist="Тихие Дворы", album="ÉCHÉ", genre=("Рок",), key="a-Moll"),
    "mork": Tags(title="Ruže", artist=unicodedata.normalize("NFD", "Mörk"), genre=("Rock",), key="8A"),
    "tokyo": Tags(title="東京事変のうた", artist="ﾅﾅ", key="C major", album="Earth, Wind & Fire", track="2"),
    "thai": Tags(title="สวัสดีชาวโลก", artist="Various", comment="Straße 7", track="10"),
    "signs": Tags(title="+/-", artist="!!!", album="÷", genre=("Dance-Punk",)),
    "fire": Tags(title="🔥", artist="Røyksopp", album="()", bpm="90"),
}


@pytest.fixture
def find(db: Database) -> Callable[[str], set[str]]:
    """What a search finds, by the names above."""
    files = [
        ScannedFile(f"/music/{name}.mp3", 10, 20, tags, AudioInfo(duration=200))
        for name, tags in SONGS.items()
    ]
    names = dict(zip(tracks.upsert(db, files).added, SONGS, strict=True))

    def search(text: str) -> set[str]:
        ids = tracks.query(db, text).tolist()
        matching = tracks.matching(db, text)
        assert sorted(ids) == (sorted(names) if matching is None else sorted(matching.tolist()))
        return {names[i] for i in ids}

    return search


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("снег", "snow"), ("artist:тихие", "snow"), ("genre:рок", "snow"), ("album:eche", "snow"),
        ("artist:mork", "mork"), ("artist:Mörk", "mork"), ("mo\u0308rk", "mork"), ("title:ruze", "mork"),
        ("royksopp", "fire"), ("artist:RØYK", "fire"), ("comment:strasse", "thai"),
        ("事変", "tokyo"), ("うた", "tokyo"), ("ウタ", "tokyo"), ("ナナ", "tokyo"), ("変事", ""),
        ("ชาว", "thai"),
        ("fur eli", "fur"), ("lise", ""), ('"in green"', "green"), ('"green in"', ""),
        ("“in green”", "green"),
        ('"elise beethoven"', ""),
        ("Davis - Blue in Green", "green"), ("hazel & grey", "live"), ("home !!!", ""), ("home -!!!", "live"),
        ("or", ""), ("jazz or classical", "green fur"), ("jazz | classical", "green fur"),
        ("jazz|classical", "green fur"), ("(jazz OR classical) -blue", "fur"),
        ("-(jazz or classical) blue", ""),
        ("NOT jazz blue", ""), ("(folk AND live) or (elise)", "live fur"),
        ("folk or (jazz blue)", "live green"),
        ("genre:=Rock", "mork"), ('genre:"Folk Rock"', "live"), ('genre:="folk rock"', "live"),
        ('genre:="Rock","Jazz"', "mork green"), ('genre:jazz,"folk"', "live green"),
        ('genre:"jazz", "folk"', "live green"),
        ('genre:="Rock","Folk Rock"', "mork live"), ("artist:=Davis|haz", "green"),
        ('genre:=rock|"folk"', "mork live"),
        ("genre:(jazz or rock) -blue", "mork live"), ("-genre:(jazz|folk) title:(blue or elise)", "fur"),
        ("genre:=(rock or jazz)", "mork green"), ("title:(green blue)", "green"),
        ("(title:(elise or artist:ナナ))", "fur tokyo"),
        ("title:(live)", ""), ("title:(blue", ""), ("title:()", ""),
        ("genre:jazz|folk", "live green"), ("artist:=Davis", "green"), ("artist:=Davi", ""),
        ("genre:=modal", "green"), ("album:Earth,", "tokyo"), ("-genre:rock -genre:jazz folk", ""),
        ('-genre:"" -genre:"rock","jazz","classical","рок","dance"', ""),
        ('genre:"" comment:""', "tokyo fire"), ('comment:""', "fur green live snow mork tokyo signs fire"),
        ('bpm:"" -key:"" artist:""', ""), ("bpm:90..120", "live fire"), ("bpm:>100", "live"),
        ("bpm:<=90", "fire"),
        ('bpm:90|118', "live fire"), ("bpm:..", "live fire"), ("bpm:９０", "fire"),
        ("year:1950..1999", "green live"), ("year:..1900", "fur"), ("year:1810,1999", "fur live"),
        ("date:1959-01..1959-09", "green"), ("date:1999", "live"), ("date:1950..", "green live"),
        ("date:>1959", "live"), ("date:>=1959-09", "live"), ("date:<1959-09", "fur green"),
        ("date:<=1959", "fur green"),
        ("track:2..3", "live tokyo"), ("track:>3", "thai"), ("track:<3 -disc:2..", "tokyo"),
        ("disc:>=2", "live"),
        ("duration:3:00..4:00", " ".join(SONGS)), ("duration:..3:00", ""), ("duration:=200", " ".join(SONGS)),
        ("path:fur", "fur"), ("path:/MUSIC/gre", "green"),
        ("!!!", "signs"), ('"!!!"', "signs"), ("artist:!!!", "signs"), ("÷", "signs"), ("+/-", "signs"),
        ("🔥", "fire"),
        ("()", "fire"), ("?", ""), ("*", ""), ("%", ""), ("_", ""), ("-", "signs"), ("-!!!", ""), (";)", ""),
        ("\u200b", ""), ("´", ""), ("!!! ÷", "signs"), ("-genre:dance !!!", ""), ("((", ""), ("|", ""),
        ('""', ""),
        ('"', ""), ("'", ""), ("&", "tokyo"), ('"wind & fire"', "tokyo"),
        ("camelot:8A", "snow mork"), ("key:Am", "snow mork"), ("camelot:1m", "snow mork"),
        ("key:a", "snow mork"),
        ("key:C", "tokyo"), ("camelot:8A,8B", "snow mork tokyo"), ("key:o", ""),
        ('-key:"" title:事', "tokyo"),
        ("http://live.example", ""), ("live:", "live"), ("title:green]", ""), ("(live)", "live"),
        ("live)", "live"),
        ("", " ".join(SONGS)), ("  \t\n", " ".join(SONGS)),
    ],
)  # fmt: skip
def test_what_a_search_finds(find: Callable[[str], set[str]], text: str, wanted: str) -> None:
    assert find(text) == set(wanted.split())


def test_a_search_of_signs_never_means_all(find: Callable[[str], set[str]]) -> None:
    rng = random.Random(3)
    for _ in range(300):
        text = "".join(
            rng.choice("!?*%_-+/()|&\"'.,:;=<>[]{}^~`\\#@$÷×🔥’“”…\u200b\u202e ")
            for _ in range(rng.randrange(1, 7))
        )
        if text.strip():
            assert find(text) < set(SONGS), text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("live bpm:fast", "“bpm:fast” is not a number or a range, at character 6 of the search"),
        ("bpm:120,5", "“bpm:120,5” is not a number"),
        ("track:a..b", "“track:a..b” is not a number"),
        ("bpm:nan", "not a number"),
        ("bpm:1e999", "not a number"),
        ("bpm:1..x", "not a number"),
        ("colour:blue", "unknown field “colour”, at character 1"),
        ("valenc:1", "did you mean valence:1? Else write"),
        ("stars:4", "did you mean rating:4?"),
        ('gener:"free jazz"', 'did you mean genre:"free jazz"'),
        ("colour:blue", "there are artist, album, title"),
        ("live bpm:fast", "(write bpm:90..120 or bpm:128, decimals with a point)"),
        ("energy:high", "write energy:0.6..1 or energy:..0.3"),
        ("year:", 'write year:1990..1999 or year:1984, or year:"" for the songs without one'),
        ('live ""', 'write "two words"'),
        ("x liveness:>0.5", "analysis does not estimate liveness, and no table has it, at character 3"),
        ("instrumentalness:0.8..", "sound:instrumental, a word of the network, tells it"),
        ("x (live or (demo)", "a bracket is not closed, at character 3"),
        ("artist: x", "“artist:” needs a value, at character 1"),
        ("(" * 300 + "a" + ")" * 300, "more than 40 brackets"),
        (" ".join(f"a{i}" for i in range(300)), "more than 200 words"),
        ("genre:" + ",".join(f'"{i}"' for i in range(300)), "more than 200 words"),
        ("a" * 30_000, "longer than 20,000 characters"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(
    find: Callable[[str], set[str]], text: str, reason: str
) -> None:
    with pytest.raises(UsageError) as error:
        find(text)
    assert reason in str(error.value)
    assert len(str(error.value)) < 600


def test_long_searches_within_the_bounds_are_answered(find: Callable[[str], set[str]]) -> None:
    assert find("a" * 10_000) == set()
    assert find("title:" + "x" * 10_000) == set()
    assert find("(" * 40 + "live" + ")" * 40) == {"live"}
    assert find(" or ".join(f"w{i}" for i in range(199)) + " or live") == {"live"}
    assert find(" ".join(f"-w{i}" for i in range(199)) + " live") == {"live"}
    assert find("live " * 200) == {"live"}


def test_bytes_that_are_no_text_are_answered(db: Database) -> None:
    raw = os.fsdecode(b"/music/caf\xe9.mp3")
    (song,) = tracks.upsert(db, [ScannedFile(raw, 1, 2)]).added
    bad = os.fsdecode(b"\xff")
    assert tracks.query(db, f"genre:{bad} {bad}").tolist() == []
    assert tracks.query(db, f"path:{raw}").tolist() == [song]
    assert tracks.query(db, f"x{bad}:1 '{bad}\0").tolist() == []


def test_odd_searches_are_answered_or_refused(find: Callable[[str], set[str]]) -> None:
    rng = random.Random(4)
    parts = [
        "bpm:", "90..120", "..", "-", '"', "(", ")", "|", " or ", " NOT ", " AND ", ":", "=", ",",
        "genre:", "key:",
        "camelot:", "date:", "live", "jazz", " ", "\0", "\n", "é", "東", "☃", "1e400", "nan", "\\", "'",
        ";", "--", "/*",
        "*", "NEAR", "{", "^", "\u202e", "\ud800", "\udcff", "a" * 500, "9" * 400, "٣", "<", ">=", "year:",
        "title:=",
    ]  # fmt: skip
    for _ in range(1_500):
        text = "".join(rng.choice(parts) for _ in range(rng.choice([1, 2, 3, 5, 9, 30])))
        try:
            find(text)
        except OrganizerError as error:
            assert "search" in str(error), text


def test_tagged_and_analyzed_keys_match(db: Database) -> None:
    analyzed, tagged = tracks.upsert(
        db, [ScannedFile("/music/a.mp3", 1, 2), ScannedFile("/music/b.mp3", 1, 2, Tags(key="D♯ minor"))]
    ).added
    tracks.set_audio_hash(db, analyzed, "h1")
    vectors.put(db, [("h1", features(1, key="Ebm", camelot="2A"))])
    for text in ("key:Ebm", "key:D#m", "camelot:2A", "camelot:7m", "key:es-moll"):
        assert sorted(tracks.query(db, text).tolist()) == [analyzed, tagged], text


def test_what_is_compared_follows_the_songs(db: Database) -> None:
    (song,) = tracks.upsert(
        db, [ScannedFile("/music/a.mp3", 1, 2, Tags(title="Früh", artist="Zoë", key="Am"))]
    ).added
    assert tracks.query(db, "fruh artist:zoe key:8a path:/music/a").tolist() == [song]
    tracks.update_tags(
        db, [(song, Tags(title="Spät", album_artist="Ægir"), File("/music/a.mp3", 1, 2, 3, 4))]
    )
    assert tracks.query(db, "fruh").tolist() == tracks.query(db, "key:8A").tolist() == []
    assert tracks.query(db, "spat aegir albumartist:AEGIR").tolist() == [song]
    file_rows.moved(db, [(song, File("/music/Ö/b.mp3", 1, 2, 3, 4))])
    assert tracks.query(db, "path:/o/b").tolist() == [song]
    removals.remove(db, [song])
    for table in ("folded", "song_words"):
        assert db.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_a_library_of_before_is_folded_when_it_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.db"
    before = schema.MIGRATIONS[: schema.MIGRATIONS.index(schema._FOLDED)]
    with monkeypatch.context() as old:
        old.setattr("organizer.library.storage.database.MIGRATIONS", before)
        old.setattr("organizer.library.storage.database.VERSION", len(before))
        with Database(path) as db, db.write() as connection:
            for number, title in (
                (1, "Früh"),
                (7, "東京事変"),
                (10**12, "Track 10"),
                (10**12 + 1, "Track 9"),
            ):
                connection.execute(
                    "INSERT INTO tracks (id, path, size, mtime_ns, added, display_title, key) "
                    "VALUES (?, ?, 1, 2, 3, ?, ?)",
                    (number, f"/music/{number}\xff.mp3".encode("latin-1"), title, "a-Moll"),
                )
    reports: list[tuple[int, int]] = []
    with Database(path, on_upgrade=lambda done, songs: reports.append((done, songs))) as db:
        assert tracks.query(db, "fruh").tolist() == [1]
        assert tracks.query(db, "事変 camelot:8A").tolist() == [7]
        assert tracks.query(db, "track", order="title").tolist() == [10**12 + 1, 10**12]
    assert reports[0] == (0, 4) and reports[-1] == (4, 4)
    with sqlite3.connect(path) as raw:  # any other program can check the file
        assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    raw.close()
