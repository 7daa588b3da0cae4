"""What a text in a tag means, and what each kind of tag can hold.

``genres`` and ``artists`` split what programs put into one text. ``as_stored`` says what an edit will
be read back as, or refuses it by name: the preview shows it, and a written copy is compared with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache

from organizer.base.errors import TagError
from organizer.base.fields.tag_names import MORE_LISTS, in_sentence
from organizer.base.language import tr
from organizer.base.model import FIELD_LABELS, LIST_FIELDS, TagValue, field_value, values_of
from organizer.library.tags.named import keys
from organizer.library.tags.named import values as named

#: Kinds of tags by the name that people know them by.
ID3 = {2: "ID3v2.2", 3: "ID3v2.3", 4: "ID3v2.4"}
VORBIS, APE, MP4, ASF = "Vorbis comments", "APEv2", "MP4", "WMA"
_KEYED = {VORBIS: keys.VORBIS, APE: keys.APE, MP4: keys.MP4, ASF: keys.ASF}

#: Versions in which "/" separates artists, by the standard and as most programs write it.
_SLASHED = frozenset({ID3[2], ID3[3]})
_LONGEST_ASF = 32_766  # UTF-16 units

_SEPARATOR = re.compile(r"[;\\]+")
#: What separates values that are typed.
SEPARATOR_TYPED = re.compile(r"(?<!\\);")
_NUMBERED = re.compile(r"((?:\((?:[0-9]+|RX|CR)\))+)(.*)", re.DOTALL)

#: Names with "/" that are one, of those that the rule would split.
_ONE_ARTIST = frozenset(
    {
        "bremer/mccoy",
        "loona / odd eye circle",
        "loona / yyxy",
        "love/hate",
        "neither/neither world",
        "phantom/ghost",
        "smith/kotzen",
    }
)
_ONE_GENRE = frozenset(
    {
        "blues/r&b",
        "dance/electronic",
        "electronic/dance",
        "electronica/dance",
        "hip hop/rap",
        "hip-hop/rap",
        "pop/funk",
        "pop/rock",
        "r&b/soul",
        "rap/hip hop",
        "rap/hip-hop",
        "singer/songwriter",
        "soul/r&b",
    }
)

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d([ T]\d\d(:\d\d(:\d\d)?)?)?)?)?")
_OLD_DATE = re.compile(r"\d{4}(-\d\d-\d\d([ T]\d\d:\d\d)?)?")


def genres(texts: Iterable[str], *, version: int | None = None) -> list[str]:
    """Genres in texts of a tag, each by itself: ";" and "\\\\" separate them everywhere.

    In ID3 of that version "(17)" and "17" are Rock; before 2.4 "/" separates, where all parts are known
    genres.
    """
    names: list[str] = []
    for text in texts:
        plain = ";" not in text and "\\" not in text
        for part in (text,) if plain else map(str.strip, _SEPARATOR.split(text)):
            for name in (part,) if version is None else _named(part):
                names += _slashed_genres(name) if version in (2, 3) and "/" in name else (name,)
    return names


def artists(text: str) -> list[str]:
    """Artists in a text of ID3 before 2.4: "First/Second" are two, "AC/DC" is one."""
    if "/" not in text or text.casefold() in _ONE_ARTIST:
        return [text]
    parts = [part.strip() for part in text.split(" / ")]
    if len(parts) == 1:
        parts = [part.strip() for part in text.split("/")]
        if any(sum(map(str.isalpha, part)) < 4 for part in parts):
            return [text]
    return parts if all(parts) else [text]


def _slashed_genres(name: str) -> list[str]:
    if name.casefold() in _ONE_GENRE:
        return [name]
    parts = [part.strip() for part in name.split("/")]
    several = " / " in name or all(part.casefold() in _known_genres() for part in parts)
    return parts if several and all(parts) else [name]


def _named(text: str) -> list[str]:
    """Genre numbers of ID3v1 in front of a text, or instead of one, by their names."""
    if text[:1] != "(" and not (text[:1].isdigit() or text in ("RX", "CR")):
        return [text]
    if text.isascii() and (text.isdigit() or text in ("RX", "CR")):
        return [_genre_name(text) or text]
    match = _NUMBERED.fullmatch(text)
    if match is None:
        return [text[1:] if text.startswith("((") else text]
    codes = match[1][1:-1].split(")(")
    names = [_genre_name(code) or f"({code})" for code in codes]
    rest = match[2].strip()
    if rest:
        names.append(rest[1:] if rest.startswith("((") else rest)
    return names


def _genre_name(code: str) -> str:
    from mutagen.id3 import TCON

    if code in ("RX", "CR"):
        return "Remix" if code == "RX" else "Cover"
    return str(TCON.GENRES[int(code)]) if len(code) < 4 and int(code) < len(TCON.GENRES) else ""


@cache
def _known_genres() -> frozenset[str]:
    from mutagen.id3 import TCON

    return frozenset(genre.casefold() for genre in TCON.GENRES)


def typed(name: str, text: str, old: TagValue = "") -> tuple[str, ...]:
    """The values in a line that a person wrote: ";" separates those of lists, and of other fields where the
    file has several already; "\\;" is a semicolon."""
    if name in LIST_FIELDS or name in MORE_LISTS or isinstance(old, tuple):
        return tuple(part.replace("\\;", ";") for part in SEPARATOR_TYPED.split(text))
    return (text,)


def split_line(text: str) -> tuple[str, ...]:
    """The values in a line of ``whole_line``."""
    return tuple(part.strip().replace("\\;", ";") for part in SEPARATOR_TYPED.split(text))


def whole_line(values: Iterable[str]) -> str:
    """Values as one line, whatever field they are of: ";" stands between them, "\\;" is a semicolon."""
    return "; ".join(part.replace(";", "\\;") for part in values)


def line(name: str, value: TagValue) -> str:
    """The line that ``typed`` makes this value of."""
    if isinstance(value, tuple) and len(value) > 1:
        return "; ".join(part.replace(";", "\\;") for part in value)
    return "".join(values_of(value))


def as_stored(kind: str, name: str, value: TagValue) -> TagValue:
    """What the field will be when this kind of tag was given the value; raises ``TagError`` where it cannot
    hold it."""
    values = values_of(value)
    if not values:
        return field_value(name, ())
    version = next((number for number, id3 in ID3.items() if id3 == kind), None)
    if name not in FIELD_LABELS:
        values = named.as_stored(_KEYED.get(kind, keys.ID3), version or 0, kind, name, values)
    elif name == "genre":
        values = tuple(genres(values, version=version))
    elif name in ("artist", "album_artist") and kind in _SLASHED:
        values = tuple(part for text in values for part in artists(text))
    elif name == "date" and kind in ID3.values():
        values = _dates(kind, values)
    elif name in ("track", "disc"):
        values = _numbers(kind, name, values)
    elif name == "bpm" and kind == MP4:
        values = (_mp4_tempo(values),)
    if kind == ASF:
        for text in values:
            if len(text.encode("utf-16-le")) // 2 > _LONGEST_ASF:
                raise _refused(
                    kind, name, text, tr("write at most {longest_asf} characters", longest_asf=_LONGEST_ASF)
                )
    return field_value(name, dict.fromkeys(filter(None, map(str.strip, values))))


def _refused(kind: str, name: str, text: str, remedy: str) -> TagError:
    label = in_sentence(name)
    shown = text if len(text) <= 60 else text[:60] + "…"
    return TagError(
        tr("{kind} tags cannot hold the {label} “{shown}”", kind=kind, label=label, shown=shown),
        remedy=remedy,
    )


def _dates(kind: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """ID3v2.4 keeps a date to any precision; before, a year stands alone or with day and month."""
    if kind == ID3[4]:
        for text in values:
            if not (text.isascii() and _DATE.fullmatch(text)):
                raise _refused(kind, "date", text, tr("write it as 1999, 1999-12 or 1999-12-31"))
        return tuple(text.replace("T", " ") for text in values)
    text = "; ".join(values)
    if not (text.isascii() and _OLD_DATE.fullmatch(text)):
        raise _refused(kind, "date", text, tr("write it as 1999 or 1999-12-31"))
    return (text.replace("T", " "),)


def _numbers(kind: str, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    if kind == VORBIS and len(values) == 1:
        first, _, of = (part.strip() for part in values[0].partition("/"))
        return (f"{first}/{of}",) if first and of else values
    if kind == MP4:
        numbers = mp4_pair("; ".join(values))
        if numbers is None or not any(numbers):
            raise _refused(kind, name, "; ".join(values), tr("write it as 3 or 3/12"))
        number, total = numbers
        return (f"{number}/{total}" if total else str(number),)
    return values


def mp4_pair(text: str) -> tuple[int, int] | None:
    """ "3/12" as the two numbers that MP4 keeps; None where it is something else."""
    match = re.fullmatch(r"(\d{0,6})(?:\s*/\s*(\d{0,6}))?", text, re.ASCII)
    if match is None:
        return None
    pair = int(match[1] or 0), int(match[2] or 0)
    return pair if max(pair) < 1 << 16 else None


def _mp4_tempo(values: tuple[str, ...]) -> str:
    text = "; ".join(values)
    number = tempo(text)
    if number is None or not 0.5 <= number < 65_535:
        raise _refused(MP4, "bpm", text, tr("give one number, such as 120"))
    return text


def tempo(text: str) -> float | None:
    """A tempo as a number; None where it is none."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def writable(name: str, text: str) -> str:
    """A text as a tag can hold it; raises ``TagError`` for one with half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        shown = text.encode("utf-8", "replace").decode()
        raise TagError(
            tr(
                "the {field} “{shown}” has a broken character, which no tag can hold",
                field=in_sentence(name),
                shown=shown,
            ),
            remedy=tr("type it anew, in UTF-8"),
        ) from None
    return text.replace("\0", " ").strip()


def same(name: str, written: TagValue, read: TagValue) -> bool:
    """Whether a field read back is what an edit wrote, also one of an older Organizer, which did not say what
    the kind of file makes of a value."""
    if written == read:
        return True
    if isinstance(written, tuple) or isinstance(read, tuple):
        return False
    if name == "date":
        # ID3v2.3 holds a year, or a year with day and month
        return bool(read) and written.replace("T", " ").startswith(read)
    if name in ("track", "disc"):
        return [p.lstrip("0") for p in written.split("/")] == [p.lstrip("0") for p in read.split("/")]
    numbers = (tempo(written), tempo(read)) if name == "bpm" else ()
    return len({None if number is None else round(number) for number in numbers} - {None}) == 1
