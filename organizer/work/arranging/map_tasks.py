"""The map and the groups as the window gets them: tasks for the helper process (``work.helper``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from organizer.base.language import tr
from organizer.library.storage.database import Database
from organizer.work import helper

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Landscape
    from organizer.base.arrangement import Grouping, MusicMap, Space
    from organizer.base.model import FloatArray, IntArray
    from organizer.library.places.map_versions import Version
    from organizer.pictures.terrain import Relief
    from organizer.work.arranging.map_versions import Pixels
    from organizer.work.arranging.regions import DrawnRegion
    from organizer.work.arranging.regrouping import Change
    from organizer.work.arranging.topping_up import Topped


@dataclass(frozen=True, slots=True, eq=False)
class DrawnMap:
    """A map with its landscape, ready to be shown."""

    music_map: MusicMap
    landscape: Landscape
    relief: Relief  #: the land, to be painted by day or by night
    regions: tuple[DrawnRegion, ...] = ()  #: where they lie on it, if it is one that is tried out


def load(library: str) -> DrawnMap | None:
    """The current map, if there is one."""
    from organizer.library import maps

    with Database(library) as db:
        music_map = maps.load_map(db)
        return None if music_map is None else _draw(db, music_map)


def label(library: str) -> Landscape | None:
    """The current map with the names that its islands have by now, drawn coarsely."""
    from organizer.library import maps
    from organizer.work.arranging import mapping

    with Database(library) as db:
        music_map = maps.load_map(db)
        return None if music_map is None else mapping.landscape(None, db, music_map, pixels_per_cell=1)


def build(
    library: str,
    toroidal: bool,
    keep_places: bool,
    weights: Mapping[str, float] | None = None,
    space: Space | None = None,
    start: tuple[IntArray, FloatArray] | None = None,
) -> DrawnMap:
    """Train the map on every analyzed song; see ``mapping.build_map``."""
    from organizer.work.arranging import mapping

    context = helper.context()
    with Database(library) as db:
        music_map = mapping.build_map(
            context,
            db,
            toroidal=toroidal,
            keep_places=keep_places,
            weights=weights,
            space=space,
            start=start,
        )
        context.report(mapping.STEPS, mapping.STEPS, tr("Drawing the land"))
        return _draw(db, music_map)


def preview(library: str, ids: IntArray, places: FloatArray) -> DrawnMap | None:
    """The current map as it would be if these songs, ids ascending, lay elsewhere; nothing is stored."""
    from dataclasses import replace

    from organizer.library import maps
    from organizer.work.arranging import mapping, place_names, regions

    with Database(library) as db:
        current = maps.load_map(db)
        if current is None or not len(current.track_ids):
            return None
        there = mapping.moved(current, ids, places)
        named = place_names.namer(db, there.track_ids).cell_names(there.cells, there.rows * there.columns)
        made = replace(there, names=named)
        return replace(_draw(db, made), regions=regions.drawn(db, made))


def place(library: str, more_come: bool = False) -> tuple[DrawnMap | None, list[Topped]]:
    """Put the songs analyzed since on the current map; see ``mapping.place_new``. Also the playlists that
    grew by them."""
    from organizer.work.arranging import mapping, topping_up

    with Database(library) as db:
        music_map = mapping.place_new(db, more_come=more_come)
        topped = topping_up.top_up(db)
        return None if music_map is None else _draw(db, music_map), topped


def restore(library: str, number: int) -> tuple[DrawnMap, int | None]:
    """Go back to an earlier map; see ``map_versions.restore``. Also the version that the map of before is."""
    from organizer.work.arranging import map_versions

    with Database(library) as db:
        restored = map_versions.restore(db, number)
        return _draw(db, restored.music_map), restored.replaced


def versions(library: str, pixels: int) -> list[tuple[Version, Pixels]]:
    """Earlier maps with small pictures; see ``map_versions.pictures``."""
    from organizer.work.arranging import map_versions

    with Database(library) as db:
        return map_versions.pictures(db, pixels)


def group(library: str, more_come: bool = False) -> tuple[Grouping, list[Topped], Change | None]:
    """The groups after the map was built; see ``proposing.rebuild``. Also the playlists that grew by it, and
    what better groups would change, which were not made."""
    from organizer.work.arranging import proposing, topping_up

    with Database(library) as db:
        made, better = proposing.rebuild(helper.context(), db, more_come=more_come)
        return made, topping_up.top_up(db), better


def _draw(db: Database, music_map: MusicMap) -> DrawnMap:
    from organizer.pictures.terrain import relief
    from organizer.work.arranging import mapping

    landscape = mapping.landscape(None, db, music_map)
    return DrawnMap(music_map, landscape, relief(landscape))
