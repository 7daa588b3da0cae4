"""Playlist files of other programs → playlists: songs that moved are looked for, what is missing is kept.

A song is looked for in this order: at the place that is named; by the end of its path, on the disk beside the
list and in the library; by its sound, where the list tells its hash or its file is there under another name;
by artist, title, album and length, else by the name of the file. How sure that is, is told: what is sure is
taken, what is possible is proposed, and what is neither stays in the list as missing.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from organizer.base.arrangement import Missing
from organizer.base.errors import OrganizerError, UsageError, printable
from organizer.base.language import plural, tr
from organizer.base.model import Changes, Track
from organizer.library import tracks
from organizer.library.files import file_rows, scanner
from organizer.library.files.names import Names
from organizer.library.playlists import missing, playlist_files, playlist_match, playlist_tags, playlists
from organizer.library.playlists.playlist_entry import Entry
from organizer.library.playlists.playlist_files import Named
from organizer.library.playlists.playlist_tags import POSSIBLE, SURE
from organizer.library.storage.database import Database
from organizer.library.tags import payload, tags
from organizer.work.intake.importing import ImportResult, import_paths
from organizer.work.jobs import JobContext

State = Literal["there", "moved", "unsure", "missing", "stream", "other"]

#: How sure it is that a path that ends alike is the song: by more than its name, by its name alone, and where
#: what the list says of the song is something else.
_END, _NAME, _CONTRADICTED, _AGREED = 0.95, 0.8, 0.5, 0.98
#: How much of that is left where the song is of another format.
_OTHER_FORMAT = 0.9
#: Names of files that say nothing: "01.mp3", "Track 3.wav".
_PLAIN_NAMES = frozenset({"", "track", "titel", "audio", "song", "file", "piste", "traccia", "pista"})
_REPORTED = 256
#: Lines for which a song is looked for still.
_OPEN = ("missing", "unsure")


#: How the song of a line was recognized, in words, by what ``Line.how`` says.
HOW = {
    "its sound": tr("its sound"),
    "the end of its path": tr("the end of its path"),
    "its name, in another format": tr("its name, in another format"),
    "artist and title": tr("artist and title"),
    "its name": tr("its name"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One song that a list names, and what is known of it here."""

    said: Missing  #: what the list says
    state: State
    path: str = ""  #: of the song that it is, or may be
    how: str = ""  #: how that was recognized, in words
    sure: float = 1.0  #: 0 to 1
    others: int = 0  #: songs that fit as well


