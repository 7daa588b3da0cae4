"""The map of a library as a picture file: gathers what ``pictures.map`` draws."""

from __future__ import annotations

from pathlib import Path

from organizer.analysis.space import planes
from organizer.base.arrangement import MusicMap
from organizer.base.descriptors import readable
from organizer.base.errors import UsageError
from organizer.library import maps, measures
from organizer.library.storage.database import Database
from organizer.pictures import map as pictures
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext


def write_picture(
    context: JobContext,
    db: Database,
    music_map: MusicMap,
    path: str | Path,
    *,
    width: int = 1600,
    layer: str = "islands",
) -> None:
    """Draw the map with its songs, coloured by group where there are groups, into a PNG file, atomically.

    ``layer``: "islands", "umatrix", or "plane:NAME" of any number that songs have.
    """
    ground = None if layer == "islands" else _layer(db, music_map, layer)
    context.report(0, 2, "Raising the land")
    landscape = mapping.landscape(
        context,
        db,
        music_map,
        pixels_per_cell=pictures.pixels_per_cell(music_map, width),
        cells_per_character=music_map.columns / pictures.CHARACTERS_ACROSS,
    )
    context.report(1, 2, "Drawing")
    image = pictures.render(landscape, music_map, groups=maps.labels(db), width=width, ground=ground)
    context.check_cancelled()
    pictures.save(image, path)
    context.report(2, 2, "Drawn")


def _layer(db: Database, music_map: MusicMap, layer: str) -> pictures.Ground:
    """The U-matrix or a component plane. Raises ``UsageError`` for any other layer."""
    rows, columns, wrap = music_map.rows, music_map.columns, music_map.toroidal
    kind, _, name = layer.partition(":")
    if layer == "umatrix":
        values = planes.u_matrix(music_map.codebook, rows=rows, columns=columns, toroidal=wrap)
        return pictures.ground(values, "U-matrix", rows=rows, columns=columns)
    if kind != "plane" or not name:
        raise UsageError(f"there is no layer “{layer}”", remedy="islands, umatrix, or plane:NAME")
    known = measures.known(db)
    names = {one.replace(" ", "_"): one for one in known if not measures.is_word(one)}
    measure = measures.spelled(db, [name])[0] if measures.is_word(name) else names.get(name.replace(" ", "_"))
    if measure is None:
        raise UsageError(f"no song has “{name}”", remedy=f"one of {', '.join(names)}")
    numbers = measures.load(db, music_map.track_ids, [measure])[:, 0]
    values = planes.plane(numbers, music_map.cells, rows=rows, columns=columns, toroidal=wrap)
    return pictures.ground(values, readable(measure), rows=rows, columns=columns)
