"""What was put on a device, written down on the device itself: a file of our own beside the songs.

Every file has its line before it gets its name there, so that a run that is killed leaves nothing that the
next one does not know. A file that is not in it is not ours: it is never overwritten, renamed or removed. One
that is, and is not what was written, was edited there: it is left alone as well.

One JSON document a line, ASCII: ``put`` a file, ``gone``, ``folder`` that was made, beginning and end of a
``run``, files that it ``will`` make. A line that was cut off, or that the device lost, counts as not written.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from typing import IO, Any, Literal

from organizer.base import system
from organizer.base.atomic import replace_file, world_error
from organizer.base.errors import OrganizerError
from organizer.base.language import tr

NAME = ".organizer-device.jsonl"
PART = ".organizer-device.part"
_VERSION = 1
_AT_ONCE = 1 << 20
#: FAT counts in two seconds, and by the clock of whoever mounts it: in other zones whole quarters of an hour.
_GRAIN, _QUARTER, _DAY = 2.0, 900.0, 26 * 3600.0
#: What a device says that cannot be asked to write down at once.
_NO_FLUSH = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that a run put on the device."""

    path: str  #: below the folder, with slashes
    size: int
    mtime_ns: int
    digest: str
    kind: Literal["song", "list"] = "song"
    source: str = ""  #: the file that it was made of
    source_size: int = 0
    source_mtime_ns: int = 0
    sound: str = ""  #: hash of its sound, as far as the library knows it
    how: str = ""  #: "": as it is; else what it was converted to
    wish: str = ""  #: the path that the template gave, before names that were taken


