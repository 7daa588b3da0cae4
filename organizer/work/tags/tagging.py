"""Tag edits: shown first, then written through the journal, and taken back at any time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from organizer.base import settings
from organizer.base.errors import OrganizerError, TagError
from organizer.base.fields.tag_names import in_sentence
from organizer.base.language import tr
from organizer.library import journal
from organizer.library.files.edits import HistoryEntry
from organizer.library.journal import FileEntry, history
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.patch import Patch
from organizer.work.jobs import JobContext
from organizer.work.tags.assigning import parse_assignment, values_from
from organizer.work.tags.estimates import edits_from_descriptors
from organizer.work.tags.history import (
    Recovery,
    Step,
    can_redo,
    can_undo,
    next_edit,
    next_step,
    recover,
    redo,
    undo,
)
from organizer.work.tags.previewing import edits_from_values, preview
from organizer.work.tags.target import Targets
from organizer.work.tags.writing import BATCH, Diff, EditResult, Run, alone, reason_of

__all__ = [
    "Diff",
    "EditResult",
    "HistoryEntry",
    "Recovery",
    "Step",
    "apply",
    "can_redo",
    "can_undo",
    "edits_from_descriptors",
    "edits_from_values",
    "history",
    "linked_files",
    "next_edit",
    "next_step",
    "parse_assignment",
    "preview",
    "recover",
    "redo",
    "undo",
    "values_from",
]


def apply(
    context: JobContext,
    db: Database,
    diffs: Iterable[Diff],
    *,
    label: str,
    keep_links: bool = False,
    upgrade: bool | None = None,
) -> EditResult:
    """Write what a preview showed, as one entry of the journal; files that cannot be written are reported.

    So are values that the preview refused, and files in which another program changed one of the fields
    since. When it is cancelled, files already written stay so and can be undone; the rest is as before.
    ``keep_links``: files with several names
    (hard links) are written so that all of them get the edit. ``upgrade``: as in ``preview``.
    """
    upgrade = settings.load().upgrade_id3 if upgrade is None else upgrade
    by_path: dict[str, list[Diff]] = {}
    for diff in diffs:
        by_path.setdefault(diff.path, []).append(diff)
    files = _one_a_file(by_path) if keep_links else list(by_path.values())
    with alone(db):
        edit_id = journal.begin(db, label)
        run = Run(context, db, edit_id, label, len(files), keep_links=keep_links)
        try:
            with run:
                for start in range(0, len(files), BATCH):
                    run.take(_planned(run, files[start : start + BATCH], start, upgrade))
        finally:
            journal.finish(db, edit_id)
        return run.result()


def linked_files(diffs: Iterable[Diff]) -> int:
    """How many of the files that will change have other names (hard links), which keep what they say unless
    the edit keeps links."""
    count = 0
    for path in {diff.path for diff in diffs}:
        with contextlib.suppress(OSError):
            count += os.stat(path).st_nlink > 1
    return count


def _one_a_file(by_path: Mapping[str, list[Diff]]) -> list[list[Diff]]:
    """Without further names of a file that is written already."""
    seen: set[tuple[int, int]] = set()
    edits = []
    for path, diffs in by_path.items():
        with contextlib.suppress(OSError):
            status = os.stat(path)
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
        edits.append(diffs)
    return edits


def _planned(run: Run, files: Sequence[Sequence[Diff]], first: int, upgrade: bool) -> list[FileEntry]:
    """Plan files, each given by its diffs, and put their rows on the disk."""
    entries, failed = [], []
    run.make_way(diffs[0].path for diffs in files)
    targets = Targets(run.db, [diffs[0].track_id for diffs in files])
    for number, diffs in enumerate(files, first):
        run.context.check_cancelled()
        path, track_id = diffs[0].path, diffs[0].track_id
        refused = [diff.refused for diff in diffs if diff.refused]
        diffs = [diff for diff in diffs if not diff.refused]
        values = {diff.field: diff.new for diff in diffs}
        try:
            if refused and not values:
                raise TagError("; ".join(dict.fromkeys(refused)), path=path)
            planned = tags.plan(path, values, upgrade=upgrade, look=partial(targets.look, track_id, path))
            targets.check(track_id, path, planned)
            _check_as_shown(planned, diffs)
        except OrganizerError as error:
            blank = FileEntry(run.edit_id, number, path, track_id, "", {}, values, Patch(0), "pending")
            failed.append((blank, reason_of(error)))
            run.fail(path, reason_of(error))
            continue
        run.failed += [(path, reason) for reason in dict.fromkeys(refused)]
        names = [n for n in values if planned.old.get(n) != planned.new.get(n)]
        if not planned.patch:
            run.advance(path)
            continue
        run.seen[number], run.rows[number] = planned.seen, planned.row
        old, new = ({name: said.get(name) for name in names} for said in (planned.old, planned.new))
        sound, patch = planned.audio_hash, planned.patch
        entries.append(FileEntry(run.edit_id, number, path, track_id, sound, old, new, patch, "pending"))
    journal.add(run.db, entries, failed=failed)
    return entries


def _check_as_shown(planned: tags.Plan, diffs: Sequence[Diff]) -> None:
    """The person agreed to what the preview showed: nothing else is overwritten, and nothing else written."""
    for diff in diffs:
        field = in_sentence(diff.field)
        if planned.new.get(diff.field) != diff.new:
            raise TagError(
                tr(
                    "its {field} would become “{text}”, which was not shown",
                    field=field,
                    text=planned.new.text(diff.field),
                ),
                path=diff.path,
                remedy=tr("look at the changes again"),
            )
        if planned.old.get(diff.field) not in (diff.old, diff.new):
            now = planned.old.text(diff.field)
            raise TagError(
                tr("another program changed its {field} to “{now}” meanwhile", field=field, now=now),
                path=diff.path,
                remedy=tr("look at the changes again"),
            )
