"""Playlists of the library → files for other programs, with what is missing in its place, parts as cues."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from organizer.base.arrangement import Playlist
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.library.files import file_rows
from organizer.library.playlists import playlists, writing
from organizer.library.playlists.dj_files import Cue
from organizer.library.playlists.profiles import FORMATS, Profile
from organizer.library.playlists.writing import Rendered
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.playlists import foreign

#: Formats that hold cues.
_WITH_CUES = ("rekordbox", "traktor")
#: Songs whose parts are looked up between two checks.
_CHECKED = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A playlist file that is there, or would be."""

    path: str
    songs: int
    missing: int = 0  #: of them, songs that are not in the library
    away: int = 0  #: of them, songs whose file is not there now
    left_out: int = 0  #: songs without a file
    cues: int = 0  #: songs with parts, in formats that hold cues
    note: str = ""  #: what a person should know


def saved(db: Database, names: Sequence[str]) -> list[Playlist]:
    """Saved playlists, with what is missing in them. Raises ``UsageError`` for one that there is not."""
    lists = []
    for name in names:
        playlists.load(db, name)
        songs, lacking = foreign.saved(db, name)
        lists.append(Playlist(name, tuple(songs), tuple(lacking)))
    return lists


def of_ids(db: Database, name: str, ids: Sequence[int]) -> Playlist:
    """A playlist of these songs, ids below 0 being missing ones."""
    songs, lacking = foreign.listed(db, ids)
    return Playlist(name, tuple(songs), tuple(lacking))


def write(
    context: JobContext,
    db: Database,
    lists: Sequence[Playlist],
    path: str,
    profile: Profile,
    *,
    dry_run: bool = False,
) -> Written:
    """Write playlists to one file as the profile says, atomically. Raises ``UsageError`` for what it cannot
    hold; with ``dry_run`` nothing is written, and the same is raised."""
    kept = [_with_files(one) for one in lists]
    if not any(one.entries for one in kept):
        raise UsageError(
            tr("none of these songs has a file that a player could play"),
            path=path,
            remedy=tr("write them as .csv or .txt"),
        )
    cues = _cues(context, db, kept) if profile.format in _WITH_CUES else {}
    roots = file_rows.roots(db)
    if dry_run:
        note = writing.render(path, kept, profile, roots=roots, cues=cues).note
    else:
        note = writing.write(path, kept, profile=profile, roots=roots, cues=cues)
    songs = [song for one in kept for song in one.tracks]
    missing = sum(len(one.missing) for one in kept)
    return Written(
        os.path.abspath(path),
        len(songs) + missing,
        missing,
        sum(song.away for song in songs),
        sum(len(one.tracks) for one in lists) - len(songs),
        len(cues),
        note,
    )


def preview(db: Database, playlist: Playlist, path: str, profile: Profile, *, songs: int = 3) -> Rendered:
    """The first songs of a file as they would be written, without cues. Raises as ``write`` does."""
    begin = writing.first_of(_with_files(playlist), songs)
    return writing.render(path, begin, profile, roots=file_rows.roots(db))


def _with_files(playlist: Playlist) -> Playlist:
    """Without the songs that no player could play, and the missing ones still at their places."""
    entries = [entry for entry in playlist.entries if not isinstance(entry, Track) or entry.has_file]
    return Playlist(
        playlist.name,
        tuple(entry for entry in entries if isinstance(entry, Track)),
        tuple((at, entry) for at, entry in enumerate(entries) if not isinstance(entry, Track)),
    )


def _cues(context: JobContext, db: Database, lists: Iterable[Playlist]) -> dict[int, list[Cue]]:
    """Where the parts of songs begin, of those whose parts are known: the library's, nothing is decoded."""
    from organizer.work.analysis.structuring import stored_structure

    cues: dict[int, list[Cue]] = {}
    songs = {song.id: song for one in lists for song in one.tracks}
    for count, song in enumerate(songs.values()):
        if count % _CHECKED == 0:
            context.check_cancelled()
            context.report(count, len(songs), tr("parts of songs"))
        structure = stored_structure(db, song, None)[1]
        if structure is not None and len(structure.starts) > 1:
            cues[song.id] = [
                Cue(start, name) for start, name in zip(structure.starts, structure.names, strict=True)
            ]
    return cues


#: How songs are named, in words.
_PATHS = {
    "absolute": tr("absolute"),
    "relative": tr("relative"),
    "address": tr("addresses"),
    "name": tr("names alone"),
}


def describe(profile: Profile) -> str:
    """A profile in one line: "M3U, relative, \\\\, FAT-safe, cp1252, CR LF"."""
    kind = FORMATS[profile.format]
    parts = [kind.title, _PATHS.get(profile.paths, profile.paths)]
    if profile.paths == "prefix":
        parts[-1] = (
            tr("below {folder}", folder=profile.prefix) if profile.prefix else tr("below the music folder")
        )
    if profile.separators == "\\":
        parts.append(tr("backslashes"))
    if profile.fat_safe:
        parts.append(tr("FAT-safe names"))
    if kind.raw:
        parts.append(
            {"utf-8": "UTF-8", "utf-8-sig": tr("UTF-8 with byte order mark")}.get(
                profile.encoding, profile.encoding
            )
        )
    if profile.line_end == "crlf":
        parts.append("CR LF")
    return ", ".join(parts)
