"""Features → map: training, and new songs on the current map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from organizer.base.arrangement import MusicMap, Space
from organizer.base.errors import OrganizerError
from organizer.base.model import FloatArray, IntArray
from organizer.library import maps, tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import (
    embed,
    embed_anew,
    evenly,
    has_other_network,
    looked_up,
    newest_version,
)
from organizer.work.arranging import grouping, place_names
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Landscape

#: Songs that the errors of the map are measured on.
_MEASURED = 20_000
_EPOCHS = 20

#: What is counted while a map is made: the songs compared, each epoch, the places named.
STEPS = _EPOCHS + 2


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
) -> MusicMap:
    """Train a map and store it.

    It shows every analyzed song, compared by ear, or every song that has any of the numbers of ``space``.
    None: as the current map, when a person chose its numbers, else in ``grouping.usual_space``.

    With ``keep_places`` it starts from where the songs are now. ``weights`` is what the person gives the
    aspects of a song (``analysis.layout.ASPECTS``); None keeps the current ones; on a map of numbers they
    say nothing.
    """
    from organizer.analysis.judging import quality
    from organizer.analysis.space import som

    context.report(0, STEPS, "Comparing the songs")
    chosen = space is not None and bool(space.features)
    if space is None:
        old = maps.load_map(db) if keep_places else None
        chosen = old is not None and old.chosen and grouping.has_features(db, old.space)
        space = old.space if old is not None and chosen else grouping.usual_space(db)
    if space.features:
        version, songs = 0, grouping.points(context, db, space)
        space = songs.space
        ids, matrix = songs.ids, songs.matrix.astype(np.float32)
        context.check_cancelled()
    else:
        version = newest_version(db)
        ids, matrix = embed_anew(context, db, version, weights=weights)
    proposed = som.grid_size(len(ids))
    size = (rows or proposed[0], columns or proposed[1])
    start = _current_places(db, ids, matrix, size, toroidal) if keep_places else None
    training = grouping.reporter(context, "Training the map")
    trained = som.fit(
        matrix,
        rows=size[0],
        columns=size[1],
        toroidal=toroidal,
        epochs=_EPOCHS,
        seed=seed,
        codebook=start,
        report=lambda done, _epochs: training(1 + done, STEPS),
    )
    context.report(1 + _EPOCHS, STEPS, "Naming places")
    cells = som.best_matching_units(trained.codebook, matrix)
    context.check_cancelled()
    part = evenly(len(ids), _MEASURED)
    music_map = MusicMap(
        rows=size[0],
        columns=size[1],
        toroidal=toroidal,
        seed=seed,
        feature_version=version,
        codebook=trained.codebook,
        track_ids=ids,
        cells=cells,
        names=place_names.namer(db, ids).cell_names(cells, size[0] * size[1]),
        quantization_error=quality.quantization_error(trained.codebook, matrix[part], cells[part]),
        topographic_error=quality.topographic_error(
            trained.codebook, matrix[part], rows=size[0], columns=size[1], toroidal=toroidal
        ),
        trained_on=len(ids),
        library_size=tracks.count(db).all,
        space=space,
        chosen=chosen,
    )
    context.check_cancelled()
    maps.save_map(db, music_map)
    if not space.features:
        grouping.carry(db, ids, matrix)
    context.report(STEPS, STEPS, "Named places")
    return music_map


def place_new(db: Database) -> MusicMap | None:
    """Drop songs analyzed since into the current map and the current groups, without training.

    Songs that left the library leave the map. After a change of the ear the map stays as it is.
    """
    from organizer.analysis.space import som

    music_map = maps.load_map(db)
    axes = maps.load_axes(db)
    if music_map is None:
        return None
    if not music_map.space.features and (axes is None or axes[0] != music_map.feature_version):
        return music_map
    ids, matrix = _places(db, music_map)
    cells = looked_up(ids, music_map.track_ids, music_map.cells)
    new = cells < 0
    left = len(ids) < len(music_map.track_ids) or tracks.count(db).all < music_map.library_size
    if not new.any() and not left:
        return music_map
    cells[new] = som.best_matching_units(music_map.codebook, matrix[new])
    names = place_names.namer(db, ids).cell_names(cells, music_map.rows * music_map.columns)
    music_map = replace(music_map, track_ids=ids, cells=cells, names=names, library_size=tracks.count(db).all)
    maps.save_map(db, music_map)
    grouping.place_new(db)
    return music_map


def is_outdated(db: Database, music_map: MusicMap) -> bool:
    """Whether the map compares songs otherwise than they are compared now: without the network that knows all
    songs, or by an earlier ear, when this one has features of all songs that the earlier one knows."""
    if music_map.space.features:
        return False
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

    shown, matrix = _shown(db, music_map)
    if context is not None:
        context.check_cancelled()
    return terrain.landscape(
        shown,
        matrix,
        pixels_per_cell=pixels_per_cell,
        names=place_names.island_names(db, shown.track_ids),
        cells_per_character=cells_per_character,
    )


def islands(db: Database, music_map: MusicMap) -> list[IntArray]:
    """The songs of each island, as rows of the map's songs, the largest island first."""
    from organizer.analysis.space import landscape as terrain

    shown, matrix = _shown(db, music_map)
    rows = looked_up(shown.track_ids, music_map.track_ids, np.arange(len(music_map.track_ids)))
    return [rows[island.songs] for island in terrain.islands(shown, matrix)]


def _shown(db: Database, music_map: MusicMap) -> tuple[MusicMap, FloatArray]:
    """The songs of a map whose places in its space are known, and these places."""
    ids, matrix = _places(db, music_map) if music_map.space.features else maps.load_embedding(db)
    if matrix.shape[1] != music_map.codebook.shape[1]:  # the axes were moved since
        ids = ids[:0]
        matrix = np.empty((0, music_map.codebook.shape[1]), np.float32)
    rows = looked_up(music_map.track_ids, ids, np.arange(len(ids)))
    there = rows >= 0
    shown = replace(music_map, track_ids=music_map.track_ids[there], cells=music_map.cells[there])
    return shown, matrix[rows[there]]


def _places(db: Database, music_map: MusicMap) -> tuple[IntArray, FloatArray]:
    """Every song in the space of a map: ids, ascending, and where they are."""
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


def _current_places(
    db: Database, ids: IntArray, matrix: FloatArray, size: tuple[int, int], toroidal: bool
) -> FloatArray | None:
    """A codebook that has the songs where they are on the current map, stretched to the new size."""
    from organizer.analysis.space.som import codebook_from_cells

    old = maps.load_map(db)
    if old is None or old.toroidal != toroidal:
        return None
    cells = looked_up(ids, old.track_ids, old.cells)
    there = cells >= 0
    # A handful of songs says too little about where the others belong.
    if there.sum() < max(3, 0.1 * len(ids)):
        return None
    row = (cells[there] // old.columns + 0.5) * size[0] / old.rows
    column = (cells[there] % old.columns + 0.5) * size[1] / old.columns
    placed = row.astype(np.int64) * size[1] + column.astype(np.int64)
    return codebook_from_cells(matrix[there], placed, rows=size[0], columns=size[1], toroidal=toroidal)
