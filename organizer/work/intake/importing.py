"""Folder → songs and their tags in the library. A file that did not change is not opened again."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from organizer.base.errors import OrganizerError, UsageError, printable
from organizer.base.language import tr
from organizer.base.model import Changes
from organizer.library import track_rows, tracks
from organizer.library.files import file_rows, identity, left_out, names, removals, scanner
from organizer.library.files.file_rows import AWAY, ID, Row
from organizer.library.files.left_out import LeftOut
from organizer.library.playlists import missing
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tags import payload, tags
from organizer.library.tags.limits import QUICK
from organizer.work import cover_notes
from organizer.work.files.history import recover
from organizer.work.intake.reading import read_tags
from organizer.work.jobs import JobContext

#: Progress is reported every so many files.
_REPORTED = 256


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, in numbers, and what it could not read."""

    files: int = 0  #: of music, at the given places
    added: int = 0
    updated: int = 0
    moved: int = 0
    away: int = 0
    failed: int = 0
    merged: int = 0  #: songs that turned out to be the same file as another
    skipped: tuple[tuple[str, str], ...] = ()  #: (path, reason) of folders and files that cannot be read
    left_out: tuple[LeftOut, ...] = ()  #: what is no music of a person, or is there by another name
    seconds: float = 0.0


def import_paths(
    context: JobContext,
    db: Database,
    paths: Sequence[str],
    *,
    jobs: int | None = None,
    reread: bool = False,
    requested: bool = True,
    on_batch: Callable[[Changes], None] | None = None,
) -> ImportResult:
    """Add folders and files to the library, and note what changed in those that it knows.

    Songs whose file is gone are marked away, never dropped; a file that moved takes its song along.
    ``reread`` also reads files again that seem not to have changed. Songs that were removed from the library
    come back only where a person ``asked`` for their file, or for a folder that is not one of the library's.
    Raises ``UsageError`` when a path is neither there nor known, or when none of them holds music.
    """
    started = time.monotonic()
    run = _Import(context, db, paths, reread, on_batch or (lambda _changes: None), requested=requested)
    for files, scanned in read_tags(context, run.to_be_read(), jobs):
        run.store(files, scanned)
    return run.finish(started)


@dataclass
class _Counts:
    files: int = 0  # found
    given: int = 0  # of these, to be read
    read: int = 0  # of these, stored
    reported: int = 0  # of these
    added: int = 0
    updated: int = 0
    moved: int = 0
    away: int = 0
    failed: int = 0
    merged: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)


