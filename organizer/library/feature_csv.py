"""Tables of songs with audio features, as streaming services' exports and course data sets have them.

A table is read with what can be found out about it: encoding (UTF-8 with or without BOM, UTF-16, else
Windows-1252), separator (comma, semicolon, tab, bar), decimal comma, thousands, missing values. Columns are
recognized by their names (``table_columns``). What cannot be read is reported line by line and left out or
taken as missing; nothing is guessed in silence.
"""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt

from organizer.errors import UsageError
from organizer.library.table_columns import NUMBERS, OTHER_NUMBER, TEXTS, UNUSED, column_name, guess_role

MAX_COLUMNS = 2_000
# Beyond this, a quotation mark was opened and never closed.
csv.field_size_limit(200_000)
_SAMPLE = 200
_MAX_BYTES = 1 << 30
SEPARATORS = (",", ";", "\t", "|")
#: Songs of which the cells are kept as they stand in the file, to be shown.
_HEAD = 50
_MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "–", "?", "missing", "unknown", "#n/a", "nil"}
_TRUTH = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2}(?:[.,]\d+)?)$")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: What only one column can be.
_ONCE = frozenset({*TEXTS, *NUMBERS})
#: A column is numbers when this share of its filled cells are.
_MOSTLY = 0.9
_COMMA = re.compile(r"-?\d+,\d+$")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_POINT_THOUSANDS = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+$")
#: Zip (also the spreadsheets of today), gzip, old spreadsheets, PDF, MP3, SQLite.
_FOREIGN = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF", b"ID3", b"SQLite format")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, and what it is taken for."""

    header: str
    name: str  #: the field or descriptor it is, else the header in small letters
    role: str  #: one of ``table_columns.TEXTS`` or ``NUMBERS``, "number" for any other, or "unused"
    scale: float = 1.0  #: what its numbers were multiplied with: percent to 0–1, ms to seconds


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the table that could not be read; ``line`` counts from 1 as editors do."""

    line: int
    what: str
    left_out: bool = False  #: the whole row is not among the songs


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table that was read."""

    path: str
    encoding: str
    separator: str
    decimal: str
    columns: tuple[Column, ...]
    lines: tuple[int, ...]  #: of each song
    texts: Mapping[str, Sequence[str]]  #: for each text role that the table has: shape=(n,)
    numbers: Mapping[str, npt.NDArray[np.float64]] = field(repr=False)  #: by name: shape=(n,), NaN: missing
    problems: tuple[Problem, ...] = ()
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


