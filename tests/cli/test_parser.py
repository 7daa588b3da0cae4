"""The command line end to end, on demo songs made on the spot."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest

from organizer.cli.parser import run
from organizer.work.arranging import exporting
from tests.playlist_file import paths_in

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of sixteen short demo songs, analyzed, mapped and grouped."""
    folder = tmp_path_factory.mktemp("world")
    library = ["--library", str(folder / "library.db")]
    assert run([*library, "demo", str(folder / "songs"), "--songs", "16", "--seconds", "4"]) == 0
    assert run([*library, "add", str(folder / "songs"), "--jobs", "2"]) == 0
    assert run([*library, "map", "--image", str(folder / "map.png")]) == 0
    assert run([*library, "groups", "--k", "3"]) == 0
    return folder


@pytest.fixture
def call(world: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """``call("list", "query")`` → the JSON that the command prints."""

    def do(*arguments: str) -> Any:
        code = run(["--library", str(world / "library.db"), *arguments, "--json"])
        out = capsys.readouterr()
        assert code == 0, out.err
        return json.loads(out.out)

    return do


def test_songs_are_listed_with_tags_and_what_was_measured(call: Command) -> None:
    songs = call("list")
    assert len(songs) == 16
    assert all(song["genre"] and song["title"] and song["descriptors"] for song in songs)
    genre = songs[0]["genre"][0]
    assert {s["genre"][0] for s in call("list", f'genre:"{genre}"')} == {genre}
    assert len({song["genre"][0] for song in songs}) >= 6
    assert len(call("list", "-n", "3")) == 3


def test_a_second_add_opens_and_analyzes_nothing(call: Command, world: Path) -> None:
    report = call("add", str(world / "songs"))
    assert (report["found"], report["added"], report["updated"], report["analysis"]["done"]) == (16, 0, 0, 0)
    assert (report["library"]["analyzed"], report["library"]["told"]) == (16, 0)


def test_the_map_is_drawn_and_repeatable(call: Command, world: Path) -> None:
    first = call("map", "--rows", "4", "--columns", "6", "--seed", "3", "--afresh")
    second = call("map", "--rows", "4", "--columns", "6", "--seed", "3", "--afresh")
    assert first == second
    assert (first["rows"], first["columns"], first["songs"], first["toroidal"]) == (4, 6, 16, True)
    assert all(cell["name"] for cell in first["cells"])
    assert (world / "map.png").read_bytes().startswith(b"\x89PNG")


def test_groups_hold_every_song_once(call: Command) -> None:
    shown = call("groups", "--k", "4", "--seed", "1")
    assert shown["k"] == len(shown["groups"]) == 4
    assert sum(group["size"] for group in shown["groups"]) == 16
    assert all(group["name"] and group["typical"] for group in shown["groups"])
    assert call("groups", "--k", "4", "--seed", "1") == shown


def test_a_radio_lists_songs_and_writes_them(call: Command, world: Path, tmp_path: Path) -> None:
    songs = [song["path"] for song in call("list")]
    made = call("radio", songs[0], "--count", "8", "--artist-gap", "0")
    paths = [song["path"] for song in made["songs"]]
    assert paths[0] == songs[0]
    assert len(set(paths)) == 8
    assert made["name"].startswith("Radio: ")
    assert made["remark"] == ""
    assert call("radio", songs[0], "--count", "8", "--artist-gap", "0") == made
    target = tmp_path / "list.m3u8"
    call("radio", "--query", "", "--count", "5", "--drift", "1", "-o", str(target))
    assert len(paths_in(target)) == 5
    whole = call("radio", songs[0], "--count", "99")
    assert len(whole["songs"]) <= 16
    assert "played today" in whole["remark"]
    library = ["--library", str(world / "library.db")]
    assert run([*library, "radio", songs[0], "--count", "3"]) == 0


def test_a_radio_that_cannot_start_says_why(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = ["--library", str(world / "library.db"), "radio"]
    for arguments, words in (
        ([], "no song is named"),
        (["--query", "zzz"], "no song fits"),
        (["--playlist", "none"], "no playlist"),
        (["nothing here"], "not in the library"),
        (["--query", "", "-o", "list.doc"], ".m3u8"),
    ):
        assert run([*library, *arguments]) == 1
        assert words in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run([*library, "--drift", "2"])


def test_similar_songs_come_nearest_first_without_the_song_itself(call: Command) -> None:
    path = call("list")[0]["path"]
    nearest = call("similar", path, "-n", "5")
    assert len(nearest) == 5
    assert path not in [song["path"] for song in nearest]
    assert [s["distance"] for s in nearest] == sorted(s["distance"] for s in nearest)
    for song in nearest:
        assert list(song["shares"]) == ["timbre", "dynamics", "rhythm", "harmony"]
        assert sum(song["shares"].values()) == pytest.approx(1.0, abs=0.01)


def test_songs_like_several_and_unlike_another(call: Command) -> None:
    songs = [song["path"] for song in call("list")]
    one = songs[0]
    far = call("similar", one, "-n", str(len(songs)))[-1]["path"]
    both = call("similar", one, far, "-n", "8")
    assert {song["seed"] for song in both} == {one, far}
    assert not {one, far} & {song["path"] for song in both}
    assert [song["score"] for song in both] == sorted((song["score"] for song in both), reverse=True)
    heavy = call("similar", one, far, "--seed-weights", "1000,1", "-n", "8")
    assert sum(song["seed"] == one for song in heavy) > sum(song["seed"] == one for song in both)
    nearest = call("similar", one, "-n", "3")[0]["path"]
    without = [song["path"] for song in call("similar", one, "--not", nearest, "-n", "8")]
    assert nearest not in without and one not in without


def test_a_playlist_like_several_songs_begins_with_the_first(call: Command, tmp_path: Path) -> None:
    songs = [song["path"] for song in call("list")]
    near = [song["path"] for song in call("similar", songs[0], songs[1], "-n", "2")]
    out = str(tmp_path / "like.m3u8")
    made = call("playlist", "--like", songs[0], "--like", songs[1], "--not", near[0], "-n", "6", "-o", out)
    listed = [song["path"] for song in made["songs"]]
    assert listed[0] == songs[0] and songs[1] in listed and near[0] not in listed
    assert made["name"].startswith("Like ") and ", not " in made["name"]


def test_weights_change_who_is_near_for_one_question_or_for_the_map(call: Command) -> None:
    path = call("list")[0]["path"]
    before = call("similar", path)
    only = call("similar", path, "--weights", "timbre=0,dynamics=0,harmony=0")
    assert {song["shares"]["rhythm"] for song in only} <= {0.0, 1.0}
    assert [song["path"] for song in only] != [song["path"] for song in before]
    assert call("similar", path) == before
    call("map", "--weights", "timbre=0,dynamics=0,harmony=0")
    assert [song["path"] for song in call("similar", path)] == [song["path"] for song in only]
    call("map")
    assert [song["path"] for song in call("similar", path)] == [song["path"] for song in before]


@pytest.mark.parametrize("paths", ["relative", "absolute"])
@pytest.mark.parametrize("kind", ["cell", "group", "like", "between", "query"])
def test_playlists_of_every_kind_are_read_back(call: Command, world: Path, kind: str, paths: str) -> None:
    songs = call("list")
    columns = call("map")["columns"]
    songs = call("list")
    row, column = divmod(songs[0]["cell"], columns)
    source = {
        "cell": ["--cell", f"{row},{column}"],
        "group": ["--group", str(songs[0]["group"])],
        "like": ["--like", songs[0]["path"]],
        "between": ["--between", songs[0]["path"], songs[-1]["path"]],
        "query": ["--query", f'genre:"{songs[0]["genre"][0]}"'],
    }[kind]
    target = world / f"{kind}.m3u8"
    made = call("playlist", *source, "--paths", paths, "-o", str(target))
    listed = [song["path"] for song in made["songs"]]
    assert paths_in(str(target)) == listed
    assert songs[0]["path"] in listed
    text = target.read_text("utf-8")
    assert text.startswith("#EXTM3U\n")
    assert f"{made['songs'][0]['artist']} - {made['songs'][0]['title']}" in text
    assert (str(world) in text) == (paths == "absolute")
    if kind == "between":
        assert (listed[0], listed[-1]) == (songs[0]["path"], songs[-1]["path"])


def test_exports_hold_one_row_a_song(call: Command, world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("export", str(world / "all.csv"))["songs"] == 16
    with open(world / "all.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["path"] for row in rows] == sorted(song["path"] for song in call("list"))
    assert all(float(row["loudness"]) < 0 for row in rows)
    call("export", str(world / "all.npz"))
    with np.load(world / "all.npz") as arrays:
        assert arrays["vectors"].dtype == np.float32
        assert arrays["vectors"].shape == (16, len(arrays["names"]))
        assert arrays["paths"].tolist() == [row["path"] for row in rows]
    monkeypatch.setattr(exporting, "_BLOCK", 3)  # however few are read together
    call("export", str(world / "again.csv"))
    assert (world / "again.csv").read_bytes() == (world / "all.csv").read_bytes()


def test_tags_are_shown_written_and_taken_back(call: Command) -> None:
    song = call("list")[0]
    query = f'path:"{song["path"]}"'
    edit = ["tag", query, "--set", "genre=Dub; Reggae", "--set", "mood=sunny"]
    shown = call(*edit, "--dry-run")
    assert {change["field"] for change in shown["changes"]} == {"genre", "mood"}
    assert call("list", query)[0]["genre"] == song["genre"]
    call(*edit, "--yes")
    assert mutagen.File(song["path"], easy=True)["genre"] == ["Dub", "Reggae"]
    assert call("list", "mood:sunny")[0]["path"] == song["path"]
    assert call("history")[0]["done"] == 1
    call("undo", "--yes")
    assert mutagen.File(song["path"], easy=True)["genre"] == song["genre"]
    assert call("list", "mood:sunny") == []
    call("redo", "--yes")
    assert call("list", query)[0]["genre"] == ["Dub", "Reggae"]
    call("undo", "--yes")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["frobnicate"], 2),
        (["playlist", "-o", "x.m3u8"], 2),
        (["map", "--rows", "0"], 2),
        (["map", "--weights", "rhythm=much"], 2),
        (["map", "--weights", "taste=2"], 1),
        (["map", "--weights", "timbre=0,dynamics=0,rhythm=0,harmony=0"], 1),
        (["list", "bpm:fast"], 1),
        (["add", "/no/such/folder"], 1),
        (["similar", "/no/such/song.mp3"], 1),
        (["playlist", "--group", "99", "-o", "x.m3u8"], 1),
        (["playlist", "--cell", "99,99", "-o", "x.m3u8"], 1),
        (["playlist", "--query", "nothing-like-it", "-o", "x.m3u8"], 1),
        (["export", "songs.txt"], 1),
        (["tag", "", "--set", "gener=blue", "--yes"], 1),
        (["tag", "-live", "--set", "mood=x"], 1),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    world: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    try:
        got = run(["--library", str(world / "library.db"), *arguments])
    except SystemExit as stop:
        got = int(stop.code or 0)
    error = capsys.readouterr().err.strip()
    assert got == code
    assert error
    if code == 1:
        assert len(error.splitlines()) == 1
        assert error.startswith("organizer: ")


def test_an_empty_library_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = ["--library", str(tmp_path / "new.db")]
    for command in (["map"], ["groups"], ["export", str(tmp_path / "x.csv")]):
        assert run([*library, *command]) == 1
        assert "add" in (error := capsys.readouterr().err) or "analyze" in error
    assert run([*library, "list"]) == 0
    assert run([*library, "analyze"]) == 0
    assert run([*library, "undo", "--yes"]) == 1


def test_the_module_runs_and_every_command_has_help() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "organizer", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for name in (
        "gui add analyze list map groups similar playlist tag undo history remove export demo"
    ).split():
        assert f"\n    {name} " in shown
        with pytest.raises(SystemExit) as stop:
            run([name, "--help"])
        assert stop.value.code == 0


def test_the_quality_is_measured(
    call: Command, world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    songs = call("list")
    result = call("evaluate")
    assert result["songs"] == result["hubs"]["songs"] == result["map"]["songs"] == 16
    assert result["labels"]["labels"] == len({song["genre"][0] for song in songs})
    assert (
        0 <= result["labels"]["chance"] < result["labels"]["shipped"]["precision"] <= result["labels"]["best"]
    )
    table = tmp_path / "labels.csv"
    rows = [
        f"{Path(song['path']).name},{'even' if i % 2 else 'odd'},{song['bpm'] or 100}"
        for i, song in enumerate(songs)
    ]
    table.write_text("file,label,bpm\n" + "\n".join(rows), "utf-8")
    arguments = ["evaluate", "--label", str(table), "--tempo-key", str(table), "--same-artist", "exclude"]
    truth = call(*arguments)["truth"]
    assert truth["tempo_songs"] == 16 and {"tempo_told", "key_told", "key_score_told"} <= truth.keys()
    assert run(["--library", str(world / "library.db"), *arguments]) == 0
    printed = capsys.readouterr().out
    assert "5 nearest" in printed and "same artist are skipped" in printed and "Acc1" in printed
    assert run(["--library", str(world / "library.db"), "evaluate", "--label", "moods.csv"]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_insight_writes_pictures_numbers_and_a_page(call: Command, world: Path) -> None:
    out = world / "insight"
    report = call("insight", "--out", str(out), "--features", "tempo,energy,danceability", "--by", "genre")
    assert report["features"] == ["tempo", "energy", "danceability"]
    assert report["songs"] == 16
    assert {"report.html", "pca.png", "boxes-tempo.png", "correlation.csv"} <= set(report["files"])
    assert all((out / name).stat().st_size for name in report["files"])
    assert report["correlation"][1][1] == pytest.approx(1.0)
    assert 0 < sum(report["explained"]) <= 1.0000001
