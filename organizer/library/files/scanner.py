"""Finding the music files below folders, whatever the folders hold."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from organizer.library.files import beside, left_out

_name = attrgetter("name")

#: So many files of a large folder are told of together.
_AT_ONCE = 256

#: Numbers of files as SQLite holds them: some systems use all 64 bits.
_INODE = (1 << 63) - 1

Key = tuple[int, int]  #: a folder or file, however it is reached: device and inode


class File(NamedTuple):  # a third of the cost of a frozen dataclass, and a rescan makes one per song
    """A file that may be music: its path and what tells whether it is still the same and unchanged."""

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Walk:
    """One walk through folders and files, for those whose ending is in ``suffixes`` (".mp3", …).

    Symbolic links are followed, after everything that is there without them; a folder that is reached twice
    is read once, by the first of its names, so that loops end. One of ``roots`` (folders by their key) keeps
    the name that is given there. What cannot be read is told to ``on_error``.
    """

    def __init__(
        self,
        places: Sequence[str],
        suffixes: Collection[str],
        *,
        roots: Mapping[Key, str] | None = None,
        on_error: Callable[[str, OSError], None] | None = None,
    ) -> None:
        self._places = places
        self._suffixes = suffixes
        self._roots = roots or {}
        self._report = on_error or (lambda _path, _error: None)
        self._links: list[str] = []  # folders
        self.folders: dict[Key, str] = {}  #: that were read, by the name under which they were
        self.linked: list[File] = []  #: files by way of a link of their own; complete after ``files``
        self.pictures: dict[str, tuple[tuple[int, int], os.DirEntry[str]]] = {}  #: by folder, with its rank
        self.left_out = left_out.Tally()

    def files(self) -> Iterator[list[File]]:
        """The files that are there under a name of their own, some at a time."""
        for place in self._places:
            yield from self._place(place)
        while self._links:
            links, self._links = self._links, []
            for link in links:
                yield from self._place(link)

    def name_of(self, path: str) -> str:
        """The path as this walk names it, if it read its folder; without, as it is."""
        folder, name = os.path.split(os.path.realpath(path))
        try:
            walked = self.folders.get(key(os.stat(folder)))
        except OSError:
            return path
        return path if walked is None else os.path.join(walked, name)

    def _place(self, path: str) -> Iterator[list[File]]:
        try:
            status = os.stat(path)
        except OSError as error:
            self._report(path, error)
            return
        if stat.S_ISDIR(status.st_mode):
            if key(status) not in self.folders:
                path = self._enter(path, status)
                yield from self._below(path)
        elif stat.S_ISREG(status.st_mode) and suffix(path) in self._suffixes:
            if os.path.islink(path):
                self.linked.append(described(path, status))
            else:
                yield [described(path, status)]

    def _enter(self, path: str, status: os.stat_result) -> str:
        """Note that a folder is read now; the name that it goes by."""
        known = key(status)
        path = self.folders[known] = self._roots.get(known, path)
        return path

    def _below(self, top: str) -> Iterator[list[File]]:
        suffixes, make = self._suffixes, File._make  # half the cost of ``described``
        folders = [top]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=_name)
            except OSError as error:
                self._report(folder, error)
                continue
            below: list[str] = []
            batch: list[File] = []
            for entry in entries:
                name = entry.name
                try:
                    if name[name.rfind(".") :].lower() in suffixes and entry.is_file(follow_symlinks=False):
                        if name[0] == "." and left_out.is_programs_file(name):
                            self.left_out.add(left_out.TEMPORARY, entry.path)
                            continue
                        status = entry.stat()
                        batch.append(
                            make(
                                (
                                    entry.path,
                                    status.st_size,
                                    status.st_mtime_ns,
                                    status.st_ctime_ns,
                                    status.st_ino & _INODE,
                                )
                            )
                        )
                        if len(batch) == _AT_ONCE:
                            yield batch
                            batch = []
                    elif name.lower() in beside.RANKS and beside.fits(entry):
                        self._picture(folder, entry)
                    elif entry.is_symlink():
                        self._link(entry)
                    elif entry.is_dir() and (path := self._folder(entry)):
                        below.append(path)
                except OSError as error:
                    self._report(entry.path, error)
            if batch:
                yield batch
            folders.extend(reversed(below))

    def _picture(self, folder: str, entry: os.DirEntry[str]) -> None:
        """Note the picture of a folder: of several the one whose name goes first."""
        found = beside.RANKS[entry.name.lower()], entry
        known = self.pictures.get(folder)
        if known is None or found[0] < known[0]:
            self.pictures[folder] = found

    def _folder(self, entry: os.DirEntry[str]) -> str:
        """The name by which to read a folder now; "" when it was read or is left out."""
        if why := left_out.why_folder(entry.name):
            if why == left_out.SYSTEM or left_out.holds_music(entry.path, self._suffixes):
                self.left_out.add(why, entry.path)
            return ""
        status = entry.stat()
        return "" if key(status) in self.folders else self._enter(entry.path, status)

    def _link(self, entry: os.DirEntry[str]) -> None:
        """Put off what a link leads to: it may be there under a name of its own."""
        name, path = entry.name, entry.path
        music = name[name.rfind(".") :].lower() in self._suffixes
        try:
            status = os.stat(path)
        except OSError:
            if music:
                self.left_out.add(left_out.LEADS_NOWHERE, path)
            return
        if stat.S_ISDIR(status.st_mode):
            if why := left_out.why_folder(name):
                self.left_out.add(why, path)
            else:
                self._links.append(path)
        elif music and stat.S_ISREG(status.st_mode) and not left_out.is_programs_file(name):
            self.linked.append(described(path, status))


def described(path: str, status: os.stat_result) -> File:
    """A file with its size and times, as the library compares them."""
    return File(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino & _INODE)


def key(status: os.stat_result) -> Key:
    """What tells a file on this machine from every other: disk and inode."""
    return status.st_dev, status.st_ino


def suffix(path: str) -> str:
    """The ending of a path in lower case, with its dot; "" when there is none."""
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind(os.sep) + 1 else ""
