"""What each kind of tag can hold in the fields beyond those that every list shows."""

from __future__ import annotations

import re

from organizer.base.errors import TagError
from organizer.base.fields.tag_names import MORE_LABELS, in_language, in_sentence
from organizer.base.language import tr
from organizer.library.tags.named import ratings
from organizer.library.tags.named.id3_frames import in_order, pair_of
from organizer.library.tags.named.keys import APE, ID3, MP4, VORBIS, own_key
from organizer.library.tags.named.raw import person

_YES, _NO = ("1", "yes", "true"), ("0", "no", "false", "")
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d([ T]\d\d(:\d\d(:\d\d)?)?)?)?)?")
_LANGUAGE = re.compile(r"[a-z]{3}")

#: Frames of ID3 whose content is text or an address.
_TEXT_FRAME = re.compile(r"(T|W)[A-Z0-9]{3}|COMM|USLT|UFID|GRP1|MVNM|MVIN")
_APE_NAMES = ("id3", "tag", "oggs", "mp+")

#: Atoms of MP4 that are whole numbers, and how many bytes they have.
MP4_NUMBERS = {
    "cpil": 1,
    "pgap": 1,
    "pcst": 1,
    "shwm": 1,
    "stik": 1,
    "rtng": 1,
    "hdvd": 1,
    "tvsn": 4,
    "tves": 4,
} | {
    "\xa9mvi": 2,
    "\xa9mvc": 2,
}


def as_stored(kind: str, version: int, label: str, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """What a field will be read back as; raises ``TagError`` where this kind of tag cannot hold it.

    ``version``: of ID3; ``label``: what people call the kind."""
    if name == "rating":
        one = _one(label, name, values)
        return tuple(filter(None, (ratings.read(one),)))
    if name == "compilation":
        return _yes(label, _one(label, name, values))
    if name == "original_date" and kind == ID3:
        return _dates(label, version, name, values)
    if name == "performer" and kind == ID3:
        return in_order(version, tuple(person(*pair_of(text)) for text in values))
    if name == "lyrics" and kind == ID3:
        return ("\n\n".join(values),)
    if name == "musicbrainz_trackid" and kind == ID3:
        return (_one(label, name, values),)
    if name not in MORE_LABELS:
        return _own(kind, label, name, values)
    return values


def _refused(label: str, name: str, text: str, remedy: str) -> TagError:
    shown = text if len(text) <= 60 else text[:60] + "…"
    return TagError(
        tr("{kind} tags cannot hold the {field} “{shown}”", kind=label, field=in_sentence(name), shown=shown),
        remedy=remedy,
    )


def _one(label: str, name: str, values: tuple[str, ...]) -> str:
    if len(values) > 1:
        raise _refused(label, name, "; ".join(values), tr("give one value"))
    return values[0]


def _yes(label: str, text: str) -> tuple[str, ...]:
    folded = text.strip().lower()
    if folded not in _YES + _NO:
        raise _refused(label, "compilation", text, tr("write yes or no"))
    return ("1",) if folded in _YES else ()


def _dates(label: str, version: int, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    if version == 4:
        for text in values:
            if not (text.isascii() and _DATE.fullmatch(text)):
                raise _refused(label, name, text, tr("write it as 1969, 1969-09 or 1969-09-26"))
        return tuple(text.replace("T", " ") for text in values)
    text = _one(label, name, values)
    if not (text.isascii() and _YEAR.fullmatch(text)):
        raise _refused(label, name, text, tr("write the year alone, or let files become ID3v2.4 (setting)"))
    return values


def _own(kind: str, label: str, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    key = own_key(kind, name)
    spoken = in_language(name)
    if kind != ID3 and spoken is not None:
        raise TagError(
            tr("{kind} tags note no language with a {spoken}", kind=label, spoken=spoken[0]),
            remedy=tr("edit the field {spoken} itself", spoken=spoken[0]),
        )
    if kind == ID3:
        return _id3(label, key, name, values)
    if kind == VORBIS:
        fits = all(" " <= sign <= "}" and sign != "=" for sign in key)
    elif kind == APE:
        fits = (
            2 <= len(key) <= 255 and all(" " <= sign <= "~" for sign in key) and key.lower() not in _APE_NAMES
        )
    elif kind == MP4:
        if key in MP4_NUMBERS:
            return _number(label, name, key, _one(label, name, values))
        fits = (key.startswith("----:") and key.isascii() and key.count(":") == 2) or _is_text_atom(key)
    else:
        fits = True
    if not fits or not key:
        raise TagError(
            tr("{kind} tags cannot hold a field “{name}”", kind=label, name=name),
            remedy=tr("give it another name"),
        )
    return values


def _is_text_atom(key: str) -> bool:
    return len(key) == 4 and key not in (
        "trkn",
        "disk",
        "tmpo",
        "covr",
        "gnre",
        "plID",
        "atID",
        "cnID",
        "sfID",
    )


def _number(label: str, name: str, key: str, text: str) -> tuple[str, ...]:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()) or int(plain) >= 1 << (8 * MP4_NUMBERS[key] - 1):
        raise _refused(label, name, text, tr("give a whole number"))
    return (str(int(plain)),)


def _id3(label: str, key: str, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    frame, _, described = key.partition(":")
    if not _TEXT_FRAME.fullmatch(frame):
        raise TagError(
            tr("the frame {frame} is no text", frame=frame),
            remedy=tr("it can only be removed: give it no value"),
        )
    if frame in ("TXXX", "WXXX", "UFID") and not described.strip():
        raise TagError(
            tr("the frame {frame} needs a name of its own", frame=frame),
            remedy=tr("write {frame}:NAME", frame=frame),
        )
    if frame in ("COMM", "USLT"):
        language = described.rpartition(":")[2]
        if not _LANGUAGE.fullmatch(language):
            raise TagError(
                tr("“{language}” is no language", language=language),
                remedy=tr("give three letters, as in lyrics:deu"),
            )
    if frame == "USLT":
        return ("\n\n".join(values),)
    if frame[0] == "W" or frame == "UFID":
        return (_one(label, name, values),)
    return values
