"""Files that are either the old one or the new one, whole, whatever happens in between."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from organizer.base import leftovers, system
from organizer.base.errors import OrganizerError
from organizer.base.language import tr

#: What says that files are not copied by the system.
_NO_COPIES = frozenset({errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.EBADF})

#: Attributes that belong to the person.
_OWN = ("user.", "system.posix_acl_")

#: Nanoseconds; a tick is longer than those by which systems note times.
_SECOND, _TICK = 1_000_000_000, 20_000_000


def replace_file(
    path: str | Path,
    write: Callable[[BinaryIO], None],
    *,
    check: Callable[[str], None] | None = None,
    edit: bool = False,
    keep_links: bool = False,
) -> os.stat_result:
    """Write ``path`` anew through ``write``: a temporary file beside it, made durable, takes its place.

    ``check`` gets the path of the finished temporary file before the swap; when it raises, the old file
    stays. Mode, owner and extended attributes are kept; a symbolic link stays one and its target changes.
    ``edit``: an edit of a file that was read before. It is refused when another program changed the file
    meanwhile, or when owner, group, rights or attributes could not be kept.
    Another hard link to the old file keeps the old content, unless ``keep_links``; see ``_write_through``.
    Returns what the new file is.
    """
    with replacement(path, write, check=check, edit=edit, keep_links=keep_links) as new:
        status = new.swap()
        sync_folder(new.folder)
        return status


@contextlib.contextmanager
def replacement(
    path: str | Path,
    write: Callable[[BinaryIO], None],
    *,
    check: Callable[[str], None] | None = None,
    edit: bool = False,
    keep_links: bool = False,
    begun: Part | None = None,
) -> Iterator[Replacement]:
    """``replace_file`` in two steps: within this the new file is there and checked, and ``swap`` puts it in
    its place. For many files at once: the disk takes what waits for it together, and each folder is synced
    once, by whoever swaps. ``begun``: the temporary file, if it was made ahead; see ``begin``."""
    shown = os.fspath(path)
    looked = time.time_ns()
    with contextlib.ExitStack() as stack:
        if begun is not None:
            stack.callback(begun.discard)
        try:
            target, old = _there(shown, edit=edit)
            if refused := system.refused_name(target):
                raise OrganizerError(refused, path=shown, remedy=tr("choose another name"))
            _check_target(target, old, shown)
            if not edit:
                with contextlib.suppress(OSError):
                    leftovers.remove(target)
            part = stack.enter_context(_part(target, noted=not edit, new=old is None, begun=begun))
            file = part.file
            if old is not None:
                _keep_owner(file.fileno(), old, edit=edit, shown=shown)
            write(file)
            file.flush()
            _keep_attributes(file.fileno(), target, old, edit=edit)
            if check is not None:
                check(part.path)
        except OSError as error:
            raise world_error(error, shown) from error
        yield Replacement(shown, target, old, looked, part, edit, keep_links, check)


@dataclass(slots=True)
class Part:
    """A temporary file beside the one whose place it may take."""

    target: str
    path: str
    file: BinaryIO  #: open for writing
    locked: bool
    there: bool = True  #: it has its name still

    def discard(self) -> None:
        """Close it, and remove it if it has its name still. Raises ``OSError`` where not all could be
        written."""
        try:
            self.file.close()
        finally:
            if self.there:
                with contextlib.suppress(OSError):
                    os.unlink(self.path)


@dataclass(frozen=True, slots=True)
class Replacement:
    """A new file that is to take the place of another; see ``replacement``."""

    shown: str
    target: str
    old: os.stat_result | None
    looked: int  #: when, nanoseconds
    part: Part
    edit: bool
    keep_links: bool
    check: Callable[[str], None] | None

    @property
    def folder(self) -> str:
        """To be synced when it was swapped: until then a crash of the machine leaves the old file or the new
        one, whole."""
        return os.path.dirname(self.target)

    def start_flush(self) -> None:
        """Begin what ``flush`` waits for."""
        system.start_writing_out(self.part.file.fileno())

    def flush(self) -> None:
        """Wait until it is on the disk. Raises ``OSError``. It may be called in any thread."""
        os.fsync(self.part.file.fileno())

    def swap(self, *, flushed: bool = False, to_close: list[BinaryIO] | None = None) -> os.stat_result:
        """Put it in its place; what the new file is. ``flushed``: it is on the disk already. ``to_close``
        gets the old file, for the caller to close, with which the disk frees its room."""
        try:
            if not flushed:
                self.flush()
            return self._swap(to_close)
        except OSError as error:
            raise world_error(error, self.shown) from error

    def _swap(self, to_close: list[BinaryIO] | None) -> os.stat_result:
        target, old, part = self.target, self.old, self.part
        new = os.fstat(part.file.fileno())
        if self.edit and old is not None and not self._is_as_it_was(old):
            raise OrganizerError(
                tr("another program changed the file meanwhile"), path=self.shown, remedy=tr("try again")
            )
        if not part.locked:  # there are systems that rename no file that is open
            part.file.close()
        if self.keep_links and old is not None and old.st_nlink > 1:
            return _write_through(target, part.path)
        with _open_old(target, old, watched=self.edit and part.locked, to_close=to_close) as before:
            system.replace(part.path, target)
            part.there = False
            if before is not None and old is not None and not same_file(old, os.fstat(before.fileno())):
                _put_back(before, target, old, self.shown)
        return new

    def _is_as_it_was(self, old: os.stat_result) -> bool:
        """Whether the old file is still what the new one was made of, perhaps a while ago.

        Where size and time are not enough to tell, its bytes are; rights and attributes that it got since are
        kept too."""
        target, now = self.target, os.stat(self.target)
        seen = old.st_ctime_ns == now.st_ctime_ns
        if not same_file(old, now):
            return False
        if not seen or _may_hide_changes(old, self.looked):
            try:
                if self.check is not None:
                    self.check(self.part.path)
            except OrganizerError:
                return False
        if not seen:
            if self.check is None or _own_attributes(self.part.path) - _own_attributes(target):
                return False
            _check_target(target, now, self.shown)
            _keep_owner(self.part.file.fileno(), now, edit=True, shown=self.shown)
            _keep_attributes(self.part.file.fileno(), target, now, edit=True)
            os.fsync(self.part.file.fileno())
        return True


def copy_range(source: BinaryIO, target: BinaryIO, start: int, end: int) -> int:
    """Have the system copy bytes of a file to where another is written next, without bringing them here; some
    disks let both share them. How many were copied; what is left is for the caller to copy."""
    copied = 0
    with contextlib.suppress(io.UnsupportedOperation):  # no file of the system
        files = source.fileno(), target.fileno()
        try:
            while start + copied < end:
                count = system.copy_file_range(*files, end - start - copied, start + copied)
                if not count:
                    break
                copied += count
        except OSError as error:
            if error.errno not in _NO_COPIES:
                raise
    return copied


def finish_writing_through(path: str, fits: Callable[[str], bool]) -> None:
    """Put right a file that was being written by its bytes when the program ended: a complete copy beside it
    that ``fits`` is written into it again. Raises ``OSError``; the copy stays until it is done."""
    target = os.path.realpath(path)
    for whole in leftovers.of(target, leftovers.WHOLE):
        if fits(whole):
            _pour(whole, target)
            os.unlink(whole)


def world_error(error: OSError, path: str, kind: type[OrganizerError] = OrganizerError) -> OrganizerError:
    """The operating system's error in plain words."""
    if system.held_by_another(error):
        return kind(
            tr("another program has the file open"), path=path, remedy=tr("close it there and try again")
        )
    cause, remedy = {
        errno.ENOENT: (
            tr("the file or its folder is not there"),
            tr("check that the disk or share is connected"),
        ),
        errno.EACCES: (tr("no permission"), tr("check the rights of the file and of its folder")),
        errno.EPERM: (tr("no permission"), tr("check the rights of the file and of its folder")),
        errno.EROFS: (tr("the disk is read-only"), tr("make it writable, or copy the file elsewhere")),
        errno.ENOSPC: (tr("the disk is full"), tr("make room and try again")),
        errno.EDQUOT: (tr("your share of the disk is used up"), tr("make room and try again")),
        errno.EISDIR: (tr("this is a folder, not a file"), tr("choose a file")),
        errno.EIO: (tr("the disk reports an error"), tr("check the disk, and keep a copy of the file")),
        errno.ENAMETOOLONG: (tr("the name is too long"), tr("choose a shorter one")),
        errno.ELOOP: (tr("the symbolic link leads in a circle"), tr("remove or mend the link")),
    }.get(error.errno or 0, (error.strerror or str(error), tr("try again")))
    return kind(cause, path=path, remedy=remedy)


