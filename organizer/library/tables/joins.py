"""Which row of a table is which file of the library.

By ISRC; else by artist, title and duration; else by the name of the file, from its end, whatever its format.
What fits several files that are not the same recording fits none.
"""

from __future__ import annotations

import math
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from organizer.base.folding import fold, words
from organizer.library.storage.database import Connection
from organizer.library.tags.tags import AUDIO_SUFFIXES

#: How far the durations of a row and its file may be apart, in seconds.
_DURATION = 4.0
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
#: What sets versions of a song apart is not in the comparison of titles; what sets songs apart is.
_VERSION = re.compile(
    r"[ (\[-]*(?:\d{4} )?(?:digital(?:ly)? )?remaster(?:ed)?(?: \d{4})?(?: version)? ?[)\]]? ?$|"
    r" ?[(\[] ?feat\.?[^)\]]*[)\]]",
    re.IGNORECASE,
)
_LONGEST = 500
#: Endings that say nothing of the name of a song, beside those of files that are played here.
_SUFFIXES = {
    *AUDIO_SUFFIXES,
    ".au",
    ".snd",
    ".wma",
    ".aac",
    ".mp2",
    ".mid",
    ".midi",
    ".webm",
    ".mkv",
    ".mov",
    ".npy",
}
#: Names that many files and folders have.
_COMMON = re.compile(
    r"(?:track|titel|audio|song|piste|pista|traccia|untitled|unknown|cd|disc|disk|side|vol)?[\W_\d]*"
)
#: A file's name without a folder, or under another one, is trusted from this many letters and digits on.
_TELLING = 10


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says of its recording; empty and NaN where it does not."""

    isrc: str = ""
    title: str = ""
    artist: str = ""
    album: str = ""
    duration: float = math.nan
    file: str = ""


@dataclass(frozen=True, slots=True)
class Matches:
    """Which file each row belongs to."""

    files: list[int | None]  #: the song of each row's file
    unclear: int  #: rows that fit several files, and so none


@dataclass(frozen=True, slots=True)
class _File:
    id: int
    artist: str
    title: str
    tagged: bool  #: the title is from a tag, not from the name of the file
    album: str
    duration: float
    path: tuple[str, ...]  #: its folders and, last, its name without ending; empty where no row needs it


def match(connection: Connection, rows: Sequence[Row]) -> Matches:
    """The file of each row."""
    paths = [_path(row.file) for row in rows]
    files = _Files(connection, {path[-1] for path in paths if path})
    matches: list[int | None] = []
    unclear: set[int] = set()
    for at, row in enumerate(rows):
        file, several = files.by_sound(row)
        matches.append(file.id if file else None)
        if several:
            unclear.add(at)
    _by_file_names(files, rows, paths, matches, unclear)
    return Matches(matches, len(unclear))


def _by_file_names(
    files: _Files,
    rows: Sequence[Row],
    paths: Sequence[tuple[str, ...]],
    matches: list[int | None],
    unclear: set[int],
) -> None:
    """Fill in the files of rows that are known by their names alone; a file that two of them claim goes to
    the one whose folders say more."""
    taken = {track_id for track_id in matches if track_id is not None}
    alike: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for path in paths:
        if path:
            alike[path[-1]].add(path)
    claims: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, (row, path) in enumerate(zip(rows, paths, strict=True)):
        if matches[at] is not None or not path:
            continue
        file, tail, several = files.by_name(row, path, alone=len(alike[path[-1]]) == 1)
        if file is not None and file.id not in taken:
            claims[file.id].append((tail, at))
            unclear.discard(at)
        elif several:
            unclear.add(at)
    for track_id, claimed in claims.items():
        best = max(claimed)[0]
        winners = [at for tail, at in claimed if tail == best]
        if len({paths[at] for at in winners}) == 1:
            for at in winners:
                matches[at] = track_id
        else:
            unclear.update(winners)


class _Files:
    """The library's files, by what rows are compared with."""

    def __init__(self, connection: Connection, names: set[str]) -> None:
        self._by_isrc: dict[str, _File] = {}
        self._by_sound: dict[tuple[str, str], list[_File]] = {}
        self._by_name: dict[str, list[_File]] = {}
        for row in connection.execute(
            """SELECT id, COALESCE(NULLIF(artist, ''), album_artist), display_title, title != '', album,
               duration, isrc, path FROM tracks WHERE origin = 'file' ORDER BY away, id"""
        ):
            path = _path(os.fsdecode(row[7])) if names else ()
            path = path if path and path[-1] in names else ()
            file = _File(int(row[0]), row[1], row[2], bool(row[3]), row[4], float(row[5]), path)
            for isrc in isrcs(row[6]):
                self._by_isrc.setdefault(isrc, file)
            for artist in _artists(file.artist):
                self._by_sound.setdefault((artist, plain(file.title)), []).append(file)
            if path:
                self._by_name.setdefault(path[-1], []).append(file)

    def by_sound(self, row: Row) -> tuple[_File | None, bool]:
        """The file of a recording, and whether there are several that it could be."""
        for code in isrcs(row.isrc):
            if code in self._by_isrc:
                return self._by_isrc[code], False
        title = plain(row.title)
        if not title or not self._by_sound:
            return None, False
        for artist in _artists(row.artist):
            files = self._by_sound.get((artist, title))
            if not files:
                continue
            near = [file for file in files if _near(row.duration, file.duration) is not False]
            if not near:
                continue
            if math.isfinite(row.duration):
                return min(near, key=lambda file: _apart(row.duration, file.duration)), False
            lengths = [file.duration for file in near if file.duration > 0]
            if not lengths or max(lengths) - min(lengths) <= 2 * _DURATION:
                return near[0], False
            album = plain(row.album)
            same = [file for file in near if album and plain(file.album) == album]
            if len(same) == 1:
                return same[0], False
            return None, True
        return None, False

    def by_name(self, row: Row, path: tuple[str, ...], *, alone: bool) -> tuple[_File | None, int, bool]:
        """The file of this name, how many of its folders are the same, and whether there are several."""
        files = [
            file
            for file in self._by_name.get(path[-1], ())
            if _near(row.duration, file.duration) is not False
        ]
        if not files:
            return None, 0, False
        tails = [_tail(path, file.path) for file in files]
        best = max(tails)
        nearest = [file for file, tail in zip(files, tails, strict=True) if tail == best]
        if len(nearest) > 1:
            sure = [file for file in nearest if _near(row.duration, file.duration)]
            titled = [file for file in nearest if _same_title(row, file)]
            nearest = titled if len(titled) == 1 else sure
        if len(nearest) != 1:
            return None, 0, True
        file = nearest[0]
        fits = _fits(row, path, file, best, alone=alone)
        return (file, best, False) if fits else (None, 0, False)