@dataclass(frozen=True, slots=True)
class Report:
    """What a playlist file names, line by line."""

    path: str
    name: str
    lines: tuple[Line, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many lines are of each state."""
        return Counter(line.state for line in self.lines)

    @property
    def plain(self) -> bool:
        """Every song is there under its name: there is nothing to ask."""
        return all(line.state == "there" for line in self.lines)

    @property
    def summary(self) -> str:
        """ "12 there, 3 moved, 1 unsure, 2 missing"."""
        words: dict[State, Callable[[int], str]] = {
            "there": lambda n: plural("{n} there", "{n} there", n),
            "moved": lambda n: plural("{n} moved", "{n} moved", n),
            "unsure": lambda n: plural("{n} unsure", "{n} unsure", n),
            "missing": lambda n: plural("{n} missing", "{n} missing", n),
            "stream": lambda n: plural("{n} on the web", "{n} on the web", n),
            "other": lambda n: plural("{n} no music", "{n} no music", n),
        }
        counts = self.counts
        return ", ".join(say(counts[state]) for state, say in words.items() if counts[state]) or tr("empty")


@dataclass(frozen=True, slots=True)
class Taken:
    """A playlist whose songs are in the library now; ids below 0 are missing songs."""

    report: Report
    ids: tuple[int, ...]
    result: ImportResult | None


def read(context: JobContext, db: Database, path: str, *, name: str | None = None) -> Report:
    """Look for the songs of a playlist file; nothing is changed. ``name``: of a file that holds several.

    Raises ``UsageError`` for an empty list and kinds that are not read, ``LibraryError`` for files that
    cannot be read.
    """
    source = os.path.abspath(path)
    named = []
    for count, one in enumerate(playlist_files.entries(source, name), 1):
        context.check_cancelled()
        named.append(one)
        if count % _REPORTED == 0:
            context.report(count, 0, printable(os.path.basename(one.path)))
    if not named and name is None:
        raise UsageError(tr("the playlist is empty"), path=source)
    title = name or printable(os.path.splitext(os.path.basename(source))[0])
    return Report(source, title, tuple(_Looking(context, db).lines(named)))


def take(
    context: JobContext,
    db: Database,
    report: Report,
    *,
    accepted: Collection[int] = (),
    least: float = SURE,
    on_batch: Callable[[Changes], None] | None = None,
) -> Taken:
    """Add the songs of a list to the library; those that are missing are stored as such. ``accepted``: the
    numbers of unsure lines that are taken, beside those that are as sure as ``least``."""
    songs = [
        line.path
        if line.state in ("there", "moved") or number in accepted or _is_proposed(line, least)
        else ""
        for number, line in enumerate(report.lines)
    ]
    named = [path for path in dict.fromkeys(songs) if path]
    result = import_paths(context, db, named, on_batch=on_batch) if named else None
    known = tracks.ids_by_path(db, named)
    lacking = [at for at, path in enumerate(songs) if path not in known]
    numbers = dict(zip(lacking, missing.add(db, (report.lines[at].said for at in lacking)), strict=True))
    ids = tuple(numbers[at] if at in numbers else known[path] for at, path in enumerate(songs))
    return Taken(report, ids, result)


def _is_proposed(line: Line, least: float) -> bool:
    return line.state == "unsure" and line.sure >= least


def find_again(
    context: JobContext, db: Database, *, least: float = SURE, write: bool = True
) -> list[tuple[Missing, Line]]:
    """Look for all songs that playlists lack; with ``write`` those that are as sure as ``least`` take their
    places. What there is to say of each."""
    lacking = missing.listed(db)
    looking = _Looking(context, db)
    lines = list(looking.lines([looking.named(song) for song in lacking]))
    lines = [replace(line, said=song) for line, song in zip(lines, lacking, strict=True)]
    pairs = list(zip(lacking, lines, strict=True))
    if write:
        there = [(song, line) for song, line in pairs if line.path and line.sure >= least]
        new = [line.path for _, line in there if line.state in ("there", "moved")]
        known = tracks.ids_by_path(db, new)
        if unknown := [path for path in dict.fromkeys(new) if path not in known]:
            import_paths(context, db, unknown)
        known = tracks.ids_by_path(db, [line.path for _, line in there])
        missing.replace(db, {-song.number: known[line.path] for song, line in there if line.path in known})
    return pairs


def saved(db: Database, name: str) -> tuple[list[Track], list[tuple[int, Missing]]]:
    """The songs of a saved playlist, and what is missing in it with its places."""
    return listed(db, playlists.entries(db, name))


def listed(db: Database, ids: Sequence[int]) -> tuple[list[Track], list[tuple[int, Missing]]]:
    """The songs among these ids, and the missing ones with their places."""
    lacking = missing.get_many(db, ids)
    songs = tracks.get_many(db, [one for one in ids if one >= 0])
    there = {song.id for song in songs}
    places, place = [], 0
    for one in ids:
        if one in lacking:
            places.append((place, lacking[one]))
        elif one not in there:
            continue
        place += 1
    return songs, places


_Look = Callable[[Sequence[tuple[int, Line]]], Mapping[int, Line]]


class _Looking:
    """Looks for songs, all of a list at once."""

    def __init__(self, context: JobContext, db: Database) -> None:
        self._context, self._db = context, db
        self._names = Names(file_rows.roots(db))

    def named(self, song: Missing) -> Named:
        """A missing song as the list named it that it came from."""
        entry = Entry(
            os.fsencode(song.written),
            False,
            song.title,
            song.artist,
            song.album,
            song.duration,
            song.audio_hash,
        )
        there = "\0" not in song.path and os.path.lexists(song.path)
        return Named(song.path, "" if there else song.written, entry)

    def lines(self, named: Sequence[Named]) -> Iterator[Line]:
        """What is known of each."""
        known = tracks.ids_by_path(self._db, [*{one.path for one in named}])
        places = {}
        for one in named:
            self._context.check_cancelled()
            address = playlist_files.is_address(one.path)
            canonical = one.path in known or one.written or address
            places[one.path] = one.path if canonical else self._names.canonical(one.path)
        known |= tracks.ids_by_path(self._db, [*{*places.values()} - known.keys()])
        lines = [self._at_its_place(one, places[one.path], known) for one in named]
        new = [at for at, line in enumerate(lines) if line.state == "there" and line.path not in known]
        self._look(lines, self._by_sound, new)
        for look in (self._by_sound, self._by_end, self._by_tags):
            self._look(lines, look, [at for at, line in enumerate(lines) if line.state in _OPEN])
        return iter(lines)

    def _look(self, lines: list[Line], look: _Look, at: Sequence[int]) -> None:
        """Replace lines by what this says of them, where that is surer."""
        for number, better in look([(number, lines[number]) for number in at]).items() if at else ():
            if better.sure > lines[number].sure or lines[number].state == "there":
                lines[number] = better

    def _at_its_place(self, one: Named, place: str, known: Mapping[str, int]) -> Line:
        entry = one.entry
        written = one.written or os.fsdecode(entry.name)
        said = Missing(
            one.path, written, entry.title, entry.artist, entry.album, entry.duration, entry.audio_hash
        )
        if place in known or _is_song(place):
            if one.moved:
                return Line(said, "moved", place, "the end of its path", _END)
            return Line(said, "there", place)
        if playlist_files.is_address(one.path):
            return Line(said, "stream", sure=0.0)
        if one.written or "\0" in place or not os.path.lexists(place):
            return Line(said, "missing", sure=0.0)
        return Line(said, "other", sure=0.0)

    def _by_sound(self, lines: Sequence[tuple[int, Line]]) -> dict[int, Line]:
        """Songs of the same sound: told by the list, or heard in a file that the library does not have."""
        wanted: dict[int, str] = {}
        for at, line in lines:
            self._context.check_cancelled()
            if line.state == "there":
                if file_rows.has_size(self._db, _size(line.path)):
                    self._context.report(at, len(lines), printable(os.path.basename(line.path)))
                    wanted[at] = _sound(line.path)
            elif line.said.audio_hash:
                wanted[at] = line.said.audio_hash
        songs = file_rows.paths_by_sound(self._db, [one for one in wanted.values() if one])
        return {
            at: replace(line, state="moved", path=songs[wanted[at]], how="its sound", sure=1.0)
            for at, line in lines
            if wanted.get(at) in songs
        }

    def _by_end(self, lines: Sequence[tuple[int, Line]]) -> dict[int, Line]:
        """Songs whose paths end as what was written; those of another format where none is of that one."""
        better: dict[int, Line] = {}
        for endings, how in ((True, "the end of its path"), (False, "its name, in another format")):
            written = [line.said.written for at, line in lines if line.said.written and at not in better]
            fitting = playlist_match.find(self._db, written, self._context.check_cancelled, endings=endings)
            ids = tracks.ids_by_path(self._db, [path for path in fitting.values() if path])
            songs = {song.path: song for song in tracks.get_many(self._db, ids.values())}
            for at, line in lines:
                song = songs.get(fitting.get(line.said.written) or "")
                if song is not None and at not in better:
                    sure = _sureness(line.said, song) * (1.0 if endings else _OTHER_FORMAT)
                    better[at] = _judged(line, song, how, sure)
        return better

    def _by_tags(self, lines: Sequence[tuple[int, Line]]) -> dict[int, Line]:
        found = playlist_tags.find(self._db, {line.said for _, line in lines}, self._context.check_cancelled)
        songs = {
            song.id: song for song in tracks.get_many(self._db, {one.track_id for one in found.values()})
        }
        better = {}
        for at, line in lines:
            match = found.get(line.said)
            if match is not None and (song := songs.get(match.track_id)) is not None:
                how = "artist and title" if line.said.title else "its name"
                better[at] = replace(_judged(line, song, how, match.sure), others=match.others)
        return better


def _judged(line: Line, song: Track, how: str, sure: float) -> Line:
    state: State = "moved" if sure >= SURE else "unsure" if sure >= POSSIBLE else "missing"
    return replace(line, state=state, path=song.path, how=how, sure=round(sure, 2))


def _sureness(said: Missing, song: Track) -> float:
    """How sure it is that a path that ends alike is the song."""
    agreed = playlist_tags.agreement(said, song.artist, song.title, song.info.duration)
    if agreed is not None:
        return _AGREED if agreed >= SURE else _CONTRADICTED
    parts = _bare(song.path.split(os.sep))
    if any(len(end) > 1 and parts[-2:] == _bare(end)[-2:] for end in playlist_files.ends(said.written)):
        return _END
    stem = parts[-1].strip("0123456789 ._-")
    return _CONTRADICTED if stem in _PLAIN_NAMES else _NAME


def _bare(parts: Sequence[str]) -> list[str]:
    """Folders and name as they are compared, without the ending of a format."""
    same = [playlist_files.same_name(part) for part in parts]
    return [*same[:-1], os.path.splitext(same[-1])[0]] if same else []


def _is_song(path: str) -> bool:
    return "\0" not in path and scanner.suffix(path) in tags.AUDIO_SUFFIXES and os.path.isfile(path)


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return -1


def _sound(path: str) -> str:
    try:
        return payload.audio_hash(path)
    except OrganizerError:
        return ""
