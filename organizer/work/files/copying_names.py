"""Where songs go on a device: by a template, with names that its file system takes, none of them twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from organizer.base import template_fields, templates
from organizer.base.errors import printable
from organizer.base.model import Track
from organizer.base.naming import template_places
from organizer.base.naming.file_names import EMPTY, Rules, tidied
from organizer.work.files.copying_settings import Names

#: File systems that take every name and tell "Björk" from "BJÖRK"; all others are given safe names.
_OF_UNIX = frozenset(
    "ext2 ext3 ext4 btrfs xfs zfs f2fs tmpfs overlay jfs reiserfs nfs nfs4 ufs bcachefs".split()
)
_FAT = frozenset({"vfat", "msdos", "fat", "fat32"})
#: No file on FAT is larger.
LARGEST_ON_FAT = (1 << 32) - 1
#: Names are some way shorter than what systems take, so that there is room for the folders above.
_LONGEST_BYTES, _LONGEST_UNITS = 200, 120
#: Of names that every system takes, and of those where only the slash is special.
SAFE = Rules("fat", longest=_LONGEST_UNITS, most_bytes=_LONGEST_BYTES)
_ANY = Rules("linux", longest=_LONGEST_BYTES)


def rules_for(names: Names, file_system: str) -> Rules:
    """What names there keep to; where it is not known what the disk takes, every system takes them."""
    return SAFE if names == "safe" or (names == "auto" and file_system not in _OF_UNIX) else _ANY


def is_fat(file_system: str) -> bool:
    """Whether files larger than 4 GB have no room there."""
    return file_system in _FAT


def template_of(text: str) -> templates.Template:
    """The template, understood. Raises ``UsageError``."""
    template = templates.parse(text, template_fields.NAMES)
    template_places.check(text)
    return template


def wish(template: templates.Template, track: Track, ending: str, rules: Rules) -> str:
    """The path that a template gives a song, below the folder, with slashes; others may wish for it too.

    A folder that would have no name is left out; a song without a name has its title, or "_".
    """

    def clean(text: str) -> str:
        return rules.value(printable(text)) or EMPTY

    text = tidied(template.render(template_fields.of_track(track), clean=clean, empty=EMPTY))
    *above, last = text.split("/")
    folders = [name for part in above if (name := rules.name(part))]
    stem = last if last.strip() else clean(track.title)
    return "/".join([*folders, rules.name(stem, ending) or f"_{ending}"])


@dataclass
class Taken:
    """The names that are taken on a device, folders with their spelling."""

    rules: Rules
    names: set[str] = field(default_factory=set)
    folders: dict[str, str] = field(default_factory=dict)

    def key(self, path: str) -> str:
        """What is the same for paths that the device may take for one."""
        return self.rules.key(path)

    def spelled(self, path: str) -> str:
        """The path with its folders as they are spelled there already: "BJÖRK/x" lies in "Björk"."""
        *folders, name = path.split("/")
        above = ""
        for folder in folders:
            here = f"{above}/{folder}" if above else folder
            above = self.folders.setdefault(self.key(here), here)
        return f"{above}/{name}" if above else name

    def claim(self, path: str) -> None:
        """Take a path."""
        self.names.add(self.key(self.spelled(path)))

    def free(self, path: str, is_there: Callable[[str], bool]) -> str:
        """The path, else with the first number that is free; taken from now on. ``is_there``: whether the
        disk has it."""
        path = self.spelled(path)
        folder, slash, name = path.rpartition("/")
        stem, ending = os.path.splitext(name)
        number, free = 2, path
        while self.key(free) in self.names or is_there(free):
            tail = f" ({number})"
            shorter = self.rules.shortened(stem, ending, tail)
            free, number = f"{folder}{slash}{shorter}{tail}{ending}", number + 1
        self.claim(free)
        return free


def example(template: str, tracks: Iterable[Track], rules: Rules) -> list[str]:
    """The paths of a few songs, as they would be; the endings are those of their files."""
    parsed = template_of(template)
    return [wish(parsed, track, os.path.splitext(track.path)[1].lower(), rules) for track in tracks]
