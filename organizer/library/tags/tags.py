"""The door to tags: read them, and write them so that nothing else in the file changes.

A write is planned as a patch of bytes. What it makes of the file is read through the patch and checked: the
sound, the fields, all other tags. Then a copy is made with it, compared byte for byte, and takes the place of
the old file.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, BinaryIO

from organizer.base.atomic import sync_folder
from organizer.base.errors import TagError
from organizer.base.fields.picture import COVER
from organizer.base.fields.tag_names import NAMED_FIELDS, RELIED_FIELDS, STORED_FIELDS, in_sentence
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, AudioInfo, GainTags, Tags, TagValue, field_value
from organizer.library.tags import asf, id3, iff, mp4, tail, vorbis
from organizer.library.tags.changing import (
    ID3_FRONT,
    OGG_KINDS,
    Edit,
    changing,
    check_says,
    open_song,
    unlisted,
)
from organizer.library.tags.damage import translated
from organizer.library.tags.fields import APE_KINDS
from organizer.library.tags.limits import FULL, Limits, Metered
from organizer.library.tags.listening import gain_tags, listening_numbers
from organizer.library.tags.named.id3_upgrade import REWRITTEN
from organizer.library.tags.named.pictures import Embedded, cover_places, cover_value, embedded, new_cover
from organizer.library.tags.named.raw import is_bytes
from organizer.library.tags.named.reading import ALL
from organizer.library.tags.opening import AUDIO_SUFFIXES
from organizer.library.tags.patch import Patch, Splice
from organizer.library.tags.payload import audio_hash
from organizer.library.tags.read import FORMATS, ape_tag, audio_info, file_tags
from organizer.library.tags.short import excerpt
from organizer.library.tags.short.cover_side import cover_side, side_of
from organizer.library.tags.short.excerpt import Excerpt
from organizer.library.tags.values import (
    APE,
    ASF,
    ID3,
    MP4,
    VORBIS,
    as_stored,
    genres,
    same,
    typed,
    writable,
)

__all__ = [
    "AUDIO_SUFFIXES",
    "Edit",
    "Plan",
    "audio_hash",
    "change",
    "changing",
    "cover",
    "every_field",
    "gains",
    "listening",
    "normal",
    "outlook",
    "pictures",
    "plan",
    "read",
    "same",
    "scan",
    "seen_cover",
    "texts",
    "write",
]

_NAMED = frozenset(NAMED_FIELDS)
#: Kinds of files of which the check of an edit proves all that the library stores; their formats.
_CARRIED = OGG_KINDS | {"MP3", "FLAC", "MP4"}
CARRIED: Mapping[str, str] = {"ALAC": "MP4"} | {FORMATS[kind]: kind for kind in _CARRIED}
_STORED = frozenset(EDITABLE_FIELDS) | RELIED_FIELDS - {"lyrics"}
_CUT = 1_000  # characters; the library stores no text of any length


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edit will do to a file. ``old`` and ``new``: at least in the fields of the edit."""

    patch: Patch
    audio_hash: str
    old: Tags  #: what the file says now
    new: Tags  #: what it will say
    row: Tags | None = None  #: what ``read`` will say of it; None where only reading can tell
    seen: os.stat_result | None = None  #: the file that was looked at


@dataclass(frozen=True, slots=True)
class Known:
    """What the library knows of a file that is as it was when it was read."""

    sound: str = ""  #: the hash of its sound
    said: Tags | None = None  #: what it says, in fields of lists and those that are stored
    format: str = ""  #: as in ``AudioInfo``


#: Gives what is known of a file that is open.
Look = Callable[[os.stat_result], Known]


def _nothing_known(_seen: os.stat_result) -> Known:
    return Known()


def scan(path: str, limits: Limits = FULL) -> tuple[Tags, AudioInfo, int | None]:
    """What ``read`` says, and how large the cover inside the file is (see ``short.cover_side``)."""
    with translated(path), Metered(path, limits) as file:
        opened = open_song(file, path)
        info = audio_info(opened)
        return file_tags(opened, file), info, cover_side(opened, file)


