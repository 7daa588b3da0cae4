"""What the playlist panel does away from the GUI thread, and the files that it makes."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from organizer.base import system
from organizer.base.arrangement import Playlist
from organizer.base.model import Track
from organizer.library import tracks
from organizer.library.playlists import playlist_files, playlists, profiles
from organizer.library.playlists.profiles import Profile
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext

#: Songs that a preview shows.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A playlist file that is there now."""

    path: str
    songs: int
    away: int  #: not there now; those of tables that have no file are not among them
    left_out: int = 0  #: songs that have no file and that this kind of list cannot name
    missing: int = 0  #: songs that the library lacks, named as their list named them
    note: str = ""  #: what a person should know of how names were written


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


def write(
    context: JobContext,
    db: Database,
    ids: list[int],
    name: str,
    path: str,
    paths: str,
    profile: Profile | None = None,
) -> Written:
    """Write a playlist file as the profile says, else its kind follows from the ending of the path."""
    from organizer.work.arranging import exporting
    from organizer.work.playlists import exports

    ending = os.path.splitext(path)[1].lower()
    if profile is not None or ending in playlist_files.WRITTEN:
        chosen = profile or profiles.for_ending(ending, paths=paths)
        made = exports.write(context, db, [exports.of_ids(db, name, ids)], path, chosen)
        return Written(path, made.songs, made.away, made.left_out, made.missing, made.note)
    loaded = load(context, db, ids)
    context.check_cancelled()
    left_out = exporting.write_list(path, Playlist(name, tuple(loaded)))
    away = sum(track.away for track in loaded)
    return Written(path, len(loaded) - left_out, away, left_out)


def preview(
    context: JobContext, db: Database, ids: list[int], name: str, path: str, profile: Profile
) -> tuple[str, str]:
    """The beginning of a playlist file as text, and what there is to say of it; raises as ``write`` does."""
    from organizer.work.playlists import exports

    made = exports.preview(db, exports.of_ids(db, name, ids[:_SHOWN]), path, profile, songs=_SHOWN)
    return made.content.decode(made.encoding, "replace").replace("\r\n", "\n"), made.note


def all_profiles(context: JobContext, db: Database) -> dict[str, Profile]:
    """How lists are written for devices and players, by name."""
    return profiles.every(db)


def keep_profile(context: JobContext, db: Database, name: str, profile: Profile) -> str:
    """Store a profile; its name."""
    return profiles.save(db, name, profile)


def write_copy(context: JobContext, db: Database, ids: list[int], name: str) -> Written:
    """A copy for players and drags, in a folder that is only this person's; without what is missing."""
    return write(context, db, [one for one in ids if one >= 0], name, temporary(name), "absolute")


def temporary(name: str) -> str:
    """The path of a playlist file in the cache of this person, which nobody else may read."""
    folder = Path(platformdirs.user_cache_dir("organizer", appauthor=False)) / "playlists"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return str(folder / f"{system.safe_file_name(name)}.m3u8")
