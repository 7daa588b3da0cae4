"""A tempo or key in the tag and one that was estimated, told apart in searches, orders and labels."""

from __future__ import annotations

from pathlib import Path

import mutagen.flac
import mutagen.id3
import mutagen.mp4
import numpy as np
import pytest

from organizer.base import tempo_and_key
from organizer.base.model import Tags
from organizer.library import labels, orders, tracks, vectors
from organizer.library.files import removals
from organizer.library.files.file_rows import File
from organizer.library.storage import schema
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tracks import ScannedFile
from tests.library.tags.test_tags import make
from tests.library.test_tracks import features

#: What each song has: BPM and key in the tag, tempo and key that were estimated.
SONGS: dict[str, tuple[str, str, float | None, str | None]] = {
    "half": ("182", "Am", 91.2, "Am"),
    "plain": ("", "", 91.4, "C"),
    "differs": ("128.00", "8B", 104.0, "Em"),
    "scaled": ("12750", "", None, None),
    "junk": ("abc", "o", 120.0, "Dm"),
    "zero": ("0", "", None, None),
}


@pytest.fixture
def named(db: Database) -> dict[str, int]:
    files = [
        ScannedFile(f"/music/{name}.mp3", 1, 2, Tags(title=name, bpm=bpm, key=key))
        for name, (bpm, key, _, _) in SONGS.items()
    ]
    ids = dict(zip(SONGS, tracks.upsert(db, files).added, strict=True))
    for number, (name, (_, _, tempo, key)) in enumerate(SONGS.items()):
        if tempo is not None:
            tracks.set_audio_hash(db, ids[name], f"h{number}")
            vectors.put(db, [(f"h{number}", features(1, tempo=tempo, key=key))])
    return ids


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("bpm:182", "half"),
        ("bpm:91", "plain"),
        ("bpm:90..130", "plain differs scaled junk"),
        ("bpm:127.5", "scaled"),
        ('bpm:""', "zero"),
        ("bpm:..", "half plain differs scaled junk"),
        ("tempo:91", "half plain"),
        ("tempo:182", ""),
        ('tempo:""', "scaled zero"),
        ("tagged_bpm:128", "differs scaled"),
        ("tagged_bpm:=128", "differs"),
        ('tagged_bpm:""', "plain junk zero"),
        ("tagged_bpm:.. tempo:..", "half differs"),
        ("tempo_ratio:0.48..0.52", "half"),
        ("key:Am", "half"),
        ("key:C", "plain differs"),
        ("key:Em", ""),
        ("key:Dm", "junk"),
        ("key:o", "junk"),
        ("camelot:8B", "plain differs"),
        ('key:""', "scaled zero"),
        ("tagged_key:C", "differs"),
        ('tagged_key:""', "plain scaled zero"),
        ("tagged_key:o", "junk"),
        ("estimated_key:C", "plain"),
        ("estimated_key:Em", "differs"),
        ('estimated_key:""', "scaled zero"),
    ],
)
def test_a_search_says_which_it_means(db: Database, named: dict[str, int], text: str, wanted: str) -> None:
    names = {track_id: name for name, track_id in named.items()}
    assert {names[i] for i in tracks.query(db, text).tolist()} == set(wanted.split())


def test_songs_are_sorted_by_what_is_shown(db: Database, named: dict[str, int]) -> None:
    names = {track_id: name for name, track_id in named.items()}

    def sorted_by(order: str) -> list[str]:
        ids = tracks.query(db, order=order).tolist()
        assert orders.in_order(db, order).tolist() == ids
        return [names[i] for i in ids]

    assert sorted_by("bpm") == ["plain", "junk", "scaled", "differs", "half", "zero"]
    assert sorted_by("tempo")[:4] == ["half", "plain", "differs", "junk"]
    # "8B" in a tag is C, and stands beside it
    assert sorted_by("key") == ["half", "differs", "plain", "junk", "scaled", "zero"]
    for song in tracks.get_many(db, tracks.query(db, order="bpm")):
        stored = db.read().execute("SELECT tagged_tempo FROM tracks WHERE id = ?", (song.id,)).fetchone()[0]
        shown = tempo_and_key.tempo(song)
        assert (shown.value if shown.source == "tag" else None) == stored


