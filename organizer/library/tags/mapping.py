"""mutagen's tags of every kind as ``Tags``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from organizer.base.model import Tags, TagValue, field_value, joined, values_of
from organizer.library.tags.fields import (
    APE_KEYS,
    ASF_KEYS,
    COMPILATION_KEYS,
    ID3_TEXTS,
    MP4_KEYS,
    VORBIS_KEYS,
    VORBIS_TOTALS,
)
from organizer.library.tags.named.reading import asked, stored
from organizer.library.tags.values import artists as split_artists
from organizer.library.tags.values import genres as split_genres


def tags_of(tags: Any, names: Collection[str] = ()) -> Tags:
    """Any of mutagen's tag objects as ``Tags``. ``names``: fields that are asked for beside those that every
    list shows and those that the library stores."""
    kind: Any = type(tags)
    values = _reader(kind)(tags)
    more = asked(tags, names) if names else stored(tags)
    return replace(values, more=more) if more else values


@cache
def _reader(kind: type) -> Callable[[Any], Tags]:
    """What reads this class of mutagen's tags."""
    from mutagen._vorbis import VComment
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASFTags
    from mutagen.id3 import ID3Tags
    from mutagen.mp4 import MP4Tags

    readers: tuple[tuple[type, Callable[[Any], Tags]], ...] = (
        (ID3Tags, _from_id3),
        (VComment, _from_vorbis),
        (MP4Tags, _from_mp4),
        (APEv2, _from_ape),
        (ASFTags, _from_asf),
    )
    return next(
        (read for base, read in readers if issubclass(kind, base)),
        lambda _tags: Tags(),
    )


def _clean(text: str) -> str:
    """Text that can be stored and shown: no NULs, no half characters."""
    if text.isprintable():  # neither is
        return text.strip()
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_clean, _apart(values)))))


def _apart(values: Iterable[str]) -> Iterator[str]:
    """The values; some programs put several into one text, with a NUL between them, in every kind of tag."""
    for value in values:
        if "\0" in value:
            yield from value.split("\0")
        else:
            yield value


def _value(values: Iterable[str]) -> TagValue:
    unique = _unique(values)
    return unique if len(unique) > 1 else unique[0] if unique else ""


def _text_value(texts: Sequence[Any]) -> TagValue:
    return (
        _clean(text) if len(texts) == 1 and "\0" not in (text := str(texts[0])) else _value(map(str, texts))
    )


def _genres(values: Iterable[str], *, version: int | None = None) -> tuple[str, ...]:
    return _unique(split_genres(_unique(values), version=version))


def _from_lookup(keys: Mapping[str, tuple[str, ...]], get: Callable[[str], Iterable[str]]) -> Tags:
    values: dict[str, Any] = {}
    for name, candidates in keys.items():
        for candidate in candidates:
            if texts := _unique(get(candidate)):
                values[name] = _genres(texts) if name == "genre" else field_value(name, texts)
                break
    flags = next((v for v in map(_unique, map(get, COMPILATION_KEYS)) if v), ("0",))
    return Tags(**values, compilation=flags[0].lower() in ("1", "true", "yes"))


def _from_ape(tags: Any) -> Tags:
    # kind 0 is text (mutagen.apev2.TEXT)
    return _from_lookup(
        APE_KEYS, lambda key: map(str, tags[key] if key in tags and tags[key].kind == 0 else ())
    )


def _from_asf(tags: Any) -> Tags:
    return _from_lookup(ASF_KEYS, lambda key: map(str, tags.get(key, ())))


def _from_vorbis(comment: Any) -> Tags:
    entries: dict[str, list[str]] = {}
    for key, value in comment:
        entries.setdefault(key.lower(), []).append(str(value))

    def get(key: str) -> list[str]:
        return entries.get(key, [])

    tags = _from_lookup(VORBIS_KEYS, get)
    totals = {}
    for name, keys in VORBIS_TOTALS.items():
        total = next((_clean(v[0]) for v in map(get, keys) if v and _clean(v[0])), "")
        number = getattr(tags, name)
        if total and isinstance(number, str) and number and "/" not in number:
            totals[name] = f"{number}/{total}"
    if not totals:
        return tags
    return replace(tags, track=totals.get("track", tags.track), disc=totals.get("disc", tags.disc))


