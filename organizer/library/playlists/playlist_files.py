"""Playlist files: which there are, and what they name on this machine. How they are written: ``writing``."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from organizer.base import system
from organizer.base.errors import LibraryError, UsageError, printable
from organizer.base.language import tr
from organizer.library.playlists import playlist_formats
from organizer.library.playlists.playlist_entry import Entry

#: Endings of playlist files that are read, and of those that are written.
SUFFIXES = (".m3u8", ".m3u", ".pls", ".xspf", ".jspf", ".wpl", ".asx", ".wax", ".wvx", ".xml", ".nml")
WRITTEN = (".m3u8", ".m3u", ".pls", ".xspf", ".jspf", ".wpl", ".xml", ".nml")

#: Endings of other lists of songs, and why they are not read.
REFUSED = {
    ".cue": tr("a cue sheet cuts one recording into parts, which is one song here: add the recording itself"),
    **dict.fromkeys(
        (".fpl", ".zpl", ".b4s", ".kpl", ".aimppl4", ".aimppl", ".mpcpl", ".dpl", ".smil", ".smi"),
        tr("playlists of this kind are not read: write it as M3U8, PLS or XSPF in the program it is from"),
    ),
    **dict.fromkeys((".ram", ".rm", ".qtl", ".sdp"), tr("this names streams on the web, no files")),
}

_ADDRESS = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]+://")
_DRIVE = re.compile(r"^[A-Za-z][:|]$")
#: What lists in M3U may be in, beside Windows-1252: whatever the machine had that wrote them.
_OLDER = (
    "cp932",
    "gb18030",
    "cp949",
    "big5",
    "cp1251",
    "koi8-r",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp850",
    "mac-roman",
)
#: What is written of a name that is nowhere, in characters; no file has a longer one.
_LONGEST = 1_024


@dataclass(frozen=True, slots=True)
class Named:
    """What a playlist names, as far as the file and the disk alone say."""

    path: str  #: where it is, or would be; an address on the web stays one
    written: str = ""  #: what was written, where nothing is at that path
    entry: Entry = Entry(b"")  #: as it stands in the list, with what that says of the song
    moved: bool = False  #: it is in another place than the list names, which ends alike


def is_playlist(path: str) -> bool:
    """Whether a path looks like a playlist file from outside, also one that is not read; folders never do."""
    return path.lower().endswith((*SUFFIXES, *REFUSED)) and os.path.isfile(path)


def is_address(entry: str) -> bool:
    """Whether an entry of a playlist is an address on the web, and no file."""
    return _ADDRESS.match(os.fsencode(entry)) is not None


def list_names(path: str | Path) -> list[str]:
    """The names of the playlists in a file that holds several, as those of Rekordbox, Traktor and iTunes do;
    none in others. Raises as ``entries`` does."""
    source = os.path.abspath(path)
    with _opened(source) as file:
        return [name for name, _ in playlist_formats.lists(file, os.path.splitext(source)[1].lower(), source)]


@contextlib.contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    ending = os.path.splitext(source)[1].lower()
    if ending in REFUSED:
        raise UsageError(REFUSED[ending], path=source)
    try:
        with open(source, "rb") as file:
            yield file
    except OSError as error:
        raise LibraryError(
            tr("the playlist cannot be read: {reason}", reason=error.strerror or error),
            path=source,
            remedy=tr("check that the file is there and that you may read it"),
        ) from error


def entries(path: str | Path, name: str | None = None) -> Iterator[Named]:
    """What a playlist file names, one after the other: each is looked for on the disk. ``name``: the playlist
    of that name in a file that holds several.

    Relative paths are resolved beside the file. Takes what other programs write: with or without header,
    byte order mark, CR LF, UTF-16, Latin-1, escaped addresses, backslashes; names in another case or form of
    Unicode than the file has; paths of another machine that end as one beside the list does. Raises
    ``LibraryError`` for a file that cannot be read, ``UsageError`` for one of a kind that is not read.
    """
    source = os.path.abspath(path)
    ending = os.path.splitext(source)[1].lower()
    folder = os.path.realpath(os.path.dirname(source))
    disk = _Disk(folder)
    with _opened(source) as file:
        listed = playlist_formats.entries(file, ending, source)
        if name is not None:
            lists = dict(reversed(playlist_formats.lists(file, ending, source)))
            if name not in lists:
                raise UsageError(
                    tr("it has no playlist “{name}”", name=name), path=source, remedy=_which(lists)
                )
            listed = iter(lists[name])
        for entry in listed:
            yield replace(disk.find(entry), entry=entry)


def _which(lists: Iterable[str]) -> str:
    names = ", ".join(f"“{name}”" for name in lists)
    return tr("it has {names}", names=names) if names else tr("it is one list")


def same_name(text: str) -> str:
    """A name without its case and form of Unicode, which file systems and programs change."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


