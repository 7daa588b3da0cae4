"""A patch of a file's tags checked and made: the old file or the new one, whole.

What the patch makes of the file is read through it, without a copy. The copy then needs to be compared alone.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from organizer.base.atomic import Part, Replacement, replacement
from organizer.base.errors import OrganizerError, TagError
from organizer.base.fields.tag_names import in_sentence
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, Tags, TagValue
from organizer.library.tags import payload
from organizer.library.tags.compare import frames_besides
from organizer.library.tags.damage import translated
from organizer.library.tags.limits import Metered
from organizer.library.tags.named.id3_upgrade import REWRITTEN
from organizer.library.tags.opening import open_file
from organizer.library.tags.patch import Patch
from organizer.library.tags.payload import holds_sound
from organizer.library.tags.read import file_tags
from organizer.library.tags.short.answers import only_says

UNCHANGED = tr("nothing was changed; edit this file with another program")
ID3_FRONT = frozenset({"MP3", "TrueAudio", "AAC", "ID3FileType"})
OGG_KINDS = frozenset({"OggVorbis", "OggOpus", "OggSpeex", "OggFLAC", "OggTheora"})
#: Kinds of files that are opened in one way only, whatever is asked for.
_ONE_WAY = OGG_KINDS | {"MP4", "ASF", "FLAC"}
#: What tells a file from every other, and from itself after it was changed.
_MARKS = ("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")


@dataclass(frozen=True, slots=True)
class Edit:
    """A patch of a file, and what must hold for it to be written; see ``change``."""

    path: str
    patch: Patch
    sound: str
    says: Mapping[str, TagValue] | None = None
    seen: os.stat_result | None = None  #: the file at which it was found to have this sound


@contextlib.contextmanager
def changing(edit: Edit, *, keep_links: bool = False, begun: Part | None = None) -> Iterator[Replacement]:
    """``change`` in two steps: the copy is there, the same as the file but for the patch. ``begun``: where to
    make it, as in ``replacement``."""
    path = edit.path

    def apply(target: BinaryIO) -> None:
        with open(path, "rb") as source:
            if not edit.patch.fits(source):
                raise TagError(
                    tr("another program changed the file meanwhile"), path=path, remedy=tr("try again")
                )
            _check(edit, source)
            edit.patch.copy(source, target)

    def check(temporary: str) -> None:
        with open(path, "rb", buffering=0) as source, open(temporary, "rb", buffering=0) as copy:
            if not edit.patch.made(source, copy):
                raise TagError(tr("the copy is not what was planned"), path=path, remedy=tr("check the disk"))

    try:
        with (
            translated(path),
            replacement(path, apply, check=check, edit=True, keep_links=keep_links, begun=begun) as new,
        ):
            yield new
    except TagError:
        raise
    except OrganizerError as error:
        raise TagError(error.cause, path=path, remedy=error.remedy) from error


def _check(edit: Edit, file: BinaryIO) -> None:
    """Whether the file that the patch makes of this one has the same sound, says what is expected, and in all
    other tags the same as before."""
    path, patch = edit.path, edit.patch
    with patch.over(file) as after:
        plain = edit.says is not None and only_says(file, after, path, patch, edit.says)
        if not (_is(edit.seen, file) and (plain or payload.is_kept(file, after, patch))):
            _check_sound(edit, file, after)
        if plain or edit.says is None:
            return
    with Metered(path) as before, Metered(path) as source, patch.over(source) as after:
        _check_tags(path, before, after, edit.says)


def _is(seen: os.stat_result | None, file: BinaryIO) -> bool:
    """Whether an open file is the one that was seen, unchanged since."""
    now = os.fstat(file.fileno())
    return seen is not None and all(getattr(seen, name) == getattr(now, name) for name in _MARKS)


def _check_sound(edit: Edit, file: BinaryIO, after: BinaryIO) -> None:
    if payload.hash_of(after) == edit.sound:
        return
    if not holds_sound(edit.path):
        cause = tr(
            "no sound was found in it, so that nothing could prove that an edit leaves the sound alone"
        )
        raise TagError(cause, path=edit.path, remedy=UNCHANGED)
    raise TagError(tr("the edit would change the sound"), path=edit.path, remedy=UNCHANGED)


def _check_tags(path: str, before: BinaryIO, file: BinaryIO, says: Mapping[str, TagValue]) -> None:
    after, old = open_song(file, path, full=True), open_song(before, path, full=True)
    # a first ID3v2 tag repeats in all fields what ID3v1 or APE say: what it says is compared below
    first = type(old).__name__ in ID3_FRONT and any(
        getattr(opened.tags, "version", (1, 1)) == (1, 1) for opened in (old, after)
    )
    versions = {getattr(opened.tags, "version", ()) for opened in (old, after)}
    rewritten = REWRITTEN if len(versions) > 1 else ()
    named = {*EDITABLE_FIELDS, *says} if first else {*says, *rewritten}
    differs = frames_besides(after, named) != frames_besides(old, named)
    if differs or type(after) is not type(old):
        raise TagError(tr("the edit would change other tags too"), path=path, remedy=UNCHANGED)
    more = unlisted(says)
    if type(after).__name__ not in _ONE_WAY:
        after, old = (open_song(each, path, as_it_is=bool(more)) for each in (file, before))
    check_says(file_tags(after, file, more), file_tags(old, before, more).changed(says), more)


def unlisted(values: Iterable[str]) -> frozenset[str]:
    """The fields among these that no list shows."""
    return frozenset(name for name in values if name not in EDITABLE_FIELDS)


def check_says(read: Tags, expected: Tags, names: Iterable[str] = ()) -> None:
    """Raise ``TagError`` unless what a file says is what is expected, also in fields of these names."""
    shown: Iterable[str] = EDITABLE_FIELDS
    if any(name.startswith("comment:") for name in names):  # the first of some languages is the one in lists
        shown = [name for name in EDITABLE_FIELDS if name != "comment"]
    for name in (*shown, *names):
        if expected.get(name) != read.get(name):
            raise TagError(
                tr("this file cannot hold the {field} as given", field=in_sentence(name)),
                remedy=UNCHANGED,
            )


def open_song(file: BinaryIO, path: str, *, full: bool = False, as_it_is: bool = False) -> Any:
    """mutagen's object for a file, as ``open_file`` gives it; raises ``TagError`` for what is no song."""
    file.seek(0)
    if not file.read(1):
        raise TagError(tr("the file is empty"), path=path, remedy=tr("get the file anew, or delete it"))
    file.seek(0)
    opened = open_file(file, path, full=full, as_it_is=as_it_is)
    if opened is None or opened.info is None:
        raise TagError(
            tr("this is not an audio file of a known kind"),
            path=path,
            remedy=tr("check what it is; it is left out"),
        )
    return opened
