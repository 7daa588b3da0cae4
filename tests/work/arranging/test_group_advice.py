"""What is said where HDBSCAN calls most songs noise, and that trying it helps."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from organizer.base.arrangement import Grouping, Space
from organizer.cli import parser
from organizer.library import maps
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.feature_csv import read_table
from organizer.work.arranging import grouping, proposing
from organizer.work.arranging.group_advice import advice
from organizer.work.jobs import JobContext
from tests.feature_table import FEATURES, add_table

COLUMNS = tuple(f"number {i}" for i in range(8))


def add_noise(db: Database, folder: Path, songs: int = 120) -> None:
    """Songs that lie evenly in two numbers of eight, and anywhere in the others."""
    values = np.random.default_rng(3).uniform(0, 1, (songs, len(COLUMNS)))
    lines = ["title,artist," + ",".join(COLUMNS)]
    lines += [f"Tune {i},Singer {i}," + ",".join(f"{v:.4f}" for v in row) for i, row in enumerate(values)]
    (folder / "noise.csv").write_text("\n".join(lines), "utf-8")
    tables.add(db, read_table(str(folder / "noise.csv")))


def dense(db: Database, **wishes: object) -> Grouping:
    return grouping.build_groups(
        JobContext(),
        db,
        method="hdbscan",
        space=Space(COLUMNS),
        smallest=40,
        **wishes,  # type: ignore[arg-type]
    )


def test_all_noise_is_one_group_that_says_so_and_what_to_try(db: Database, tmp_path: Path) -> None:
    add_noise(db, tmp_path)
    for sort_all in (True, False):
        made = dense(db, sort_all=sort_all)
        assert [group.size for group in made.groups] == [120] and made.noise == 1.0
        advised = advice(made, 120)
        assert advised is not None and "all songs noise" in advised.text and "one group" in advised.text
        assert [offer.option for offer in advised.offers] == ["--pca 3", "--min-size 20", "--method kmeans"]
    stored = maps.load_grouping(db)
    assert stored is not None and (stored.noise, stored.smallest) == (1.0, 40)
    assert proposing.rebuild(JobContext(), db)[0].smallest == 40


def test_groups_that_are_dense_need_no_words(db: Database, tmp_path: Path) -> None:
    add_table(db, tmp_path, 60)
    made = grouping.build_groups(JobContext(), db, method="hdbscan", space=Space(FEATURES))
    assert len(made.groups) == 3 and made.noise is not None and made.noise < 0.5
    assert advice(made, 60) is None
    assert advice(replace(made, method="kmeans", noise=None), 60) is None


def test_fewer_and_fewer_axes_are_offered_until_two() -> None:
    made = Grouping("hdbscan", 0, (), np.empty((1, 2), np.float32), Space(("a", "b", "c")), noise=0.7)
    advised = advice(made, 100)
    assert advised is not None and "70% of 100 songs" in advised.text and advised.offers[0].components == 2
    advised = advice(replace(made, space=Space(("a", "b"))), 100)
    assert advised is not None and [offer.option for offer in advised.offers] == [
        "--min-size 5",
        "--method kmeans",
    ]
    unsorted = advice(replace(made, unsorted=(1, 2)), 100)
    assert unsorted is not None and "left unsorted" in unsorted.text
    assert "Try the same with --pca 2, " in unsorted.on_the_command_line


def test_the_command_line_says_it_and_takes_what_is_offered(db: Database, tmp_path: Path, capsys) -> None:
    add_noise(db, tmp_path)
    db.close()
    base = ["--library", str(tmp_path / "library.db"), "groups", "--method", "hdbscan", "--features"]
    base += [",".join(COLUMNS), "--min-size", "40"]
    assert parser.run(base) == 0
    advised = capsys.readouterr()
    assert "120" in advised.out and "Try the same with --pca 3" in advised.err
    assert parser.run([*base, "--json"]) == 0
    reported = json.loads(capsys.readouterr().out)
    assert (
        reported["noise"] == 1.0
        and "all songs noise" in reported["advice"]
        and reported["try"][0] == "--pca 3"
    )
    assert parser.run([*base, "--pca", "2", "--min-size", "5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["noise"] < 1.0


@pytest.mark.parametrize("axes", [None, 2])
def test_hdbscan_looks_at_fewer_axes_of_the_ear(db: Database, axes: int | None) -> None:
    from tests.work.arranging.test_mapping import add_songs

    add_songs(db, 60)
    made = grouping.build_groups(JobContext(), db, method="hdbscan", space=Space(components=axes))
    assert len(made.groups) == 3 and made.space.components == axes
    grouping.place_new(db)
    assert len(proposing.rebuild(JobContext(), db)[0].groups) == 3
