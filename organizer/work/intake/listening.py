"""Play counts, skips and ratings out of the files, on demand: a scan does not pay for them."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from organizer.base.descriptors import readable
from organizer.base.errors import OrganizerError, printable
from organizer.base.language import plural, tr
from organizer.base.model import Changes
from organizer.library import listening
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.jobs import JobContext

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """What the files hold of a listener."""

    files: int
    songs: int  #: that have any of the numbers
    each: dict[str, int]  #: number → songs that have it
    failed: int
    changes: Changes


def read_listening(context: JobContext, db: Database) -> Read:
    """Read what listeners left in every file that is there, and keep it."""
    numbers: dict[int, dict[str, float]] = {}
    songs, failed = listening.files(db), 0
    for done, (track_id, path) in enumerate(songs):
        if done % 50 == 0:
            context.report(done, len(songs), tr("Reading play counts and ratings"))
        context.check_cancelled()
        try:
            own = tags.listening(path)
        except Exception as error:
            if not isinstance(error, OrganizerError):  # a fault of ours, which must not end the reading
                log.exception("reading play counts of %s failed", printable(path))
            failed += 1
            continue
        if own:
            numbers[track_id] = own
    changes = listening.store(db, numbers)
    names = sorted({name for own in numbers.values() for name in own})
    each = {name: sum(name in own for own in numbers.values()) for name in names}
    return Read(len(songs), len(numbers), each, failed, changes)


def in_words(read: Read) -> str:
    """How many files hold such numbers, and which, in one sentence."""
    if not read.songs:
        return plural(
            "No play count, skip count or rating stands in {n} file",
            "No play count, skip count or rating stands in {n} files",
            read.files,
        )
    parts = ", ".join(tr("{name} of {n}", name=readable(name), n=n) for name, n in read.each.items())
    return tr(
        "{songs} of {files} files tell something: {parts}", songs=read.songs, files=read.files, parts=parts
    )
