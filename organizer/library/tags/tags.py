"""The door to tags: read them, and write them so that nothing else in the file changes.

A write is planned as a patch of bytes, made on a copy, checked there by mutagen and by the hash of the
sound, and only then takes the old file's place.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from organizer.base.atomic import replace_file, world_error
from organizer.base.errors import OrganizerError, TagError
from organizer.base.model import EDITABLE_FIELDS, AudioInfo, GainTags, Tags, TagValue, field_value
from organizer.library.tags import asf, id3, iff, mp4, tail, vorbis
from organizer.library.tags.compare import frames_besides, pictures
from organizer.library.tags.fields import APE_KINDS
from organizer.library.tags.limits import FULL, Limits, Metered
from organizer.library.tags.listening import gain_tags, listening_numbers
from organizer.library.tags.opening import AUDIO_SUFFIXES, open_file
from organizer.library.tags.patch import Patch, Splice
from organizer.library.tags.payload import audio_hash, holds_sound
from organizer.library.tags.read import ape_tag, audio_info, file_tags
from organizer.library.tags.values import APE, ASF, ID3, MP4, VORBIS, as_stored, genres, tempo, typed

__all__ = [
    "AUDIO_SUFFIXES",
    "Plan",
    "audio_hash",
    "change",
    "cover",
    "gains",
    "listening",
    "normal",
    "outlook",
    "plan",
    "read",
    "same",
    "write",
]

_UNCHANGED = "nothing was changed; edit this file with another program"
_ID3_FRONT = frozenset({"MP3", "TrueAudio", "AAC", "ID3FileType"})
_OGG_KINDS = frozenset({"OggVorbis", "OggOpus", "OggSpeex", "OggFLAC", "OggTheora"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edit will do to a file."""

    patch: Patch
    audio_hash: str
    old: Tags  #: what the file says now
    new: Tags  #: what it will say


def read(path: str, limits: Limits = FULL) -> tuple[Tags, AudioInfo]:
    """What the file says about itself; raises ``TagError``, and ``BeyondLimits`` for one that takes more."""
    with _translated(path), Metered(path, limits) as file:
        opened = _opened(file, path)
        info = audio_info(opened)
        return file_tags(opened, file), info


def cover(path: str) -> bytes | None:
    """The front cover, or the first picture that there is, as the bytes of an image file."""
    with _translated(path), Metered(path) as file:
        return pictures(_opened(file, path, full=True))


def listening(path: str) -> dict[str, float]:
    """Rating (stars, 0–5), play count and skip count, as far as the file has them; raises ``TagError``."""
    with _translated(path), Metered(path) as file:
        return listening_numbers(_opened(file, path, full=True))


def gains(path: str) -> GainTags:
    """The gains that the file asks for, ReplayGain or R 128; raises ``TagError``. Those of an APEv2 tag,
    where MP3Gain writes them, count where its own tag has none."""
    with _translated(path), Metered(path) as file:
        opened = _opened(file, path, full=True)
        own = gain_tags(getattr(opened, "tags", None))
        if own == GainTags() and type(opened).__name__ not in APE_KINDS:
            own = gain_tags(ape_tag(file))
        return own


