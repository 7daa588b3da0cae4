"""Tag edits: shown first, then written through the journal, and taken back at any time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from organizer.errors import OrganizerError, TagError, UsageError
from organizer.jobs import JobContext
from organizer.library import journal, tags, tracks
from organizer.library.database import Database
from organizer.library.journal import FileEntry, HistoryEntry, history
from organizer.library.tag_patch import Patch
from organizer.model import EDITABLE_FIELDS, TABLE_PREFIX, TagEdit, Tags, TagValue, Track
from organizer.tag_history import (
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
from organizer.tag_writing import BATCH, Diff, EditResult, Run, alone, forward, reason_of

__all__ = [
    "Diff", "EditResult", "HistoryEntry", "Recovery", "Step", "apply", "can_redo", "can_undo",
    "edits_from_descriptors", "edits_from_groups", "edits_from_values", "history", "linked_files",
    "next_edit", "next_step", "parse_assignment", "preview", "recover", "redo", "undo",
]  # fmt: skip


def preview(db: Database, edits: Iterable[TagEdit]) -> list[Diff]:
    """What would change. Nothing is written.

    By what the library knows of the files; one that changed since the last scan is looked into. Songs that
    are known from a table alone are left out. Raises ``UsageError`` when all of them are, and for a
    tempo that is no number.
    """
    asked = _merged(edits)
    wanted = [edit for edit in asked if not edit.path.startswith(TABLE_PREFIX)]
    if asked and not wanted:
        raise UsageError(
            "what is known from a table alone has no file to write to",
            remedy="correct the table and import it again",
        )
    known = {track.id: track for track in tracks.get_many(db, [edit.track_id for edit in wanted])}
    found = []
    for edit in wanted:
        old = _tags_now(edit.path, known.get(edit.track_id))
        for name, value in edit.values.items():
            new = tags.normal(name, value)
            if getattr(old, name) != new:
                _check_tempo(name, new)
                found.append(Diff(edit.track_id, edit.path, name, getattr(old, name), new))
    return found


def _check_tempo(name: str, value: TagValue) -> None:
    if name == "bpm" and isinstance(value, str) and value:
        try:
            float(value.replace(",", "."))
        except ValueError:
            raise UsageError(f"“{value}” is no tempo", remedy="write a number, such as 120") from None


def apply(
    context: JobContext, db: Database, diffs: Iterable[Diff], *, label: str, keep_links: bool = False
) -> EditResult:
    """Write what a preview showed, as one entry of the journal; files that cannot be written are reported.

    So is a file in which another program changed one of the fields since. When it is cancelled, files
    already written stay so and can be undone; the rest is as before. ``keep_links``: files with several names
    (hard links) are written so that all of them get the edit.
    """
    by_path: dict[str, list[Diff]] = {}
    for diff in diffs:
        by_path.setdefault(diff.path, []).append(diff)
    wanted = _one_a_file(by_path) if keep_links else list(by_path.values())
    with alone(db):
        edit_id = journal.begin(db, label)
        run = Run(context, db, edit_id, label, len(wanted), forward, keep_links)
        try:
            for start in range(0, len(wanted), BATCH):
                run.take(_planned(run, wanted[start : start + BATCH], start))
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
    kept = []
    for path, diffs in by_path.items():
        with contextlib.suppress(OSError):
            status = os.stat(path)
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
        kept.append(diffs)
    return kept


def edits_from_values(songs: Iterable[Track], values: Mapping[str, TagValue]) -> list[TagEdit]:
    """The same values for each song."""
    checked = {name: tags.normal(_field(name), value) for name, value in values.items()}
    return [TagEdit(song.id, song.path, checked) for song in songs]


def parse_assignment(text: str) -> tuple[str, TagValue]:
    """ "FIELD=VALUE" of the command line; several genres are separated by ";", nothing removes the field."""
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"“{text}” is not FIELD=VALUE", remedy="for example genre=Jazz")
    field = _field(name)
    return field, tags.normal(field, value)


def edits_from_groups(songs: Iterable[Track], names: Mapping[int, str], field: str) -> list[TagEdit]:
    """Write each song's group name (by track id) as ``field``, genre or grouping for example."""
    name = _field(field)
    return [TagEdit(s.id, s.path, {name: tags.normal(name, names[s.id])}) for s in songs if names.get(s.id)]


def edits_from_descriptors(songs: Iterable[Track]) -> list[TagEdit]:
    """Write what was heard: tempo as BPM, a whole number, and key as key."""
    edits = []
    for song in songs:
        values: dict[str, TagValue] = {}
        if song.descriptors is not None and song.descriptors.tempo is not None:
            values["bpm"] = str(round(song.descriptors.tempo))
        if song.descriptors is not None and song.descriptors.key:
            values["key"] = song.descriptors.key
        if values:
            edits.append(TagEdit(song.id, song.path, values))
    return edits


def _planned(run: Run, files: Sequence[Sequence[Diff]], first: int) -> list[FileEntry]:
    """Plan files, each given by its diffs, and put their rows on the disk."""
    entries, failed = [], []
    for number, diffs in enumerate(files, first):
        run.context.check_cancelled()
        path, values = diffs[0].path, {diff.field: diff.new for diff in diffs}
        blank = FileEntry(
            run.edit_id, number, path, diffs[0].track_id, "", {}, dict(values), Patch(0), "pending"
        )
        try:
            planned = tags.plan(path, values)
            _check_as_shown(planned.old, diffs)
        except OrganizerError as error:
            failed.append((blank, reason_of(error)))
            run.fail(path, reason_of(error))
            continue
        names = [n for n in values if getattr(planned.old, n) != getattr(planned.new, n)]
        if not planned.patch:
            run.advance(path)
            continue
        entries.append(
            replace(
                blank,
                audio_hash=planned.audio_hash,
                old={name: getattr(planned.old, name) for name in names},
                new={name: getattr(planned.new, name) for name in names},
                patch=planned.patch,
            )
        )
    journal.add(run.db, entries, failed=failed)
    return entries


def _check_as_shown(found: Tags, diffs: Sequence[Diff]) -> None:
    """The person agreed to what the preview said: something else is not overwritten."""
    for diff in diffs:
        if getattr(found, diff.field) not in (diff.old, diff.new):
            field, now = diff.field.replace("_", " "), found.text(diff.field)
            raise TagError(
                f"another program changed its {field} to “{now}” meanwhile",
                path=diff.path,
                remedy="look at the changes again",
            )


def _tags_now(path: str, known: Track | None) -> Tags:
    """What the file says: as the library knows it, unless the file is another one now."""
    with contextlib.suppress(OSError, OrganizerError):  # writing will say what is wrong
        status = os.stat(path)
        if known is None or (known.size, known.mtime_ns) != (status.st_size, status.st_mtime_ns):
            return tags.read(path)[0]
    return known.tags if known is not None else Tags()


def _merged(edits: Iterable[TagEdit]) -> list[TagEdit]:
    """One edit a file, later values winning."""
    found: dict[str, TagEdit] = {}
    for edit in edits:
        before = found.get(edit.path)
        values = {**before.values, **edit.values} if before else dict(edit.values)
        found[edit.path] = TagEdit(edit.track_id, edit.path, values)
    return list(found.values())


def _field(name: str) -> str:
    field = name.strip().lower().replace(" ", "_").replace("-", "_")
    if field not in EDITABLE_FIELDS:
        raise UsageError(f"there is no field “{name}”", remedy=f"one of {', '.join(EDITABLE_FIELDS)}")
    return field
