"""Names of files and folders that a system takes: from what a template says of a song to a path.

A value never begins a folder: slashes in it become dashes. What differs by system is what a name may not
hold, how long it may be, and whether "Björk" and "BJÖRK" are two names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

from organizer.base import system
from organizer.base.template_functions import shortened

#: For which system names are made. "fat": memory cards and sticks (FAT, exFAT).
Target = Literal["linux", "macos", "windows", "fat"]
TARGETS: tuple[Target, ...] = get_args(Target)

#: What no name may hold on Windows and on FAT, and what takes its place. "/" holds everywhere.
_SIGNS = {'"': "'", "\\": "-", "|": "-", ":": "-", "<": "(", ">": ")", "?": "", "*": ""}
_REPLACED: dict[Target, dict[int, str]] = {
    "linux": str.maketrans({"/": "-"}),
    "macos": str.maketrans({"/": "-", ":": "-"}),
    "windows": str.maketrans({"/": "-", **_SIGNS}),
    "fat": str.maketrans({"/": "-", **_SIGNS}),
}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"\s{2,}")
#: What is left around a field that was empty: blanks, dashes, dots, brackets with nothing in them.
_EMPTY = "\0"
_AROUND_EMPTY = re.compile(rf"[(\[{{]\s*{_EMPTY}\s*[)\]}}]")
_BESIDE_EMPTY = re.compile(
    rf"(^|/)[\s\-–_.,]*(?:{_EMPTY}[\s\-–_.,]*)+|[\s\-–_.,]*(?:{_EMPTY}[\s\-–_.,]*)+(?=/|$)"
)
_WITHIN = re.compile(rf"(?:[\s\-–_.,]*{_EMPTY})+")

_LONGEST_NAME = 255
_LONGEST_PATH = {"linux": 4095, "macos": 1023, "windows": 259, "fat": 259}

#: Marks an empty field in what a template gives, for ``tidied``.
EMPTY = _EMPTY


@dataclass(frozen=True, slots=True)
class Rules:
    """What names of one system have to keep to."""

    target: Target = "windows" if system.WINDOWS else "linux"
    longest: int = _LONGEST_NAME  #: of a name, in bytes or in units of UTF-16
    most_bytes: int | None = None  #: of a name as UTF-8, beside ``longest``

    @property
    def minds_case(self) -> bool:
        """Whether two names that differ in case alone are two."""
        return self.target == "linux"

    def value(self, text: str) -> str:
        """What a field says, as a part of a name."""
        text = _CONTROLS.sub(" ", text).translate(_REPLACED[self.target])
        if self.target != "linux":
            text = _SURROGATES.sub("_", text)
        return unicodedata.normalize("NFC", text)

    def name(self, text: str, ending: str = "") -> str:
        """A name of a file or folder, with its ending (".flac"); "" when nothing is left of it."""
        text = self._taken(text, ending)
        return f"{self.shortened(text, ending)}{ending}" if text else ""

    def is_cut(self, text: str, ending: str = "") -> bool:
        """Whether a name is too long as it is."""
        return not self._fits(self._taken(text, ending), ending)

    def _taken(self, text: str, ending: str) -> str:
        """What the system takes of a name, of any length."""
        text = _CONTROLS.sub(" ", text).translate(_REPLACED[self.target])
        text = _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()
        if self.target in ("windows", "fat") and not ending:
            text = re.sub(r"[. ]+$", lambda end: "_" if "." in end[0] else "", text)
        if text.startswith("."):  # hidden, and left out by scans
            text = f"_{text.lstrip('.')}" if text.strip(". ") else "_" * bool(text)
        if self.target in ("windows", "fat") and system.is_device(text + ending):
            text += "_"
        return text

    def shortened(self, text: str, ending: str = "", tail: str = "") -> str:
        """As much of a name as leaves room for its ending and tail."""
        tail = ending + tail
        if self._fits(text, tail):
            return text
        length = len(text)
        while length > 1 and not self._fits(cut := shortened(text, length), tail):
            length -= max(1, (self._size(cut) - self._room(tail)) // 4)
        return shortened(text, max(1, length)).rstrip(". ")

    def key(self, path: str) -> str:
        """The same for paths that are one on this system."""
        path = unicodedata.normalize("NFC", path)
        return path if self.minds_case else unicodedata.normalize("NFC", path.casefold())

    @property
    def longest_path(self) -> int:
        """Signs of a whole path, in bytes or in units of UTF-16."""
        return _LONGEST_PATH[self.target]

    def path_size(self, path: str) -> int:
        """How long a path is, in what ``longest_path`` counts."""
        return self._size(path)

    def _fits(self, text: str, tail: str) -> bool:
        if self.most_bytes is not None and len(_bytes(text)) > max(1, self.most_bytes - len(_bytes(tail))):
            return False
        return self._size(text) <= self._room(tail)

    def _size(self, text: str) -> int:
        if self.target in ("windows", "fat"):
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        return len(_bytes(text))

    def _room(self, tail: str) -> int:
        # names with an ending of a length that none has are cut as a whole
        return max(1, self.longest - self._size(tail))


def on_card(name: str) -> str:
    """What a file or folder of this name is called on a memory card; its ending stays."""
    rules = Rules("fat")
    stem, ending = stem_and_ending(name)
    return rules.name(rules.value(stem), ending) or f"_{ending}"


def tidied(text: str) -> str:
    """What a template gave, without what stands beside fields that were empty: dashes, dots, blanks and
    brackets. Text that touches none is left as it was typed."""
    if _EMPTY not in text:
        return text
    text = _AROUND_EMPTY.sub(_EMPTY, text)
    text = _BESIDE_EMPTY.sub(lambda match: match[1] or "", text)
    return _WITHIN.sub("", text)


def parts(text: str) -> list[str]:
    """The folders and the name in what a template gave."""
    return text.split("/")


def stem_and_ending(name: str) -> tuple[str, str]:
    """A file's name and its ending, which is no longer than endings are: "a.b c" has none."""
    stem, dot, ending = name.rpartition(".")
    if not stem or not ending or len(ending) > 8 or not ending.isalnum():
        return name, ""
    return stem, f"{dot}{ending}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
