from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.ear import fingerprint
from organizer.base.errors import UsageError
from organizer.base.model import Tags
from organizer.cli import parser
from organizer.library import fingerprints, tracks
from organizer.library.overview import identities
from organizer.library.storage.database import Database
from organizer.work.arranging import journeying, playlisting
from organizer.work.arranging.journeying import Journey
from tests.work.arranging.test_mapping import add_songs


def begun(db: Database, stops: list[int], n: int | None = None) -> tuple[journeying.JourneySongs, Journey]:
    songs = journeying.songs_for(db, stops)
    return songs, journeying.begin(None, db, songs, stops, n)


def check(journey: Journey) -> None:
    """What holds for every journey."""
    assert [song for song in journey.ids if song in journey.stops] == list(journey.stops)
    assert len(set(journey.ids)) == len(journey.ids)
    assert (journey.ids[0], journey.ids[-1]) == (journey.stops[0], journey.stops[-1])
    assert set(journey.bends) <= set(journey.ids)


def test_a_journey_has_its_stops_in_order_and_the_songs_that_were_asked_for(db: Database) -> None:
    ids = add_songs(db, 90)
    for stops in (ids[:2], ids[:3], [ids[40], ids[3], ids[20], ids[7]]):
        for n in (None, len(stops), 30):
            _, journey = begun(db, stops, n)
            check(journey)
            assert len(journey.ids) == (n or journeying.usual_count(len(stops)))
    artists = [song.artist for song in tracks.get_many(db, begun(db, ids[:3], 30)[1].ids)]
    assert all(a != b for a, b in itertools.pairwise(artists))


def test_what_cannot_be_a_journey_says_why(db: Database) -> None:
    ids = add_songs(db, 6)
    (waiting,) = tracks.upsert(db, [tracks.ScannedFile("/music/new.mp3", 1, 1, Tags())]).added
    with pytest.raises(UsageError, match="not analyzed yet"):
        journeying.songs_for(db, [ids[0], waiting])
    songs = journeying.songs_for(db, ids[:2])
    for stops, n, why in (
        ([], None, "needs a stop"),
        ([ids[0], ids[1], ids[0]], None, "a stop twice"),
        (ids[:3], 2, "at least as many songs"),
        (ids * 10, None, "a stop twice"),
    ):
        with pytest.raises(UsageError, match=why):
            journeying.begin(None, db, songs, stops, n)
    with pytest.raises(UsageError, match="no song lies along"):
        journeying.along(None, db, songs, [])


def test_libraries_of_two_and_three_songs_have_journeys(db: Database) -> None:
    ids = add_songs(db, 2)
    songs, journey = begun(db, ids)
    assert journey.ids == tuple(ids)
    assert journeying.again(None, db, songs, journey).ids == tuple(ids)
    assert journeying.resized(None, db, songs, journey, 9).ids == tuple(ids)
    third = add_songs(db, 1, first=2)
    assert begun(db, [ids[1], ids[0]])[1].ids == (ids[1], third[0], ids[0])
    songs, alone = begun(db, ids[:1])
    assert alone.ids[0] == ids[0] and sorted(alone.ids) == sorted([*ids, *third])
    assert journeying.remove(None, db, songs, alone, ids[0]) == alone


def test_longer_shorter_and_again_keep_the_stops(db: Database) -> None:
    ids = add_songs(db, 200)
    songs, journey = begun(db, ids[:3])
    longer = journeying.resized(None, db, songs, journey, 25)
    check(longer)
    assert len(longer.ids) == 25 and [s for s in longer.ids if s in journey.ids] == list(journey.ids)
    shorter = journeying.resized(None, db, songs, journey, 8)
    check(shorter)
    assert [s for s in journey.ids if s in shorter.ids] == list(shorter.ids) and len(shorter.ids) == 8
    assert journeying.resized(None, db, songs, journey, 1).ids == journey.stops
    other = journeying.again(None, db, songs, journey)
    check(other)
    assert len(other.ids) == len(journey.ids)
    assert set(other.ids) & set(journey.ids) == set(journey.stops)
    third = journeying.again(None, db, songs, other)
    assert len(set(third.ids) & (set(other.ids) | set(journey.ids))) <= 3 + 2
    assert journeying.again(None, db, songs, journey) == other


