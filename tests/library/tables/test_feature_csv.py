"""Tables of songs in the spellings they come in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from organizer.base.errors import UsageError
from organizer.library.tables.feature_csv import read_table
from organizer.library.tables.rows import MAX_COLUMNS
from organizer.library.tables.types import Reading, Table

ROWS = [
    ("Für Elise", "Ludwig", "Classical", "72.5", "0.12", "-21.5", "174000"),
    ("Say, “Yes”", "Ada", "Folk", "98", "0.40", "-11", "201000"),
    ("Long; one", "Bo", "Rock", "141.25", "0.9", "-5.25", "1412000"),
]
HEADER = (
    "track_name",
    "artist_name(s)",
    "track_genre",
    "Beats Per Minute (BPM)",
    "Energy",
    "Loudness (dB)",
    "duration_ms",
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], str]:
    def written(data: bytes) -> str:
        path = tmp_path / "table.csv"
        path.write_bytes(data)
        return str(path)

    return written


def spelled(separator: str, *, decimal: str = ".", rows: list[tuple[str, ...]] = ROWS) -> str:
    def cell(text: str, number: bool) -> str:
        text = text.replace(".", decimal) if number else text
        return '"' + text.replace('"', '""') + '"' if separator in text else text

    lines = [separator.join(HEADER)]
    lines += [separator.join(cell(text, at > 2) for at, text in enumerate(row)) for row in rows]
    return "\r\n".join(lines) + "\r\n"


def songs(table: Table) -> list[tuple[object, ...]]:
    names = ("tempo", "energy", "loudness", "duration")
    return [
        (
            table.texts["title"][row],
            table.texts["artist"][row],
            table.texts["genre"][row],
            *(round(float(table.numbers[name][row]), 6) for name in names),
        )
        for row in range(len(table))
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("decimal", [".", ","])
def test_every_spelling_gives_the_same_songs(write, separator, encoding, decimal):
    table = read_table(write(spelled(separator, decimal=decimal).encode(encoding)))
    assert songs(table) == [
        ("Für Elise", "Ludwig", "Classical", 72.5, 0.12, -21.5, 174.0),
        ("Say, “Yes”", "Ada", "Folk", 98.0, 0.4, -11.0, 201.0),
        ("Long; one", "Bo", "Rock", 141.25, 0.9, -5.25, 1412.0),
    ]
    assert not table.problems
    assert (table.separator, table.decimal) == (separator, decimal)


def test_thousands_percent_and_clock_times(write):
    text = 'title,energy,length\nA,30,201\nB,95,"1,412"\nC,50,3:25\n'
    table = read_table(write(text.encode()))
    np.testing.assert_allclose(table.numbers["energy"], [0.3, 0.95, 0.5])
    np.testing.assert_allclose(table.numbers["duration"], [201.0, 1412.0, 205.0])


def test_broken_and_missing_are_told_line_by_line(write):
    numbered = "".join(f"Song {n},{n},{60 + n}\n" for n in range(20))
    text = f"title,year,tempo\n{numbered}Short,1999\nOdd,1999,fast\nGone,1999,n/a\n,2,3,4\n,1999,\n"
    table = read_table(write(text.encode()))
    places = [(problem.line, problem.left_out) for problem in table.problems]
    assert places == [(22, True), (23, False), (23, False), (24, False), (25, True), (26, True)]
    assert table.texts["title"][20:] == ["Odd", "Gone"]  # named, if without numbers
    assert "2 cells where the header has 3" in table.problems[0].what
    assert "fast" in table.problems[1].what


def test_a_cell_over_two_lines_keeps_line_numbers(write):
    table = read_table(write(b'title,tempo\n"two\nlines",90\nnext,100\n'))
    assert table.lines == (2, 4)
    assert table.texts["title"] == ["two\nlines", "next"]


def test_corrected_columns_are_used(write):
    data = b"what,who,speed\nA,Ada,90\nB,Bo,100\n"
    table = read_table(write(data))
    assert list(table.numbers) == ["speed"] and not table.texts
    table = read_table(write(data), Reading(roles={0: "title", 1: "artist", 2: "tempo"}))
    assert table.texts == {"title": ["A", "B"], "artist": ["Ada", "Bo"]}
    assert list(table.numbers["tempo"]) == [90, 100]


def test_other_numbers_keep_their_headers_and_do_not_collide(write):
    table = read_table(write(b"title,mfcc1_mean,MFCC1 mean,tempo,BPM\nA,1,2,90,91\nB,3,4,95,96\n"))
    assert list(table.numbers) == ["mfcc1 mean", "mfcc1 mean 2", "tempo", "bpm"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"title,tempo\n", "no song"),
        (b"title,artist\nA,B\nC,D\n", "no column of numbers"),
        (b"title,tempo\nA,\nB,-\n", "no column of numbers"),
        (b"1,2,3\n4,5,6\n", "not names"),
        (b"PK\x03\x04whatever", "not a table"),
        (b"title,tempo\nA,\x00\x00\n", "binary"),
        (b'title,tempo\n"' + b"x" * 300_000 + b",90\n", "quotation mark"),
        (",".join(f"c{n}" for n in range(MAX_COLUMNS + 1)).encode() + b"\n1\n", "columns are more"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(write, data, reason):
    path = write(data)
    with pytest.raises(UsageError, match=reason) as caught:
        read_table(path)
    assert caught.value.path == path and caught.value.remedy


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        read_table(str(tmp_path / "none.csv"))


def test_formulas_are_text(write):
    table = read_table(write(b'title,tempo\n"=cmd|calc",90\n+1+1,95\n'))
    assert table.texts["title"] == ["=cmd|calc", "+1+1"]


def test_a_person_says_how_it_is_read(write):
    path = write("Name;Speed,x;BPM\nGrün;1,5;100\nRot;2,5;90\n".encode("cp437"))
    table = read_table(path, Reading(";", "cp437", ",", {1: "tempo"}))
    assert table.texts["title"] == ["Grün", "Rot"]
    assert table.numbers["tempo"].tolist() == [1.5, 2.5]
    assert table.columns[2].role == "number"  # there is one tempo, and a person said which
    assert (table.encoding, table.separator, table.decimal) == ("cp437", ";", ",")
    assert table.head == (("Grün", "1,5", "100"), ("Rot", "2,5", "90"))


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (Reading(encoding="utf-8"), "not in the encoding utf-8"),
        (Reading(encoding="klingon"), "unknown encoding"),
        (Reading(encoding="base64"), "unknown encoding"),
        (Reading(separator="ab"), "cannot separate"),
        (Reading(separator="|"), "no column of numbers"),
    ],
)
def test_a_wrong_correction_is_told(write, how, message):
    path = write("Name;Tempo\nGrün;100\n".encode("cp1252"))
    with pytest.raises(UsageError, match=message):
        read_table(path, how)
