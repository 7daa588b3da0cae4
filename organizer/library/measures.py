"""Numbers that songs can be compared by, wherever they are from: analyzed in the file, or of a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from organizer.base.descriptors import DESCRIPTOR_UNITS
from organizer.base.errors import UsageError
from organizer.base.model import IntArray
from organizer.library.overview import overview
from organizer.library.query import DESCRIPTOR_COLUMNS, JOIN_ANALYSIS
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.columns import NUMBERS, recognized, words


def names(db: Database) -> list[str]:
    """Every number that songs of this library can have: descriptors first, then what only tables tell."""
    return list(dict.fromkeys((*DESCRIPTOR_UNITS, *tables.number_names(db))))


def spelled(db: Database, wanted: Sequence[str]) -> tuple[str, ...]:
    """The names that are meant, as searches take them: in any case, "_" for a space, "bpm" for the tempo.

    Raises ``UsageError`` for one that no song of this library can have.
    """
    there = names(db)
    by_words = {words(name): name for name in reversed(there)}
    meant = []
    for name in wanted:
        field = recognized(name)
        alias = field.role if field is not None and field.role in NUMBERS else ""
        spelling = name if name in there else by_words.get(words(name), alias)
        if spelling not in there:
            raise UsageError(f"no song has “{name}”", remedy=f"one of {', '.join(there)}")
        meant.append(spelling)
    return tuple(dict.fromkeys(meant))


def known(db: Database) -> list[str]:
    """Those of ``names`` that any song has."""
    present = set(tables.number_names(db))
    some = ", ".join(f"max({DESCRIPTOR_COLUMNS[name]} IS NOT NULL)" for name in DESCRIPTOR_UNITS)
    row = db.read().execute(f"SELECT {some} FROM tracks t {JOIN_ANALYSIS}").fetchone()
    present.update(name for name, there in zip(DESCRIPTOR_UNITS, row, strict=True) if there)
    return [name for name in names(db) if name in present]


def load(db: Database, ids: IntArray, wanted: Sequence[str]) -> npt.NDArray[np.float64]:
    """The numbers of these songs: shape=(n, len(wanted)), NaN where not known.

    What was analyzed in the file goes before what a table says.
    """
    values = tables.numbers(db, ids, wanted)
    analyzed = overview(db, ids).descriptors
    for at, name in enumerate(wanted):
        if name in analyzed:
            values[:, at] = np.where(np.isfinite(analyzed[name]), analyzed[name], values[:, at])
    return values
