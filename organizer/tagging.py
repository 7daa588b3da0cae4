"""Tag edits: shown first, then written through the journal, and taken back at any time."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from organizer.errors import LibraryError, OrganizerError, TagError, UsageError
from organizer.jobs import JobContext
from organizer.library import journal, tags, tracks
from organizer.library.atomic import remove_leftovers
from organizer.library.database import Database
from organizer.library.journal import FileEntry, HistoryEntry, history
from organizer.library.scanner import File, described
from organizer.library.tag_patch import Patch
from organizer.model import EDITABLE_FIELDS, TABLE_PREFIX, Changes, TagEdit, Tags, TagValue, Track

__all__ = [
    "Diff", "EditResult", "HistoryEntry", "Recovery", "apply", "can_redo", "can_undo",
    "edits_from_descriptors", "edits_from_groups", "edits_from_values", "history", "parse_assignment",
    "preview", "recover", "redo", "undo",
]  # fmt: skip

#: Files whose rows go to the journal in one transaction.
_BATCH = 32

#: Edits, undo and redo one after the other: each looks at the newest state of the journal.
_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Diff:
    """One field of one file that will change."""

    track_id: int
    path: str
    field: str
    old: TagValue
    new: TagValue


@dataclass(frozen=True, slots=True)
class EditResult:
    """How an edit, undo or redo ended."""

    edit_id: int
    label: str
    done: int
    failed: tuple[tuple[str, str], ...]  #: (path, reason)
    changes: Changes


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was put right after the program was killed."""

    edits: int
    written: int  #: files that turned out to be written
    untouched: int  #: files that turned out to be as before
    changes: Changes


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


def apply(context: JobContext, db: Database, diffs: Iterable[Diff], *, label: str) -> EditResult:
    """Write what a preview showed, as one entry of the journal; files that cannot be written are reported.

    So is a file in which another program changed one of the fields since. When it is cancelled, files
    already written stay so and can be undone; the rest is as before.
    """
    by_path: dict[str, list[Diff]] = {}
    for diff in diffs:
        by_path.setdefault(diff.path, []).append(diff)
    wanted = list(by_path.values())
    with _alone(db):
        edit_id = journal.begin(db, label)
        run = _Run(context, db, edit_id, label, len(wanted), _forward)
        try:
            for start in range(0, len(wanted), _BATCH):
                run.take(_planned(run, wanted[start : start + _BATCH], start))
        finally:
            journal.finish(db, edit_id)
        return run.result()


def undo(context: JobContext, db: Database) -> EditResult | None:
    """Take the last edit back; None when there is none."""
    with _alone(db):
        return _turned(context, db, journal.last_done(db), "done", "undoing", "undone", _back)


def redo(context: JobContext, db: Database) -> EditResult | None:
    """Bring the edit that was undone last again; None when there is none."""
    with _alone(db):
        return _turned(context, db, journal.next_undone(db), "undone", "redoing", "done", _forward)


@contextlib.contextmanager
def _alone(db: Database) -> Iterator[None]:
    """One edit at a time, in this program and in any other that has the library open."""
    with _turn, db.exclusive("edit") as alone:
        if not alone:
            raise LibraryError(
                "another Organizer is writing tags now", path=str(db.path), remedy="try again when it is done"
            )
        yield


def can_undo(db: Database) -> str | None:
    """The label of the edit that ``undo`` would take back."""
    return _label(db, journal.last_done(db))


def can_redo(db: Database) -> str | None:
    """The label of the edit that ``redo`` would bring again."""
    return _label(db, journal.next_undone(db))


def recover(db: Database) -> Recovery:
    """At the start: look at each file that an edit was about to write when the program ended.

    Each is old or new, whole; the journal and the library are made to say which. Leftovers are removed.
    """
    with _turn, db.exclusive("edit") as alone:
        if not alone:  # another program is in the middle of an edit: nothing was interrupted
            return Recovery(0, 0, 0, Changes())
        edit_ids = journal.unfinished(db)
        entries = journal.files(db, states=("pending", "undoing", "redoing"))
        marks, updates, written = [], [], 0
        for entry in entries:
            remove_leftovers(entry.path)
            is_new = _holds_edit(entry)
            written += is_new == (entry.state != "undoing")
            state = "done" if is_new else "dropped" if entry.state == "pending" else "undone"
            marks.append(
                (entry, state, "" if state != "dropped" else "the program ended before it was written")
            )
            updates += _fresh(entry)
        with db.write():
            journal.mark(db, marks)
            changes = tracks.update_tags(db, updates)
            for edit_id in edit_ids:
                journal.finish(db, edit_id)
        return Recovery(len(edit_ids), written, len(entries) - written, changes)


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