def _from_mp4(atoms: Any) -> Tags:
    folded = {key.lower(): key for key in atoms if key.startswith("----")}

    def get(key: str) -> list[str]:
        values = atoms.get(folded.get(key.lower(), key) if key.startswith("----") else key)
        if key == "compilation" and values is None:
            values = atoms.get("cpil")
            return [] if values is None else [str(int(bool(values)))]
        if not values:
            return []
        if key in ("trkn", "disk"):
            number, total = (*values[0], 0, 0)[:2]
            return [f"{number}/{total}" if total else str(number)] if number or total else []
        if key == "tmpo":
            return [str(value) for value in values if value]
        return [v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in values]

    return _from_lookup(MP4_KEYS, get)


def _from_id3(frames: Any) -> Tags:
    version = frames.version[1]
    old = version in (2, 3)

    def value(*names: str) -> TagValue:
        for name in names:
            frame = frames.get(name)
            if frame is not None and (texts := _text_value(frame.text)):
                return texts
        return ""

    def text(name: str) -> str:
        return joined(value(name))

    def artist(name: str) -> TagValue:
        names = value(name)
        if old and names and "/" in joined(names):
            return _value(part for whole in values_of(names) for part in split_artists(whole))
        return names

    mood: TagValue = value("TMOO")
    comment: TagValue = ""
    fallback: TagValue = ""
    for key, frame in frames.items():
        if not mood and key[:5] == "TXXX:" and frame.desc.lower() == "mood":
            mood = _text_value(frame.text)
        elif key[:4] == "COMM" and not comment:
            if not frame.desc:
                comment = _text_value(frame.text)
            elif frame.desc == "ID3v1 Comment":
                fallback = _text_value(frame.text)
    genre = frames.get("TCON")
    texts: dict[str, Any] = {name: value(frame) for name, (frame, _) in ID3_TEXTS.items() if name != "genre"}
    texts["artist"], texts["album_artist"] = artist("TPE1"), artist("TPE2")
    return Tags(
        **texts,
        genre=_genres(map(str, genre.text), version=version) if genre is not None else (),
        date=value("TDRC") or _old_date(text("TYER"), text("TDAT"), text("TIME")),
        mood=mood,
        grouping=value("GRP1", "TIT1"),
        comment=comment or fallback,
        compilation=text("TCMP") == "1",
        isrc=value("TSRC"),
    )


def _old_date(year: str, day: str, time: str) -> str:
    """TYER, TDAT (DDMM) and TIME (HHMM) of ID3v2.3 as one date."""
    if len(year) == 4 and year.isdigit() and len(day) == 4 and day.isdigit():
        date = f"{year}-{day[2:]}-{day[:2]}"
        return f"{date} {time[:2]}:{time[2:]}" if len(time) == 4 and time.isdigit() else date
    return year


def id3v1_tags(frames: Mapping[str, Any]) -> Tags:
    """What mutagen made of an ID3v1 tag as ``Tags``."""
    return _from_id3(_Frames(frames))


class _Frames(dict[str, Any]):
    """Frames of ID3v1, as those of a tag."""

    version = (1, 1)


def text_tags(keys: Mapping[str, str], more: Mapping[str, str], texts: Mapping[str, Sequence[str]]) -> Tags:
    """Texts of chunks, by their names, as ``Tags``; ``keys``: the chunk of each field, ``more``: of those
    that no list shows."""
    tags = _from_lookup({name: (key,) for name, key in keys.items()}, lambda key: texts.get(key, ()))
    others = ((name, _value(texts.get(key, ()))) for name, key in more.items())
    return replace(tags, more=tuple((name, value) for name, value in others if value))
