"""The errors of the world: a bad file, a full disk, a missing permission.

Each says what is wrong, with which file, and what to do. They are shown to the person as they are;
every other exception is a bug of ours and is logged with its traceback.
"""

from __future__ import annotations


class OrganizerError(Exception):
    """Something the world did, told in plain words.

    ``str(error)`` is one line: path, cause and remedy. It survives pickling between processes.
    """

    def __init__(self, cause: str, *, path: str | None = None, remedy: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.path = path
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{printable(self.path)}: " if self.path else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return " ".join(f"{place}{self.cause}{remedy}".split())

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.cause, self.path, self.remedy)


class AudioError(OrganizerError):
    """A file whose sound cannot be decoded or is not there."""


class TagError(OrganizerError):
    """A file whose tags cannot be read or written."""


class LibraryError(OrganizerError):
    """The library database cannot be opened, read or written."""


class UsageError(OrganizerError):
    """A request that makes no sense as it was put: an unknown field, a broken query."""


class Cancelled(Exception):
    """A job was asked to stop. Not an error: nothing is shown for it."""


def printable(path: str) -> str:
    """The path as text that can be shown: bytes that are not UTF-8 become replacement characters."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _rebuild(kind: type[OrganizerError], cause: str, path: str | None, remedy: str) -> OrganizerError:
    return kind(cause, path=path, remedy=remedy)
