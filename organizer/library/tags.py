"""The door to tags: read them, and write them so that nothing else in the file changes.

A write is planned as a patch of bytes, made on a copy, checked there by mutagen and by the hash of the
sound, and only then takes the old file's place.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from organizer.errors import OrganizerError, TagError
from organizer.library import tag_asf, tag_id3, tag_iff, tag_mp4, tag_tail, tag_vorbis
from organizer.library.atomic import replace_file, world_error
from organizer.library.payload import audio_hash, holds_sound
from organizer.library.tag_compare import frames_besides, pictures
from organizer.library.tag_patch import Patch, Splice
from organizer.library.tag_read import AUDIO_SUFFIXES, audio_info, file_tags, open_file
from organizer.model import EDITABLE_FIELDS, AudioInfo, Tags, TagValue

__all__ = [
    "AUDIO_SUFFIXES",
    "Plan",
    "audio_hash",
    "change",
    "cover",
    "normal",
    "plan",
    "read",
    "same",
    "write",
]

_APE_KINDS = frozenset({"MonkeysAudio", "Musepack", "WavPack", "OptimFROG", "TAK", "APEv2File"})
_ID3_FRONT = frozenset({"MP3", "TrueAudio", "AAC", "ID3FileType"})
_OGG_KINDS = frozenset({"OggVorbis", "OggOpus", "OggSpeex", "OggFLAC", "OggTheora"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edit will do to a file."""

    patch: Patch
    audio_hash: str
    old: Tags  #: what the file says now
    new: Tags  #: what it will say


def read(path: str) -> tuple[Tags, AudioInfo]:
    """What the file says about itself; raises ``TagError``."""
    with _translated(path), open(path, "rb") as file:
        found = _opened(file, path)
        info = audio_info(found)
        return file_tags(found, file), info


def cover(path: str) -> bytes | None:
    """The front cover, or the first picture that there is, as the bytes of an image file."""
    with _translated(path), open(path, "rb") as file:
        return pictures(_opened(file, path, full=True))


def normal(name: str, value: TagValue) -> TagValue:
    """A value as it can stand in a file: genre as a tuple without repetition, text without NULs."""
    if name not in EDITABLE_FIELDS:
        raise TagError(f"there is no field “{name}”", remedy=f"one of {', '.join(EDITABLE_FIELDS)}")
    if name == "genre":
        parts = value.split(";") if isinstance(value, str) else value
        return tuple(dict.fromkeys(filter(None, (_text(part) for part in parts))))
    return _text("; ".join(value) if isinstance(value, tuple) else value)


def plan(path: str, values: Mapping[str, TagValue]) -> Plan:
    """How to make the file say ``values``; fields that say so already are left out of it."""
    from dataclasses import replace

    with _translated(path), open(path, "rb") as file:
        found = _opened(file, path)
        old = file_tags(found, file)
        wanted: dict[str, Any] = {name: normal(name, value) for name, value in values.items()}
        changed = {name: value for name, value in wanted.items() if getattr(old, name) != value}
        size = file.seek(0, os.SEEK_END)
        kind = type(found).__name__
        splices = _splices(file, size, kind, changed, old) if changed else []
        patch = Patch.of(size, splices)
        return Plan(patch, audio_hash(path), old, replace(old, **changed))


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


def same(name: str, wanted: TagValue, found: TagValue) -> bool:
    """Whether a field read back is what was written, as far as the kind of file can say it."""
    if wanted == found:
        return True
    if isinstance(wanted, tuple) or isinstance(found, tuple):
        return False
    if name == "date":
        # ID3v2.3 holds a year, or a year with day and month
        return bool(found) and wanted.replace("T", " ").startswith(found)
    if name in ("track", "disc"):
        return [p.lstrip("0") for p in wanted.split("/")] == [p.lstrip("0") for p in found.split("/")]
    if name == "bpm":
        with contextlib.suppress(ValueError):
            return round(float(wanted.replace(",", "."))) == round(float(found))
    return False


