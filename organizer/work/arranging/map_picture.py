"""The map of a library as a picture file: gathers what ``pictures.map`` draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from organizer.analysis.map.refining import Grid
from organizer.analysis.space import landscape as terrain
from organizer.analysis.space import planes
from organizer.base.arrangement import MusicMap
from organizer.base.descriptors import ADDED, PLAYED, RATED
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.palette import group_colour
from organizer.library import maps, measures
from organizer.library.plays import own_numbers
from organizer.library.storage.database import Database
from organizer.pictures import layers
from organizer.pictures import map as pictures
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext

#: Layers that show what a person did, and the number of songs that each shows.
OWN = {"added": ADDED, "plays": PLAYED, "rating": RATED}
#: Layers that every map has.
LAYERS = ("islands", "umatrix", "density", "groups", *OWN)


def write_picture(
    context: JobContext,
    db: Database,
    music_map: MusicMap,
    path: str | Path,
    *,
    width: int = 1600,
    layer: str = "islands",
    dark: bool = False,
) -> None:
    """Draw the map with its songs, coloured by group where there are groups, into a PNG file, atomically.

    ``layer``: one of ``LAYERS``, or "plane:NAME" of any number that songs have; ``dark``: by night.
    """
    shown = None if layer == "islands" else _layer(db, music_map, layer)
    context.report(0, 2, tr("Raising the land"))
    landscape = mapping.landscape(
        context,
        db,
        music_map,
        pixels_per_cell=pictures.pixels_per_cell(music_map, width),
        cells_per_character=music_map.columns / pictures.CHARACTERS_ACROSS,
    )
    context.report(1, 2, tr("Drawing"))
    image = pictures.render(landscape, music_map, groups=maps.labels(db), width=width, layer=shown, dark=dark)
    context.check_cancelled()
    pictures.save(image, path)
    context.report(2, 2, tr("Drawn"))


def _layer(db: Database, music_map: MusicMap, layer: str) -> layers.Layer:
    """A layer as the window has it. Raises ``UsageError`` for one that there is not."""
    grid = Grid(music_map.rows, music_map.columns, music_map.toroidal)
    row, column = terrain.cut(music_map)
    places = terrain.song_positions(music_map, row, column) + np.float32(0.5)
    ids = music_map.track_ids
    if layer == "umatrix":
        values = planes.u_matrix(
            music_map.codebook, rows=grid.rows, columns=grid.columns, toroidal=grid.toroidal
        )
        shown = np.roll(values.reshape(grid.rows, grid.columns), (-row, -column), (0, 1))
        return layers.umatrix_layer(shown, grid)
    if layer == "density":
        return layers.density_layer(places, grid)
    if layer == "groups":
        numbers = dict(zip(*(part.tolist() for part in maps.labels(db)), strict=True))
        groups = np.array([numbers.get(track_id, -1) for track_id in ids.tolist()], np.int64)
        colours = [bytes.fromhex(group_colour(n)[1:]) for n in range(int(groups.max(initial=-1)) + 1)]
        return layers.group_layer(groups, places, np.array([[*one] for one in colours], np.uint8), grid)
    own = OWN.get(layer)
    if own is not None:
        return layers.number_layer(own, own_numbers.load(db, ids, own), places, grid)
    measure = _measure(db, layer)
    return layers.number_layer(measure, measures.load(db, ids, [measure])[:, 0], places, grid)


def _measure(db: Database, layer: str) -> str:
    """The number that "plane:NAME" means."""
    kind, _, name = layer.partition(":")
    if kind != "plane" or not name:
        raise UsageError(
            tr("there is no layer “{layer}”", layer=layer),
            remedy=tr("{layers}, or plane:NAME", layers=", ".join(LAYERS)),
        )
    known = measures.known(db)
    names = {one.replace(" ", "_"): one for one in known if not measures.is_word(one)}
    measure = measures.spelled(db, [name])[0] if measures.is_word(name) else names.get(name.replace(" ", "_"))
    if measure is None:
        raise UsageError(
            tr("no song has “{name}”", name=name), remedy=tr("one of {names}", names=", ".join(names))
        )
    return measure
