"""``like:`` in searches."""

from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.base.model import Tags
from organizer.library import searching, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import recommending
from organizer.work.playlists import likeness
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def ids(db: Database) -> list[int]:
    likeness.install()
    return add_songs(db, 60)


def test_songs_like_a_song_are_those_of_the_recommender_nearest_first(db: Database, ids: list[int]) -> None:
    near = [track.id for track, _ in recommending.similar(db, ids[3], 12)]
    assert searching.query(db, 'like:"Artist 0 - Song 3":12').tolist() == [ids[3], *near]
    assert searching.query(db, 'like:"song 3":12 limit:5').tolist() == [ids[3], *near[:4]]
    assert set(searching.matching(db, 'like:"artist 0 - song 3"').tolist()) > set(near)
    jazz = searching.query(db, 'like:"artist 0 - song 3":12 -genre:rock').tolist()
    assert jazz == [i for i in (ids[3], *near) if tracks.get(db, i).tags.genre != ("Rock",)]
    backwards = searching.query(db, 'like:"Artist 0 - Song 3":12 sort:-like').tolist()
    assert backwards == [ids[3], *near][::-1]


def test_how_near_is_a_distance(db: Database, ids: list[int]) -> None:
    everyone = recommending.similar(db, ids[3], 59)
    limit = round(everyone[10][1] + 1e-4, 5)
    near = {track.id for track, distance in everyone if distance < limit}
    assert 3 < len(near) < 59
    assert set(searching.query(db, f'like:"Artist 0 - Song 3"<{limit}').tolist()) == near | {ids[3]}
    assert searching.query(db, 'like:"Artist 0 - Song 3"<0').tolist() == [ids[3]]


def test_songs_like_any_of_several(db: Database, ids: list[int]) -> None:
    both = searching.query(db, 'like:"Artist 0 - Song 3","Artist 0 - Song 4":6').tolist()
    assert both[:2] == [ids[3], ids[4]] and len(both) == 8
    assert {tracks.get(db, i).tags.genre for i in both} == {("Folk",), ("Rock",)}


def test_an_answer_is_remembered_until_songs_come(db: Database, ids: list[int]) -> None:
    first = likeness.songs_like(db, ["Artist 0 - Song 3"], 30)
    assert likeness.songs_like(db, ["Artist 0 - Song 3"], 30) is first
    more = add_songs(db, 30, first=60)
    again = likeness.songs_like(db, ["Artist 0 - Song 3"], 30)
    assert set(more) & set(again)


def test_a_name_is_one_of_a_song(db: Database, ids: list[int]) -> None:
    files = [
        tracks.ScannedFile(f"/music/x{n}.mp3", 1, 1, tags)
        for n, tags in enumerate(
            (
                Tags(title="Day - Night", artist=("Hazel", "Mörk - Bo")),
                Tags(title='The "End"', artist="Hazel"),
                Tags(title="Alone"),
            )
        )
    ]
    first, second, third = tracks.upsert(db, files).added
    assert likeness.song_called(db, "mork - bo - day - night") == first
    assert likeness.song_called(db, "Hazel; Mörk - Bo - Day - Night") == first
    assert likeness.song_called(db, 'hazel - the "end"') == second
    assert likeness.song_called(db, "alone") == third
    assert likeness.song_called(db, "/music/x2.mp3") == third


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('like:"nobody - nothing"', "no song is called “nobody - nothing”, at character 1"),
        ("a like:artist", "several songs fit “artist”, at character 3"),
        ('like:""', "no song is named"),
        ('like:"song 3":0', "names 1 to 10,000 songs"),
        ('like:"song 3">0.3', "“>0.3” is neither how many nor how near"),
        ('like:"song 3"<7', "neither how many nor how near"),
    ],
)
def test_what_is_wrong_with_it_is_said(db: Database, ids: list[int], text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as error:
        searching.query(db, text)
    assert error.value.remedy


def test_a_song_that_was_not_analyzed_cannot_be_compared(db: Database) -> None:
    likeness.install()
    tracks.upsert(db, [tracks.ScannedFile("/music/a.mp3", 1, 1, Tags(title="Alone"))])
    with pytest.raises(UsageError, match="at character 1 of the search"):
        searching.query(db, "like:alone")
