"""The one name by which the library knows a file or folder that may be reached by several."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable

from organizer.library.files.scanner import Key, key


class Names:
    """Names paths as a library with these folders does.

    What lies in one of them, by way of whatever links, gets its name below that folder, the one that was
    added first if there are several. Letters are written as the disk has them, where it does not mind: upper
    or lower case, ``é`` as one character or as two.
    """

    def __init__(self, roots: Iterable[str]) -> None:
        self._roots = [(os.path.realpath(root), root) for root in roots]
        self._listed: dict[str, frozenset[str]] = {}

    def keys(self) -> dict[Key, str]:
        """The folders that are there now, by what they are; of two names of one the first."""
        result: dict[Key, str] = {}
        for _, root in self._roots:
            try:
                result.setdefault(key(os.stat(root)), root)
            except OSError:
                continue
        return result

    def canonical(self, path: str) -> str:
        """The one name by which the library knows it: its real place, below the folder as it was added."""
        if not os.path.lexists(path):
            return path
        real = self.spelled(os.path.realpath(path))
        for place, root in self._roots:
            if real == place or real.startswith(place.rstrip(os.sep) + os.sep):
                return root if real == place else os.path.join(root, real[len(place) :].lstrip(os.sep))
        return self.spelled(path)

    def spelled(self, path: str) -> str:
        """The path with each name as its folder lists it."""
        folder, name = os.path.split(path)
        if not name:
            return path
        folder = self.spelled(folder)
        names = self._names(folder)
        if name not in names:
            wanted = _folded(name)
            alike = [other for other in names if _folded(other) == wanted]
            if len(alike) == 1:
                name = alike[0]
        return os.path.join(folder, name)

    def _names(self, folder: str) -> frozenset[str]:
        if folder not in self._listed:
            try:
                self._listed[folder] = frozenset(os.listdir(folder))
            except OSError:
                self._listed[folder] = frozenset()
        return self._listed[folder]


def same_spelling(one: str, other: str) -> bool:
    """Whether two paths differ in nothing but case and the form of their characters."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
