"""Which song a file is, when its path alone does not say.

Names, sizes and times are shared and exchanged: songs are renumbered, disks copied, backups brought back.
What counts, in this order: the file itself (device and inode, also by way of links), its number on the disk
together with what its tags say, the hash of its sound, its tags. Without any of them it is another song.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from organizer.library.files.file_rows import AWAY, ID, Row, StoredFile
from organizer.library.files.names import same_spelling
from organizer.library.files.scanner import File, Key, key

#: Errors that mean: it is not there, nor is its disk or share. Others mean that nobody can look.
GONE = frozenset(
    getattr(errno, name)
    for name in (
        "ENOENT",
        "ENOTDIR",
        "ELOOP",
        "ENAMETOOLONG",
        "ENODEV",
        "ENXIO",
        "ENOTCONN",
        "ESTALE",
        "EHOSTDOWN",
        "EHOSTUNREACH",
        "ETIMEDOUT",
    )
    if hasattr(errno, name)
)

#: Of so many rows of one size and time each is looked at, whatever its number.
_FEW = 16

TagKey = tuple[str, ...]


class Evidence(Protocol):
    """What can be asked about files and songs, at the cost of reading them."""

    def tags(self, path: str) -> TagKey | None:
        """What a file's tags say; None when they cannot be read."""

    def tags_of(self, ids: Sequence[int]) -> Mapping[int, TagKey]:
        """What the library knows of the tags of songs."""

    def sounds_of(self, ids: Sequence[int]) -> Mapping[int, str]:
        """The hashes of the sound of songs, as far as they are known and the files did not change since."""

    def sound(self, path: str) -> str:
        """The hash of a file's sound; "" when it cannot be read."""


@dataclass
class Outcome:
    """What becomes of files and rows."""

    same: list[tuple[int, File]] = field(default_factory=list)  #: only their numbers are others
    moved: list[tuple[int, File]] = field(default_factory=list)
    displaced: list[int] = field(default_factory=list)  #: their files were written over by those that moved
    merged: list[tuple[int, int]] = field(default_factory=list)  #: (row that goes, row that stays)
    again: list[File] = field(default_factory=list)  #: to be read again, at the place of their row
    new: list[File] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  #: further names of files that are there
    gone: list[int] = field(default_factory=list)  #: their files went while they were scanned
    #: of those to be read again, paths whose sound is the same as before if their tags are
    trusted: set[str] = field(default_factory=set)


