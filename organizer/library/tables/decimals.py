"""Whether the numbers of a table have a decimal point or a decimal comma.

"0,735" and "1.412,5" can be read in one way; "1,412" is 1412 or 1.412. Such cells are decided by what the
column can hold (a tempo is not 120043 BPM, a share not 735, a song not 1.4 s long), else by the other cells
of the column, else by the other columns, and what is left is guessed and said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from organizer.base.language import plural, tr
from organizer.library.tables.types import Note
from organizer.library.tables.values import either, number, only

#: Cells of a column, and of the table, that are looked at.
_CELLS, _ALL_CELLS, _FEWEST = 2_000, 100_000, 50


@dataclass(frozen=True, slots=True)
class DecimalEvidence:
    """What the cells of one column say."""

    proven: str  #: "." or ","; empty where nothing says it
    unclear: int  #: cells that may be read either way
    example: str  #: one of them
    whole: int  #: cells of up to three digits and nothing else: thousands would have no comma
    three: bool  #: all cells have three digits behind comma or point


def _near(low: float, high: float, wide_low: float, wide_high: float) -> Callable[[float], int]:
    return lambda value: 2 if low <= value <= high else 1 if wide_low <= value <= wide_high else 0


def _seconds(value: float) -> int:
    return max(_near(30, 1200, 5, 36_000)(value), _near(30e3, 1200e3, 5e3, 36e6)(value))


def _count(value: float) -> int:
    return 0 if value != int(value) or value < 0 else 2 if value <= 100 else 1


def _small(highest: int) -> Callable[[float], int]:
    return lambda value: 2 if value == int(value) and -1 <= value <= highest else 0


#: How well a number fits its column: 2 as usual, 1 possible, 0 not at all.
_FITS: Mapping[str, Callable[[float], int]] = {
    "tempo": _near(40, 250, 20, 400),
    "loudness": _near(-60, 5, -100, 10),
    "share": _near(0, 1, 0, 100),
    "popularity": _count,
    "duration": _seconds,
    "duration s": _near(30, 1200, 5, 36_000),
    "duration ms": _near(30e3, 1200e3, 5e3, 36e6),
    "duration min": _near(0.5, 20, 0.1, 600),
    "year": _near(1900, 2100, 1000, 2999),
    "key": _small(11),
    "mode": _small(1),
    "time signature": _small(16),
}


def decimal_evidence(cells: Sequence[str], kind: str, *, columns: int = 1) -> DecimalEvidence:
    """What a column says. ``kind``: a key of ``_FITS``, or anything else where it could hold any number;
    ``columns``: how many the table has."""
    most = max(_FEWEST, min(_CELLS, _ALL_CELLS // columns))
    fits = _FITS.get(kind)
    first = kind.partition(" ")[0]
    reading = first if first in ("tempo", "loudness", "share", "duration") else "number"
    votes: Counter[str] = Counter()
    unclear, example, whole, three = 0, "", 0, True
    for cell in islice((cell for cell in cells if cell), most):
        sign = only(cell)
        if sign:
            three = three and len(cell) > 3 and cell[-4] in ",." and cell[-3:].isdigit()
            votes[sign] += 1
            continue
        if not either(cell):
            whole += cell.isdigit() and len(cell) <= 3
            three = three and cell == "0"
            continue
        better = _better(cell, reading, fits) if fits else ""
        if better:
            votes[better] += 1
        else:
            unclear, example = unclear + 1, example or cell
    proven = max(votes, key=lambda sign: votes[sign]) if votes else ""
    if len(votes) > 1 and votes["."] == votes[","]:
        proven = ""
    return DecimalEvidence(proven, unclear, example, whole, three)


def _better(cell: str, reading: str, fits: Callable[[float], int]) -> str:
    """The decimal under which a cell fits its column better; empty where both do as well."""
    marks = {}
    for decimal in ".,":
        read = number(cell, decimal, reading)
        marks[decimal] = -1 if read is None else fits(read[0])
    if marks["."] == marks[","]:
        return ""
    return "." if marks["."] > marks[","] else ","


def decide_decimals(
    columns: Mapping[int, DecimalEvidence], headers: Sequence[str], separator: str
) -> tuple[str, dict[int, str], list[Note]]:
    """The decimal of the table, that of each column with cells that show one, and what was guessed."""
    votes = Counter(column.proven for column in columns.values() if column.proven)
    table = "," if votes[","] > votes["."] else "."
    shown = [column for column in columns.values() if column.unclear]
    if not votes and separator != "," and shown:
        # Nothing says it. Commas that separate nothing are rather decimals where all have three of them.
        comma = all("," in column.example and column.three and column.unclear > 1 for column in shown)
        table = "," if comma else "."
    chosen: dict[int, str] = {}
    unclear: list[int] = []
    for at, column in columns.items():
        if column.proven:
            chosen[at] = column.proven
        elif column.unclear:
            # 201 beside 1,412: thousands
            chosen[at] = table if not column.whole else "." if "," in column.example else ","
            if not votes or chosen[at] != table:
                unclear.append(at)
    return table, chosen, _notes(unclear, columns, chosen, headers)


def _notes(
    unclear: Sequence[int],
    columns: Mapping[int, DecimalEvidence],
    chosen: Mapping[int, str],
    headers: Sequence[str],
) -> list[Note]:
    if not unclear:
        return []
    at, more = unclear[0], len(unclear) - 1
    read = number(columns[at].example, chosen[at])
    value = f"{read[0]:.12g}" if read else "?"
    example, header = columns[at].example, headers[at]
    what = (
        plural(
            "“{example}” in “{header}” (and {n} more column) can be read two ways: taken for {value}",
            "“{example}” in “{header}” (and {n} more columns) can be read two ways: taken for {value}",
            more,
            example=example,
            header=header,
            value=value,
        )
        if more
        else tr(
            "“{example}” in “{header}” can be read two ways: taken for {value}",
            example=example,
            header=header,
            value=value,
        )
    )
    return [Note(what, f"--decimal {',' if chosen[at] == '.' else '.'}", doubtful=True)]
