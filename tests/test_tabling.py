"""Tables through the command line, as a person imports them."""

from __future__ import annotations

import json

import pytest

from organizer.cli import run


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
    path.write_text("Title,Artist,Speed,Energy\nRain,Ada,92,30\nSun,Bo,140,90\nBroken,,,\n", "utf-8")
    return str(path)


def test_a_table_is_imported_and_its_problems_told(call, table):
    out = call("import", table, "--column", "Speed=tempo")
    assert "2 songs, 2 new" in out.out
    assert "line 4" in out.err and "left out" in out.err
    songs = json.loads(call("list", "--json").out)
    assert [song["title"] for song in songs] == ["Rain", "Sun"]


def test_json_tells_every_column_and_problem(call, table):
    told = json.loads(call("import", table, "--json").out)
    assert {c["header"]: c["role"] for c in told["columns"]} == {
        "Title": "title", "Artist": "artist", "Speed": "number", "Energy": "energy",
    }  # fmt: skip
    assert told["problems"][0]["line"] == 4 and told["added"] == 2
    again = json.loads(call("import", table, "--json").out)
    assert (again["added"], again["gone"]) == (0, 0)


def test_a_dry_run_stores_nothing(call, table):
    assert "nothing was stored" in call("import", table, "--dry-run").out
    assert json.loads(call("list", "--json").out) == []


def test_what_cannot_be_imported_is_told_and_nothing_is_stored(call, table, tmp_path):
    other = tmp_path / "no.csv"
    other.write_bytes(b"PK\x03\x04")
    assert "not a table" in call("import", str(other), code=1).err
    assert "no column “Mood”" in call("import", table, "--column", "Mood=title", code=1).err
    assert "cannot be “loud”" in call("import", table, "--column", "Speed=loud", code=1).err
    assert json.loads(call("list", "--json").out) == []
