"""Genre and mood from the person's own tags: what is suggested, how sure, and when nothing is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from organizer.analysis.ear.layout import VECTOR_NAMES
from organizer.base.descriptors import FEATURE_VERSION, Descriptors
from organizer.base.errors import Cancelled
from organizer.base.features import Features
from organizer.base.model import Progress, Tags
from organizer.library import tracks, vectors
from organizer.library.files import scanner
from organizer.library.storage.database import Database
from organizer.work.analysis import embedding
from organizer.work.insight import suggesting
from organizer.work.insight.suggesting import SURE
from organizer.work.jobs import JobContext

KINDS = ("Jazz", "Rock", "Folk")


def add(db: Database, *songs: tuple[int, Tags], first: int = 0, noise: float = 0.3) -> list[int]:
    """Analyzed songs, each of a kind, with these tags."""
    middles = np.random.default_rng(7).standard_normal((12, len(VECTOR_NAMES)))
    files, features = [], []
    for at, (kind, tags) in enumerate(songs, first):
        files.append(tracks.ScannedFile(f"/music/{at:05}.mp3", 1, 1, tags))
        own = np.random.default_rng(1000 + at).standard_normal(len(VECTOR_NAMES))
        vector = (middles[kind] + noise * own).astype(np.float32)
        features.append((f"{at:032x}", Features(vector, Descriptors(), FEATURE_VERSION)))
    ids = list(tracks.upsert(db, files).added)
    for track_id, (sound, _) in zip(ids, features, strict=True):
        tracks.set_audio_hash(db, track_id, sound)
    vectors.put(db, features)
    return ids


def tagged(n: int, *, names: tuple[str, ...] = KINDS, field: str = "genre") -> list[tuple[int, Tags]]:
    """Songs of these kinds in turn, with the names of their kinds."""
    values: list[dict[str, Any]] = [
        {field: (names[at % len(names)],) if field == "genre" else names[at % len(names)]} for at in range(n)
    ]
    return [(at % len(names), Tags(artist=f"Artist {at}", **value)) for at, value in enumerate(values)]


def suggest(db: Database, field: Any = "genre", **more: Any) -> suggesting.Suggestions:
    return suggesting.suggest(JobContext(), db, field, **more)


@pytest.mark.parametrize("field", ["genre", "mood"])
def test_songs_without_a_value_get_that_of_their_kind(db: Database, field: str) -> None:
    add(db, *tagged(60, field=field))
    bare = add(db, *((kind, Tags(artist=f"New {kind}")) for kind in (0, 1, 2)), first=60)
    result = suggest(db, field)
    assert {one.track_id: one.value for one in result.suggested} == dict(zip(bare, KINDS, strict=True))
    assert all(one.confidence > 0.9 for one in result.suggested)
    assert (result.tagged, result.without, result.not_analyzed, result.why) == (60, 3, 0, "")
    for one in result.suggested:
        assert len(one.reasons) == 3
        assert all(song.tags.text(field) == one.value for song in tracks.get_many(db, one.reasons))
    reliability = result.reliability
    assert reliability is not None and reliability.values == 3
    assert reliability.every.songs == 60 and reliability.every.right >= SURE * reliability.every.covered > 40


def test_what_has_a_value_is_left_alone_and_what_says_nothing_is_not_evidence(db: Database) -> None:
    add(db, *tagged(60))
    (odd,) = add(db, (0, Tags(genre=("Zydeco",))), first=60)
    others = add(db, *((at % 3, Tags(genre=("Other",))) for at in range(12)), first=61)
    result = suggest(db)
    assert result.tagged == 61 and result.without == 12
    assert {one.track_id for one in result.suggested} == set(others)
    assert odd not in {one.track_id for one in result.suggested}
    assert {one.value for one in result.suggested} == set(KINDS)


def test_a_value_is_spelled_as_most_songs_spell_it(db: Database) -> None:
    songs = tagged(60, names=("Hip-Hop", "Rock"))
    for at in (0, 6, 12):
        songs[at] = (0, Tags(genre=("hip hop",)))
    add(db, *songs)
    (bare,) = add(db, (0, Tags()), first=60)
    assert [(one.track_id, one.value) for one in suggest(db).suggested] == [(bare, "Hip-Hop")]


@pytest.mark.parametrize(
    ("songs", "says"),
    [
        ([], "no analyzed song has a genre"),
        (tagged(1), "only 1 analyzed song has a genre"),
        (tagged(3), "only 3 analyzed songs have a genre"),
        (tagged(40, names=("Jazz",)), "two genres with 3 songs each"),
        (tagged(12, names=tuple(f"Kind {n}" for n in range(12))), "two genres with 3 songs each"),
    ],
)
def test_where_little_is_known_nothing_is_suggested(
    db: Database, songs: list[tuple[int, Tags]], says: str
) -> None:
    add(db, *songs)
    add(db, (0, Tags()), (1, Tags()), first=len(songs))
    result = suggest(db)
    assert result.suggested == () and result.reliability is None and says in result.why
    assert says in suggesting.in_words(result)


def test_nothing_analyzed_is_no_error(db: Database) -> None:
    assert suggest(db).without == 0
    ids = tracks.upsert(db, [tracks.ScannedFile("/music/a.mp3", 1, 1)]).added
    result = suggest(db)
    assert len(ids) == 1 and (result.without, result.not_analyzed) == (1, 1) and result.why


def test_tags_by_chance_give_no_suggestions_in_earnest(db: Database) -> None:
    random = np.random.default_rng(5)
    add(db, *((at % 3, Tags(genre=(KINDS[random.integers(3)],))) for at in range(120)))
    add(db, *((at % 3, Tags()) for at in range(60)), first=120)
    assert sum(one.confidence >= SURE for one in suggest(db).suggested) <= 2


def test_an_album_does_not_prove_itself(db: Database) -> None:
    """Each album has its own genre and sound: of a new album nothing is known, and nothing is suggested."""
    albums = [
        (at // 8, Tags(artist=f"Artist {at // 8}", album=f"Album {at // 8}", genre=(f"Kind {at // 8}",)))
        for at in range(80)
    ]
    add(db, *albums)
    add(db, (10, Tags(artist="New")), (11, Tags(artist="Newer")), first=80)
    result = suggest(db)
    assert result.suggested == ()
    assert result.reliability is not None and result.reliability.every.covered == 0


def test_an_artist_vouches_for_new_songs_of_the_artist_only(db: Database) -> None:
    """Every genre is of one artist with two albums: what that says of other artists is not known."""
    songs = [
        (at // 20, Tags(artist=f"A{at // 20}", album=f"{at // 20}-{at % 2}", genre=(KINDS[at // 20],)))
        for at in range(60)
    ]
    add(db, *songs)
    own, new = add(db, (1, Tags(artist="a1", album="third")), (1, Tags(artist="New")), first=60)
    result = suggest(db)
    assert [(one.track_id, one.value) for one in result.suggested] == [(own, "Rock")]
    assert new not in {one.track_id for one in result.suggested}
    assert result.reliability is not None
    assert result.reliability.every.covered > 50 and result.reliability.new_artists.covered == 0


def test_an_album_that_is_tagged_in_part_is_a_case_of_its_own(db: Database) -> None:
    """Albums of one genre each: songs of a tagged album are suggested surely, those of others not at all."""
    albums = [
        (at // 8, Tags(artist=f"Artist {at // 8}", album=f"Album {at // 8}", genre=(f"Kind {at // 8}",)))
        for at in range(80)
    ]
    add(db, *albums)
    own, new = add(db, (3, Tags(artist="artist 3", album="album 3")), (3, Tags(artist="New")), first=80)
    result = suggest(db)
    assert [(one.track_id, one.value) for one in result.suggested] == [(own, "Kind 3")]
    assert result.suggested[0].confidence > 0.9 and new != own
    assert result.reliability is not None and result.reliability.every.covered == 0


def test_a_genre_of_one_artist_is_not_said_surely_of_others(db: Database) -> None:
    """What sounds like nothing else that is tagged must not become the one odd genre that there is."""
    chip = [(3, Tags(artist="Eric", album=f"A{at}", genre=("Chiptune",))) for at in range(6)]
    add(db, *tagged(60), *chip)
    own, new = add(db, (3, Tags(artist="Eric")), (3, Tags(artist="Nobody")), first=66)
    sure = {one.track_id: one.confidence for one in suggest(db).suggested}
    assert sure.get(new, 0.0) < SURE
    assert sure.get(own, 0.0) >= sure.get(new, 0.0)


def test_an_accepted_suggestion_is_no_evidence_and_a_rejected_one_is_not_made_again(db: Database) -> None:
    add(db, *tagged(60))
    taken, refused = add(db, (0, Tags()), (1, Tags()), first=60)
    suggested = {one.track_id: one for one in suggest(db).suggested}
    suggesting.accept(db, "genre", [suggested[taken]])
    suggesting.reject(db, "genre", [suggested[refused]])
    tracks.update_tags(db, [(taken, Tags(genre=("Jazz",)), scanner.File("", 1, 1, 1, taken))])
    result = suggest(db)
    assert result.suggested == () and result.tagged == 60 and result.without == 1


def test_only_those_songs_are_asked_about(db: Database) -> None:
    add(db, *tagged(60))
    one, two, away = add(db, (0, Tags()), (1, Tags()), (2, Tags()), first=60)
    tracks.set_away(db, [away], True)
    assert {each.track_id for each in suggest(db).suggested} == {one, two}
    some = suggest(db, ids=np.array([two, away, 999]))
    assert [each.track_id for each in some.suggested] == [two] and some.without == 1


def test_suggestions_become_edits_of_one_field(db: Database) -> None:
    add(db, *tagged(60))
    bare, meanwhile = add(db, (0, Tags(title="T", mood="Calm")), (1, Tags()), first=60)
    suggested = suggest(db).suggested
    tracks.update_tags(db, [(meanwhile, Tags(genre=("Punk",)), scanner.File("", 1, 1, 1, meanwhile))])
    edits = suggesting.edits(db, suggested)
    assert [(edit.track_id, dict(edit.values)) for edit in edits] == [(bare, {"genre": ("Jazz",)})]


def test_it_reports_and_can_be_cancelled(db: Database) -> None:
    add(db, *tagged(60))
    add(db, (0, Tags()), first=60)
    seen: list[Progress] = []
    suggesting.suggest(JobContext(seen.append), db, "genre")
    assert [each.what for each in seen][-1] == "Comparing songs"

    def stop_at(what: str) -> Callable[[Progress], None]:
        def report(progress: Progress) -> None:
            if progress.what == what:
                context.cancel()

        return report

    context = JobContext(stop_at("Reading"))
    with pytest.raises(Cancelled):
        suggesting.suggest(context, db, "genre")


def test_the_same_tags_give_the_same_suggestions(db: Database) -> None:
    add(db, *tagged(45), noise=0.9)
    add(db, *((at % 3, Tags()) for at in range(20)), first=45, noise=0.9)
    embedding.embed(None, db)
    assert suggest(db).suggested == suggest(db).suggested