@contextlib.contextmanager
def temporary(target: str, *, noted: bool, new: bool = False) -> Iterator[tuple[BinaryIO, str, bool]]:
    """An open temporary file beside the target, its path, and whether it is locked. It is gone afterwards, if
    it is still there. ``new``: it becomes a file of its own, with the mode that the person's new files have;
    otherwise nobody else may read it before it has the mode of the old one."""
    with _part(target, noted=noted, new=new) as part:
        yield part.file, part.path, part.locked


def begin(path: str) -> Part | None:
    """The temporary file for an edit of a file, made ahead and locked: making one takes longer than all else
    that is asked of some disks, and can be done in another thread. None where there is more to it, such as a
    link. Raises ``OSError``."""
    if not os.path.isabs(path) or not stat.S_ISREG(os.lstat(path).st_mode):
        return None
    return _new_part(path, _part_path(path), new=False)


@contextlib.contextmanager
def _part(target: str, *, noted: bool, new: bool, begun: Part | None = None) -> Iterator[Part]:
    """As ``temporary``."""
    if begun is not None and (noted or new or begun.target != target):
        begun.discard()
        begun = None
    path = begun.path if begun is not None else _part_path(target)
    with leftovers.noted(path) if noted else contextlib.nullcontext():
        part = begun if begun is not None else _new_part(target, path, new=new)
        try:
            yield part
        finally:
            part.discard()


