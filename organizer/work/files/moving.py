"""Files renamed and moved as a plan says, through the journal: a kill at any moment leaves each at its old or
its new place, whole, and the next start settles the journal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from organizer.base.atomic import world_error
from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.language import tr
from organizer.library import journal
from organizer.library.files import file_rows, moves
from organizer.library.files.moves import MoveEntry
from organizer.library.storage.database import Database
from organizer.work.files.places import folders, lists
from organizer.work.files.places.planned import PlannedMove
from organizer.work.files.places.running import Run, marks_of
from organizer.work.files.planning import Plan
from organizer.work.jobs import JobContext
from organizer.work.tags.writing import EditResult, alone

#: Of a disk that files go to, so many bytes are left free.
_SPARE = 16 << 20


def apply(
    context: JobContext,
    db: Database,
    plan: Plan,
    *,
    label: str,
    on_stop: Callable[[EditResult], None] = lambda _result: None,
) -> EditResult:
    """Do what a plan shows, as one entry of the history; files that cannot be moved are reported.

    When it is cancelled, files that arrived stay so and can be taken back; the rest is as before, and lists
    name the files where they are; ``on_stop`` is told what was done.
    """
    wanted = plan.wanted
    check_room(wanted)
    places = {move.old: move.new for move in wanted}
    with alone(db):
        edit_id = journal.begin(db, label)
        run = Run(context, db, edit_id, label, len(wanted))
        entries = _entries(run, wanted)
        named = lists.rows(edit_id, len(wanted), plan.lists, places)
        run.start_at(len(wanted) + len(named))
        moves.add(db, named)
        try:
            try:
                run.take(entries)
            except Cancelled:
                _finish(run, named, plan)
                on_stop(run.result())
                raise
            _finish(run, named, plan)
        finally:
            moves.finish(db, edit_id)
        return run.result()


def check_room(wanted: Iterable[PlannedMove]) -> None:
    """Raise ``OrganizerError`` when what goes to another disk has no room there."""
    needed: dict[int, int] = {}
    places: dict[int, str] = {}
    known: dict[str, tuple[int, str]] = {}
    for move in wanted:
        folder = os.path.dirname(move.new)
        if folder not in known:
            there = _nearest(folder)
            try:
                known[folder] = os.stat(there).st_dev, there
            except OSError as error:
                raise world_error(error, there) from error
        device, there = known[folder]
        try:
            status = os.lstat(move.old)
        except OSError:
            continue
        if status.st_dev != device:
            needed[device] = needed.get(device, 0) + status.st_size
            places[device] = there
    for device, size in needed.items():
        free = shutil.disk_usage(places[device]).free
        if size + _SPARE > free:
            raise OrganizerError(
                tr(
                    "there is no room: {size} MB are needed, {free} MB are free",
                    size=round(size / 1e6),
                    free=round(free / 1e6),
                ),
                path=places[device],
                remedy=tr("make room, or choose fewer songs"),
            )


def _nearest(folder: str) -> str:
    """The folder, or the one above it that is there."""
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder


def _entries(run: Run, wanted: Sequence[PlannedMove]) -> list[MoveEntry]:
    """A row for each file that is where the plan says."""
    entries = []
    failed = []
    for number, move in enumerate(wanted):
        kind = "song" if move.track_id else "beside"
        entry = MoveEntry(
            run.edit_id,
            number,
            "song" if kind == "song" else "beside",
            move.old,
            move.new,
            move.track_id,
        )
        reason = ""
        try:
            if os.path.islink(move.old):
                reason = tr("it is a link to a file elsewhere (move that file, or the link, by hand)")
            else:
                entry = replace(entry, marks=marks_of(move.old))
        except OSError:
            reason = tr("the file is not there now")
        if reason:
            failed.append(replace(entry, state="failed", reason=reason))
            run.fail(entry, reason)
        else:
            entries.append(entry)
    moves.add(run.db, failed)
    return entries


def _finish(run: Run, named: Sequence[MoveEntry], plan: Plan) -> None:
    """Lists follow, and folders in which nothing is left go. The folder that songs were moved to is looked
    through from now on."""
    bounds = tuple(root.rstrip(os.sep) + os.sep for root in plan.roots)
    if plan.folder and run.placed and not f"{plan.folder}{os.sep}".startswith(bounds):
        file_rows.add_roots(run.db, [plan.folder])
    run.failed += lists.follow(run.db, named, run.placed)
    for folder in reversed(run.made):  # for files that did not come
        folders.remove_empty(folder)
    left = {os.path.dirname(old) for old, _ in run.placed}
    empty = folders.emptied(left, plan.roots)
    folders.remove(run.db, run.edit_id, run.number(), empty)