class _Import:
    """One import on its way: what is known, what was seen, what is left to be looked at."""

    def __init__(
        self,
        context: JobContext,
        db: Database,
        paths: Sequence[str],
        reread: bool,
        announce: Callable[[Changes], None],
        *,
        requested: bool = True,
    ) -> None:
        self._context, self._db, self._reread, self._announce = context, db, reread, announce
        self._stored = file_rows.known_files(db)
        self._unseen = dict(self._stored)  # what is left of it in the end is away, or was not looked for
        self._roots = file_rows.roots(db)
        self._names = names.Names(self._roots)
        given = [os.path.abspath(path) for path in paths]
        _check(given, self._stored)
        self._requested = _outermost(
            path if path in self._stored else self._names.canonical(path) for path in given
        )
        wished = frozenset(path for path in self._requested if requested and path not in self._roots)
        self._removed = {
            path for path in removals.removed_paths(db) if path not in wished and not _below(path, wished)
        }
        self._folders = [path for path in self._requested if os.path.isdir(path)]
        self._places = frozenset((*self._requested, *given))
        self._counts = _Counts()
        self._trusted: set[str] = set()
        self._new: set[str] = set()  # paths
        self._walked = False  # to the end
        self._walk = scanner.Walk(
            self._requested,
            tags.AUDIO_SUFFIXES,
            roots=self._names.keys(),
            on_error=self._note,
        )

    def _note(self, path: str, error: OSError) -> None:
        """What cannot be read; a folder that went while its neighbours were scanned is no news."""
        if error.errno not in (errno.ENOENT, errno.ENOTDIR) or path in self._places:
            self._counts.skipped.append((path, error.strerror or str(error)))

    def to_be_read(self) -> Iterator[scanner.File]:
        """The files that are new or changed. What is plainly new comes while the walk goes on; whatever may
        be a known song is looked into at its end, when it is known which songs are not where they were."""
        for file in self._to_be_read():
            self._counts.given += 1
            yield file

    def _to_be_read(self) -> Iterator[scanner.File]:
        doubtful: list[scanner.File] = []
        again: list[scanner.File] = []
        yield from self._plainly_new(doubtful, again)
        self._walked = True
        self._add_roots()
        links = [file for file in self._walk.linked if not self._is_new_otherwise(file)]
        for file in links:
            self._unseen.pop(file.path, None)
        doubtful += self._passed_over(again)
        if doubtful or links:
            outcome = identity.Resolver(
                self._stored, self._unseen, _Evidence(self._db), self._context.check_cancelled
            ).resolve(doubtful, links)
            self._trusted |= outcome.trusted
            self._counts.files += len(links) + len(doubtful) - len(outcome.names)
            self._apply(outcome)
            yield from outcome.new
            yield from outcome.again
            if self._reread:
                again += [file for _, file in outcome.same]
        if self._reread:
            self._trusted |= {file.path for file in again}
            yield from again

    def _plainly_new(self, doubtful: list[scanner.File], again: list[scanner.File]) -> Iterator[scanner.File]:
        """Walk; what may be a known song is put with ``doubtful``, what did not change with ``again``, if it
        is to be read all the same."""
        counts, unseen, reread = self._counts, self._unseen, self._reread
        times: set[int] | None = None  # of the files that are known; an unchanged folder does without
        back: list[int] = []
        linked: dict[scanner.Key, str] = {}  # of files with several names, the first
        for files in self._walk.files():
            first, counts.files = not counts.files, counts.files + len(files)
            if first:  # now, so that an interrupted import can be gone on with
                self._add_roots()
            self._context.check_cancelled()
            if counts.files - counts.reported >= _REPORTED:
                counts.reported = counts.files
                self._report(files[-1].path)
            for file in files:
                row = unseen.pop(file[0], None)
                if (  # as ``row[:4] == file[1:]``, in less time
                    row is not None
                    and row[1] == file[2]
                    and row[2] == file[3]
                    and row[3] == file[4]
                    and row[0] == file[1]
                ):
                    if row[AWAY]:
                        back.append(row[ID])
                    if reread:
                        again.append(file)
                    continue
                if row is None and file[0] in self._removed:
                    self._walk.left_out.add(left_out.REMOVED, file[0])
                    counts.files -= 1
                    continue
                if row is None and times is None:
                    times = {each[1] for each in self._stored.values()}
                if row is not None or file[2] in times:  # type: ignore[operator]
                    doubtful.append(file)
                    counts.files -= 1
                    continue
                self._new.add(file.path)
                if self._is_first_name(file, linked):
                    yield file
        if back:
            self._announce(tracks.set_away(self._db, back, False))

    def _is_first_name(self, file: scanner.File, linked: dict[scanner.Key, str]) -> bool:
        """Whether a new file was not met under another name: hard links are names of one file."""
        try:
            status = os.stat(file.path)
        except OSError:
            return True  # it went meanwhile; reading finds that out
        if status.st_nlink > 1 and linked.setdefault(scanner.key(status), file.path) != file.path:
            self._walk.left_out.add(left_out.OTHER_NAME, file.path)
            self._counts.files -= 1
            return False
        return True

    def _is_new_otherwise(self, file: scanner.File) -> bool:
        """Whether a link leads to a file that this walk met under a name of its own, and is new, or to one
        that was removed."""
        if file.path in self._removed and file.path not in self._stored:
            return True
        if file.path in self._stored or self._walk.name_of(file.path) not in self._new:
            return False
        self._walk.left_out.add(left_out.OTHER_NAME, file.path)
        return True

    def _passed_over(self, again: list[scanner.File]) -> list[scanner.File]:
        """Songs that the walk did not come across though their files are there: in a folder that is left out,
        or by a name that it did not use."""
        files: list[scanner.File] = []
        back: list[int] = []
        for path in [path for path in self._unseen if _below(path, self._places)]:
            try:
                file = scanner.described(path, os.stat(path))
            except OSError as error:
                if error.errno not in identity.GONE:  # nobody can look, so that nothing is known
                    del self._unseen[path]
                continue
            if self._names.spelled(path) != path:  # the walk met it by the right one
                continue
            row = self._unseen.pop(path)
            if row[:4] != file[1:] or self._walk.name_of(path) != path:
                files.append(file)
                continue
            self._counts.files += 1
            if row[AWAY]:
                back.append(row[ID])
            if self._reread:
                again.append(file)
        if back:
            self._announce(tracks.set_away(self._db, back, False))
        return files

    def _apply(self, outcome: identity.Outcome) -> None:
        """Store what is new about rows."""
        db, counts = self._db, self._counts
        for path in outcome.names:
            self._walk.left_out.add(left_out.OTHER_NAME, path)
        if outcome.merged:
            counts.merged = len(outcome.merged)
            self._announce(file_rows.merge(db, outcome.merged))
        if outcome.moved:
            counts.moved = len(outcome.moved)
            self._announce(file_rows.moved(db, outcome.moved, displaced=outcome.displaced))
            counts.away += len(outcome.displaced)
        if outcome.gone:
            counts.away += len(outcome.gone)
            self._announce(tracks.set_away(db, outcome.gone, True))
        if outcome.same:
            file_rows.set_marks(db, outcome.same)
            away = {row[ID] for row in self._stored.values() if row[AWAY]}
            if back := [track_id for track_id, _ in outcome.same if track_id in away]:
                self._announce(tracks.set_away(db, back, False))
        gone = {track_id for track_id, _ in (*outcome.merged, *outcome.moved)} | set(outcome.displaced)
        for path in [path for path, row in self._unseen.items() if row[ID] in gone]:
            del self._unseen[path]
        if outcome.merged or outcome.moved:
            stale = [root for root in self._roots if not os.path.lexists(root)]
            stale += [root for root in self._roots if self._names.canonical(root) != root]
            file_rows.forget_empty_roots(db, stale)

    def store(self, files: Sequence[scanner.File], scanned: Sequence[tracks.ScannedFile]) -> None:
        """Store what was read of these files; those that are not among it went meanwhile."""
        counts = self._counts
        changes = tracks.upsert(self._db, scanned, trusted=self._trusted)
        counts.added += len(changes.added)
        counts.updated += len(changes.updated)
        counts.failed += sum(file.error is not None for file in scanned)
        self._announce(changes)
        counts.read += len(files)
        self._report(files[-1].path)
        if len(scanned) < len(files):
            read = {file.path for file in scanned}
            counts.files -= len(files) - len(scanned)
            went = tracks.ids_by_path(self._db, [file.path for file in files if file.path not in read])
            if went:
                counts.away += len(went)
                self._announce(tracks.set_away(self._db, list(went.values()), True))

    def _report(self, path: str) -> None:
        """How many files are done: unchanged, or read and stored; of how many, when all were found."""
        counts = self._counts
        done = max(counts.files - (counts.given - counts.read), 0)
        self._context.report(done, counts.files if self._walked else 0, printable(path))

    def finish(self, started: float) -> ImportResult:
        counts = self._counts
        if not counts.files and not any(
            _below(path, self._places) for path in (*self._stored, *self._removed)
        ):
            raise UsageError(
                tr("no music files were found there"),
                path=self._requested[0] if len(self._requested) == 1 else None,
                remedy=self._why_none(),
            )
        gone = [row[ID] for path, row in self._unseen.items() if not row[AWAY] and _below(path, self._places)]
        if gone:  # Organizer itself may have renamed files while this went on
            now = file_rows.marks(self._db, gone)
            gone = [i for i in gone if i not in now or now[i].file in self._unseen]
        if gone:
            self._announce(tracks.set_away(self._db, gone, True))
        if counts.added:
            removals.forget_paths_that_are_back(self._db)
        if (counts.added or counts.updated) and (joined := tables.join_files(self._db)):
            self._announce(joined)
        if (counts.added or counts.moved) and (returned := missing.come_back(self._db)):
            self._announce(Changes(updated=tuple(returned)))
        if recovered := recover(self._db).changes:  # files that were away when an edit was put right
            self._announce(recovered)
        pictures = {folder: entry for folder, (_, entry) in self._walk.pictures.items()}
        cover_notes.note(
            self._context, self._db, self._walk.folders.values(), pictures, announce=self._announce
        )
        return ImportResult(
            counts.files,
            counts.added,
            counts.updated,
            counts.moved,
            counts.away + len(gone),
            counts.failed,
            counts.merged,
            tuple(counts.skipped),
            self._walk.left_out.result(),
            time.monotonic() - started,
        )

    def _why_none(self) -> str:
        hidden = [one for one in self._walk.left_out.result() if one.reason == left_out.HIDDEN]
        if hidden:
            return tr("{path} is hidden: add it by its name", path=printable(hidden[0].examples[0]))
        return tr("MP3, FLAC, Ogg, Opus, M4A, WAV, AIFF, WMA and others are known")

    def _add_roots(self) -> None:
        """Remember the folders, but for those that a scan of another one comes across."""
        new = [
            folder
            for folder in self._folders
            if not any(left_out.covers(root, folder) for root in self._roots if root != folder)
        ]
        file_rows.add_roots(self._db, new)