def _part_path(target: str) -> str:
    name = f"{leftovers.prefix(target)}{os.urandom(8).hex()}{leftovers.PART}"
    return os.path.join(os.path.dirname(target), name)


def _new_part(target: str, path: str, *, new: bool) -> Part:
    descriptor = system.create_new(path) if new else system.create_private(path, exclusive=True)
    part = Part(target, path, os.fdopen(descriptor, "wb"), locked=False)
    with contextlib.suppress(OSError):
        part.locked = system.RENAMES_OPEN_FILES and bool(system.try_lock(part.file))
    return part


@contextlib.contextmanager
def _open_old(
    target: str, old: os.stat_result | None, *, watched: bool, to_close: list[BinaryIO] | None = None
) -> Iterator[BinaryIO | None]:
    """The file that is replaced, open, so that what is written to it in the very last moment can be seen."""
    if old is None or not watched:
        yield None
        return
    if to_close is not None:
        to_close.append(open(target, "rb"))  # noqa: SIM115 - the caller closes it
        yield to_close[-1]
        return
    with open(target, "rb") as file:
        yield file


def _put_back(before: BinaryIO, target: str, old: os.stat_result, shown: str) -> None:
    """Another program wrote to the old file between the last look at it and the swap: its version stays."""
    with temporary(target, noted=False) as (file, part, _):
        shutil.copyfileobj(before, file, 1 << 20)
        file.flush()
        _keep_owner(file.fileno(), old, edit=False, shown=shown)
        _keep_attributes(file.fileno(), target, old, edit=False)
        os.fsync(file.fileno())
        system.replace(part, target)
    raise OrganizerError(tr("another program changed the file meanwhile"), path=shown, remedy=tr("try again"))


def _write_through(target: str, part: str) -> os.stat_result:
    """Write the finished copy into the file itself, so that all its names (hard links) get the new content.

    The copy gets a name that no clean-up removes before the first byte is written, and keeps it until the
    last one is on the disk: should the program end in between, it is written again.
    """
    whole = part.removesuffix(leftovers.PART) + leftovers.WHOLE
    os.rename(part, whole)
    sync_folder(os.path.dirname(target))
    try:
        new = _pour(whole, target)
    except _UntouchedError as error:
        os.unlink(whole)
        assert isinstance(error.__cause__, OSError)
        raise error.__cause__ from None
    os.unlink(whole)
    return new


