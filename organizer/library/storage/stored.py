"""Values as the library holds them, checked where they are read: a damaged disk gives back anything.

What can be made anew is left out and dropped, with a remark to the person; nothing here raises for it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from organizer.base.language import tr
from organizer.base.model import FloatArray, IntArray
from organizer.library.storage.database import Connection, Database

T = TypeVar("T")

#: What parsing raises when it meets what was never written.
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


def stacked(
    rows: Sequence[tuple[int, bytes]], size: int | None = None
) -> tuple[IntArray, FloatArray, list[int]]:
    """Vectors of songs as one matrix.

    Parameters
    ----------
    rows : (track id, float32 bytes)
    size : bytes of a vector; None for what most of them have

    Returns
    -------
    ids, vectors, damaged : shape=(n,), shape=(n, d), and the ids of rows that are no such vectors
    """
    import numpy as np  # here, since the window opens before it loads

    lengths = [len(row[1]) if isinstance(row[1], bytes) else -1 for row in rows]
    if size is None:
        size = next((length for length, _ in Counter(lengths).most_common() if length > 0), 0)
    good = rows
    damaged: list[int] = []
    if size % 4 or lengths.count(size) != len(rows):
        size -= size % 4
        good = [row for row, length in zip(rows, lengths, strict=True) if length == size]
        damaged = [row[0] for row, length in zip(rows, lengths, strict=True) if length != size]
    ids = np.fromiter((row[0] for row in good), np.int64, len(good))
    if not good or not size:
        return ids[:0], np.empty((0, size // 4), np.float32), [row[0] for row in rows]
    vectors = np.frombuffer(b"".join(row[1] for row in good), np.float32).reshape(len(good), -1)
    with np.errstate(all="ignore"):
        sound = bool(np.isfinite(vectors.sum(dtype=np.float64)))
    if not sound:
        finite = np.isfinite(vectors).all(axis=1)
        damaged += ids[~finite].tolist()
        ids, vectors = ids[finite], vectors[finite]
    return ids, vectors, damaged


def parsed(db: Database, what: str, parse: Callable[[], T]) -> T | None:
    """What ``parse`` makes of a stored value; None, and a remark, where it cannot."""
    try:
        return parse()
    except UNREADABLE:
        db.remark(tr("the library is damaged, and this could not be read: {what}", what=what))
        return None


def numbers(text: object) -> dict[str, Any]:
    """A JSON object, empty where it is none."""
    try:
        read = json.loads(text)  # type: ignore[arg-type]
    except UNREADABLE:
        return {}
    return read if isinstance(read, dict) else {}


def names(text: object) -> list[str]:
    """A JSON list of text, empty where it is none."""
    try:
        read = json.loads(text)  # type: ignore[arg-type]
    except UNREADABLE:
        return []
    return [name for name in read if isinstance(name, str)] if isinstance(read, list) else []


def drop(db: Database, remark: str, delete: Callable[[Connection], object]) -> None:
    """Drop what is damaged and can be made anew, where the library can be written."""
    if not db.read_only:
        with db.write() as connection:
            delete(connection)
    db.remark(remark)