class Resolver:
    """Decides what the files of a scan are that are neither plainly new nor plainly unchanged."""

    def __init__(
        self,
        known: Mapping[str, Row],
        unseen: Mapping[str, Row],
        evidence: Evidence,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """``unseen``: what of the known rows the scan did not come across. ``check`` is called now and then,
        to stop."""
        self._known, self._unseen, self._evidence, self._check = known, unseen, evidence, check
        self._by_stat: dict[tuple[int, int], list[StoredFile]] = {}
        self._by_inode: dict[int, list[StoredFile]] = {}
        self._out = Outcome()
        self._taken: set[int] = set()  # rows whose fate is decided
        self._into: dict[int, int] = {}  # rows that were merged, and into which
        self._placed: set[str] = set()  # where rows have moved to

    def resolve(self, files: Sequence[File], links: Sequence[File] = ()) -> Outcome:
        """``links``: files that are reached by a link, and may be there under a name of their own, too."""
        self._index((*files, *links))
        groups: dict[tuple[int, int], list[File]] = {}
        paths = set()
        for file in self._without_other_names(files, links):
            own = self._known.get(file.path)
            if own is not None and own[:4] == file[1:]:
                self._taken.add(own[ID])
                if own[AWAY]:
                    self._out.same.append((own[ID], file))
            else:
                groups.setdefault(file[1:3], []).append(file)
                paths.add(file.path)
        left: list[File] = []
        for stat, group in groups.items():
            self._check()
            rows = [row for row in self._by_stat.get(stat, ()) if self._is_free(row, paths)]
            left += self._plain(group, rows) if len(group) == len(rows) == 1 else self._matched(group, rows)
        for file in left:
            self._settle(file)
        for track_id, file in self._out.moved:  # whose name did they take?
            own = self._known.get(file.path)
            if own is not None and own[ID] not in self._taken and own[ID] != track_id:
                self._out.displaced.append(own[ID])
        self._out.again += [file for _, file in self._out.moved]
        return self._out

    def _index(self, files: Sequence[File]) -> None:
        """The rows that may be meant: those of the same size and time."""
        wanted = {file[1:3] for file in files}
        for row in self._known.values():
            if row[:2] in wanted:
                known = StoredFile._make(row)
                self._by_stat.setdefault(row[:2], []).append(known)
                if known.inode:
                    self._by_inode.setdefault(known.inode, []).append(known)

    # -- one file by several names

    def _without_other_names(self, files: Sequence[File], links: Sequence[File]) -> list[File]:
        """The files without those that are another name of one that is known, or of one of these."""
        left: list[File] = []
        first: dict[Key, File] = {}
        by_link = {file.path for file in links}
        for file in (*sorted(files, key=lambda file: file.path not in self._known), *links):
            try:
                status = os.stat(file.path)
            except OSError:
                own = self._known.get(file.path)
                if own is not None and not own[AWAY]:
                    self._out.gone.append(own[ID])
                continue
            twin = first.setdefault(key(status), file)
            if twin is not file:
                self._is_name_of(file, twin.path)
            elif not self._is_known_otherwise(file, status, is_link=file.path in by_link):
                left.append(file)
        return [file for file in left if file.path not in self._placed]

    def _is_name_of(self, file: File, path: str) -> None:
        """A second name of a file; a row of its own goes over into the other's."""
        self._out.names.append(file.path)
        own, other = self._known.get(file.path), self._known.get(path)
        if own is not None and other is not None:
            self._merge(own[ID], other[ID])
        elif own is not None and own[ID] not in self._taken:
            self._move(StoredFile._make(own), File(path, *file[1:]), trusted=True)

    def _is_known_otherwise(self, file: File, status: os.stat_result, *, is_link: bool) -> bool:
        own = self._known.get(file.path)
        for row in self._candidates(file):
            path = row.file
            if path == file.path or row.id in self._taken or not _is_same(path, file.path, status):
                continue
            if same_spelling(path, file.path) or (os.path.islink(path) and not is_link):
                if own is None:
                    self._move(row, file, trusted=True)
                    return True
                self._merge(row.id, own[ID])
            elif own is None:
                self._out.names.append(file.path)
                return True
            elif _is_real(file.path) and not _is_real(path):
                self._merge(row.id, own[ID])
            else:
                self._out.names.append(file.path)
                self._merge(own[ID], row.id)
                return True
        return False

    def _candidates(self, file: File) -> list[StoredFile]:
        rows = list(self._by_stat.get(file[1:3], ()))
        if len(rows) > _FEW:
            rows = [row for row in self._by_inode.get(file.inode, ()) if row[:2] == file[1:3]]
            real = self._known.get(os.path.realpath(file.path))
            if real is not None:
                rows.append(StoredFile._make(real))
        return rows

    def _merge(self, gone: int, staying: int) -> None:
        staying = self._into.get(staying, staying)
        if gone not in self._taken and gone != staying:
            self._taken.add(gone)
            self._into[gone] = staying
            self._out.merged.append((gone, staying))

    # -- files and rows of one size and time

    def _is_free(self, row: StoredFile, paths: set[str]) -> bool:
        """Whether the file of a row is not where it was, or not plainly so."""
        if row.id in self._taken:
            return False
        path = row.file
        if path in paths:
            return True
        if path not in self._unseen:
            return False
        try:
            status = os.stat(path)
        except OSError as error:
            return error.errno in GONE
        return row.inode is not None and status.st_ino != row.inode

    def _plain(self, group: list[File], rows: list[StoredFile]) -> list[File]:
        """One file and one row."""
        (file,), (row,) = group, rows
        if row.file == file.path:
            if (
                row.inode is None or row.ctime_ns == file.ctime_ns
            ):  # numbers of files are not stable everywhere
                self._taken.add(row.id)
                self._out.same.append((row.id, file))
                return []
            if row.inode == file.inode:  # its rights or links changed, or a program kept its time
                self._out.trusted.add(file.path)
            return group
        if row.inode == file.inode:
            self._move(row, file, trusted=True)
            return []
        return self._matched(group, rows)

    def _matched(self, group: list[File], rows: list[StoredFile]) -> list[File]:
        """Match by content; the files for which no row is left."""
        if not rows:
            return group
        ids = [row.id for row in rows]
        stored_tags, sounds = self._evidence.tags_of(ids), self._evidence.sounds_of(ids)
        file_tags: dict[str, TagKey | None] = {}
        for file in group:
            self._check()
            file_tags[file.path] = self._evidence.tags(file.path)
        alone = len(group) == len(rows) == 1

        def agree(file: File, row: StoredFile) -> bool:
            """By what the tags say; where they say nothing, the sound has to, if it is known."""
            tags = file_tags[file.path]
            return (
                tags is not None and tags == stored_tags.get(row.id) and (any(tags) or row.id not in sounds)
            )

        left = self._pair(group, rows, lambda row: row.inode, lambda file: file.inode, agree, trusted=True)
        if left and not (alone and agree(left[0], rows[0])):
            left = self._pair_by_sound(left, rows, sounds)

        def agree_without_sound(file: File, row: StoredFile) -> bool:
            return (alone or row.id not in sounds) and agree(file, row)

        left = self._pair(left, rows, lambda row: row.file, lambda file: file.path, agree_without_sound)
        left = self._pair(
            left,
            rows,
            lambda row: os.path.basename(row.file),
            lambda file: os.path.basename(file.path),
            agree_without_sound,
        )
        often = Counter(file_tags[file.path] for file in left)
        return self._pair(
            left,
            rows,
            lambda row: stored_tags.get(row.id),
            lambda file: file_tags[file.path],
            lambda file, row: (
                any(file_tags[file.path] or ())
                and often[file_tags[file.path]] == 1
                and agree_without_sound(file, row)
            ),
        )

    def _pair_by_sound(
        self, files: Sequence[File], rows: Sequence[StoredFile], stored_sounds: Mapping[int, str]
    ) -> list[File]:
        if not any(row.id in stored_sounds for row in rows if row.id not in self._taken):
            return list(files)
        sounds: dict[str, str] = {}
        for file in files:
            self._check()
            sounds[file.path] = self._evidence.sound(file.path)

        def same(file: File, row: StoredFile) -> bool:
            return row.id in stored_sounds and sounds[file.path] == stored_sounds[row.id]

        left = self._pair(files, rows, lambda row: row.file, lambda file: file.path, same, trusted=True)
        return self._pair(
            left,
            rows,
            lambda row: stored_sounds.get(row.id),
            lambda file: sounds[file.path],
            same,
            trusted=True,
        )

    def _pair(
        self,
        files: Sequence[File],
        rows: Sequence[StoredFile],
        of_row: Callable[[StoredFile], object],
        of_file: Callable[[File], object],
        agree: Callable[[File, StoredFile], bool],
        *,
        trusted: bool = False,
    ) -> list[File]:
        """Files go to the first free row of the same key with which they agree; those that are left."""
        free: dict[object, list[StoredFile]] = {}
        for row in rows:
            if row.id not in self._taken and of_row(row) is not None:
                free.setdefault(of_row(row), []).append(row)
        left = []
        for file in files:
            candidates = free.get(of_file(file), [])
            agreed = [row for row in candidates[:_FEW] if agree(file, row)]
            if not agreed:
                left.append(file)
                continue
            row = agreed[0]
            candidates.remove(row)
            if row.file != file.path:
                self._move(row, file, trusted=trusted)
                continue
            self._taken.add(row.id)
            self._out.again.append(file)
            if trusted:
                self._out.trusted.add(file.path)
        return left

    def _move(self, row: StoredFile, file: File, *, trusted: bool) -> None:
        self._taken.add(row.id)
        self._placed.add(file.path)
        self._out.moved.append((row.id, file))
        if trusted:
            self._out.trusted.add(file.path)

    def _settle(self, file: File) -> None:
        """A file that is no known song under another name."""
        own = self._known.get(file.path)
        if own is None or own[ID] in self._taken:
            self._out.new.append(file)
        else:
            self._taken.add(own[ID])
            self._out.again.append(file)


def _is_same(path: str, other: str, status: os.stat_result) -> bool:
    """Whether a path leads to the file of this status, which is at ``other``."""
    try:
        if key(os.stat(path)) == key(status):
            return True
        # disks that mind no case, and have no numbers of files that could be compared
        folder, name = os.path.split(path)
        return same_spelling(path, other) and name not in os.listdir(folder)
    except OSError:
        return False


def _is_real(path: str) -> bool:
    return os.path.realpath(path) == path
