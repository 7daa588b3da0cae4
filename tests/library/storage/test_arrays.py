"""Columns of numbers out of SQLite."""

from __future__ import annotations

from organizer.library.storage import arrays
from organizer.library.storage.database import Database


def test_more_numbers_than_are_read_at_once_come_whole(db: Database) -> None:
    count = 40_000
    numbers = f"SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {count}"
    sql = f"WITH RECURSIVE n (id) AS ({numbers}) SELECT id FROM n"
    ids = arrays.ids_of(db.read(), sql)
    assert ids.tolist() == list(range(1, count + 1))


def test_ids_come_in_the_order_of_the_query(db: Database) -> None:
    values = "SELECT value AS id FROM json_each('[5, 30, 9, 1]')"
    assert arrays.ids_of(db.read(), f"{values} ORDER BY id DESC").tolist() == [30, 9, 5, 1]
    assert arrays.ids_of(db.read(), f"{values} WHERE value > ? ORDER BY id", (5,)).tolist() == [9, 30]
    assert arrays.ids_of(db.read(), f"{values} WHERE 0").tolist() == []
