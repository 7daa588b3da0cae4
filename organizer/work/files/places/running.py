"""Files on their way to other places: moved, marked in the journal, stored in the library, batch by batch."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from organizer.base.atomic import sync_folder, world_error
from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.language import tr
from organizer.base.model import Changes
from organizer.library.files import moves
from organizer.library.files.moves import Marks, MoveEntry
from organizer.library.files.scanner import File, described
from organizer.library.storage.database import Database
from organizer.work.files.places import placing
from organizer.work.files.places.ordering import Step, units
from organizer.work.jobs import JobContext
from organizer.work.tags.writing import EditResult, reason_of

#: Files whose rows go to the journal in one transaction.
BATCH = 200

#: (entry, where it was, what the file is now)
Placed = tuple[MoveEntry, str, File]
Mark = tuple[MoveEntry, str, str]


@dataclass
class Run:
    """The files of one edit on their way there, or back."""

    context: JobContext
    db: Database
    edit_id: int
    label: str
    total: int
    going_back: bool = False
    before: str = "failed"  #: state of rows whose files were not moved
    after: str = "done"
    open: str = "pending"  #: state of rows whose files are on their way
    done: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    placed: list[tuple[str, str]] = field(default_factory=list)  #: (from, to) of all that arrived
    made: list[str] = field(default_factory=list)  #: folders that were made, the outer ones first
    _copies: dict[int, Marks] = field(default_factory=dict)
    _next: int = 0  #: the next number of a row
    _seen: int = 0
    _updated: list[int] = field(default_factory=list)

    def ends(self, entry: MoveEntry) -> tuple[str, str]:
        """Where a file is, and where it goes."""
        return (entry.new, entry.old) if self.going_back else (entry.old, entry.new)

    def start_at(self, number: int) -> None:
        """New rows get numbers from this one on."""
        self._next = number

    def number(self) -> int:
        """The next free number of a row."""
        self._next += 1
        return self._next - 1

    def fail(self, entry: MoveEntry, reason: str) -> None:
        """Note that a file was not moved, and why."""
        self.failed.append((self.ends(entry)[0], reason))
        self.advance(entry)

    def advance(self, entry: MoveEntry) -> None:
        """Report that one more file is done with."""
        self._seen += 1
        self.context.report(min(self._seen, self.total), self.total, os.path.basename(self.ends(entry)[1]))

    def take(self, entries: Sequence[MoveEntry]) -> None:
        """Move files; new rows are written first, those of an undo or redo are marked as on their way."""
        ordered = units(entries, self.ends)
        batch: list[list[Step]] = []
        for unit in ordered:
            batch.append(unit)
            if len(batch) >= BATCH:
                self._take(batch)
                batch = []
        if batch:
            self._take(batch)

    def result(self) -> EditResult:
        """What came of all files."""
        return EditResult(
            self.edit_id,
            self.label,
            self.done,
            tuple(self.failed),
            Changes(updated=tuple(dict.fromkeys(self._updated))),
            moved=True,
        )

    def _take(self, batch: Sequence[Sequence[Step]]) -> None:
        entries = {step.entry.sequence: step.entry for unit in batch for step in unit}
        folders = self._rows_of_folders(list(entries.values()))
        if self.open == "pending":
            moves.add(self.db, [*entries.values(), *folders])
        else:
            moves.mark(self.db, [(entry, self.open, "") for entry in entries.values()])
            moves.add(self.db, folders)
        dropped = "dropped" if self.before == "failed" else self.before
        not_begun = "cancelled" if dropped == "dropped" else ""
        marks: dict[int, Mark] = {n: (e, dropped, not_begun) for n, e in entries.items()}
        placed: list[Placed] = []
        at: list[int] = []
        try:
            for unit in batch:
                self.context.check_cancelled()
                at = [step.entry.sequence for step in unit]
                for mark in self._moved(unit, placed):
                    marks[mark[0].sequence] = mark
                    self._count(mark)
                at = []
        except Cancelled:
            for number in at:  # while bytes were copied: it was turned back
                entry, state, reason = self._looked_at(entries[number], "cancelled", placed)
                marks[number] = entry, dropped if state == self.before else state, reason
            raise
        except BaseException:  # in the middle of a file: only the disk can tell, at the next start
            for number in at:
                marks[number] = (entries[number], self.open, "interrupted")
            raise
        finally:
            ends = [end for _, was, file in placed for end in (was, file.path)]
            for folder in dict.fromkeys(map(os.path.dirname, ends)):
                sync_folder(folder)
            with self.db.write():
                moves.mark(self.db, [*marks.values(), *self._marks_of_folders(folders)])
                moves.store_places(self.db, placed)
            self._updated += [entry.track_id for entry, *_ in placed if entry.kind == "song"]
            self.placed += [(was, file.path) for _, was, file in placed]

    def _count(self, mark: Mark) -> None:
        entry, state, reason = mark
        if state == self.after:
            self.done += 1
            self.advance(entry)
        else:
            self.fail(entry, reason)

    # -- one file, or some that wait for each other

    def _moved(self, unit: Sequence[Step], placed: list[Placed]) -> list[Mark]:
        finished: list[Step] = []
        problem: OrganizerError | None = None
        try:
            for step in unit:
                self._step(step)
                finished.append(step)
        except (OrganizerError, Cancelled) as error:
            self._turn_back(finished)
            if isinstance(error, Cancelled):
                raise
            problem = error
        entries = {step.entry.sequence: step.entry for step in unit}
        if problem is None:
            marks = [self._arrived(entry, placed) for entry in entries.values()]
            return [mark for mark in marks if mark is not None]
        culprit = unit[len(finished)].entry.sequence
        waiting = tr("it waits for one that could not be moved")
        return [
            self._looked_at(entry, reason_of(problem) if number == culprit else waiting, placed)
            for number, entry in entries.items()
        ]

    def _arrived(self, entry: MoveEntry, placed: list[Placed]) -> Mark:
        source, target = self.ends(entry)
        try:
            placed.append((entry, source, described(target, os.stat(target))))
        except OSError as error:  # it went on at once, by another program
            return entry, self.open, error.strerror or str(error)
        return replace(entry, via="", marks=self._copies.get(entry.sequence, entry.marks)), self.after, ""

    def _looked_at(self, entry: MoveEntry, reason: str, placed: list[Placed]) -> Mark:
        """Where the file is after something went wrong: a disk may report an error for what it did."""
        entry = replace(entry, marks=self._copies.get(entry.sequence, entry.marks))
        source, target = self.ends(entry)
        place = seen(entry, source, target)
        if place == target:
            return self._arrived(entry, placed)
        if place == source or not any(os.path.lexists(end) for end in (source, target, entry.via) if end):
            return replace(entry, via=""), self.before, reason
        return entry, self.open, reason

    def _step(self, step: Step) -> None:
        entry = step.entry
        source, target = self.ends(entry)
        if step.way == "out":
            target = entry.via
        elif step.way == "in":
            source = entry.via
        if step.way != "out":
            self._make_folders(os.path.dirname(target))

        def note(status: os.stat_result) -> None:
            marks = replace(entry.marks, copy_device=status.st_dev, copy_inode=status.st_ino)
            self._copies[entry.sequence] = marks
            moves.note_copy(self.db, replace(entry, marks=marks))

        placing.move(source, target, note_copy=note, check=self.context.check_cancelled)

    def _turn_back(self, finished: Sequence[Step]) -> None:
        """Undo steps in reverse; of what cannot go back the disk is asked."""
        for step in reversed(finished):
            source, target = self.ends(step.entry)
            here = step.entry.via if step.way == "out" else target
            there = step.entry.via if step.way == "in" else source
            with contextlib.suppress(OrganizerError):
                placing.move(here, there, note_copy=lambda _status: None)

    # -- folders

    def _rows_of_folders(self, entries: Sequence[MoveEntry]) -> list[MoveEntry]:
        """A row for each folder that is not there yet."""
        rows: list[MoveEntry] = []
        new = set(self.made)
        for entry in entries:
            folder = os.path.dirname(self.ends(entry)[1])
            missing = []
            while folder not in new and not os.path.isdir(folder) and folder != os.path.dirname(folder):
                missing.append(folder)
                folder = os.path.dirname(folder)
            new.update(missing)
            for one in reversed(missing):
                self.made.append(one)
                if self.open == "pending":
                    rows.append(MoveEntry(self.edit_id, self.number(), "made", "", one))
        return rows

    def _make_folders(self, folder: str) -> None:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise world_error(error, folder) from error

    def _marks_of_folders(self, rows: Sequence[MoveEntry]) -> list[Mark]:
        return [(row, "done" if os.path.isdir(row.new) else "dropped", "") for row in rows]


def marks_of(path: str) -> Marks:
    """What tells a file from others. Raises ``OSError``."""
    status = os.lstat(path)
    return Marks(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def seen(entry: MoveEntry, source: str, target: str) -> str | None:
    """Where the file of a row is, one of its places; None when that is unclear now. What a move that was cut
    off left behind is removed: a copy beside the one that counts, a second name."""
    places = [place for place in dict.fromkeys((source, target, entry.via)) if place]
    there = [place for place in places if _is_same_file(place, entry.marks)]
    if not there:  # the numbers of files are not stable on every disk
        there = [place for place in places if _looks_like(place, entry.marks)]
    if len(there) == 2:
        first, second = there if there[1] != entry.via else reversed(there)
        return _one_of(first, second, entry.marks)
    return there[0] if len(there) == 1 else None


def _is_same_file(path: str, marks: Marks) -> bool:
    try:
        status = os.lstat(path)
    except OSError:
        return False
    own = (status.st_dev, status.st_ino)
    return own in ((marks.device, marks.inode), (marks.copy_device, marks.copy_inode))


def _looks_like(path: str, marks: Marks) -> bool:
    """Whether a file has the size and the time of another."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    near = abs(status.st_mtime_ns - marks.mtime_ns) < 2_000_000_000  # FAT counts in two seconds
    return status.st_size == marks.size and near


def _one_of(source: str, target: str, marks: Marks) -> str | None:
    """Of a file that is at two places, the one that stays."""
    try:
        one, other = os.lstat(source), os.lstat(target)
        if (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino):
            if not _is_listed(source):
                return target  # one name, by two spellings
            if not _is_listed(target):
                return source
            os.unlink(source)  # it was linked to its new name, and not yet taken from the old one
            return target
        if (other.st_dev, other.st_ino) != (marks.copy_device, marks.copy_inode):
            return source  # another file that looks like it
        if placing.same_content(source, target):
            os.unlink(source)
            return target
        os.unlink(target)  # the old one was changed since it was copied
        return source
    except OSError:
        return None


def _is_listed(path: str) -> bool:
    folder, name = os.path.split(path)
    return name in os.listdir(folder)
