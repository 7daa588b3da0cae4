"""An edit of a file's metadata as splices of bytes: small, exact, and its own inverse.

Every container's editor answers with a patch that names the bytes that go and the bytes that come.
Whatever lies between the splices is copied as it is, so nothing that was not named can change.
"""

from __future__ import annotations

import errno
import io
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO

from organizer.base.atomic import copy_range
from organizer.base.errors import TagError
from organizer.base.language import tr

_BLOCK = 1 << 17
_WORTH = 1 << 14  # bytes; shorter parts of a file are copied by hand


@dataclass(frozen=True, slots=True)
class Splice:
    """At ``offset`` of the old file, ``old`` goes and ``new`` comes."""

    offset: int
    old: bytes
    new: bytes


@dataclass(frozen=True, slots=True)
class Patch:
    """All splices of one file in order, and the size of the file that they fit."""

    size: int
    splices: tuple[Splice, ...] = ()

    @classmethod
    def of(cls, size: int, splices: Iterable[Splice]) -> Patch:
        """In order, without what does not change; overlapping splices are a bug and are refused."""
        changes = sorted((s for s in map(_trimmed, splices) if s.old != s.new), key=lambda s: s.offset)
        for first, second in pairwise(changes):
            if first.offset + len(first.old) > second.offset:
                raise ValueError("splices overlap")
        return cls(size, tuple(changes))

    def __bool__(self) -> bool:
        return bool(self.splices)

    @property
    def new_size(self) -> int:
        """Bytes of the file that the patch makes."""
        return self.size + sum(len(s.new) - len(s.old) for s in self.splices)

    def inverse(self) -> Patch:
        """The patch that makes the old file of the new one, byte for byte."""
        shift = 0
        splices = []
        for splice in self.splices:
            splices.append(Splice(splice.offset + shift, splice.new, splice.old))
            shift += len(splice.new) - len(splice.old)
        return Patch(self.new_size, tuple(splices))

    def fits(self, file: BinaryIO) -> bool:
        """Whether the file is the one that the patch was made for, as far as the patch can see."""
        if file.seek(0, os.SEEK_END) != self.size:
            return False
        for splice in self.splices:
            file.seek(splice.offset)
            if file.read(len(splice.old)) != splice.old:
                return False
        return True

    def copy(self, source: BinaryIO, target: BinaryIO) -> None:
        """Copy the file with the splices applied."""
        position = 0
        for splice in self.splices:
            _copy(source, target, position, splice.offset)
            target.write(splice.new)
            position = splice.offset + len(splice.old)
        _copy(source, target, position, self.size)

    def made(self, source: BinaryIO, copy: BinaryIO) -> bool:
        """Whether the copy is, byte for byte, what ``copy`` makes of the file."""
        copy.seek(0)
        return all(copy.read(len(piece)) == piece for piece in self._pieces(source)) and not copy.read(1)

    def _pieces(self, source: BinaryIO) -> Iterator[bytes]:
        """The file with the splices applied, one piece after the other."""
        position = 0
        for splice in self.splices:
            yield from _blocks(source, position, splice.offset)
            yield splice.new
            position = splice.offset + len(splice.old)
        yield from _blocks(source, position, self.size)

    def place(self, start: int, end: int) -> int | None:
        """Where the bytes from ``start`` to ``end`` are in the new file; None if it changes any of them."""
        shift = 0
        for splice in self.splices:
            if splice.offset + len(splice.old) <= start:
                shift += len(splice.new) - len(splice.old)
            elif splice.offset < end:
                return None
        return start + shift

    def over(self, source: BinaryIO) -> BinaryIO:
        """The file as the patch makes it, to be read without a copy."""
        return _PatchedFile(_Patched(source, self), self.new_size)

    def to_bytes(self) -> bytes:
        """The patch as the journal stores it; see ``from_bytes``."""
        parts = [struct.pack("<QI", self.size, len(self.splices))]
        for s in self.splices:
            parts += [struct.pack("<QII", s.offset, len(s.old), len(s.new)), s.old, s.new]
        return b"P1" + zlib.compress(b"".join(parts), 1)

    @classmethod
    def from_bytes(cls, data: object) -> Patch:
        """The counterpart of ``to_bytes``. Raises ``ValueError`` for anything that it did not write."""
        if not isinstance(data, bytes) or data[:2] != b"P1":
            raise ValueError("not a patch")
        try:
            raw = zlib.decompress(data[2:])
            size, count = struct.unpack_from("<QI", raw)
            position, end, splices = 12, 0, []
            for _ in range(count):
                offset, old, new = struct.unpack_from("<QII", raw, position)
                middle, after = position + 16 + old, position + 16 + old + new
                splices.append(Splice(offset, raw[position + 16 : middle], raw[middle:after]))
                if offset < end or offset + old > size or after > len(raw):
                    raise ValueError("the splices of the patch are out of place")
                position, end = after, offset + old
        except (zlib.error, struct.error) as error:
            raise ValueError(f"the patch is damaged: {error}") from error
        return cls(size, tuple(splices))


