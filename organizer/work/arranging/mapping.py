"""Features → map: training, and new songs on the current map."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from organizer.base.arrangement import MusicMap, Space
from organizer.base.errors import OrganizerError
from organizer.base.language import plural, tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import maps, tracks, vectors
from organizer.library.places import map_versions, pins
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import (
    embed,
    embed_anew,
    evenly,
    has_other_network,
    looked_up,
    newest_version,
)
from organizer.work.analysis.weighing import pins_of, places_on
from organizer.work.arranging import grouping, place_names
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.map.layout import Layout
    from organizer.analysis.map.refining import Grid
    from organizer.analysis.space.landscape import Landscape

#: Songs that the errors of the map are measured on.
_MEASURED = 20_000
#: More would be lost on places that are refined anyway.
_EPOCHS = 12

#: What is counted of the steps in which places are refined.
_REFINED = 8
#: Part of what tells whether a map was trained on the same: changes when maps are made otherwise.
_WAY = b"1"

#: What is counted while a map is made: the songs compared, each epoch, places refined, the places named.
STEPS = _EPOCHS + _REFINED + 2


@dataclass(frozen=True, slots=True)
class _Compared:
    """The songs of a map, and what they are compared by."""

    ids: IntArray
    matrix: FloatArray
    version: int  #: of the ear; 0 for numbers
    space: Space
    chosen: bool
    pinned: pins.Pinned


def build_map(
    context: JobContext,
    db: Database,
    *,
    rows: int | None = None,
    columns: int | None = None,
    seed: int = 0,
    toroidal: bool = True,
    keep_places: bool = True,
    weights: Mapping[str, float] | None = None,
    space: Space | None = None,
    start: tuple[IntArray, FloatArray] | None = None,
) -> MusicMap:
    """Train a map and store it.

    It shows every analyzed song, compared by ear, or every song that has any of the numbers of ``space``.
    None: as the current map, when a person chose its numbers, else in ``grouping.usual_space``.

    With ``keep_places`` songs stay about where they are now, or at ``start`` (ids, places), pinned ones at
    their pins; the same songs in the same space have the same map. ``weights`` is what the person gives the
    aspects of a song (``analysis.layout.ASPECTS``); None keeps the current ones; numbers have others.
    """
    from organizer.analysis.map.refining import Grid

    context.report(0, STEPS, tr("Comparing the songs"))
    current, axes = maps.load_map(db), map_versions.axes_digest(db)
    old = _to_start_from(current, start) if keep_places else None
    songs = _compared(context, db, old, space, weights)
    proposed = _size(len(songs.ids), old)
    grid = Grid(rows or proposed[0], columns or proposed[1], toroidal)
    made_of = _digest(songs, grid, seed)
    laid = _lay_out(context, songs, grid, old, seed=seed, made_of=made_of)
    context.report(STEPS - 1, STEPS, tr("Naming places"))
    cells = grid.cells(laid.places)
    quantization, topographic = errors(songs.matrix, laid.codebook, grid)
    music_map = MusicMap(
        rows=grid.rows,
        columns=grid.columns,
        toroidal=toroidal,
        seed=seed,
        feature_version=songs.version,
        codebook=laid.codebook,
        track_ids=songs.ids,
        cells=cells,
        names=place_names.namer(db, songs.ids).cell_names(cells, grid.rows * grid.columns),
        quantization_error=quantization,
        topographic_error=topographic,
        trained_on=len(songs.ids),
        library_size=tracks.count(db).all,
        space=songs.space,
        chosen=songs.chosen,
        places=laid.places,
        made_of=made_of,
    )
    context.check_cancelled()
    music_map = _take_place(db, current, music_map, keep_places, axes)
    if not songs.space.features:
        grouping.carry(db, songs.ids, songs.matrix)
    context.report(STEPS, STEPS, tr("Named places"))
    return music_map


def _to_start_from(current: MusicMap | None, start: tuple[IntArray, FloatArray] | None) -> MusicMap | None:
    return current if current is None or start is None else moved(current, *start)


def moved(music_map: MusicMap, ids: IntArray, places: FloatArray) -> MusicMap:
    """A map on which these songs, ids ascending, lie elsewhere, with the codebook as it is."""
    from organizer.analysis.map.refining import Grid

    there = places_on(music_map, ids, places)
    grid = Grid(music_map.rows, music_map.columns, music_map.toroidal)
    return replace(music_map, places=there, cells=grid.cells(there), made_of="")


def _take_place(
    db: Database, current: MusicMap | None, new: MusicMap, keep_places: bool, axes: str
) -> MusicMap:
    """Cut a new map, and store it in the place of the current one, which was made with these axes."""
    pinned = len(np.intersect1d(pins.listed(db).ids, new.track_ids)) > 0  # a pin is a place on the screen
    new = replace(new, cut=_cut(current if keep_places or pinned else None, new))
    with db.write():
        if current is not None and not _is_same(current, new):
            keep_version(db, current, _reason(current, new, keep_places), axes)
        maps.save_map(db, new)
    return new


def keep_version(db: Database, music_map: MusicMap | None, reason: str, axes: str) -> int | None:
    """Keep a map that is about to be replaced, and was made with these axes; the number of the version, None
    where there is no map."""
    from organizer.analysis.space import landscape as terrain

    if music_map is None or not len(music_map.track_ids):
        return None
    return map_versions.keep(db, music_map, terrain.places(music_map), reason=reason, axes=axes)


def _is_same(one: MusicMap, other: MusicMap) -> bool:
    """Whether two maps show the same songs in the same places."""
    if one.shape != other.shape or one.toroidal != other.toroidal:
        return False
    if one.places is None or other.places is None:
        return False
    return np.array_equal(one.track_ids, other.track_ids) and np.array_equal(one.places, other.places)


def _reason(old: MusicMap, new: MusicMap, keep_places: bool) -> str:
    """Why a map took the place of another."""
    if not keep_places:
        return tr("built from scratch")
    if old.space != new.space:
        return tr("songs compared by numbers") if new.space.features else tr("songs compared by ear")
    more, fewer = (
        len(np.setdiff1d(one.track_ids, other.track_ids)) for one, other in ((new, old), (old, new))
    )
    if more:
        return plural("{n} song came", "{n} songs came", more)
    return plural("{n} song left", "{n} songs left", fewer) if fewer else tr("built again")


def _compared(
    context: JobContext,
    db: Database,
    old: MusicMap | None,
    space: Space | None,
    weights: Mapping[str, float] | None,
) -> _Compared:
    """The songs that a map is to show, as ``build_map`` says."""
    chosen = space is not None and bool(space.features)
    if space is None:
        space = grouping.remaining(db, old.space) if old is not None and old.chosen else None
        chosen = space is not None
        space = space or grouping.usual_space(db)
    if space.features:
        points = grouping.points(context, db, space)
        context.check_cancelled()
        matrix = points.matrix.astype(np.float32)
        return _Compared(points.ids, matrix, 0, points.space, chosen, pins.listed(db))
    version = newest_version(db)
    ids, matrix = embed_anew(context, db, version, weights=weights)
    return _Compared(ids, matrix, version, space, chosen, pins.listed(db))


def _size(songs: int, old: MusicMap | None) -> tuple[int, int]:
    """Rows and columns for so many songs: those of the current map while they are right within a tenth."""
    from organizer.analysis.space.som import grid_size

    proposed = grid_size(songs)
    if old is None:
        return proposed
    near = (abs(now - then) <= max(1, 0.1 * then) for now, then in zip(proposed, old.shape, strict=True))
    return old.shape if all(near) else proposed


def _digest(songs: _Compared, grid: Grid, seed: int) -> str:
    """The same for the same songs at the same points, to be laid out alike."""
    shape = (grid.rows, grid.columns, grid.toroidal, seed, songs.matrix.shape)
    digest = hashlib.blake2b(_WAY + repr(shape).encode(), digest_size=16)
    digest.update(np.ascontiguousarray(songs.ids).data)
    digest.update(np.ascontiguousarray(songs.matrix).data)
    held = pins_of(songs.ids, songs.pinned, grid)
    if held is not None:
        digest.update(held.rows.data)
        digest.update(np.ascontiguousarray(held.places).data)
    return digest.hexdigest()


def _lay_out(
    context: JobContext, songs: _Compared, grid: Grid, old: MusicMap | None, *, seed: int, made_of: str
) -> Layout:
    """The map as it is, when it was made of the same songs; else a new one, from the places of the old."""
    from organizer.analysis.map.layout import Layout, lay_out

    same = old is not None and old.made_of == made_of and np.array_equal(old.track_ids, songs.ids)
    if old is not None and same and old.places is not None:
        return Layout(old.codebook, old.places)
    training = grouping.reporter(context, tr("Training the map"))
    refining = grouping.reporter(context, tr("Refining places"))
    return lay_out(
        songs.matrix,
        grid,
        epochs=_EPOCHS,
        seed=seed,
        start=None if old is None else _current_places(songs.ids, old, grid),
        pins=pins_of(songs.ids, songs.pinned, grid),
        trained=lambda done, _epochs: training(1 + done, STEPS),
        refined=lambda done, steps: refining(1 + _EPOCHS + _REFINED * done // steps, STEPS),
    )


def _cut(old: MusicMap | None, new: MusicMap) -> tuple[int, int]:
    """Where a map is cut to be shown: as the one before it, whose places it keeps."""
    from organizer.analysis.space import landscape as terrain

    keeps = old is not None and old.toroidal == new.toroidal and len(old.track_ids)
    return terrain.kept_cut(old, new) if keeps and old is not None else terrain.cut(new)


def errors(matrix: FloatArray, codebook: FloatArray, grid: Grid) -> tuple[float, float]:
    """Quantization and topographic error."""
    from organizer.analysis.judging import quality

    part = matrix[evenly(len(matrix), _MEASURED)]
    return quality.quantization_error(codebook, part), quality.topographic_error(
        codebook, part, rows=grid.rows, columns=grid.columns, toroidal=grid.toroidal
    )


def place_new(db: Database, *, more_come: bool = False) -> MusicMap | None:
    """Put songs analyzed since on the current map and into the current groups: the others stay as they are.

    Songs that left the library leave the map. After a change of the ear the map stays as it is.
    ``more_come``: see ``grouping.place_new``.
    """
    from organizer.analysis.map.layout import add_songs
    from organizer.analysis.map.refining import Grid
    from organizer.analysis.space import landscape as terrain

    music_map = maps.load_map(db)
    axes = maps.load_axes(db)
    if music_map is None:
        return None
    if not music_map.space.features and (axes is None or axes[0] != music_map.feature_version):
        return music_map
    ids, matrix = points(db, music_map)
    cells = looked_up(ids, music_map.track_ids, music_map.cells)
    new = cells < 0
    left = len(ids) < len(music_map.track_ids) or tracks.count(db).all < music_map.library_size
    if not new.any() and not left:
        return music_map
    cut = terrain.cut(music_map) if len(music_map.track_ids) else None
    grid = Grid(music_map.rows, music_map.columns, music_map.toroidal)
    places = places_of(ids, music_map)
    held = pins_of(ids, pins.listed(db), grid)
    places = add_songs(matrix, music_map.codebook, places, np.flatnonzero(new), grid, pins=held)
    cells[new] = grid.cells(places[new])
    music_map = replace(
        music_map,
        track_ids=ids,
        cells=cells,
        names=place_names.namer(db, ids).cell_names(cells, grid.rows * grid.columns),
        library_size=tracks.count(db).all,
        places=places,
        cut=cut,
    )
    maps.save_map(db, music_map)
    grouping.place_new(db, more_come=more_come)
    return music_map


def is_outdated(db: Database, music_map: MusicMap) -> bool:
    """Whether the map compares songs otherwise than they are compared now: without the network that knows all
    songs, or by an earlier ear, when this one has features of all songs that the earlier one knows, or by
    numbers that the library no longer has."""
    if music_map.space.features:
        return not grouping.has_features(db, music_map.space)
    version = newest_version(db, missing_ok=True)
    if version != music_map.feature_version:
        left = np.setdiff1d(vectors.ids(db, music_map.feature_version), vectors.ids(db, version))
        return bool(version) and not len(left)
    return has_other_network(db)


def landscape(
    context: JobContext | None,
    db: Database,
    music_map: MusicMap,
    *,
    pixels_per_cell: int = 16,
    cells_per_character: float | None = None,
) -> Landscape:
    """The terrain of a map with the names of its regions."""
    from organizer.analysis.space import landscape as terrain

    if context is not None:
        context.check_cancelled()
    return terrain.landscape(
        music_map,
        pixels_per_cell=pixels_per_cell,
        names=place_names.island_names(db, music_map.track_ids),
        cells_per_character=cells_per_character,
    )


def islands(music_map: MusicMap) -> list[IntArray]:
    """The songs of each island, as rows of the map's songs, the largest island first."""
    from organizer.analysis.space import landscape as terrain

    return [island.songs for island in terrain.islands(music_map)]


