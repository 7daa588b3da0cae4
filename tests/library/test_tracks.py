"""Songs in the database: stored, found again, moved, failed."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from organizer.base.arrangement import Group, Grouping, MusicMap
from organizer.base.descriptors import ANALYZED, DESCRIPTOR_FIELDS, DESCRIPTORS, Descriptors
from organizer.base.errors import AudioError, UsageError
from organizer.base.features import Features, Loudness
from organizer.base.model import AudioInfo, Changes, Tags
from organizer.library import maps, sorting, tracks, vectors
from organizer.library.files import file_rows, removals
from organizer.library.files.scanner import File
from organizer.library.lists import selections
from organizer.library.overview import overview
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile


def add(db: Database, *names: str, **tags: object) -> list[int]:
    files = [ScannedFile(f"/music/{name}", 10, 20, Tags(**tags)) for name in names]  # type: ignore[arg-type]
    return list(tracks.upsert(db, files).added)


def features(value: float, version: int = 1, **descriptors: object) -> Features:
    return Features(np.full(4, value, np.float32), Descriptors(**descriptors), version)  # type: ignore[arg-type]


def test_what_was_stored_comes_back(db: Database) -> None:
    tags = Tags(
        title="Für Elise",
        artist="A",
        album_artist="B",
        album="C",
        genre=("X", "Y; Z"),
        date="1810",
        track="3/12",
        disc="1",
        bpm="72",
        key="Am",
        mood="calm",
        grouping="g",
        comment="line\nline",
        compilation=True,
    )
    info = AudioInfo("MP3", 181.5, 192_000, 44_100, 2)
    (track_id,) = tracks.upsert(db, [ScannedFile("/music/a.mp3", 1, 2, tags, info)]).added
    track = tracks.get(db, track_id)
    assert (track.tags, track.info, track.size, track.mtime_ns) == (tags, info, 1, 2)
    assert (track.descriptors, track.cell, track.group, track.away) == (None, None, None, False)


def test_a_list_of_songs_is_added_up(db: Database) -> None:
    ids = add(db, "a.mp3", "b.mp3")
    long = ScannedFile("/music/c.mp3", 10, 20, info=AudioInfo(duration=90.5))
    ids += tracks.upsert(db, [long]).added
    tracks.set_away(db, [ids[0]], True)
    assert tracks.extent(db, [*ids, 10**9]) == tracks.Extent(3, 90.5, 1, 0)
    assert tracks.extent(db, []) == tracks.Extent(0, 0.0, 0, 0)


def test_counting_reads_an_index_and_not_the_songs(db: Database) -> None:
    plan = [row[3] for row in db.read().execute(f"EXPLAIN QUERY PLAN {tracks.COUNTS}")]
    assert "SCAN t USING COVERING INDEX tracks_by_sound" in plan


def test_a_path_that_is_not_utf8_comes_back_byte_for_byte(db: Database) -> None:
    raw = b"/music/caf\xe9 \xff.mp3"
    tracks.upsert(db, [ScannedFile(os.fsdecode(raw), 1, 2)])
    track = tracks.by_path(db, os.fsdecode(raw))
    assert track is not None
    assert os.fsencode(track.path) == raw
    assert track.title == "caf\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}"


def test_tags_that_sqlite_cannot_hold_are_kept_as_text(db: Database) -> None:
    (track_id,) = add(db, "a.mp3", title="bad \udcff and \0 zero", genre=("g\0h",))
    assert tracks.get(db, track_id).tags.title == "bad ? and   zero"


def test_words_match_beginnings_without_accents(db: Database) -> None:
    (first,) = add(db, "a.mp3", title="Für Elise", artist="Beethoven", genre=("Classical",))
    (second,) = add(db, "b.mp3", title="Blue in Green", artist="Davis", genre=("Jazz",))
    find = lambda text: tracks.query(db, text).tolist()  # noqa: E731
    assert find("fur eli") == [first]
    assert find("genre:jazz") == [second]
    assert find("-jazz") == [first]
    assert find('"in green"') == [second]
    assert find("-genre:jazz beeth") == [first]
    assert sorted(find("")) == [first, second]
    assert find("nothing") == []
    assert find("%") == []
    assert find("title:%") == []


def test_ranges_match_what_was_analyzed_before_what_the_tag_says(db: Database) -> None:
    analyzed, tagged, neither = add(db, "a.mp3", "b.mp3", "c.mp3")
    tracks.set_audio_hash(db, analyzed, "h1")
    vectors.put(db, [("h1", features(1, tempo=100.4, key="F#m"))])
    tracks.update_tags(db, [(tagged, Tags(bpm="118"), File("/music/b.mp3", 10, 20, 30, 1))])
    find = lambda text: sorted(tracks.query(db, text).tolist())  # noqa: E731
    assert find("bpm:90..120") == [analyzed, tagged]
    assert find("bpm:100") == [analyzed]
    assert find("bpm:..110") == [analyzed]
    assert find("-bpm:90..120") == [neither]
    assert find("key:f#M") == [analyzed]


EVERYTHING = Descriptors(
    tempo_confidence=0.5,
    tempo_alternatives=(50.0, 66.67),
    key="F#m",
    key_confidence=0.4,
    camelot="11A",
    **{
        **{one.name: -9.5 + 3.0 * place for place, one in enumerate(DESCRIPTORS)},
        "loudness": -6.5,  # wherever it stands among them
    },  # type: ignore[arg-type]
)


def test_every_descriptor_comes_back_and_is_found(db: Database) -> None:
    assert {name for name in DESCRIPTOR_FIELDS if getattr(EVERYTHING, name) in (None, (), 0.0, False)} == {
        "key_by_model",
        "loudness_measured",
    }
    song, _other = add(db, "a.mp3", "b.mp3")
    tracks.set_audio_hash(db, song, "h1")
    vectors.put(db, [("h1", Features(np.zeros(4, np.float32), EVERYTHING, 1))])
    assert tracks.get(db, song).descriptors == EVERYTHING
    for name in ANALYZED:
        value = getattr(EVERYTHING, name)
        assert tracks.query(db, f"{name}:{value - 0.01}..{value + 0.01}").tolist() == [song], name
        assert tracks.query(db, f"{name}:{value + 0.01}..").tolist() == [], name
    assert tracks.query(db, "camelot:11a key:f#m replay_gain:-11.6..-11.4").tolist() == [song]
    assert tracks.query(db, "camelot:1a").tolist() == []


def test_what_was_measured_goes_before_what_was_estimated_and_stays(db: Database) -> None:
    (song,) = add(db, "a.mp3")
    tracks.set_audio_hash(db, song, "h1")
    vectors.put(db, [("h1", Features(np.zeros(4, np.float32), EVERYTHING, 1))])
    measured = Loudness(-12.0, 9.0, 0.3, -10.0, -11.0)
    vectors.put_loudness(db, "h1", measured)
    assert vectors.loudness(db, "h1") == measured and vectors.loudness(db, "h2") is None
    for version in (1, 2):  # also when the ear analyzes the song again
        vectors.put(db, [("h1", Features(np.zeros(4, np.float32), EVERYTHING, version))])
        assert tracks.get(db, song).descriptors == replace(
            EVERYTHING, loudness=-12.0, loudness_range=9.0, true_peak=0.3, loudness_measured=True
        )
        assert tracks.query(db, "loudness:-12.5..-11.5 true_peak:0..").tolist() == [song]
        assert overview(db, np.array([song])).descriptors["loudness"].tolist() == [-12.0]


def test_camelot_codes_sort_around_the_wheel(db: Database) -> None:
    codes = ["10A", "2B", "2A", "1B"]
    songs = dict(zip(codes, add(db, *(f"{code}.mp3" for code in codes)), strict=True))
    for code, song in songs.items():
        tracks.set_audio_hash(db, song, code)
        vectors.put(db, [(code, features(1, camelot=code))])
    in_order = [songs[code] for code in ("1B", "2A", "2B", "10A")]
    assert tracks.query(db, order="camelot").tolist() == in_order


@pytest.mark.parametrize("text", ["bpm:fast", "colour:blue", "bpm:1..x"])
def test_a_query_that_makes_no_sense_is_refused_in_words(db: Database, text: str) -> None:
    with pytest.raises(UsageError):
        tracks.query(db, text)


def test_every_order_sorts_and_puts_missing_values_last(db: Database) -> None:
    slow, none, fast = add(db, "a.mp3", "b.mp3", "c.mp3")
    for track_id, tempo in ((slow, 60.0), (fast, 180.0)):
        tracks.set_audio_hash(db, track_id, f"h{track_id}")
        vectors.put(db, [(f"h{track_id}", features(1, tempo=tempo))])
    assert tracks.query(db, order="tempo").tolist() == [slow, fast, none]
    assert tracks.query(db, order="tempo", descending=True).tolist() == [fast, slow, none]
    for order in sorting.ORDERS:
        assert sorted(tracks.query(db, order=order).tolist()) == [slow, none, fast]
    with pytest.raises(UsageError):
        tracks.query(db, order="colour")


def test_a_changed_file_keeps_what_was_analyzed_until_it_is_hashed_again(db: Database) -> None:
    (track_id,) = add(db, "a.mp3")
    tracks.set_audio_hash(db, track_id, "h1")
    vectors.put(db, [("h1", features(1, tempo=90.0))])
    assert vectors.pending(db, 1) == []
    changes = tracks.upsert(db, [ScannedFile("/music/a.mp3", 11, 21, Tags(title="new"))])
    assert changes == Changes(updated=(track_id,))
    assert tracks.get(db, track_id).descriptors is not None
    assert vectors.pending(db, 1) == [(track_id, "/music/a.mp3")]
    tracks.set_audio_hash(db, track_id, "h1")
    assert vectors.pending(db, 1) == []


def test_the_sound_of_a_song_that_is_gone_brings_the_song_back_under_its_new_name(db: Database) -> None:
    (old,) = add(db, "old.mp3", title="old")
    tracks.set_audio_hash(db, old, "h1")
    tracks.set_away(db, [old], True)
    (new,) = add(db, "new.mp3", title="retagged")
    changes = tracks.set_audio_hash(db, new, "h1")
    assert changes == Changes(updated=(old,), removed=(new,))
    track = tracks.get(db, old)
    assert (track.path, track.tags.title, track.away) == ("/music/new.mp3", "retagged", False)
    assert tracks.query(db, "retagged").tolist() == [old]
    assert tracks.query(db, "old").tolist() == []


def test_two_files_of_one_sound_share_what_was_analyzed(db: Database) -> None:
    first, second = add(db, "a.mp3", "b.mp3")
    for track_id in (first, second):
        tracks.set_audio_hash(db, track_id, "h1")
    vectors.put(db, [("h1", features(3))])
    ids, matrix = vectors.load(db, 1)
    assert ids.tolist() == [first, second]
    assert matrix.tolist() == [[3, 3, 3, 3]] * 2


def test_failures_are_told_with_reason_and_remedy_and_forgotten_for_a_retry(db: Database) -> None:
    good, bad = add(db, "a.mp3", "b.mp3")
    error = AudioError("is empty", path="/music/b.mp3", remedy="restore it from a backup")
    tracks.record_failure(db, bad, "analysis", error, version=1)
    (failure,) = tracks.failures(db)
    assert (failure.track_id, failure.reason, failure.remedy) == (bad, "is empty", "restore it from a backup")
    assert [track_id for track_id, _ in vectors.pending(db, 1)] == [good]
    assert [track_id for track_id, _ in vectors.pending(db, 2)] == [good, bad]
    counts = tracks.count(db)
    assert (counts.all, counts.failed, counts.waiting, counts.analyzed) == (2, 1, 1, 0)
    assert tracks.clear_failures(db) == 1
    assert tracks.failures(db) == []


def test_a_new_version_of_the_ear_keeps_the_old_vectors_until_all_were_analyzed(db: Database) -> None:
    (track_id,) = add(db, "a.mp3")
    tracks.set_audio_hash(db, track_id, "h1")
    vectors.put(db, [("h1", features(1, version=1))])
    assert vectors.pending(db, 2) == [(track_id, "/music/a.mp3")]
    vectors.put(db, [("h1", features(2, version=2))])
    assert vectors.count(db, 1) == vectors.count(db, 2) == 1
    vectors.forget_older(db, 2)
    assert (vectors.count(db, 1), vectors.count(db, 2)) == (0, 1)


def test_map_and_groups_come_back_as_they_were(db: Database) -> None:
    ids = np.array(add(db, "a.mp3", "b.mp3"), np.int64)
    codebook = np.arange(12, dtype=np.float32).reshape(4, 3)
    music_map = MusicMap(
        2, 2, True, 7, 1, codebook, ids, np.array([0, 3]), ("x", "", "", "y"), 0.5, 0.25, 2, 2
    )
    maps.save_map(db, music_map)
    loaded = maps.load_map(db)
    assert loaded is not None
    assert np.array_equal(loaded.codebook, codebook)
    assert loaded.cells.tolist() == [0, 3]
    assert (loaded.shape, loaded.names, loaded.seed) == ((2, 2), ("x", "", "", "y"), 7)
    centers = np.ones((1, 3), np.float32)
    maps.save_grouping(db, Grouping("kmeans", 0, (Group(4, "calm", 2, (1,)),), centers), ids, [4, 4])
    assert tracks.get(db, int(ids[1])).group == 4
    assert tracks.get(db, int(ids[1])).cell == 3
    assert tracks.query(db, "group:4 cell:3").tolist() == [ids[1]]
    removals.remove(db, [int(ids[0])])
    loaded = maps.load_map(db)
    assert loaded is not None
    assert loaded.track_ids.tolist() == [ids[1]]


def test_folders_of_which_no_song_is_left_are_forgotten(db: Database) -> None:
    ids = add(db, "a/1.mp3", "a/2.mp3", "ab/3.mp3")
    file_rows.add_roots(db, ["/music/a", "/music/ab", "/offline"])
    removals.remove(db, ids[:1])
    assert file_rows.roots(db) == ["/music/a", "/music/ab", "/offline"]
    removals.remove(db, ids[1:2])
    assert file_rows.roots(db) == ["/music/ab", "/offline"]  # the last was empty before: nothing left it


def test_a_file_with_another_sound_leaves_its_place_on_the_map(db: Database) -> None:
    (track_id,) = add(db, "a.mp3")
    tracks.set_audio_hash(db, track_id, "h1")
    ids = np.array([track_id], np.int64)
    maps.save_map(db, MusicMap(1, 1, True, 0, 1, np.zeros((1, 2), np.float32), ids, np.array([0]), ("x",)))
    tracks.set_audio_hash(db, track_id, "h1")
    assert tracks.get(db, track_id).cell == 0
    tracks.set_audio_hash(db, track_id, "h2")
    assert tracks.get(db, track_id).cell is None


def test_several_values_come_back_and_are_searched_and_counted_each(db: Database) -> None:
    several = Tags(
        title=("One", "Eins"),
        artist=("Ada", "Bo"),
        genre=("Folk", "Jazz"),
        isrc=("GBAYE6900001", "X"),
        comment="a; b",
    )
    files = [
        tracks.ScannedFile("/m/1.flac", 1, 1, several),
        tracks.ScannedFile("/m/2.flac", 1, 1, Tags(artist="Ada")),
    ]
    first, second = tracks.upsert(db, files).added
    song = tracks.get(db, first)
    assert song.tags == several
    assert (song.title, song.artist) == ("One; Eins", "Ada; Bo")
    for text in ("artist:bo", "eins", "artist:=bo", 'artist:"ada; bo"', 'artist:="ada; bo"', "genre:=jazz"):
        assert tracks.query(db, text).tolist() == [first], text
    assert tracks.query(db, "artist:=ada").tolist() == [second, first]  # in the order of artists
    assert selections.totals(db, np.array([first, second]), lambda: None).artists == 2
    assert overview(db, np.array([first, second])).artists == [("Ada", "Bo"), ("Ada",)]