class _Disk:
    """Looks for names on the disk, and remembers folders that it looked into."""

    #: Folders that are remembered, names in them, and searches for the end of a path that find nothing.
    FOLDERS, NAMES, SEARCHES = 5_000, 200_000, 5_000
    #: Names in no encoding that is known, until it is no longer tried.
    UNCLEAR = 200

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._places: dict[str, str | None] = {}  #: folders, and where they are
        self._names: dict[str, dict[str, str | None]] = {}  #: folder → names in it; None where two are alike
        self._count = 0
        self._failed = self._unclear = 0
        self._encodings: tuple[str, ...] = _OLDER
        self._skip = 0  #: folders at the beginning of paths of another machine that are none here

    def find(self, entry: Entry) -> Named:
        readings, address = _readings(entry)
        if address:
            return Named(address)
        places = [os.path.normpath(os.path.join(self._folder, os.fsdecode(reading))) for reading in readings]
        for place in places:
            if "\0" not in place and os.path.lexists(place):
                return Named(place)
        for place in places:
            if "\0" not in place and (there := self._alike(place)) is not None:
                return Named(there)
        if (there := self._older(entry)) is not None:
            return Named(there)
        exact = entry.escaped or system.is_file_address(entry.name.strip())
        guess = readings[0] if exact else _text(readings[0])
        written = os.fsdecode(_text(guess).strip()[:_LONGEST])
        if self._failed <= self.SEARCHES:
            for end in ends(written):
                if (there := self._by_end(end)) is not None:
                    return Named(there, moved=True)
        return Named(os.path.normpath(os.path.join(self._folder, os.fsdecode(guess))), written)

    def _older(self, entry: Entry) -> str | None:
        """What is there under a name in an encoding of another country, from before Unicode."""
        name = entry.name.strip()
        if self._unclear > self.UNCLEAR or b"\0" in name or _is_utf8(name):
            return None
        for encoding in self._encodings:
            try:
                text = name.decode(encoding)
            except UnicodeDecodeError:
                continue
            for reading in dict.fromkeys((text, text.replace("\\", "/"))):
                place = os.path.normpath(os.path.join(self._folder, reading))
                if os.path.lexists(place) or (there := self._alike(place)) is not None:
                    self._encodings = tuple(dict.fromkeys((encoding, *self._encodings)))
                    return place if os.path.lexists(place) else there
        self._unclear += 1
        return None

    def _alike(self, place: str) -> str | None:
        """What is there under a name in another case or form of Unicode, in every folder on the way."""
        folder, name = os.path.split(place)
        if not name or len(name.encode("utf-8", "surrogatepass")) > 1_000:
            return None
        where = self._place_of(folder)
        if where is None:
            return None
        present = self._listed(where).get(same_name(name))
        return None if present is None else os.path.join(where, present)

    def _place_of(self, folder: str) -> str | None:
        if folder in self._places:
            return self._places[folder]
        if len(self._places) >= self.FOLDERS:
            self._places.clear()
        where: str | None
        if os.path.isdir(folder):
            where = folder
        elif self._failed > self.SEARCHES:
            return None
        else:
            self._failed += 1
            drive, below = os.path.splitdrive(folder)
            where = drive + os.sep
            for part in below.split(os.sep)[1:40]:
                straight = os.path.join(where, part)
                if not os.path.isdir(straight):
                    present = self._listed(where).get(same_name(part))
                    if present is None:
                        where = None
                        break
                    straight = os.path.join(where, present)
                where = straight
        self._places[folder] = where
        return where

    def _listed(self, folder: str) -> dict[str, str | None]:
        if folder not in self._names:
            names: dict[str, str | None] = {}
            try:
                with os.scandir(folder) as listing:
                    for one in listing:
                        key = same_name(one.name)
                        names[key] = None if key in names else one.name
                        if len(names) > self.NAMES:
                            break
            except OSError:
                pass
            if self._count + len(names) > self.NAMES:
                self._names.clear()
                self._count = 0
            self._names[folder] = names
            self._count += len(names)
        return self._names[folder]

    def _by_end(self, parts: tuple[str, ...]) -> str | None:
        """A file below the folder of the list, or beside it, that ends as a path of another machine does."""
        if len(parts) < 2:
            return None
        for skip in dict.fromkeys((min(self._skip, len(parts) - 2), *range(min(len(parts) - 1, 8)))):
            end = os.path.join(*parts[skip:])
            for base in (self._folder, os.path.dirname(self._folder)):
                if os.path.isfile(place := os.path.join(base, end)):
                    self._skip, self._failed = skip, 0
                    return place
        self._failed += 1
        return None


def _readings(entry: Entry) -> tuple[list[bytes], str]:
    """What an entry may mean as a path, the likeliest first; or the address on the web that it is."""
    bare = entry.name.strip()
    if system.is_file_address(entry.name.strip()):
        path = os.fsencode(system.address_path(bare))
        return list(dict.fromkeys((path, _text(path)))), ""
    if _ADDRESS.match(bare):
        return [], bare.decode("utf-8", "replace")
    if bare.isascii() and not entry.escaped and b"\\" not in bare and b"%" not in bare:
        return [entry.name] if bare == entry.name else [entry.name, bare], ""
    readings: list[bytes] = []
    for text in (entry.name, _text(entry.name)):
        plain = text.strip()
        likely = (text, plain, plain.replace(b"\\", b"/"), unquote_to_bytes(plain))
        readings += reversed(likely) if entry.escaped else likely
    return list(dict.fromkeys(readings)), ""


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(name: bytes) -> bytes:
    """The name in UTF-8: what is not is most likely in the encoding that Windows had."""
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return name.decode("cp1252").encode("utf-8")
        except UnicodeDecodeError:
            return name.decode("latin-1").encode("utf-8")
    return name


def ends(written: str) -> list[tuple[str, ...]]:
    """What may be the last folders and the name in what was written, whichever way its slashes lean, without
    drives and steps up; with and without escapes."""
    paths = []
    for text in dict.fromkeys((written, os.fsdecode(unquote_to_bytes(os.fsencode(written))))):
        parts = re.split(r"[\\/]", text)[-20:]
        paths.append(tuple(part for part in parts if part not in ("", ".", "..") and not _DRIVE.match(part)))
    return paths


def one_line(text: str) -> str:
    """A text that can be shown, in one line."""
    return " ".join(printable(text).split())
