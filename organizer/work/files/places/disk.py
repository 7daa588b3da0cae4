"""What lies in folders, as a plan of moves asks for it: each folder is looked into once."""

from __future__ import annotations

import os
from collections.abc import Iterator

from organizer.base.naming.file_names import Rules
from organizer.library.tags.tags import AUDIO_SUFFIXES

#: Tells names as disks do that mind no case.
ALIKE = Rules("windows")


class Disk:
    """Remembers what folders hold, and whether their disks mind upper and lower case."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._files: dict[str, list[str]] = {}
        self._folders: dict[str, list[str]] = {}
        self._keys: dict[str, dict[str, str]] = {}
        self._minds: dict[str, bool] = {}

    def files(self, folder: str) -> list[str]:
        """The names of the files in a folder, and of links."""
        self._look(folder)
        return self._files[folder]

    def folders(self, folder: str) -> list[str]:
        """The names of the folders in a folder."""
        self._look(folder)
        return self._folders[folder]

    def key(self, path: str) -> str:
        """The same for paths that are one on the disk, or on the system that names are made for."""
        folder = os.path.dirname(path)
        plain = self._rules.minds_case and self.minds_case(folder)
        return path if plain else ALIKE.key(path)

    def holds(self, path: str) -> str | None:
        """The file or folder that has this name, as the disk spells it; None for a name that is free."""
        folder = os.path.dirname(path)
        if folder not in self._keys:
            self._look(folder)
            names = (*self._files[folder], *self._folders[folder])
            self._keys[folder] = {self.key(os.path.join(folder, one)): one for one in names}
        found = self._keys[folder].get(self.key(path))
        return None if found is None else os.path.join(folder, found)

    def minds_case(self, folder: str) -> bool:
        """Whether two names that differ in case are two on the disk of a folder, which need not be there."""
        if folder in self._minds:
            return self._minds[folder]
        above = os.path.dirname(folder)
        if above == folder:
            answer = True
        elif not os.path.isdir(folder):
            answer = self.minds_case(above)
        else:
            answer = self._asked(folder)
        self._minds[folder] = answer
        return answer

    def _asked(self, folder: str) -> bool:
        """By the folder's own name: whether it is there in the other case, too, and the same."""
        above, name = os.path.split(folder)
        other = name.swapcase()
        if other == name or not name:
            return self.minds_case(above) if above != folder else True
        try:
            os.stat(os.path.join(above, other))
            return other in os.listdir(above)  # not by their numbers: some disks make these up as they go
        except OSError:
            return True

    def walk(self, folder: str) -> Iterator[str]:
        """All files in a folder and below, as paths relative to it."""
        yield from self.files(folder)
        for name in self.folders(folder):
            for below in self.walk(os.path.join(folder, name)):
                yield os.path.join(name, below)

    def _look(self, folder: str) -> None:
        if folder in self._files:
            return
        files: list[str] = []
        folders: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    (folders if entry.is_dir(follow_symlinks=False) else files).append(entry.name)
        except OSError:
            pass
        self._files[folder], self._folders[folder] = sorted(files), sorted(folders)


def is_music(name: str) -> bool:
    """Whether a scan would take a file of this name for a song."""
    return os.path.splitext(name)[1].lower() in AUDIO_SUFFIXES
