"""What columns of tables are called: the spellings of exporters and data sets, as one field each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from organizer.base.folding import fold
from organizer.library.tables.names import INDEX_NAMES, NUMBER_NAMES, TEXT_NAMES, UNIT_NAMES

#: Endings of what may be a table.
SUFFIXES = (".csv", ".tsv", ".tab", ".txt")

UNUSED = "unused"
#: A number that has no field of its own: stored under its header.
OTHER_NUMBER = "number"

#: The text fields.
TEXTS = tuple(TEXT_NAMES)

#: Number fields with their unit: "share" is 0–1 (tables have it in percent, too).
NUMBERS: Mapping[str, str] = {
    "tempo": "BPM",
    "loudness": "dB",
    "energy": "share",
    "danceability": "share",
    "acousticness": "share",
    "valence": "share",
    "speechiness": "share",
    "instrumentalness": "share",
    "liveness": "share",
    "popularity": "",
    "duration": "seconds",
}

_LONGEST = 100
#: What is in front of names that say the same without it, and behind them.
_BEFORE = re.compile(
    r"(the|my|track|song|audio features?|audio|features?|af|sp|spotify|lowlevel|rhythm|tonal|metadata tags) "
)
_BEHIND = re.compile(r" (of the (track|song)|0|in)")


@dataclass(frozen=True, slots=True)
class HeaderMeaning:
    """What a header says by itself."""

    role: str
    sure: bool  #: False: it may be something else, and counts where no other column is it
    unit: str = ""  #: one of ``UNIT_NAMES``, if the header names one


def is_table(path: str) -> bool:
    """Whether a path looks like a table from outside; folders never do."""
    return path.lower().endswith(SUFFIXES) and not os.path.isdir(path)


def recognized(header: str) -> HeaderMeaning | None:
    """The field that a header names, if any; what its cells hold may speak against it."""
    if not header or len(header) > _LONGEST or header[0] in "0123456789+-.":
        return None
    unit = "percent" if "%" in header else ""
    names = _names()
    for word in _spellings(words(header)):
        role = names.get(word)
        if role is not None:
            return HeaderMeaning(*role, unit or _unit_of_a_name(word))
        bare, named = _without_unit(word)
        for shorter in _spellings(bare) if named is not None else ():
            if shorter in names:
                return HeaderMeaning(*names[shorter], unit or named or "")
    return None


def is_index(header: str) -> bool:
    """Whether a header names what only says where a row stands."""
    return words(header) in _split(INDEX_NAMES) or not header.strip("# ")


def column_name(header: str) -> str:
    """A header as a name that can be typed: "Beats Per Minute (BPM)" → "beats per minute bpm"."""
    return words(header)[:_LONGEST].strip()


def words(header: str) -> str:
    """Small letters and digits without accents, all else one space."""
    header = header[: 4 * _LONGEST]
    split = re.sub(r"(?<=[a-z]{3})(?=[A-Z][a-z])", " ", header)  # camelCase, but not dB
    return re.sub(r"[\W_]+", " ", fold(split)).strip()


def _spellings(text: str) -> Iterator[str]:
    """The words, and the same without what may stand around them."""
    yield text
    before = _BEFORE.match(text)
    short = text[before.end() :] if before else text
    if before:
        yield short
    for name in (text, short):
        behind = _BEHIND.search(name)
        if behind and behind.end() == len(name):
            yield name[: behind.start()]


def _without_unit(text: str) -> tuple[str, str | None]:
    """The words without a unit at their end, and the unit; None where there is none."""
    for unit, spellings in _units().items():
        for spelling in spellings:
            if text.endswith(" " + spelling):
                return text[: -len(spelling) - 1].removesuffix(" in").removesuffix(" en"), unit
    return text, None


def _unit_of_a_name(word: str) -> str:
    """ "milliseconds" is a name of the duration that names its unit, too; so is "tracktimemillis"."""
    return "ms" if "milli" in word else {"seconds": "s", "minutes": "min"}.get(word, "")


@cache
def _names() -> Mapping[str, tuple[str, bool]]:
    names: dict[str, tuple[str, bool]] = {}
    for role, spellings in NUMBER_NAMES.items():
        names.update((name, (role, True)) for name in _split(spellings))
    for sure in (True, False):
        for role, both in TEXT_NAMES.items():
            for name in _split(both[0] if sure else both[1]):
                names.setdefault(name, (role, sure))
    return names


@cache
def _units() -> Mapping[str, tuple[str, ...]]:
    return {unit: tuple(_split(spellings)) for unit, spellings in UNIT_NAMES.items()}


@cache
def _split(spellings: str) -> Mapping[str, None]:
    return dict.fromkeys(word for part in spellings.split(",") if (word := words(part)))