class _UntouchedError(Exception):
    """There was no room for the new content, and nothing of the old was overwritten."""


def _pour(whole: str, target: str) -> os.stat_result:
    """Copy the content of one file into another, durably."""
    with open(whole, "rb") as source, open(target, "r+b") as file:
        size, before = os.fstat(source.fileno()).st_size, os.fstat(file.fileno()).st_size
        if size > before:
            try:  # take the room first: the disk may be full
                system.take_room(file.fileno(), before, size - before)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                    file.truncate(before)
                    raise _UntouchedError from error
        shutil.copyfileobj(source, file, 1 << 20)
        file.truncate(size)
        file.flush()
        os.fsync(file.fileno())
        return os.fstat(file.fileno())


def _there(shown: str, *, edit: bool) -> tuple[str, os.stat_result | None]:
    """The file that is meant, behind links, and what it is; None where there is none yet. A link among its
    folders matters to none who renames in them."""
    if edit and os.path.isabs(shown):
        there = os.lstat(shown)
        if not stat.S_ISLNK(there.st_mode):
            return shown, there
    target = os.path.realpath(shown)
    try:
        return target, os.stat(target)
    except FileNotFoundError:
        if edit:
            raise
        return target, None


def _check_target(target: str, old: os.stat_result | None, shown: str) -> None:
    if old is not None and not stat.S_ISREG(old.st_mode):
        raise OrganizerError(tr("this is not a file"), path=shown, remedy=tr("choose a file"))
    if old is not None and not os.access(target, os.W_OK):
        raise OrganizerError(
            tr("the file is read-only"), path=shown, remedy=tr("make it writable and try again")
        )


def same_file(first: os.stat_result, second: os.stat_result) -> bool:
    """Whether a file is still the one that it was, as far as size and time tell."""
    return (first.st_dev, first.st_ino, first.st_size, first.st_mtime_ns) == (
        second.st_dev,
        second.st_ino,
        second.st_size,
        second.st_mtime_ns,
    )


def _may_hide_changes(status: os.stat_result, looked: int) -> bool:
    """Whether a file was changed so shortly before it was looked at that another change since may not be seen
    in its times: disks note them by the tick, or, as memory cards do, by two seconds."""
    times = (status.st_mtime_ns, status.st_ctime_ns)
    return max(times) + (_TICK if any(moment % _SECOND for moment in times) else 2 * _SECOND) > looked


def _own_attributes(path: str) -> set[str]:
    return {name for name in _attributes(path, strict=False) if name.startswith(_OWN)}


def _keep_owner(descriptor: int, old: os.stat_result, *, edit: bool, shown: str) -> None:
    """Give the new file to the owner and group of the old one."""
    new = os.fstat(descriptor)
    if (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid):
        return
    try:
        system.set_owner(descriptor, old.st_uid, old.st_gid)
    except PermissionError as error:
        if edit:
            raise OrganizerError(
                tr("the file belongs to another user or group, and the edit would take it from them"),
                path=shown,
                remedy=tr("edit it as its owner, or make it your own"),
            ) from error


def _keep_attributes(descriptor: int, target: str, old: os.stat_result | None, *, edit: bool) -> None:
    if old is None:
        return  # the system gave it the mode of new files
    for name in _attributes(target, strict=edit):
        try:
            system.copy_attribute(target, descriptor, name)
        except OSError:  # some names belong to the system alone
            if edit and name.startswith(_OWN):
                raise
    mode = stat.S_IMODE(old.st_mode)
    if stat.S_IMODE(os.fstat(descriptor).st_mode) != mode:  # memory cards may not let it be set, nor need it
        system.set_mode(descriptor, mode)  # after chown, which clears set-id bits


def _attributes(target: str, *, strict: bool) -> list[str]:
    try:
        return system.attributes(target)
    except OSError as error:  # not every file system has them
        if strict and error.errno not in (errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EPERM):
            raise
        return []


def sync_folder(folder: str) -> None:
    """What was renamed in a folder is on the disk, where that can be asked for."""
    # some network file systems cannot sync a folder; the swap itself is done by then
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
