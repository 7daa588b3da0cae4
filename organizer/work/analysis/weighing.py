"""The songs of a map, ready to be weighed otherwise (``analysis.map.morphing``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from organizer.base.arrangement import MusicMap
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import FloatArray, IntArray
from organizer.library.places import pins
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import aspects, evenly, frozen_axes, looked_up
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.map.anchors import Pins
    from organizer.analysis.map.morphing import Described, Morph
    from organizer.analysis.map.refining import Grid

#: Songs that are read at a time, and that the axes of the aspects are made of.
_CHUNK, _SAMPLE = 4_096, 4_096


@dataclass(frozen=True, slots=True, eq=False)
class Weighable:
    """Songs of a map that have features: their ids, ascending, and where they lie by which weights."""

    ids: IntArray
    morph: Morph


def load(context: JobContext | None, db: Database, music_map: MusicMap) -> Weighable:
    """Read what the songs of a map are compared by. Raises ``UsageError`` for a map by numbers."""
    from organizer.analysis.map.morphing import prepare
    from organizer.analysis.map.refining import Grid
    from organizer.analysis.space import landscape as terrain

    ids, songs, given = describe(context, db, music_map)
    at = np.searchsorted(music_map.track_ids, ids)
    places = terrain.places(music_map)[at].astype(np.float32)
    grid = Grid(music_map.rows, music_map.columns, music_map.toroidal)
    held = pins_of(ids, pins.listed(db), grid)
    return Weighable(ids, prepare(songs, places, grid, given, pins=held))


def describe(
    context: JobContext | None, db: Database, music_map: MusicMap
) -> tuple[IntArray, Described, dict[str, float]]:
    """The songs of a map aspect by aspect, each at the weight 1: their ids, and the weights of the map."""
    from organizer.analysis.map.morphing import aspects_of, described, together

    frozen = frozen_axes(db)
    if music_map.space.features:
        raise UsageError(
            tr("songs lie by numbers on this map, and weights are for what one hears"),
            remedy=tr("let the map go by ear: Library → Map → Map by numbers"),
        )
    if frozen is None or not frozen.axes.given or frozen.version != music_map.feature_version:
        raise UsageError(tr("the songs of this map cannot be weighed"), remedy=tr("rebuild the map"))
    alike = replace(frozen, axes=frozen.axes.weighed_alike())
    everyone = np.asarray(music_map.track_ids, np.int64)
    _, sample = aspects(db, alike, everyone[evenly(len(everyone), _SAMPLE)].tolist())
    if not sample:
        raise UsageError(tr("no song of this map was analyzed"), remedy=tr("run analyze"))
    axes = aspects_of(sample)
    ids, parts = [], []
    for part in np.array_split(everyone, -(-len(everyone) // _CHUNK)):
        if context is not None:
            context.check_cancelled()
        known, rows = aspects(db, alike, part.tolist())
        if len(known):
            ids.append(known)
            parts.append(described(axes, rows))
    return np.concatenate(ids), together(parts), frozen.axes.given


def places_on(music_map: MusicMap, ids: IntArray, places: FloatArray) -> FloatArray:
    """The places of all songs of a map when these lie elsewhere: shape=(n, 2)."""
    from organizer.analysis.space import landscape as terrain

    result: FloatArray = terrain.places(music_map).astype(np.float32)
    here = np.isin(music_map.track_ids, ids)
    result[here] = places[np.searchsorted(ids, music_map.track_ids[here])]
    return result


def pins_of(ids: IntArray, pinned: pins.Pinned, grid: Grid) -> Pins | None:
    """Where pinned songs belong on a map of these songs; None when none of them is pinned."""
    from organizer.analysis.map.anchors import Pins

    rows = looked_up(ids, pinned.ids, np.arange(len(pinned.ids)))
    held = np.flatnonzero(rows >= 0)
    return Pins(held, pinned.places[rows[held]] * grid.size) if len(held) else None
