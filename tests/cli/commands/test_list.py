"""Lists of songs with words for sound: as text, as JSON, sorted, and what is offered beside them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from organizer.cli.parser import run
from organizer.library import network_vectors
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting
from tests.library.test_sound_words import add_songs
from tests.work.arranging.test_mapping import add_songs as add_analyzed

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """``call("list", …)`` → code, output, messages; five songs, four of them known to a network."""
    with Database(tmp_path / "words.db") as db:
        add_songs(db, [[0.9, 0.0, 0.3, 0, 0.1], [0.5, 0.4, 0, 0, 0.4], [0.1, 0, 0.9, 0, 0.8], [0] * 5, None])

    def do(*arguments: str) -> tuple[int, str, str]:
        code = run(["--library", str(tmp_path / "words.db"), *arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return do


def listed(answer: tuple[int, str, str]) -> list[dict[str, Any]]:
    assert answer[0] == 0, answer
    songs: list[dict[str, Any]] = json.loads(answer[1])
    return songs


def test_songs_are_listed_with_what_they_sound_like(call: Call) -> None:
    code, out, _ = call("list", "sound:jazz", "--sort", "sound:jazz", "--descending")
    assert code == 0 and "Sounds like" in out
    assert [line.split()[1] for line in out.splitlines()[1:]] == ["2", "1"]
    assert "female vocalists, jazz" in out.splitlines()[1]


def test_json_has_the_words_of_each_song(call: Call) -> None:
    songs = listed(call("list", "--sort", "sound:jazz", "--json"))
    assert [song["words"] and song["words"]["jazz"] for song in songs] == [
        0.0,
        pytest.approx(0.1, abs=1e-3),
        pytest.approx(0.4, abs=1e-3),
        pytest.approx(0.8, abs=1e-3),
        None,
    ]
    assert list(songs[0]["words"]) == ["rock", "Hip-Hop", "female vocalists", "R&B", "jazz"]


def test_without_a_network_lists_are_as_they_were(call: Call, tmp_path: Path) -> None:
    with Database(tmp_path / "words.db") as db:
        network_vectors.choose(db, "")
    assert "Sounds like" not in call("list")[1]
    assert "words" not in listed(call("list", "--json"))[0]
    code, _, err = call("list", "sound:jazz")
    assert code == 1 and "organizer network install" in err
    code, _, err = call("list", "--sort", "sound:jazz")
    assert code == 1 and "organizer network install" in err


def test_a_plain_search_that_finds_nothing_offers_the_word(call: Call) -> None:
    code, _, err = call("list", "jazz")
    assert code == 0 and "2 songs sound like that to the network: sound:jazz" in err
    assert "sound:" not in call("list", "song")[2]
    assert listed(call("list", "jazz", "--json")) == []


def test_an_unknown_word_is_refused_with_those_that_are_near(call: Call) -> None:
    code, _, err = call("list", "sound:jaz")
    assert code == 1 and "did you mean jazz?" in err and len(err.splitlines()) == 1


def test_exports_have_a_column_for_each_word(db: Database, tmp_path: Path) -> None:
    ids = add_analyzed(db, 6)
    names = ("jazz", "female vocalists")
    network_vectors.choose(db, "ab" * 16, tags=names)
    sounds = db.read().execute("SELECT audio_hash FROM tracks WHERE id = ?", (ids[0],)).fetchone()
    with db.write() as connection:
        packed = np.array([0.9, 0.25], "<f2").tobytes()
        connection.execute("INSERT INTO network_tags VALUES (?, ?, ?)", ("ab" * 16, sounds[0], packed))
    exporting.export(db, str(tmp_path / "all.csv"))
    with open(tmp_path / "all.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["sound:jazz"] for row in rows) == [""] * 5 + ["0.8999"]
    assert [row["sound:female vocalists"] for row in rows if row["sound:jazz"]] == ["0.25"]
    exporting.export(db, str(tmp_path / "all.npz"))
    with np.load(tmp_path / "all.npz") as arrays:
        assert np.isfinite(arrays["sound:jazz"]).sum() == 1


def test_what_no_song_can_be_sorted_by_is_said(call: Call) -> None:
    code, out, err = call("list", "--sort", "liveness")
    assert code and not out and "analysis does not estimate liveness" in err and "import a table" in err
