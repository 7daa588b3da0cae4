"""The errors of the world: a bad file, a full disk, a missing permission.

Each says what is wrong, with which file, and what to do. They are shown to the person as they are;
every other exception is a bug of ours and is logged with its traceback.
"""

from __future__ import annotations

import unicodedata


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
        place = f"{self.path}: " if self.path else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return " ".join(printable(f"{place}{self.cause}{remedy}").split())

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.cause, self.path, self.remedy)


class AudioError(OrganizerError):
    """A file whose sound cannot be decoded or is not there."""


class TagError(OrganizerError):
    """A file whose tags cannot be read or written."""


class LibraryError(OrganizerError):
    """The library database cannot be opened, read or written."""


class DamagedLibrary(LibraryError):
    """The library file is not what was written: a copy of it can take its place."""


class UsageError(OrganizerError):
    """A request that makes no sense as it was put: an unknown field, a broken query."""


class Cancelled(Exception):
    """A job was asked to stop. Not an error: nothing is shown for it."""


def is_utf8(text: str) -> bool:
    """Whether a path or an argument holds no bytes that are not UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def printable(text: str) -> str:
    """Text of files, tags and people as it can be shown anywhere, also on a terminal: one line, as it reads.

    Bytes that are not UTF-8 and control characters (escapes of terminals among them) become replacement
    characters, line breaks spaces. What is invisible and turns or hides text is dropped: marks that override
    the direction of writing, zero-width spaces, tags. Joiners stay where letters and emoji need them.
    """
    if text.isprintable():
        return text
    return "".join(_shown(text, at) for at in range(len(text)))


#: Signs of the category Cf that are seen, and number signs of Arabic scripts.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_JOINERS = "\u200c\u200d"
#: What a joiner joins: letters of scripts that join, their marks, and emoji.
_JOINED = frozenset({"Lo", "Mn", "Mc", "So", "Sk"})


def _shown(text: str, at: int) -> str:
    letter = text[at]
    if letter.isprintable():
        return letter
    kind = unicodedata.category(letter)
    if kind == "Cs" or (kind == "Cc" and not letter.isspace()):
        return "\N{REPLACEMENT CHARACTER}"
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if kind != "Cf" or letter in _SEEN:
        return letter
    around = text[at - 1 : at] + text[at + 1 : at + 2] if at else ""
    joins = len(around) == 2 and all(unicodedata.category(one) in _JOINED for one in around)
    return letter if letter in _JOINERS and joins else ""


def _rebuild(kind: type[OrganizerError], cause: str, path: str | None, remedy: str) -> OrganizerError:
    return kind(cause, path=path, remedy=remedy)