def seen_cover(path: str) -> int:
    """The smaller side of the cover inside a file, in pixels: 0 without one, 1 where it does not tell."""
    with translated(path), Metered(path) as file:
        side = cover_side(open_song(file, path), file)
    if side is None:
        data = cover(path)
        side = 0 if data is None else side_of(data)
    return side


def read(path: str, limits: Limits = FULL, *, names: Iterable[str] = ()) -> tuple[Tags, AudioInfo]:
    """What the file says about itself, also in fields of these names that no list shows; raises ``TagError``,
    and ``BeyondLimits`` for one that takes more."""
    more = unlisted(names)
    with translated(path), Metered(path, limits) as file:
        opened = open_song(file, path, as_it_is=bool(more))
        info = audio_info(opened)
        return file_tags(opened, file, more), info


def texts(path: str) -> Tags:
    """What ``read`` says about the tags of a file, sooner."""
    with translated(path), open(path, "rb", buffering=0) as whole:
        short = excerpt.of(whole, path, excerpt.read_frames())
    if short is None:
        return read(path)[0]
    opened, file = excerpt.opened(short)
    return file_tags(opened, file)


def every_field(path: str) -> Tags:
    """All that the file says, also in fields that no list shows and under names of its own."""
    with Metered(path) as file:
        return every_field_in(file, path)


def every_field_in(file: BinaryIO, path: str) -> Tags:
    """The same of an open file that may be another one than what is there under its name."""
    with translated(path):
        return file_tags(open_song(file, path, as_it_is=True), file, ALL)


def cover(path: str) -> bytes | None:
    """The front cover, or the first picture that there is, as the bytes of an image file."""
    with translated(path), Metered(path) as file:
        found = embedded(open_song(file, path, full=True), file)
    places = cover_places([picture.kind for picture in found])
    return found[places[0] if places else 0].data if found else None


def pictures(path: str) -> list[Embedded]:
    """Every picture inside the file."""
    with translated(path), Metered(path) as file:
        return embedded(open_song(file, path, full=True), file)


def listening(path: str) -> dict[str, float]:
    """Rating (stars, 0–5), play count and skip count, as far as the file has them; raises ``TagError``."""
    with translated(path), Metered(path) as file:
        return listening_numbers(open_song(file, path, full=True))


def gains(path: str) -> GainTags:
    """The gains that the file asks for, ReplayGain or R 128; raises ``TagError``. Those of an APEv2 tag,
    where MP3Gain writes them, count where its own tag has none."""
    with translated(path), Metered(path) as file:
        opened = open_song(file, path, full=True)
        own = gain_tags(getattr(opened, "tags", None))
        if own == GainTags() and type(opened).__name__ not in APE_KINDS:
            own = gain_tags(ape_tag(file))
        return own


