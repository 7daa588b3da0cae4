from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.errors import UsageError
from organizer.work.insight.truth import match, read_table


def write(path: Path, text: str, encoding: str = "utf-8") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_of_other_programs_are_read(tmp_path: Path, separator: str) -> None:
    lines = [["Label", " Path ", "note"], ["Jazz", "a.mp3", ""], ["", "", ""], ["Rock", "ü.mp3"]]
    text = "\r\n".join(separator.join(line) for line in lines)
    table = read_table(write(tmp_path / "labels.csv", text, "utf-8-sig"), "label")
    assert [(row["file"], row["label"]) for row in table.rows] == [("a.mp3", "Jazz"), ("ü.mp3", "Rock")]


@pytest.mark.parametrize(
    ("text", "cause"),
    [("", "no column “file”"), ("label\nJazz", "no column “file”"), ("file,genre\na,b", "no column “label”")],
)
def test_what_a_table_lacks_is_reported(tmp_path: Path, text: str, cause: str) -> None:
    with pytest.raises(UsageError, match=cause):
        read_table(write(tmp_path / "labels.csv", text), "label")


def test_a_table_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_table(str(tmp_path / "none.csv"), "label")
    with pytest.raises(UsageError, match="cannot be read"):
        read_table(str(tmp_path), "label")


def test_files_are_found_beside_the_table_by_their_path_and_by_their_name(tmp_path: Path) -> None:
    here = str(tmp_path / "music")
    ids_by_path = {f"{here}/a/01.mp3": 1, f"{here}/b/01.mp3": 2, f"{here}/b/02.mp3": 3, "/else/03.mp3": 4}
    rows = [
        "a/01.mp3",
        "./b/../b/01.mp3",
        f"{here}/b/02.mp3",
        "/moved/b/01.mp3",
        "02.mp3",
        "01.mp3",
        "/else/03.mp3",
        "..\\03.mp3",
        "04.mp3",
        "/moved/c/01.mp3",
    ]
    table = read_table(write(tmp_path / "music" / "labels.csv", "file,label\n" + "\n".join(rows)), "file")
    assert match(table, ids_by_path) == [1, 2, 3, 2, 3, None, 4, 4, None, None]


def test_names_that_are_not_utf8_are_found(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(b"file,label\nna\xefve.mp3,Jazz\n")
    assert match(read_table(str(path), "label"), {f"{tmp_path}/na\udcefve.mp3": 9}) == [9]
