"""Cells of tables as numbers: signs, decimals, thousands, units, lengths of time, what means “missing”.

Of every number it is first asked how it is written: "0,735" and "1.412,5" can be read in one way only;
"1,412" in two, and then ``decimal`` says which. Patterns are linear, or see few letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Cells that hold nothing, in small letters.
MISSING = frozenset(
    {
        "",
        "na",
        "n/a",
        "nan",
        "null",
        "none",
        "-",
        "–",
        "—",
        "--",
        "?",
        ".",
        "…",
        "...",
        "missing",
        "unknown",
        "#n/a",
        "nil",
        "n.a.",
        "n/d",
        "k.a.",
        "undefined",
        "<na>",
        "(null)",
        "(none)",
        "\\n",
        "inf",
        "+inf",
        "-inf",
        "infinity",
        "+infinity",
        "-infinity",
        "∞",
        "-∞",
        "\u2212∞",
        "\u2212inf",
        "1.#inf",
        "-1.#inf",
        "1.#qnan",
        "-1.#ind",
        "#value!",
        "#ref!",
        "#div/0!",
        "#num!",
        "#name?",
        "nicht verfügbar",
        "not available",
    }
)
#: Of names, only what machines write: there are songs called “Missing”, “None” and “?”, and an album “-”.
NO_NAMES = frozenset({"", "NaN", "nan", "NULL", "null", "NA", "N/A", "n/a", "#N/A", "<NA>", "\\N"})
#: Larger numbers say nothing of a song, and their squares would be infinite in 32 bits.
LARGEST = 1e15
#: Numbers are shorter than this, with all their units.
_LONGEST = 48

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?")
_TRUTH = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2009\u2007", " "),
        **dict.fromkeys("\u2212\u2012\u2013", "-"),
        **dict.fromkeys("\u2019\u2032\u00b4\u02bc", "'"),
        "\u2033": '"',
        "\u066b": ".",
    }
)
_NUMBER = r"[+-]?(?:\d[\d.,' ]*|[.,]\d+)(?:[eE][+-]?\d{1,4})?"
_WITH_UNIT = re.compile(rf"({_NUMBER})\s*([^\d\s.,'].*)?")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2}(?:[.,]\d{1,9})?)")
_QUOTED_CLOCK = re.compile(r"(\d{1,3})'\s*(\d{1,2}(?:[.,]\d{1,9})?)(?:\"|'')?")
_PART = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*([^\W\d]+)\.?[\s,:]*")
_ISO = re.compile(
    r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:[.,]\d{1,9})?)S)?)?", re.I
)
_STARS = re.compile(r"([★⭐✭*]{1,10})\ufe0f?[☆✩]*")
#: Of "." or ",", three digits behind one to three, of which the first is none: 1,412 may be a thousand.
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_GROUPS = {
    ",": re.compile(r"[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?"),
    ".": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
}
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[ ']\d{3})+(?:[.,]\d*)?")

#: Seconds in each unit of time.
SECONDS: Mapping[str, float] = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
_TIMES: Mapping[str, str] = {
    word: unit
    for unit, words in {
        "ms": "ms msec msecs millis millisecond milliseconds millisekunden мс",
        "s": "s sec secs second seconds sek sekunden secondes segundos сек с 秒 초",
        "min": "m min mins minute minutes minuten minutos minuti мин м 分 분",
        "h": "h hr hrs hour hours std stunden heures horas ore ч 時間",
    }.items()
    for word in words.split()
}
_PERCENT = {"%", "percent", "prozent", "pct", "%%"}
#: Units that change nothing, of each kind of number; "number": of those that are no known field.
_UNITS: Mapping[str, frozenset[str]] = {
    "tempo": frozenset({"bpm", "beats/min", "beats per minute"}),
    "loudness": frozenset({"db", "dbfs", "lufs", "lu", "lkfs", "db lufs", "dbfs (rms)"}),
    "share": frozenset(),
    "popularity": frozenset({"%", "/100", "/ 100"}),
    "number": frozenset(
        {
            "bpm",
            "db",
            "dbfs",
            "lufs",
            "hz",
            "khz",
            "kbps",
            "kb/s",
            "kbit/s",
            "kb",
            "mb",
            "gb",
            "st",
            "cents",
            "%",
            "x",
            "plays",
            "bit",
            "bits",
        }
    ),
}
_MANY = {"K": 1e3, "k": 1e3, "M": 1e6, "B": 1e9, "Mio": 1e6, "Mio.": 1e6, "Mrd": 1e9, "Mrd.": 1e9}


def is_plain(cell: str) -> bool:
    """Whether a cell is a number with a decimal point, and nothing else."""
    return _PLAIN.fullmatch(cell) is not None


def either(cell: str) -> bool:
    """Whether a cell, without its unit, is a number that a comma or point may make a thousand of."""
    return _EITHER.fullmatch(_bare(cell)) is not None


def only(cell: str) -> str | None:
    """The sign of decimals that a cell proves: "." or ","; None where it shows none or either."""
    text = _bare(cell)
    if not text or _EITHER.fullmatch(text):
        return None
    commas, points = text.count(","), text.count(".")
    if commas and points:
        last = "," if text.rfind(",") > text.rfind(".") else "."
        return last if _GROUPS["." if last == "," else ","].fullmatch(text) else None
    if commas > 1 or points > 1:
        sign = "," if commas else "."
        return ("." if sign == "," else ",") if _GROUPS[sign].fullmatch(text) else None
    return "," if commas else "." if points else None


def _bare(cell: str) -> str:
    """The number of a cell without its unit; empty where there is none."""
    if len(cell) > _LONGEST or ("," not in cell and "." not in cell) or ":" in cell:
        return ""
    match = _WITH_UNIT.fullmatch(cell.translate(_SIGNS).strip())
    return match[1].strip(" '") if match else ""


def number(cell: str, decimal: str, kind: str = "number") -> tuple[float, str] | None:
    """A cell as a number and the unit that stands in it ("" for none); None: it is no number of this kind.

    ``kind`` is "duration" (then in seconds, wherever the cell says its unit), "tempo", "loudness", "share"
    (then 0–1, wherever the cell says percent), "popularity", "rating" (stars count, too) or "number".
    """
    if (decimal == "." or "." not in cell) and _PLAIN.fullmatch(cell):
        return _bounded(float(cell), "")
    if len(cell) > _LONGEST:
        return None
    if kind == "rating" and (stars := _STARS.fullmatch(cell.replace(" ", ""))):
        return float(len(stars[1])), ""
    text = cell.translate(_SIGNS).strip()
    if text.startswith('="') and text.endswith('"'):  # how spreadsheets are kept from changing it
        text = text[2:-1]
    kind = "number" if kind == "rating" else kind
    if kind in ("duration", "number") and (seconds := _seconds(text)) is not None:
        return seconds, "s"
    match = _WITH_UNIT.fullmatch(text)
    if match is None:
        truth = _TRUTH.get(text.casefold()) if kind == "number" else None
        return None if truth is None else (truth, "")
    value = _value(match[1].strip(), decimal)
    if value is None:
        return None
    return _with_unit(value, (match[2] or "").strip(), kind)


def _with_unit(value: float, unit: str, kind: str) -> tuple[float, str] | None:
    if not unit:
        return _bounded(value, "")
    small = unit.casefold().strip("()[] ")
    if kind == "share":
        return _bounded(value / 100.0, "percent") if small in _PERCENT else None
    if kind == "duration":
        time = _TIMES.get(small.rstrip("."))
        return None if time is None else _bounded(value * SECONDS[time], time)
    if small in _UNITS.get(kind, frozenset()):
        return _bounded(value, small)
    if kind in ("number", "popularity") and unit in _MANY:
        return _bounded(value * _MANY[unit], "")
    return None


def _bounded(value: float, unit: str) -> tuple[float, str] | None:
    return (value, unit) if abs(value) <= LARGEST else None


def _value(text: str, decimal: str) -> float | None:
    """A number without a unit, in any of its spellings."""
    if _SPACED.fullmatch(text):
        text = text.replace(" ", "").replace("'", "")
        return float(text.replace(",", "."))
    if " " in text or "'" in text:
        return None
    commas, points = text.count(","), text.count(".")
    if commas + points > 1:
        sign = "," if (commas and text.rfind(".") > text.rfind(",")) or not points else "."
        if not _GROUPS[sign].fullmatch(text):
            return None
        text = text.replace(sign, "").replace(",", ".")
    elif commas + points == 1:
        sign = "," if commas else "."
        thousand = sign != decimal and _EITHER.fullmatch(text) is not None
        text = text.replace(sign, "" if thousand else ".")
    return float(text) if _PLAIN.fullmatch(text) else None


def _seconds(text: str) -> float | None:
    """ "3:45", "1:02:03", "3m 45s", "3'45\\"", "PT3M45S" in seconds; None for what is no length of time."""
    if ":" in text:
        clock = _CLOCK.fullmatch(text.casefold().removesuffix("min").removesuffix("h").strip())
        return _clock(clock[1], clock[2], clock[3]) if clock else None
    if text[:1] in "pP" and len(text) > 2 and (iso := _ISO.fullmatch(text)) and any(iso.groups()):
        days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in iso.groups())
        return 86400.0 * days + 3600.0 * hours + 60.0 * minutes + seconds
    if "'" in text and (quoted := _QUOTED_CLOCK.fullmatch(text)):
        return _clock(None, quoted[1], quoted[2])
    total, at, last, parts = 0.0, 0, float("inf"), 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            break
        length = SECONDS.get(_TIMES.get(part[2].casefold(), ""))
        if length is None or length >= last:
            return None
        total += float(part[1].replace(",", ".")) * length
        at, last, parts = part.end(), length, parts + 1
    if not parts or (at < len(text) and parts == 0):
        return None
    rest = text[at:].strip()
    if rest:  # "3min45": what is behind the minutes are seconds
        return (
            total + float(rest)
            if rest.isascii() and rest.isdigit() and last == 60.0 and len(rest) < 3
            else None
        )
    return total if parts > 1 else None  # a single one is a number with a unit


def _clock(hours: str | None, minutes: str, seconds: str) -> float | None:
    behind = float(seconds.replace(",", "."))
    if behind >= 60.0 or (hours and int(minutes) >= 60):
        return None
    return 3600.0 * int(hours or 0) + 60.0 * int(minutes) + behind
