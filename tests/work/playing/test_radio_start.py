from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.ear import fingerprint
from organizer.analysis.playing.radio import Rules
from organizer.base.errors import UsageError
from organizer.base.model import AudioInfo, Tags
from organizer.library import fingerprints, radio_history, tracks
from organizer.library.plays import records
from organizer.library.storage.database import Database
from organizer.work.analysis.analyzing import fingerprint_version
from organizer.work.jobs import JobContext
from organizer.work.playing import radio_start
from organizer.work.playing.radio import Radio, Request
from tests.work.arranging.test_mapping import add_songs

NOW = 1_700_000_000.0


def start(db: Database, *seeds: int, again: bool = False) -> Radio:
    radio = radio_start.start(JobContext(), db, seeds, Rules(0.3, 2), now=NOW, again=again)
    radio.use(seeds[:1])
    return radio


def all_songs(radio: Radio) -> list[int]:
    return sorted(radio.answer(Request(Rules(0.3, 2), 1000)).songs)


def test_it_plays_what_is_there_and_artists_are_told_apart_by_their_names(db: Database) -> None:
    ids = add_songs(db, 36, away=6)
    radio = start(db, ids[0])
    songs = radio.answer(Request(Rules(0.0, 2), 12, before=(ids[0],))).songs
    artists = [tracks.get(db, song).tags.text("artist") for song in (ids[0], *songs)]
    assert all(artists[at] not in artists[max(at - 2, 0) : at] for at in range(len(artists)))
    assert sorted({*songs, *all_songs(radio)}) == ids[1:-6]


def test_nothing_comes_twice_in_a_day_also_after_a_restart(db: Database) -> None:
    ids = add_songs(db, 20)
    radio_history.note_played(db, ids[3:6], when=NOW - 3600)
    radio_history.note_played(db, ids[6:9], when=NOW - 25 * 3600)
    assert set(all_songs(start(db, ids[0]))) == {*ids[1:]} - {*ids[3:6]}
    assert set(all_songs(start(db, ids[0], again=True))) == {*ids[1:]}


def test_files_of_one_sound_and_of_one_title_and_length_are_one_recording(db: Database) -> None:
    ids = add_songs(db, 20)
    files = []
    for at, seconds in enumerate((200.0, 203.0, 260.0)):  # the last is another take
        tags = Tags(title="Same", artist="One")
        files.append(tracks.ScannedFile(f"/music/{at:05}.mp3", 1, 1, tags, AudioInfo(duration=seconds)))
    tracks.upsert(db, files)
    tracks.set_audio_hash(db, ids[5], f"{6:032x}")  # the sound of the sixth
    songs = all_songs(start(db, ids[10]))
    assert len({ids[0], ids[1]} & set(songs)) == 1
    assert ids[2] in songs
    assert len({ids[5], ids[6]} & set(songs)) == 1


def test_copies_are_told_by_their_fingerprints(db: Database) -> None:
    ids = add_songs(db, 12)
    chance = np.random.default_rng(0)

    def store(song: int, codes: np.ndarray) -> None:
        made = fingerprint.Fingerprint(codes, (0,), (len(codes),))
        fingerprints.put(db, [(f"{song:032x}", made.to_bytes())], fingerprint_version())

    for song in range(12):
        codes = chance.integers(1, 2**32, 300, np.uint32)
        store(song, codes)
        if song == 3:
            noisy = codes.copy()
            noisy[::9] ^= np.uint32(0b1011)
            copy = noisy
    store(9, copy)  # ids[9] is ids[3], encoded anew
    songs = all_songs(start(db, ids[0]))
    assert len(songs) == 10
    assert len({ids[3], ids[9]} & set(songs)) == 1
    assert ids[9] not in all_songs(start(db, ids[3]))


def test_a_damaged_fingerprint_stops_nothing(db: Database) -> None:
    ids = add_songs(db, 6)
    fingerprints.put(db, [(f"{at:032x}", b"\x01") for at in range(6)], fingerprint_version())
    assert all_songs(start(db, ids[0])) == ids[1:]


def test_what_was_skipped_before_is_remembered_by_sound_for_a_month(db: Database) -> None:
    ids = add_songs(db, 30)
    radio_history.note_skipped(db, [ids[7]], when=NOW - 2 * 24 * 3600)
    radio_history.note_skipped(db, [ids[4]], when=NOW - 3 * 24 * 3600)
    radio_history.note_skipped(db, [ids[8]], when=NOW - 60 * 24 * 3600)
    assert start(db, ids[0]).material.taste.skipped == (4, 7)


def test_plays_skips_and_ratings_count_and_what_was_played_elsewhere_today_is_left_out(db: Database) -> None:
    ids = add_songs(db, 12)
    records.record_skip(db, ids[4])
    records.record_skip(db, ids[4])
    records.record_skip(db, ids[5])
    records.record_play(db, ids[6], at=NOW - 2 * 24 * 3600)
    records.record_play(db, ids[7], at=NOW - 3600)
    records.set_rating(db, [ids[8]], 10)
    records.set_rating(db, [ids[9]], 0)
    radio = start(db, ids[0])
    leaning = radio.material.leaning
    assert leaning[4] < leaning[5] < 0 < leaning[6] < leaning[8]
    assert leaning[9] < 0
    assert not leaning[[0, 1, 2, 3, 10, 11]].any()
    assert sorted(all_songs(radio)) == [*ids[1:7], *ids[8:]]


@pytest.mark.parametrize("n", [1, 3, 14])
def test_small_libraries_end_with_clear_words(db: Database, n: int) -> None:
    ids = add_songs(db, n)
    radio = start(db, ids[0])
    answer = radio.answer(Request(Rules(0.3, 5), 50, before=(ids[0],)))
    assert sorted(answer.songs) == ids[1:]
    assert answer.over


def test_what_cannot_be_a_seed_is_said(db: Database) -> None:
    (waiting, other) = tracks.upsert(
        db, [tracks.ScannedFile("/music/new.mp3", 1, 1), tracks.ScannedFile("/music/newer.mp3", 1, 1)]
    ).added
    with pytest.raises(UsageError, match="no song is named"):
        start(db)
    with pytest.raises(UsageError, match="analyzed"):
        start(db, waiting)
    with pytest.raises(UsageError, match="none of these songs was analyzed"):
        start(db, waiting, other)
    ids = add_songs(db, 5)
    assert all_songs(start(db, waiting, ids[2])) == [ids[0], ids[1], ids[2], ids[3], ids[4]]


def test_songs_that_are_all_away_are_said_to_be(db: Database) -> None:
    ids = add_songs(db, 5, away=5)
    assert "are away" in start(db, ids[0]).answer(Request(Rules(), 5)).over


def test_it_has_a_name() -> None:
    assert radio_start.name_of(["Alba"], 1) == "Radio: Alba"
    assert radio_start.name_of(["Alba"], 3) == "Radio: Alba and 2 more"
    assert radio_start.name_of([], 1) == "Radio: songs"
