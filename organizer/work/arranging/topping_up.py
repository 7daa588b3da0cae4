"""Linked playlists: songs that join a group are added to its playlist.

What a person takes out of the playlist does not come back, and what was put in stays: a song is offered once.
The rule hangs on the group (``Group.playlist``), which a rebuild finds again by its songs. Only songs that
are new join: those that were in other groups do not, and where no group is much like the linked one,
the playlist grows no more, and that is reported.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from organizer.base.arrangement import Grouping, Playlist
from organizer.base.errors import OrganizerError, UsageError
from organizer.library import maps, tracks
from organizer.library.playlists import playlist_files, playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting, group_edits, playlisting
from organizer.work.arranging.current_groups import GroupsState

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Topped:
    """A playlist that got new songs."""

    name: str
    added: int
    ids: tuple[int, ...] = ()  #: the songs, in the order in which they were added
    file: str = ""  #: that was written anew
    problem: str = ""  #: why it could not be
    stopped: bool = False  #: its group is gone: it grows no more

    @property
    def message(self) -> str:
        """What a person should know beside the number of songs; empty when there is nothing."""
        if self.stopped:
            return f"“{self.name}” tops itself up no more: its group is gone. Its songs stay"
        return f"The file of “{self.name}” was not written: {self.problem}" if self.problem else ""


def link(db: Database, number: int, *, file: str = "") -> GroupsState:
    """Keep a group as a playlist of its name, which tops itself up, and as an M3U8 ``file`` if one is named.

    Gives back the groups as they were. A playlist of a person is not written over.
    """
    was = group_edits.current(db)
    group = group_edits.group_of(was, number)
    if file and not file.lower().endswith(playlist_files.WRITTEN):
        raise UsageError(
            "a playlist is written as M3U8, PLS or XSPF", path=file, remedy="give it the ending .m3u8"
        )
    songs = was.ids[was.numbers == number].tolist()
    if file and not any(song.has_file for song in tracks.get_many(db, songs)):
        raise UsageError(
            "none of the songs of this group has a file that a player could play",
            path=file,
            remedy="keep it as a playlist of the library alone, without a file",
        )
    path = os.path.abspath(file) if file else ""
    new, added = _new_songs(db, group.playlist, songs)
    with db.write():  # all of it or nothing
        name = group.playlist
        if name not in playlists.names(db):
            name = playlists.free_name(db, group.name)
            playlists.save(db, name, [])
        playlists.set_rule(db, name, path)
        _remember(db, was.grouping, number, name)
        if problem := _grow(db, name, path, new, added):
            raise UsageError(problem, remedy="choose another place")
    return was


def unlink(db: Database, number: int) -> GroupsState:
    """Let the playlist of a group be as it is now."""
    was = group_edits.current(db)
    group_edits.group_of(was, number)
    _remember(db, was.grouping, number, "")
    return was


def top_up(db: Database) -> list[Topped]:
    """Add songs that are new in linked groups to their playlists, and write their files anew, atomically."""
    if db.read_only:
        return []
    with db.write():  # groups and who is in them as they belong together
        grouping = maps.load_grouping(db)
        linked = [group for group in grouping.groups if group.playlist] if grouping is not None else []
        if grouping is None or not (linked or grouping.lost):
            return []
        ids, numbers = maps.labels(db)
        if grouping.lost:
            maps.forget_lost(db)
    rules = playlists.rules(db)
    topped = [Topped(name, 0, stopped=True) for name in grouping.lost if name in rules]
    for group in linked:
        name = group.playlist
        if name not in rules:  # a person deleted it
            continue
        file = rules[name]
        new, added = _new_songs(db, name, ids[numbers == group.number].tolist())
        if new or (file and not os.path.exists(file)):
            topped.append(Topped(name, len(added), tuple(added), file, _grow(db, name, file, new, added)))
    return topped


def _new_songs(db: Database, name: str, songs: Sequence[int]) -> tuple[list[int], list[int]]:
    """Of the songs of a group, those that its playlist was not offered yet; and of these, in the order in
    which they are played, those that it lacks."""
    offered, listed = set(playlists.offered(db, name)), set(playlists.members(db, name))
    new = [track_id for track_id in songs if track_id not in offered]
    added = [track_id for track_id in new if track_id not in listed]
    if len(added) <= playlisting.MOST_ORDERED:
        added = playlisting.order_for_listening(db, added)
    return new, added


def _grow(db: Database, name: str, file: str, new: Sequence[int], added: Sequence[int]) -> str:
    """Add songs to a playlist and write its file, in one transaction: a file is never behind the library.
    Why the file could not be written; else empty."""
    with db.write():
        playlists.save(db, name, [*playlists.members(db, name), *added])
        playlists.offer(db, name, new)
        return _write(db, name, file)


def _write(db: Database, name: str, file: str) -> str:
    """Why the file could not be written; empty when it is there, or none is wanted."""
    if not file:
        return ""
    songs = tuple(tracks.get_many(db, playlists.load(db, name)))
    try:
        exporting.write_list(file, Playlist(name, songs))
    except (OrganizerError, OSError) as error:
        log.warning("the playlist %s could not be written: %s", name, error)
        return str(error)
    return ""


def _remember(db: Database, grouping: Grouping, number: int, name: str) -> None:
    changed = tuple(replace(g, playlist=name) if g.number == number else g for g in grouping.groups)
    maps.save_grouping(db, replace(grouping, groups=changed, provisional=False), *maps.labels(db))
