"""The values of tables of songs: how one is to be read, and what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from organizer.base.language import tr


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, and what it is taken for."""

    header: str
    name: str  #: the field or descriptor it is, else the header in small letters
    role: str  #: one of ``columns.TEXTS`` or ``NUMBERS``, "number" for any other, or "unused"
    scale: float = 1.0  #: what its numbers were multiplied with: percent to 0–1, ms to seconds
    unit: str = ""  #: of cells that name none: one of ``numbers.UNITS``; empty where there is no choice
    decimal: str = ""  #: "." or ",", where its cells show one


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the table that could not be read; ``line`` counts from 1 as editors do."""

    line: int
    what: str
    left_out: bool = False  #: the whole row is not among the songs
    count: int = 1  #: how many this stands for: of very many, the last says how many more there are


@dataclass(frozen=True, slots=True)
class Note:
    """A decision that a person may want to correct, and the option of the command line that does."""

    what: str
    option: str = ""
    doubtful: bool = False  #: it may well be wrong


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table that was read."""

    path: str
    encoding: str
    separator: str
    decimal: str
    header_line: int  #: line of the names of columns; 0: there is none
    columns: tuple[Column, ...]
    lines: tuple[int, ...]  #: of each song
    texts: Mapping[str, Sequence[str]]  #: for each text role that the table has: shape=(n,)
    numbers: Mapping[str, npt.NDArray[np.float64]] = field(repr=False)  #: by name: shape=(n,), NaN: missing
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    head: tuple[tuple[str, ...], ...] = ()  #: the cells of the first songs, as they stand in the file

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person says that a table is to be read; None where it is to be recognized."""

    separator: str | None = None  #: one character
    encoding: str | None = None
    decimal: str | None = None  #: "." or ","
    roles: Mapping[int, str] = field(default_factory=dict)  #: what columns (by number, from 0) are
    units: Mapping[int, str] = field(default_factory=dict)  #: what the numbers of columns are in
    header_line: int | None = None  #: line of the names of columns; 0: there is none


class Problems:
    """What is wrong in a table; of each kind the first thousand, and how many more."""

    _LISTED = 1_000

    def __init__(self) -> None:
        self._listed: list[Problem] = []
        self._counts: dict[tuple[str, bool], int] = {}
        self._beyond: dict[tuple[str, bool], tuple[int, int]] = {}

    def add(self, line: int, what: str, *, left_out: bool = False, kind: str = "") -> None:
        """``kind``: in what words the last one says how many more there are of it."""
        key = (kind or tr("of the same kind"), left_out)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] <= self._LISTED:
            self._listed.append(Problem(line, what, left_out))
        else:
            first, count = self._beyond.get(key, (line, 0))
            self._beyond[key] = (first, count + 1)

    def in_order(self) -> tuple[Problem, ...]:
        """All of them, in the order of lines."""
        more = [
            Problem(
                line,
                tr("{n} more, left out: {kind}", n=count, kind=kind)
                if out
                else tr("{n} more, taken as missing: {kind}", n=count, kind=kind),
                out,
                count,
            )
            for (kind, out), (line, count) in self._beyond.items()
        ]
        return tuple(sorted((*self._listed, *more), key=lambda problem: problem.line))
