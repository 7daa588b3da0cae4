"""The library that a command works on: opened with what a crash left put right, and copied once a day."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from organizer.base import settings
from organizer.base.errors import OrganizerError, printable
from organizer.base.language import tr
from organizer.cli.command import Options
from organizer.cli.terminal import job, log_to_stderr, note
from organizer.library.playlists import smart
from organizer.library.storage import copies
from organizer.library.storage.database import Database
from organizer.work.files import history
from organizer.work.jobs import JobContext
from organizer.work.playlists import likeness


def library_file(options: Options) -> Path:
    """The file of the library that the options name, else the person's own."""
    return Path(options.library) if options.library else settings.default_library()


def open_library(options: Options) -> Database:
    """The library, with tag edits that a crash interrupted put right."""
    log_to_stderr(verbose=options.verbose)
    likeness.install()
    with contextlib.ExitStack() as stack:
        bar: JobContext | None = None

        def upgrade(done: int, songs: int) -> None:
            nonlocal bar
            bar = bar or stack.enter_context(job(tr("Bringing the library up to date")))
            bar.report(done, songs, "")

        db = Database(library_file(options), on_upgrade=upgrade)
    db.on_remark(note)
    if db.read_only:
        note(tr("the library can only be looked at: {read_only}", read_only=db.read_only))
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
            with job(tr("Copying the library"), unit="steps") as context:
                copies.make(path, context.check_cancelled)
    except OrganizerError as error:
        note(tr("no copy of the library was made: {error}", error=error))


def write_smart_files(path: Path) -> None:
    """Write the files of smart playlists that changed with the library. What hinders it is noted."""
    if not path.exists():
        return
    try:
        with Database(path) as db:
            if not any(one.file for one in smart.listed(db)):
                return
            from organizer.work.playlists import smart_files  # not before: it loads numpy

            for refreshed in smart_files.refresh(db):
                if refreshed.problem:
                    note(refreshed.message)
    except OrganizerError as error:
        note(tr("files of smart playlists were not written: {error}", error=error))


def _recover(db: Database) -> None:
    """Put right what an interrupted edit left, and note what cannot be put right now."""
    recovery = history.recover(db)
    if recovery.open:
        note(
            tr(
                "an edit was interrupted, and {open} of its files cannot be looked at now: see “organizer "
                "history”",
                open=recovery.open,
            )
        )
    for row in recovery.damaged:
        note(
            tr(
                "{path}: its row in the journal of edit {edit_id} is damaged and set aside",
                path=printable(row.path),
                edit_id=row.edit_id,
            )
        )
