"""Tempo and key of a song as they are shown: what its tag says, else the estimate, marked as one.

A tag goes before an estimate, because somebody wrote it. The number in a BPM tag is read as programs write it
("128", "128.00", "127,63", "140 BPM", "12800" for 128.00); 0 and −1 are how they say that there is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from organizer.base.errors import printable
from organizer.base.folding import SEPARATOR, fold
from organizer.base.language import number, tr
from organizer.base.model import Track
from organizer.base.musical_keys import camelot_of

#: Where a value is from; "table": of a song that is known from a table alone.
Source = Literal["tag", "table", "estimate", ""]

#: Stands before what was estimated.
ABOUT = "≈ "

#: A BPM tag above it was written without its point: 1352 is 135.2, 12800 is 128.00.
FASTEST = 500.0

#: Tempos that differ by less than this share are the same.
TOLERANCE = 0.04

_NUMBER = re.compile(r"(\d{1,7}(?:[.,]\d{0,20})?|[.,]\d{1,20})\s*(?:bpm)?")
_RATIOS = (
    (1 / 2, tr("half"), tr("half of that")),
    (2.0, tr("double"), tr("double that")),
    (2 / 3, tr("two thirds"), tr("two thirds of that")),
    (3 / 2, "3/2", tr("one and a half times that")),
    (1 / 3, tr("a third"), tr("a third of that")),
    (3.0, tr("three times"), tr("three times that")),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a song's tempo or key."""

    text: str = (
        ""  #: "182", "≈ 91", "Am", "≈ Am"; a tag that means nothing as it stands, where nothing else is
    )
    source: Source = ""
    value: float | None = None  #: of a tempo: the number, in BPM
    camelot: str = ""  #: of a key: its place on the wheel
    aside: str = (
        ""  #: of a tag: the estimate, where it says something else, and how they differ: "≈ 91, half"
    )
    tip: str = ""  #: a sentence or two that say all of it


@lru_cache(maxsize=4096)  # songs of an album, and rows that are painted again
def tagged_tempo(text: str) -> float | None:
    """The tempo that a BPM tag tells, in BPM; of several values the first that is one. None where none is."""
    for part in text.split(SEPARATOR):
        match = _NUMBER.fullmatch(fold(part.strip()[:60]))
        number = float(match[1].replace(",", ".")) if match else 0.0
        while number > FASTEST:
            number /= 10.0
        if number > 0.0:
            return number
    return None


def _ratio(estimate: float, tag: float) -> tuple[str, str]:
    """How an estimated tempo lies to the tagged one, where they are multiples: "half", and in a sentence."""
    for times, name, said in _RATIOS:
        if abs(estimate / (tag * times) - 1.0) <= TOLERANCE:
            return name, said
    return "", ""


def tempo(track: Track) -> Shown:
    """The song's tempo, as the tag tells it or as it was estimated."""
    estimate = track.descriptors.tempo if track.descriptors is not None else None
    raw, number = _first(track.tags.values("bpm"))
    if not track.has_file:
        value = number if number is not None else estimate
        if value is None:
            return Shown()
        return Shown(
            bpm_text(value), "table", value, tip=tr("{tempo} BPM, as the table tells", tempo=bpm_text(value))
        )
    if number is not None:
        aside, more = _tempo_beside(number, estimate)
        tip = (
            tr("{tempo} BPM, as the tag tells", tempo=bpm_text(number))
            if _is_plain(raw, number)
            else tr(
                "{tempo} BPM, as the tag tells: it has “{text}”",
                tempo=bpm_text(number),
                text=printable(raw)[:40],
            )
        )
        tip = _joined(tip, more)
        return Shown(bpm_text(number), "tag", number, aside=aside, tip=tip)
    no_tag = (
        tr("the tag has “{text}”, which is no tempo", text=printable(raw)[:40])
        if raw
        else tr("the tag tells none")
    )
    if estimate is not None:
        tip = _joined(tr("About {tempo} BPM, estimated", tempo=f"{estimate:.0f}"), no_tag)
        return Shown(f"{ABOUT}{estimate:.0f}", "estimate", estimate, tip=tip)
    if raw and not re.fullmatch(r"[-+\d.,\s]+", raw):
        return Shown(raw, tip=_sentence(no_tag))
    return Shown(tip=_sentence(no_tag) if raw else "")