def normal(name: str, value: TagValue, old: TagValue = "") -> TagValue:
    """A value as it can stand in any file: without repetition, without NULs; a text is split as
    ``values.typed`` says, ``old`` being what the file says now."""
    if name not in EDITABLE_FIELDS:
        raise TagError(f"there is no field “{name}”", remedy=f"one of {', '.join(EDITABLE_FIELDS)}")
    parts = typed(name, value, old) if isinstance(value, str) else value
    if name == "genre":
        parts = tuple(genres(parts))
    return field_value(name, dict.fromkeys(filter(None, (_text(name, part) for part in parts))))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an edit would do to the tags of a file."""

    old: Tags  #: what the file says now
    new: dict[str, TagValue]  #: what the fields that change will say
    refused: dict[str, TagError]  #: fields whose values this file cannot hold


def outlook(path: str, values: Mapping[str, TagValue]) -> Outlook:
    """What the file will say after an edit: it is read as it would be, without its sound and unwritten."""
    with _translated(path), Metered(path) as file:
        opened = _opened(file, path)
        old = file_tags(opened, file)
        new, refused = _changes(opened, file, old, values)
        if new:
            size = file.seek(0, os.SEEK_END)
            patch = Patch.of(size, _splices(file, size, type(opened).__name__, new, old))
            with Metered(path) as before, patch.over(before) as after:
                _check_says(file_tags(_opened(after, path), after), replace(old, **_any(new)))
        return Outlook(old, new, refused)


def _any(values: dict[str, TagValue]) -> dict[str, Any]:
    return dict(values)


def _check_says(read: Tags, expected: Tags) -> None:
    for name in EDITABLE_FIELDS:
        if getattr(expected, name) != getattr(read, name):
            raise TagError(f"this file cannot hold the {name.replace('_', ' ')} as given", remedy=_UNCHANGED)


def plan(path: str, values: Mapping[str, TagValue]) -> Plan:
    """How to make the file say ``values``; fields that say so already are left out of it."""
    with _translated(path), Metered(path) as file:
        opened = _opened(file, path)
        old = file_tags(opened, file)
        changed, refused = _changes(opened, file, old, values)
        for error in refused.values():
            raise error
        size = file.seek(0, os.SEEK_END)
        kind = type(opened).__name__
        splices = _splices(file, size, kind, changed, old) if changed else []
        patch = Patch.of(size, splices)
        return Plan(patch, audio_hash(path), old, replace(old, **_any(changed)))


def _changes(
    opened: Any, file: BinaryIO, old: Tags, values: Mapping[str, TagValue]
) -> tuple[dict[str, TagValue], dict[str, TagError]]:
    """The fields that change, with what they will be; and those that the file cannot hold."""
    kind = _kind_of_tag(opened, file)
    new: dict[str, TagValue] = {}
    refused: dict[str, TagError] = {}
    for name, value in values.items():
        try:
            value = as_stored(kind, name, normal(name, value, getattr(old, name)))
        except TagError as error:
            refused[name] = error
            continue
        if value != getattr(old, name):
            new[name] = value
    return new, refused


def _kind_of_tag(opened: Any, file: BinaryIO) -> str:
    """The kind of tag that an edit of this file goes to."""
    kind = type(opened).__name__
    if kind == "FLAC" or kind in _OGG_KINDS:
        return VORBIS
    if kind in ("MP4", "ASF"):
        return MP4 if kind == "MP4" else ASF
    if kind in APE_KINDS:
        return APE
    version = getattr(opened.tags, "version", (2, 4))[1]
    if kind in _ID3_FRONT:
        if not _starts_with_id3(file):
            return APE if tail.has_ape(file) else ID3[4]
        version = file.read(1)[0]
    return ID3.get(version, ID3[4])


def _starts_with_id3(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(3) == b"ID3"


def write(path: str, values: Mapping[str, TagValue]) -> Plan:
    """Edit the file's tags at once, without a journal."""
    planned = plan(path, values)
    change(path, planned.patch, planned.audio_hash, fields=values, expected=planned.new)
    return planned


def change(
    path: str,
    patch: Patch,
    sound: str,
    *,
    fields: Mapping[str, TagValue],
    expected: Tags | None = None,
    keep_links: bool = False,
) -> os.stat_result | None:
    """Apply the patch, if the file still fits it and its sound is ``sound``; else the old file stays.

    ``expected``: what the file says afterwards. Without it the way leads back to bytes that were there
    before, and what they say is not read again. Returns what the new file is; None without a patch.
    """
    if not patch:
        return None

    def apply(target: BinaryIO) -> None:
        with open(path, "rb") as source:
            if not patch.fits(source):
                raise TagError("another program changed the file meanwhile", path=path, remedy="try again")
            patch.copy(source, target)

    def check(temporary: str) -> None:
        _check(path, temporary, patch, sound, fields, expected)

    try:
        with _translated(path):
            return replace_file(path, apply, check=check, edit=True, keep_links=keep_links)
    except TagError:
        raise
    except OrganizerError as error:
        raise TagError(error.cause, path=path, remedy=error.remedy) from error


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


