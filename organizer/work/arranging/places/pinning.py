"""Pinning songs to places of the map. Each change gives back the pins as they were, for undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import maps
from organizer.library.places import pins
from organizer.library.places.pins import Stored
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping


@dataclass(frozen=True, slots=True)
class Edited:
    """What a change did."""

    was: Stored  #: all pins before it
    songs: int = 0  #: that were pinned or set free
    missing: int = 0  #: that are not on the map, or have no sound to be known by


def pin(db: Database, ids: Sequence[int] | IntArray) -> Edited:
    """Pin songs where they are on the map now. Raises ``UsageError`` where none of them is on it."""
    was, music_map = pins.stored(db), maps.load_map(db)
    if music_map is None:
        raise UsageError(tr("there is no map yet"), remedy=tr("make it first, then pin songs to it"))
    asked = np.unique(np.asarray(ids, np.int64))
    places = mapping.places_of(asked, music_map)
    there = np.isfinite(places).all(axis=1)
    if not there.any():
        raise UsageError(
            tr("none of these songs is on the map"), remedy=tr("analyze them first, or build it again")
        )
    size = np.array([music_map.rows, music_map.columns], np.float32)
    pins.put(db, asked[there], np.divide(places[there], size, dtype=np.float32))
    done = int(np.isin(asked[there], pins.listed(db).ids).sum())
    return Edited(was, done, len(asked) - done)


def move(db: Database, track_id: int, down: float, across: float) -> Edited:
    """Pin a song at another place, in shares of the map's height and width: it goes there when the map is
    built again, and songs near to it come along."""
    was = pins.stored(db)
    pins.put(db, np.array([track_id]), np.array([[down, across]], np.float32))
    return Edited(was, 1)


def unpin(db: Database, ids: Sequence[int] | IntArray) -> Edited:
    """Pin these songs no more: they stay where they are until the map is built again."""
    was = pins.stored(db)
    asked = np.intersect1d(pins.listed(db).ids, np.asarray(ids, np.int64))
    pins.remove(db, asked)
    return Edited(was, len(asked))


def unpin_all(db: Database) -> Edited:
    """Take all pins away, also those of songs that are not in the library."""
    was = pins.stored(db)
    pins.put_back(db, ())
    return Edited(was, len(was))


def restore(db: Database, stored: Stored) -> Edited:
    """Let the pins be as they were."""
    was = pins.stored(db)
    pins.put_back(db, stored)
    return Edited(was)


def off_places(db: Database) -> FloatArray:
    """How far each pinned song lies from its pin on the current map, in cells, in the order of
    ``pins.listed``: NaN for those that are not on it."""
    from organizer.analysis.map.refining import Grid

    pinned, music_map = pins.listed(db), maps.load_map(db)
    if music_map is None:
        return np.full(len(pinned.ids), np.nan, np.float32)
    grid = Grid(music_map.rows, music_map.columns, music_map.toroidal)
    way = grid.apart(mapping.places_of(pinned.ids, music_map), pinned.places * grid.size)
    return np.asarray(np.hypot(way[:, 0], way[:, 1]), np.float32)
