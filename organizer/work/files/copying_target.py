"""Files on a device: whole under their name, or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import BinaryIO

from organizer.base import system
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.work.files.copying_manifest import (
    PART,
    Entry,
    Manifest,
    digest_of,
    flush_file,
    status_of,
)

_AT_ONCE = 1 << 20
#: What is said of a disk that went away while it was used.
_GONE = frozenset({errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.ESHUTDOWN})


class DeviceGoneError(OrganizerError):
    """The device is not there any more: nothing can be copied to it."""


class OtherFileError(OrganizerError):
    """Something that is not ours, or not any more, has the place: it is left alone."""


class Target:
    """A device during a run."""

    def __init__(self, manifest: Manifest, *, flush: bool, verify: bool) -> None:
        self._manifest, self._flush, self._verify = manifest, flush, verify
        self.folder = manifest.folder
        self._part = os.path.join(self.folder, PART)
        self._device = os.stat(self.folder).st_dev
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._part)  # of a run that was killed

    def place(self, path: str) -> str:
        """Where a file lies, in the notation of this system."""
        return os.path.join(self.folder, *path.split("/"))

    def check_there(self, error: OSError | None = None) -> None:
        """Raise ``DeviceGoneError`` when it was unplugged: what is at its folder now is another disk."""
        try:
            there = os.stat(self.folder).st_dev == self._device and os.path.exists(self._manifest.path)
        except OSError:
            there = False
        if not there or (error is not None and error.errno in _GONE):
            raise DeviceGoneError(
                tr("the device is not there any more"),
                path=self.folder,
                remedy=tr("connect it and start again"),
            )

    def write(
        self,
        entry: Entry,
        source: BinaryIO,
        *,
        check: Callable[[], None],
        time_ns: int | None = None,
        intended: bool = False,
    ) -> Entry:
        """Put what can be read from ``source`` to the path of ``entry``, in place of a file of ours that is
        as it was written; return the entry as it is then. ``check`` is called often, and may raise.
        ``intended``: it was noted that this file will come, so that its line need not be waited for.

        Raises ``OtherFileError`` where another file is in the way, and ``OSError``.
        """
        self.check_there()
        place = self.place(entry.path)
        before = self._check_place(entry.path, place)
        self._make_folders(entry.path)
        try:
            digest = self._fill(source, check, time_ns)
            status = os.stat(self._part)
            written = replace(entry, size=status.st_size, mtime_ns=status.st_mtime_ns, digest=digest)
            if _marks(place) != before:
                raise OtherFileError(tr("another program wrote this file meanwhile"), path=place)
            self._manifest.put(written, flush=self._flush and not intended)
            system.replace(self._part, place)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(self._part)
        return written

    def _fill(self, source: BinaryIO, check: Callable[[], None], time_ns: int | None) -> str:
        """Copy into the temporary file, and give what is in it in short."""
        digest = blake2b(digest_size=16)
        with os.fdopen(system.create_new(self._part), "wb", buffering=0) as file:
            while block := _read(source):
                check()
                digest.update(block)
                rest = memoryview(block)
                while rest:
                    rest = rest[file.write(rest) :]
            check()
            if self._flush or self._verify:
                flush_file(file.fileno())
            if self._verify:
                system.forget_cached(file.fileno())
        if time_ns is not None:
            with contextlib.suppress(OSError):
                os.utime(self._part, ns=(time_ns, time_ns))
        if self._verify and digest_of(self._part) != digest.hexdigest():
            raise OrganizerError(
                tr("what was read back is not what was written"),
                path=self.folder,
                remedy=tr("check the device"),
            )
        return digest.hexdigest()

    def _check_place(self, path: str, place: str) -> object:
        """Nothing may be there, or what we wrote ourselves, byte for byte. What tells whether it stays so."""
        marks = _marks(place)
        if marks is not None and not self.is_ours(path) and not self._is_torn(path):
            raise OtherFileError(
                tr("the file there is not as it was written, and was left alone"),
                path=place,
                remedy=tr("remove it there to have it copied again"),
            )
        return marks

    def _is_torn(self, path: str) -> bool:
        """Whether it is a file of ours of which not all was written when the device was taken out."""
        return self._manifest.at(path) is None and path in self._manifest.torn

    def is_ours(self, path: str) -> bool:
        """Whether the file is one of ours and byte for byte what was written: it is read."""
        place = self.place(path)
        if (status := status_of(place)) is None or not self._is_inside(place):
            return False
        entries = (self._manifest.entries.get(path), *self._manifest.earlier.get(path, ()))
        sizes = [entry for entry in entries if entry is not None and entry.size == status.st_size]
        return bool(sizes) and digest_of(place) in [entry.digest for entry in sizes]

    def _is_inside(self, place: str) -> bool:
        """Whether no link on the way leads out of the folder."""
        real = os.path.realpath(self.folder)
        return os.path.realpath(place).startswith(real.rstrip(os.sep) + os.sep)

    def _make_folders(self, path: str) -> None:
        """Make the folders on the way to a file; those that were made are ours."""
        above = path.rpartition("/")[0]
        place = self.place(above) if above else self.folder
        if not above or os.path.isdir(place):
            if not self._is_inside(os.path.join(place, "x")):
                raise OtherFileError(
                    tr("a link leads out of the device"), path=place, remedy=tr("remove it there")
                )
            return
        self._make_folders(above)
        self._manifest.made(above)
        os.mkdir(place)

    def rename(self, old: Entry, new: Entry) -> None:
        """Give a file of ours another name; nothing may have it. Raises as ``write``."""
        self.check_there()
        place = self.place(new.path)
        if self._manifest.at(old.path) is None or os.path.lexists(place):
            raise OtherFileError(tr("another file is in the way, and was left alone"), path=place)
        self._make_folders(new.path)
        self._manifest.put(new, flush=self._flush)
        system.replace(self.place(old.path), place)
        self._manifest.gone(old.path)
        self._remove_folders(old.path)

    def remove(self, path: str) -> None:
        """Remove a file of ours, which is read before. Raises as ``write``."""
        self.check_there()
        place = self.place(path)
        if not self.is_ours(path):
            raise OtherFileError(
                tr("it is not as it was written, and was left alone"),
                path=place,
                remedy=tr("remove it yourself"),
            )
        os.unlink(place)
        self._manifest.gone(path)
        self._remove_folders(path)

    def _remove_folders(self, path: str) -> None:
        """Remove the folders of a file that we made and that are empty now."""
        for above in _above(path):
            if above not in self._manifest.folders:
                return
            try:
                os.rmdir(self.place(above))
            except OSError:
                return
            self._manifest.folders.discard(above)


def _marks(place: str) -> tuple[int, int, int] | None:
    """What differs when another file lies there, or it was written to; None where nothing is."""
    try:
        status = os.lstat(place)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_AT_ONCE)
    except OSError as error:
        raise OrganizerError(
            tr("cannot be read: {reason}", reason=error.strerror or error), remedy=tr("check its disk")
        ) from error


def _above(path: str) -> Iterator[str]:
    """The folders of a path, the innermost first."""
    while path := path.rpartition("/")[0]:
        yield path
