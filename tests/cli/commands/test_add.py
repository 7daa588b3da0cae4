"""``organizer add`` and ``analyze`` with a network: the map first, then the network behind it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from organizer.analysis.network import model as network
from organizer.base import settings
from organizer.base.descriptors import FEATURE_VERSION
from organizer.cli.parser import run
from organizer.library import maps, network_vectors, vectors
from organizer.library.storage.database import Database
from tests.conftest import unwatched
from tests.onnx_model import write_model

pytestmark = pytest.mark.skipif(not network.is_installed(), reason="onnxruntime is not installed")


@pytest.fixture
def music(tmp_path: Path, make_song) -> str:
    for number in range(13):
        make_song(f"{number}.mp3", frequency=200.0 + 40 * number, seconds=1.0)
    return str(tmp_path / "music")


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(write_model(tmp_path / "tiny.onnx"))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    for kind in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / "home"))
    return ["--library", str(tmp_path / "library.db")]


def joined(library: list[str]) -> str:
    with Database(Path(library[1])) as db:
        axes = maps.load_axes(db)
        return "" if axes is None else axes[2]


def test_the_map_comes_first_and_then_the_network(
    library: list[str], music: str, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*library, "add", music, "--network", model, "--jobs", "1"]) == 0
    said = [line.split(" (")[0] for line in capsys.readouterr().out.splitlines()[1:5]]
    assert said[0] == "13 songs analyzed" and said[1].startswith("13 songs on the map, in")
    assert said[2] == "13 songs listened to by the network"
    assert said[3].startswith("13 songs on the map, which compares them with the network now, in")
    assert joined(library) == network.model_id(model) and settings.load().network == model

    assert run([*library, "analyze", "--jobs", "1", "--json"]) == 0
    nothing = json.loads(capsys.readouterr().out)
    assert nothing["analysis"]["done"] == 0 and nothing["arranged"]["steps"] == []
    assert run([*library, "analyze", "--network", "none", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["arranged"]["steps"] == ["build map", "make groups"] and joined(library) == ""
    assert report["analysis"].keys() == nothing["analysis"].keys()


def test_the_network_can_be_left_for_later(
    library: list[str], music: str, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.save(replace(settings.load(), network=model))
    assert run([*library, "add", music, "--network", "later", "--jobs", "1", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["analysis"]["done"] == 13 and report["arranged"]["steps"] == ["build map", "make groups"]
    assert joined(library) == "" and settings.load().network == model
    assert run([*library, "analyze", "--jobs", "1", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["analysis"]["done"], report["analysis"]["left"]) == (13, 0)
    assert report["arranged"]["steps"] == ["build map", "make groups"] and report["arranged"]["on_map"] == 13
    assert joined(library) == network.model_id(model)


def test_a_network_that_cannot_be_used_holds_the_ear_not_up(
    library: list[str], music: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"\0" * 100)
    assert run([*library, "add", music, "--network", str(bad), "--jobs", "1", "--json"]) == 1
    assert settings.load().network == "", "named now, it is a mistake to be mended at once"
    capsys.readouterr()
    settings.save(replace(settings.load(), network=str(bad)))
    assert run([*library, "add", music, "--jobs", "1", "--json"]) == 1
    said = capsys.readouterr()
    assert "no ONNX model" in said.err and json.loads(said.out)["arranged"]["on_map"] == 13
    bad.unlink()
    assert run([*library, "analyze", "--jobs", "1"]) == 0
    assert "is not there, so it does not listen" in capsys.readouterr().err


def test_killed_between_the_stages_it_goes_on(
    library: list[str], music: str, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.save(replace(settings.load(), network=model))
    program = subprocess.Popen(
        [sys.executable, "-m", "organizer", *library, "add", music, "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**unwatched(), "PYTHONUNBUFFERED": "1"},
        cwd=Path(__file__).parents[3],
        start_new_session=True,
    )
    assert program.stdout is not None
    assert any("songs on the map" in line for line in program.stdout)
    os.killpg(program.pid, 9)
    program.communicate()
    with Database(Path(library[1])) as db:
        assert len(vectors.ids(db, FEATURE_VERSION)) == 13 and maps.load_map(db) is not None
    assert run([*library, "analyze", "--jobs", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["arranged"]["on_map"] == 13
    with Database(Path(library[1])) as db:
        assert network_vectors.complete(db, FEATURE_VERSION) == network.model_id(model)
    assert joined(library) == network.model_id(model)
