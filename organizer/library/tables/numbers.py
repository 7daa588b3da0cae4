"""Columns of tables as numbers in one unit: percent to 0–1, milliseconds and minutes to seconds.

What exporters write for “not detected” (tempo 0, key −1) is missing, and so is what a field cannot hold. A
column that holds something else than its name says (a “loudness” of 0–1, an “energy” in thousands) is kept as
a number of its own, and that is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from organizer.base.language import either, plural, tr
from organizer.library.tables.columns import NUMBERS
from organizer.library.tables.types import Note
from organizer.library.tables.values import LARGEST, MISSING, SECONDS, number

Array = npt.NDArray[np.float64]

#: What the numbers of a field can be in; of the others there is one unit.
UNITS: Mapping[str, tuple[str, ...]] = {
    "seconds": ("s", "ms", "min", "h", "samples"),
    "share": ("share", "percent"),
}
#: The rate at which tables made with librosa count samples.
_RATE = 22_050
_FACTORS: Mapping[str, float] = {**SECONDS, "samples": 1 / _RATE, "share": 1.0, "percent": 0.01}
#: What each field can hold at all.
_POSSIBLE: Mapping[str, tuple[float, float]] = {
    "BPM": (1e-3, 1000.0),
    "dB": (-120.0, 20.0),
    "share": (-5e-4, 1.0005),
    "seconds": (1e-4, 7 * 86_400.0),
}
_NO_NUMBER = (-1.0, -99.0, -999.0, -9999.0)
#: What stands for “not detected”, by the name of the number.
_NOT_DETECTED: Mapping[str, tuple[float, ...]] = {
    **dict.fromkeys(("tempo", "duration", "time signature", "year"), (0.0, *_NO_NUMBER)),
    **dict.fromkeys(("popularity", "key", "mode"), _NO_NUMBER),
    **{name: _NO_NUMBER for name, unit in NUMBERS.items() if unit == "share"},
    "loudness": (-999.0, -9999.0),
}
#: A column is numbers when this share of its filled cells are; one that is named like a field, half of them.
MOSTLY, NAMED = 0.9, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of a column as numbers."""

    values: Array  #: shape=(n,), NaN: missing or no number
    #: shape=(n,): the cell names its unit, and the number is in the usual one
    with_unit: npt.NDArray[np.bool_]
    broken: tuple[int, ...]  #: rows of cells that are no numbers
    filled: int  #: cells that hold anything

    def readable(self, share: float) -> bool:
        """Whether at least this share of the filled cells are numbers."""
        return self.filled > 0 and self.filled - len(self.broken) >= share * self.filled


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A column in the unit of its field."""

    values: Array
    scale: float = 1.0
    unit: str = ""
    outside: tuple[int, ...] = ()  #: rows of what the field cannot hold: missing
    notes: tuple[Note, ...] = ()
    misfit: str = ""  #: why the column is not what its name says; empty: it is


@dataclass(frozen=True, slots=True)
class Context:
    """What else of the table tells what a column is in."""

    percent: bool = False  #: other shares are in percent
    librosa: bool = False  #: made with librosa: a length is in samples
    units: Mapping[int, str] = field(default_factory=dict)  #: what a person chose


def numbers(cells: Sequence[str], decimal: str, kind: str) -> Cells:
    """Read every cell; see ``values.number``."""
    if decimal == "." and (plain := _all_plain(cells)) is not None:
        return Cells(plain, np.zeros(len(cells), np.bool_), (), len(cells))
    values = np.full(len(cells), np.nan)
    with_unit = np.zeros(len(cells), np.bool_)
    broken: list[int] = []
    units: Counter[str] = Counter()
    filled = 0
    for row, cell in enumerate(cells):
        if not cell:
            continue
        read = number(cell, decimal, kind)
        if read is None and cell.casefold() in MISSING:
            continue
        filled += 1
        if read is None:
            broken.append(row)
            continue
        values[row], unit = read
        if unit:
            with_unit[row] = True
            units[unit] += 1
    if kind == "number" and len(units) > 1 and max(units.values()) < MOSTLY * units.total():
        return Cells(
            np.full(len(cells), np.nan), with_unit, tuple(range(filled)), filled
        )  # 8A, 5B: no numbers
    return Cells(values, with_unit, tuple(broken), filled)


def _all_plain(cells: Sequence[str]) -> Array | None:
    """A column of numbers and nothing else, as most are, at once."""
    try:
        values = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return None
    fine = bool((np.abs(values) <= LARGEST).all()) and "_" not in "".join(cells)  # to float, 1_0 is a number
    return values if fine else None


def is_percent(cells: Cells) -> bool:
    """Whether the numbers of a share are in percent beyond doubt."""
    plain = _plain(cells)
    return (
        len(plain) > 0
        and 10.0 < plain.max() <= 100.0
        and plain.min() >= 0.0
        and float(np.median(plain)) > 1.0
    )


def measure(
    role: str, header: str, cells: Cells, *, named: str, chosen: str | None, forced: bool, context: Context
) -> Measured:
    """Bring a column to the unit of its field.

    Parameters
    ----------
    role : one of ``NUMBERS``, or the name of another number
    header : for the notes
    named : the unit that the header names, if any
    chosen : the unit that a person chose
    forced : a person chose what the column is: it is not doubted
    """
    values, notes = _detected(role, header, cells)
    cells = Cells(values, cells.with_unit, cells.broken, cells.filled)
    quantity = NUMBERS.get(role, "")
    unit, guessed = chosen or "", ""
    if quantity == "share" and not unit:
        unit = "percent" if named == "percent" else _share_unit(cells, context.percent)
        if not unit and not forced:
            return Measured(values, misfit=_no_share(_plain(cells)), notes=notes)
        unit = unit or "share"
    elif quantity == "seconds" and not unit and _hours_of_a_spreadsheet(cells):
        what = tr("“{header}” has hours and no seconds: its hours are taken for minutes", header=header)
        notes = (*notes, Note(what, f'--unit "{header}=h"', doubtful=True))
        return Measured(values / 60.0, 1.0, "min", notes=notes)
    elif quantity == "seconds" and not unit:
        unit, guessed = (named, "") if named in SECONDS else _time_unit(cells, context.librosa)
    scaled = values.copy()
    factor = _FACTORS.get(unit, 1.0)
    # Divided, not multiplied with 0.01: 57 percent are then exactly 0.57.
    scaled[~cells.with_unit] = (
        values[~cells.with_unit] * factor if factor >= 1.0 else values[~cells.with_unit] / round(1 / factor)
    )
    if quantity == "seconds" and factor != 1.0:
        scaled = np.round(scaled, 9)  # no 252.00000000000003
    if guessed:
        other = "s" if unit != "s" else "min"
        what = tr("“{header}” names no unit: {guessed}", header=header, guessed=guessed)
        notes = (*notes, Note(what, f'--unit "{header}={other}"', doubtful=True))
    low, high = _POSSIBLE.get(quantity, (-np.inf, np.inf))
    outside = np.isfinite(scaled) & ((scaled < low) | (scaled > high))
    there = int(np.isfinite(scaled).sum())
    if forced or not there:
        return Measured(scaled, factor, unit, notes=notes)
    if 2 * int(outside.sum()) > there:
        shown = values[np.isfinite(values)]
        misfit = tr("it holds {low} to {high}", low=f"{shown.min():g}", high=f"{shown.max():g}")
        return Measured(values, misfit=misfit, notes=notes)
    if quantity == "dB" and float(np.nanmin(scaled)) >= 0.0:
        return Measured(values, misfit=tr("it holds no number below 0, as the dB of music are"), notes=notes)
    scaled[outside] = np.nan
    return Measured(scaled, factor, unit, tuple(np.flatnonzero(outside).tolist()), notes)


def _no_share(plain: Array) -> str:
    low, high = f"{plain.min():g}", f"{plain.max():g}"
    return tr("it holds {low} to {high}, neither 0–1 nor percent", low=low, high=high)


def _plain(cells: Cells) -> Array:
    """The numbers of cells that name no unit."""
    plain: Array = cells.values[~cells.with_unit & np.isfinite(cells.values)]
    return plain


def _detected(role: str, header: str, cells: Cells) -> tuple[Array, tuple[Note, ...]]:
    """The numbers without those that stand for “not detected”."""
    marks = _NOT_DETECTED.get(role, ())
    gone = np.isin(cells.values, marks)
    if not gone.any():
        return cells.values, ()
    values = np.where(gone, np.nan, cells.values)
    shown = either([f"{mark:g}".replace("-", "−") for mark in sorted(set(cells.values[gone]), reverse=True)])
    what = plural(
        "{marks} in “{header}” means not detected: {n} cell is taken as missing",
        "{marks} in “{header}” means not detected: {n} cells are taken as missing",
        int(gone.sum()),
        marks=shown,
        header=header,
    )
    return values, (Note(what),)


def _hours_of_a_spreadsheet(cells: Cells) -> bool:
    """Whether 3:45 was typed and is 3:45:00 now, as spreadsheets write it."""
    values = cells.values[np.isfinite(cells.values)]
    clocks = len(values) > 1 and bool(cells.with_unit[np.isfinite(cells.values)].all())
    return clocks and float(np.median(values)) >= 3600.0 and bool((values % 60.0 == 0.0).all())


def _share_unit(cells: Cells, percent: bool) -> str:
    """ "share" (0–1) or "percent"; empty where it is neither."""
    values = _plain(cells)
    if not len(values):
        return "share"
    inside = values[(values >= -5e-4) & (values <= 100.0)]
    if len(inside) < 0.9 * len(values):
        return ""
    top, whole = float(inside.max()), bool((inside == np.round(inside)).all())
    over = float((inside > 1.0005).sum()) / max(1, int((inside > 0).sum()))
    if percent and (whole or over > 0.05):
        return "percent"
    if top <= 1.0005:
        return "share"
    if whole:
        return "percent" if top > 10.0 else ""
    if over <= 0.34:  # some are wrong, and said to be
        return "share"
    return "percent" if top > 10.0 else ""


def _time_unit(cells: Cells, librosa: bool) -> tuple[str, str]:
    """The unit of lengths whose column names none, and the note on it."""
    values = _plain(cells)
    if not len(values):
        return "s", ""
    middle = float(np.median(values))
    if librosa and middle > 10_000:
        return "samples", tr("taken for samples at {rate} Hz, as librosa counts them", rate=_RATE)
    if middle > 10_000:
        return "ms", ""
    broken = float((values != np.round(values)).mean())
    if 0.5 <= middle < 20.0 and broken > 0.5 and float(np.ptp(values)) > 0.05 * middle:
        return "min", tr("taken for minutes, half of the songs are over {middle}", middle=f"{middle:.3g}")
    return "s", ""