class _Evidence:
    """Reads files and rows, to tell songs apart."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def tags(self, path: str) -> identity.TagKey | None:
        try:
            return track_rows.tag_key(tags.read(path, QUICK)[0])
        except OrganizerError:
            return None

    def tags_of(self, ids: Sequence[int]) -> dict[int, identity.TagKey]:
        return {track.id: track_rows.tag_key(track.tags) for track in tracks.get_many(self._db, ids)}

    def sounds_of(self, ids: Sequence[int]) -> dict[int, str]:
        return file_rows.sounds(self._db, ids)

    def sound(self, path: str) -> str:
        try:
            return payload.audio_hash(path)
        except OrganizerError:
            return ""


def _check(requested: Sequence[str], stored: dict[str, Row]) -> None:
    if not requested:
        raise UsageError(tr("no folder or file was named"), remedy=tr("name at least one"))
    for path in requested:
        there = path in stored or os.path.exists(path) or any(_below(song, {path}) for song in stored)
        if not there:
            raise UsageError(tr("there is no such file or folder"), path=path, remedy=tr("check the name"))


def _outermost(paths: Iterable[str]) -> list[str]:
    """The paths without those that a scan of another of them comes across, in their order."""
    requested = list(dict.fromkeys(paths))
    outer: set[str] = set()
    for path in sorted(requested, key=len):
        if not _below(path, outer) or not any(left_out.covers(place, path) for place in outer):
            outer.add(path)
    return [path for path in requested if path in outer]


def _below(path: str, places: Container[str]) -> bool:
    """Whether a path is one of these places or lies below one. However many they are: each of its folders
    is looked up, for there may be a place for every song of a long list."""
    end = len(path)
    while end > 0:
        if path[:end] in places:
            return True
        end = path.rfind(os.sep, 0, end)
    return os.sep in places
