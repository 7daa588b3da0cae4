"""Playlist files: which there are, what they name on this machine, and how they are written.

How names are written is what five players were seen to resolve: raw paths, relative ones with "./" in front
so that a leading "#" or space is not lost. An absolute ``file://`` address stands where no raw name can: line
breaks, white space at the end, bytes that are not UTF-8, and in absolute lists also "#" and "%41", which some
players misread. A relative list keeps those as they are: its folder can be moved. No byte order mark.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal
from urllib.parse import quote, unquote_to_bytes

from organizer.base import system
from organizer.base.atomic import replace_file
from organizer.base.errors import LibraryError, UsageError, printable
from organizer.library.playlists import playlist_formats
from organizer.library.playlists.playlist_formats import Entry

if TYPE_CHECKING:
    from organizer.base.arrangement import Playlist
    from organizer.base.model import Track

#: Endings of playlist files that are read, and of those that are written.
SUFFIXES = (".m3u8", ".m3u", ".pls", ".xspf", ".jspf", ".wpl", ".asx", ".wax", ".wvx", ".xml")
WRITTEN = (".m3u8", ".m3u", ".pls", ".xspf")

#: Endings of other lists of songs, and why they are not read.
REFUSED = {
    ".cue": "a cue sheet cuts one recording into parts, which is one song here: add the recording itself",
    **dict.fromkeys(
        (".fpl", ".zpl", ".b4s", ".kpl", ".aimppl4", ".aimppl", ".mpcpl", ".dpl", ".smil", ".smi"),
        "playlists of this kind are not read: write it as M3U8, PLS or XSPF in the program it is from",
    ),
    **dict.fromkeys((".ram", ".rm", ".qtl", ".sdp"), "this names streams on the web, no files"),
}

#: What a raw line cannot carry, and what some players misread in it.
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]|\s$")
_MISREAD = re.compile(r"#|%[0-9A-Fa-f]{2}")
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


def is_playlist(path: str) -> bool:
    """Whether a path looks like a playlist file from outside, also one that is not read; folders never do."""
    return path.lower().endswith((*SUFFIXES, *REFUSED)) and os.path.isfile(path)


def is_address(entry: str) -> bool:
    """Whether an entry of a playlist is an address on the web, and no file."""
    return _ADDRESS.match(os.fsencode(entry)) is not None


def entries(path: str | Path) -> Iterator[Named]:
    """What a playlist file names, one after the other: each is looked for on the disk.

    Relative paths are resolved beside the file. Takes what other programs write: with or without header,
    byte order mark, CR LF, UTF-16, Latin-1, escaped addresses, backslashes; names in another case or form of
    Unicode than the file has; paths of another machine that end as one beside the list does. Raises
    ``LibraryError`` for a file that cannot be read, ``UsageError`` for one of a kind that is not read.
    """
    source = os.path.abspath(path)
    ending = os.path.splitext(source)[1].lower()
    if ending in REFUSED:
        raise UsageError(REFUSED[ending], path=source)
    folder = os.path.realpath(os.path.dirname(source))
    disk = _Disk(folder)
    try:
        with open(source, "rb") as file:
            for entry in playlist_formats.entries(file, ending, source):
                yield disk.find(entry)
    except OSError as error:
        raise LibraryError(
            f"the playlist cannot be read: {error.strerror or error}",
            path=source,
            remedy="check that the file is there and that you may read it",
        ) from error


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
        guess = readings[0] if system.is_file_address(entry.name.strip()) else _text(readings[0])
        written = os.fsdecode(_text(guess).strip()[:_LONGEST])
        if self._failed <= self.SEARCHES:
            for end in ends(written):
                if (there := self._by_end(end)) is not None:
                    return Named(there)
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


# writing


def write(
    path: str | Path, playlist: Playlist, *, paths: Literal["relative", "absolute"] = "relative"
) -> None:
    """Write the playlist as its ending says; the old file stays whole until the new one is. Relative means:
    to the playlist."""
    target = os.path.abspath(path)
    ending = os.path.splitext(target)[1].lower()
    places = _Places(os.path.dirname(target)) if paths == "relative" else None
    if ending == ".pls":
        lines = _pls(playlist, places)
    elif ending == ".xspf":
        lines = _xspf(playlist, places)
    else:
        lines = _m3u8(playlist, places)
    content = ("\n".join(lines) + "\n").encode("utf-8", "replace")

    def put(file: BinaryIO) -> None:
        file.write(content)

    replace_file(target, put)


def _m3u8(playlist: Playlist, places: _Places | None) -> Iterator[str]:
    yield "#EXTM3U"
    if playlist.name:
        yield f"#PLAYLIST:{one_line(playlist.name)}"
    for track in playlist.tracks:
        yield f"#EXTINF:{_seconds(track)},{one_line(track.label)}"
        yield _raw(track.path, places)


def _pls(playlist: Playlist, places: _Places | None) -> Iterator[str]:
    yield "[playlist]"
    for number, track in enumerate(playlist.tracks, 1):
        yield f"File{number}={_raw(track.path, places)}"
        yield f"Title{number}={one_line(track.label)}"
        yield f"Length{number}={_seconds(track)}"
    yield f"NumberOfEntries={len(playlist.tracks)}"
    yield "Version=2"


def _xspf(playlist: Playlist, places: _Places | None) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<playlist version="1" xmlns="http://xspf.org/ns/0/">'
    yield from _elements(" ", (("title", playlist.name),))
    yield " <trackList>"
    for track in playlist.tracks:
        yield "  <track>"
        relative = places.relative(track.path) if places is not None else None
        address = (
            system.file_address(os.path.abspath(track.path))
            if relative is None
            else quote(os.fsencode(relative.replace(os.sep, "/")))
        )
        yield from _elements(
            "   ",
            (
                ("location", address),
                ("title", track.title),
                ("creator", track.artist),
                ("album", track.tags.text("album")),
                ("duration", str(round(track.info.duration * 1000)) if track.info.duration > 0 else ""),
            ),
        )
        yield "  </track>"
    yield " </trackList>"
    yield "</playlist>"


def _elements(indent: str, texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    from xml.sax.saxutils import escape  # which loads the network's protocols

    for name, text in texts:
        if shown := one_line(text):
            yield f"{indent}<{name}>{escape(shown)}</{name}>"


def _seconds(track: Track) -> int:
    return round(track.info.duration) if track.info.duration > 0 else -1


def _raw(path: str, places: _Places | None) -> str:
    """A path as a line carries it, or an address where it cannot."""
    relative = places.relative(path) if places is not None else None
    if relative is not None and not _UNWRITABLE.search(relative):
        return relative
    absolute = os.path.abspath(path)
    if relative is not None or _UNWRITABLE.search(absolute) or _MISREAD.search(absolute):
        return system.file_address(absolute)
    return absolute


class _Places:
    """Paths relative to the folder of a playlist, which links may lead to, as may those of songs."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._real = os.path.realpath(folder)
        self._folders: dict[str, str] = {}

    def relative(self, path: str) -> str | None:
        """None where no way leads there: on another drive.

        As few steps up as possible: a list in a folder that was added by way of a link stays inside of it.
        Steps up lead out of the folder that a link leads to, not of the one where the link is.
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


def one_line(text: str) -> str:
    """A text that can be shown, in one line."""
    return " ".join(printable(text).split())