def normal(name: str, value: TagValue, old: TagValue = "") -> TagValue:
    """A value as it can stand in any file: without repetition, without NULs; a text is split as
    ``values.typed`` says, ``old`` being what the file says now."""
    if not name.strip() or any(sign in name for sign in "\0\r\n="):
        raise TagError(
            tr("there is no field “{name}”", name=name),
            remedy=tr("one of {names}, for example", names=", ".join(EDITABLE_FIELDS)),
        )
    if name == COVER:
        return value if value == old else new_cover(value) or ""
    parts = typed(name, value, old) if isinstance(value, str) else value
    if name == "genre":
        parts = tuple(genres(parts))
    return field_value(name, dict.fromkeys(filter(None, (writable(name, part) for part in parts))))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an edit would do to the tags of a file."""

    old: Tags  #: what the file says now
    new: dict[str, TagValue]  #: what the fields that change will say
    refused: dict[str, TagError]  #: fields whose values this file cannot hold


def outlook(
    path: str, values: Mapping[str, TagValue], *, upgrade: bool = False, look: Look = _nothing_known
) -> Outlook:
    """What the file will say after an edit: it is read as it would be, without its sound and unwritten.
    ``upgrade``: an older ID3 tag becomes one of version 2.4. A file that is known by ``look`` is not read
    back: what its kind of tag makes of values is known as well, and is checked when it is written."""
    with translated(path), Metered(path) as file:
        short = _excerpt(file, path, values, upgrade)
        if (quick := _by_known(short, values, look(os.fstat(file.fileno())))) is not None:
            kind, seen = quick
            if seen.new and kind != "MP3":  # the file may be built in a way that refuses every edit
                _splices(file, file.seek(0, os.SEEK_END), kind, seen.new, seen.old)
            return seen
        if short is not None:
            return _outlook_of(short, tuple(values.items()))
        names = unlisted(values)

        def reopened(after: BinaryIO) -> Any:
            return open_song(after, path, as_it_is=bool(names))

        return _outlook(reopened(file), file, path, reopened, values, upgrade=upgrade)


def _by_known(
    short: Excerpt | None, values: Mapping[str, TagValue], known: Known
) -> tuple[str, Outlook] | None:
    """The kind of a file, and what an edit would do to its tags, by what the library knows of it and what its
    kind of tag makes of values; None where that is not enough."""
    kind = CARRIED.get(known.format)
    if known.said is None or kind is None or not _STORED.issuperset(values):
        return None
    if any(len(known.said.text(name)) >= _CUT for name in values) or (kind == "MP3" and short is None):
        return None
    if kind == "MP4" and known.said == Tags():  # it may be built so that mutagen sees nothing in it
        return None
    tag = ID3[short.head[3]] if kind == "MP3" and short else MP4 if kind == "MP4" else VORBIS
    return kind, Outlook(known.said, *_changes(tag, known.said, values))


def _excerpt(file: BinaryIO, path: str, values: Mapping[str, TagValue], upgrade: bool) -> Excerpt | None:
    """What tells all about an edit of these fields; a tag that is upgraded is written as a whole."""
    short = excerpt.of(file, path, excerpt.frames_of(frozenset(values)))
    return None if short is not None and upgrade and short.head[3] < 4 else short


@lru_cache(maxsize=256)
def _outlook_of(short: Excerpt, values: tuple[tuple[str, TagValue], ...]) -> Outlook:
    """Of a file that has this excerpt. In 10,000 files that get one value most excerpts are the same."""
    as_it_is = bool(unlisted(name for name, _ in values))
    opened, file = excerpt.opened(short, as_it_is=as_it_is)
    again = partial(excerpt.parsed, as_it_is=as_it_is)
    return _outlook(opened, file, "", again, dict(values), upgrade=False)


def _outlook(
    opened: Any,
    file: BinaryIO,
    path: str,
    reopened: Callable[[BinaryIO], Any],
    values: Mapping[str, TagValue],
    *,
    upgrade: bool,
) -> Outlook:
    names = unlisted(values)
    old = file_tags(opened, file, names)
    upgrade = upgrade and _upgrades(opened, file)
    kind_of_tag = ID3[4] if upgrade else _kind_of_tag(opened, file)
    new, refused = _changes(kind_of_tag, old, values, partial(embedded, opened, file))
    if new:
        size = file.seek(0, os.SEEK_END)
        kind = type(opened).__name__
        patch = Patch.of(size, _planned(file, path, size, kind, new, old, upgrade=upgrade))
        again = Metered(path) if path else contextlib.nullcontext(file)  # with limits of its own
        with again as before, patch.over(before) as after:
            now = file_tags(reopened(after), after, names)
            check_says(now, old.changed(new), names)
    return Outlook(old, new, refused)


def plan(
    path: str, values: Mapping[str, TagValue], *, upgrade: bool = False, look: Look = _nothing_known
) -> Plan:
    """How to make the file say ``values``; fields that say so already are left out of it. ``upgrade``: as in
    ``outlook``."""
    with translated(path), Metered(path) as file:
        seen = os.fstat(file.fileno())
        known, names = look(seen), unlisted(values)
        short = _excerpt(file, path, values, upgrade)
        said = known.said
        if (quick := _by_known(short, values, known)) is not None:
            (kind, outlook), upgrade = quick, False
        elif short is not None:
            outlook, kind, upgrade = _outlook_of(short, tuple(values.items())), "MP3", False
        else:
            opened = open_song(file, path, as_it_is=bool(names))
            kind, upgrade = type(opened).__name__, upgrade and _upgrades(opened, file)
            said = file_tags(opened, file, names | STORED_FIELDS if names else ())
            kind_of_tag = ID3[4] if upgrade else _kind_of_tag(opened, file)
            outlook = Outlook(said, *_changes(kind_of_tag, said, values, partial(embedded, opened, file)))
        old, changed, refused = outlook.old, outlook.new, outlook.refused
        for error in refused.values():
            raise error
        size = file.seek(0, os.SEEK_END)
        if short is not None:  # one ID3v2 tag in front, and no other but ID3v1
            splices = [*tail.plan_id3v1(file, size, changed), *id3.plan_id3(file, 0, size, changed)]
        else:
            splices = _planned(file, path, size, kind, changed, old, upgrade=upgrade) if changed else []
        patch = Patch.of(size, splices)
        new, row = old.changed(changed), None
        if said is not None and kind in _CARRIED:
            row = said_after(said, changed, patch, new if said is old else None)
        return Plan(patch, known.sound or audio_hash(path), old, new, row, seen)


def said_after(
    said: Tags, values: Mapping[str, TagValue], patch: Patch, changed: Tags | None = None
) -> Tags | None:
    """What ``read`` will say of a file of the kinds ``CARRIED``, of which the library stores ``said``, when a
    patch makes fields say ``values`` and it was checked that all others stay. None where only reading can
    tell: a tag of another version, or one in front of all others, may say other fields in other ways.
    ``changed``: what ``said`` becomes with these values, if that is known."""
    if patch.place(0, 4) != 0 or not _NAMED.issuperset(values):
        return None
    new = changed if changed is not None else said.changed(values)
    more = tuple(pair for pair in new.more if pair[0] in STORED_FIELDS)
    return new if more == new.more else replace(new, more=more)


def _changes(
    kind: str, old: Tags, values: Mapping[str, TagValue], inside: Callable[[], list[Embedded]] = list
) -> tuple[dict[str, TagValue], dict[str, TagError]]:
    """The fields that change, with what they will be in a tag of this kind; and those that it cannot hold.
    ``inside``: gives the pictures of the file."""
    new: dict[str, TagValue] = {}
    refused: dict[str, TagError] = {}
    for name, value in values.items():
        try:
            value = normal(name, value, old.get(name))
            if name == COVER and not value:
                value = cover_value(inside(), without_fronts=True)
            elif name != COVER:
                value = as_stored(kind, name, value)
            if value and is_bytes(old.get(name)):
                remedy = tr("it can only be removed: give it no value")
                raise TagError(
                    tr("what the file has as {field} is no text", field=in_sentence(name)),
                    remedy=remedy,
                )
        except TagError as error:
            refused[name] = error
            continue
        if value != old.get(name):
            new[name] = value
    return new, refused


def _kind_of_tag(opened: Any, file: BinaryIO) -> str:
    """The kind of tag that an edit of this file goes to."""
    kind = type(opened).__name__
    if kind == "FLAC" or kind in OGG_KINDS:
        return VORBIS
    if kind in ("MP4", "ASF"):
        return MP4 if kind == "MP4" else ASF
    if kind in APE_KINDS:
        return APE
    version = getattr(opened.tags, "version", (2, 4))[1]
    if kind in ID3_FRONT:
        if not _starts_with_id3(file):
            return APE if tail.has_ape(file) else ID3[4]
        version = file.read(1)[0]
    return ID3.get(version, ID3[4])


def _upgrades(opened: Any, file: BinaryIO) -> bool:
    """Whether its ID3 tag is older than version 2.4 and can become one of it. One inside of chunks is looked
    at when it is written."""
    if _kind_of_tag(opened, file) not in (ID3[2], ID3[3]):
        return False
    if type(opened).__name__ not in ID3_FRONT:
        return not getattr(opened.tags, "unknown_frames", ())
    return id3.can_upgrade(file, 0, file.seek(0, os.SEEK_END))


def _starts_with_id3(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(3) == b"ID3"


def write(path: str, values: Mapping[str, TagValue]) -> Plan:
    """Edit the file's tags at once, without a journal."""
    planned = plan(path, values)
    change(path, planned.patch, planned.audio_hash, {name: planned.new.get(name) for name in values})
    return planned


