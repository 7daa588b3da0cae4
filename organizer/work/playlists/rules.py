"""Rules for a playlist: what they are, how they are written on the command line and stored, and presets.

As text, one rule each: ``artist=5``, ``album=3``, ``copies=no``, ``tempo=90..130`` (falling where the first
is larger), ``tempo=rising``, ``energy=peak``, ``energy=0.3..0.8``, ``keys=near`` (``same``, ``wide``; with
``!`` keys go before sound), ``only=QUERY``, ``never=QUERY``, ``sound=little``, ``must=SONG`` (by its path).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, TypeGuard, cast

from organizer.base.errors import UsageError, printable
from organizer.base.language import tr

Shape = Literal["rising", "falling", "peak"]
Keys = Literal["", "same", "near", "wide"]
Sound = Literal["little", "normal", "much"]

SHAPES: tuple[Shape, ...] = ("rising", "falling", "peak")
KEYS: tuple[Keys, ...] = ("", "same", "near", "wide")
SOUNDS: tuple[Sound, ...] = ("little", "normal", "much")

#: What can be asked for at most.
MOST_GAP, MOST_MINUTES, MOST_COUNT, MOST_MUST = 100, 100_000.0, 3_000, 100


@dataclass(frozen=True, slots=True)
class Slope:
    """How a number changes along the list: between two values, or between those that the songs have."""

    shape: Shape
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a list is to be like. The usual ones leave nothing out and keep artists apart."""

    artist_gap: int = 3  #: songs between two by one artist, at least
    album_gap: int = 0
    copies: bool = True  #: a recording may be in it twice
    minutes: float | None = None
    count: int | None = None
    tempo: Slope | None = None
    energy: Slope | None = None
    keys: Keys = ""  #: how near the keys of neighbours have to be; "" does not ask for it
    keys_first: bool = False  #: keys that fit go before songs that sound alike
    sound: Sound = "normal"  #: how much it counts that neighbours sound alike
    only: str = ""  #: a search: only songs that fit it
    never: str = ""  #: none that fit this one
    must: tuple[str, ...] = ()  #: songs that are in it, wherever: their references

    @property
    def chooses(self) -> bool:
        """Whether the list may be shorter than what there is."""
        return bool(self.minutes or self.count or self.only.strip() or self.never.strip() or not self.copies)


@dataclass(frozen=True, slots=True)
class Preset:
    """Rules with a name."""

    name: str
    title: str
    rules: Rules


#: In the order in which they are offered.
PRESETS: tuple[Preset, ...] = (
    Preset("sound", tr("In order by sound"), Rules()),
    Preset(
        "peak",
        tr("Warm-up to peak"),
        Rules(tempo=Slope("rising"), energy=Slope("rising"), artist_gap=5, copies=False, sound="little"),
    ),
    Preset(
        "party",
        tr("Party: up, then down again"),
        Rules(energy=Slope("peak"), artist_gap=5, copies=False),
    ),
    Preset(
        "dinner",
        tr("Dinner: calm, two hours"),
        Rules(minutes=120.0, energy=Slope("falling"), artist_gap=8, album_gap=8, copies=False, sound="much"),
    ),
    Preset(
        "dj",
        tr("DJ set: harmonic"),
        Rules(
            keys="near", keys_first=True, tempo=Slope("rising"), artist_gap=3, copies=False, sound="little"
        ),
    ),
    Preset(
        "running",
        tr("Running: faster and faster"),
        Rules(tempo=Slope("rising"), artist_gap=3, copies=False),
    ),
)

_RANGE = re.compile(r"\s*([\d.]{1,9})\s*\.\.\s*([\d.]{1,9})\s*")
_REMEDY = tr(
    "write artist=5, tempo=90..130, energy=rising, keys=near, copies=no, only=QUERY, never=QUERY or must=SONG"
)


def preset(name: str) -> Rules:
    """The rules of a preset. Raises ``UsageError``."""
    for one in PRESETS:
        if one.name == name:
            return one.rules
    listed = ", ".join(one.name for one in PRESETS)
    raise UsageError(
        tr("there is no preset “{name}”", name=printable(name)),
        remedy=tr("choose one of {listed}", listed=listed),
    )


