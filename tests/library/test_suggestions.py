"""What suggestions are made from: values that say something, and what the person answered."""

from __future__ import annotations

import pytest

from organizer.base.model import Tags
from organizer.library import suggestions, tracks
from organizer.library.files import scanner
from organizer.library.storage.database import Database
from organizer.library.suggestions import Answer


def add(db: Database, *tags: Tags, sounds: bool = True) -> list[int]:
    files = [tracks.ScannedFile(f"/music/{at}.mp3", 1, 1, each) for at, each in enumerate(tags)]
    ids = list(tracks.upsert(db, files).added)
    for at, track_id in enumerate(ids if sounds else []):
        tracks.set_audio_hash(db, track_id, f"{at:032x}")
    return ids


def retag(db: Database, track_id: int, tags: Tags) -> None:
    tracks.update_tags(db, [(track_id, tags, scanner.File("", 1, 1, 1, track_id))])


@pytest.mark.parametrize(
    "value", ["Other", "unknown", "(12)", "12", "-", "", "Misc.", "None", "n/a", "その他"]
)
def test_what_programs_write_where_nobody_said_anything_tells_nothing(value: str) -> None:
    assert not suggestions.tells(value)


@pytest.mark.parametrize("value", ["Rock", "80s", "R&B", "Musical", "民謡", "Other Worlds", "C-86"])
def test_what_people_write_tells_something(value: str) -> None:
    assert suggestions.tells(value)


@pytest.mark.parametrize("other", ["hip hop", "HIPHOP", "Hip–Hop", " Hip-Hop "])
def test_spellings_of_one_value_are_one(other: str) -> None:
    assert suggestions.key(other) == suggestions.key("Hip-Hop")
    assert suggestions.key("Rock") != suggestions.key("Punk Rock")


def test_songs_say_who_made_them_and_on_which_album(db: Database) -> None:
    add(
        db,
        Tags(artist="Ada", album="One", genre=("Jazz", "Latin")),
        Tags(artist=("ADA", "Bo"), album="Two", genre=("Jazz", "Latin")),
        Tags(album_artist="Bo", album="One", genre=()),
        Tags(title="nobody"),
    )
    tagged = suggestions.tagged(db, "genre")
    assert [tagged.texts[text] for text in tagged.text] == [("Jazz", "Latin"), ("Jazz", "Latin"), (), ()]
    assert tagged.artist[0] == tagged.artist[1] != tagged.artist[2] and tagged.artist[3] == -1
    assert len(set(tagged.album.tolist())) == 4 and tagged.album[3] == -1
    assert tagged.available.all() and not tagged.accepted.any() and not tagged.rejected


def test_an_empty_library_has_nothing(db: Database) -> None:
    tagged = suggestions.tagged(db, "mood")
    assert tagged.ids.shape == (0,) and tagged.texts == ()


def test_answers_are_remembered_by_the_sound(db: Database) -> None:
    one, two = add(db, Tags(genre=("Hip-Hop",)), Tags())
    suggestions.answer(db, "genre", [Answer(one, "hip hop", True), Answer(two, "Jazz", False)])
    tagged = suggestions.tagged(db, "genre")
    assert tagged.accepted.tolist() == [True, False]
    assert tagged.rejected[two] == {"jazz"}
    assert not suggestions.tagged(db, "mood").rejected
    retag(db, one, Tags(genre=("Rap",)))  # the person knew better: that is evidence again
    assert not suggestions.tagged(db, "genre").accepted.any()
    suggestions.answer(db, "genre", [Answer(two, "JAZZ", True)])  # a later answer counts
    assert not suggestions.tagged(db, "genre").rejected.get(two)


def test_what_was_rejected_can_be_suggested_again(db: Database) -> None:
    one, two = add(db, Tags(), Tags(genre=("Pop",)))
    suggestions.answer(db, "genre", [Answer(one, "Jazz", False), Answer(two, "Pop", True)])
    assert suggestions.forget_rejections(db, "genre") == 1
    tagged = suggestions.tagged(db, "genre")
    assert not tagged.rejected.get(one) and tagged.accepted.tolist() == [False, True]


def test_a_song_that_was_never_analyzed_remembers_nothing(db: Database) -> None:
    one, two = add(db, Tags(), Tags(), sounds=False)
    suggestions.answer(db, "genre", [Answer(one, "Jazz", False)])
    assert not suggestions.tagged(db, "genre").rejected
    assert two
