from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.arrangement import Space
from organizer.base.errors import UsageError
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import alike, playlisting, recommending
from organizer.work.arranging.alike import Seed
from tests.feature_table import add_table
from tests.work.arranging.test_mapping import add_songs


def genre(db: Database, track_id: int) -> str:
    return tracks.get(db, track_id).tags.text("genre")


def test_one_seed_gives_what_similar_gives(db: Database) -> None:
    ids = add_songs(db, 60)
    matches = alike.matches(db, [Seed(ids[4])], 6)
    plain = recommending.similar_and_why(db, ids[4], 6)
    assert [match.similar.track for match in matches] == [near.track for near in plain]
    for match, near in zip(matches, plain, strict=True):
        assert match.similar.distance == pytest.approx(near.distance, abs=1e-5)
        assert match.similar.why == near.why
    assert {match.seed.id for match in matches} == {ids[4]}


def test_seeds_of_two_kinds_are_answered_by_both_and_each_says_why(db: Database) -> None:
    ids = add_songs(db, 90)
    one = ids[0]
    other = next(song for song in ids if genre(db, song) != genre(db, one))
    matches = alike.matches(db, [Seed(one), Seed(other)], 12)
    assert {genre(db, match.similar.track.id) for match in matches} == {genre(db, one), genre(db, other)}
    for match in matches:
        assert genre(db, match.similar.track.id) == genre(db, match.seed.id)
        assert sum(match.similar.shares.values()) == pytest.approx(1, abs=1e-5)
    unlike = alike.matches(db, [Seed(one), Seed(other, -1)], 12)
    assert {genre(db, match.similar.track.id) for match in unlike} == {genre(db, one)}


def test_other_weights_of_aspects_and_numbers_of_tables(db: Database, tmp_path: Path) -> None:
    analyzed = add_songs(db, 40)
    ids = add_table(db, tmp_path)
    seeds = [Seed(analyzed[0]), Seed(analyzed[1])]
    only = alike.matches(db, seeds, 5, aspect_weights={"timbre": 0.0, "dynamics": 0.0, "harmony": 0.0})
    assert {match.similar.shares["rhythm"] for match in only} <= {0.0, 1.0}
    mixed = alike.matches(db, [Seed(analyzed[0]), Seed(ids[0])], 5)  # by numbers, which both have
    assert set(mixed[0].similar.shares) == {"energy", "danceability", "acousticness"}
    by_number = alike.matches(db, [Seed(ids[0]), Seed(ids[1])], 5, space=Space(("popularity",)))
    assert set(by_number[0].similar.shares) == {"popularity"}


def test_what_cannot_be_asked_is_said(db: Database) -> None:
    analyzed = add_songs(db, 20)
    (waiting,) = tracks.upsert(db, [tracks.ScannedFile("/music/new.mp3", 1, 1)]).added
    for seeds, text in (
        ([Seed(analyzed[0], -1)], "no song is named"),
        ([Seed(analyzed[0]), Seed(analyzed[0], -1)], "named twice"),
        ([Seed(analyzed[0], float("inf"))], "weight"),
        ([Seed(analyzed[0]), Seed(waiting)], "not analyzed yet"),
    ):
        with pytest.raises(UsageError, match=text):
            alike.matches(db, seeds)
    with pytest.raises(UsageError, match="a group answers for one song"):
        playlisting.like(db, analyzed[:2], by="clusters")
