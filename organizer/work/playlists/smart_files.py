"""Files of smart playlists: written once, or written anew whenever the songs of the list change."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass

from organizer.base.arrangement import Playlist
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.library import searching, tracks
from organizer.library.playlists import smart
from organizer.library.playlists.smart import SmartPlaylist
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A file that was written anew, or could not be."""

    playlist: SmartPlaylist
    songs: int = 0
    problem: str = ""  #: why it could not be written

    @property
    def message(self) -> str:
        """What a person should know; empty when it was written."""
        return (
            tr(
                "The file of “{name}” was not written: {problem}",
                name=self.playlist.name,
                problem=self.problem,
            )
            if self.problem
            else ""
        )


def export(db: Database, playlist: SmartPlaylist, path: str, *, keep: bool = False) -> int:
    """Write the songs of a list to a file, as the ending says; how many. ``keep``: it is written anew when
    the list changes. Raises ``OrganizerError``."""
    path = os.path.abspath(path)
    songs = _songs(db, playlist)
    left_out = _write(playlist.name, songs, path)
    if keep:
        smart.set_file(db, playlist.number, path, _digest(songs, path))
    return len(songs) - left_out


def refresh(db: Database, check: Callable[[], None] = lambda: None) -> list[Refreshed]:
    """Write the files of all lists that changed since they were written; those that did, and those that could
    not be. A file that is gone is written again, a folder that is gone is not made."""
    done = []
    for playlist in smart.listed(db):
        check()
        if playlist.file and (result := _refreshed(db, playlist)) is not None:
            done.append(result)
    return done


def _refreshed(db: Database, playlist: SmartPlaylist) -> Refreshed | None:
    try:
        songs = _songs(db, playlist)
        digest = _digest(songs, playlist.file)
        if digest == playlist.written and os.path.exists(playlist.file):
            return None
        _write(playlist.name, songs, playlist.file)
    except OrganizerError as error:
        return Refreshed(playlist, problem=str(error))
    smart.set_file(db, playlist.number, playlist.file, digest)
    return Refreshed(playlist, len(songs))


def _songs(db: Database, playlist: SmartPlaylist) -> list[Track]:
    return tracks.get_many(db, searching.of_smart(db, playlist).tolist())


def _write(name: str, songs: list[Track], path: str) -> int:
    """How many songs were left out because they have no file. An empty list is a file without songs."""
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise UsageError(
            tr("the folder of this file is not there"),
            path=path,
            remedy=tr("bring it back (a disk that is not plugged in?), or choose another place"),
        )
    return exporting.write_list(path, Playlist(name, tuple(songs)))


def _digest(songs: list[Track], path: str) -> str:
    """Stands for what a file holds: it changes when that does."""
    digest = hashlib.blake2b(path.encode("utf-8", "surrogateescape"), digest_size=16)
    for song in songs:
        line = (song.path, song.label, song.tags.text("album"), round(song.info.duration))
        digest.update(repr(line).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