def read(texts: Iterable[str], rules: Rules) -> Rules:
    """These rules with others added, each as it is written. Raises ``UsageError``."""
    for text in texts:
        name, sign, value = text.partition("=")
        name, value = name.strip().lower(), value.strip()
        if not sign:
            raise UsageError(tr("“{text}” is not a rule", text=printable(text)), remedy=_REMEDY)
        rules = _with(rules, name, value, text)
    return rules


def _with(rules: Rules, name: str, value: str, text: str) -> Rules:
    if name in ("artist", "album"):
        gap = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else -1
        if not 0 <= gap <= MOST_GAP:
            raise UsageError(
                tr("“{text}” is not a rule", text=printable(text)),
                remedy=tr("write a number of songs, 0 to {most}", most=MOST_GAP),
            )
        return replace(rules, artist_gap=gap) if name == "artist" else replace(rules, album_gap=gap)
    if name == "copies" and value in ("yes", "no"):
        return replace(rules, copies=value == "yes")
    if name == "tempo":
        return replace(rules, tempo=slope(value, text))
    if name == "energy":
        return replace(rules, energy=slope(value, text))
    if name == "keys" and value.rstrip("!") in ("any", *KEYS[1:]):
        keys = cast(Keys, "" if value.startswith("any") else value.rstrip("!"))
        return replace(rules, keys=keys, keys_first=value.endswith("!"))
    if name == "sound" and value in SOUNDS:
        return replace(rules, sound=value)
    if name == "only":
        return replace(rules, only=value)
    if name == "never":
        return replace(rules, never=value)
    if name == "must" and value:
        return replace(rules, must=tuple(dict.fromkeys((*rules.must, value))))
    raise UsageError(tr("“{text}” is not a rule", text=printable(text)), remedy=_REMEDY)


def slope(value: str, text: str) -> Slope | None:
    """What follows "tempo=" or "energy=". Raises ``UsageError``."""
    if value == "any":
        return None
    if value in SHAPES:
        return Slope(value)
    shape: Shape = "peak" if value.startswith("peak ") else "rising"
    if match := _RANGE.fullmatch(value.removeprefix("peak ")):
        try:
            first, last = float(match[1]), float(match[2])
        except ValueError:
            first = last = math.nan
        if math.isfinite(first) and math.isfinite(last):
            if first > last and shape == "rising":
                shape = "falling"
            return Slope(shape, min(first, last), max(first, last))
    raise UsageError(
        tr("“{text}” is not a rule", text=printable(text)),
        remedy=tr("write rising, falling, peak, or values as in 90..130"),
    )


def stored(rules: Rules) -> str:
    """As text, for the settings."""
    return json.dumps(asdict(rules), separators=(",", ":"))


def restored(text: str) -> Rules:
    """What ``stored`` gave; the usual ones in place of what cannot be used."""
    try:
        values: Any = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return Rules()
    if not isinstance(values, dict):
        return Rules()
    usual = Rules()
    known = {field.name: values[field.name] for field in fields(Rules) if field.name in values}
    if isinstance(known.get("must"), list):
        known["must"] = tuple(known["must"])
    for name in ("tempo", "energy"):
        known[name] = _restored_slope(known.get(name))
    return replace(usual, **{name: value for name, value in known.items() if _fits(name, value, usual)})


def _restored_slope(value: object) -> Slope | None:
    if not isinstance(value, Mapping) or value.get("shape") not in SHAPES:
        return None
    ends = [value.get("low"), value.get("high")]
    low, high = (float(end) if _is_number(end) else math.nan for end in ends)
    return Slope(value["shape"], low, high) if 0 <= low <= high <= 10_000 else Slope(value["shape"])


def _fits(name: str, value: object, usual: Rules) -> bool:
    if name in ("tempo", "energy"):
        return True
    if name in ("artist_gap", "album_gap"):
        return type(value) is int and 0 <= value <= MOST_GAP
    if name == "minutes":
        return value is None or (_is_number(value) and 0 < value <= MOST_MINUTES)
    if name == "count":
        return value is None or (type(value) is int and 0 < value <= MOST_COUNT)
    if name in ("keys", "sound"):
        return value in (KEYS if name == "keys" else SOUNDS)
    if name == "must":
        texts = isinstance(value, tuple) and all(isinstance(each, str) and each for each in value)
        return texts and len(value) <= MOST_MUST  # type: ignore[arg-type]
    return type(value) is type(getattr(usual, name))


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
