"""The order rediscover: near what is liked, and not heard for long."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from organizer.cli import parser
from organizer.library import tracks
from organizer.library.plays import records
from organizer.library.plays.records import Records
from organizer.library.storage.database import Database
from organizer.work.playing import rediscovering
from organizer.work.playing.rediscovering import score
from tests.work.arranging.test_mapping import add_songs

NOW, DAY, NAN = 1_800_000_000.0, 86_400.0, float("nan")

#: Six songs on a line.
PLACES = np.array([[0.0], [0.1], [1.0], [2.0], [8.0], [9.0]], np.float32)
IDS = np.arange(1, 7)


def known(**columns: dict[int, float]) -> Records:
    def column(name: str, empty: float) -> np.ndarray:
        return np.array([columns.get(name, {}).get(int(i), empty) for i in IDS])

    whole = (column(name, 0).astype(np.int64) for name in ("plays", "skips"))
    return Records(IDS, *whole, column("last_played", NAN), column("rating", NAN), np.zeros(6))


def order(values: np.ndarray) -> list[int]:
    return IDS[np.argsort(-values, kind="stable")].tolist()


def test_what_lies_near_a_favourite_and_was_never_heard_comes_first() -> None:
    values = score(known(plays={1: 20}, last_played={1: NOW}), IDS, PLACES, now=NOW)
    assert order(values) == [2, 3, 4, 5, 6, 1] and 0 <= values.min() <= values.max() <= 1


def test_a_favourite_comes_back_when_it_was_not_heard_for_long() -> None:
    values = score(known(plays={1: 20}, last_played={1: NOW - 3_000 * DAY}), IDS, PLACES, now=NOW)
    assert order(values)[0] in (1, 2) and values[0] > 0.9


def test_stars_alone_make_favourites_and_low_ones_take_songs_out() -> None:
    values = score(known(rating={6: 10, 5: 4}), IDS, PLACES, now=NOW)
    assert order(values)[:2] == [6, 4] and values[4] == 0


def test_skipped_songs_fall_back_and_songs_without_a_place_are_last() -> None:
    values = score(known(plays={1: 9}, last_played={1: NOW}, skips={2: 4}), IDS[:5], PLACES[:5], now=NOW)
    assert order(values)[0] == 3 and values[5] == 0 and 0 < values[1] < values[2]


def test_what_is_skipped_as_often_as_played_is_no_favourite() -> None:
    assert not score(known(plays={1: 3}, skips={1: 3}), IDS, PLACES, now=NOW).any()
    assert not score(known(plays={1: 3}, rating={1: 2}), IDS, PLACES, now=NOW).any()


@pytest.mark.parametrize("m", [0, 6])
def test_nothing_that_is_known_gives_no_scores(m: int) -> None:
    assert not score(known(), IDS[:m], PLACES[:m], now=NOW).any()


def test_without_any_play_the_songs_added_last_come_first_and_that_is_said(db: Database) -> None:
    add_songs(db, 12)
    with db.write() as connection:
        connection.execute("UPDATE tracks SET added = id")
    found = rediscovering.rediscover(db)
    assert found.remark == rediscovering.NO_TASTE
    assert found.ids.tolist() == sorted(tracks.query(db).tolist(), reverse=True)
    new = tracks.upsert(db, [tracks.ScannedFile("/music/new.mp3", 1, 1)]).added[0]
    records.record_play(db, new)
    assert rediscovering.rediscover(db).remark == rediscovering.NOT_ANALYZED


def test_the_command_line_lists_in_this_order(db: Database, tmp_path: Path, capsys) -> None:
    add_songs(db, 12)
    liked = int(tracks.query(db)[4])
    records.record_play(db, liked)
    expected = rediscovering.rediscover(db).ids.tolist()
    assert expected[-1] == liked and len(expected) == 12  # it was heard just now
    only = rediscovering.rediscover(db, np.array(expected[3:5][::-1]))
    assert only.ids.tolist() == expected[3:5] and not only.remark
    db.close()
    command = ["--library", str(tmp_path / "library.db"), "list", "--order", "rediscover", "--json"]
    assert parser.run(command) == 0
    assert [song["id"] for song in json.loads(capsys.readouterr().out)] == expected
