"""Musical keys as tags spell them: "Am", "A minor", "a-Moll", "La mineur", "8A", "1m" are all one key."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from organizer.base.folding import fold

_LETTERS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_GERMAN = {**_LETTERS, "b": 10, "h": 11}
_SYLLABLES = {
    "do": 0,
    "ut": 0,
    "re": 2,
    "mi": 4,
    "fa": 5,
    "sol": 7,
    "so": 7,
    "la": 9,
    "si": 11,
    "до": 0,
    "ре": 2,
    "ми": 4,
    "фа": 5,
    "соль": 7,
    "ля": 9,
    "си": 11,
}
_SHARP = ("#", "sharp", "is", "diese", "diesis", "sostenido", "sustenido", "диез")
_FLAT = ("b", "flat", "es", "s", "bemol", "bemolle", "бемоль")
_MINOR = ("m", "min", "minor", "moll", "mineur", "minore", "menor", "mol", "минор", "aeolian")
_MAJOR = ("maj", "major", "dur", "majeur", "maggiore", "mayor", "maior", "мажор", "ionian")
_GERMAN_MODES = ("moll", "dur", "mol")

_CAMELOT = re.compile(r"0?(1[0-2]|[1-9])[ -]?([ab])")
_OPEN_KEY = re.compile(r"0?(1[0-2]|[1-9])[ -]?([md])")


def _any_of(names: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_NAMED = re.compile(
    rf"({_any_of(tuple(_SYLLABLES))}|[a-h])[ -]?((?:{_any_of((*_SHARP, *_FLAT))})*)[ :-]*"
    rf"({_any_of((*_MINOR, *_MAJOR))})?\.?"
)
#: What may follow a key: another one, or something in brackets.
_REST = re.compile(r"\s*[/,;|(\[\x1f]|\s+-\s+")

_PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

#: How a key can be written: "F#m", "11A" on the Camelot wheel, "4m" as Open Key.
Notation: TypeAlias = Literal["classic", "camelot", "openkey"]
NOTATIONS: tuple[Notation, ...] = ("classic", "camelot", "openkey")

#: Keys as they are mostly written, by their pitch.
_USUAL_MAJOR = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_USUAL_MINOR = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm")


def camelot_of(text: str) -> str:
    """The place of a key on the Camelot wheel, "8A" for A minor; empty for what is no key.

    A small letter alone is minor, as in "a" or "f#".
    """
    text = text.strip()[:60]
    if not text:
        return ""
    first = _REST.split(text, maxsplit=1)[0].strip()
    folded = fold(text.replace("♭", "b").replace("𝄫", "bb"))
    for candidate, raw in ((folded, text), (fold(first.replace("♭", "b")), first)):
        place = _place(candidate, raw)
        if place:
            return place
    return ""


def name(pitch: int, *, minor: bool) -> str:
    """The key on a pitch, 0 is C, as ID3's TKEY spells it."""
    return f"{_PITCHES[pitch]}{'m' if minor else ''}"


def usual_name(camelot: str) -> str:
    """The key at a place on the wheel as it is mostly written, and as the ear spells it: "Ebm" for "2A"."""
    number, minor = int(camelot[:-1]), camelot.endswith("A")
    major = (number - 8) * 7 % 12  # seven semitones up is one further, C is at 8
    return _USUAL_MINOR[(major - 3) % 12] if minor else _USUAL_MAJOR[major]


def open_key(camelot: str) -> str:
    """The key at a place on the wheel as Open Key has it: "1m" for "8A", "1d" for "8B"."""
    number = (int(camelot[:-1]) + 4) % 12 + 1
    return f"{number}{'m' if camelot.endswith('A') else 'd'}"


def in_notation(key: str, notation: Notation) -> str:
    """A key, however it is spelled, as this notation has it; what is no key stays as it is."""
    place = camelot_of(key)
    if not place:
        return key
    if notation == "camelot":
        return place
    if notation == "openkey":
        return open_key(place)
    return usual_name(place) if key.strip()[0].isdigit() else key


def _place(folded: str, raw: str) -> str:
    if match := _CAMELOT.fullmatch(folded):
        return f"{match[1]}{match[2].upper()}"
    if match := _OPEN_KEY.fullmatch(folded):
        return f"{(int(match[1]) + 6) % 12 + 1}{'A' if match[2] == 'm' else 'B'}"
    match = _NAMED.fullmatch(folded)
    if match is None:
        return ""
    name, signs, mode = match[1], match[2], match[3] or ""
    german = mode in _GERMAN_MODES
    if name == "h" and not german and mode:
        return ""
    tonic = _SYLLABLES[name] if name in _SYLLABLES else (_GERMAN if german or name == "h" else _LETTERS)[name]
    tonic += _accidentals(signs)
    if mode == "m" and raw.rstrip(".")[-1] == "M" and raw[0].isupper() and len(raw) <= 3:
        mode = "maj"  # "CM" beside "Cm"
    minor = mode in _MINOR if mode else len(name) == 1 and raw[0].islower()
    major = tonic + 3 if minor else tonic
    return f"{(7 * major + 7) % 12 + 1}{'A' if minor else 'B'}"


def _accidentals(signs: str) -> int:
    up = 0
    for sign in re.findall(_any_of((*_SHARP, *_FLAT)), signs):
        up += 1 if sign in _SHARP else -1
    return up
