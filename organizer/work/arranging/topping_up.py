"""Linked playlists: songs that join a group or a region are added to its playlist.

What a person takes out of the playlist does not come back, and what was put in stays: a song is offered
once. A song that is taken out of a region leaves its playlist, too; songs join regions before playlists grow.
The rule of a group hangs on it (``Group.playlist``), and a rebuild finds the group again by its songs. Only
songs that are new join: those that were in other groups do not, and where no group is much like the linked
one, the playlist grows no more, and that is reported.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from organizer.base.arrangement import Grouping, Playlist
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import tr
from organizer.library import maps, tracks
from organizer.library.places import regions
from organizer.library.places.regions import Stored
from organizer.library.playlists import playlist_files, playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting, group_edits, playlisting
from organizer.work.arranging import regions as region_edits
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
            return tr("“{name}” tops itself up no more: its group is gone. Its songs stay", name=self.name)
        return (
            tr("The file of “{name}” was not written: {problem}", name=self.name, problem=self.problem)
            if self.problem
            else ""
        )


def link(db: Database, number: int, *, file: str = "") -> GroupsState:
    """Keep a group as a playlist of its name, which tops itself up, and as an M3U8 ``file`` if one is named.

    Gives back the groups as they were. A playlist of a person is not written over.
    """
    was = group_edits.current(db)
    group = group_edits.group_of(was, number)
    songs = was.ids[was.numbers == number].tolist()
    with db.write():  # all of it or nothing
        name = _begin(db, group.playlist, group.name, songs, file)
        _remember(db, was.grouping, number, name)
    return was


def link_region(db: Database, number: int, *, file: str = "") -> Stored | None:
    """As ``link``, of a region. Gives back the region as it was stored."""
    region = regions.of_number(db, number)
    was = regions.stored(db, number)
    songs = regions.members(db, number).ids.tolist()
    with db.write():
        regions.set_playlist(db, number, _begin(db, region.playlist, region.name, songs, file))
    return was


def unlink_region(db: Database, number: int) -> Stored | None:
    """Let the playlist of a region be as it is now."""
    regions.of_number(db, number)
    was = regions.stored(db, number)
    regions.set_playlist(db, number, "")
    return was


def _begin(db: Database, playlist: str, free: str, songs: list[int], file: str) -> str:
    """Have a playlist, by default a new one called ``free``, top itself up from now on; its name."""
    if file and not file.lower().endswith(playlist_files.WRITTEN):
        raise UsageError(
            tr("a playlist is written as M3U8, PLS or XSPF"), path=file, remedy=tr("give it the ending .m3u8")
        )
    if file and not any(song.has_file for song in tracks.get_many(db, songs)):
        raise UsageError(
            tr("none of these songs has a file that a player could play"),
            path=file,
            remedy=tr("keep them as a playlist of the library alone, without a file"),
        )
    path = os.path.abspath(file) if file else ""
    name = playlist
    if name not in playlists.names(db):
        name = playlists.free_name(db, free)
        playlists.save(db, name, [])
    playlists.set_rule(db, name, path)
    if problem := _grow(db, name, path, *_new_songs(db, name, songs)):
        raise UsageError(problem, remedy=tr("choose another place"))
    return name


def unlink(db: Database, number: int) -> GroupsState:
    """Let the playlist of a group be as it is now."""
    was = group_edits.current(db)
    group_edits.group_of(was, number)
    _remember(db, was.grouping, number, "")
    return was


def top_up(db: Database) -> list[Topped]:
    """Have songs join regions; add songs that are new in linked groups and regions to their playlists, and
    write the files of these anew, atomically."""
    if db.read_only:
        return []
    region_edits.join(db)
    return [*_top_up_groups(db), *_top_up_regions(db)]


def _top_up_regions(db: Database) -> list[Topped]:
    linked = [region for region in regions.listed(db) if region.playlist]
    rules = playlists.rules(db) if linked else {}
    topped = []
    for region in linked:
        name = region.playlist
        if name not in rules:
            continue
        file = rules[name]
        gone = {*regions.taken_out(db, region.number).tolist()} & {*playlists.offered(db, name)}
        with db.write():
            if gone:
                left = [song for song in playlists.entries(db, name) if song not in gone]
                playlists.save(db, name, left)
                playlists.forget_offers(db, name, gone)
            new, added = _new_songs(db, name, regions.members(db, region.number).ids.tolist())
            if new or gone or (file and not os.path.exists(file)):
                problem = _grow(db, name, file, new, added)
                topped.append(Topped(name, len(added), tuple(added), file, problem))
    return topped


def _top_up_groups(db: Database) -> list[Topped]:
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
        playlists.save(db, name, [*playlists.entries(db, name), *added])
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