def composed(patches: Sequence[Patch], source: BinaryIO) -> Patch:
    """The one patch of a file that does what these do one after the other; each fits what those before it
    make. At least one."""
    size = patches[0].size
    parts: list[tuple[int, int] | bytes] = [(0, size)]  #: of the file from one place to another, or new bytes
    for patch in patches:
        parts = _spliced(parts, patch)
    splices, at, new = [], 0, b""
    for part in (*parts, (size, size)):
        if isinstance(part, bytes):
            new += part
            continue
        start, end = part
        if start > at or new:
            source.seek(at)
            splices.append(Splice(at, source.read(start - at), new))
        at, new = end, b""
    return Patch.of(size, splices)


def _spliced(parts: Sequence[tuple[int, int] | bytes], patch: Patch) -> list[tuple[int, int] | bytes]:
    """What is left of these parts after a patch, and what comes to them."""
    left = list(reversed(parts))
    made: list[tuple[int, int] | bytes] = []

    def pass_over(length: int, *, keep: bool) -> None:
        while length > 0:
            part = left.pop()
            size = len(part) if isinstance(part, bytes) else part[1] - part[0]
            taken = min(size, length)
            if isinstance(part, bytes):
                first, rest = part[:taken], part[taken:]
                if keep:
                    made.append(first)
                if rest:
                    left.append(rest)
            else:
                if keep:
                    made.append((part[0], part[0] + taken))
                if taken < size:
                    left.append((part[0] + taken, part[1]))
            length -= taken

    position = 0
    for splice in patch.splices:
        pass_over(splice.offset - position, keep=True)
        pass_over(len(splice.old), keep=False)
        if splice.new:
            made.append(splice.new)
        position = splice.offset + len(splice.old)
    pass_over(patch.size - position, keep=True)
    return made


class _Patched(io.RawIOBase):
    """Old bytes where the file stays, new ones where it changes."""

    def __init__(self, source: BinaryIO, patch: Patch) -> None:
        super().__init__()
        self._source, self._size, self._position = source, patch.new_size, 0
        # the end of each, and its bytes or where in the old file they are
        self._parts: list[tuple[int, bytes | int]] = []
        old = end = 0
        for splice in patch.splices:
            self._parts.append((end := end + splice.offset - old, old))
            self._parts.append((end := end + len(splice.new), splice.new))
            old = splice.offset + len(splice.old)
        self._parts.append((self._size, old))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError(errno.EINVAL, "before the start of the file")
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        start = 0
        for end, part in self._parts:
            if self._position < end:
                count = min(len(buffer), end - self._position)
                inside = self._position - start
                if isinstance(part, bytes):
                    data = part[inside : inside + count]
                else:
                    self._source.seek(part + inside)
                    data = self._source.read(count)
                buffer[: len(data)] = data
                self._position += len(data)
                return len(data)
            start = end
        return 0


class _PatchedFile(io.BufferedReader):
    """Never reads, nor makes room for, more than there is: sizes in files are only claims."""

    def __init__(self, raw: _Patched, size: int) -> None:
        super().__init__(raw)
        self._size = size

    def read(self, size: int | None = -1, /) -> bytes:
        rest = max(0, self._size - self.tell())
        return super().read(rest if size is None or size < 0 else min(size, rest))


def _trimmed(splice: Splice) -> Splice:
    """Without the beginning and the end that stay the same."""
    old, new = splice.old, splice.new
    front = _common(old, new)
    old, new = old[front:], new[front:]
    back = _common(old[::-1], new[::-1])
    return Splice(splice.offset + front, old[: len(old) - back], new[: len(new) - back])


def _common(first: bytes, second: bytes) -> int:
    """How many bytes at the beginning are the same, by halving: pictures may be many megabytes."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _copy(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    if end - start >= _WORTH:
        target.flush()
        start += copy_range(source, target, start, end)
    for block in _blocks(source, start, end):
        target.write(block)


def _blocks(source: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    source.seek(start)
    left = end - start
    while left > 0:
        block = source.read(min(left, _BLOCK))
        if not block:
            raise TagError(tr("the file became shorter while it was read"), remedy=tr("try again"))
        yield block
        left -= len(block)