def points(db: Database, music_map: MusicMap) -> tuple[IntArray, FloatArray]:
    """Every song in the space of a map: ids, ascending, and where they are in it."""
    if not music_map.space.features:
        return embed(None, db)
    try:
        songs = grouping.points(None, db, music_map.space)
    except OrganizerError:  # the table that held these numbers is gone
        return np.empty(0, np.int64), np.empty((0, music_map.codebook.shape[1]), np.float32)
    return songs.ids, songs.matrix.astype(np.float32)


def edge_share(music_map: MusicMap) -> float:
    """Share of songs in the outermost cells over the share of these cells."""
    from organizer.analysis.judging import quality

    return quality.edge_share(music_map.cells, rows=music_map.rows, columns=music_map.columns)


def _current_places(ids: IntArray, old: MusicMap, grid: Grid) -> FloatArray | None:
    """Where songs are on the current map, stretched to the new size; NaN for those that are not on it."""
    if old.toroidal != grid.toroidal:
        return None
    places = places_of(ids, old)
    if not np.isfinite(places[:, 0]).any():
        return None
    return np.asarray(places * grid.size / [old.rows, old.columns], np.float32)


def places_of(ids: IntArray, music_map: MusicMap) -> FloatArray:
    """Where these songs lie on a map: shape=(n, 2), NaN for those not on it."""
    from organizer.analysis.space import landscape as terrain

    rows = looked_up(ids, music_map.track_ids, np.arange(len(music_map.track_ids)))
    places = np.full((len(ids), 2), np.nan, np.float32)
    places[rows >= 0] = terrain.places(music_map)[rows[rows >= 0]]
    return places
