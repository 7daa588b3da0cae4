"""The search language of the search box and the command line, turned into SQL.

Words match title, artist, album and genre from their beginnings, accents ignored; ``"a phrase"`` matches
as a whole; ``field:value`` matches one field; ``bpm:90..120`` a range, either end open; ``-`` in front
of any of them excludes. All terms must hold. Empty means all.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from organizer.errors import UsageError
from organizer.model import DESCRIPTOR_FIELDS, DESCRIPTOR_UNITS, REPLAY_GAIN_LEVEL

#: What was heard of a song ``t``: by the ear (``d``), and measured on the whole song on demand (``m``).
JOIN_HEARD = """LEFT JOIN descriptors d ON d.audio_hash = t.audio_hash AND t.audio_hash != ''
  LEFT JOIN measured m ON m.audio_hash = t.audio_hash AND t.audio_hash != ''"""

_MEASURED = ("loudness", "loudness_range", "true_peak")

#: Each descriptor as SQL over ``JOIN_HEARD``: what was measured goes before what was estimated.
HEARD = {
    name: f"COALESCE(m.{name}, d.{name})" if name in _MEASURED else f"d.{name}" for name in DESCRIPTOR_FIELDS
} | {"loudness_measured": "m.audio_hash IS NOT NULL"}
REPLAY_GAIN = f"({REPLAY_GAIN_LEVEL} - {HEARD['loudness']})"

#: Fields of text, with the column each is kept in.
_TEXT = {
    "title": "t.display_title", "artist": "t.artist", "albumartist": "t.album_artist",
    "album_artist": "t.album_artist", "album": "t.album", "genre": "t.genre", "date": "t.date",
    "year": "t.date", "track": "t.track", "disc": "t.disc", "mood": "t.mood", "grouping": "t.grouping",
    "comment": "t.comment", "isrc": "t.isrc", "format": "t.format", "path": "CAST(t.path AS TEXT)",
}  # fmt: skip

#: Fields of numbers. BPM prefers what was heard to what the tag claims.
_NUMBER = {
    **{name: HEARD[name] for name in DESCRIPTOR_UNITS}, "replay_gain": REPLAY_GAIN,
    "bpm": "COALESCE(d.tempo, CAST(NULLIF(t.bpm, '') AS REAL))", "duration": "t.duration",
    "length": "t.duration", "bitrate": "t.bitrate / 1000.0", "samplerate": "t.sample_rate",
    "channels": "t.channels", "cell": "c.cell", "group": "g.number",
}  # fmt: skip

#: Fields that match as a whole, whatever the case.
_EXACT = {"key": "COALESCE(d.key, t.key)", "camelot": "d.camelot"}

_OF_TABLE = """(SELECT max(json_extract(r.numbers, '$."{name}"'))
  FROM table_rows r WHERE r.track_id = t.id)"""

FIELDS = tuple(sorted({*_TEXT, *_NUMBER, *_EXACT, "year"}))

_TERM = re.compile(r'(?P<minus>-)?(?:(?P<field>[A-Za-z_]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Query:
    """A search as SQL: a condition on ``t`` (tracks), ``d``, ``m``, ``c``, ``g``, and its parameters."""

    condition: str = "1"
    parameters: tuple[object, ...] = ()


def parse(text: str, *, of_tables: Collection[str] = ()) -> Query:
    """``of_tables``: numbers that only imported tables tell; a space in their names is "_" in a field.

    Raises ``UsageError`` for an unknown field or a range that is none.
    """
    conditions: list[str] = []
    parameters: list[object] = []
    for term in _TERM.finditer(text):
        value = term["phrase"] if term["phrase"] is not None else term["word"]
        field = (term["field"] or "").lower()
        told = field.replace("_", " ")
        known = field in _TEXT or field in _NUMBER or field in _EXACT or told in of_tables
        if field and not known and term["phrase"] is None and value.startswith("//"):
            field, value, known = "", f"{field}:{value}", False  # an address, not a field
        if not field:
            condition, values = _words(value)
        elif field == "year":
            condition, values = _number("CAST(SUBSTR(t.date, 1, 4) AS REAL)", field, value)
        elif field in _NUMBER:
            condition, values = _number(_NUMBER[field], field, value)
        elif field in _EXACT:
            condition, values = f"LOWER({_EXACT[field]}) = LOWER(?)", (value,)
        elif told in of_tables:
            condition, values = _number(_OF_TABLE.format(name=told.replace("'", "")), field, value)
        elif known:
            condition, values = f"{_TEXT[field]} LIKE ? ESCAPE '\\'", (f"%{_escape(value)}%",)
        else:
            raise UsageError(f"unknown field “{field}”", remedy=f"one of {', '.join(FIELDS)}")
        if condition:
            conditions.append(f"NOT COALESCE({condition}, 0)" if term["minus"] else condition)
            parameters.extend(values)
    return Query(" AND ".join(f"({c})" for c in conditions) or "1", tuple(parameters))


def _words(value: str) -> tuple[str, tuple[object, ...]]:
    words = re.findall(r"\w+", value)
    if not words:
        return "", ()
    match = '"' + " ".join(words) + '"*'
    return "t.id IN (SELECT rowid FROM tracks_text WHERE tracks_text MATCH ?)", (match,)


def _number(column: str, field: str, value: str) -> tuple[str, tuple[object, ...]]:
    low, dots, high = value.partition("..")
    try:
        if not dots:
            exact = float(value)
            # what is shown rounded to a whole number is found by that number
            width = 0.5 if exact.is_integer() and field not in ("group", "cell", "year") else 0.0
            return f"{column} BETWEEN ? AND ?", (exact - width, exact + width)
        bounds = [(">=", float(low))] if low else []
        bounds += [("<=", float(high))] if high else []
    except ValueError:
        raise UsageError(
            f"“{field}:{value}” is not a number or a range", remedy=f"write {field}:90 or {field}:90..120"
        ) from None
    if not bounds:
        return f"{column} IS NOT NULL", ()
    return " AND ".join(f"{column} {sign} ?" for sign, _ in bounds), tuple(b for _, b in bounds)


def _escape(value: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", value)
