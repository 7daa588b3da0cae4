"""Labels by groups of a library: any label that songs have, printed and as CSV."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from organizer.base.arrangement import Space
from organizer.base.errors import LibraryError, UsageError
from organizer.cli import parser
from organizer.library.storage.database import Database
from organizer.work.arranging import group_labels, grouping
from organizer.work.jobs import JobContext
from tests.feature_table import FEATURES, GENRES, add_table


def made(db: Database, folder: Path, query: str = "") -> None:
    add_table(db, folder, 30, unpopular=6)
    grouping.build_groups(JobContext(), db, k=3, space=Space(FEATURES, query=query))


def test_a_label_table_has_every_label_and_every_group(db: Database, tmp_path: Path) -> None:
    made(db, tmp_path, "popularity:1..")
    result = group_labels.label_table(db)
    assert result.kind == "genre" and sorted(result.table.labels) == sorted(GENRES)
    assert result.table.counts.sum() == 30  # what the search left out is in no column
    assert sorted(result.table.counts.max(axis=1).tolist()) == [10, 10, 10]
    decades = group_labels.label_table(db, "decade").table
    assert set(decades.labels) == {"1990s", "2000s"}
    assert group_labels.label_table(db, "table").table.labels == ("songs",)
    assert len(group_labels.label_table(db, "artist").table.labels) == 5
    assert group_labels.label_table(db, "energy").table.counts.sum() == 30
    assert len(group_labels.in_words(result)) == 3
    with pytest.raises(UsageError, match="no label “smell”"):
        group_labels.label_table(db, "smell")


def test_without_groups_it_says_what_to_do(db: Database, tmp_path: Path) -> None:
    add_table(db, tmp_path)
    with pytest.raises(LibraryError, match="there are no groups yet"):
        group_labels.label_table(db)


def test_the_command_prints_it_and_writes_it(db: Database, tmp_path: Path, capsys) -> None:
    made(db, tmp_path)
    db.close()
    library, file = str(tmp_path / "library.db"), tmp_path / "genres.csv"
    assert parser.run(["--library", library, "groups", "--by", "genre", "--sort", "label"]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[0].startswith("Genre") and "(" in printed
    assert [line.split()[0] for line in printed.splitlines()[1:4]] == sorted(GENRES)
    assert parser.run(["--library", library, "groups", "--csv", str(file), "--json"]) == 0
    reported = json.loads(capsys.readouterr().out)
    assert reported["by"] == "genre" and len(reported["groups"]) == 3 and reported["file"] == str(file)
    assert sum(group["of_label"] for group in reported["labels"][0]["groups"]) == pytest.approx(1, abs=1e-5)
    rows = list(csv.reader(file.read_text("utf-8").splitlines()))
    assert len(rows) == 4 and len(rows[0]) == 2 + 3 * 3 and rows[0][:2] == ["genre", "songs"]
    assert parser.run(["--library", library, "groups", "--by", "genre", "--sort", "9"]) == 1
    assert "sort by songs, label" in capsys.readouterr().err


def test_a_table_of_labels_leaves_the_groups_as_they_are(db: Database, tmp_path: Path, capsys) -> None:
    made(db, tmp_path)
    db.close()
    before = Database(tmp_path / "library.db")
    header = before.read().execute("SELECT header FROM grouping").fetchone()[0]
    assert parser.run(["--library", str(before.path), "groups", "--by", "artist"]) == 0
    assert before.read().execute("SELECT header FROM grouping").fetchone()[0] == header
    before.close()
    capsys.readouterr()


def test_a_map_of_some_songs_of_a_table(tmp_path, capsys):
    from organizer.cli.parser import run

    library = ["--library", str(tmp_path / "library.db")]
    with Database(tmp_path / "library.db") as db:
        add_table(db, tmp_path, 30, unpopular=6)
    assert run([*library, "map", "--where", "popularity:>0", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["songs"] == 30
    assert run([*library, "groups", "--where", "title:nothing"]) == 1
    assert "fits the query" in capsys.readouterr().err
    assert run([*library, "groups", "--where", 'title:="Tune 1"']) == 1
    assert "all alike" in capsys.readouterr().err
