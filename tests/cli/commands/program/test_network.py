"""``organizer network``: asked, fetched from an index on this machine, used, shown, removed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from organizer.analysis.network import model
from organizer.base import settings
from organizer.cli import parser
from organizer.work.analysis import network_setup
from tests.onnx_model import write_model
from tests.package_index import PackageIndex, package_index, publish

Captured = pytest.CaptureFixture[str]

pytestmark = pytest.mark.skipif(not model.is_installed(), reason="onnxruntime is not installed")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return publish(tmp_path, monkeypatch)


@pytest.fixture
def index(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    with package_index(wheel, monkeypatch) as index:
        yield index


def status(capsys: Captured) -> dict[str, object]:
    assert parser.run(["network", "status", "--json"]) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_is_got_used_shown_and_removed(index: PackageIndex, capsys: Captured) -> None:
    before = status(capsys)
    assert (before["installed"], before["in_use"], before["undecided"]) == ("", "", True)
    assert parser.run(["network", "install", "--yes"]) == 0
    path = network_setup.installed_path()
    assert path and settings.load().network == path
    assert f"in use: {path}" in capsys.readouterr().out
    after = status(capsys)
    assert (after["installed"], after["in_use"], after["problem"]) == (path, path, "")
    assert "Permission to use, copy, modify" in str(after["licence_text"])
    asked = len(index.asked)
    assert parser.run(["network", "install"]) == 0, "it is there: nothing to ask, nothing to fetch"
    assert len(index.asked) == asked
    capsys.readouterr()
    assert parser.run(["network", "status"]) == 0
    shown = capsys.readouterr().out
    assert f"MusiCNN is set up: {path}" in shown and "Permission to use, copy, modify" in shown
    assert parser.run(["network", "remove"]) == 0
    assert "stays in the library" in capsys.readouterr().out
    left = status(capsys)
    assert (left["installed"], left["in_use"], left["undecided"]) == ("", "", False)


def test_nothing_is_fetched_unless_a_person_says_so(
    index: PackageIndex, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parser.run(["network", "install"]) == 1
    said = capsys.readouterr().err
    assert "--yes" in said and "0.1.0" in said and "ISC" in said and network_setup.fetched_size() in said
    assert parser.run(["network", "install", "--json"]) == 1
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert parser.run(["network", "install"]) == 1
    assert "nothing was fetched" in capsys.readouterr().err
    assert index.asked == [] and network_setup.installed_path() == ""
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert parser.run(["network", "install"]) == 0
    assert network_setup.installed_path() and index.asked


def test_a_file_that_is_there_needs_no_question(
    index: PackageIndex, wheel: Path, capsys: Captured, tmp_path: Path
) -> None:
    own = write_model(tmp_path / "own.onnx")
    assert parser.run(["network", "install", str(own), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema_version": 1,
        "path": str(own),
        "fetched": False,
    }
    assert parser.run(["network", "remove"]) == 0
    assert own.is_file() and settings.load().network == str(own), "one's own stays, and in use"
    assert "your own network stays in use" in capsys.readouterr().out
    assert parser.run(["network", "install", str(wheel)]) == 0
    assert settings.load().network == network_setup.installed_path() and index.asked == []


def test_a_file_where_none_belongs_is_refused(capsys: Captured) -> None:
    assert parser.run(["network", "status", "a.onnx"]) == 1
    assert "takes no file" in capsys.readouterr().err


def test_what_fails_leaves_the_settings_as_they_were(index: PackageIndex, capsys: Captured) -> None:
    index.content = index.content[:-30] + bytes(30)
    assert parser.run(["network", "install", "--yes"]) == 1
    assert "SHA-256" in capsys.readouterr().err
    assert settings.load() == settings.Settings()


def test_a_cache_that_was_emptied_is_told_of(index: PackageIndex, capsys: Captured) -> None:
    assert parser.run(["network", "install", "--yes"]) == 0
    Path(network_setup.installed_path()).unlink()
    capsys.readouterr()
    assert parser.run(["network", "status"]) == 0
    assert "which is not there now" in capsys.readouterr().out
