"""What the playlist panel does away from the GUI thread, and the files that it makes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import platformdirs

from organizer.base import system
from organizer.base.arrangement import Playlist
from organizer.base.model import Track
from organizer.library import tracks
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext


@dataclass(frozen=True, slots=True)
class Written:
    """A playlist file that is there now."""

    path: str
    songs: int
    away: int  #: not there now; those of tables that have no file are not among them
    left_out: int = 0  #: songs that have no file and that this kind of list cannot name


def load(context: JobContext, db: Database, ids: list[int]) -> list[Track]:
    """The songs in their order, read in parts that can be cancelled."""
    loaded: list[Track] = []
    for start in range(0, len(ids), 1000):
        context.check_cancelled()
        loaded += tracks.get_many(db, ids[start : start + 1000])
    return loaded


def measure(context: JobContext, db: Database, ids: list[int]) -> tracks.Extent:
    """How many songs these are, and how long."""
    return tracks.extent(db, ids)


def ordered(context: JobContext, db: Database, ids: list[int]) -> list[int]:
    """These songs in an order for listening; those that are there more than once stand at the end again."""
    from organizer.work.arranging import playlisting

    once = playlisting.order_for_listening(db, ids)
    again = Counter(ids) - Counter(once)  # songs that are there more than once
    return [*once, *again.elements()]


def save(context: JobContext, db: Database, name: str, ids: list[int]) -> str:
    """Save the playlist in the library. Returns its name."""
    playlists.save(db, name, ids)
    return name


def delete(context: JobContext, db: Database, name: str) -> str:
    """Delete a saved playlist. Returns its name."""
    playlists.delete(db, name)
    return name


def write(context: JobContext, db: Database, ids: list[int], name: str, path: str, paths: str) -> Written:
    """Write a playlist file; its kind follows from the ending of the path."""
    from organizer.work.arranging import exporting

    loaded = load(context, db, ids)
    context.check_cancelled()
    left_out = exporting.write_list(
        path, Playlist(name, tuple(loaded)), paths=cast(Literal["relative", "absolute"], paths)
    )
    away = sum(track.away for track in loaded)
    return Written(path, len(loaded) - left_out, away, left_out)


def write_copy(context: JobContext, db: Database, ids: list[int], name: str) -> Written:
    """A copy for players and drags, in a folder that is only this person's."""
    return write(context, db, ids, name, temporary(name), "absolute")


def temporary(name: str) -> str:
    """The path of a playlist file in the cache of this person, which nobody else may read."""
    folder = Path(platformdirs.user_cache_dir("organizer", appauthor=False)) / "playlists"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return str(folder / f"{system.safe_file_name(name)}.m3u8")