def _check(
    path: str,
    temporary: str,
    patch: Patch,
    sound: str,
    fields: Mapping[str, TagValue],
    expected: Tags | None,
) -> None:
    kept = "nothing was changed; edit this file with another program"
    if audio_hash(temporary) != sound:
        if not holds_sound(path):
            cause = (
                "no sound was found in it, so that nothing could prove that an edit leaves the sound alone"
            )
            raise TagError(cause, path=path, remedy=kept)
        raise TagError("the edit would change the sound", path=path, remedy=kept)
    with open(temporary, "rb") as file, open(path, "rb") as before:
        if not patch.inverse().fits(file):
            raise TagError("the copy is not what was planned", path=path, remedy="check the disk")
        if expected is None:
            return
        # the name tells how to read it, and the copy has another one
        after, old = _opened(file, path, full=True), _opened(before, path, full=True)
        # a first ID3v2 tag repeats in all fields what ID3v1 or APE say: ``expected`` watches over those
        first = type(old).__name__ in _ID3_FRONT and any(
            getattr(found.tags, "version", (1, 1)) == (1, 1) for found in (old, after)
        )
        named = EDITABLE_FIELDS if first else fields
        differs = frames_besides(after, named) != frames_besides(old, named)
        if differs or type(after) is not type(old):
            raise TagError("the edit would change other tags too", path=path, remedy=kept)
        file.seek(0)
        found = file_tags(_opened(file, path), file)
        for name in EDITABLE_FIELDS:
            if not same(name, getattr(expected, name), getattr(found, name)):
                raise TagError(f"this file cannot hold the {name} as given", path=path, remedy=kept)


def _splices(file: BinaryIO, size: int, kind: str, values: dict[str, TagValue], old: Tags) -> list[Splice]:
    if kind in _ID3_FRONT:
        file.seek(0)
        first = values
        if file.read(3) != b"ID3":
            # a new tag in front would hide what the tags at the end say from other programs
            held = {name: getattr(old, name) for name in EDITABLE_FIELDS if getattr(old, name)}
            first = {name: value for name, value in (held | values).items() if value}
        return [
            *tag_id3.plan_id3(file, 0, size, first),
            *tag_tail.plan_ape(file, size, values, add=False, only_present=True),
            *tag_tail.plan_id3v1(file, size, values),
        ]
    if kind == "FLAC":
        return tag_vorbis.plan_flac(file, size, values)
    if kind in _OGG_KINDS:
        return tag_vorbis.plan_ogg(file, size, values, kind)
    if kind == "MP4":
        return tag_mp4.plan_mp4(file, size, values)
    if kind == "ASF":
        return tag_asf.plan_asf(file, size, values)
    if kind in ("WAVE", "AIFF", "DSDIFF"):
        return tag_iff.plan_iff(file, size, values)
    if kind == "DSF":
        return tag_iff.plan_dsf(file, size, values)
    if kind in _APE_KINDS:
        return [*tag_tail.plan_ape(file, size, values), *tag_tail.plan_id3v1(file, size, values)]
    raise TagError("tags cannot be written to this kind of file", remedy="convert it, to FLAC for example")


def _opened(file: BinaryIO, path: str, *, full: bool = False) -> Any:
    file.seek(0)
    if not file.read(1):
        raise TagError("the file is empty", path=path, remedy="get the file anew, or delete it")
    file.seek(0)
    found = open_file(file, path, full=full)
    if found is None or found.info is None:
        raise TagError(
            "this is not an audio file of a known kind", path=path, remedy="check what it is; it is left out"
        )
    return found


@contextlib.contextmanager
def _translated(path: str) -> Iterator[None]:
    """Whatever a damaged file makes mutagen or our own editors raise, as one kind of error."""
    from mutagen import MutagenError

    try:
        yield
    except OrganizerError as error:
        if error.path is None:
            error.path = path
        raise
    except OSError as error:
        raise world_error(error, path, TagError) from error
    except (
        MutagenError, ValueError, LookupError, ArithmeticError, struct.error, EOFError, TypeError,
        AttributeError, AssertionError, MemoryError, RecursionError, NotImplementedError,
    ) as error:  # fmt: skip
        detail = str(error).strip() or type(error).__name__
        raise TagError(
            f"its tags cannot be read ({detail[:200]})",
            path=path,
            remedy="the file is damaged or not what its name says; play it to check, or get it anew",
        ) from error


def _text(text: str) -> str:
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8").strip()