def change(
    path: str, patch: Patch, sound: str, says: Mapping[str, TagValue] | None = None
) -> os.stat_result | None:
    """Apply the patch, if the file still fits it and its sound is ``sound``; else the old file stays.

    ``says``: what the fields that change say afterwards. Without it the way leads back to bytes that were
    there before, and what they say is not read again. Returns what the new file is; None without a patch.
    """
    if not patch:
        return None
    with changing(Edit(path, patch, sound, says)) as new:
        status = new.swap()
        sync_folder(new.folder)
        return status


def _planned(
    file: BinaryIO,
    path: str,
    size: int,
    kind: str,
    values: dict[str, TagValue],
    old: Tags,
    *,
    upgrade: bool,
) -> list[Splice]:
    if COVER not in values:
        return _splices(file, size, kind, values, old, upgrade=upgrade)
    # a picture nearly always changes the number of pages of an Ogg file, all of which are looked at then
    with open(path, "rb") as whole:
        return _splices(whole, size, kind, values, old, upgrade=upgrade)


def _splices(
    file: BinaryIO, size: int, kind: str, values: dict[str, TagValue], old: Tags, *, upgrade: bool = False
) -> list[Splice]:
    if upgrade:  # what means something else in another version is written as it was read
        values = {name: old.get(name) for name in REWRITTEN if old.get(name)} | values
    if kind in ID3_FRONT:
        front, ape = _starts_with_id3(file), tail.has_ape(file)
        splices = tail.plan_id3v1(file, size, values)
        if ape:
            splices += tail.plan_ape(file, size, values, only_present=front)
        if front or not ape:
            shown = {} if front else {name: getattr(old, name) for name in EDITABLE_FIELDS}
            # a new tag in front would hide what ID3v1 says from other programs
            first = {name: value for name, value in (shown | values).items() if front or value}
            splices += id3.plan_id3(file, 0, size, first, upgrade=upgrade)
            for start in id3.id3_starts(file, size)[1:]:
                splices += id3.plan_id3(file, start, size - start, values, only_present=True)
        return splices
    if kind == "FLAC":
        return [*vorbis.plan_flac(file, size, values), *_besides(file, size, values)]
    if kind in OGG_KINDS:
        return vorbis.plan_ogg(file, size, values, kind)
    if kind == "MP4":
        return mp4.plan_mp4(file, size, values)
    if kind == "ASF":
        return asf.plan_asf(file, size, values)
    if kind in ("WAVE", "AIFF", "DSDIFF"):
        return iff.plan_iff(file, size, values, upgrade=upgrade)
    if kind == "DSF":
        return iff.plan_dsf(file, size, values, upgrade=upgrade)
    if kind in APE_KINDS:
        return [*tail.plan_ape(file, size, values), *_besides(file, size, values, ape=False)]
    raise TagError(
        tr("tags cannot be written to this kind of file"), remedy=tr("convert it, to FLAC for example")
    )


def _besides(file: BinaryIO, size: int, values: dict[str, TagValue], *, ape: bool = True) -> list[Splice]:
    """Tags of other kinds in front and at the end, brought up to date as far as they have the fields."""
    splices = tail.plan_id3v1(file, size, values)
    if ape and tail.has_ape(file):
        splices += tail.plan_ape(file, size, values, only_present=True)
    for start in id3.id3_starts(file, size):
        splices += id3.plan_id3(file, start, size - start, values, only_present=True)
    return splices
