"""Numbers that songs can be compared by, wherever they are from: analyzed in the file, of a table, or a
word for sound ("sound:jazz")."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from organizer.base.descriptors import ANALYZED, DESCRIPTOR_UNITS, OF_TABLES, not_analyzed
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.library import sound_words
from organizer.library.lists.analysis_columns import DESCRIPTOR_COLUMNS, JOIN_ANALYSIS
from organizer.library.storage import arrays
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.columns import NUMBERS, recognized, words


def names(db: Database) -> list[str]:
    """Every number that songs of this library can have: descriptors first, then what only tables tell, then
    the words for sound."""
    return [*without_words(db), *_of_words(sound_words.vocabulary(db))]


def without_words(db: Database) -> list[str]:
    """The same without the words for sound."""
    return list(dict.fromkeys((*ANALYZED, *tables.number_names(db))))


def telling(db: Database) -> list[str]:
    """Those of ``names`` that songs are described by: without words that cannot be trusted."""
    return [*without_words(db), *_of_words(sound_words.offered(sound_words.vocabulary(db)))]


def is_word(name: str) -> bool:
    """Whether it is a word for sound."""
    return name[: len(sound_words.FIELD) + 1].lower() == f"{sound_words.FIELD}:"


def _of_words(some: Sequence[sound_words.Word]) -> list[str]:
    return list(dict.fromkeys(word.measure for word in some))


def spelled(db: Database, wanted: Sequence[str]) -> tuple[str, ...]:
    """The names that are meant, as searches take them: in any case, "_" for a space, "bpm" for the tempo, a
    word for sound also by itself.

    Raises ``UsageError`` for one that no song of this library can have.
    """
    there = without_words(db)
    by_words = {words(name): name for name in reversed(there)}
    some = sound_words.vocabulary(db)
    meant = []
    for name in wanted:
        field = recognized(name)
        alias = field.role if field is not None and field.role in NUMBERS else ""
        spelling = name if name in there else by_words.get(words(name), alias)
        if spelling not in there:
            wanted_word = name.partition(":")[2] if is_word(name) else name
            word = sound_words.named(some, wanted_word)
            if word is None and is_word(name):
                raise sound_words.unknown(some, wanted_word)
            gone = alias or by_words.get(words(name), "")
            if word is None and gone in OF_TABLES:
                cause, remedy = not_analyzed(gone)
                raise UsageError(cause, remedy=tr("leave it out; {remedy}", remedy=remedy))
            if word is None:
                listed = ", ".join([*there, *([f"{sound_words.FIELD}:WORD"] if some else [])])
                raise UsageError(
                    tr("no song has “{name}”", name=name), remedy=tr("one of {listed}", listed=listed)
                )
            spelling = word.measure
        meant.append(spelling)
    return tuple(dict.fromkeys(meant))


def known(db: Database) -> list[str]:
    """Those of ``telling`` that any song has."""
    present = set(tables.number_names(db))
    some = ", ".join(f"max({DESCRIPTOR_COLUMNS[name]} IS NOT NULL)" for name in DESCRIPTOR_UNITS)
    row = db.read().execute(f"SELECT {some} FROM tracks t {JOIN_ANALYSIS}").fetchone()
    present.update(name for name, there in zip(DESCRIPTOR_UNITS, row, strict=True) if there)
    plain = [name for name in without_words(db) if name in present]
    if not sound_words.any_song(db):
        return plain
    return [*plain, *_of_words(sound_words.offered(sound_words.vocabulary(db)))]


def load(db: Database, ids: IntArray, wanted: Sequence[str]) -> npt.NDArray[np.float64]:
    """The numbers of these songs: shape=(n, len(wanted)), NaN where not known.

    What was analyzed in the file goes before what a table says.
    """
    values = tables.numbers(db, ids, wanted)
    described = [at for at, name in enumerate(wanted) if name in DESCRIPTOR_UNITS]
    if described:
        columns = [DESCRIPTOR_COLUMNS[wanted[at]] for at in described]
        analyzed = arrays.of_songs(db.read(), np.asarray(ids, np.int64), columns, JOIN_ANALYSIS)
        values[:, described] = np.where(np.isfinite(analyzed), analyzed, values[:, described])
    of_words = [at for at, name in enumerate(wanted) if is_word(name)]
    if of_words:
        values[:, of_words] = sound_words.load(db, ids, [wanted[at] for at in of_words])
    return values
