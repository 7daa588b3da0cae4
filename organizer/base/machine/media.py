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
        if system.is_read_only(folder):
            return tr("it is read-only: a lock on the card, a disc, or the system mounted it so")
        if not os.access(folder, os.W_OK):
            return tr("you may not write to it")
    return ""


def _folders() -> Iterator[str]:
    yield from system.removable_drives()
    for folder, kind, number, source in system.mounts():
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


def can_be_taken_out(number: str, source: str, root: str = system.KERNEL) -> bool:
    """Whether a disk is on USB or can be taken out, by what the kernel says of it below ``root``."""
    name = os.path.basename(source)
    places = [os.path.join(root, *way) for way in (("dev", "block", number), ("class", "block", name))]
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
