"""Copies of a recording put into the system's trash, from where a person can bring them back. One copy always
stays: a file goes only while another one of the same recording is there."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from organizer.base.atomic import world_error
from organizer.base.errors import Cancelled, OrganizerError, is_utf8, printable
from organizer.base.language import tr
from organizer.base.model import Changes, Track
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.tags.writing import reason_of


@dataclass(frozen=True, slots=True)
class Discard:
    """A copy that goes, and one of the same recording that stays."""

    song: Track
    stays: Track


@dataclass(frozen=True, slots=True)
class TrashResult:
    """What went into the trash."""

    done: int
    failed: tuple[tuple[str, str], ...]  #: (path, reason)
    changes: Changes
    size: int = 0  #: bytes of what went


def discards(groups: Sequence[Sequence[Track]], chosen: Collection[int] | None = None) -> list[Discard]:
    """What goes: of each recording, its copies with the best first, those that were chosen, or all but the
    best. Of one whose copies were all chosen the best stays all the same."""
    result = []
    for copies in groups:
        going = [song for song in copies if chosen is None or song.id in chosen]
        staying = [song for song in copies if song not in going]
        if not staying or chosen is None:
            staying, going = list(copies[:1]), [song for song in going if song.id != copies[0].id]
        there = [song for song in staying if song.available]
        if there:
            result += [Discard(song, there[0]) for song in going if song.available]
    return result


def to_trash(context: JobContext, db: Database, wanted: Sequence[Discard]) -> TrashResult:
    """Put files into the trash. Their songs are away from then on: they come back with the file, with all
    that the library knows of them. Cancelling leaves the rest where it is."""
    failed: list[tuple[str, str]] = []
    gone: list[int] = []
    size = 0
    try:
        for number, one in enumerate(wanted):
            context.check_cancelled()
            path = one.song.path
            context.report(number, len(wanted), printable(os.path.basename(path)))
            try:
                size += _discard(one)
            except OrganizerError as error:
                failed.append((path, reason_of(error)))
                continue
            gone.append(one.song.id)
            tracks.set_away(db, [one.song.id], True)
    except Cancelled:
        if not gone:
            raise
    return TrashResult(len(gone), tuple(failed), Changes(updated=tuple(gone)), size)


def _discard(one: Discard) -> int:
    """Put one file into the trash; how large it was."""
    from send2trash import send2trash  # slow to load

    path = one.song.path
    try:
        status = os.lstat(path)
        if not os.path.isfile(one.stays.path) or os.path.samefile(path, one.stays.path):
            raise OrganizerError(
                tr("the copy that is to stay is not there now, or is the same file"),
                path=one.stays.path,
                remedy=tr("look for duplicates again"),
            )
        if (status.st_size, status.st_mtime_ns) != (one.song.size, one.song.mtime_ns):
            raise OrganizerError(
                tr("the file was changed since it was compared"),
                path=path,
                remedy=tr("look for duplicates again"),
            )
        send2trash(os.fsencode(path) if not is_utf8(path) else path)
    except PermissionError as error:
        raise OrganizerError(
            tr("there is no trash where this file lies, or you may not put it there"),
            path=path,
            remedy=tr("make its disk writable, or remove the file by hand"),
        ) from error
    except OSError as error:
        raise world_error(error, path) from error
    return status.st_size