class _Run:
    """The files of one edit on their way: written, marked, and told to the library, batch by batch."""

    def __init__(
        self,
        context: JobContext,
        db: Database,
        edit_id: int,
        label: str,
        total: int,
        step: Callable[[FileEntry], None],
        end_state: str = "done",
        start_state: str = "failed",
    ) -> None:
        self.context, self.db, self.edit_id, self.label = context, db, edit_id, label
        self._total, self._step = total, step
        self._end_state, self._start_state = end_state, start_state
        self._seen = self._done = 0
        self._updated: list[int] = []
        self.failed: list[tuple[str, str]] = []

    def fail(self, path: str, error: OrganizerError) -> None:
        self.failed.append((path, _reason(error)))
        self.advance(path)

    def advance(self, path: str) -> None:
        self._seen += 1
        self.context.report(self._seen, self._total, os.path.basename(path))

    def take(self, entries: Sequence[FileEntry]) -> None:
        """Write files whose rows are on the disk, and close the rows whatever happens."""
        marks = [(entry, self._cancelled_state(), "cancelled") for entry in entries]
        updates: list[tuple[int, Tags, File]] = []
        try:
            for index, entry in enumerate(entries):
                self.context.check_cancelled()
                try:
                    self._step(entry)
                except OrganizerError as error:
                    marks[index] = (entry, self._start_state, _reason(error))
                    self.fail(entry.path, error)
                    continue
                marks[index] = (entry, self._end_state, "")
                self._done += 1
                updates += _fresh(entry)
                self.advance(entry.path)
        finally:
            with self.db.write():
                journal.mark(self.db, marks)
                self._updated += tracks.update_tags(self.db, updates).updated

    def result(self) -> EditResult:
        return EditResult(
            self.edit_id, self.label, self._done, tuple(self.failed), Changes(updated=tuple(self._updated))
        )

    def _cancelled_state(self) -> str:
        return "dropped" if self._start_state == "failed" else self._start_state


def _planned(run: _Run, files: Sequence[Sequence[Diff]], first: int) -> list[FileEntry]:
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
            failed.append((blank, _reason(error)))
            run.fail(path, error)
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


def _turned(
    context: JobContext,
    db: Database,
    edit_id: int | None,
    before: str,
    between: str,
    after: str,
    step: Callable[[FileEntry], None],
) -> EditResult | None:
    if edit_id is None:
        return None
    entries = [_where_it_is_now(db, entry) for entry in journal.files(db, edit_id, states=(before,))]
    run = _Run(context, db, edit_id, _label(db, edit_id) or "", len(entries), step, after, before)
    ended = False
    try:
        for start in range(0, len(entries), _BATCH):
            ready = []
            for entry in entries[start : start + _BATCH]:
                context.check_cancelled()
                try:
                    ready.append(_fitting(entry, back=step is _back))
                except OrganizerError as error:
                    run.fail(entry.path, error)
            journal.prepare(db, ready, between)
            run.take(ready)
        ended = True
    finally:
        journal.finish(db, edit_id, undone=ended and after == "undone")
    return run.result()


def _fitting(entry: FileEntry, *, back: bool) -> FileEntry:
    """The entry with a patch that fits the file as it is: another program may have changed it since."""
    patch = entry.patch.inverse() if back else entry.patch
    try:
        with open(entry.path, "rb") as file:
            fits = patch.fits(file)
    except OSError:
        fits = False  # planning says why
    if fits:
        return entry
    planned = tags.plan(entry.path, entry.old if back else entry.new)
    if planned.audio_hash != entry.audio_hash:
        raise TagError("another song is in this place now", path=entry.path, remedy="edit its tags by hand")
    return replace(entry, patch=planned.patch.inverse() if back else planned.patch)


def _forward(entry: FileEntry) -> None:
    tags.change(
        entry.path, entry.patch, entry.audio_hash, fields=entry.new, expected=_expected(entry, entry.new)
    )


def _back(entry: FileEntry) -> None:
    tags.change(entry.path, entry.patch.inverse(), entry.audio_hash, fields=entry.new)


def _expected(entry: FileEntry, values: Mapping[str, TagValue]) -> Tags:
    return replace(tags.read(entry.path)[0], **values)  # type: ignore[arg-type]


def _holds_edit(entry: FileEntry) -> bool:
    """Whether the file is the one with the edit."""
    try:
        with open(entry.path, "rb") as file:
            if entry.patch.inverse().fits(file):
                return True
            if entry.patch.fits(file):
                return False
        found = tags.read(entry.path)[0]
    except (OSError, OrganizerError):
        # away for now: what the journal last knew for certain is all there is to say
        return entry.state == "undoing"
    return all(tags.same(name, value, getattr(found, name)) for name, value in entry.new.items())


def _fresh(entry: FileEntry) -> list[tuple[int, Tags, File]]:
    """What the library should know of the file now; nothing when it cannot be read."""
    try:
        found = tags.read(entry.path)[0]
        file = described(entry.path, os.stat(entry.path))
    except (OSError, OrganizerError):
        return []
    return [(entry.track_id, found, file)]


def _where_it_is_now(db: Database, entry: FileEntry) -> FileEntry:
    """The song may have moved since."""
    found = tracks.get_many(db, [entry.track_id])
    moved = found and found[0].path != entry.path and not os.path.exists(entry.path)
    return replace(entry, path=found[0].path) if moved else entry


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


def _label(db: Database, edit_id: int | None) -> str | None:
    return next((entry.label for entry in history(db) if entry.edit_id == edit_id), None)


def _reason(error: OrganizerError) -> str:
    return f"{error.cause} ({error.remedy})" if error.remedy else error.cause
