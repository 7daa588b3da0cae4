"""What is done to a journey away from the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from organizer.analysis.map.corridor import along_line
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.canvas.songs import SongsOnMap
from organizer.work.arranging import journeying
from organizer.work.arranging.journeying import Journey, JourneySongs
from organizer.work.jobs import JobContext

#: Songs that a search for a stop offers.
_OFFERED = 20


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A journey as the window shows it."""

    journey: Journey
    name: str
    seconds: float  #: how long it plays
    drawn: tuple[tuple[float, float], ...] = ()  #: the line that it leads along, in cells


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What a change starts from."""

    context: JobContext
    db: Database
    songs: JourneySongs | None
    journey: Journey | None

    def reach(self, stops: Sequence[int]) -> JourneySongs:
        """The songs that a journey through these stops can lead over, loaded unless they are there."""
        if self.songs is not None and self.songs.has(stops):
            return self.songs
        return journeying.songs_for(self.db, stops, everything=None)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One thing that a person does to a journey."""

    label: str  #: for undo
    make: Callable[[Task], tuple[Journey, JourneySongs]]
    drawn: tuple[tuple[float, float], ...] = ()  #: a line that it leads along from now on
    count: int | None = None  #: of songs, where this is what changes: of several in a row the last one counts


def change(
    context: JobContext,
    db: Database,
    songs: JourneySongs | None,
    shown: Shown | None,
    changes: Sequence[Change],
) -> tuple[Shown, JourneySongs]:
    """The job: make the changes, one after the other."""
    journey, drawn = (shown.journey, shown.drawn) if shown is not None else (None, ())
    for one in changes:
        drawn = one.drawn or drawn
        journey, songs = one.make(Task(context, db, songs, journey))
    assert journey is not None and songs is not None
    seconds = tracks.extent(db, journey.ids).seconds
    return Shown(journey, journeying.title(db, journey), seconds, drawn if journey.line else ()), songs


def begin(stops: Sequence[int], n: int | None = None) -> Change:
    """A new journey."""

    def make(task: Task) -> tuple[Journey, JourneySongs]:
        songs = task.reach(stops)
        # a selection has no order of its own: the shortest way through it
        ordered = _shortest(songs, stops) if len(stops) > 2 else stops
        return journeying.begin(task.context, task.db, songs, ordered, n), songs

    return Change(tr("Journey"), make)


def _shortest(songs: JourneySongs, stops: Sequence[int]) -> list[int]:
    from organizer.analysis.space.ordering import listening_order

    order = listening_order(songs.ground.songs[songs.rows(stops)])
    return [stops[int(at)] for at in order]


def along(on_map: SongsOnMap, line: Sequence[tuple[float, float]], width: float, aspect: float) -> Change:
    """A new journey along a line, in cells of the map that is shown."""

    def make(task: Task) -> tuple[Journey, JourneySongs]:
        torus = (on_map.columns, on_map.rows) if on_map.toroidal else None
        places = along_line(on_map.x, on_map.y, line, width, aspect=aspect, torus=torus)
        ids = on_map.ids[places].tolist()
        if not ids:
            raise UsageError(
                tr("no song lies along this line"), remedy=tr("draw it over land, or make it broader")
            )
        songs = task.reach(ids[:1])
        return journeying.along(task.context, task.db, songs, ids), songs

    return Change(tr("Journey along a line"), make, tuple(line))


def add_stop(stop: int) -> Change:
    """Lead the journey on to this song."""

    def make(task: Task) -> tuple[Journey, JourneySongs]:
        journey = _there(task)
        songs = task.reach((*journey.stops, stop))
        return journeying.add_stop(task.context, task.db, songs, journey, stop), songs

    return Change(tr("Add a stop"), make)


def move(old: int, new: int) -> Change:
    """Another song in place of a stop or bend."""

    def make(task: Task) -> tuple[Journey, JourneySongs]:
        journey = _there(task)
        songs = task.reach((*journey.stops, new))
        return journeying.move(task.context, task.db, songs, journey, old, new), songs

    return Change(tr("Move a stop"), make)


def remove(gone: int) -> Change:
    """Without this stop or bend."""

    def without(task: Task, songs: JourneySongs, journey: Journey) -> Journey:
        return journeying.remove(task.context, task.db, songs, journey, gone)

    return Change(tr("Remove a stop"), partial(_made, without))


def bend(step: int, candidates: Sequence[int]) -> Change:
    """Draw the way behind its song number ``step`` to one of the candidates."""

    def bent(task: Task, songs: JourneySongs, journey: Journey) -> Journey:
        return journeying.bend(task.context, task.db, songs, journey, step, candidates)

    return Change(tr("Bend the journey"), partial(_made, bent))


def again() -> Change:
    """Another way through the same stops."""

    def other(task: Task, songs: JourneySongs, journey: Journey) -> Journey:
        return journeying.again(task.context, task.db, songs, journey)

    return Change(tr("Another way"), partial(_made, other))


def resize(n: int) -> Change:
    """As many songs."""

    def sized(task: Task, songs: JourneySongs, journey: Journey) -> Journey:
        return journeying.resized(task.context, task.db, songs, journey, n)

    return Change(tr("Length of the journey"), partial(_made, sized), count=n)


def _made(make: Callable[[Task, JourneySongs, Journey], Journey], task: Task) -> tuple[Journey, JourneySongs]:
    journey = _there(task)
    songs = task.reach(journey.stops)
    return make(task, songs, journey), songs


def _there(task: Task) -> Journey:
    assert task.journey is not None
    return task.journey


def offers(context: JobContext, db: Database, songs: JourneySongs | None, text: str) -> list[tuple[int, str]]:
    """Songs that a text may mean, that a journey can lead to: ids and names."""
    ids = tracks.query(db, text)[: 50 * _OFFERED]
    named: list[tuple[int, str]] = []
    for start in range(0, len(ids), _OFFERED):
        context.check_cancelled()
        part = [int(i) for i in ids[start : start + _OFFERED]]
        fitting = part if songs is None else [i for i in part if songs.has([i])]
        named += [(track.id, track.label) for track in tracks.get_many(db, fitting)]
        if len(named) >= _OFFERED:
            break
    return named[:_OFFERED]
