"""The library that a command works on: opened with what a crash left put right, and copied once a day."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from organizer.base import settings
from organizer.base.errors import OrganizerError, printable
from organizer.cli.command import Options
from organizer.cli.terminal import job, log_to_stderr, note
from organizer.library.storage import copies
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging


def library_file(options: Options) -> Path:
    """The file of the library that the options name, else the person's own."""
    return Path(options.library) if options.library else settings.default_library()


def open_library(options: Options) -> Database:
    """The library, with tag edits that a crash interrupted put right."""
    log_to_stderr(verbose=options.verbose)
    with contextlib.ExitStack() as stack:
        bar: JobContext | None = None

        def upgrade(done: int, songs: int) -> None:
            nonlocal bar
            bar = bar or stack.enter_context(job("Bringing the library up to date"))
            bar.report(done, songs, "")

        db = Database(library_file(options), on_upgrade=upgrade)
    db.on_remark(note)
    if db.read_only:
        note(f"the library can only be looked at: {db.read_only}")
        return db
    with contextlib.ExitStack() as stack:
        stack.push(db)  # closed, and the error explained, if it cannot be put right
        _recover(db)
        stack.pop_all()
    return db


def copy_once_a_day(path: Path) -> None:
    """A copy of the library, if it is time for one. What hinders it is noted, and no reason to fail."""
    try:
        if path.exists() and os.access(path.parent, os.W_OK) and copies.is_due(path):
            with job("Copying the library", unit="steps") as context:
                copies.make(path, context.check_cancelled)
    except OrganizerError as error:
        note(f"no copy of the library was made: {error}")


def _recover(db: Database) -> None:
    """Put right what an interrupted edit left, and note what cannot be put right now."""
    recovery = tagging.recover(db)
    if recovery.open:
        note(
            f"an edit was interrupted, and {recovery.open} of its files cannot be looked at now: "
            "see “organizer history”"
        )
    for row in recovery.damaged:
        note(f"{printable(row.path)}: its row in the journal of edit {row.edit_id} is damaged and set aside")
