"""Playlist files and cue sheets that name files which move: their lines follow, and all else in them stays
byte for byte as it is. A name keeps the way in which it was written: relative or absolute, as an address,
with backslashes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NoReturn
from urllib.parse import quote, unquote_to_bytes
from xml.sax.saxutils import escape, unescape

from organizer.base import system
from organizer.base.atomic import world_error
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.library.files import left_out
from organizer.library.playlists.playlist_files import same_name

#: What is looked into. Others name no files, or in ways that are not written.
SUFFIXES = (".m3u8", ".m3u", ".pls", ".xspf", ".cue")
#: A longer list is none that a person listens to.
_LONGEST = 16 << 20

_LINE = re.compile(rb"[^\r\n]+")
_PLS = re.compile(rb"(\s*File\d+\s*=)(.*)", re.IGNORECASE | re.DOTALL)
_CUE = re.compile(rb"(\s*FILE\s+)(?:\"([^\"]*)\"|(\S+))(\s+\S+\s*)", re.IGNORECASE)
_LOCATION = re.compile(rb"(<(?:\w+:)?location\s*>)(.*?)(</(?:\w+:)?location\s*>)", re.DOTALL)
_MARK = b"\xef\xbb\xbf"
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f]|^\s|\s$")


class Moved:
    """Where files go: each by its path, also as another system would spell it."""

    def __init__(self, moved: Mapping[str, str]) -> None:
        self._exact = dict(moved)
        self._folded: dict[str, str | None] | None = None  # made when a name is first looked up so
        self._stems: dict[str, str | None] | None = None

    def of(self, path: str, *, any_ending: bool = False) -> str | None:
        """Where a file goes; None for one that stays. ``any_ending``: cue sheets name the sound that they
        were made for, whatever it was encoded to since."""
        new = self._exact.get(path)
        if new is None and not os.path.lexists(path):
            self._folded = self._folded or self._index(same_name)
            new = self._folded.get(same_name(path))
            if new is None and any_ending:
                self._stems = self._stems or self._index(_stem)
                new = self._stems.get(_stem(path))
        return new

    def _index(self, key: Callable[[str], str]) -> dict[str, str | None]:
        """By what is alike in several spellings; None where several files are meant."""
        index: dict[str, str | None] = {}
        for old, new in self._exact.items():
            index[key(old)] = None if key(old) in index else new
        return index


def _stem(path: str) -> str:
    return os.path.splitext(path)[0]


def find(folders: Iterable[str], check: Callable[[], None] = lambda: None) -> Iterator[str]:
    """The playlist files and cue sheets in these folders and below. Raises ``OrganizerError`` for a folder
    that cannot be looked into."""
    for folder in folders:
        for place, below, names in os.walk(folder, onerror=_in_folder):
            check()
            below[:] = sorted(name for name in below if not left_out.why_folder(name))
            for name in sorted(names):
                if name.lower().endswith(SUFFIXES) and not left_out.is_programs_file(name):
                    yield os.path.join(place, name)


def read(path: str) -> bytes | None:
    """What a list holds; None where it is gone, or is no list. Raises ``OrganizerError``."""
    try:
        with open(path, "rb") as file:
            content = file.read(_LONGEST + 1)
    except (FileNotFoundError, IsADirectoryError):
        return None
    except OSError as error:
        _cannot_look(error, path)
    return content if len(content) <= _LONGEST else None


def _in_folder(error: OSError) -> None:
    """A folder that went while its neighbours were looked into is no news."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        _cannot_look(error)


def _cannot_look(error: OSError, path: str = "") -> NoReturn:
    problem = world_error(error, path or str(error.filename))
    raise OrganizerError(
        tr("it cannot be looked into, and may name songs that move: {cause}", cause=problem.cause),
        path=problem.path,
        remedy=tr("{remedy}, or leave playlists and cue sheets as they are", remedy=problem.remedy),
    ) from error


