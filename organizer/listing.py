"""Playlist files → the library: the songs they name are added like any others, and known in their order."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from organizer.errors import UsageError, printable
from organizer.importing import ImportResult, import_paths
from organizer.jobs import JobContext
from organizer.library import file_rows, playlists, scanner, tags, tracks
from organizer.library.database import Database
from organizer.library.names import Names
from organizer.model import Changes

#: Characters of a name that a message has room for.
_SHOWN = 80

#: Progress is told every so many entries.
_REPORTED = 256


@dataclass(frozen=True, slots=True)
class Listed:
    """What a playlist file names. A song that the library knows counts, also while its file is away."""

    path: str
    songs: tuple[str, ...]  #: in order, each as often as it is named
    missing: tuple[str, ...] = ()  #: neither there nor known
    others: int = 0  #: addresses on the web, and files that are no music

    @property
    def name(self) -> str:
        return printable(os.path.splitext(os.path.basename(self.path))[0])

    @property
    def lacks(self) -> str:
        """What it names that is no song, in one line: "2 are not there, the first is “a.mp3”"; or nothing."""
        parts = []
        if self.missing:
            first = f"“{printable(os.path.basename(self.missing[0]))[:_SHOWN]}”"
            count = len(self.missing)
            parts.append(
                f"{first} is not there" if count == 1 else f"{count:,} are not there, the first is {first}"
            )
        if self.others:
            what = "is no music file" if self.others == 1 else "are no music files"
            parts.append(f"{self.others:,} {what}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class ListImport:
    """A playlist file whose songs are in the library now: their ids in its order, each once."""

    listed: Listed
    ids: tuple[int, ...]
    result: ImportResult


def read(context: JobContext, db: Database, path: str) -> Listed:
    """Read a playlist file and look for its songs.

    Raises ``UsageError`` when it names none that is there or known, ``LibraryError`` when it cannot be read.
    """
    entries: list[str] = []
    for entry in playlists.entries(path):
        context.check_cancelled()
        entries.append(entry)
        if len(entries) % _REPORTED == 0:
            context.report(len(entries), 0, printable(os.path.basename(entry)))
    entries = _as_added(db, entries)
    known = tracks.ids_by_path(db, list(set(entries)))
    songs: list[str] = []
    missing: list[str] = []
    for entry in entries:
        context.check_cancelled()
        if entry in known or (scanner.suffix(entry) in tags.AUDIO_SUFFIXES and os.path.isfile(entry)):
            songs.append(entry)
        elif not playlists.is_address(entry) and not os.path.lexists(entry):
            missing.append(entry)
    others = len(entries) - len(songs) - len(missing)
    listed = Listed(os.path.abspath(path), tuple(songs), tuple(missing), others)
    if not songs:
        raise UsageError(
            f"none of its songs is there: {listed.lacks}" if entries else "the playlist is empty",
            path=listed.path,
            remedy="relative names count from the folder of the playlist" if missing else "",
        )
    return listed


def spread(context: JobContext, db: Database, paths: Sequence[str]) -> tuple[list[Listed], list[str]]:
    """The playlists among these paths, and the paths with the songs of each in its place."""
    lists: list[Listed] = []
    wanted: list[str] = []
    for path in paths:
        if playlists.is_playlist(path):
            lists.append(read(context, db, path))
            wanted += lists[-1].songs
        else:
            wanted.append(path)
    return lists, wanted


def import_playlist(
    context: JobContext, db: Database, path: str, *, on_batch: Callable[[Changes], None] | None = None
) -> ListImport:
    """Add the songs that a playlist file names to the library. Raises as ``read`` does."""
    listed = read(context, db, path)
    result = import_paths(context, db, listed.songs, on_batch=on_batch)
    known = tracks.ids_by_path(db, listed.songs)
    ids = dict.fromkeys(known[song] for song in listed.songs if song in known)
    return ListImport(listed, tuple(ids), result)


def _as_added(db: Database, entries: Sequence[str]) -> list[str]:
    """The entries as the library names their files: one that is known by another name would otherwise come in
    a second time."""
    known = tracks.ids_by_path(db, list(set(entries)))
    names = Names(file_rows.roots(db))
    return [
        entry if entry in known or playlists.is_address(entry) else names.canonical(entry)
        for entry in entries
    ]
