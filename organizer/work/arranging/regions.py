"""Regions: what a person does with them, the songs that join them, and where they lie on the map.

Each change gives back the region as it was stored, for undo. ``topping_up`` has songs join and playlists
follow whenever songs get their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from organizer.base.arrangement import MusicMap
from organizer.base.errors import LibraryError, UsageError
from organizer.base.language import tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import maps
from organizer.library.places import regions
from organizer.library.places.regions import Region, Stored
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import embed_if_any
from organizer.work.arranging import mapping


@dataclass(frozen=True, slots=True)
class Edited:
    """What a change did."""

    number: int  #: of the region
    name: str  #: as it is now; where it is gone, as it was
    was: Stored | None  #: the region before; None: there was none
    songs: int = 0  #: that were put in or taken out
    unknown: int = 0  #: that have no sound to be known by, since they were never analyzed


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRegion:
    """A region as the map shows it."""

    region: Region
    ids: IntArray  #: its songs, ascending, shape=(n,)
    #: Closed lines around them, the largest part first, in display cells: each shape=(k, 2), column and row,
    #: as ``landscape`` cuts the map; on a torus they may lie beyond its edges.
    parts: tuple[FloatArray, ...] = ()


def make(db: Database, name: str, ids: Sequence[int] | IntArray) -> Edited:
    """Name these songs. Raises ``UsageError`` for a name that cannot be, and where no song can be known
    again."""
    songs, unknown = _with_sound(db, ids)
    if not len(songs):
        remedy = tr("analyze them first") if unknown else tr("select some on the map, or write a search")
        raise UsageError(tr("a region needs songs that were analyzed"), remedy=remedy)
    placed, _ = _space(db)
    number = regions.insert(db, name, songs, placed)
    return Edited(number, regions.of_number(db, number).name, None, len(songs), unknown)


def add(db: Database, number: int, ids: Sequence[int] | IntArray) -> Edited:
    """Put songs into a region; also those that were taken out, and for good those that joined."""
    region, was = _before(db, number)
    songs, unknown = _with_sound(db, ids)
    members = regions.members(db, number)
    new = np.setdiff1d(songs, members.ids[~members.joined])
    regions.set_standing(db, number, new, "chosen")
    return Edited(number, region.name, was, len(new), unknown)


def take(db: Database, number: int, ids: Sequence[int] | IntArray) -> Edited:
    """Take songs out of a region: they stay out, however much they sound like its songs."""
    region, was = _before(db, number)
    gone = np.intersect1d(regions.members(db, number).ids, np.asarray(ids, np.int64))
    regions.set_standing(db, number, gone, "out")
    return Edited(number, region.name, was, len(gone))


def rename(db: Database, number: int, name: str) -> Edited:
    """Call a region otherwise."""
    _, was = _before(db, number)
    regions.rename(db, number, name)
    return Edited(number, regions.of_number(db, number).name, was)


def recolour(db: Database, number: int, colour: int) -> Edited:
    """Draw a region in another colour."""
    region, was = _before(db, number)
    regions.recolour(db, number, colour)
    return Edited(number, region.name, was)


def remove(db: Database, number: int) -> Edited:
    """Forget a region. Its songs stay, and so does its playlist, which grows no more."""
    region, was = _before(db, number)
    regions.delete(db, number)
    return Edited(number, region.name, was, region.size)


def restore(db: Database, number: int, stored: Stored | None) -> Edited:
    """Put a region back as it was stored; None: take it away again."""
    was = regions.stored(db, number)
    regions.put_back(db, number, stored)
    at = was if stored is None else stored
    return Edited(number, "" if at is None else str(at.row[1]), was)


def join(db: Database) -> dict[int, IntArray]:
    """Have songs join the regions that they lie in, in the space of the map: the songs that joined by the
    number of the region. A song that was there when a region was made is not asked, nor one that was taken
    out."""
    from organizer.analysis.space.belonging import belonging

    if db.read_only or not regions.exist(db):
        return {}
    joined: dict[int, IntArray] = {}
    ids, matrix = _space(db)
    for region in regions.listed(db):
        members = regions.members(db, region.number)
        known = np.union1d(members.ids, regions.taken_out(db, region.number))
        new = np.setdiff1d(regions.newcomers(db, region.number), known)
        asked = np.flatnonzero(np.isin(ids, new))
        if not len(asked):
            continue
        chosen = np.flatnonzero(np.isin(ids, members.ids[~members.joined]))
        silent = np.union1d(new, members.ids)  # songs that joined have no say
        others = np.flatnonzero(~np.isin(ids, silent))
        songs = ids[asked[belonging(matrix, chosen, others, asked)]]
        if len(songs):
            regions.set_standing(db, region.number, songs, "joined")
            joined[region.number] = songs
    return joined


def drawn(db: Database, music_map: MusicMap | None = None) -> tuple[DrawnRegion, ...]:
    """The regions with their outlines on a map; None: the current one."""
    listed = regions.listed(db)
    if not listed:
        return ()
    music_map = music_map or maps.load_map(db)
    result = []
    for region in listed:
        ids = regions.members(db, region.number).ids
        parts = () if music_map is None else outline(music_map, ids)
        result.append(DrawnRegion(region, ids, parts))
    return tuple(result)


def outline(music_map: MusicMap, ids: IntArray) -> tuple[FloatArray, ...]:
    """Lines around songs on a map, as ``DrawnRegion`` has them."""
    from organizer.analysis.map import outline as outlines
    from organizer.analysis.map.refining import Grid
    from organizer.analysis.space import landscape as terrain

    inside = np.isin(music_map.track_ids, ids)
    if not inside.any():
        return ()
    places = terrain.places(music_map)
    cut = np.array(terrain.cut(music_map), np.float32)
    grid = Grid(music_map.rows, music_map.columns, music_map.toroidal)
    lines = outlines.outline(places[inside] - cut, grid, places[~inside] - cut)
    return tuple(line[:, ::-1] for line in lines)


def _before(db: Database, number: int) -> tuple[Region, Stored | None]:
    """The region, and all that is stored of it. Raises ``UsageError`` when it is gone."""
    return regions.of_number(db, number), regions.stored(db, number)


def _with_sound(db: Database, ids: Sequence[int] | IntArray) -> tuple[IntArray, int]:
    """Those of the songs that have a sound to be known by, and how many have none."""
    asked = np.unique(np.asarray(ids, np.int64))
    songs = np.intersect1d(asked, regions.with_sound(db))
    return songs, len(asked) - len(songs)


def _space(db: Database) -> tuple[IntArray, FloatArray]:
    """The songs in the space of the map, else in that of the ear; none where nothing was analyzed."""
    music_map = maps.load_map(db)
    try:
        return embed_if_any(db) if music_map is None else mapping.points(db, music_map)
    except LibraryError:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