class Manifest:
    """What is known of a device; open and locked for a run, or only read."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.id = ""
        self.entries: dict[str, Entry] = {}  #: path → what was put there last
        self.earlier: dict[
            str, list[Entry]
        ] = {}  #: path → what was put there before, if it may still be there
        self.intended: set[str] = set()  #: paths that the last run was to make, unless it ended
        self.folders: set[str] = set()  #: that were made
        self.unfinished = False  #: the last run did not end, and did not wait for the disk
        self.torn: set[str] = set()  #: what it had not written in truth, as ``at`` came upon it
        self._lines = 0
        self._file: IO[bytes] | None = None
        self._read()

    @property
    def path(self) -> str:
        """The file that it is in."""
        return os.path.join(self.folder, NAME)

    def _read(self) -> None:
        try:
            with open(self.path, "rb") as file:
                lines = file.read().split(b"\n")
        except FileNotFoundError:
            return
        except OSError as error:
            raise world_error(error, self.path) from error
        for line in lines:
            with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
                self._take(json.loads(line))
                self._lines += 1

    def _take(self, line: dict[str, Any]) -> None:
        if "organizer" in line:
            if int(line["organizer"]) > _VERSION:
                raise OrganizerError(
                    tr("this device was filled by a newer Organizer"),
                    path=self.path,
                    remedy=tr("use that one"),
                )
            self.id = str(line["id"])
        elif "put" in line:
            entry = _entry(line["put"])
            if entry.path in self.entries:
                self.earlier.setdefault(entry.path, []).append(self.entries[entry.path])
            self.entries[entry.path] = entry
        elif "gone" in line:
            self.entries.pop(line["gone"], None)
            self.earlier.pop(line["gone"], None)
        elif "folder" in line and _is_below(line["folder"]):
            self.folders.add(line["folder"])
        elif "will" in line:
            self.intended |= {path for path in line["will"] if _is_below(path)}
        elif "run" in line:
            self.unfinished = line["run"] == "begun, not flushed"
            if line["run"] == "ended":
                self.intended.clear()

    @contextlib.contextmanager
    def writing(self, *, flush: bool) -> Iterator[None]:
        """Open for a run, alone. Raises ``OrganizerError`` where the device cannot be written, or another run
        is at it."""
        try:
            self._file = open(self.path, "ab")  # noqa: SIM115  closed below
        except OSError as error:
            raise world_error(error, self.folder) from error
        try:
            with contextlib.suppress(OSError):
                if system.try_lock(self._file) is False:
                    raise OrganizerError(
                        tr("another run is copying to this folder"),
                        path=self.folder,
                        remedy=tr("wait for its end"),
                    )
            self._begin(flush)
            yield
            self._end()
        finally:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None

    def _begin(self, flush: bool) -> None:
        assert self._file is not None
        if not self.id:
            self.id = uuid.uuid4().hex
            self._write({"organizer": _VERSION, "id": self.id})
        else:
            self._file.write(b"\n")  # behind a line that was cut off
        self._write({"run": "begun" if flush else "begun, not flushed"}, flush=True)

    def _end(self) -> None:
        """The run is over: what only its beginning needs is left out from now on."""
        self._write({"run": "ended"}, flush=True)
        if self._lines > 2 * (len(self.entries) + len(self.folders)) + 100:
            replace_file(self.path, lambda file: file.writelines(map(_line, self._all())))

    def _all(self) -> Iterator[dict[str, Any]]:
        yield {"organizer": _VERSION, "id": self.id}
        yield from ({"folder": folder} for folder in sorted(self.folders))
        yield from ({"put": _stored(entry)} for entry in self.entries.values())
        yield {"run": "ended"}

    def intend(self, paths: Iterable[str]) -> None:
        """Note where new files come that are copied as they are: their own lines are not waited for. One that
        is there after a crash, without its line and the same as its source, was made by the run."""
        for some in _batched(paths, 500):
            self._write({"will": some}, flush=True)

    def put(self, entry: Entry, *, flush: bool) -> None:
        """Note a file that is about to get its name."""
        self._write({"put": _stored(entry)}, flush=flush)
        if entry.path in self.entries:
            self.earlier.setdefault(entry.path, []).append(self.entries[entry.path])
        self.entries[entry.path] = entry

    def gone(self, path: str) -> None:
        """Note a file that was removed, or has another name now."""
        self._write({"gone": path})
        self.entries.pop(path, None)
        self.earlier.pop(path, None)

    def made(self, folder: str) -> None:
        """Note a folder that is about to be made."""
        self._write({"folder": folder})
        self.folders.add(folder)

    def _write(self, line: dict[str, Any], *, flush: bool = False) -> None:
        assert self._file is not None
        self._lines += 1
        self._file.write(_line(line))
        self._file.flush()
        if flush:
            flush_file(self._file.fileno())

    def at(self, path: str) -> Entry | None:
        """The entry that the file at this path fits, by size and time, else by what is in it. None: it was
        edited there, or never ours."""
        place = os.path.join(self.folder, *path.split("/"))
        digest = None
        for entry in (self.entries.get(path), *reversed(self.earlier.get(path, ()))):
            if entry is None or (status := status_of(place)) is None or status.st_size != entry.size:
                continue
            if _same_time(status.st_mtime_ns, entry.mtime_ns) and not self.unfinished:
                return entry
            digest = digest or digest_of(place)
            if digest == entry.digest:
                return entry
            if _same_time(status.st_mtime_ns, entry.mtime_ns):
                self.torn.add(path)
        return None


def _batched(items: Iterable[str], size: int) -> Iterator[list[str]]:
    listed = list(items)
    return (listed[start : start + size] for start in range(0, len(listed), size))


def _stored(entry: Entry) -> dict[str, Any]:
    """Without what is as it is without saying."""
    return {name: value for name, value in asdict(entry).items() if value != ""}


def _line(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


_TYPES = {field.name: field.type for field in fields(Entry)}


def _entry(stored: dict[str, Any]) -> Entry:
    """Raises ``ValueError`` for what no run of ours wrote: a stick may come from anybody."""
    entry = Entry(**{name: value for name, value in stored.items() if name in _TYPES})
    numbers = (entry.size, entry.mtime_ns, entry.source_size, entry.source_mtime_ns)
    texts = (entry.path, entry.digest, entry.source, entry.sound, entry.how, entry.wish)
    if not all(type(number) is int for number in numbers) or not all(type(text) is str for text in texts):
        raise ValueError("of another type")
    if not _is_below(entry.path) or entry.kind not in ("song", "list"):
        raise ValueError("outside of the folder")
    return entry


def _is_below(path: object, *, windows: bool = system.WINDOWS) -> bool:
    """Whether a path stays in the folder, as far as its text says."""
    if not isinstance(path, str) or not path or "\0" in path:
        return False
    if windows and ("\\" in path or ":" in path[:2]):  # elsewhere these are signs like others
        return False
    return all(part not in ("", ".", "..") for part in path.split("/"))


def status_of(place: str) -> os.stat_result | None:
    """The file at a place; None when nothing is there, or no file. Links are none of ours."""
    import stat

    try:
        status = os.lstat(place)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _same_time(one: int, other: int) -> bool:
    apart = abs(one - other) / 1e9
    rest = min(apart % _QUARTER, _QUARTER - apart % _QUARTER)
    return apart <= _GRAIN or (apart <= _DAY and rest <= _GRAIN)


def digest_of(place: str) -> str:
    """What is in a file, in short. Raises ``OSError``."""
    digest = blake2b(digest_size=16)
    with open(place, "rb") as file:
        while block := file.read(_AT_ONCE):
            digest.update(block)
    return digest.hexdigest()


def digest_of_bytes(content: bytes) -> str:
    """The same of what is in memory."""
    return blake2b(content, digest_size=16).hexdigest()


def flush_file(descriptor: int) -> None:
    """What was written to an open file is on the device when this returns, where it can be asked for that."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise
