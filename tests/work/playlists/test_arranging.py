"""Lists by rules over a real library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from organizer.analysis.ear import fingerprint
from organizer.analysis.ear.layout import VECTOR_NAMES
from organizer.base.descriptors import FEATURE_VERSION, Descriptors
from organizer.base.errors import Cancelled, UsageError
from organizer.base.features import Features
from organizer.base.model import AudioInfo, Progress, Tags
from organizer.library import fingerprints, tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.playlists import arranging, remarks
from organizer.work.playlists.arranging import Fixed
from organizer.work.playlists.rules import Rules, Slope

KEYS = {"Am": "8A", "Em": "9A", "C": "8B", "F#": "2B", "Ebm": "2A"}


def add(
    db: Database,
    artists: Sequence[str],
    *,
    keys: Sequence[str | None] = ("Am",),
    tempos: Sequence[float | None] = (120.0,),
    titles: Sequence[str] = (),
    seconds: float = 240.0,
    albums: Sequence[str] = ("",),
    folder: str = "a",
) -> list[int]:
    """Analyzed songs by these artists; the other lists are gone round."""
    files, features = [], []
    for at, artist in enumerate(artists):
        title = titles[at] if titles else f"Song {at}"
        tags = Tags(
            title=title, artist=artist, album=albums[at % len(albums)], genre=("Jazz", "Rock")[at % 2 :][:1]
        )
        files.append(
            tracks.ScannedFile(f"/music/{folder}/{at:05}.mp3", 1, 1, tags, AudioInfo("MP3", seconds))
        )
        key = keys[at % len(keys)]
        words = Descriptors(
            tempo=tempos[at % len(tempos)],
            energy=at / len(artists),
            key=key,
            camelot=KEYS[key] if key else None,
        )
        vector = np.random.default_rng(at).standard_normal(len(VECTOR_NAMES)).astype(np.float32)
        features.append((f"{folder}{at:031x}", Features(vector, words, FEATURE_VERSION)))
    ids = list(tracks.upsert(db, files).added)
    for track_id, (audio_hash, _) in zip(ids, features, strict=True):
        tracks.set_audio_hash(db, track_id, audio_hash)
    vectors.put(db, features)
    return ids


def arrange(db: Database, ids: Sequence[int], rules: Rules, **options: object) -> arranging.Arranged:
    return arranging.arrange(JobContext(), db, ids, rules, **options)


def test_all_songs_are_put_in_order_and_told_about(db: Database) -> None:
    ids = add(db, [f"Artist {n % 6}" for n in range(24)], tempos=[90.0, 150.0, 120.0, 100.0, 135.0])
    seen: list[Progress] = []
    made = arranging.arrange(JobContext(seen.append), db, ids, Rules(artist_gap=4, tempo=Slope("rising")))
    assert sorted(made.ids) == ids and not made.left_out and not made.remarks
    assert made.after.near["artist"].pairs == 0 and made.before.near["artist"].pairs == 0
    assert made.after.errors["tempo"].mean < 6 < 20 < made.before.errors["tempo"].mean
    assert made.after.lines["tempo"].values == tuple(
        song.descriptors.tempo for song in tracks.get_many(db, made.ids) if song.descriptors
    )
    assert len(made.after.lines["tempo"].wanted) == 24 and made.after.lines["energy"].wanted == ()
    assert seen[-1].done == seen[-1].total


def test_too_many_songs_by_one_artist_are_said_to_be(db: Database) -> None:
    ids = add(db, ["The Ada"] * 10 + ["ada feat. Bob"] * 10 + [f"Other {n}" for n in range(10)])
    made = arrange(db, ids, Rules(artist_gap=5))
    assert sorted(made.ids) == ids
    said = next(remark for remark in made.remarks if "by “" in remark)
    assert "20 of 30 songs are by “The Ada”" in said and "leaves 0 between them at most, not 5" in said
    albums = add(db, [f"A{n}" for n in range(8)], albums=["Hits"], folder="b")
    both = arrange(db, albums, Rules(artist_gap=0, album_gap=2))
    assert any("from the album “Hits”" in remark for remark in both.remarks)


def test_a_key_that_is_not_known_fits_nothing(db: Database) -> None:
    ids = add(db, [f"Artist {n}" for n in range(16)], keys=["Am", "F#", "Em", "Ebm", "C", None, "F#", "Am"])
    made = arrange(db, ids, Rules(keys="near"))
    assert made.after.keys.fit > made.before.keys.fit and made.after.keys.fit <= 13
    assert made.after.keys.unknown >= 2
    assert any("the key of 2 songs is not known" in remark for remark in made.remarks)


def test_songs_are_chosen_by_time_search_and_place(db: Database) -> None:
    ids = add(db, [f"Artist {n}" for n in range(30)])
    rules = Rules(minutes=40.0, never="genre:rock")
    fixed = Fixed(first=ids[2], last=ids[4], must=(ids[3],))
    made = arrange(db, ids, rules, fixed=fixed)
    assert (made.ids[0], made.ids[-1]) == (ids[2], ids[4]) and ids[3] in made.ids  # though it is rock
    assert made.after.seconds == 2400 and len(made.ids) == 10
    genres = {song.tags.genre for song in tracks.get_many(db, [i for i in made.ids if i != ids[3]])}
    assert genres == {("Jazz",)}
    assert {one.why: one.songs for one in made.left_out} == {
        "never “genre:rock”": 14,
        "more than were asked for": 6,
    }
    only = arrange(db, ids, replace(Rules(count=50), only="genre:rock"))
    assert len(only.ids) == 15
    assert any("only 15 songs fit the rules, 50 were asked for" in remark for remark in only.remarks)
    long = arrange(db, ids, Rules(minutes=500.0))
    assert sorted(long.ids) == ids
    assert any("all songs that fit together last 2:00:00, 6:20:00 less" in each for each in long.remarks)


def test_another_seed_gives_another_list_as_good(db: Database) -> None:
    ids = add(db, [f"Artist {n % 20}" for n in range(60)], tempos=[90.0, 150.0, 120.0])
    first, other = (arrange(db, ids, Rules(count=15, tempo=Slope("rising")), seed=seed) for seed in (0, 1))
    assert set(first.ids) != set(other.ids) and other.cost < first.cost * 1.5
    assert other.after.errors["tempo"].mean < first.before.errors["tempo"].mean / 2


def test_of_copies_one_stays_or_they_are_far_apart(db: Database) -> None:
    titles = [f"Song {n}" for n in range(12)]
    titles[7] = titles[1]
    ids = add(db, ["Ada"] * 12, titles=titles)
    sound = fingerprint.Fingerprint(
        np.random.default_rng(0).integers(0, 1 << 32, 400, np.uint64).astype(np.uint32), (0,), (400,)
    )
    songs = tracks.get_many(db, ids)
    fingerprints.put(db, [(songs[at].audio_hash, sound.to_bytes()) for at in (3, 9)], fingerprint.VERSION)
    made = arrange(db, ids, Rules(artist_gap=0, copies=False))
    assert len(made.ids) == 10 and len({ids[1], ids[7]} & set(made.ids)) == 1
    assert len({ids[3], ids[9]} & set(made.ids)) == 1
    assert [one.why for one in made.left_out] == ["copies of recordings that are in it"]
    whole = arrange(db, ids, Rules(artist_gap=0))
    assert sorted(whole.ids) == ids and whole.after.near["copies"].pairs == 0
    assert any("more than once" in remark for remark in whole.remarks)


def test_a_song_that_is_in_a_list_twice_stays_in_it_twice(db: Database) -> None:
    ids = add(db, [f"Artist {n}" for n in range(9)])
    made = arrange(db, [*ids, ids[0]], Rules())
    assert sorted(made.ids) == sorted([*ids, ids[0]])
    first, second = (at for at, song in enumerate(made.ids) if song == ids[0])
    assert second - first > 3


def test_missing_songs_of_a_playlist_stay_in_it(db: Database) -> None:
    ids = add(db, [f"Artist {n}" for n in range(6)])
    made = arrange(db, [ids[0], -3, *ids[1:], -5], Rules())
    assert sorted(made.ids[:6]) == ids and made.ids[6:] == (-3, -5)
    assert "2 songs missing in the library: at the end of the list" in made.remarks
    chosen = arrange(db, [-3, *ids], Rules(count=4))
    assert len(chosen.ids) == 4 and any("missing" in one.why for one in chosen.left_out)


def test_what_nobody_knows_is_said(db: Database) -> None:
    ids = add(db, ["A", "B", "C", "D", "E"], tempos=[None])
    made = arrange(db, ids, Rules(tempo=Slope("rising"), energy=Slope("peak", 2.0, 3.0)))
    assert sorted(made.ids) == ids
    assert "no song has a known tempo, so this rule could not be followed" in made.remarks
    assert any(remark.startswith("no song in it has more energy than 0.80") for remark in made.remarks)
    files = [tracks.ScannedFile(f"/new/{n}.mp3", 1, 1, Tags(title=f"New {n}")) for n in range(3)]
    new = list(tracks.upsert(db, files).added)
    mixed = arrange(db, [*ids, *new], Rules())
    assert sorted(mixed.ids) == sorted([*ids, *new])
    assert any("3 songs not analyzed yet" in remark for remark in mixed.remarks)
    assert sorted(arrange(db, new, Rules(keys="near", energy=Slope("rising"))).ids) == new
    timed = arrange(db, new, Rules(minutes=8.0))
    assert len(timed.ids) == 2 and any("nobody knows how long 2 songs" in each for each in timed.remarks)


def test_what_cannot_be_made_is_refused_in_one_line(db: Database) -> None:
    ids = add(db, ["A", "B", "C"])
    for songs, rules, why in (
        ([], Rules(), "there are no songs"),
        (ids, Rules(only="genre:polka"), r"no song is left: 3 songs \(not “genre:polka”\)"),
        ([999_999], Rules(), r"1 song \(no longer in the library\)"),
        (ids, Rules(only="bpm:fast"), "bpm"),
    ):
        with pytest.raises(UsageError, match=why) as error:
            arrange(db, songs, rules)
        assert "\n" not in str(error.value)
    one = arrange(db, ids[:1], Rules(keys="near", tempo=Slope("rising")))
    assert one.ids == (ids[0],) and one.remarks[0] == "one song has no order"


def test_more_than_can_be_put_in_order_is_refused(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = add(db, [f"Artist {n}" for n in range(12)])
    monkeypatch.setattr("organizer.analysis.playing.order_solver.MOST", 10)
    with pytest.raises(UsageError, match="12 songs are too many"):
        arrange(db, ids, Rules())


def test_songs_that_are_away_stay_in_a_list_but_are_not_chosen(db: Database) -> None:
    ids = add(db, [f"Artist {n}" for n in range(8)])
    tracks.set_away(db, ids[:3], True)
    assert sorted(arrange(db, ids, Rules()).ids) == ids
    chosen = arrange(db, ids, Rules(), everything=False)
    assert (
        sorted(chosen.ids) == ids[3:]
        and remarks.reasons(chosen.left_out) == "3 songs (their files are not there now)"
    )


def test_it_can_be_cancelled(db: Database) -> None:
    ids = add(db, [f"Artist {n}" for n in range(40)])
    context = JobContext(lambda progress: context.cancel() if progress.done > 20 else None)
    with pytest.raises(Cancelled):
        arranging.arrange(context, db, ids, Rules())


def test_the_lines_say_what_was_before(db: Database) -> None:
    ids = add(db, [f"Artist {n}" for n in range(10)], tempos=[90.0, 150.0, 120.0], keys=["Am", "F#", None])
    made = arrange(db, ids, Rules(tempo=Slope("rising"), keys="near"))
    keys, tempo, sound = remarks.lines(made.after, made.before)
    assert keys.startswith(
        f"keys: {made.after.keys.fit} of 9 steps fit (before: {made.before.keys.fit} of 9)"
    )
    assert "BPM off the line on average (before: " in tempo and "usually apart" in sound
    assert "before" not in "".join(remarks.lines(made.after))
