"""A trained network listens as well: its vectors and tags are stored, and songs are compared by them too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.judging import quality
from organizer.analysis.network import listening
from organizer.analysis.network import model as network
from organizer.analysis.network.onnx_file import Graph
from organizer.base import settings
from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.features import NetworkFeatures
from organizer.cli.parser import run
from organizer.library import maps, network_vectors, sound_words, tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.analysis import embedding
from organizer.work.analysis.analyzing import analyze
from organizer.work.arranging import mapping
from organizer.work.intake import importing
from organizer.work.jobs import JobContext, WorkerPool
from tests.onnx_model import write_model
from tests.work.arranging.test_mapping import add_songs

needs_runtime = pytest.mark.skipif(not network.is_installed(), reason="onnxruntime is not installed")
MODEL = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, time_limit=60) as made:
        yield made


def network_hears(db: Database, ids: list[int], *, width: int = 6, spread: float = 1.0) -> None:
    """Vectors of a network that hears odd and even songs apart, whatever their style."""
    rng = np.random.default_rng(5)
    sounds = {track.id: track.audio_hash for track in tracks.get_many(db, ids)}
    sides = rng.standard_normal((2, width)) * 10
    vectors_of = {i: (sides[i % 2] + spread * rng.standard_normal(width)).astype("f4") for i in ids}
    network_vectors.put(db, MODEL, [(sounds[i], NetworkFeatures(vector)) for i, vector in vectors_of.items()])


@needs_runtime
def test_songs_heard_before_are_heard_by_the_network_alone(
    db: Database, tmp_path: Path, make_song, pool: WorkerPool
) -> None:
    song = make_song("a.mp3", seconds=5.0)
    make_song("b.ogg", frequency=300.0, seconds=5.0)
    importing.import_paths(JobContext(), db, [str(tmp_path / "music")])
    assert analyze(JobContext(), db, executor=pool).done == 2
    when = db.read().execute("SELECT audio_hash, analyzed FROM features").fetchall()
    make_song("c.mp3", frequency=200.0)
    importing.import_paths(JobContext(), db, [str(tmp_path / "music")])

    outputs = (("embeddings", 5), ("tags", 2))
    model = str(write_model(tmp_path / "tiny.onnx", outputs=outputs, tags=("jazz", "80s")))
    result = analyze(JobContext(), db, executor=pool, network=model)
    assert (result.done, result.failed, result.left) == (3, 0, 0)
    assert set(when) <= set(db.read().execute("SELECT audio_hash, analyzed FROM features").fetchall())
    identity = network.model_id(model)
    ids, raw = vectors.load(db, FEATURE_VERSION)
    beside = network_vectors.beside(db, identity, ids, raw)
    assert beside.shape[1] == raw.shape[1] + 5 and np.array_equal(beside[:, :-5], raw)
    features = listening.listen(str(song), network.load(model))
    track = tracks.by_path(db, str(song))
    assert track is not None and np.allclose(beside[ids == track.id, -5:], features.vector, atol=1e-5)
    assert network_vectors.tag_names(db, identity) == ("jazz", "80s") and features.tags is not None
    tagged, likely = network_vectors.tags(db, identity)
    assert tagged.tolist() == ids.tolist() and likely.dtype == np.float32
    assert np.allclose(likely[ids == track.id], np.clip(features.tags, 0, 1), atol=1e-3)
    assert sound_words.names(db) == ("jazz", "80s")
    said = float(sound_words.of_songs(db, [track.id])[track.id][0])
    assert track.id in tracks.query(db, f"sound:JAZZ>={max(0.0, said - 0.01):.4f}").tolist()
    assert track.id not in tracks.query(db, f"-sound:jazz:{max(0.0, said - 0.01):.4f}..").tolist()
    assert analyze(JobContext(), db, executor=pool, network=model).done == 0

    other = str(write_model(tmp_path / "other.onnx", outputs=(("embeddings", 7),)))
    assert analyze(JobContext(), db, executor=pool, network=other).done == 3
    assert not len(network_vectors.ids(db, identity)) and not len(network_vectors.tags(db, identity)[0])
    assert len(network_vectors.ids(db, network.model_id(other))) == 3
    assert network_vectors.tag_names(db, identity) == ()
    assert analyze(JobContext(), db, executor=pool).done == 0
    assert network_vectors.chosen(db) == ""
    assert analyze(JobContext(), db, executor=pool, network=other).done == 0, "kept while none is in use"


@needs_runtime
def test_a_network_that_cannot_be_used_is_told_once_and_no_song_fails(
    db: Database, tmp_path: Path, make_song, pool: WorkerPool
) -> None:
    make_song("a.mp3")
    importing.import_paths(JobContext(), db, [str(tmp_path / "music")])
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"\0" * 100)
    for path in (bad, write_model(tmp_path / "image.onnx", shape=("n", 3, 224, 224)), tmp_path / "gone.onnx"):
        with pytest.raises(UsageError, match=path.name):
            analyze(JobContext(), db, executor=pool, network=str(path))
    assert tracks.failures(db) == [] and network_vectors.chosen(db) == ""
    assert analyze(JobContext(), db, executor=pool).done == 1


def test_axes_take_the_network_when_it_has_heard_every_song(db: Database) -> None:
    ids = add_songs(db, 60)
    plain = mapping.build_map(JobContext(), db)
    network_vectors.choose(db, MODEL)
    network_hears(db, ids[:-1])
    assert network_vectors.complete(db, FEATURE_VERSION) == "" and not embedding.has_other_network(db)
    network_hears(db, ids)
    assert embedding.has_other_network(db) and mapping.is_outdated(db, plain)
    assert embedding.embed(None, db)[1].shape[1] == plain.codebook.shape[1], "until the map is built again"

    built = mapping.build_map(JobContext(), db)
    assert not embedding.has_other_network(db) and not mapping.is_outdated(db, built)
    axes = maps.load_axes(db)
    assert axes is not None and axes[2] == MODEL
    placed, points = embedding.embed(None, db)
    near = points @ points.T
    np.fill_diagonal(near, -np.inf)
    same = placed[near.argmax(axis=1)] % 2 == placed % 2
    assert same.mean() > 0.9, "the nearest song is one that the network hears alike"

    more = add_songs(db, 6, first=60)
    ids_now, points = embedding.embed(None, db)
    assert ids_now.tolist() == ids + more, (
        "a song that the network does not know has the place to be expected"
    )
    network_hears(db, more[:4])
    points_now = embedding.embed(None, db)[1]
    moved = np.abs(points_now - points).max(axis=1) > 1e-3
    assert moved.tolist() == [False] * 60 + [True] * 4 + [False] * 2, "and its own when the network knows it"
    placed = mapping.place_new(db)
    assert placed is not None and len(placed.track_ids) == 66

    network_vectors.choose(db, "")
    assert embedding.has_other_network(db)
    again = mapping.build_map(JobContext(), db)
    assert len(again.track_ids) == 66 and not embedding.has_other_network(db)


def test_the_map_keeps_its_places_when_the_network_joins(db: Database) -> None:
    ids = add_songs(db, 60)
    old = mapping.build_map(JobContext(), db)
    network_vectors.choose(db, MODEL)
    rng = np.random.default_rng(5)
    styles = rng.standard_normal((3, 6))
    vectors_of = [styles[(i - ids[0]) % 3] + 0.5 * rng.standard_normal(6) for i in ids]
    sounds = [track.audio_hash for track in tracks.get_many(db, ids)]
    heard = [NetworkFeatures(vector.astype("f4")) for vector in vectors_of]
    network_vectors.put(db, MODEL, list(zip(sounds, heard, strict=True)))
    assert mapping.is_outdated(db, old)
    new = mapping.build_map(JobContext(), db)
    assert not mapping.is_outdated(db, new) and new.shape == old.shape
    steps = quality.grid_offsets(old.cells, new.cells, rows=old.rows, columns=old.columns).max(axis=1)
    assert (steps <= 2).mean() > 0.8


def test_songs_that_are_away_or_failed_do_not_hold_the_network_back(db: Database) -> None:
    ids = add_songs(db, 60)
    network_vectors.choose(db, MODEL)
    network_hears(db, ids[:56])
    tracks.set_away(db, ids[56:58], True)
    assert network_vectors.complete(db, FEATURE_VERSION) == ""
    for i in ids[58:]:
        tracks.record_failure(db, i, "network", OrganizerError("it failed"))
    assert network_vectors.complete(db, FEATURE_VERSION) == MODEL
    built = mapping.build_map(JobContext(), db)
    assert len(built.track_ids) == 60 and np.isfinite(embedding.embed(None, db)[1]).all()
    shared = embedding.aspects(db, embedding.frozen_axes(db), ids[54:])[1]
    assert np.isfinite(shared["network"]).all() and np.abs(shared["network"]).max() > 0.1

    network_vectors.choose(db, "another one")
    assert tracks.failures(db) == [], "another network may not fail on them"
    assert embedding.embed(None, db)[1].shape == (60, built.codebook.shape[1]), "until the map is built again"


def test_a_network_that_knows_a_few_songs_only_waits(db: Database) -> None:
    ids = add_songs(db, 20)
    network_vectors.choose(db, MODEL)
    tracks.set_away(db, ids[9:], True)
    network_hears(db, ids[:9])
    assert network_vectors.complete(db, FEATURE_VERSION) == ""
    network_hears(db, ids[9:10])
    assert network_vectors.complete(db, FEATURE_VERSION) == MODEL


@needs_runtime
def test_the_network_may_follow_behind_the_ear(
    db: Database, tmp_path: Path, make_song, pool: WorkerPool
) -> None:
    model = str(write_model(tmp_path / "tiny.onnx"))
    for name, frequency in (("a.mp3", 440.0), ("b.mp3", 300.0)):
        make_song(name, frequency=frequency)
        importing.import_paths(JobContext(), db, [str(tmp_path / "music")])
        before = network_vectors.chosen(db)
        assert analyze(JobContext(), db, executor=pool, network=None).done == 1
        assert network_vectors.chosen(db) == before, "what is in use stays"
        assert network_vectors.complete(db, FEATURE_VERSION) == "", "the network waits for the new song"
        assert analyze(JobContext(), db, executor=pool, network=None).done == 0
        assert analyze(JobContext(), db, executor=pool, network=model).done == 1
        assert network_vectors.complete(db, FEATURE_VERSION) == network.model_id(model)


@needs_runtime
def test_a_song_that_the_network_fails_on_keeps_its_features(
    db: Database, tmp_path: Path, make_song, pool: WorkerPool
) -> None:
    make_song("a.mp3")
    importing.import_paths(JobContext(), db, [str(tmp_path / "music")])
    graph = Graph()  # divides by nothing: infinite, whatever it is given
    bands = graph.input("bands", ("n", 128, 96))
    graph.output("embeddings", graph.add("Div", graph.add("ReduceMax", bands, axes=(1,), keepdims=0),
                                         graph.constant(0.0)), ("n", 96))  # fmt: skip
    model = tmp_path / "endless.onnx"
    model.write_bytes(graph.model("endless"))
    for retry in (False, True):
        assert analyze(JobContext(), db, executor=pool, network=str(model), retry=retry).done == 1
        (failure,) = tracks.failures(db)
        assert failure.stage == "network" and "no finite numbers" in failure.reason
        assert len(vectors.ids(db, FEATURE_VERSION)) == 1
        assert analyze(JobContext(), db, executor=pool, network=str(model)).done == 0


def test_without_a_network_nothing_is_beside(db: Database) -> None:
    ids = add_songs(db, 3)
    analyzed, raw = vectors.load(db, FEATURE_VERSION)
    for model in ("", MODEL):
        assert np.array_equal(network_vectors.beside(db, model, analyzed, raw), raw)
    beside = network_vectors.beside(db, MODEL, analyzed, raw, size=4)
    assert np.isnan(beside[:, -4:]).all() and np.array_equal(beside[:, :-4], raw)
    assert analyzed.tolist() == ids


@needs_runtime
def test_the_command_line_takes_a_network_and_keeps_it(
    tmp_path: Path, make_song, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    library = ["--library", str(tmp_path / "library.db")]
    for number in range(7):
        make_song(f"{number}.mp3", frequency=200.0 + 60 * number, seconds=2.0)
    model = str(write_model(tmp_path / "tiny.onnx"))
    music = str(tmp_path / "music")
    assert run([*library, "add", music, "--jobs", "1"]) == 0
    assert run([*library, "map"]) == 0
    capsys.readouterr()
    assert run([*library, "analyze", "--network", str(tmp_path / "none.onnx"), "--jobs", "1"]) == 1
    assert "the network cannot be read" in capsys.readouterr().err
    assert settings.load().network == ""
    assert run([*library, "analyze", "--network", model, "--jobs", "1", "--json"]) == 0
    out = capsys.readouterr()
    assert json.loads(out.out)["analysis"]["done"] == 7 and "organizer map" in out.err
    assert settings.load().network == model
    assert run([*library, "map"]) == 0
    with Database(tmp_path / "library.db") as db:
        assert network_vectors.complete(db, FEATURE_VERSION) == network.model_id(model)
        assert not embedding.has_other_network(db)
    assert run([*library, "analyze", "--network", "none"]) == 0
    assert settings.load().network == ""


def test_vectors_of_some_songs_are_looked_up_by_these_songs(db: Database) -> None:
    """Not by going through all vectors for each song, which took hours in a library of 200,000."""
    ids = add_songs(db, 40)
    network_hears(db, ids)
    asked: list[str] = []
    db.read().set_trace_callback(asked.append)
    found, raw = vectors.load_some(db, FEATURE_VERSION, ids)
    network_vectors.beside(db, MODEL, found, raw)
    db.read().set_trace_callback(None)
    (lookup,) = [sql for sql in asked if "network_vectors" in sql and "t.id IN" in sql]
    plan = [str(row[3]) for row in db.read().execute(f"EXPLAIN QUERY PLAN {lookup}")]
    assert "INTEGER PRIMARY KEY" in plan[0] and "audio_hash=?" in plan[1], plan