def read_table(path: str, how: Reading | None = None) -> Table:
    """Read a table of songs.

    Parameters
    ----------
    path : of the file
    how : what a person corrected of what was recognized

    Raises
    ------
    UsageError
        It is no table of text (or not in the encoding asked for), has no header or no song, no column of
        numbers, or too many columns.
    """
    how = how or Reading()
    if how.separator is not None and (len(how.separator) != 1 or how.separator in '"\r\n'):
        raise UsageError(f"“{how.separator}” cannot separate cells", remedy="use one character, such as ;")
    text, encoding = _text(path, how.encoding)
    if not text.strip():
        raise UsageError("the table is empty", path=path, remedy="export it again")
    separator = how.separator or _separator(path, text)
    records = _records(path, text, separator)
    first = next(records, None)
    if first is None:
        raise UsageError("the table is empty", path=path, remedy="export it again")
    headers = [cell.strip() for cell in first[1]]
    if len(headers) > MAX_COLUMNS:
        raise UsageError(
            f"{len(headers):,} columns are more than a table of songs has", path=path,
            remedy=f"keep at most {MAX_COLUMNS:,}; songs are rows, not columns",
        )  # fmt: skip
    if sum(bool(_NUMBER.match(cell)) for cell in headers) > len(headers) / 2:
        raise UsageError(
            "the first row holds numbers, not names", path=path, remedy="put a row of column names on top"
        )
    rows, problems = _rows(records, len(headers))
    if not rows:
        raise UsageError("no song below the header", path=path, remedy="export the table with its rows")
    cells = [[row[1][index].strip() for row in rows] for index in range(len(headers))]
    lines = [line for line, _ in rows]
    decimal = how.decimal or _decimal(cells)
    columns: list[Column] = []
    texts: dict[str, list[str]] = {}
    numbers: dict[str, npt.NDArray[np.float64]] = {}
    for index, header in enumerate(headers):
        values, broken = _numbers(cells[index], decimal)
        numeric = _is_numeric(cells[index], broken)
        role = how.roles.get(index) or guess_role(header, numeric=numeric)
        elsewhere = (
            role in how.roles.values() and how.roles.get(index) != role
        )  # a person says which one is it
        if (
            role in texts or role in numbers or (elsewhere and role in _ONCE)
        ):  # else the first of its kind is it
            role = OTHER_NUMBER if numeric else UNUSED
        name, scale = role, 1.0
        if role in TEXTS:
            texts[role] = ["" if cell.casefold() in _MISSING else cell for cell in cells[index]]
        elif role == UNUSED:
            name = header
        else:
            if role == OTHER_NUMBER:
                name = _unique(column_name(header) or f"column {index + 1}", numbers)
            scale = _scale(role, header, values)
            numbers[name] = values * scale
            wrong = "“{}” in “{}” is no number: taken as missing"
            problems += [Problem(lines[row], wrong.format(cells[index][row][:40], header)) for row in broken]
        columns.append(Column(header, name, role, scale))
    if not numbers:
        raise UsageError(
            "no column of numbers", path=path, remedy="features are needed, such as tempo or energy"
        )
    empty = np.isnan(np.stack(list(numbers.values()))).all(axis=0)
    # A song that is named is kept: its file may come, and a list of songs stays whole.
    named = np.array([bool(title) for title in texts["title"]] if "title" in texts else [False] * len(rows))
    for row in np.flatnonzero(empty):
        what = "kept by its name alone" if named[row] else "left out"
        problems.append(Problem(lines[row], f"no number in this row: {what}", left_out=not named[row]))
    kept = np.flatnonzero(~empty | named)
    if empty.all():
        raise UsageError("no row holds a number", path=path, remedy="see that its columns are in order")
    return Table(
        path=path,
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        columns=tuple(columns),
        lines=tuple(lines[row] for row in kept),
        texts={role: [values[row] for row in kept] for role, values in texts.items()},
        numbers={name: values[kept] for name, values in numbers.items()},
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        head=tuple(tuple(column[row] for column in cells) for row in kept[:_HEAD]),
    )


def _text(path: str, wanted: str | None) -> tuple[str, str]:
    """The file as text, and its encoding: the one wanted, else the one it looks like."""
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > _MAX_BYTES:
                raise UsageError("the table is over 1 GB", path=path, remedy="split it into several")
            raw = file.read()
    except OSError as error:
        raise UsageError(error.strerror or str(error), path=path, remedy="see that it is there") from error
    if raw.startswith(_FOREIGN):
        raise UsageError(
            "this is not a table of text, whatever its name says", path=path,
            remedy="save or export it as CSV; unpack archives first",
        )  # fmt: skip
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in raw:
        raise UsageError("binary data, not a table of text", path=path, remedy="export it as CSV")
    if wanted is not None:
        try:
            return raw.decode(wanted).removeprefix("\ufeff"), wanted
        except LookupError:
            remedy = "write utf-8, utf-16, cp1252, or another that Python knows"
            raise UsageError(f"unknown encoding “{wanted}”", path=path, remedy=remedy) from None
        except ValueError as error:
            remedy = "choose another one, or let it be recognized"
            raise UsageError(f"it is not in the encoding {wanted}", path=path, remedy=remedy) from error
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), "cp1252"


