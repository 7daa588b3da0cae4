"""First the ear, then the network behind it: what is stored when, and what the map makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.network import model as network
from organizer.analysis.network.onnx_file import Graph
from organizer.base.arrangement import Space
from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.features import NetworkFeatures
from organizer.base.model import Progress
from organizer.library import maps, network_vectors, tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.analysis import embedding, stages
from organizer.work.analysis.analyzing import AnalysisSummary, take_network
from organizer.work.arranging import mapping
from organizer.work.intake import importing, settling
from organizer.work.jobs import JobContext, WorkerPool
from tests.onnx_model import write_model
from tests.work.arranging.test_mapping import add_songs

needs_runtime = pytest.mark.skipif(not network.is_installed(), reason="onnxruntime is not installed")
OLD, NEW = "a" * 32, "b" * 32


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, time_limit=60) as made:
        yield made


@pytest.fixture
def music(db: Database, tmp_path: Path, make_song) -> Callable[..., None]:
    """``music(3, first=2)``: songs, in the library."""

    def make(count: int, *, first: int = 0) -> None:
        for number in range(first, first + count):
            make_song(f"{number}.mp3", seconds=1.0, frequency=200.0 + 40 * number)
        importing.import_paths(JobContext(), db, [str(tmp_path / "music")])

    return make


def knows(db: Database, model: str, ids: list[int], *, width: int = 6) -> None:
    """The network hears the styles of ``add_songs``, each song a little otherwise."""
    styles = np.random.default_rng(len(model)).standard_normal((3, width))
    songs = tracks.get_many(db, ids)
    heard = [
        styles[song.id % 3] + 0.3 * np.random.default_rng(song.id).standard_normal(width) for song in songs
    ]
    network_vectors.put(
        db,
        model,
        [
            (song.audio_hash, NetworkFeatures(vector.astype("f4")))
            for song, vector in zip(songs, heard, strict=True)
        ],
    )


@needs_runtime
def test_the_map_is_there_before_the_network_listens_and_is_built_once_more_for_it(
    db: Database, tmp_path: Path, pool: WorkerPool, music
) -> None:
    music(14)
    model = str(write_model(tmp_path / "tiny.onnx"))
    assert stages.by_ear(JobContext(), db, network=model, executor=pool).done == 14
    assert network_vectors.chosen(db) == "" and not len(network_vectors.ids(db, network.model_id(model)))
    assert settling.settle(JobContext(), db).steps == ("build map", "make groups")

    seen: list[Progress] = []
    listened = stages.by_network(JobContext(seen.append), db, network=model, executor=pool)
    assert (listened.done, listened.failed, listened.left, listened.other_network) == (14, 0, 0, True)
    assert (seen[0].done, seen[-1].done, seen[-1].total) == (0, 14, 14)
    assert settling.settle(JobContext(), db, new=False).steps == ("build map", "make groups")
    assert maps.load_axes(db)[2] == network.model_id(model)
    assert settling.settle(JobContext(), db, new=False).steps == ()

    music(1, first=14)
    assert stages.by_ear(JobContext(), db, network=model, executor=pool).done == 1
    settled = settling.settle(JobContext(), db)
    assert set(settled.steps) <= {"build map", "make groups", "place"} and settled.on_map == 15
    assert maps.load_axes(db)[2] == network.model_id(model), "a song that it does not know puts it not out"
    codebook = maps.load_map(db).codebook
    listened = stages.by_network(JobContext(), db, network=model, executor=pool)
    assert (listened.done, listened.other_network) == (1, False)
    assert settling.settle(JobContext(), db, new=False).steps == ("place",), "it gets its own place"
    assert np.array_equal(maps.load_map(db).codebook, codebook) and len(maps.load_map(db).track_ids) == 15
    assert stages.by_network(JobContext(), db, network=model, executor=pool).done == 0


@needs_runtime
def test_stopped_anywhere_it_goes_on_from_there(
    db: Database, tmp_path: Path, pool: WorkerPool, music
) -> None:
    music(5)
    model = str(write_model(tmp_path / "tiny.onnx"))
    stages.by_ear(JobContext(), db, network=model, executor=pool)

    def stop(progress: Progress) -> None:
        if progress.done == 2:
            context.cancel()

    context = JobContext(stop)
    with pytest.raises(Cancelled):
        stages.by_network(context, db, network=model, executor=pool)
    known = network_vectors.count(db, FEATURE_VERSION, network.model_id(model))
    assert 2 <= known < 5 and network_vectors.complete(db, FEATURE_VERSION) == ""
    path = db.path
    db.close()
    with Database(path) as again:  # the program was ended and started
        assert stages.by_ear(JobContext(), again, network=model, executor=pool).done == 0
        seen: list[Progress] = []
        assert (
            stages.by_network(JobContext(seen.append), again, network=model, executor=pool).done == 5 - known
        )
        assert (seen[0].done, seen[0].total, seen[-1].done) == (known, 5, 5)


@needs_runtime
@pytest.mark.parametrize("songs", [0, 1, 3])
def test_few_songs_are_compared_with_the_network_at_once(
    db: Database, tmp_path: Path, pool: WorkerPool, music, songs: int
) -> None:
    if songs:
        music(songs)
    model = str(write_model(tmp_path / "tiny.onnx"))
    stages.by_ear(JobContext(), db, network=model, executor=pool)
    plain = embedding.embed_if_any(db)[1]
    listened = stages.by_network(JobContext(), db, network=model, executor=pool)
    assert (listened.done, listened.other_network) == (songs, False)
    assert settling.settle(JobContext(), db, new=False).steps == ()
    ids, points = embedding.embed_if_any(db)
    assert len(ids) == len(plain) == songs and np.isfinite(points).all()
    assert not embedding.has_other_network(db)
    assert not songs or maps.load_axes(db)[2] == network.model_id(model)


@needs_runtime
def test_what_fails_behind_the_ear_is_a_failure_of_the_network_alone(
    db: Database, tmp_path: Path, pool: WorkerPool, music
) -> None:
    music(5)
    model = str(write_model(tmp_path / "tiny.onnx"))
    stages.by_ear(JobContext(), db, network=model, executor=pool)
    (tmp_path / "music" / "0.mp3").write_bytes(b"no sound any more")
    (tmp_path / "music" / "1.mp3").unlink()
    listened = stages.by_network(JobContext(), db, network=model, executor=pool)
    assert (listened.done, listened.failed, listened.away, listened.left) == (3, 1, 1, 0)
    (failure,) = tracks.failures(db)
    assert failure.stage == "network" and failure.path.endswith("0.mp3")
    assert len(vectors.ids(db, FEATURE_VERSION)) == 5 and tracks.count(db).away == 1
    assert network_vectors.complete(db, FEATURE_VERSION) == network.model_id(model), "neither holds it back"
    assert stages.by_network(JobContext(), db, network=model, executor=pool) == AnalysisSummary()


@needs_runtime
def test_a_network_that_fails_on_song_after_song_is_given_up(
    db: Database, tmp_path: Path, pool: WorkerPool, music
) -> None:
    music(22)
    graph = Graph()  # divides by nothing: infinite, whatever it is given
    bands = graph.input("bands", ("n", 128, 96))
    mean = graph.add("ReduceMean", bands, axes=(1,), keepdims=0)
    graph.output("embeddings", graph.add("Div", mean, graph.constant(0.0)), ("n", 96))
    model = tmp_path / "endless.onnx"
    model.write_bytes(graph.model("endless"))
    stages.by_ear(JobContext(), db, network=str(model), executor=pool)
    with pytest.raises(OrganizerError, match=r"failed on the first 20 songs: .*no finite numbers"):
        stages.by_network(JobContext(), db, network=str(model), executor=pool)
    assert len(tracks.failures(db)) == 20 and len(vectors.ids(db, FEATURE_VERSION)) == 22
    assert network_vectors.complete(db, FEATURE_VERSION) == ""


@needs_runtime
def test_songs_that_are_all_away_wait_for_it(db: Database, tmp_path: Path, pool: WorkerPool, music) -> None:
    music(3)
    model = str(write_model(tmp_path / "tiny.onnx"))
    stages.by_ear(JobContext(), db, network=model, executor=pool)
    ids = tracks.query(db).tolist()
    tracks.set_away(db, ids, True)
    assert stages.by_network(JobContext(), db, network=model, executor=pool) == AnalysisSummary()
    assert network_vectors.complete(db, FEATURE_VERSION) == ""
    tracks.set_away(db, ids, False)
    assert stages.by_network(JobContext(), db, network=model, executor=pool).done == 3


@needs_runtime
def test_a_network_is_looked_at_before_it_is_taken(db: Database, tmp_path: Path) -> None:
    model = str(write_model(tmp_path / "tiny.onnx", outputs=(("embeddings", 5), ("tags", 1)), tags=("jazz",)))
    take_network(JobContext(), db, model)
    assert network_vectors.chosen(db) == network.model_id(model)
    assert network_vectors.tag_names(db, network.model_id(model)) == ("jazz",)


def test_new_songs_do_not_put_a_network_out_that_has_joined(db: Database) -> None:
    ids = add_songs(db, 60)
    network_vectors.choose(db, OLD)
    knows(db, OLD, ids)
    mapping.build_map(JobContext(), db)
    more = add_songs(db, 30, first=60)
    assert network_vectors.complete(db, FEATURE_VERSION) == "" and not embedding.has_other_network(db)
    grown = mapping.build_map(JobContext(), db)
    assert maps.load_axes(db)[2] == OLD and len(grown.track_ids) == 90, "built again, and not without it"
    knows(db, OLD, more)
    assert not embedding.has_other_network(db) and not mapping.is_outdated(db, grown)
    assert len(maps.load_map(db).track_ids) == 60, "the new ones get their own places"
    placed = mapping.place_new(db)
    assert np.array_equal(placed.track_ids, grown.track_ids)
    assert np.array_equal(placed.places[:60], grown.places[:60]) and (placed.places >= 0).all()

    add_songs(db, 100, first=90)
    assert embedding.has_other_network(db), "it knows less than half"


def test_another_network_takes_over_when_it_is_done(db: Database) -> None:
    ids = add_songs(db, 40)
    network_vectors.choose(db, OLD)
    knows(db, OLD, ids)
    built = mapping.build_map(JobContext(), db)
    network_vectors.choose(db, NEW)
    knows(db, NEW, ids[:39], width=9)
    assert not mapping.is_outdated(db, built), "until then the one before serves"
    assert np.array_equal(mapping.build_map(JobContext(), db).codebook, built.codebook)
    assert len(network_vectors.ids(db, OLD)) == 40

    knows(db, NEW, ids[39:], width=9)
    assert mapping.is_outdated(db, built)
    mapping.build_map(JobContext(), db)
    assert maps.load_axes(db)[2] == NEW
    assert len(network_vectors.ids(db, OLD)) == 0 and len(network_vectors.ids(db, NEW)) == 40


def test_a_map_by_numbers_keeps_its_songs_when_the_network_listens(db: Database) -> None:
    ids = add_songs(db, 40)
    network_vectors.choose(db, OLD)
    knows(db, OLD, ids[:30])
    tracks.set_away(db, ids[30:], True)
    mapping.build_map(JobContext(), db)
    mapping.build_map(JobContext(), db, space=Space(("tempo", "energy", "loudness")))
    knows(db, OLD, ids[30:])
    assert len(maps.load_map(db).track_ids) == 40