def test_keys_are_one_label_in_whatever_spelling(db: Database, named: dict[str, int]) -> None:
    ids = np.array(list(named.values()), np.int64)
    assert labels.of(db, ids, "key") == ["Am", "C", "C", "", "Dm", ""]
    assert labels.of(db, ids, "camelot") == ["8A", "8B", "8B", "", "7A", ""]


def test_the_number_follows_the_tag(db: Database, named: dict[str, int]) -> None:
    song = named["half"]
    file = File("/music/half.mp3", 1, 2, 3, 4)
    for bpm, found in (("90,5", True), ("", False), ("abc", False), ("90.5", True)):
        tracks.update_tags(db, [(song, Tags(title="half", bpm=bpm), file)])
        assert (tracks.query(db, "tagged_bpm:90.5").tolist() == [song]) == found, bpm
    _, removal = removals.remove(db, [song])
    removals.restore(db, removal)
    assert tracks.query(db, "tagged_bpm:90.5").tolist() == [song]


def test_a_library_of_before_has_its_numbers_when_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    before = schema.MIGRATIONS.index(schema._TAGGED_TEMPO)
    with Database(path, version=before) as db, db.write() as connection:
        for number, bpm in enumerate(("", "128,5", "abc", "90\x1f91")):
            connection.execute(
                "INSERT INTO tracks (path, size, mtime_ns, added, bpm) VALUES (?, 1, 2, 3, ?)",
                (f"/{number}.mp3".encode(), bpm),
            )
    with Database(path) as db:
        rows = db.read().execute("SELECT tagged_tempo FROM tracks ORDER BY path").fetchall()
    assert [row[0] for row in rows] == [None, 128.5, None, 90.0]


def test_files_say_it_each_in_their_way(db: Database, tmp_path: Path) -> None:
    mp3, flac, m4a = (make(tmp_path / f"song.{kind}") for kind in ("mp3", "flac", "m4a"))
    frames = mutagen.id3.ID3()
    frames.add(mutagen.id3.TBPM(3, ["127.63"]))
    frames.save(mp3)
    comments = mutagen.flac.FLAC(flac)
    comments["BPM"] = ["0", "174,00"]
    comments.save()
    atoms = mutagen.mp4.MP4(m4a)
    atoms["tmpo"] = [182]
    atoms.save()
    for path in (mp3, flac, m4a):
        read, info = tags.read(str(path))
        tracks.upsert(db, [ScannedFile(str(path), 1, 2, read, info)])
    songs = tracks.get_many(db, tracks.query(db, "tagged_bpm:..", order="bpm"))
    assert [tempo_and_key.tempo(song).text for song in songs] == ["127.63", "174", "182"]


def test_each_sound_has_the_key_that_the_last_key_finder_said(db: Database, named: dict[str, int]) -> None:
    vectors.put_key(db, "h1", "Gm", "6A", 0.5, model="one")
    vectors.put_key(db, "h0", None, None, 0.0, model="one")
    many = ["h0", "h1", *(f"{number}" for number in range(600))]
    assert vectors.with_keys(db, many, model="one") == {"h0", "h1"}
    assert tracks.query(db, "key:Gm camelot:6A").tolist() == [named["plain"]]
    assert tracks.query(db, "estimated_key:Am").tolist() == [named["half"]], "silence has the ear's key"
    vectors.put_key(db, "h1", "C", "8B", 0.6, model="two")
    assert vectors.with_keys(db, many, model="one") == {"h0"}
    assert vectors.forget_keys(db) == 2 and not vectors.with_keys(db, many, model="two")