def key(track: Track) -> Shown:
    """The song's key, as the tag tells it or as it was estimated."""
    descriptors = track.descriptors
    estimate = (descriptors.key or "") if descriptors is not None else ""
    by_model = descriptors is not None and descriptors.key_by_model
    wheel = (descriptors.camelot if descriptors is not None else None) or camelot_of(estimate)
    values = track.tags.values("key")
    raw, place = (values[0].strip() if values else ""), _place(SEPARATOR.join(values))
    if not track.has_file:
        text, place = (raw, place) if raw else (estimate, wheel)
        return (
            Shown(text, "table", None, place, tip=tr("{key}, as the table tells", key=text))
            if text
            else Shown()
        )
    if place:
        aside, more = _key_beside(place, estimate, wheel, by_model=by_model)
        tip = _joined(tr("{key}, as the tag tells", key=f"{raw}{_on_wheel(raw, place)}"), more)
        return Shown(raw, "tag", None, place, aside, tip)
    no_tag = (
        tr("the tag has “{text}”, which is no key", text=printable(raw)[:40])
        if raw
        else tr("the tag tells none")
    )
    if estimate:
        named = f"{estimate}{_on_wheel(estimate, wheel)}"
        tip = (
            tr("{key}, estimated by the key finder", key=named)
            if by_model
            else tr("{key}, estimated", key=named)
        )
        tip = _joined(tip, no_tag)
        return Shown(f"{ABOUT}{estimate}", "estimate", None, wheel, tip=tip)
    return Shown(raw, "tag", tip=_sentence(no_tag)) if raw else Shown()


def bpm_text(number: float) -> str:
    """A tempo to at most two decimals: "128", "127.63"."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def bare(shown: Shown) -> str:
    """The text without the mark of an estimate, beside which ``source`` stands."""
    return shown.text.removeprefix(ABOUT)


def _first(values: tuple[str, ...]) -> tuple[str, float | None]:
    """The first value of a BPM tag that is a tempo, and which; else the first."""
    for text in values:
        if (number := tagged_tempo(text)) is not None:
            return text.strip(), number
    return (values[0].strip() if values else ""), None


@lru_cache(maxsize=4096)
def _place(text: str) -> str:
    return camelot_of(text)


def _tempo_beside(tag: float, estimate: float | None) -> tuple[str, str]:
    """The estimate beside the tag, where it is another tempo; and as the end of a sentence in any case."""
    if estimate is None:
        return "", ""
    if abs(estimate / tag - 1.0) <= TOLERANCE:
        return "", tr("estimated too: {tempo}", tempo=number(estimate, 1))
    name, said = _ratio(estimate, tag)
    about, tempo_ = f"{ABOUT}{estimate:.0f}", number(estimate, 1)
    if not name:
        return about, tr("estimated: {tempo}", tempo=tempo_)
    return f"{about}, {name}", tr("estimated: {tempo}, {relation}", tempo=tempo_, relation=said)


def _key_beside(place: str, estimate: str, wheel: str, *, by_model: bool) -> tuple[str, str]:
    if not estimate:
        return "", ""
    if wheel == place:
        return "", (
            tr("estimated by the key finder to be the same") if by_model else tr("estimated to be the same")
        )
    name = _relation(place, wheel)
    text = f"{estimate}{f', {name}' if name else ''}"
    said = (
        tr("estimated by the key finder: {key}", key=text) if by_model else tr("estimated: {key}", key=text)
    )
    return f"{ABOUT}{text}", said


def _relation(one: str, other: str) -> str:
    """What two places on the wheel have to do with each other."""
    if not one or not other:
        return ""
    steps = (int(other[:-1]) - int(one[:-1])) % 12
    if one[-1] == other[-1]:
        return tr("a fifth away") if steps in (1, 11) else ""
    if steps == 0:
        return tr("its relative key")
    return tr("its parallel key") if steps == (3 if one[-1] == "A" else 9) else ""


def _on_wheel(name: str, place: str) -> str:
    return f" ({place})" if place and place != name else ""


def _is_plain(raw: str, number: float) -> bool:
    """Whether a tag is written in the usual way, so that nothing needs to be said of it."""
    try:
        return float(raw) == number
    except ValueError:
        return False


def _joined(tip: str, more: str) -> str:
    """Two parts of what is said, the second not always there."""
    return f"{tip}; {more}" if more else tip


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
