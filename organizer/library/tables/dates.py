"""Dates in cells of tables, as tags have them: "2001", "2001-05" or "2001-05-31"."""

from __future__ import annotations

import datetime
import re

#: Dates are shorter than this; what is longer is none.
_LONGEST = 40
_NUMBERED = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})(?:[ T,].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})(?:[./](\d{1,2}))?(?:[ T,].*)?")
_YEAR = re.compile(r"(?<!\d)(1\d{3}|2\d{3})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
#: Days since the end of 1899, as spreadsheets count them: 1927 to 2064.
_SERIAL = re.compile(r"[1-5]\d{4}")
_FLOAT = re.compile(r"(\d{4})[.,]0*")


def iso(cell: str) -> str:
    """The date of a cell, as exactly as it is certain: of 03/04/2001 the year. Other text stays as it is."""
    if not cell.strip("0-./, ") or len(cell) > _LONGEST or cell == "NaT":
        return ""
    if number := _FLOAT.fullmatch(cell):
        return number[1]
    if _SERIAL.fullmatch(cell):
        return (datetime.date(1899, 12, 30) + datetime.timedelta(int(cell))).isoformat()
    if match := _COMPACT.fullmatch(cell):
        return _exact(match[1], match[2], match[3])
    if match := _YEAR_FIRST.fullmatch(cell):
        return _exact(match[1], match[2], match[3])
    if match := _NUMBERED.fullmatch(cell):
        first, second, year = int(match[1]), int(match[2]), match[3]
        if "." in cell[:3] or (first > 12 >= second):
            return _exact(year, match[2], match[1])
        if second > 12 >= first:
            return _exact(year, match[1], match[2])
        return _exact(year, match[1], match[2]) if first == second else year
    if re.match(r"\d{4}(?!\d)", cell):
        return cell
    years = _YEAR.findall(cell)
    return str(years[0]) if len(years) == 1 else cell


def _exact(year: str, month: str, day: str | None) -> str:
    """The date if the calendar has it, else the year."""
    try:
        date = datetime.date(int(year), int(month), int(day or 1))
    except ValueError:
        return year
    return date.isoformat() if day else date.isoformat()[:7]