def _fits(row: Row, path: tuple[str, ...], file: _File, tail: int, *, alone: bool) -> bool:
    """Whether a file of the same name is the recording of the row, by all that both tell."""
    lasts, titled = _near(row.duration, file.duration), _same_title(row, file)
    if titled is False and not lasts:
        return False
    if (
        titled is False
        and row.artist
        and file.artist
        and not set(_artists(row.artist)) & set(_artists(file.artist))
    ):
        return False
    common = _COMMON.fullmatch(path[-1]) is not None
    if tail >= (2 if common else 1) or lasts or titled:
        return True
    bare = len(path) == 1 and not common
    telling = sum(letter.isalnum() for letter in path[-1].lstrip("0123456789 .-_")) >= _TELLING
    return alone and not common and (bare or telling)


def _same_title(row: Row, file: _File) -> bool | None:
    if not row.title or not file.tagged:
        return None
    return plain(row.title) == plain(file.title)


def _apart(first: float, second: float) -> float:
    return abs(first - second) if second > 0 else _DURATION


def _near(first: float, second: float) -> bool | None:
    """Whether two durations are the same; None where one is not known."""
    if not math.isfinite(first) or first <= 0 or second <= 0:
        return None
    return abs(first - second) <= _DURATION


def _tail(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """How many folders above the name are the same; those that many albums have do not count."""
    same = 0
    for one, other in zip(reversed(first[:-1]), reversed(second[:-1]), strict=False):
        if one != other:
            break
        same += _COMMON.fullmatch(one) is None
    return same


def _path(text: str) -> tuple[str, ...]:
    """Folders and name of a file as any system writes them, folded; the name without its ending."""
    if not text or len(text) > 8 * _LONGEST:
        return ()
    if text[:5].casefold() == "file:":
        text = unquote(re.sub(r"^file:(//(localhost)?)?", "", text, flags=re.IGNORECASE))
    parts = [part for part in re.split(r"[/\\]", unicodedata.normalize("NFC", text).casefold()) if part]
    if not parts:
        return ()
    stem, ending = os.path.splitext(parts[-1])
    return (*parts[:-1], stem if ending in _SUFFIXES else parts[-1])


def isrcs(text: str | None) -> Iterator[str]:
    """ISRCs as they are compared: "GB-AYE-69-00001" is GBAYE6900001. What is none is left out."""
    for part in re.split(r"[;,/\x1f]", text[:_LONGEST]) if text else ():
        code = re.sub(r"[\s\-.]", "", part).upper()
        if _ISRC.fullmatch(code):
            yield code


def _artists(text: str) -> list[str]:
    """All of several artists in one field, first the whole of it."""
    text = text[:_LONGEST]
    parts = [text, *re.split(r"[;,/&\x1f]|\sfeat\.?\s|\swith\s", text)]
    return list(dict.fromkeys(name for name in map(plain, parts) if name))


def plain(text: str) -> str:
    """Letters and digits alone, without accents, case and the marks of remasters; names that have none of
    them, such as “!!!” and “÷”, as they stand."""
    text = " ".join(text[:_LONGEST].split())
    return "".join(words(_VERSION.sub("", text))) or fold(text)
