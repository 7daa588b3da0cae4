"""Tables through the command line, as a person imports them."""

from __future__ import annotations

import csv
import json

import pytest

from organizer.cli.parser import run
from organizer.library import maps, measures
from organizer.library.storage.database import Database


@pytest.fixture
def call(tmp_path, capsys):
    def do(*arguments: str, code: int = 0):
        got = run(["--library", str(tmp_path / "library.db"), *arguments])
        out = capsys.readouterr()
        assert got == code, out.err
        return out

    return do


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "songs.csv"
    path.write_text("Title,Artist,Speed,Energy\nRain,Ada,92,30\nSun,Bo,140,90\nBroken,,,\n,Cy,,\n", "utf-8")
    return str(path)


def test_a_table_is_imported_and_its_problems_reported(call, table):
    out = call("import", table, "--column", "Speed=tempo")
    assert "3 songs, 3 new" in out.out
    lines = out.err.splitlines()
    assert "line 4" in lines[0] and "kept by its name" in lines[0]
    assert "line 5" in lines[1] and "left out" in lines[1]
    songs = json.loads(call("list", "--json").out)
    assert [song["title"] for song in songs] == ["Rain", "Sun", "Broken"]


def test_json_tells_every_column_and_problem(call, table):
    answer = json.loads(call("import", table, "--json").out)
    assert {c["header"]: c["role"] for c in answer["columns"]} == {
        "Title": "title",
        "Artist": "artist",
        "Speed": "number",
        "Energy": "energy",
    }
    assert answer["problems"][0]["line"] == 4 and answer["added"] == 3
    again = json.loads(call("import", table, "--json").out)
    assert (again["added"], again["gone"]) == (0, 0)


def test_a_dry_run_stores_nothing(call, table):
    assert "nothing was stored" in call("import", table, "--dry-run").out
    assert json.loads(call("list", "--json").out) == []


def test_what_cannot_be_imported_is_reported_and_nothing_is_stored(call, table, tmp_path):
    other = tmp_path / "no.csv"
    other.write_bytes(b"PK\x03\x04")
    assert "not a table" in call("import", str(other), code=1).err
    assert "no column “Mood”" in call("import", table, "--column", "Mood=title", code=1).err
    assert "cannot be “loud”" in call("import", table, "--column", "Speed=loud", code=1).err
    assert json.loads(call("list", "--json").out) == []


def test_files_read_before_isrcs_were_known_are_asked_when_a_table_has_them(call, make_song, tmp_path):
    from mutagen import id3

    song = make_song("a.mp3", title="Other name")
    tags = id3.ID3(song)
    tags.add(id3.TSRC(text=["GBAYE6900001"]))
    tags.save()
    call("add", str(song.parent), "--no-analyze")
    with Database(tmp_path / "library.db") as db, db.write() as connection:
        connection.execute("UPDATE tracks SET isrc = NULL")  # as a library of before has it
    table = tmp_path / "isrc.csv"
    table.write_text("title,isrc,energy\nRain,GBAYE6900001,0.5\n", "utf-8")
    assert json.loads(call("import", str(table), "--json").out)["joined"] == 1
    assert json.loads(call("list", "--json").out)[0]["isrc"] == "GBAYE6900001"


def test_separator_encoding_and_decimals_can_be_said(call, tmp_path):
    table = tmp_path / "odd.txt"
    table.write_bytes("Title\tTempo\nGrün\t100,5\n".encode("cp850"))
    answer = json.loads(
        call(
            "import", str(table), "--separator", "tab", "--encoding", "cp850", "--decimal", ",", "--json"
        ).out
    )
    assert (answer["separator"], answer["encoding"], answer["decimal"]) == ("\t", "cp850", ",")
    (song,) = json.loads(call("list", "--json").out)
    assert song["title"] == "Grün" and song["descriptors"]["tempo"] == 100.5


def test_header_line_and_units_can_be_said_and_are_reported(call, tmp_path):
    table = tmp_path / "odd.csv"
    table.write_text("made by hand\nName,Dauer,Wucht\nA,3.5,55\nB,4.25,70\n", "utf-8")
    shown = call("import", str(table), "--dry-run")
    assert "names of columns on line 2" in shown.out and "minutes" in shown.out
    assert "1 line above the header left out: “made by hand”" in shown.err and "--unit" in shown.err
    out = call(
        "import",
        str(table),
        "--header-line",
        "2",
        "--column",
        "#3=energy",
        "--unit",
        "Dauer=s",
        "--unit",
        "wucht=percent",
        "--json",
    ).out
    answer = json.loads(out)
    assert answer["header_line"] == 2 and not answer["notes"]
    assert [column["unit"] for column in answer["columns"]] == ["", "s", "percent"]
    (song,) = json.loads(call("list", "duration:4.2..4.3", "--json").out)
    assert song["title"] == "B" and song["descriptors"]["energy"] == 0.7
    assert call("import", str(table), "--unit", "Name=s", code=1).err.count("cannot be in") == 1
    assert "cannot be in “furlongs”" in call("import", str(table), "--unit", "Dauer=furlongs", code=1).err
    with pytest.raises(SystemExit):
        call("import", str(table), "--header-line", "x")


