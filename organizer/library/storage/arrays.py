"""Whole columns as arrays: SQLite puts them together as one text, without the interpreter, which then is free
for the window. A million ids take a quarter of a second, and a third of the processor's time that rows take.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from organizer.base.model import IntArray
from organizer.library.storage.connection import Connection, memory

_Number = TypeVar("_Number", np.int64, np.float64)

#: Characters of a column that are read at once: other threads wait for about a millisecond.
_AT_ONCE = 100_000
#: Fewer songs are looked up one by one.
_FEW = 1_000


def ids_of(connection: Connection, sql: str, parameters: tuple[object, ...] = ()) -> IntArray:
    """The column ``id``, of whole numbers, that this query gives, in its order. shape=(n,)"""
    _check_order()
    row = connection.execute(f"SELECT group_concat(id) FROM ({sql})", parameters).fetchone()
    return numbers(row[0], np.int64)


def columns_of(
    connection: Connection, columns: Sequence[str], source: str, parameters: tuple[object, ...] = ()
) -> list[npt.NDArray[np.float64]]:
    """These columns, SQL of numbers, in the order of ``source``: what is behind FROM. NULL: NaN."""
    _check_order()
    listed = ", ".join(f"group_concat(COALESCE(v{n}, 'nan'))" for n in range(len(columns)))
    named = ", ".join(f"{column} AS v{n}" for n, column in enumerate(columns))
    sql = f"SELECT {listed} FROM (SELECT {named} FROM {source} LIMIT -1)"
    texts = connection.execute(sql, parameters).fetchone()
    return [numbers(text, np.float64) for text in texts]


def of_songs(
    connection: Connection, track_ids: IntArray, columns: Sequence[str], join: str
) -> npt.NDArray[np.float64]:
    """Columns of these songs, SQL of numbers over ``tracks t`` and what ``join`` adds, of shape=(n, columns),
    NaN where there is none. Long with many songs, but the window may go on meanwhile."""
    few = len(track_ids) < _FEW
    condition = "WHERE t.id IN (SELECT value FROM json_each(?))" if few else ""
    asked = (json.dumps([int(i) for i in track_ids]),) if few else ()
    source = f"tracks t {join} {condition} ORDER BY t.id"
    songs, *known = columns_of(connection, ("t.id", *columns), source, asked)
    values = np.full((len(track_ids), len(columns)), np.nan)
    if len(songs):
        at = np.minimum(np.searchsorted(songs, track_ids), len(songs) - 1)
        there = songs[at] == track_ids
        values[there] = np.stack(known, axis=1)[at[there]]
    return values


@cache
def _check_order() -> None:
    """``group_concat`` takes the rows as a subquery orders them: SQLite omits an ORDER BY that is not needed,
    but not where an aggregate depends on it. The documentation promises that nowhere: it is checked here."""
    with closing(memory()) as connection:
        ordered = "SELECT column1 AS id FROM (VALUES (2), (3), (1)) ORDER BY id"
        row = connection.execute(f"SELECT group_concat(id), sqlite_version() FROM ({ordered})").fetchone()
    if row[0] != "1,2,3":
        raise RuntimeError(f"SQLite {row[1]} does not keep the order of a subquery")


def numbers(text: str | None, dtype: type[_Number]) -> npt.NDArray[_Number]:
    """Numbers with commas between them."""
    text = text or ""
    parts, start = [], 0
    while start < len(text):
        end = text.find(",", start + _AT_ONCE)
        end = len(text) if end < 0 else end
        parts.append(np.fromstring(text[start:end], dtype, sep=","))
        start = end + 1
    return np.concatenate(parts) if parts else np.empty(0, dtype)
