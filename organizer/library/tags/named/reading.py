"""What a tag says in the fields beyond those that every list shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

from organizer.base.fields.picture import COVER
from organizer.base.fields.tag_names import MORE_FIELDS, STORED_FIELDS
from organizer.base.model import EDITABLE_FIELDS, TagValue
from organizer.library.tags.named import ratings
from organizer.library.tags.named.keys import ID3, KEYS, VORBIS, fields_by_key, keys_of
from organizer.library.tags.named.raw import Raw, kind_of, raw_of

#: Asks for every field of a file.
ALL = frozenset({"*"})

More = tuple[tuple[str, TagValue], ...]

#: Frames of ID3 with fields that the library stores.
STORED_FRAMES = frozenset(
    key.partition(":")[0] for name in STORED_FIELDS for key in KEYS[ID3][name] if not key.startswith("TXXX")
)
_CATALOG = "TXXX:CATALOGNUMBER"


def stored(tags: Any) -> More:
    """The fields that the library stores when it reads a file; quick where there is none."""
    kind = kind_of(tags)
    if not kind or not _has_stored(kind, tags):
        return ()
    raw = raw_of(tags)
    return () if raw is None else tuple(_values(raw, STORED_FIELDS))


def _has_stored(kind: str, tags: Any) -> bool:
    if kind == ID3:
        return any(key[:4] in STORED_FRAMES for key in tags) or _CATALOG in tags
    keys = (key for key, _ in tags) if kind in (VORBIS, "asf") else tags
    return not _stored_keys(kind).isdisjoint(map(str.lower, keys))


@cache
def _stored_keys(kind: str) -> frozenset[str]:
    return frozenset(key.lower() for name in STORED_FIELDS for key in KEYS[kind][name])


def asked(tags: Any, names: Collection[str]) -> More:
    """These fields, with or without a name of ours; all that there are for ``ALL``."""
    raw = raw_of(tags)
    if raw is None:
        return ()
    if names == ALL:
        return (*_values(raw, MORE_FIELDS), *_others(raw))
    return tuple(_values(raw, [name for name in names if name not in EDITABLE_FIELDS and name != COVER]))


def _values(raw: Raw, names: Iterable[str]) -> Iterator[tuple[str, TagValue]]:
    for name in names:
        texts = _texts(raw, name)
        if texts:
            yield name, texts[0] if len(texts) == 1 else texts


def _texts(raw: Raw, name: str) -> tuple[str, ...]:
    if name == "rating":
        half = ratings.half_stars(raw)
        return (half,) if half else ()
    if name == "performer":
        return _performers(raw)
    if name == "lyrics" and raw.kind == ID3:
        key = first_lyrics(raw.texts)
        return unique(raw.texts[key]) if key else ()
    for key in keys_of(raw.kind, name):
        if texts := unique(raw.get(key)):
            if name == "compilation":
                return ("1",) if texts[0].lower() in ("1", "true", "yes") else ()
            return texts
    return ()


def first_lyrics(keys: Iterable[str]) -> str:
    """Of frames of lyrics, given by their keys, the one that players show: the first without a description,
    else the first."""
    lyrics = [key for key in keys if key.lower().startswith("uslt:")]
    return next((key for key in lyrics if key[5:6] == ":"), lyrics[0] if lyrics else "")


def _performers(raw: Raw) -> tuple[str, ...]:
    if raw.kind == ID3:
        return unique(text for key in KEYS[ID3]["performer"] for text in raw.get(key))
    texts = list(raw.get(KEYS[raw.kind]["performer"][0]))
    for key, names in raw.texts.items():  # "performer:guitar", as Quod Libet writes it
        if key.startswith("performer:"):
            texts += [f"{name} ({key.partition(':')[2]})" for name in names]
    return unique(texts)


def _others(raw: Raw) -> Iterator[tuple[str, TagValue]]:
    """What belongs to no field with a name of ours, under the file's own names."""
    taken = fields_by_key(raw.kind)
    lyrics = first_lyrics(raw.texts) if raw.kind == ID3 else ""
    comments = 0
    for key, texts in raw.texts.items():
        name = raw.spelled[key]
        if key in taken or key == lyrics or key.startswith(("performer:", "rating:")):
            continue
        if raw.kind == ID3 and key.startswith(("comm:", "uslt:")):
            description, language = name[5:].rsplit(":", 1)
            plain = key.startswith("comm:") and description.lower() in ("", "id3v1 comment")
            comments += plain
            if plain and comments == 1:
                continue  # the comment that every list shows
            field = "comment" if key.startswith("comm:") else "lyrics"
            name = f"{field}:{language}" + (f":{description}" if description else "")
        values = unique(texts)
        if name == COVER:  # a text of that name is not the picture
            name = name.upper()
        if values:
            yield name, values[0] if len(values) == 1 else values


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values without repetition, NULs and half characters; what is empty is left out."""
    parts = (part for value in values for part in value.split("\0"))
    return tuple(dict.fromkeys(filter(None, map(_clean, parts))))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").strip()