def test_stops_are_added_moved_and_removed_and_the_rest_stays(db: Database) -> None:
    ids = add_songs(db, 200)
    songs, journey = begun(db, ids[:2])
    further = journeying.add_stop(None, db, songs, journey, ids[50])
    check(further)
    assert further.ids[: len(journey.ids)] == journey.ids
    assert len(further.ids) == journeying.usual_count(3)
    with pytest.raises(UsageError, match="a stop twice"):
        journeying.add_stop(None, db, songs, further, ids[1])
    passed = next(song for song in further.ids if song not in further.fixed)
    led = journeying.add_stop(None, db, songs, further, passed)
    check(led)
    moved = journeying.move(None, db, songs, further, ids[50], ids[61])
    check(moved)
    assert moved.stops == (ids[0], ids[1], ids[61]) and moved.ids[: len(journey.ids)] == journey.ids
    assert len(moved.ids) == len(further.ids)
    assert journeying.move(None, db, songs, further, ids[50], ids[0]) == further  # it is a stop already
    direct = journeying.remove(None, db, songs, further, ids[1])
    check(direct)
    assert direct.stops == (ids[0], ids[50]) and len(direct.ids) == len(further.ids)
    back = journeying.remove(None, db, songs, further, ids[50])
    assert back.ids == journey.ids and back.stops == journey.stops
    late = journeying.remove(None, db, songs, further, ids[0])
    check(late)
    assert late.ids == further.ids[further.ids.index(ids[1]) :]
    assert journeying.add_stop(None, db, songs, begun(db, ids[:1], 1)[1], ids[1]).ids == journey.ids


def test_a_journey_is_drawn_through_a_place_and_stays_there(db: Database) -> None:
    ids = add_songs(db, 200)
    songs, journey = begun(db, ids[:3])
    away = [song for song in ids[100:] if song not in journey.ids]
    bent = journeying.bend(None, db, songs, journey, 2, [ids[0], *away])
    check(bent)
    assert bent.bends == (away[0],) and len(bent.ids) == len(journey.ids)
    second = journey.ids.index(ids[1])
    assert bent.ids[second:] == journey.ids[second:]  # what is not beside it stays
    assert bent.ids.index(away[0]) < bent.ids.index(ids[1])
    assert away[0] in journeying.again(None, db, songs, bent).ids
    assert away[0] in journeying.resized(None, db, songs, bent, 7).ids
    straight = journeying.remove(None, db, songs, bent, away[0])
    check(straight)
    assert straight.bends == () and straight.stops == journey.stops
    pulled = journeying.move(None, db, songs, bent, away[0], away[1])
    assert pulled.bends == (away[1],) and away[0] not in pulled.fixed
    short = journeying.begin(None, db, songs, ids[:2], 2)
    assert journeying.bend(None, db, songs, short, 0, away).ids == (ids[0], away[0], ids[1])
    assert journeying.bend(None, db, songs, journey, 99, away) == journey
    twice = journeying.bend(None, db, songs, bent, 0, away)
    check(twice)
    assert len(twice.bends) == 2 and set(bent.bends) < set(twice.bends)


def test_a_drawn_line_is_a_journey_along_its_songs(db: Database) -> None:
    ids = add_songs(db, 90)
    songs = journeying.songs_for(db, ids[:1])
    line = ids[60:10:-1]
    journey = journeying.along(None, db, songs, line, 10)
    check(journey)
    places = [line.index(song) for song in journey.ids]
    assert places == sorted(places) and len(places) == 10
    other = journeying.again(None, db, songs, journey)
    assert set(other.ids) <= set(line) and not set(other.ids) & set(journey.ids)
    longer = journeying.resized(None, db, songs, journey, 14)
    assert set(longer.ids) <= set(line) and len(longer.ids) == 14
    assert len(journeying.resized(None, db, songs, journey, 70).ids) == 70  # more than lie along it
    check(journeying.bend(None, db, songs, journey, 3, [ids[80]]))
    assert journeying.along(None, db, songs, line[:3], 10).ids == tuple(line[:3])
    one = journeying.along(None, db, songs, line[:1])
    assert one.ids == one.stops == (line[0],)


