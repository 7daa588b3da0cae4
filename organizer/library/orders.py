"""The whole library in the order of a column, as arrays: a million songs in a few seconds and little memory.

SQLite hands over a column as one text (``storage.arrays``), numpy sorts it. Songs without a value come last,
songs with the same value in the order of albums.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from organizer.base.model import IntArray
from organizer.library.sorting import ALBUM_ORDER, INDEXED_ORDERS, TEXT_ORDERS, number_order, unknown
from organizer.library.storage import arrays
from organizer.library.track_rows import JOINED

if TYPE_CHECKING:
    from organizer.library.storage.database import Database

#: Albums by name, each from its first song to its last: not an order that a person asks for, but inside all.
_ALBUM = "in albums"

#: Orders that are kept; eight bytes a song each.
_KEPT = 4


class Orders:
    """The orders last asked for, until they are forgotten. Safe to share between threads."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept: OrderedDict[tuple[str, bool], IntArray] = OrderedDict()
        self._changes = 0
        self._lock = threading.Lock()

    def forget(self) -> None:
        """The library changed."""
        with self._lock:
            self._changes += 1
            self._kept.clear()

    def of_all(self, order: str, descending: bool = False) -> IntArray:
        """The ids of all songs in this order; not to be written to. shape=(n,)"""
        key = order, descending
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            changes = self._changes
        ids = in_order(self._db, order, descending=descending, by_album=lambda: self.of_all(_ALBUM))
        with self._lock:
            if changes == self._changes:
                self._kept[key] = ids
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return ids


def in_order(
    db: Database,
    order: str,
    *,
    descending: bool = False,
    by_album: Callable[[], IntArray] | None = None,
) -> IntArray:
    """The ids of all songs in this order. shape=(n,). Raises ``UsageError`` for an unknown order.

    ``by_album`` gives them in the order of their albums, when that is at hand.
    """
    connection = db.read()
    if order == _ALBUM:
        return arrays.ids_of(connection, f"SELECT f.track_id AS id FROM folded f ORDER BY {ALBUM_ORDER}")
    if order == "path":
        ids = arrays.ids_of(connection, "SELECT id FROM tracks ORDER BY path")
        return ids[::-1] if descending else ids
    if order in TEXT_ORDERS:
        column = TEXT_ORDERS[order]
        # an index gives the ranks of titles, artists and albums, the others take a moment longer
        rank = f"dense_rank() OVER (ORDER BY {column})"
        value = f"CASE COALESCE({column}, '') WHEN '' THEN NULL ELSE {rank} END"
    elif column := number_order(db, order):
        value = column
    else:
        raise unknown(order)
    # the limit keeps SQLite from joining what this column does not need
    table = "folded f" if order in INDEXED_ORDERS else JOINED
    song = "f.track_id" if order in INDEXED_ORDERS else "t.id"
    row = connection.execute(
        f"""SELECT group_concat(id), group_concat(COALESCE(value, 'nan'))
        FROM (SELECT {song} AS id, {value} AS value FROM {table} LIMIT -1)"""
    ).fetchone()
    ids, values = arrays.numbers(row[0], np.int64), arrays.numbers(row[1], np.float64)
    start = by_album() if by_album is not None else in_order(db, _ALBUM)
    by_id = np.full(int(max(ids.max(initial=0), start.max(initial=0))) + 1, np.nan)
    by_id[ids] = values
    sought = by_id[start]
    # NaN comes last either way
    sorted_: IntArray = start[np.argsort(-sought if descending else sought, kind="stable")]
    return sorted_


def only(ids: IntArray, wanted: IntArray) -> IntArray:
    """Those of the ids that are wanted, in their order. shape=(k,)"""
    chosen: IntArray = ids[are_among(ids, wanted)]
    return chosen


def are_among(ids: IntArray, wanted: IntArray) -> npt.NDArray[np.bool_]:
    """Whether each of these songs is one of those that are wanted. shape=(len(ids),)

    As ``numpy.isin``, in a fifth of the time for a million: song numbers are small, so each has a mark.
    """
    if not len(ids) or not len(wanted):
        return np.zeros(len(ids), bool)
    marked = np.zeros(int(max(ids.max(), wanted.max())) + 1, bool)
    marked[wanted] = True
    return np.asarray(marked[ids])


def once(ids: IntArray) -> IntArray:
    """Each id where it first is. shape=(k,)"""
    return np.fromiter(dict.fromkeys(ids.tolist()), np.int64)
