"""Going back to an earlier map: its songs where they lay, those that came since where they belong on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import MusicMap
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.library import maps, tracks
from organizer.library.places import map_versions
from organizer.library.places.map_versions import Version
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping, place_names

Pixels = npt.NDArray[np.uint8]
#: The colour of a song in a small picture.
_DOT = (20, 28, 44)


@dataclass(frozen=True, slots=True)
class Restored:
    """A map that was brought back."""

    music_map: MusicMap
    replaced: int | None  #: the version that the map of before is now; None: there was no map
    new: int  #: songs that came since, and got places on it


def restore(db: Database, number: int) -> Restored:
    """Let an earlier map be the map again. The current one becomes a version itself.

    Songs that came since get their places by the cells most like them; those that left are not on it. Where
    songs are compared otherwise by now, the codebook follows the songs. Raises ``UsageError``.
    """
    from organizer.analysis.map import layout
    from organizer.analysis.map.refining import Grid
    from organizer.analysis.space import landscape as terrain

    version, same_axes = map_versions.load(db, number)
    ids, matrix = mapping.points(db, version)
    known = np.isin(ids, version.track_ids)
    if not known.any():
        raise UsageError(
            tr("none of the songs of version {number} can be compared any more", number=number),
            remedy=tr("choose another one"),
        )
    same_axes = version.codebook.shape[1] == matrix.shape[1] and (same_axes or bool(version.space.features))
    grid = Grid(version.rows, version.columns, version.toroidal)
    places = mapping.places_of(ids, version)
    codebook = version.codebook
    if not same_axes:
        codebook = layout.follow(matrix[known], grid.cells(places[known]), grid)
    places = layout.add_songs(matrix, codebook, places, np.flatnonzero(~known), grid)
    cells = grid.cells(places)
    quantization, topographic = mapping.errors(matrix, codebook, grid)
    axes = maps.load_axes(db)
    as_it_was = same_axes and bool(known.all()) and len(ids) == len(version.track_ids)
    music_map = replace(
        version,
        feature_version=axes[0] if axes is not None and not version.space.features else 0,
        codebook=codebook,
        track_ids=ids,
        cells=cells,
        places=places,
        names=place_names.namer(db, ids).cell_names(cells, grid.rows * grid.columns),
        quantization_error=quantization,
        topographic_error=topographic,
        trained_on=len(ids),
        library_size=tracks.count(db).all,
        made_of=version.made_of if as_it_was else "",
        cut=version.cut if version.cut is not None else terrain.cut(version),
    )
    with db.write():
        replaced = mapping.keep_version(
            db,
            maps.load_map(db),
            tr("went back to version {number}", number=number),
            map_versions.axes_digest(db),
        )
        maps.save_map(db, music_map)
    return Restored(music_map, replaced, int((~known).sum()))


def pictures(db: Database, pixels: int) -> list[tuple[Version, Pixels]]:
    """The versions with small pictures, about so many pixels wide: RGB, shape=(height, width, 3), uint8.
    Those that are damaged are left out."""
    from organizer.analysis.space import landscape as terrain
    from organizer.pictures.terrain import terrain_image

    result = []
    for version in map_versions.listed(db):
        try:
            music_map, _ = map_versions.load(db, version.number)
        except UsageError:
            continue
        fine = max(2, round(pixels / music_map.columns))
        land = terrain.landscape(music_map, pixels_per_cell=fine)
        picture = terrain_image(land)
        at = terrain.song_positions(music_map, land.row_offset, land.column_offset) + 0.5
        row, column = np.minimum((at * fine).astype(np.int64), np.array(picture.shape[:2]) - 1).T
        picture[row, column] = _DOT
        result.append((version, picture))
    return result
