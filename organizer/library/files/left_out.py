"""Which folders and files a scan leaves out, by their names, and what it tells of them.

A dot in front does not make a name hidden: albums are called "...And Justice for All", songs ".38 Special".
Left out is what systems and programs keep for themselves. A folder with a hidden name of another kind is
left out as well when its name is one word, as programs name theirs, but a person is told if music is in it.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass

from organizer.base.errors import printable
from organizer.base.language import tr

SYSTEM = tr("kept by the system or another program")
HIDDEN = tr("hidden folder with music in it; add it by its name to have it")
TEMPORARY = tr("not music, only named like it")
OTHER_NAME = tr("another name of a song that is there")
REMOVED = tr("removed from the library before; add them by name to have them again")
LEADS_NOWHERE = tr("link that leads nowhere")

#: Folders that systems and programs keep for themselves, in lower case.
_SYSTEM_FOLDERS = frozenset(
    {
        "$recycle.bin", "recycler", "system volume information", "lost+found", "lost.dir", "@eadir",
        "#recycle", "@recycle", "#snapshot", "@recently-snapshot", "~snapshot", "__macosx",
        ".git", ".svn", ".hg", ".bzr", ".cache", ".config", ".local", ".var", ".tmp", ".temp", ".thumbnails",
        ".thumb", ".thumbs", ".@__thumb", ".stversions", ".stfolder", ".sync", ".snapshots", ".snapshot",
        ".zfs", ".recycle", ".recycler", ".recycled", ".fseventsd", ".spotlight-v100", ".temporaryitems",
        ".documentrevisions-v100", ".mobilebackups", ".appledouble", ".appledb", ".appledesktop", ".dropbox",
        ".dropbox.cache", ".venv", ".npm", ".cargo", ".rustup", ".mozilla", ".wine", ".steam", ".gradle",
        ".android", ".idea", ".vscode",
    }
)  # fmt: skip

#: ".Trash", ".Trashes", ".Trash-1000".
_TRASH = ".trash"

#: Begins what Organizer itself makes files in.
_OWN = ".organizer-"

#: Files that are no music of a person, whatever their ending: resource forks of macOS, what Android has
#: thrown away or not yet loaded down, what Syncthing and Organizer itself are writing.
_PROGRAMS_FILES = ("._", ".trashed-", ".pending-", ".syncthing.", _OWN)

#: So many names of each kind are told.
_EXAMPLES = 20

#: So many of them in one line.
_SHOWN = 3

#: So many entries of a hidden folder are looked at for music.
_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a scan left out for one reason."""

    reason: str
    count: int
    examples: tuple[str, ...]  #: paths, the first ones

    def __str__(self) -> str:
        """In one line: "2 kept by the system or another program (.git, @eaDir)"."""
        shown = dict.fromkeys(
            printable(path if self.reason == HIDDEN else os.path.basename(path)) for path in self.examples
        )
        names = list(shown)[:_SHOWN]
        if len(shown) > _SHOWN or self.count > len(self.examples):
            names.append("…")
        return tr("{n} {reason} ({names})", n=self.count, reason=self.reason, names=", ".join(names))


class Tally:
    """Counts what is left out."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def add(self, reason: str, path: str) -> None:
        """Count one more."""
        self._counts[reason] = self._counts.get(reason, 0) + 1
        examples = self._examples.setdefault(reason, [])
        if len(examples) < _EXAMPLES:
            examples.append(path)

    def result(self) -> tuple[LeftOut, ...]:
        """How many there are for each reason, with a few examples."""
        return tuple(
            LeftOut(reason, count, tuple(self._examples[reason])) for reason, count in self._counts.items()
        )


def why_folder(name: str) -> str:
    """Why a folder of this name is left out: ``SYSTEM`` or ``HIDDEN``; "" for others."""
    lower = name.lower()
    if lower in _SYSTEM_FOLDERS:
        return SYSTEM
    if name[0] != ".":
        return ""
    if lower.startswith((_TRASH, _OWN)):
        return SYSTEM
    if name.startswith("..") or name[1:2].isdigit() or not name[1:].strip():
        return ""
    return "" if any(c.isspace() for c in name) else HIDDEN


def is_programs_file(name: str) -> bool:
    """Whether a file that is named like music is none of a person's."""
    return name.lower().startswith(_PROGRAMS_FILES) or name.rfind(".") == 0


def covers(place: str, path: str) -> bool:
    """Whether a scan of ``place`` comes across what is in the folder ``path``, which may be the same."""
    place = place.rstrip(os.sep) + os.sep
    if not (path + os.sep).startswith(place):
        return False
    return not any(why_folder(name) for name in path[len(place) :].split(os.sep) if name)


def holds_music(folder: str, suffixes: Collection[str]) -> bool:
    """Whether there is anything named like music in a folder, as far as a short look tells."""
    left = _LOOKED_AT
    folders = [folder]
    while folders and left > 0:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    left -= 1
                    name = entry.name
                    if name[name.rfind(".") :].lower() in suffixes and not is_programs_file(name):
                        return True
                    if left > 0 and entry.is_dir(follow_symlinks=False) and not why_folder(name):
                        folders.append(entry.path)
        except OSError:
            continue
    return False
