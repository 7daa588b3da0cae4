"""Times in searches: ``added:30d``, ``lastplayed:never``, ``added:2026-01..``, in the time of this computer.

A span (``30d``, ``2w``, ``6m``, ``1y``, ``12h``) alone means *within* the last of it; as an end of a range it
is the moment that long ago: ``90d..30d`` is between the two, ``..30d`` and ``>30d`` longer ago, ``<30d`` less
long. A date is the whole of its day, month or year, also as an end of a range; ``today``, ``this week``,
``last month`` and their like are such days, weeks from Monday on.
"""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta

from organizer.base.language import tr

#: Fields of times, and what each is compared to.
_SPAN = re.compile(r"(\d{1,5})\s?(h|hours?|d|days?|w|weeks?|m|mo|months?|y|years?)")
_NAMED = re.compile(r"(this|last)[ _-]?(week|month|year)")
_DATE = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")
_COMPARED = re.compile(r"(>=|<=|>|<)\s*(.+)")
_FIRST = datetime(1970, 1, 2)

#: The ends of what is looked for, in seconds since 1970: from the first on, before the second; None: open.
Bounds = tuple[float | None, float | None]


def remedy(field: str) -> str:
    """What to write for a time."""
    near, past, day = f"{field}:30d", f"{field}:..1y", f"{field}:2026-01.."
    if field == "added":
        return tr(
            "write {near} for the last 30 days, {past} for longer ago, or a date: {day}",
            near=near,
            past=past,
            day=day,
        )
    return tr(
        "write {near} for the last 30 days, {past} for longer ago, {never}, or a date: {day}",
        near=near,
        past=past,
        never=f"{field}:never",
        day=day,
    )


def bounds(text: str, now: datetime) -> Bounds | None:
    """What a value asks for; None where it is no time. ``text`` is folded and not empty."""
    low, dots, high = (part.strip() for part in text.partition(".."))
    if compared := _COMPARED.fullmatch(text):
        if (moment := _ago(compared[2], now)) is not None:
            return (None, moment) if ">" in compared[1] else (moment, None)
        period = _period(compared[2], now)
        if period is None:
            return None
        first, end = period
        return {">": (end, None), ">=": (first, None), "<": (None, first), "<=": (None, end)}[compared[1]]
    if not dots:
        if (moment := _ago(low, now)) is not None:
            return moment, None
        return _period(low, now)
    ends: list[float | None] = [None, None]
    for side, part in enumerate((low, high)):
        if part and (moment := _ago(part, now)) is not None:
            ends[side] = moment
        elif part:
            period = _period(part, now)
            if period is None:
                return None
            ends[side] = period[side]
    return ends[0], ends[1]


def _ago(text: str, now: datetime) -> float | None:
    """The moment that a span ago is; None where it is none."""
    span = _SPAN.fullmatch(text)
    if span is None:
        return None
    count, unit = int(span[1]), span[2][0]
    if unit in "hdw":
        then = now - timedelta(hours=count * {"h": 1, "d": 24, "w": 168}[unit]) if count < 30_000 else _FIRST
    else:
        months = now.year * 12 + now.month - 1 - count * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        if year < _FIRST.year:
            then = _FIRST
        else:
            day = min(now.day, calendar.monthrange(year, month + 1)[1])
            then = now.replace(year=year, month=month + 1, day=day)
    return max(then, _FIRST).timestamp()


def _period(text: str, now: datetime) -> tuple[float, float] | None:
    """From when to when a date or a day goes; None where it is none."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = {"today": 0, "yesterday": 1}
    if text in days:
        first = today - timedelta(days=days[text])
        return first.timestamp(), (first + timedelta(days=1)).timestamp()
    if named := _NAMED.fullmatch(text):
        return _named(named[2], 1 if named[1] == "last" else 0, today)
    date = _DATE.fullmatch(text)
    if date is None:
        return None
    year, month, day = int(date[1]), int(date[2] or 1), int(date[3] or 1)
    try:
        first = datetime(year, month, day)
        if date[3]:
            end = first + timedelta(days=1)
        else:
            months = year * 12 + month - 1 + (1 if date[2] else 12)
            end = datetime(months // 12, months % 12 + 1, 1)
    except (ValueError, OverflowError):
        return None
    return max(first, _FIRST).timestamp(), max(end, _FIRST).timestamp()


def _named(unit: str, back: int, today: datetime) -> tuple[float, float]:
    """This week, month or year, or the one so many before."""
    if unit == "week":
        first = today - timedelta(days=today.weekday() + 7 * back)
        return first.timestamp(), (first + timedelta(days=7)).timestamp()
    span = 12 if unit == "year" else 1
    months = today.year * 12 + (0 if unit == "year" else today.month - 1) - span * back
    first, end = (datetime(month // 12, month % 12 + 1, 1) for month in (months, months + span))
    return first.timestamp(), end.timestamp()