def test_what_is_read_as_what_is_shown(call, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text(
        "Titel;Interpret;Laune;Tempo;Energie\nA;Ada;gut;120,5;55 %\nB;Bo;schlecht;0;40 %\n", "utf-8"
    )
    shown = call("import", str(table))
    assert "cells apart by semicolon, utf-8, decimal comma, names of columns on line 1" in shown.out
    lines = {line.split()[0]: line.split(None, 1)[1] for line in shown.out.splitlines() if "  " in line}
    assert lines["Laune"] == "(not used)" and lines["Tempo"].split() == ["tempo", "decimal", "comma"]
    assert "not used: “Laune”" in shown.err and "0 in “Tempo” means not detected" in shown.err


def test_numbers_of_tables_are_named_as_searches_name_them(call, tmp_path):
    table = tmp_path / "t.csv"
    rows = "".join(f"s{n},{n % 2 + n / 100},{n},{60 + n}\n" for n in range(30))
    table.write_text("title,chroma_stft_mean,MFCC1 mean,bpm\n" + rows, "utf-8")
    call("import", str(table))
    call("groups", "--features", "Chroma_STFT_mean,bpm", "--weights", "chroma_stft_mean=2", "--k", "2")
    assert "no song has “fame”" in call("groups", "--features", "fame", code=1).err
    with Database(tmp_path / "library.db") as db:
        assert measures.spelled(db, ["mfcc1_mean", "BPM", "Chroma stft mean", "tempo"]) == (
            "mfcc1 mean",
            "tempo",
            "chroma stft mean",
        )
        made = maps.load_grouping(db)
        assert made.space.features == ("chroma stft mean", "tempo")
        assert made.space.weights == (("chroma stft mean", 2.0),)


def test_exports_show_no_rounding_noise(call, tmp_path):
    table = tmp_path / "t.csv"
    rows = "".join(f"s{n},{n},{0.1 * n!r},{n / 7!r}\n" for n in range(100))
    table.write_text("title,energy,x,y\n" + rows, "utf-8")
    call("import", str(table))
    call("export", str(tmp_path / "all.csv"))
    with open(tmp_path / "all.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            n = int(row["title"][1:])
            assert float(row["table_energy"]) == float(row["energy"]) == n / 100
            assert row["table_x"] == str(round(0.1 * n, 1)) and float(row["table_y"]) == n / 7


def test_a_cancelled_import_leaves_nothing(tmp_path):
    from organizer.base.errors import Cancelled
    from organizer.library import tracks
    from organizer.library.tables import tables
    from organizer.work.intake.tabling import import_table
    from organizer.work.jobs import JobContext

    path = tmp_path / "many.csv"
    path.write_text("title,tempo\n" + "".join(f"song {i},{60 + i % 90}\n" for i in range(2000)))
    context = JobContext(lambda answer: context.cancel() if answer.done >= 1000 else None)
    with Database(tmp_path / "library.db") as db:
        with pytest.raises(Cancelled):
            import_table(context, db, str(path))
        assert not tables.imported(db) and tracks.count(db).all == 0


def test_exports_give_back_what_tables_held(call, table, tmp_path):
    import numpy as np

    call("import", table, "--column", "Speed=tempo")
    for name in ("all.csv", "all.npz"):
        assert "3 songs" in call("export", str(tmp_path / name)).out
    with open(tmp_path / "all.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["title"], row["table_tempo"], row["table_energy"], row["tempo"]) for row in rows] == [
        ("Broken", "", "", ""),
        ("Rain", "92.0", "0.3", "92.0"),
        ("Sun", "140.0", "0.9", "140.0"),
    ]
    with np.load(tmp_path / "all.npz") as arrays:
        assert arrays["table_energy"][1:].tolist() == [0.3, 0.9]
        assert arrays["title"].tolist() == ["Broken", "Rain", "Sun"] and len(arrays["vectors"]) == 3


def test_a_group_is_written_for_other_services(call, tmp_path):
    path = tmp_path / "mine.csv"
    rows = [f"Song {n},{'=cmd()' if n == 3 else 'Ada'},{90 + n},{n / 40}" for n in range(20)]
    path.write_text("title,artist,tempo,energy\n" + "\n".join(rows), "utf-8")
    call("import", str(path))
    call("groups", "--k", "1")
    call("playlist", "--group", "0", "-o", str(tmp_path / "list.txt"))
    lines = (tmp_path / "list.txt").read_text("utf-8").splitlines()
    assert len(lines) == 20 and "Ada - Song 7" in lines
    call("playlist", "--group", "0", "-o", str(tmp_path / "list.csv"))
    with open(tmp_path / "list.csv", encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert {row["artist"] for row in listed} == {"Ada", "'=cmd()"}
    assert {row["title"] for row in listed} == {f"Song {n}" for n in range(20)}
    assert "no song fits" in call("playlist", "--group", "0", "-o", str(tmp_path / "x.m3u8"), code=1).err
    assert "CSV or text" in call("playlist", "--group", "0", "-o", str(tmp_path / "x.odt"), code=1).err


def test_json_tells_how_sure_a_mixture_is_of_each_song(call, tmp_path):
    path = tmp_path / "mine.csv"
    rows = [f"Song {n},{90 + 40 * (n % 2) + n / 7},{n / 40}" for n in range(40)]
    path.write_text("title,tempo,energy\n" + "\n".join(rows), "utf-8")
    call("import", str(path))
    answer = json.loads(call("groups", "--method", "gmm", "--k", "2", "--json").out)
    assert len(answer["sureness"]) == 40 and all(0.5 <= value <= 1 for value in answer["sureness"].values())
    assert all(0.5 <= group["sureness"] <= 1 for group in answer["groups"])
    assert json.loads(call("groups", "--k", "2", "--json").out)["sureness"] is None
