"""Playlists: M3U8 files that real players open, and lists kept in the library.

How names are written is what five players were seen to resolve: raw paths, relative ones with "./" in
front so that a leading "#" or space is not lost, and an absolute ``file://`` address where a raw name
would be misread ("#", "%41", white space at the end, line breaks, bytes that are not UTF-8). No byte order
mark.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal
from urllib.parse import unquote_to_bytes

from organizer import system
from organizer.errors import LibraryError, UsageError, printable
from organizer.library.atomic import replace_file
from organizer.library.database import Database

if TYPE_CHECKING:
    from organizer.arrangement import Playlist

#: Endings of playlist files that are read.
SUFFIXES = (".m3u8", ".m3u")

_BOM = b"\xef\xbb\xbf"
#: What is no text has a zero byte among its first ones.
_HEAD = 65_536
#: What a raw line cannot carry: comments, escapes, control characters, white space at the end.
_MISREAD = re.compile(r"#|%[0-9A-Fa-f]{2}|[\x00-\x1f\x7f\x85\u2028\u2029\udc80-\udcff]|\s$")
_ADDRESS = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]+://")


def write_m3u8(
    path: str | Path, playlist: Playlist, *, paths: Literal["relative", "absolute"] = "relative"
) -> None:
    """Write the playlist; the old file stays whole until the new one is. Relative means: to the playlist."""
    target = os.path.abspath(path)
    folder = os.path.realpath(os.path.dirname(target))
    lines = ["#EXTM3U"]
    if playlist.name:
        lines.append(f"#PLAYLIST:{_one_line(playlist.name)}")
    for track in playlist.tracks:
        seconds = round(track.info.duration) if track.info.duration > 0 else -1
        lines.append(f"#EXTINF:{seconds},{_one_line(track.label)}")
        lines.append(_entry(track.path, folder if paths == "relative" else None))
    content = ("\n".join(lines) + "\n").encode("utf-8", "replace")

    def write(file: BinaryIO) -> None:
        file.write(content)

    replace_file(target, write)


def is_playlist(path: str) -> bool:
    """Whether a path looks like a playlist file from outside; folders never do."""
    return path.lower().endswith(SUFFIXES) and os.path.isfile(path)


def is_address(entry: str) -> bool:
    """Whether an entry of a playlist is an address on the web, and no file."""
    return _ADDRESS.match(os.fsencode(entry)) is not None


def read_m3u8(path: str | Path) -> list[str]:
    """The paths and addresses in an M3U or M3U8 file, in order; see ``entries``."""
    return list(entries(path))


def entries(path: str | Path) -> Iterator[str]:
    """The paths and addresses in an M3U or M3U8 file, one after the other: each is looked for on the disk.

    Relative paths are resolved beside the file. Takes what other programs write: with or without header,
    byte order mark, CR LF, Latin-1, escaped addresses, backslashes.
    """
    source = os.path.abspath(path)
    folder = os.path.realpath(os.path.dirname(source))
    try:
        with open(source, "rb") as file:
            head = file.read(_HEAD)
            if b"\0" in head:
                raise LibraryError("this is no playlist", path=source, remedy="M3U and M3U8 files are read")
            file.seek(len(_BOM) if head.startswith(_BOM) else 0)
            for lines in file:  # lazily: splitting millions of bytes at once holds up all other threads
                for line in lines.split(b"\r"):
                    line = line.removesuffix(b"\n")
                    if line.strip() and not line.lstrip().startswith(b"#"):
                        yield _resolve(line, folder)
    except OSError as error:
        raise LibraryError(
            f"the playlist cannot be read: {error.strerror or error}",
            path=source,
            remedy="check that the file is there and that you may read it",
        ) from error


def save(db: Database, name: str, ids: Iterable[int]) -> None:
    """Keep a playlist in the library under this name, in place of an older one of the same name."""
    name = _one_line(name)
    if not name:
        raise UsageError("a playlist needs a name", remedy="type one")
    with db.write() as connection:
        connection.execute(
            "INSERT INTO playlists (name, created) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            (name, time.time()),
        )
        number = connection.execute("SELECT id FROM playlists WHERE name = ?", (name,)).fetchone()[0]
        connection.execute("DELETE FROM playlist_items WHERE playlist_id = ?", (number,))
        connection.executemany(
            "INSERT INTO playlist_items SELECT ?, ?, id FROM tracks WHERE id = ?",
            ((number, position, int(track_id)) for position, track_id in enumerate(ids)),
        )


def load(db: Database, name: str) -> list[int]:
    """The ids of the songs of a kept playlist, in order."""
    connection = db.read()
    row = connection.execute("SELECT id FROM playlists WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise UsageError(f"there is no playlist “{name}”", remedy="choose one of the saved playlists")
    rows = connection.execute(
        "SELECT track_id FROM playlist_items WHERE playlist_id = ? ORDER BY position", (row[0],)
    )
    return [int(item[0]) for item in rows]


def names(db: Database) -> list[str]:
    """The names of the kept playlists, in alphabetical order."""
    return [
        str(row[0]) for row in db.read().execute("SELECT name FROM playlists ORDER BY name COLLATE NOCASE")
    ]


def delete(db: Database, name: str) -> None:
    """Forget a kept playlist; the songs stay."""
    with db.write() as connection:
        connection.execute("DELETE FROM playlists WHERE name = ?", (name,))


def keep_rule(db: Database, name: str, file: str) -> None:
    """A kept playlist tops itself up from now on, and is written to ``file`` when that is not empty."""
    with db.write() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO topped_playlists SELECT id, ? FROM playlists WHERE name = ?",
            (os.fsencode(file), name),
        )


def rules(db: Database) -> dict[str, str]:
    """The playlists that top themselves up: name → file, or empty text."""
    rows = db.read().execute(
        "SELECT p.name, t.file FROM topped_playlists t JOIN playlists p ON p.id = t.playlist_id"
    )
    return {str(row[0]): os.fsdecode(row[1]) for row in rows}


def offer(db: Database, name: str, ids: Iterable[int]) -> None:
    """Note that a playlist was offered these songs: none is offered twice."""
    with db.write() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO offered_songs SELECT p.id, t.id FROM playlists p, tracks t"
            " WHERE p.name = ? AND t.id = ?",
            ((name, int(track_id)) for track_id in ids),
        )


def offered(db: Database, name: str) -> list[int]:
    rows = db.read().execute(
        "SELECT o.track_id FROM offered_songs o JOIN playlists p ON p.id = o.playlist_id WHERE p.name = ?",
        (name,),
    )
    return [int(row[0]) for row in rows]


def _entry(path: str, folder: str | None) -> str:
    absolute = os.path.abspath(path)
    written = absolute
    if folder is not None:
        try:
            relative = os.path.relpath(absolute, folder)
            written = (
                relative if relative.startswith(os.pardir + os.sep) else os.path.join(os.curdir, relative)
            )
        except ValueError:  # another drive: there is no relative way
            written = absolute
    if _MISREAD.search(written):
        return system.file_address(absolute)
    return written


def _resolve(line: bytes, folder: str) -> str:
    stripped = line.strip()
    if system.is_file_address(stripped):
        return system.address_path(stripped)
    if _ADDRESS.match(stripped):
        return stripped.decode("utf-8", "replace")
    texts = [line]
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        texts.append(line.decode("latin-1").encode("utf-8"))
    for text in texts:
        bare = text.strip()
        for reading in dict.fromkeys((text, bare, bare.replace(b"\\", b"/"), unquote_to_bytes(bare))):
            place = _place(reading, folder)
            if os.path.lexists(place):
                return place
    return _place(texts[-1], folder)  # text that is not UTF-8 was most likely Latin-1


def _place(name: bytes, folder: str) -> str:
    return os.path.normpath(os.path.join(folder, os.fsdecode(name)))


def _one_line(text: str) -> str:
    return " ".join(printable(text).replace("\0", " ").split())