def test_songs_that_are_away_are_led_around_unless_they_are_stops(db: Database) -> None:
    ids = add_songs(db, 30, away=20)
    _, journey = begun(db, [ids[0], ids[29]], 11)
    assert set(journey.ids) == {*ids[:10], ids[29]}


def test_copies_of_a_recording_are_taken_once(db: Database) -> None:
    ids = add_songs(db, 60)
    rng = np.random.default_rng(1)
    starts, lengths = (0, 200, 400), (64, 64, 64)
    songs, journey = begun(db, ids[:2])
    one, other = (song for song in journey.ids[1:3])
    codes = rng.integers(1, 2**32, 192, dtype=np.uint32)
    hashes = {song.id: song.audio_hash for song in tracks.get_many(db, journey.ids)}
    print_of = fingerprint.Fingerprint(codes, starts, lengths).to_bytes()
    fingerprints.put(db, [(hashes[one], print_of), (hashes[other], print_of)], fingerprint.VERSION)
    songs.ground.songs[songs.rows([other])] = songs.ground.songs[songs.rows([one])]
    clean = journeying.begin(None, db, songs, ids[:2])
    check(clean)
    assert len(clean.ids) == 12 and not {one, other} <= set(clean.ids)


def test_the_same_title_of_the_same_artist_is_one_recording(db: Database) -> None:
    names = [
        ("One", "Bluë Night"),
        ("ONE", "blue night"),
        ("Two", "Blue Night"),
        ("", "Blue Night"),
        ("", "x"),
    ]
    files = [
        tracks.ScannedFile(f"/music/{i}.mp3", 1, 1, Tags(title=title, artist=artist))
        for i, (artist, title) in enumerate(names)
    ]
    ids = np.array([*tracks.upsert(db, files).added, 999])
    tracks.set_audio_hash(db, int(ids[4]), "5" * 32)
    known = identities(db, ids)
    assert known.recordings.tolist() == [0, 0, 2, 3, 4, 5]
    assert known.artists.tolist() == [0, 0, 1, -1, -1, -1]
    assert known.here.tolist() == [True] * 5 + [False]


def test_a_journey_is_called_by_its_stops(db: Database) -> None:
    ids = add_songs(db, 9)
    names = [journeying.title(db, Journey(tuple(ids), tuple(ids[:n]))) for n in (1, 2, 3, 4)]
    assert names == [
        "Around Song 0",
        "From Song 0 to Song 1",
        "From Song 0 by way of Song 1 to Song 2",
        "From Song 0 by way of 2 stops to Song 3",
    ]


def test_the_command_line_leads_through_several_stops(db: Database, tmp_path: Path, capsys) -> None:
    ids = add_songs(db, 60)
    paths = [song.path for song in tracks.get_many(db, [ids[0], ids[4], ids[8]])]
    through = playlisting.between(db, *[ids[0], ids[4], ids[8]])
    assert len(through.tracks) == 18 and through.name.count("→") == 2
    other = playlisting.between(db, ids[0], ids[4], ids[8], again=1)
    assert len({song.id for song in (*through.tracks, *other.tracks)}) == 33
    assert playlisting.between(db, ids[0], ids[0], n=4).tracks[0].id == ids[0]
    library = str(db.path)
    db.close()
    base = ["--library", library, "playlist", "--between", *paths, "-o", str(tmp_path / "way.csv")]
    assert parser.run([*base, "--count", "9", "--again", "2"]) == 0
    assert "9 songs" in capsys.readouterr().out
    assert parser.run([*base, "-n", "2"]) != 0
    assert "at least as many songs" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        parser.run([*base, "--again", "1000"])
    assert "from 0 to 100" in capsys.readouterr().err
    alone = ["--library", library, "playlist", "-o", str(tmp_path / "x.csv")]
    assert parser.run([*alone, "--between", paths[0]]) != 0
    assert "two songs or more" in capsys.readouterr().err
    assert parser.run([*alone, "--like", paths[0], "--again", "1"]) != 0
    assert "--again goes with --between" in capsys.readouterr().err
