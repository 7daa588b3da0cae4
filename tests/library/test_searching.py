"""Searches with an order and an end, that use each other, against the same in plain Python."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizer.base.arrangement import Group, Grouping
from organizer.base.errors import UsageError
from organizer.base.model import AudioInfo, Tags
from organizer.library import maps, searching, tracks
from organizer.library.playlists import playlists, smart
from organizer.library.plays import records
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile

DAY = 86_400.0


@dataclass(frozen=True)
class Song:
    id: int
    genre: str
    year: int
    plays: int
    rating: int | None  #: half stars
    last: float | None  #: days ago
    seconds: float
    artist: str


@pytest.fixture
def songs(db: Database) -> list[Song]:
    """Sixty songs of every sort, many of them never played and without a rating."""
    chance = random.Random(5)
    files, made = [], []
    for n in range(60):
        genre, artist = chance.choice(["Jazz", "Folk", "Rock"]), f"Artist {chance.randrange(8)}"
        year, seconds = 1980 + chance.randrange(40), chance.choice([0.0, 120.0, 200.0, 305.5, 900.0])
        tags = Tags(title=f"Song {n:02}", artist=artist, genre=(genre,), date=str(year))
        files.append(
            ScannedFile(f"/music/{n:02}.mp3", 1_000_000 * (1 + n % 5), 1, tags, AudioInfo(duration=seconds))
        )
        plays = chance.choice([0, 0, 1, 4])
        last = chance.choice([1.0, 40.0, 200.0]) if plays else None
        made.append((genre, year, plays, chance.choice([None, None, 0, 5, 8, 10]), last, seconds, artist))
    ids = tracks.upsert(db, files).added
    for n, track_id in enumerate(ids):
        tracks.set_audio_hash(db, track_id, f"{n:032x}")
    now = time.time()
    with db.write() as connection:
        connection.executemany(
            "INSERT INTO plays (audio_hash, plays, last_played, rating) VALUES (?, ?, ?, ?)",
            [
                (f"{n:032x}", plays, None if last is None else now - last * DAY, rating)
                for n, (_, _, plays, rating, last, _, _) in enumerate(made)
            ],
        )
    return [Song(i, *values) for i, values in zip(ids, made, strict=True)]


#: Searches, and what they mean.
LEAVES: list[tuple[str, Callable[[Song], bool]]] = [
    ("genre:jazz", lambda s: s.genre == "Jazz"),
    ("folk", lambda s: s.genre == "Folk"),
    ("year:1990..1999", lambda s: 1990 <= s.year <= 1999),
    ("year:<1985", lambda s: s.year < 1985),
    ("plays:0", lambda s: s.plays == 0),
    ("plays:2..", lambda s: s.plays >= 2),
    ("rating:4..", lambda s: s.rating is not None and s.rating >= 8),
    ("rating:<3", lambda s: s.rating is not None and s.rating < 6),
    ("rating:none", lambda s: s.rating is None),
    ("lastplayed:30d", lambda s: s.last is not None and s.last < 30),
    ("played:>3mo", lambda s: s.last is not None and s.last > 100),
    ("lastplayed:never", lambda s: s.last is None),
    ("duration:3:00..", lambda s: s.seconds >= 180),
]

Meant = tuple[str, Callable[[Song], bool]]


def none_of(one: Meant) -> Meant:
    return f"-({one[0]})", lambda song: not one[1](song)


def all_of(parts: list[Meant]) -> Meant:
    return "(" + " ".join(text for text, _ in parts) + ")", lambda song: all(fits(song) for _, fits in parts)


def any_of(parts: list[Meant]) -> Meant:
    text = "(" + " or ".join(text for text, _ in parts) + ")"
    return text, lambda song: any(fits(song) for _, fits in parts)


nested = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(none_of),
        st.lists(inner, min_size=1, max_size=3).map(all_of),
        st.lists(inner, min_size=1, max_size=3).map(any_of),
    ),
    max_leaves=9,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(nested)
def test_nested_searches_are_the_algebra_of_sets(db: Database, songs: list[Song], meant: Meant) -> None:
    text, fits = meant
    assert set(searching.query(db, text).tolist()) == {song.id for song in songs if fits(song)}


def test_the_least_played_of_the_best_fill_ninety_minutes(db: Database, songs: list[Song]) -> None:
    ids = searching.query(db, "rating:4.. sort:plays,title limit:25,90min").tolist()
    left, expected = 5400.0, []
    best = [song for song in songs if song.rating is not None and song.rating >= 8]
    for song in sorted(best, key=lambda song: (song.plays, song.id)):
        if 0 < song.seconds <= left and len(expected) < 25:
            left -= song.seconds
            expected.append(song.id)
    assert ids == expected and len(ids) > 3
    assert searching.matching(db, "rating:4.. sort:plays,title limit:25,90min").tolist() == ids


def test_a_limit_takes_the_first_of_the_order_and_songs_without_a_value_last(
    db: Database, songs: list[Song]
) -> None:
    by_rating = searching.query(db, "sort:-rating,title").tolist()
    rated = [song for song in songs if song.rating is not None]
    assert by_rating[: len(rated)] == [
        song.id for song in sorted(rated, key=lambda song: (-(song.rating or 0), song.id))
    ]
    assert searching.query(db, "sort:-rating,title limit:7").tolist() == by_rating[:7]
    assert searching.query(db, "sort:rating,title limit:7").tolist() != by_rating[-7:]
    assert len(searching.query(db, "limit:4")) == 4  # by artist, as the library is listed
    assert searching.query(db, "limit:4").tolist() == searching.query(db).tolist()[:4]


def test_an_order_alone_means_all_songs_and_says_so(db: Database, songs: list[Song]) -> None:
    """Commands that change songs want to be told that all are meant."""
    assert searching.matching(db, "sort:-plays") is None
    assert searching.matching(db, "") is None
    limited = searching.matching(db, "sort:-plays limit:3")
    assert limited is not None and len(limited) == 3


def test_songs_of_unknown_length_or_size_do_not_fill_a_limit_of_minutes(
    db: Database, songs: list[Song]
) -> None:
    lengths = {song.id: song.seconds for song in songs}
    chosen = searching.query(db, "limit:10h").tolist()
    assert all(lengths[i] for i in chosen) and len(chosen) < len(songs)
    assert len(searching.query(db, "sort:title limit:6MB")) == 3  # 1 + 2 + 3
    assert not len(searching.query(db, "limit:1min"))


def test_no_artist_has_more_songs_than_it_may(db: Database, songs: list[Song]) -> None:
    artists = {song.id: song.artist for song in songs}
    chosen = [artists[i] for i in searching.query(db, "sort:title limit:2/artist").tolist()]
    assert max(map(chosen.count, chosen)) == 2
    assert all(chosen.count(artist) <= 2 for artist in artists.values())
    assert len(searching.query(db, "limit:5,1/artist")) == 5


def test_an_order_by_chance_is_kept_and_moves_no_other_song(db: Database, songs: list[Song]) -> None:
    first = searching.query(db, "sort:random:7").tolist()
    assert first == searching.query(db, "sort:random:7").tolist()
    assert first != searching.query(db, "sort:random:8").tolist()
    assert first != sorted(first) and sorted(first) == [song.id for song in songs]
    jazz = {song.id for song in songs if song.genre == "Jazz"}
    kept = searching.query(db, "genre:jazz sort:random:7").tolist()
    assert kept == [i for i in first if i in jazz]


def test_a_smart_playlist_is_a_part_of_others(db: Database, songs: list[Song]) -> None:
    playlists.save(db, "evening", [songs[0].id, songs[1].id])
    smart.save(db, "jazz", "genre:jazz")
    smart.save(db, "five", "genre:jazz sort:-plays limit:5")
    smart.save(db, "without", "genre:jazz -playlist:=five")
    jazz = {song.id for song in songs if song.genre == "Jazz"}
    five = set(searching.query(db, "genre:jazz sort:-plays limit:5").tolist())
    assert set(searching.query(db, "playlist:=jazz").tolist()) == jazz
    assert set(searching.query(db, "playlist:five").tolist()) == five
    assert set(searching.query(db, "playlist:without").tolist()) == jazz - five
    assert set(searching.query(db, "playlist:=evening,=five").tolist()) == set()
    both = searching.query(db, 'playlist:="evening","five"').tolist()
    assert set(both) == five | {songs[0].id, songs[1].id}
    # by a part of its own name it means others
    own = smart.save(db, "evening jazz", "playlist:evening")
    assert set(searching.of_smart(db, own).tolist()) == {songs[0].id, songs[1].id}


def test_a_circle_is_refused_and_named(db: Database) -> None:
    smart.save(db, "one", "genre:jazz")
    smart.save(db, "two", 'folk or playlist:"one"')
    three = smart.save(db, "three", "playlist:=two limit:3")
    assert not len(searching.of_smart(db, three))
    for text in ('playlist:"three"', "playlist:=one", "-(jazz or playlist:three)"):
        one = smart.save(db, "one", text)
        with pytest.raises(UsageError, match="cannot be made of itself: “one” → ") as error:
            searching.check(db, one)
        assert "→ “one”" in str(error.value) and error.value.remedy
        with pytest.raises(UsageError, match="cannot be made of itself"):
            searching.query(db, "playlist:=three")


def test_groups_are_asked_for_by_their_names(db: Database, songs: list[Song]) -> None:
    import numpy as np

    ids = np.array([song.id for song in songs[:10]], np.int64)
    grouping = Grouping(
        "kmeans", 0, (Group(1, "Slow · Folk", 4), Group(2, "Fast", 6)), np.zeros((2, 3), np.float32)
    )
    maps.save_grouping(db, grouping, ids, np.array([1] * 4 + [2] * 6, np.int64))
    assert searching.query(db, "group:folk").tolist() == searching.query(db, "group:1").tolist()
    assert len(searching.query(db, "group:folk,2")) == 10
    with pytest.raises(UsageError, match="“group:loud” is not a number"):
        searching.query(db, "group:loud")


def test_like_without_anything_that_compares_songs_says_so(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_recommenders", [])
    with pytest.raises(UsageError, match="nothing here can tell which songs are alike, at character 3"):
        searching.query(db, 'a like:"b"')


def test_orders_that_there_are_not_are_named(db: Database, songs: list[Song]) -> None:
    with pytest.raises(UsageError, match="unknown order “loud”"):
        searching.query(db, "sort:loud")


def test_only_songs_of_a_list_are_counted_when_one_is_given(db: Database, songs: list[Song]) -> None:
    import numpy as np

    wanted = searching.parsed(db, "sort:-title limit:3")
    within = np.array([song.id for song in songs[:5]], np.int64)
    assert searching.chosen(db, wanted, within=within).tolist() == [song.id for song in songs[4:1:-1]]


def test_plays_change_what_is_chosen(db: Database, songs: list[Song]) -> None:
    unheard = smart.save(db, "unheard", "plays:0 sort:title limit:3")
    first = searching.of_smart(db, unheard).tolist()
    records.record_play(db, first[0])
    then = searching.of_smart(db, unheard).tolist()
    assert then[:2] == first[1:] and len(then) == 3
    records.set_rating(db, then, 9)
    assert searching.query(db, "rating:4.5 sort:title").tolist() == then
