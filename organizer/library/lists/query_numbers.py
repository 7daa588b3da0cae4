"""Numbers in searches: ``bpm:128``, ``bpm:90..120``, ``rating:>=4``, ``year:""``, as conditions in SQL."""

from __future__ import annotations

import re

from organizer.base.errors import printable
from organizer.base.folding import fold
from organizer.base.language import tr
from organizer.library.lists.query_fields import help_of
from organizer.library.lists.query_grammar import Value, wrong

#: Numbers that are what they are, not rounded; several can be named with commas.
COUNTED = ("group", "cell", "year", "channels", "rating", "plays", "played", "skips")
_CLOCKED = ("duration", "length")

_DIGITS = r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:e[+-]?\d{1,2})?"
_EXACT_NUMBER = re.compile(_DIGITS)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2}(?:\.\d{0,6})?)")
COMPARED = re.compile(r"(>=|<=|>|<)(.+)")


def condition(column: str, field: str, value: Value, at: int) -> tuple[str, tuple[object, ...]]:
    """The condition on a column, and its parameters. Raises ``UsageError``."""
    text = fold(value.text)
    if not text or (field == "rating" and text == "none"):
        return f"{column} IS NULL", ()
    low, dots, high = text.partition("..")
    if compared := COMPARED.fullmatch(text):
        return f"{column} {compared[1]} ?", (_parsed(compared[2], field, value, at),)
    if not dots:
        exact = _parsed(text, field, value, at)
        # what is shown rounded to a whole number is found by that number
        rounded = exact.is_integer() and field not in COUNTED and not value.whole
        width = 0.5 if rounded else 0.0
        return f"{column} BETWEEN ? AND ?", (exact - width, exact + width)
    bounds = [(">=", _parsed(low, field, value, at))] if low else []
    bounds += [("<=", _parsed(high, field, value, at))] if high else []
    if not bounds:
        return f"{column} IS NOT NULL", ()
    return " AND ".join(f"{column} {sign} ?" for sign, _ in bounds), tuple(b for _, b in bounds)


def _parsed(text: str, field: str, value: Value, at: int) -> float:
    text = text.strip()
    if field in _CLOCKED and (clock := _CLOCK.fullmatch(text)):
        return 3600.0 * int(clock[1] or 0) + 60.0 * int(clock[2]) + float(clock[3])
    if not _EXACT_NUMBER.fullmatch(text):
        shown = printable(f"{field}:{value.text}")[:80]
        example = f"{field}:0.4 or {field}:0.2..0.4" if ":" in field else help_of(field).searches
        remedy = tr("write {example}, decimals with a point", example=example)
        raise wrong(tr("“{shown}” is not a number or a range", shown=shown), at, remedy)
    number = float(text)
    if field == "rating" and not 0 <= number <= 5:
        raise wrong(tr("ratings go from 0 to 5 stars"), at, tr("write rating:4 or rating:3.5.."))
    return number
