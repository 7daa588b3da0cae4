"""How a file is named in a playlist file, as a path or as an address, for this computer or for another one.

How names are written is what five players were seen to resolve: raw paths, relative ones with "./" in front
so that a leading "#" or space is not lost. An absolute ``file://`` address stands where no raw name can: line
breaks, white space at the end, bytes that are not UTF-8, and in absolute lists also "#", "?" and "%41", which
some players misread. A relative list keeps those as they are: its folder can be moved.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from urllib.parse import quote

from organizer.base import system
from organizer.base.arrangement import Missing
from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.base.naming import file_names
from organizer.library.playlists.playlist_files import is_address
from organizer.library.playlists.profiles import Profile

#: What a raw line cannot carry, and what some players misread in it.
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]|\s$")
_MISREAD = re.compile(r"[#?]|%[0-9A-Fa-f]{2}")
#: What is lost at the beginning of a line: comments and white space.
_LOST = re.compile(r"[#\s]")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class Places:
    """Names of files for the playlist files of one folder. ``roots``: the folders of the library."""

    def __init__(self, folder: str, profile: Profile, roots: Sequence[str] = ()) -> None:
        self._folder = os.path.abspath(folder)
        self._real = os.path.realpath(folder)
        self._profile = profile
        self._roots = sorted(roots, key=len, reverse=True)
        self._folders: dict[str, str] = {}

    def raw(self, entry: Track | Missing) -> str:
        """A path as a line carries it, or an address where it cannot."""
        if isinstance(entry, Missing) and self._stays(entry):
            return _in_one_line(entry.written or entry.path)
        profile, path = self._profile, os.path.abspath(entry.path)
        if profile.paths == "address" and not profile.fat_safe:
            return system.file_address(path)
        shown, relative = self._shown(path)
        if _UNWRITABLE.search(shown):
            if not profile.plain:
                raise UsageError(
                    tr(
                        "“{basename}” has a name that this list cannot hold",
                        basename=printable(os.path.basename(path)),
                    ),
                    path=entry.path,
                    remedy=tr("choose FAT-safe names, or rename the file"),
                )
            return system.file_address(path)
        if not relative and profile.plain and _MISREAD.search(shown):
            return system.file_address(path)
        return shown

    def address(self, entry: Track | Missing, *, host: str = "") -> str:
        """As the address that XML and JSON hold: escaped, relative where the profile says so. ``host`` stands
        in absolute ones of files."""
        if isinstance(entry, Missing) and self._stays(entry):
            return foreign_address(entry.written or entry.path, host)
        profile, path = self._profile, os.path.abspath(entry.path)
        if profile.paths in ("absolute", "address") and profile.plain:
            return system.file_address(path, host=host)
        shown, relative = self._shown(path)
        if relative:
            return quote(os.fsencode(shown.replace(profile.separators, "/").replace(os.sep, "/")))
        return foreign_address(shown, host) if not profile.plain else system.file_address(path, host=host)

    def place(self, entry: Track | Missing) -> str:
        """The whole path that a program without relative names gets: as it is here, or below the prefix."""
        if isinstance(entry, Missing) and self._stays(entry):
            return entry.written or entry.path
        path = os.path.abspath(entry.path)
        return self._shown(path)[0] if self._profile.paths == "prefix" else path

    def escaped(self, entry: Track | Missing) -> str:
        """The address of a file where its name as it is cannot be written in the code page."""
        if isinstance(entry, Missing) and self._stays(entry):
            return foreign_address(entry.written or entry.path, "")
        if self._profile.plain:
            return system.file_address(os.path.abspath(entry.path))
        return self.address(entry)

    def _stays(self, entry: Missing) -> bool:
        """Whether a missing song is named as its list names it: nobody knows where it is."""
        if is_foreign(entry):
            return True
        return self._profile.paths == "prefix" and self._parts(os.path.abspath(entry.path)) is None

    def _shown(self, path: str) -> tuple[str, bool]:
        """The path as the profile wants it, and whether it is relative to the list."""
        profile = self._profile
        if profile.paths == "prefix":
            return self._below_prefix(path), not profile.prefix
        relative = self.relative(path) if profile.paths == "relative" else None
        parts = (relative or path).split(os.sep)
        if profile.fat_safe:
            parts = [part if part in ("", ".", "..") else file_names.on_card(part) for part in parts]
        shown = self._separated(parts)
        if profile.separators == "\\" and relative is not None:
            plain = shown.removeprefix(".\\")
            shown = shown if _LOST.match(plain) else plain
        return shown, relative is not None

    def _separated(self, parts: Sequence[str]) -> str:
        separator = self._profile.separators
        if separator == "/":
            return (os.sep if self._profile.plain else "/").join(parts)
        if wrong := next((part for part in parts if "\\" in part), None):
            raise UsageError(
                tr(
                    "“{wrong}” has a backslash in its name, which Windows takes for a folder",
                    wrong=printable(wrong),
                ),
                remedy=tr("choose FAT-safe names, or rename it"),
            )
        return separator.join(parts)

    def _parts(self, path: str) -> list[str] | None:
        """Folders and name below what the prefix stands for; None where the path is not below it."""
        bases = [os.path.abspath(self._profile.base)] if self._profile.base else self._roots
        return next((there for base in bases if (there := _below(path, base)) is not None), None)

    def _below_prefix(self, path: str) -> str:
        profile, below = self._profile, self._parts(path)
        if below is None:
            where = printable(profile.base) if profile.base else tr("every folder of the library")
            raise UsageError(
                tr(
                    "the song lies outside of {where}, so its place below the prefix is not known",
                    where=where,
                ),
                path=path,
                remedy=tr("name the folder that the prefix stands for"),
            )
        parts = [file_names.on_card(part) for part in below] if profile.fat_safe else below
        shown = self._separated(parts)
        if not profile.prefix:
            return f".{profile.separators}{shown}" if _LOST.match(shown) else shown
        if "://" in profile.prefix:
            return profile.prefix.rstrip("/") + "/" + quote(os.fsencode("/".join(parts)))
        return profile.prefix.rstrip("/\\") + profile.separators + shown

    def relative(self, path: str) -> str | None:
        """The path from the folder of the list; None where no way leads there: on another drive.

        Links may lead to that folder, as to those of songs. As few steps up as possible: a list in a folder
        that was added by way of a link stays inside of it. Steps up lead out of the folder that a link leads
        to, not of the one where the link is.
        """
        absolute = os.path.abspath(path)
        head, name = os.path.split(absolute)
        if head not in self._folders:
            if len(self._folders) > 10_000:
                self._folders.clear()
            self._folders[head] = os.path.realpath(head)
        ways: list[tuple[int, int, str]] = []
        really = os.path.join(self._folders[head], name)
        for way, start in ((absolute, self._folder), (absolute, self._real), (really, self._real)):
            try:
                relative = os.path.relpath(way, start)
            except ValueError:
                continue
            up = relative.split(os.sep).count(os.pardir)
            if start == self._real or not up:
                ways.append((up, len(ways), relative))
        if not ways:
            return None
        relative = min(ways)[2]
        return relative if relative.startswith(os.pardir + os.sep) else os.path.join(os.curdir, relative)


def is_foreign(entry: Missing) -> bool:
    """Whether a missing song is named by an address or a whole path, of this or another system: it stays."""
    written = entry.written or entry.path
    if is_address(written):
        return True
    return bool(_DRIVE.match(written) or written.startswith(("\\\\", "/"))) and not _UNWRITABLE.search(
        written
    )


def foreign_address(path: str, host: str) -> str:
    """A path of another computer as an address; what is one stays as it is."""
    if is_address(path):
        return _in_one_line(path)
    windows = bool(_DRIVE.match(path)) or path.startswith("\\\\")
    if not windows and path.startswith("\\"):  # from the root of a stick, as Windows writes it
        path = path.replace("\\", "/")
    rooted = path if windows or path.startswith("/") else f"/{path}"
    return system.file_address(rooted, host=host, windows=windows)


def _in_one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]", "_", text)


def _below(path: str, base: str) -> list[str] | None:
    """The folders and the name of a path below a folder; None where it is not below it."""
    start = base.rstrip(os.sep) + os.sep
    return path[len(start) :].split(os.sep) if path.startswith(start) else None
