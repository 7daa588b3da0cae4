"""Songs like a song of a table: by numbers, and what its group would recommend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from organizer.base.arrangement import Space
from organizer.base.errors import UsageError
from organizer.base.model import AudioInfo, Tags
from organizer.cli import parser
from organizer.cli.selecting import named_track
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, playlisting, recommending
from organizer.work.insight import evaluating, evaluation_words
from organizer.work.jobs import JobContext
from tests.feature_table import FEATURES, add_table
from tests.work.arranging.test_mapping import add_songs


def genre(db: Database, track_id: int) -> str:
    return tracks.get(db, track_id).tags.text("genre")


def test_songs_of_tables_have_neighbours_and_say_why(db: Database, tmp_path: Path) -> None:
    ids = add_table(db, tmp_path)
    result = recommending.similar_and_why(db, ids[0], 5)
    assert len(result) == 5 and {genre(db, near.track.id) for near in result} == {"Folk"}
    assert set(result[0].shares) == {
        "energy",
        "danceability",
        "acousticness",
    }
    assert sum(result[0].shares.values()) == pytest.approx(1, abs=1e-5) and " %" in result[0].why
    chosen = recommending.similar_and_why(db, ids[0], 5, space=Space(("popularity",)))
    assert set(chosen[0].shares) == {"popularity"}
    with pytest.raises(UsageError, match="no song has “smell”"):
        recommending.similar_and_why(db, ids[0], 5, space=Space(("smell",)))


def test_a_group_recommends_the_same_songs_to_all_of_its_songs(db: Database, tmp_path: Path) -> None:
    ids = add_table(db, tmp_path)
    alone = recommending.both(db, ids[0], 4)
    assert not alone.stored and "made for this answer" in alone.sentence
    grouping.build_groups(JobContext(), db, k=3, space=Space(FEATURES))
    one, other = recommending.both(db, ids[0], 4), recommending.both(db, ids[3], 4)
    assert one.stored and one.size == 10 and one.inside == 4 and one.group == other.group
    named, too = ({near.track.id for near in result.clusters} for result in (one, other))
    assert len(named & too) >= 3
    assert ids[0] not in {near.track.id for near in (*one.clusters, *one.neighbours)}
    assert all(0 <= near.distance <= 1 for near in one.clusters)


def test_analyzed_songs_go_by_ear_and_a_waiting_one_says_so(db: Database, tmp_path: Path) -> None:
    analyzed = add_songs(db, 30)
    of_table = add_table(db, tmp_path)
    assert set(recommending.similar_and_why(db, analyzed[0], 3)[0].shares) >= {"timbre", "rhythm"}
    assert recommending.places(db, of_table[0]).space.features
    assert len(recommending.both(db, analyzed[0], 3).clusters) == 3
    (waiting,) = tracks.upsert(db, [tracks.ScannedFile("/music/new.mp3", 1, 1, Tags(), AudioInfo())]).added
    with pytest.raises(UsageError, match="not analyzed yet"):
        recommending.similar(db, waiting)


def test_playlists_of_songs_of_tables(db: Database, tmp_path: Path) -> None:
    ids = add_table(db, tmp_path)
    like = playlisting.like(db, ids[1], n=6, everything=True)
    assert like.tracks[0].id == ids[1] and len(like.tracks) == 6
    assert {genre(db, song.id) for song in like.tracks} == {"Rock"}
    assert len(playlisting.like(db, ids[1], n=6).tracks) == 1  # none of the others has a file
    way = playlisting.between(db, ids[0], ids[1], n=5, everything=True)
    assert (way.tracks[0].id, way.tracks[-1].id, len(way.tracks)) == (ids[0], ids[1], 5)


def test_a_song_is_named_by_its_path_or_by_a_search_that_fits_it_alone(db: Database, tmp_path: Path) -> None:
    ids = add_table(db, tmp_path)
    song = tracks.get(db, ids[7])
    assert named_track(db, song.reference).id == named_track(db, 'title:"Tune 7"').id == ids[7]
    with pytest.raises(UsageError, match="several songs fit “Singer 0”"):
        named_track(db, "Singer 0")
    for text in ("/nowhere.mp3", "field:x", " "):
        with pytest.raises(UsageError, match="not in the library"):
            named_track(db, text)


def test_two_recommenders_side_by_side_on_the_command_line(db: Database, tmp_path: Path, capsys) -> None:
    ids = add_table(db, tmp_path)
    path = tracks.get(db, ids[0]).reference
    db.close()
    base = ["--library", str(tmp_path / "library.db")]
    assert parser.run([*base, "similar", path, "-n", "3", "--by", "both"]) == 0
    printed = capsys.readouterr()
    assert "Neighbours" in printed.out and "Of the group" in printed.out and "named by both" in printed.err
    assert parser.run([*base, "similar", path, "-n", "3", "--by", "both", "--json"]) == 0
    of_table = json.loads(capsys.readouterr().out)
    assert len(of_table["neighbours"]) == len(of_table["clusters"]) == 3 and of_table["features"]
    assert parser.run([*base, "similar", path, "--by", "clusters", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 9
    out = str(tmp_path / "like.txt")
    assert parser.run([*base, "playlist", "--like", path, "--by", "clusters", "-n", "4", "-o", out]) == 0
    assert len(Path(out).read_text("utf-8").splitlines()) == 4


def test_songs_of_tables_are_evaluated_and_recommenders_compared(db: Database, tmp_path: Path) -> None:
    add_table(db, tmp_path, 30, unpopular=6)
    request = evaluating.EvaluationOptions(space=Space(FEATURES, query="popularity:1.."))
    result = evaluating.evaluate(JobContext(), db, request)
    assert result.songs == 30 and result.features == FEATURES
    assert result.labels is not None and result.labels.shipped.precision == 1.0
    two = result.labels.recommenders
    assert two is not None and two.groups == 3 and two.neighbours == two.clusters == 1.0
    assert two.clusters_reach < two.neighbours_reach
    text = " ".join(evaluation_words.circumstances(result)) + str(evaluation_words.figures(result))
    assert "by danceability, energy" in text and "From groups" in text
    plain = evaluating.evaluate(JobContext(), db, evaluating.EvaluationOptions(label="decade"))
    assert plain.songs == 36 and plain.labels is not None and plain.labels.kind == "decade"
