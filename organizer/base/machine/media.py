"""Sticks, cards and phones that are there now, and whether they can be written.

A disk below /mnt is one of them only where the system says that it can be taken out; what desktops mount
below /media is. Looking at a disk may wake it up: not for the window's thread.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from organizer.base import system
from organizer.base.language import tr

#: Where desktops mount what was put in, and where people mount anything.
_PLUGGED, _ANYTHING = ("/media/", "/run/media/", "/Volumes/"), ("/mnt/",)
#: File systems that are no disks.
_NONE = frozenset({"autofs", "tmpfs", "overlay", "proc", "sysfs", "squashfs"})


@dataclass(frozen=True, slots=True)
class Medium:
    """A disk that can be taken out."""

    folder: str
    problem: str = ""  #: why nothing can be written to it; empty where it can


def removable_media() -> list[str]:
    """The folders of sticks, cards and phones that are there now, as far as the system shows them."""
    return [medium.folder for medium in media()]


def media() -> list[Medium]:
    """The same, with those that cannot be written and the reason."""
    return [Medium(folder, why_not(folder)) for folder in dict.fromkeys(_folders())]


def why_not(folder: str) -> str:
    """Why nothing can be written into a folder; empty where it can, or where nobody can tell."""
    with contextlib.suppress(OSError):
        status: Any = os.statvfs(folder) if hasattr(os, "statvfs") else None
        if status is not None and status.f_flag & 1:  # ST_RDONLY
            return tr("it is read-only: a lock on the card, a disc, or the system mounted it so")
        if not os.access(folder, os.W_OK):
            return tr("you may not write to it")
    return ""


def _folders() -> Iterator[str]:
    if system.WINDOWS:
        import ctypes

        kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
        yield from (drive for drive, _ in system.mounted() if kernel.GetDriveTypeW(drive) == 2)
        return
    for folder, kind, number, source in _mounts():
        if kind in _NONE:
            continue
        if folder.startswith(_PLUGGED) or (folder.startswith(_ANYTHING) and can_be_taken_out(number, source)):
            yield folder
        elif kind == "fuse.gvfsd-fuse":  # phones and cameras
            with contextlib.suppress(OSError):
                yield from (entry.path for entry in os.scandir(folder) if entry.name.startswith("mtp:"))
    with contextlib.suppress(OSError):
        yield from (
            entry.path
            for entry in os.scandir("/Volumes")
            if entry.is_dir() and not os.path.islink(entry.path)
        )


def _mounts() -> list[tuple[str, str, str, str]]:
    """What is mounted: folder, file system, number of the disk as "8:17", and its device."""
    lines: list[bytes] = []
    with contextlib.suppress(OSError), open("/proc/self/mountinfo", "rb") as file:
        lines = file.read().splitlines()
    found = []
    for line in lines:
        before, separator, after = line.partition(b" - ")
        parts, rest = before.split(), after.split()
        if separator and len(parts) > 4 and len(rest) > 1:
            folder = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), parts[4])
            texts = (rest[0], parts[2], rest[1])
            kind, number, source = (text.decode("utf-8", "replace") for text in texts)
            found.append((os.fsdecode(folder), kind, number, source))
    return found


def can_be_taken_out(number: str, source: str, root: str = "/sys") -> bool:
    """Whether a disk is on USB or can be taken out, by what the kernel says of it below ``root``."""
    places = [f"{root}/dev/block/{number}", f"{root}/class/block/{os.path.basename(source)}"]
    for place in places:
        real = os.path.realpath(place)
        if not os.path.isdir(real):
            continue
        if re.search(r"/usb\d", real):
            return True
        for folder in (real, os.path.dirname(real)):  # of a partition its disk says it
            with contextlib.suppress(OSError), open(f"{folder}/removable", encoding="ascii") as file:
                return file.read().strip() == "1"
    return False
