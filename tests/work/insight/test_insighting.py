"""Gathering songs to look at them, and the report, on tables imported on the spot."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from organizer.base.arrangement import Space
from organizer.base.errors import LibraryError, UsageError
from organizer.base.features import NetworkFeatures
from organizer.library import network_vectors, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging.grouping import build_groups
from organizer.work.insight import insighting, report
from organizer.work.intake.tabling import import_table
from organizer.work.jobs import JobContext
from tests.feature_table import FEATURES, add_table
from tests.work.arranging.test_mapping import add_songs


def fill(db: Database, folder: Path, n: int, *, title: str = "Song") -> None:
    """A table of n songs in two genres; loudness follows energy, valence does not."""
    rng = np.random.default_rng(n)
    lines = ["track_name,artist_name,track_genre,tempo,energy,loudness,valence"]
    for i in range(n):
        energy = rng.random() / 2 + (i % 2) / 2
        lines.append(
            f"{title} {i},Artist,{'Folk' if i % 2 else 'Rock'},{60 + rng.random() * 100:.2f},{energy:.4f},"
            f"{-20 + 15 * energy:.3f},{rng.random():.3f}"
        )
    path = folder / "songs.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    import_table(JobContext(), db, str(path))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_genres_are_colours_until_there_are_groups(db: Database, tmp_path: Path) -> None:
    fill(db, tmp_path, 40)
    result = insighting.gather(db)
    assert (result.by, set(result.kinds)) == ("genre", {"genre"})
    assert set(result.colours.names) == {"Folk", "Rock"}
    assert np.bincount(result.colours.labels).tolist() == [20, 20]
    with pytest.raises(LibraryError, match="no groups"):
        insighting.gather(db, by="group")
    build_groups(JobContext(), db, k=2, space=Space(("energy", "loudness")))
    result = insighting.gather(db, silhouettes=True)
    assert result.by == "group"
    assert result.silhouettes is not None
    assert sorted(result.silhouettes.rows.tolist()) == list(range(40))


def test_the_query_and_the_features_choose(db: Database, tmp_path: Path) -> None:
    fill(db, tmp_path, 40)
    result = insighting.gather(db, features=("energy", "valence"), query="genre:Folk")
    assert (result.values.shape, result.names) == ((20, 2), ("energy", "valence"))
    with pytest.raises(UsageError, match="sweetness"):
        insighting.gather(db, features=("sweetness",))
    with pytest.raises(LibraryError):
        insighting.gather(db, query="genre:Polka")


def test_an_empty_library_says_what_to_do(db: Database) -> None:
    with pytest.raises(LibraryError, match="no song has any"):
        insighting.gather(db)


def test_past_nine_genres_the_rest_shares_a_colour() -> None:
    kinds = insighting.by_genre([*[("a",), ("A",)] * 2, *[(f"g{i}",) for i in range(30)], ()])
    assert len(kinds.names) == len(kinds.colours) == 10
    assert kinds.names[-1] == "22 other genres"
    assert kinds.labels[:4].tolist() == [0, 0, 0, 0]
    assert kinds.labels[-1] == -1


def test_strong_pairs_are_shown(db: Database, tmp_path: Path) -> None:
    fill(db, tmp_path, 40)
    pairs = insighting.telling_pairs(insighting.gather(db))
    assert pairs[0] == ("tempo", "energy")
    assert {"energy", "loudness"} in [set(pair) for pair in pairs]


@pytest.mark.parametrize("n", [1, 2, 12, 300])
def test_a_report_of_any_size_needs_nothing_else(db: Database, tmp_path: Path, n: int) -> None:
    fill(db, tmp_path, n, title="=cmd|")
    result = insighting.gather(db)
    written = report.write(JobContext(), db, result, str(tmp_path / "out"))
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(written)
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "prefers-color-scheme:dark" in page
    assert page.count("<svg") == sum(name.endswith(".png") for name in written)
    assert any(name.startswith("cube-") and name.endswith(".svg") for name in written)
    assert not [link for link in re.findall(r"(?:src|href)=\"([^\"]+)", page) if not link.startswith("data:")]
    songs = rows(tmp_path / "out" / "songs.csv")
    assert len(songs) == n
    assert all(song["title"].startswith("'=cmd|") for song in songs)
    assert all(float(song["loudness"]) < 0 for song in songs)
    boxes = {(row["descriptor"], row["genre"]): row for row in rows(tmp_path / "out" / "boxes.csv")}
    median = float(np.median([float(song["energy"]) for song in songs]))
    assert float(boxes["energy", "all songs"]["median"]) == pytest.approx(median)


def test_numbers_of_any_name_have_file_names_of_their_own() -> None:
    names = ("音量", "速度", "../up", "Up", "tempo")
    slugs = report.slugs(names)
    assert len(set(slugs.values())) == len(names)
    assert slugs["tempo"] == "tempo"
    assert all(re.fullmatch(r"[a-z0-9_-]+", slug) for slug in slugs.values())


def test_the_folder_may_not_be_a_file(db: Database, tmp_path: Path) -> None:
    fill(db, tmp_path, 3)
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="not a folder"):
        report.write(JobContext(), db, insighting.gather(db), str(tmp_path / "out"))


def test_the_report_lays_all_genres_beside_the_groups(db: Database, tmp_path: Path) -> None:
    add_table(db, tmp_path, 30, unpopular=3)
    build_groups(JobContext(), db, k=3, space=Space(FEATURES))
    result = insighting.gather(db, query="popularity:1..", silhouettes=True)
    report.write(JobContext(), db, result, str(tmp_path / "out"))
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "Which genres are in which group?" in page
    table = rows(tmp_path / "out" / "genres-by-group.csv")
    assert sorted(row["genre"] for row in table) == ["Folk", "Jazz", "Rock"]
    assert {row["songs"] for row in table} == {"10"}


def test_words_for_sound_are_offered_and_read_when_they_are_asked_for(db: Database) -> None:
    ids = add_songs(db, 12)
    network_vectors.choose(db, "ab" * 16, tags=("jazz", "rock"))
    for song in tracks.get_many(db, ids):
        heard = NetworkFeatures(np.ones(3, np.float32), np.array([song.id / 20, 0.5], np.float32))
        network_vectors.put(db, "ab" * 16, [(song.audio_hash, heard)])
    every = insighting.gather(db)
    assert "sound:jazz" not in every.names and every.available[-2:] == ("sound:jazz", "sound:rock")
    chosen = insighting.gather(db, features=["Sound:JAZZ", "tempo"])
    assert chosen.names == ("sound:jazz", "tempo")
    assert np.allclose(chosen.column("sound:jazz"), chosen.ids / 20, atol=1e-3)
    assert chosen.available.count("sound:jazz") == 1
