"""Whether a file is the one with an edit or without it, and a patch that fits it as it is."""

from __future__ import annotations

import logging
import os
from dataclasses import replace

from organizer.base import leftovers
from organizer.base.atomic import finish_writing_through, world_error
from organizer.base.errors import OrganizerError, TagError, printable
from organizer.base.fields.tag_names import in_sentence
from organizer.base.language import tr
from organizer.base.model import TagValue, joined
from organizer.library import journal
from organizer.library.journal import FileEntry
from organizer.library.tags import tags

log = logging.getLogger(__name__)


def fitting(entry: FileEntry, *, back: bool) -> tuple[FileEntry, bool]:
    """The entry with a patch that fits the file as it is, and whether there is anything to write.

    Where another program wrote to the file since, a patch is made anew. Raises ``TagError`` when it changed
    one of the fields to something that is neither the one nor the other, or when the file is another song.
    """
    patch = entry.patch.inverse() if back else entry.patch
    try:
        with open(entry.path, "rb") as file:
            if patch and patch.fits(file):
                return entry, True
    except OSError as error:  # no reason for a new patch, which would not bring the same bytes back
        raise world_error(error, entry.path, TagError) from error
    left, values = (entry.new, entry.old) if back else (entry.old, entry.new)
    planned = tags.plan(entry.path, values)
    if planned.audio_hash != entry.audio_hash:
        raise TagError(
            tr("another song is in this place now"), path=entry.path, remedy=tr("edit its tags by hand")
        )
    for name, value in values.items():
        now = planned.old.get(name)
        if not _says(name, left.get(name, value), now) and not _says(name, value, now):
            raise TagError(
                tr(
                    "its {field} was changed to “{text}” since",
                    field=in_sentence(name),
                    text=planned.old.text(name),
                ),
                path=entry.path,
                remedy=tr("undo the later edit first, or edit it by hand"),
            )
    if not planned.patch:
        return entry, False
    result: journal.Values = {name: planned.new.get(name) for name in values}
    if back:
        return replace(entry, patch=planned.patch.inverse(), old=result, refitted=True), True
    return replace(entry, patch=planned.patch, new=result, refitted=True), True


def holds_edit(entry: FileEntry) -> bool | None:
    """Whether the file is the one with the edit; None when that is unclear now: it is away, it cannot be
    read, or another song is in its place."""
    try:
        if not os.path.lexists(entry.path):
            return None
        finish_writing_through(entry.path, lambda copy: _is_end_of(entry, copy))
        leftovers.remove(entry.path, alone=True)
        with open(entry.path, "rb") as file:
            if entry.patch.inverse().fits(file):
                return True
            if entry.patch.fits(file):
                return False
        if tags.audio_hash(entry.path) != entry.audio_hash:
            return None
        read = tags.read(entry.path, names=entry.new)[0]
    except (OSError, OrganizerError):
        return None
    except Exception:  # a fault of ours, which must not keep the other rows from being closed
        log.exception("looking at %s failed", printable(entry.path))
        return None
    return any(
        _says(name, value, read.get(name))
        for name, value in entry.new.items()
        if not _says(name, value, entry.old.get(name, ""))
    )


def _says(name: str, value: TagValue, read: TagValue) -> bool:
    """Whether a file says this. Older journals hold several values of a field as one text."""
    return tags.same(name, value, read) or joined(value) == joined(read)


def _is_end_of(entry: FileEntry, copy: str) -> bool:
    """Whether a complete copy is this file as it was or as it will be."""
    with open(copy, "rb") as file:
        fits = entry.patch.inverse().fits(file) or entry.patch.fits(file)
    return fits and tags.audio_hash(copy) == entry.audio_hash
