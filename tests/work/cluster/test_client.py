"""A cluster of real programs: a scheduler and workers as a person starts them; some do not survive."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import OrganizerError
from organizer.base.model import Changes, Progress
from organizer.cli.parser import run
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.analysis.analyzing import analyze
from organizer.work.cluster.choice import choose
from organizer.work.cluster.client import cluster_executor, look
from organizer.work.intake import importing
from organizer.work.jobs import ExecutorLost, JobContext, WorkerPool, run_bounded
from tests.conftest import tone, write_song
from tests.programs import Programs, programs

_OTHER_VERSION = "from organizer.base.reporting import version; version.__version__ = '0.0.1'"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Programs]:
    """A scheduler, and the worker alpha with two processes."""
    with programs() as made:
        made.scheduler()
        made.worker("--name", "alpha", "--jobs", "2").says("Ctrl")
        yield made


@pytest.fixture
def songs(db: Database, tmp_path: Path) -> Path:
    """A folder of ten songs in the library."""
    folder = tmp_path / "music"
    for number in range(10):
        write_song(folder / f"{number}.mp3", tone(1.0, frequency=220.0 * 1.1**number, seed=number))
    importing.import_paths(JobContext(), db, [str(folder)])
    return folder


class Once:
    """Calls something at the first song that is done."""

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self.progress: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.progress.append(progress)
        if progress.done == 1:
            self._call()


@dataclass(frozen=True)
class Request:
    path: str
    do: str = ""


def work(request: Request) -> str:
    """What workers are asked to do here."""
    if request.do == "die":
        os._exit(7)
    if request.do == "hang":
        threading.Event().wait()
    if request.do == "eat":
        return str(len(bytearray(4 << 30)))
    if request.do == "bug":
        return str(1 / 0)
    return f"{Path(request.path).read_text()} {request.path}"


def test_a_worker_is_killed_in_the_middle_and_every_song_is_analyzed_once(
    cluster: Programs, db: Database, songs: Path
) -> None:
    beta = cluster.worker("--name", "beta")
    beta.says("Ctrl")
    watcher = Once(beta.kill)
    changed: list[Changes] = []
    result = analyze(JobContext(watcher), db, cluster=choose(cluster.address), on_analyzed=changed.append)
    assert (result.done, result.failed, result.left) == (10, 0, 0)
    assert sum(done for _, done in result.workers) == 10
    assert dict(result.workers)["alpha"] >= 1
    ids = tracks.query(db).tolist()
    assert sorted(track for one in changed for track in one.updated) == sorted(ids)
    assert vectors.count(db, FEATURE_VERSION) == 10
    assert [p.done for p in watcher.progress] == list(range(11))
    assert analyze(JobContext(), db, cluster=choose(cluster.address)).done == 0


def test_what_no_worker_sees_is_sent_and_what_is_broken_is_explained(
    cluster: Programs, db: Database, songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (songs / "text.mp3").write_text("no sound here\n" * 100)
    raw = os.fsdecode(os.fsencode(songs) + b"/caf\xe9.mp3")
    (songs / "1.mp3").rename(raw)
    command = ["--library", str(tmp_path / "library.db"), "add", str(songs), "--cluster", cluster.address]
    assert run([*command, "--map", f"{songs}=/no/such/folder"]) == 0
    said = capsys.readouterr()
    assert "10 songs analyzed" in said.out
    assert "alpha: 11 songs" in said.out
    (failure,) = (one for one in tracks.failures(db) if one.stage == "analysis")
    assert (failure.path, bool(failure.reason)) == (str(songs / "text.mp3"), True)
    assert vectors.count(db, FEATURE_VERSION) == 10


def test_a_worker_of_another_version_gets_no_songs(db: Database, songs: Path) -> None:
    with programs() as own:
        own.scheduler()
        old, alpha = own.worker("--name", "old", code=_OTHER_VERSION), own.worker("--name", "alpha")
        old.says("Ctrl")
        alpha.says("Ctrl")
        seen = {worker.name: worker.versions for worker in look(choose(own.address))}
        assert seen["old"] is not None
        assert seen["old"].program == "0.0.1"
        result = analyze(JobContext(), db, cluster=choose(own.address))
        assert (result.done, result.workers) == (10, (("alpha", 10),))
        (reason,) = result.refused
        assert "old" in reason and "0.0.1" in reason
        assert alpha.stop() == 0
        write_song(songs / "new.mp3", tone(1.0, seed=20))
        importing.import_paths(JobContext(), db, [str(songs)])
        with pytest.raises(OrganizerError, match=r"old runs Organizer 0\.0\.1 .* this is Organizer"):
            analyze(JobContext(), db, cluster=choose(own.address))
    with pytest.raises(OrganizerError, match="cannot be reached"):
        look(choose(own.address))
    assert vectors.count(db, FEATURE_VERSION) == 10


def test_a_share_that_is_lost_in_the_middle_loses_nothing(
    cluster: Programs, db: Database, songs: Path, tmp_path: Path
) -> None:
    share = Path(shutil.copytree(songs, tmp_path / "share"))
    damaged = share / "9.mp3"  # as it is read there; the file itself is whole
    damaged.write_bytes(bytes(damaged.stat().st_size))
    watcher = Once(lambda: share.rename(tmp_path / "away"))
    chosen = choose(cluster.address, [f"{songs}={share}"])
    result = analyze(JobContext(watcher), db, cluster=chosen)
    assert (result.done, result.failed, result.left) == (10, 0, 0)
    assert not share.exists()


def test_songs_that_hang_or_kill_their_process_harm_no_other(cluster: Programs, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("a", "die", "hang", "eat", "bug", "b")}
    for name, path in files.items():
        path.write_text(name)
    requests = [Request(str(path), name) for name, path in files.items()]
    gone = Request(str(tmp_path / "gone"))
    with cluster_executor(JobContext(), choose(cluster.address), time_limit=1) as executor:
        outcomes = dict(run_bounded(JobContext(), executor, work, [*requests, gone], limit=3))
    by_name = {request.do: outcome for request, outcome in outcomes.items()}
    assert by_name["a"] == f"a {files['a']}"
    assert by_name["b"] == f"b {files['b']}"
    assert "7" in str(by_name["die"])
    assert "too long" in str(by_name["hang"])
    assert "memory" in str(by_name["eat"])
    assert "ZeroDivisionError" in str(by_name["bug"])
    assert all(isinstance(by_name[name], OrganizerError) for name in ("die", "hang", "eat"))
    assert isinstance(by_name[""], OrganizerError)
    assert str(tmp_path / "gone") in str(by_name[""])


def test_a_scheduler_that_goes_leaves_what_was_done_and_the_rest_to_this_computer(
    db: Database, songs: Path
) -> None:
    with programs() as own:
        scheduler = own.scheduler()
        worker = own.worker("--name", "alpha")
        worker.says("Ctrl")
        watcher = Once(scheduler.kill)
        with pytest.raises(ExecutorLost) as error:
            analyze(JobContext(watcher), db, cluster=choose(own.address))
        assert own.address in str(error.value)
        done = watcher.progress[-1].done
        assert vectors.count(db, FEATURE_VERSION) == done
        assert 1 <= done < 10
        assert not tracks.failures(db)
        worker.says("scheduler at .* is gone")
        assert worker.process.wait(60) == 1
    with WorkerPool(1, time_limit=60) as pool:
        assert analyze(JobContext(), db, executor=pool).done == 10 - done