def _separator(path: str, text: str) -> str:
    """The separator under which the first rows have the same number of cells, and many."""
    best, most = ",", 0.0
    head = text[:1_000_000]
    for separator in SEPARATORS:
        try:
            widths = [len(row) for _, row in islice(_records(path, head, separator), _SAMPLE)]
        except UsageError:
            continue
        width, count = Counter(widths).most_common(1)[0] if widths else (0, 0)
        score = (width - 1) * (count / max(1, len(widths))) ** 2
        if score > most:
            best, most = separator, score
    return best


def _records(path: str, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the line each begins on."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        line = 1
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(
            f"line {line}: {error}", path=path, remedy="a quotation mark may be open there; see that line"
        ) from error


def _rows(
    records: Iterator[tuple[int, list[str]]], width: int
) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    rows, problems = [], []
    for line, row in records:
        while len(row) > width and not row[-1].strip():
            row.pop()
        if len(row) == width:
            rows.append((line, row))
        else:
            what = f"{len(row)} cells where the header has {width}: left out"
            problems.append(Problem(line, what, True))
    return rows, problems


def _decimal(cells: Sequence[Sequence[str]]) -> str:
    """ "," when cells such as 0,52 show it; 1,412 alone is a thousand."""
    flat = (cell for column in cells for cell in islice(column, 2_000) if "," in cell)
    commas = points = 0
    for cell in islice(flat, 20_000):
        if _POINT_THOUSANDS.match(cell) or (_COMMA.match(cell) and not _THOUSANDS.match(cell)):
            commas += 1
        elif _THOUSANDS.match(cell):
            points += 1
    return "," if commas > points else "."


def _numbers(cells: Sequence[str], decimal: str) -> tuple[npt.NDArray[np.float64], list[int]]:
    """The cells as numbers, NaN where one is missing, and the rows that hold something else."""
    values = np.full(len(cells), np.nan)
    broken = []
    for row, cell in enumerate(cells):
        plain = _NUMBER.match(cell) is not None  # as most are
        if not plain and cell.casefold() in _MISSING:
            continue
        value = _finite(cell) if plain else _number(cell, decimal)
        if value is None:
            broken.append(row)
        else:
            values[row] = value
    return values, broken


def _number(cell: str, decimal: str) -> float | None:
    text = cell.replace("\u00a0", "").replace("\u202f", "").rstrip("%").strip()
    clock = _CLOCK.match(text)
    if clock:
        hours, minutes, seconds = clock.groups()
        return 3600.0 * int(hours or 0) + 60.0 * int(minutes) + float(seconds.replace(",", "."))
    if decimal == ",":
        text = text.replace(".", "").replace(",", ".") if "," in text else text
    elif _THOUSANDS.match(text):
        text = text.replace(",", "")
    text = text.replace("\u2212", "-")
    return _finite(text) if _NUMBER.match(text) else _TRUTH.get(text.casefold())


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _is_numeric(cells: Sequence[str], broken: Sequence[int]) -> bool:
    filled = sum(cell.casefold() not in _MISSING for cell in cells)
    return filled > 0 and len(broken) <= (1.0 - _MOSTLY) * filled


def _scale(role: str, header: str, values: npt.NDArray[np.float64]) -> float:
    """Percent to 0–1, milliseconds to seconds."""
    known = values[np.isfinite(values)]
    if not len(known):
        return 1.0
    if NUMBERS.get(role) == "share":
        return 0.01 if 1.0 < known.max() <= 100.0 and known.min() >= 0.0 else 1.0
    if NUMBERS.get(role) == "seconds":
        named = re.search(r"(^|[^a-z])ms([^a-z]|$)|milli", header.casefold())
        return 0.001 if named or float(np.median(known)) > 10_000 else 1.0
    return 1.0


def _unique(name: str, taken: Mapping[str, object]) -> str:
    unique, number = name, 2
    while unique in taken or unique in NUMBERS:
        unique, number = f"{name} {number}", number + 1
    return unique
