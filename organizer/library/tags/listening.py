"""What listeners and their programs left in a file: rating, play count, skip count, as players of any kind
write them, and the gains that make songs alike in loudness.

A rating is in stars, 0–5. POPM and WM/SharedUserRating are the scales of Windows Media Player (1, 64,
128, 196, 255 and 1, 25, 50, 75, 99), in between is in between; FMPS is 0–1, most others are 0–100.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

from organizer.base.model import GainTags

RATING, PLAYS, SKIPS = "rating", "play count", "skip count"
NAMES = (RATING, PLAYS, SKIPS)

_POPM = ((1.0, 64.0, 128.0, 196.0, 255.0), (1.0, 2.0, 3.0, 4.0, 5.0))
#: Half stars as MusicBee and its like write them.
_HALVES = {1: 13, 2: 1, 3: 54, 4: 64, 5: 118, 6: 128, 7: 186, 8: 196, 9: 242, 10: 255}
_OF_BYTES = {byte: half / 2 for half, byte in _HALVES.items()}
#: Programs that write shares of 255, by what they have for an address.
_LINEAR = ("quodlibet", "sacredchao", "banshee")
_SHARED = ((1.0, 25.0, 50.0, 75.0, 99.0), (1.0, 2.0, 3.0, 4.0, 5.0))
_MOST_PLAYS = 1e9
#: Names of text fields, in small letters and without signs.
_TEXT = {
    "fmpsrating": RATING,
    "rating": RATING,
    "rate": RATING,
    "ratingpercent": RATING,
    "wmshareduserrating": RATING,
    "fmpsplaycount": PLAYS,
    "playcount": PLAYS,
    "plays": PLAYS,
    "playcounter": PLAYS,
    "skipcount": SKIPS,
    "skips": SKIPS,
}

_GAINS = {
    "replaygaintrackgain": "track",
    "replaygaintrackpeak": "track_peak",
    "replaygainalbumgain": "album",
    "replaygainalbumpeak": "album_peak",
}
#: Those of Opus are steps of 1/256 dB to −23 LUFS, the level of EBU R 128.
_R128 = {"r128trackgain": "track", "r128albumgain": "album"}
_R128_LEVEL = 5.0
#: What programs write is within these; beyond is damage, or the sign that nothing was measured.
_MOST_GAIN, _MOST_PEAK = 60.0, 16.0


def listening_numbers(opened: Any) -> dict[str, float]:
    """The numbers that mutagen's object of a file has, and no others."""
    numbers: dict[str, float] = {}
    for name, value in _numbers(getattr(opened, "tags", None)):
        if value is not None and math.isfinite(value) and value >= 0:
            numbers.setdefault(name, value)
    return numbers


def popm_stars(email: str, number: int) -> float:
    """Stars of a number in a POPM frame: the scale is that of the program whose address it has."""
    if any(name in email.lower() for name in _LINEAR):
        return 5.0 * number / 255
    return _OF_BYTES.get(number) or _between(float(number), *_POPM)


def popm_byte(email: str, half: int) -> int:
    """The number of a POPM frame for half stars, 1–10; the counterpart of ``popm_stars``."""
    if any(name in email.lower() for name in _LINEAR):
        return round(25.5 * half)
    return _HALVES[half]


def text_stars(key: str, text: str) -> float | None:
    """Stars in the text of a key such as "FMPS_Rating" or "rate"; None where it is no rating."""
    plain = re.sub(r"[^a-z]", "", key.lower())
    return _number(plain, text) if _TEXT.get(plain) == RATING else None


def _numbers(tags: Any) -> Iterator[tuple[str, float | None]]:
    # FMPS first: of what players write beside each other it alone is exact
    for key, values in sorted(_entries(tags), key=lambda entry: "fmps" not in entry[0].lower()):
        frame = key[:4]
        if frame == "POPM" and hasattr(values, "rating"):
            yield RATING, popm_stars(str(values.email), values.rating) if values.rating else None
            yield PLAYS, _count(getattr(values, "count", None) or None)
        elif frame in ("PCNT", "CNT") and hasattr(values, "count"):
            yield PLAYS, _count(values.count)
        else:
            # "TXXX:FMPS_Rating", "----:com.apple.iTunes:PLAY_COUNT", "rating:someone@example.org"
            parts = [re.sub(r"[^a-z]", "", part) for part in key.lower().split(":")]
            plain = next((part for part in (parts[-1], parts[0]) if part in _TEXT), "")
            for text in _texts(values) if plain else ():
                yield _TEXT[plain], _number(plain, text)


def _entries(tags: Any) -> Iterable[tuple[str, Any]]:
    if tags is None:
        return ()
    if hasattr(tags, "items"):
        return [(str(key), value) for key, value in tags.items()]
    return [(str(key), [value]) for key, value in tags]  # comments of Vorbis


def _texts(values: Any) -> list[str]:
    if hasattr(values, "text"):
        values = values.text
    if isinstance(values, str | bytes | int | float) or not isinstance(values, Iterable):
        values = [values]
    return [v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in values]


def _number(plain: str, text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    if _TEXT[plain] != RATING:
        return _count(value)
    if not 0 < value <= 255:
        return None
    if plain == "fmpsrating":
        return 5.0 * value if value <= 1 else None
    if plain == "wmshareduserrating":
        return _between(value, *_SHARED)
    if plain == "rate":
        return min(value / 20.0, 5.0)
    if "." in text and value <= 1:  # a share, as Quod Libet writes it
        return 5.0 * value
    return value if value <= 5 else value / 2.0 if value <= 10 else min(value / 20.0, 5.0)


def _between(value: float, steps: tuple[float, ...], stars: tuple[float, ...]) -> float:
    """Stars on a scale of steps, straight in between."""
    if value <= steps[0]:
        return stars[0]
    for low, high, first, last in zip(steps, steps[1:], stars, stars[1:], strict=False):
        if value <= high:
            return first + (value - low) / (high - low) * (last - first)
    return stars[-1]


def _count(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return float(min(max(0.0, float(value)), _MOST_PLAYS))


def gain_tags(tags: Any) -> GainTags:
    """The gains and peaks in mutagen's tags of a file; what cannot be a gain is as if it were not there.
    Texts go before RVA2 frames, and those of ReplayGain before those of R 128."""
    texts: dict[str, float] = {}
    others: dict[str, float] = {}
    for key, values in _entries(tags):
        if key.startswith("RVA2") and hasattr(values, "gain"):
            name = str(getattr(values, "desc", "")).lower()
            if name in ("track", "album"):
                _keep(others, name, float(values.gain))
                _keep(others, f"{name}_peak", float(getattr(values, "peak", 0.0)))
            continue
        plain = re.sub(r"[^a-z0-9]", "", key.lower().rpartition(":")[2])
        for text in _texts(values) if plain in _GAINS or plain in _R128 else ():
            number = re.match(
                r"\s*([-+\u2212]?[0-9]*[.,]?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*(?:[dD][bB])?\s*$", text
            )
            if number is None:
                continue
            value = float(number[1].replace(",", ".").replace("\u2212", "-"))
            if plain in _GAINS:
                _keep(texts, _GAINS[plain], value)
            else:
                _keep(others, _R128[plain], value / 256 + _R128_LEVEL)
    return GainTags(**{**others, **texts})


def _keep(numbers: dict[str, float], name: str, value: float) -> None:
    """The first of each that can be true: a peak of 0 was not measured."""
    fits = 0 < value <= _MOST_PEAK if name.endswith("peak") else abs(value) <= _MOST_GAIN
    if fits:
        numbers.setdefault(name, value)
