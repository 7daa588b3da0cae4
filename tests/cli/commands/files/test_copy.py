"""``organizer copy`` as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.cli.parser import run


@pytest.fixture
def music(tmp_path: Path, make_song: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> Path:
    for name in ("One", "Two"):
        make_song(f"{name}.mp3", seconds=0.2, title=name, artist="Björk", album="First")
    folder = tmp_path / "music"
    assert run(["--library", str(tmp_path / "x.db"), "add", "--no-analyze", str(folder)]) == 0
    capsys.readouterr()
    return folder


def test_copied_looked_at_and_copied_again(
    music: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    copy = ["--library", str(tmp_path / "x.db"), "copy"]
    assert run([*copy, "title:One", str(stick), "--dry-run", "--json"]) == 0
    looked = json.loads(capsys.readouterr().out)
    assert [(song["action"], song["path"]) for song in looked["songs"]] == [("new", "Björk/First/One.mp3")]
    assert not any(stick.iterdir()) and looked["fits"]
    assert (
        run([*copy, "''".strip("'"), str(stick), "--save-as", "Car", "--template", "{artist}/{title}"]) == 0
    )
    assert "2 copied" in capsys.readouterr().out
    assert (stick / "Björk/Two.mp3").read_bytes() == (music / "Two.mp3").read_bytes()
    assert run([*copy, "--device", "Car", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["copied"] == 0 and {file["state"] for file in again["files"]} == {"unchanged"}
    assert run([*copy, "--devices"]) == 0
    assert "Car" in capsys.readouterr().out


def test_nothing_is_removed_unasked(music: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    copy = ["--library", str(tmp_path / "x.db"), "copy"]
    assert run([*copy, "", str(stick)]) == 0
    assert run([*copy, "title:One", str(stick), "--remove"]) == 1
    assert "nobody confirmed" in capsys.readouterr().err
    assert (stick / "Björk/First/Two.mp3").exists()
    assert run([*copy, "title:One", str(stick), "--remove", "--yes"]) == 0
    assert "1 removed" in capsys.readouterr().out
    assert not (stick / "Björk/First/Two.mp3").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["STICK"], "copied what?"),
        (["", "STICK/nowhere"], "not there"),
        (["", "MUSIC"], "part of the library"),
        (["", "STICK", "--rate", "96"], "add --convert"),
        (["", "STICK", "--convert", "opus", "--rate", "512"], "rates from 16 to 510"),
        (["", "STICK", "--convert", "mp3", "--accept", "tape"], "no format “tape”"),
        (["", "STICK", "--template", "{titel}"], "no field “titel”"),
        (["--playlist", "None", "STICK"], "no playlist “None”"),
        (["--device", "None"], "no device “None”"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_line(
    arguments: list[str],
    complaint: str,
    music: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "stick").mkdir()
    places = [a.replace("STICK", str(tmp_path / "stick")).replace("MUSIC", str(music)) for a in arguments]
    assert run(["--library", str(tmp_path / "x.db"), "copy", *places]) == 1
    told = capsys.readouterr().err
    assert complaint in told and told.count("\n") == 1
    assert not any((tmp_path / "stick").iterdir())
