"""The report and the figures of it, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from organizer.cli.parser import run
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def library(tmp_path: Path) -> str:
    path = str(tmp_path / "library.db")
    with Database(path) as db:
        add_songs(db, 30)
    return path


def test_a_report_is_written_and_its_figures_printed(library: str, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "report"
    cube = ["--three", "tempo,loudness,energy", "--angle", "34,20"]
    assert run(["--library", library, "insight", "--out", str(out), "--by", "genre", *cube, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["songs"], figures["by"]) == (30, "genre")
    assert {"tempo", "loudness", "energy"} <= set(figures["features"])
    assert len(figures["correlation"]) == len(figures["features"])
    assert (out / "report.html").is_file()


@pytest.mark.parametrize(
    ("cube", "complaint"),
    [("tempo,nothing,energy", "is not looked at"), ("tempo,energy", "a cube has three numbers")],
)
def test_a_cube_of_other_numbers_is_refused(
    library: str, tmp_path: Path, capsys: Captured, cube: str, complaint: str
) -> None:
    assert run(["--library", library, "insight", "--out", str(tmp_path / "r"), "--three", cube]) == 1
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize("angle", ["east", "34", "400,20", "34,95", "nan,0"])
def test_an_angle_is_two_numbers(library: str, tmp_path: Path, capsys: Captured, angle: str) -> None:
    with pytest.raises(SystemExit) as stop:
        run(["--library", library, "insight", "--out", str(tmp_path / "r"), f"--angle={angle}"])
    assert stop.value.code == 2
    assert "is not an angle" in capsys.readouterr().err
