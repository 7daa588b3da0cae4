"""The writing of tags itself: file by file, each row of the journal closed by what became of its file."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Self

from organizer.base.atomic import Part, Replacement, same_file, world_error
from organizer.base.errors import LibraryError, OrganizerError, TagError, printable
from organizer.base.fields.picture import COVER
from organizer.base.language import tr
from organizer.base.model import Changes, Tags, TagValue, joined, values_of
from organizer.library import journal, tracks
from organizer.library.files.scanner import File, described
from organizer.library.journal import FileEntry
from organizer.library.lists import song_covers
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.jobs import JobContext
from organizer.work.tags.fitting import holds_edit
from organizer.work.tags.flushing import Begun, Disk, Flush

log = logging.getLogger(__name__)

#: Files whose rows go to the journal in one transaction.
BATCH = 64

#: Bytes of copies that wait at once for the disk; of a larger file there is one.
_AT_ONCE = 64 << 20

#: Edits, undo and redo one after the other: each looks at the newest state of the journal.
_turn = threading.Lock()

#: (track id, tags, what the file is): what the library should know of it.
Fresh = tuple[int, Tags, File]


@dataclass(frozen=True, slots=True)
class Diff:
    """One field of one file that will change, or that the file cannot hold."""

    track_id: int
    path: str
    field: str
    old: TagValue
    new: TagValue
    refused: str = ""  #: why it cannot be written

    @property
    def shown(self) -> tuple[str, str]:
        """Before and after as text; where only the number of values differs, with that."""
        before, after = joined(self.old), joined(self.new)
        if before != after or self.old == self.new:
            return before, after
        counts = [len(values_of(value)) for value in (self.old, self.new)]
        first, second = (f"{before} ({n} {'value' if n == 1 else 'values'})" for n in counts)
        return first, second


@dataclass(frozen=True, slots=True)
class EditResult:
    """How an edit, undo or redo ended."""

    edit_id: int
    label: str
    done: int
    failed: tuple[tuple[str, str], ...]  #: (path, reason)
    changes: Changes
    moved: bool = False  #: files were moved, no tags were written


@contextlib.contextmanager
def alone(db: Database) -> Iterator[None]:
    """One edit at a time, in this program and in any other that has the library open."""
    with alone_or_not(db) as mine:
        if not mine:
            raise LibraryError(
                tr("another Organizer is writing tags now"),
                path=str(db.path),
                remedy=tr("try again when it is done"),
            )
        yield


@contextlib.contextmanager
def alone_or_not(db: Database) -> Iterator[bool]:
    """Whether no other program is in the middle of an edit; none begins one meanwhile."""
    with _turn, db.exclusive("edit") as mine:
        yield mine


@dataclass
class Run:
    """The files of one edit on their way: written, marked, and stored in the library, batch by batch."""

    context: JobContext
    db: Database
    edit_id: int
    label: str
    total: int
    going_back: bool = False  #: edits are taken back
    keep_links: bool = False
    before: str = "failed"  #: state of rows whose files were not written
    after: str = "done"
    #: By the numbers of entries: files whose sound is known to be theirs, as they were seen; and what the
    #: library should know of files when they are written, where that is known before
    seen: dict[int, os.stat_result | None] = field(default_factory=dict)
    rows: dict[int, Tags | None] = field(default_factory=dict)
    done: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    _seen: int = 0
    _updated: list[int] = field(default_factory=list)
    _copies: _Copies | None = None  #: on their way to the disk
    _batches: list[_Batch] = field(default_factory=list)  #: whose rows are open

    def __post_init__(self) -> None:
        self._disk = Disk(self.total)

    def fail(self, path: str, reason: str) -> None:
        """Note that a file was not written, and why."""
        self.failed.append((path, reason))
        self.advance(path)

    def advance(self, path: str) -> None:
        """Report that one more file is done with."""
        self._seen += 1
        self.context.report(self._seen, self.total, os.path.basename(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._settle()
        finally:
            try:
                self._discard()
                for batch in tuple(self._batches):  # close all rows, whatever happened
                    self._finish(batch)
            finally:
                self._disk.close()

    def make_way(self, paths: Iterable[str]) -> None:
        """Call before files are looked at: copies for the same files under other names go to their places."""
        if self._copies is None:
            return
        olds = [new.old for *_, new in self._copies.made if new.old is not None]
        busy = {(old.st_dev, old.st_ino) for old in olds}
        for path in paths:
            with contextlib.suppress(OSError):
                status = os.stat(path)
                if not status.st_ino or (status.st_dev, status.st_ino) in busy:
                    self._settle()
                    return

    def take(self, entries: Sequence[FileEntry]) -> None:
        """Write files whose rows are on the disk as open. While their copies are on their way to the disk the
        next files can be planned; the next call, or the end, puts them in their places and closes the rows.
        """
        if not entries:
            return
        not_begun = "dropped" if self.before == "failed" else self.before
        batch = _Batch(
            [(entry, not_begun, "cancelled" if not_begun == "dropped" else "") for entry in entries]
        )
        self._batches.append(batch)
        groups = list(_groups(entries))
        begun = self._disk.begin([entry.path for entry in entries]) if len(groups) == 1 else None
        try:
            for indices in groups:
                self._write(indices, batch, begun)
        finally:
            if begun is not None:
                begun.close()
        if self._copies is not None:
            self._copies.last = True

    def _write(self, indices: Sequence[int], batch: _Batch, begun: Begun | None) -> None:
        """Make the copies of some files; what the disk has no room for beside the others, and a further name
        of one of the files, when these are in their places."""
        waiting = list(indices)
        while waiting:
            self._settle()
            self._copies = copies = _Copies(batch)
            seen: set[object] = set()
            for index in tuple(waiting):
                self.context.check_cancelled()
                copy = copies.stack.enter_context(contextlib.ExitStack())
                with self._closing(index, batch, copy):
                    part = begun.take(index) if begun is not None else None
                    new = self._copied(batch.marks[index][0], copy, seen, part)
                    if new is None:
                        break
                    copies.made.append((index, copy, new))
                waiting.remove(index)
            copies.flush = self._disk.flush([new for *_, new in copies.made])

    def _copied(
        self, entry: FileEntry, copy: contextlib.ExitStack, others: set[object], begun: Part | None
    ) -> Replacement | None:
        """The copy of a file; None when the others have to be in their places first. ``others``: what tells
        them, to which this is added."""
        change = tags.changing(self._edit(entry), keep_links=self.keep_links, begun=begun)
        try:
            new = copy.enter_context(change)
        except OrganizerError as error:
            if others and _is_full(error):
                return None
            raise
        names = _names(new)
        if not others.isdisjoint(names):
            copy.close()
            return None
        others |= names
        return new

    def _settle(self) -> None:
        """Put the copies that wait for the disk in their places; with the last of a batch, close its rows."""
        copies = self._copies
        if copies is None:
            return
        batch, replaced = copies.batch, list[BinaryIO]()
        copies.flush.wait()
        try:
            for number, (index, copy, new) in enumerate(copies.made):
                self.context.check_cancelled()
                with self._closing(index, batch, copy):
                    self._swap(index, new, copies.flushed(number), replaced)
                    copy.close()  # so that few files are open at once
        finally:
            self._discard()
            self._disk.close_files(replaced)
        if copies.last:
            self._finish(batch)

    def _discard(self) -> None:
        """Remove what is left of copies that are not in their places."""
        copies, self._copies = self._copies, None
        if copies is not None:
            copies.flush.wait()
            copies.stack.close()

    def _finish(self, batch: _Batch) -> None:
        """Close the rows of a batch."""
        self._batches.remove(batch)
        self._disk.sync(batch.folders)  # before the journal says that they are done
        with self.db.write():
            journal.mark(self.db, batch.marks)
            self._updated += tracks.update_tags(self.db, batch.fresh).updated
            note_covers(self.db, [entry for entry, *_ in batch.marks])

    def _swap(self, index: int, new: Replacement, flushed: bool, replaced: list[BinaryIO]) -> None:
        assert self._copies is not None
        batch = self._copies.batch
        entry = batch.marks[index][0]
        batch.folders.setdefault(new.folder)
        status = new.swap(flushed=flushed, to_close=replaced if self._disk.closes else None)
        row = self.rows.pop(entry.sequence, None)
        batch.fresh += tags_now(self.db, entry, status, back=self.going_back, row=row)
        batch.marks[index] = entry, self.after, ""
        self.done += 1
        self.advance(entry.path)

    @contextlib.contextmanager
    def _closing(self, index: int, batch: _Batch, copy: contextlib.ExitStack) -> Iterator[None]:
        """Around the work on a file: if it goes wrong, see what became of the file, without its copy."""
        entry = batch.marks[index][0]
        try:
            yield
        except OrganizerError as error:
            batch.marks[index] = (entry, self._open, "interrupted")
            _close(copy)
            batch.marks[index] = self._looked_at(entry, reason_of(error), batch.fresh)
            self._count(batch.marks[index])
        except BaseException:  # only the file itself can tell; open until it has told
            batch.marks[index] = (entry, self._open, "interrupted")
            _close(copy)
            batch.marks[index] = self._looked_at(entry, "interrupted", batch.fresh)
            raise

    def result(self) -> EditResult:
        """What came of all files."""
        return EditResult(
            self.edit_id, self.label, self.done, tuple(self.failed), Changes(updated=tuple(self._updated))
        )

    def _edit(self, entry: FileEntry) -> tags.Edit:
        patch, values = (entry.patch.inverse(), entry.old) if self.going_back else (entry.patch, entry.new)
        new = entry.state == "pending" or entry.refitted  # else it leads to bytes that were there before
        seen = self.seen.pop(entry.sequence, None)
        return tags.Edit(entry.path, patch, entry.audio_hash, values if new else None, seen)

    def _count(self, mark: tuple[FileEntry, str, str]) -> None:
        entry, state, reason = mark
        if state == self.after:
            self.done += 1
            self.advance(entry.path)
        else:
            self.fail(entry.path, reason)

    @property
    def _open(self) -> str:
        """The state of a row whose file is being written."""
        return {"failed": "pending", "done": "undoing", "undone": "redoing"}[self.before]

    def _looked_at(self, entry: FileEntry, reason: str, fresh: list[Fresh]) -> tuple[FileEntry, str, str]:
        """What became of a file whose writing went wrong: a disk may report an error for what it did."""
        holds = holds_edit(entry)
        if holds is None:
            return entry, self._open, reason
        if holds == (self.after == "done"):
            fresh += tags_now(self.db, entry, None, back=self.going_back)
            return entry, self.after, ""
        return entry, self.before, reason


@dataclass
class _Batch:
    """What becomes of the files of one transaction."""

    marks: list[tuple[FileEntry, str, str]]
    fresh: list[Fresh] = field(default_factory=list)
    folders: dict[str, None] = field(default_factory=dict)  #: of files that were replaced


@dataclass
class _Copies:
    """Copies of files of a batch, on their way to the disk."""

    batch: _Batch
    made: list[tuple[int, contextlib.ExitStack, Replacement]] = field(default_factory=list)
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    flush: Flush = field(default_factory=lambda: Flush([], None))
    last: bool = False  #: of their batch

    def flushed(self, number: int) -> bool:
        """Whether a copy is on the disk; raises ``TagError`` where it could not be written."""
        try:
            return self.flush.check(number)
        except OSError as error:
            raise world_error(error, self.made[number][2].shown, TagError) from error


def _close(copy: contextlib.ExitStack) -> None:
    with contextlib.suppress(OSError, OrganizerError):  # what went wrong is told already
        copy.close()


def _is_full(error: BaseException | None) -> bool:
    """Whether there was no room on the disk, or too many files were open."""
    while error is not None:
        if isinstance(error, OSError):
            return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE)
        error = error.__cause__
    return False


def _names(new: Replacement) -> set[object]:
    """What a file has in common with itself by another name."""
    old = new.old
    return {new.target} | ({(old.st_dev, old.st_ino)} if old is not None and old.st_ino else set())


def _groups(entries: Sequence[FileEntry]) -> Iterator[list[int]]:
    """Indices of entries whose copies are there at once."""
    group: list[int] = []
    size = 0
    for index, entry in enumerate(entries):
        size += max(entry.patch.size, entry.patch.new_size)
        if group and size > _AT_ONCE:
            yield group
            group, size = [], max(entry.patch.size, entry.patch.new_size)
        group.append(index)
    if group:
        yield group


def tags_now(
    db: Database,
    entry: FileEntry,
    status: os.stat_result | None,
    *,
    back: bool,
    row: Tags | None = None,
) -> list[Fresh]:
    """What the library should know of the file after it was written: ``row``, if that is known, else what it
    says. What cannot be read again is taken from the edit; nothing when the file cannot even be asked for its
    size."""
    with contextlib.suppress(OSError):  # the swap itself changed what the system notes of the file
        written, status = status, os.stat(entry.path)
        if written is None or not same_file(written, status):  # another program changed it since
            row = None
    if status is None:
        return []
    try:
        now = tags.texts(entry.path) if row is None else row
    except Exception as error:
        if not isinstance(error, OrganizerError):  # a fault of ours; the file is written all the same
            log.exception("reading the tags of %s failed", printable(entry.path))
        songs = tracks.get_many(db, [entry.track_id])
        before = songs[0].tags if songs else Tags()
        now = before.changed(entry.old if back else entry.new)
    return [(entry.track_id, now, described(entry.path, status))]


def note_covers(db: Database, entries: Sequence[FileEntry]) -> None:
    """Store which covers files have after edits of these were written, or were not."""
    sides: list[tuple[int, int | None]] = []
    for entry in entries:
        if COVER in entry.new:
            try:
                sides.append((entry.track_id, tags.seen_cover(entry.path)))
            except OrganizerError:
                sides.append((entry.track_id, None))  # it is looked into with the next scan
    if sides:
        with db.write() as connection:
            song_covers.put_inside(connection, sides)


def reason_of(error: OrganizerError) -> str:
    """Cause and remedy in one text, without the path."""
    return f"{error.cause} ({error.remedy})" if error.remedy else error.cause