def _check(
    path: str,
    temporary: str,
    patch: Patch,
    sound: str,
    fields: Mapping[str, TagValue],
    expected: Tags | None,
) -> None:
    if audio_hash(temporary) != sound:
        if not holds_sound(path):
            cause = (
                "no sound was found in it, so that nothing could prove that an edit leaves the sound alone"
            )
            raise TagError(cause, path=path, remedy=_UNCHANGED)
        raise TagError("the edit would change the sound", path=path, remedy=_UNCHANGED)
    with Metered(temporary) as file, Metered(path) as before:
        if not patch.inverse().fits(file):
            raise TagError("the copy is not what was planned", path=path, remedy="check the disk")
        if expected is None:
            return
        # the name tells how to read it, and the copy has another one
        after, old = _opened(file, path, full=True), _opened(before, path, full=True)
        # a first ID3v2 tag repeats in all fields what ID3v1 or APE say: ``expected`` watches over those
        first = type(old).__name__ in _ID3_FRONT and any(
            getattr(opened.tags, "version", (1, 1)) == (1, 1) for opened in (old, after)
        )
        named = EDITABLE_FIELDS if first else fields
        differs = frames_besides(after, named) != frames_besides(old, named)
        if differs or type(after) is not type(old):
            raise TagError("the edit would change other tags too", path=path, remedy=_UNCHANGED)
        file.seek(0)
        _check_says(file_tags(_opened(file, path), file), expected)


def _splices(file: BinaryIO, size: int, kind: str, values: dict[str, TagValue], old: Tags) -> list[Splice]:
    if kind in _ID3_FRONT:
        front, ape = _starts_with_id3(file), tail.has_ape(file)
        splices = tail.plan_id3v1(file, size, values)
        if ape:
            splices += tail.plan_ape(file, size, values, only_present=front)
        if front or not ape:
            shown = {} if front else {name: getattr(old, name) for name in EDITABLE_FIELDS}
            # a new tag in front would hide what ID3v1 says from other programs
            first = {name: value for name, value in (shown | values).items() if front or value}
            splices += id3.plan_id3(file, 0, size, first)
            for start in id3.id3_starts(file, size)[1:]:
                splices += id3.plan_id3(file, start, size - start, values, only_present=True)
        return splices
    if kind == "FLAC":
        return [*vorbis.plan_flac(file, size, values), *_besides(file, size, values)]
    if kind in _OGG_KINDS:
        return vorbis.plan_ogg(file, size, values, kind)
    if kind == "MP4":
        return mp4.plan_mp4(file, size, values)
    if kind == "ASF":
        return asf.plan_asf(file, size, values)
    if kind in ("WAVE", "AIFF", "DSDIFF"):
        return iff.plan_iff(file, size, values)
    if kind == "DSF":
        return iff.plan_dsf(file, size, values)
    if kind in APE_KINDS:
        return [*tail.plan_ape(file, size, values), *_besides(file, size, values, ape=False)]
    raise TagError("tags cannot be written to this kind of file", remedy="convert it, to FLAC for example")


def _besides(file: BinaryIO, size: int, values: dict[str, TagValue], *, ape: bool = True) -> list[Splice]:
    """Tags of other kinds in front and at the end, brought up to date as far as they have the fields."""
    splices = tail.plan_id3v1(file, size, values)
    if ape and tail.has_ape(file):
        splices += tail.plan_ape(file, size, values, only_present=True)
    for start in id3.id3_starts(file, size):
        splices += id3.plan_id3(file, start, size - start, values, only_present=True)
    return splices


def _opened(file: BinaryIO, path: str, *, full: bool = False) -> Any:
    file.seek(0)
    if not file.read(1):
        raise TagError("the file is empty", path=path, remedy="get the file anew, or delete it")
    file.seek(0)
    opened = open_file(file, path, full=full)
    if opened is None or opened.info is None:
        raise TagError(
            "this is not an audio file of a known kind", path=path, remedy="check what it is; it is left out"
        )
    return opened


@contextlib.contextmanager
def _translated(path: str) -> Iterator[None]:
    """What the world did to a file, with its path. Damage is told from our own faults where mutagen is called
    (``damage.parsing``) and where our own editors read bytes."""
    try:
        yield
    except OrganizerError as error:
        if error.path is None:
            error.path = path
        raise
    except OSError as error:
        raise world_error(error, path, TagError) from error
    except MemoryError as error:
        raise TagError(
            "its tags take more memory than there is",
            path=path,
            remedy="the file is damaged or made to do harm; get it anew, or write its tags anew elsewhere",
        ) from error


def _text(name: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        shown = text.encode("utf-8", "replace").decode()
        raise TagError(
            f"the {name.replace('_', ' ')} “{shown}” has a broken character, which no tag can hold",
            remedy="type it anew, in UTF-8",
        ) from None
    return text.replace("\0", " ").strip()
