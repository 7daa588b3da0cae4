"""Journeys: ways over the map through stops, changed step by step.

A journey is a value; every change gives another one and leaves as much of the way as it can. Songs that are
away or have no file are led around, unless they are stops, or the list is not for a player (``everything``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from organizer.analysis.map import journeys
from organizer.analysis.map.journeys import Ground
from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import fingerprints, tracks
from organizer.library.overview import identities
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import embed_if_any, row_of
from organizer.work.arranging.alike import places
from organizer.work.jobs import JobContext

#: Songs of a journey from one stop to another, and how many come with each further stop.
USUAL, PER_STOP = 12, 6
#: Stops that a journey may have.
MOST_STOPS = 50
#: Two songs of a way may be copies of one recording when they are nearer than this share of a usual step.
_TWINS = 0.5


@dataclass(frozen=True, slots=True)
class Journey:
    """A way through stops. Ids of songs."""

    ids: tuple[int, ...]  #: in the order of the way
    stops: tuple[int, ...]  #: those it must pass, in their order; the first and the last are its ends
    bends: tuple[int, ...] = ()  #: songs that it was drawn through
    line: tuple[int, ...] = ()  #: the songs along the line that it was drawn by
    worn: tuple[int, ...] = ()  #: songs of earlier ways, as often as they were in one

    @property
    def fixed(self) -> frozenset[int]:
        """The songs that stay when it is made longer, shorter or anew."""
        return frozenset((*self.stops, *self.bends))


@dataclass(frozen=True, slots=True, eq=False)
class JourneySongs:
    """The songs that journeys can lead over."""

    ids: IntArray  #: ascending, shape=(n,)
    ground: Ground

    def rows(self, ids: Sequence[int]) -> list[int]:
        """Where these songs stand; those that are not among them are left out."""
        at = np.searchsorted(self.ids, ids)
        return [int(i) for i, song in zip(at, ids, strict=True) if i < len(self.ids) and self.ids[i] == song]

    def has(self, ids: Sequence[int]) -> bool:
        """Whether all of these are among them."""
        return len(self.rows(ids)) == len(ids)


def usual_count(stops: int) -> int:
    """How many songs a journey with so many stops has where nobody asked for another number."""
    return USUAL + PER_STOP * max(0, stops - 2)


def songs_for(db: Database, stops: Sequence[int], *, everything: bool | None = False) -> JourneySongs:
    """The songs that a journey through these stops can lead over. Raises ``UsageError`` where a stop has
    nothing to be compared by. ``everything``: None where it depends on whether the stops have files."""
    ids, matrix = embed_if_any(db)
    if not np.isin(stops, ids).all():  # also while a new version of the analysis has not come to them yet
        common = places(db, stops)
        ids, matrix = common.ids, common.matrix
        for stop in stops:
            row_of(db, ids, stop)
    known = identities(db, ids)
    if everything is None:
        everything = not known.here[np.searchsorted(ids, stops)].any()
    free = np.ones(len(ids), bool) if everything else known.here
    songs = np.ascontiguousarray(matrix, np.float32)
    return JourneySongs(ids, Ground(songs, known.recordings, known.artists, free))


def begin(
    context: JobContext | None, db: Database, songs: JourneySongs, stops: Sequence[int], n: int | None = None
) -> Journey:
    """A journey of ``n`` songs through the stops."""
    stops = _checked(stops)
    n = usual_count(len(stops)) if n is None else n
    if n < len(stops):
        raise UsageError(
            plural(
                "a journey through one stop has at least one song",
                "a journey through {n} stops has at least as many songs",
                len(stops),
            ),
            remedy=tr("ask for more"),
        )
    rows = songs.rows(stops)
    journey = Journey(tuple(stops), tuple(stops))
    if len(stops) == 1:
        return _completed(context, db, songs, journey, [*rows, *[-1] * (n - 1)])
    return _completed(context, db, songs, journey, _laid(songs.ground, rows, n - len(rows)))


def along(
    context: JobContext | None, db: Database, songs: JourneySongs, line: Sequence[int], n: int | None = None
) -> Journey:
    """A journey along the songs of a drawn line, in its order, thinned to ``n``."""
    rows = np.array(songs.rows(line), np.int64)
    way = journeys.thinned(songs.ground, rows, n or USUAL)
    if not len(way):
        raise UsageError(
            tr("no song lies along this line"), remedy=tr("draw it over land, or with a broader line")
        )
    ids = tuple(songs.ids[way].tolist())
    return Journey(ids, tuple(dict.fromkeys((ids[0], ids[-1]))), line=tuple(line))


def again(context: JobContext | None, db: Database, songs: JourneySongs, journey: Journey) -> Journey:
    """Another good way through the same stops and bends, with as many songs and few of the same."""
    used = (*journey.worn, *(song for song in journey.ids if song not in journey.fixed))
    other = replace(journey, worn=used)
    if journey.line and not journey.bends and len(journey.stops) <= 2:
        other = replace(journey, worn=(*journey.worn, *journey.ids))
        along = np.array(songs.rows(journey.line), np.int64)
        way = journeys.thinned(songs.ground, along, len(journey.ids), worn=_worn(songs, other))
        ids = tuple(songs.ids[way].tolist())
        return replace(other, ids=ids, stops=tuple(dict.fromkeys((ids[0], ids[-1]))))
    places = [row for song in journey.ids for row in (songs.rows([song]) if song in journey.fixed else [-1])]
    return _completed(context, db, songs, other, places)


def resized(
    context: JobContext | None, db: Database, songs: JourneySongs, journey: Journey, n: int
) -> Journey:
    """The journey with ``n`` songs, or as many as it must have: stops and bends stay, and most others."""
    rows = songs.rows(journey.ids)
    if n <= len(rows):
        way = journeys.shortened(songs.ground, rows, n, stays=songs.rows(sorted(journey.fixed)))
        return replace(journey, ids=tuple(songs.ids[way].tolist()))
    if len(rows) == 1:
        return _completed(context, db, songs, journey, [*rows, *[-1] * (n - 1)])
    counts = journeys.spread(journeys.steps(songs.ground.songs, rows).tolist(), n - len(rows))
    places = [place for row, more in zip(rows, [*counts, 0], strict=True) for place in (row, *[-1] * more)]
    return _completed(context, db, songs, journey, places)


def add_stop(
    context: JobContext | None, db: Database, songs: JourneySongs, journey: Journey, stop: int
) -> Journey:
    """The journey led on to one more stop; what there is of it stays."""
    stops = _checked([*journey.stops, stop])
    before = [song for song in journey.ids if song != stop]
    first = len(journey.stops) == 1
    more = usual_count(2) - 2 if first else PER_STOP - 1
    places = songs.rows(before[:1] if first else before) + [-1] * more + songs.rows([stop])
    bends = tuple(song for song in journey.bends if song != stop)
    return _completed(context, db, songs, replace(journey, stops=tuple(stops), bends=bends), places)


def move(
    context: JobContext | None, db: Database, songs: JourneySongs, journey: Journey, old: int, new: int
) -> Journey:
    """The journey with another song in place of a stop or a bend; the way to it and from it is made anew."""
    if new in journey.fixed or old not in journey.fixed:
        return journey
    stops = tuple(new if stop == old else stop for stop in journey.stops)
    bends = tuple(new if bend == old else bend for bend in journey.bends)
    return _relaid(context, db, songs, replace(journey, stops=stops, bends=bends), journey, old, (new,))


def remove(
    context: JobContext | None, db: Database, songs: JourneySongs, journey: Journey, gone: int
) -> Journey:
    """The journey without a stop or a bend: as long as before, or, without an end, up to the next stop."""
    if gone not in journey.fixed or len(journey.stops) < 2:
        return journey
    stops = tuple(stop for stop in journey.stops if stop != gone)
    left = replace(journey, stops=stops, bends=tuple(bend for bend in journey.bends if bend != gone))
    if gone not in (journey.stops[0], journey.stops[-1]):
        return _relaid(context, db, songs, left, journey, gone, ())
    first, last = journey.ids.index(stops[0]), journey.ids.index(stops[-1])
    ids = journey.ids[first : last + 1]
    return replace(left, ids=ids, bends=tuple(bend for bend in left.bends if bend in ids))


def bend(
    context: JobContext | None,
    db: Database,
    songs: JourneySongs,
    journey: Journey,
    step: int,
    candidates: Sequence[int],
) -> Journey:
    """The journey drawn, after its song number ``step``, to the first candidate that can be in it."""
    ground, fixed = songs.ground, songs.rows(sorted(journey.fixed))
    taken = set(ground.recordings[fixed].tolist())
    via = next(
        (
            song
            for song in candidates
            for row in songs.rows([song])
            if ground.free[row] and int(ground.recordings[row]) not in taken
        ),
        None,
    )
    if via is None or not 0 <= step < len(journey.ids) - 1:
        return journey
    after = next(song for song in journey.ids[step + 1 :] if song in journey.fixed)
    bent = replace(journey, bends=(*journey.bends, via))
    return _relaid(context, db, songs, bent, journey, after, (via, after), behind=False)


def _relaid(
    context: JobContext | None,
    db: Database,
    songs: JourneySongs,
    changed: Journey,
    journey: Journey,
    song: int,
    instead: Sequence[int],
    *,
    behind: bool = True,
) -> Journey:
    """The way from the fixed song before ``song`` to the one behind it made anew, through those ``instead``
    of it; not ``behind``: only up to it."""
    at = [i for i, one in enumerate(journey.ids) if one in journey.fixed]
    here = at.index(journey.ids.index(song))
    first = at[max(here - 1, 0)]
    last = at[min(here + 1, len(at) - 1)] if behind else at[here]
    through = [
        *(journey.ids[first : first + 1] if here > 0 else ()),
        *instead,
        *(journey.ids[last : last + 1] if behind and here < len(at) - 1 else ()),
    ]
    outside = set(through)
    before = [one for one in journey.ids[:first] if one not in outside]
    after = [one for one in journey.ids[last + 1 :] if one not in outside]
    free = max(len(journey.ids) - len(before) - len(through) - len(after), 0)
    places = [
        *songs.rows(before),
        *_laid(songs.ground, songs.rows(through), free),
        *songs.rows(after),
    ]
    return _completed(context, db, songs, changed, places)


def _laid(ground: Ground, rows: Sequence[int], free: int) -> list[int]:
    """Places to be filled spread over the steps between these songs."""
    counts = journeys.spread(journeys.steps(ground.songs, rows).tolist(), free)
    return [place for row, more in zip(rows, [*counts, 0], strict=True) for place in (row, *[-1] * more)]


def _completed(
    context: JobContext | None, db: Database, songs: JourneySongs, journey: Journey, places: Sequence[int]
) -> Journey:
    """The journey with its places filled, without two copies of one recording."""
    ground = songs.ground
    if journey.line:
        ground = _near_line(songs, journey, sum(place < 0 for place in places))
    stays = set(songs.rows(sorted(journey.fixed)))
    worn = _worn(songs, journey)
    way = journeys.fill(ground, places, worn=worn)
    for _ in range(4):
        if context is not None:
            context.check_cancelled()
        copies = [row for row in _copies(db, songs, way, stays) if row not in stays]
        if not copies:
            break
        free = ground.free.copy()
        free[copies] = False
        ground = replace(ground, free=free)
        way = journeys.fill(ground, np.where(np.isin(way, copies), -1, way), worn=worn)
    return replace(journey, ids=tuple(songs.ids[way].tolist()))


def _near_line(songs: JourneySongs, journey: Journey, wanted: int) -> Ground:
    """The songs along the drawn line, if they are enough."""
    ground = songs.ground
    near = np.zeros(len(songs.ids), bool)
    near[songs.rows(journey.line)] = True
    near &= ground.free
    near[songs.rows(journey.ids)] = False
    return replace(ground, free=near) if np.count_nonzero(near) >= wanted else ground


def _worn(songs: JourneySongs, journey: Journey) -> IntArray | None:
    if not journey.worn:
        return None
    counts = np.zeros(len(songs.ids), np.int64)
    np.add.at(counts, songs.rows(journey.worn), 1)
    return counts


def _copies(db: Database, songs: JourneySongs, way: IntArray, stays: set[int]) -> list[int]:
    """Rows of a way that are, by their fingerprints, copies of others in it."""
    from organizer.analysis.ear import fingerprint

    if len(way) < 3:
        return []
    along: FloatArray = songs.ground.songs[way]
    squares = np.einsum("ij,ij->i", along, along)
    apart = np.sqrt(np.maximum(squares[:, None] + squares - 2.0 * (along @ along.T), 0.0))
    usual = float(np.median(np.diagonal(apart, 1)))
    pairs = np.argwhere(np.triu(apart < _TWINS * usual, 1))
    if not len(pairs):
        return []
    ids = songs.ids[way[np.unique(pairs)]].tolist()
    known: dict[int, fingerprint.Fingerprint] = {}
    for song, data in fingerprints.of_songs(db, ids, fingerprint.VERSION).items():
        try:
            known[song] = fingerprint.Fingerprint.from_bytes(data)
        except ValueError:
            continue  # the search for duplicates drops it and takes it anew
    copies: list[int] = []
    for a, b in pairs.tolist():
        one, other = (known.get(int(songs.ids[way[i]])) for i in (a, b))
        if one is not None and other is not None and fingerprint.match(one, other) is not None:
            copies.append(int(way[a] if way[b] in stays else way[b]))
    return copies


def _checked(stops: Sequence[int]) -> list[int]:
    chosen = [int(stop) for stop in stops]
    if not chosen:
        raise UsageError(tr("a journey needs a stop"), remedy=tr("name a song"))
    if len(set(chosen)) < len(chosen):
        raise UsageError(tr("a song is a stop twice"), remedy=tr("name it once"))
    if len(chosen) > MOST_STOPS:
        raise UsageError(tr("a journey has at most {most} stops", most=MOST_STOPS), remedy=tr("name fewer"))
    return chosen


def title(db: Database, journey: Journey) -> str:
    """ "From Blue Night to Red Sun", "From Blue Night by way of Green Hill to Red Sun"."""
    names = {track.id: track.title for track in tracks.get_many(db, journey.stops)}
    stops = [names.get(stop, "?") for stop in journey.stops]
    first, last = stops[0], stops[-1]
    if len(stops) < 2:
        return tr("Around {song}", song=first) if len(journey.ids) > 1 else tr("From {song}", song=first)
    if len(stops) == 2:
        return tr("From {first} to {last}", first=first, last=last)
    if len(stops) == 3:
        return tr("From {first} by way of {stop} to {last}", first=first, stop=stops[1], last=last)
    return plural(
        "From {first} by way of {n} stop to {last}",
        "From {first} by way of {n} stops to {last}",
        len(stops) - 2,
        first=first,
        last=last,
    )