def rewritten(content: bytes, place: str, moved: Moved, *, new_place: str = "") -> bytes:
    """A list that lies at ``place`` and goes to ``new_place``, if that is another one, with its names brought
    after the files that moved."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16, which nobody writes any more
        return content
    writer = _Names(place, new_place or place, moved)
    ending = os.path.splitext(place)[1].lower()
    if ending == ".xspf":
        return _LOCATION.sub(lambda m: m[1] + writer.location(m[2]) + m[3], content)
    line = {".pls": _of_pls, ".cue": _of_cue}.get(ending, _of_m3u)
    start = _MARK if content.startswith(_MARK) else b""
    return start + _LINE.sub(lambda m: line(m[0], writer), content[len(start) :])


def _of_m3u(line: bytes, names: _Names) -> bytes:
    return line if line.lstrip().startswith(b"#") else names.line(line)


def _of_pls(line: bytes, names: _Names) -> bytes:
    match = _PLS.fullmatch(line)
    return line if match is None else match[1] + names.line(match[2])


def _of_cue(line: bytes, names: _Names) -> bytes:
    match = _CUE.fullmatch(line)
    if match is None:
        return line
    old = match[2] if match[2] is not None else match[3]
    new = names.line(old, in_cue=True)
    if new == old or b'"' in new:
        return line
    return match[1] + b'"' + new + b'"' + match[4]


class _Names:
    """The names in one list."""

    def __init__(self, place: str, new_place: str, moved: Moved) -> None:
        self._old, self._new = os.path.dirname(place), os.path.dirname(new_place)
        self._moved = moved

    def line(self, written: bytes, *, in_cue: bool = False) -> bytes:
        """What stands in a line, as it has to be written now."""
        bare = written.strip()
        if not bare:
            return written
        before, _, after = written.partition(bare)
        if system.is_file_address(bare):
            new = self._place(system.address_path(bare), relative=False)
            return written if new is None else before + system.file_address(new).encode("ascii") + after
        if b"://" in bare[:20]:
            return written
        for encoding in ("utf-8", "cp1252"):
            try:
                text = os.fsdecode(bare) if encoding == "utf-8" else bare.decode(encoding)
            except UnicodeDecodeError:
                continue
            new_text = self._text(text, in_cue)
            if new_text is not None:
                return before + self._encoded(new_text, bare, encoding) + after
        return written

    def location(self, written: bytes) -> bytes:
        """The address of a song in XSPF."""
        text = unescape(written.decode("utf-8", "surrogateescape").strip())
        address = text.encode("utf-8", "surrogateescape")
        if system.is_file_address(address):
            new = self._place(system.address_path(address), relative=False)
            return written if new is None else escape(system.file_address(new)).encode("ascii")
        if "://" in text[:20]:
            return written
        path = os.fsdecode(unquote_to_bytes(address))
        absolute = os.path.isabs(path)
        new = self._place(path if absolute else self._joined(path), relative=not absolute)
        if new is None:
            return written
        shown = new if absolute else self._relative(new)
        return escape(quote(os.fsencode(shown))).encode("ascii")

    def _text(self, text: str, in_cue: bool) -> str | None:
        for slashed in dict.fromkeys((text, text.replace("\\", "/"))):
            absolute = os.path.isabs(slashed)
            path = slashed if absolute else self._joined(slashed)
            new = self._place(path, relative=not absolute, in_cue=in_cue)
            if new is None:
                continue
            shown = new if absolute else self._relative(new)
            if not absolute and (slashed.startswith("./") or shown[:1] in "# "):
                shown = f"./{shown}"
            return shown.replace("/", "\\") if slashed != text and system.NAMES_ARE_BYTES else shown
        return None

    def _place(self, path: str, *, relative: bool, in_cue: bool = False) -> str | None:
        """Where what is named is to be found now; None where nothing is to be written."""
        path = os.path.normpath(path)
        new = self._moved.of(path, any_ending=in_cue)
        if new is None and relative and self._old != self._new and os.path.lexists(path):
            return path  # it stays, and is seen from another folder
        return new

    def _joined(self, text: str) -> str:
        return os.path.join(self._old, text)

    def _relative(self, path: str) -> str:
        try:
            return os.path.relpath(path, self._new)
        except ValueError:  # on another drive
            return path

    def _encoded(self, text: str, before: bytes, encoding: str) -> bytes:
        if not _UNWRITABLE.search(text):
            if encoding == "utf-8":
                return os.fsencode(text)
            try:
                return text.encode(encoding)
            except UnicodeEncodeError:
                pass
        path = text if os.path.isabs(text) else os.path.join(self._new, text)
        return system.file_address(os.path.normpath(path)).encode("ascii")
