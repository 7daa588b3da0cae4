"""A trained network on a cluster: the same file on every worker, and nothing analyzed twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.analysis.network.model import model_id
from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import OrganizerError
from organizer.library import network_vectors, vectors
from organizer.library.storage.database import Database
from organizer.work.analysis.analyzing import analyze
from organizer.work.cluster.choice import choose
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from tests.onnx_model import write_model
from tests.programs import programs


def times(db: Database) -> list[tuple[str, float]]:
    """When each sound was analyzed."""
    rows = db.read().execute("SELECT audio_hash, analyzed FROM features ORDER BY audio_hash")
    return [tuple(row) for row in rows]


def test_a_network_listens_where_the_worker_has_the_same(
    db: Database, tmp_path: Path, make_song: Callable[..., Path]
) -> None:
    network = str(write_model(tmp_path / "network.onnx"))
    make_song("a.mp3")
    make_song("b.ogg", frequency=300.0)
    importing.import_paths(JobContext(), db, [str(tmp_path / "music")])
    with programs() as made:
        made.scheduler()
        without = made.worker("--name", "without")
        having = made.worker("--name", "having", "--network", network)
        without.says("Ctrl")
        having.says(r"network [0-9a-f]{8}\)\. Ctrl")
        cluster = choose(made.address)
        assert analyze(JobContext(), db, cluster=cluster).done == 2
        analyzed = times(db)
        result = analyze(JobContext(), db, cluster=cluster, network=network)
        assert (result.done, result.left, result.workers) == (2, 0, (("having", 2),))
        assert "without has no network" in result.refused[0]
        having.stop()
        make_song("c.mp3", frequency=500.0)
        importing.import_paths(JobContext(), db, [str(tmp_path / "music")])
        with pytest.raises(OrganizerError, match="without has no network"):
            analyze(JobContext(), db, cluster=cluster, network=network)
    assert vectors.count(db, FEATURE_VERSION) == 2
    assert network_vectors.complete(db, FEATURE_VERSION) == model_id(network)
    assert times(db) == analyzed
