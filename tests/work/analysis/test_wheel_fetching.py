"""A wheel fetched by the real pip, from an index on this machine.

What hurt people where other programs fetch models: a download that broke off was taken for whole ever
after, or had to be removed by hand; a file that a proxy changed was used; environments without pip;
passwords of an index in messages; nothing said about what to do.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.model import Progress
from organizer.work.analysis import wheel_fetching
from organizer.work.analysis.wheel_fetching import Wheel, fetch
from organizer.work.jobs import JobContext
from tests.package_index import PackageIndex, described, package_index, use_index, write_published

NAME = "musicnn-0.1.0-py3-none-any.whl"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return write_published(tmp_path / NAME)


@pytest.fixture
def index(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    with package_index(wheel, monkeypatch) as index:
        yield index


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def fetched(wheel: Path, place: Path, **changes: str) -> Path:
    return fetch(JobContext(), replace(described(wheel), **changes), place)


def test_the_wheel_comes_alone(index: PackageIndex, wheel: Path, place: Path) -> None:
    reports: list[Progress] = []
    known = replace(described(wheel), size=29_000_000)
    assert fetch(JobContext(reports.append), known, place).read_bytes() == wheel.read_bytes()
    assert not [path for path in index.asked if "nowhere" in path], "no dependency is looked up"
    assert {(report.total, report.what) for report in reports} == {(29, NAME)}


def test_pip_need_not_be_installed(
    index: PackageIndex, wheel: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in an environment that uv made: then the one that Python brings along runs."""
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pip" else real(name))
    command = wheel_fetching._pip(described(wheel))
    if not Path(command[-1]).parent.is_file():
        pytest.skip("this Python brings no pip along")
    assert fetched(wheel, place).read_bytes() == wheel.read_bytes()


def test_without_any_pip_it_says_how_to_do_it_by_hand(
    wheel: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(wheel_fetching.sysconfig, "get_config_var", lambda _name: None)
    with pytest.raises(OrganizerError, match=r"pip download --no-deps musicnn==0\.1\.0") as caught:
        fetched(wheel, place)
    assert f"organizer network install {NAME}" in str(caught.value)


def test_another_file_under_its_name_is_not_taken(index: PackageIndex, wheel: Path, place: Path) -> None:
    index.content = index.content[:-30] + bytes(30)
    with pytest.raises(OrganizerError, match=r"SHA-256 differs.*nothing of it was used"):
        fetched(wheel, place)
    assert not (place / NAME).exists()


def test_what_broke_off_is_not_taken(index: PackageIndex, wheel: Path, place: Path) -> None:
    index.half = True
    with pytest.raises(OrganizerError, match=r"broken off|connection broke"):
        fetched(wheel, place)
    assert not (place / NAME).exists()


def test_the_whole_file_is_checked_again_after_pip(wheel: Path) -> None:
    known = described(wheel)
    wheel_fetching.check(wheel, known)
    wheel.write_bytes(wheel.read_bytes()[:-1])
    with pytest.raises(OrganizerError, match="SHA-256"):
        wheel_fetching.check(wheel, known)


def test_offline_is_said_so(wheel: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_index(monkeypatch, "http://someone:secret@127.0.0.1:1/simple")
    with pytest.raises(OrganizerError, match=r"cannot be reached, or .*this computer is online") as caught:
        fetched(wheel, place)
    assert "organizer network install FILE" in str(caught.value) and "secret" not in str(caught.value)


def test_an_index_without_it_is_said_so(index: PackageIndex, wheel: Path, place: Path) -> None:
    with pytest.raises(OrganizerError, match=r"has no musicnn 9\.9"):
        fetched(wheel, place, version="9.9")


def test_it_stops_when_it_is_told_to(index: PackageIndex, wheel: Path, place: Path) -> None:
    index.go_on.clear()

    def stop(_progress: Progress) -> None:
        if index.stuck.is_set():
            context.cancel()

    context = JobContext(stop)
    with pytest.raises(Cancelled):
        fetch(context, described(wheel), place)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("ERROR: No matching distribution found for musicnn==0.1.0", "has no musicnn 0.1.0, or cannot be"),
        ("ERROR: … due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("WARNING: … SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate"),
        ("WARNING: … ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed", "the proxy"),
        ("WARNING: 401 Error, Credentials not correct for https://i/simple/musicnn/", "name and a password"),
        ("ERROR: HTTP error 403 while getting x\nERROR: 403 Client Error: Forbidden", "password"),
        ("ReadTimeoutError(HTTPSConnectionPool(host='i', port=443): Read timed out.)", "cannot be reached"),
        ("ERROR: Could not find an activated virtualenv (required).", "pip says: Could not find an activ"),
        ("ERROR: no https://me:secret@index/simple/", "pip says: no https://index/simple/"),
        ("ERROR: Exception:\nTraceback …\nRuntimeError: what is this?", "pip says: RuntimeError: what is"),
        ("", "no reason given"),
    ],
)
def test_what_pip_says_is_put_in_plain_words(said: str, cause: str) -> None:
    known = Wheel("musicnn", "0.1.0", NAME, "", 1)
    message = str(wheel_fetching._explained(said, known))
    assert cause in message
    assert ("organizer network install FILE" in message) == ("disk" not in cause), "which needs room too"


def test_a_module_beside_one_is_not_taken_for_pip(
    index: PackageIndex, wheel: Path, place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pip.py").write_text("raise SystemExit('this must not run')")
    monkeypatch.chdir(tmp_path)
    assert wheel_fetching._pip(described(wheel))[:2] == [sys.executable, "-P"]
    assert fetched(wheel, place).is_file()
