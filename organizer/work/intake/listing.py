"""Playlist files → the library: the songs they name are added like any others, and known in their order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from organizer.base.errors import OrganizerError, UsageError, printable
from organizer.base.language import plural, tr
from organizer.base.model import Changes
from organizer.library import tracks
from organizer.library.files import file_rows, scanner
from organizer.library.files.names import Names
from organizer.library.playlists import playlist_files, playlist_match
from organizer.library.playlists.playlist_files import Named
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.intake.importing import ImportResult, import_paths
from organizer.work.jobs import JobContext

#: Characters of a name that a message has room for.
_SHOWN = 80

#: Progress is reported every so many entries; so many are looked up at once, and so many that lack are named.
_REPORTED, _AT_ONCE, _NAMED = 256, 50_000, 1_000


@dataclass(frozen=True, slots=True)
class Listed:
    """What a playlist file names. A song that the library knows counts, also while its file is away."""

    path: str
    songs: tuple[str, ...]  #: in order, each as often as it is named
    missing: tuple[str, ...] = ()  #: neither there nor known, the first ones
    others: int = 0  #: files that are no music
    streams: int = 0  #: addresses on the web
    ambiguous: tuple[str, ...] = ()  #: names that fit several songs, the first ones
    lost: int = 0  #: how many are neither there nor known
    unclear: int = 0  #: how many fit several songs
    matched: int = 0  #: songs of another place or spelling than they are named by

    @property
    def name(self) -> str:
        """The name of the file without its ending, harmless to print."""
        return printable(os.path.splitext(os.path.basename(self.path))[0])

    @property
    def lacks(self) -> str:
        """What it names that is no song, in one line: "2 are not there, the first is “a.mp3”"; or nothing."""
        parts = []
        if self.missing:
            first = _shown(self.missing[0])
            parts.append(
                plural("{name} is not there", "{n} are not there, the first is {name}", self.lost, name=first)
            )
        if self.ambiguous:
            first = _shown(self.ambiguous[0])
            parts.append(
                plural(
                    "{name} fits several songs",
                    "{n} fit several songs each, the first is {name}",
                    self.unclear,
                    name=first,
                )
            )
        if self.streams:
            parts.append(plural("{n} is an address on the web", "{n} are addresses on the web", self.streams))
        if self.others:
            parts.append(plural("{n} is no music file", "{n} are no music files", self.others))
        return "; ".join(parts)


def _shown(path: str) -> str:
    return tr("“{name}”", name=printable(os.path.basename(path))[:_SHOWN])


@dataclass(frozen=True, slots=True)
class ListImport:
    """A playlist file whose songs are in the library now: their ids in its order, each as often as named."""

    listed: Listed
    ids: tuple[int, ...]
    result: ImportResult


def read(context: JobContext, db: Database, path: str) -> Listed:
    """Read a playlist file and look for its songs.

    Raises ``UsageError`` when it names none that is there or known, or is of a kind that is not read,
    ``LibraryError`` when it cannot be read.
    """
    reading = _Reading(os.path.abspath(path))
    part: list[Named] = []
    names = Names(file_rows.roots(db))
    for count, named in enumerate(playlist_files.entries(path), 1):
        context.check_cancelled()
        part.append(named)
        if count % _REPORTED == 0:
            context.report(count, 0, printable(os.path.basename(named.path)))
        if len(part) == _AT_ONCE:
            reading.add(context, db, part, names)
            part = []
    reading.add(context, db, part, names)
    listed = reading.listed()
    if not listed.songs:
        raise UsageError(
            tr("none of its songs is there: {lacks}", lacks=listed.lacks)
            if listed.lacks
            else tr("the playlist is empty"),
            path=listed.path,
            remedy=tr("relative names count from the folder of the playlist") if listed.missing else "",
        )
    return listed


class _Reading:
    """What was read of a playlist so far."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._songs: list[str] = []
        self._once: dict[str, str] = {}  # the same song many times is one text
        self._missing: list[str] = []
        self._ambiguous: list[str] = []
        self._counts: Counter[str] = Counter()

    def add(self, context: JobContext, db: Database, part: Sequence[Named], names: Names) -> None:
        # one that is known by another name would otherwise come in a second time
        ids = tracks.ids_by_path(db, [*{named.path for named in part}])
        there = {named.path for named in part if not named.written} - ids.keys()
        named_so = {path: names.canonical(path) for path in there if not playlist_files.is_address(path)}
        paths = [named_so.get(named.path, named.path) for named in part]
        ids |= tracks.ids_by_path(db, [path for path in {*paths} if path not in ids])
        unknown = {
            named.written
            for named, path in zip(part, paths, strict=True)
            if named.written and path not in ids
        }
        fitting = playlist_match.find(db, unknown, context.check_cancelled) if unknown else {}
        for named, path in zip(part, paths, strict=True):
            context.check_cancelled()
            self._take(named, path, path in ids, fitting)

    def _take(self, named: Named, path: str, there: bool, fitting: Mapping[str, str | None]) -> None:
        fits = fitting.get(named.written) if named.written and not there else None
        if there or fits is not None or _is_song(path):
            self._songs.append(self._once.setdefault(fits or path, fits or path))
            self._counts["matched"] += fits is not None
        elif playlist_files.is_address(named.path):
            self._counts["streams"] += 1
        elif named.written in fitting:
            self._counts["unclear"] += 1
            self._ambiguous += [path] * (len(self._ambiguous) < _NAMED)
        elif "\0" in path or not os.path.lexists(path):
            self._counts["lost"] += 1
            self._missing += [path] * (len(self._missing) < _NAMED)
        else:
            self._counts["others"] += 1

    def listed(self) -> Listed:
        return Listed(
            self._path,
            tuple(self._songs),
            tuple(self._missing),
            ambiguous=tuple(self._ambiguous),
            **self._counts,
        )


def _is_song(path: str) -> bool:
    return "\0" not in path and scanner.suffix(path) in tags.AUDIO_SUFFIXES and os.path.isfile(path)


def expanded(
    context: JobContext, db: Database, paths: Sequence[str]
) -> tuple[list[Listed], list[str], list[OrganizerError]]:
    """The playlists among these paths, the paths with the songs of each in its place, and why playlists were
    left out. Raises as ``read`` does where nothing else is among the paths."""
    lists: list[Listed] = []
    spelled_out: list[str] = []
    refused: list[OrganizerError] = []
    for path in paths:
        if playlist_files.is_playlist(path):
            try:
                lists.append(read(context, db, path))
            except OrganizerError as error:
                if len(paths) == 1:
                    raise
                refused.append(error)
                continue
            spelled_out += lists[-1].songs
        else:
            spelled_out.append(path)
    if refused and not spelled_out:
        raise refused[0]
    return lists, spelled_out, refused


def import_playlist(
    context: JobContext, db: Database, path: str, *, on_batch: Callable[[Changes], None] | None = None
) -> ListImport:
    """Add the songs that a playlist file names to the library. Raises as ``read`` does."""
    listed = read(context, db, path)
    songs = list(dict.fromkeys(listed.songs))
    result = import_paths(context, db, songs, on_batch=on_batch)
    ids = tracks.ids_by_path(db, songs)
    return ListImport(listed, tuple(ids[song] for song in listed.songs if song in ids), result)
