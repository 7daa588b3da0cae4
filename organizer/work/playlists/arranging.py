"""A list by rules: songs chosen and put in order, with what came of each rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from organizer.analysis.playing import order_figures, order_solver
from organizer.analysis.playing.order_solver import Wish
from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.library import tracks
from organizer.library.overview import list_columns
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.playlists import remarks, rule_songs
from organizer.work.playlists.figures import Figures, Line
from organizer.work.playlists.remarks import LeftOut
from organizer.work.playlists.rule_songs import RuleSongs
from organizer.work.playlists.rules import Rules


@dataclass(frozen=True, slots=True)
class Fixed:
    """Songs with a place, by their ids."""

    first: int | None = None
    last: int | None = None
    must: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """All of them, each once."""
        ends = (each for each in (self.first, self.last) if each is not None)
        return tuple(dict.fromkeys((*ends, *self.must)))


@dataclass(frozen=True, slots=True)
class Arranged:
    """A list by rules."""

    ids: tuple[int, ...]
    before: Figures  #: of the songs as they were given
    after: Figures
    left_out: tuple[LeftOut, ...]
    remarks: tuple[str, ...]  #: rules that could not be met, and why; what is not known
    cost: float
    seed: int


def arrange(
    context: JobContext,
    db: Database,
    ids: Sequence[int] | IntArray,
    rules: Rules,
    *,
    fixed: Fixed = Fixed(),
    seed: int = 0,
    everything: bool = True,
) -> Arranged:
    """A list of these songs by these rules; all of them, where no rule leaves any out.

    ``everything``: songs that are away or have no file may be in it, too. Raises ``UsageError`` where no list
    can be made: without songs, or where rules leave none. Missing songs of a playlist, ids below 0, stand at
    its end.
    """
    fixed = _with_must(db, fixed, rules)
    whole = np.asarray(ids, np.int64)
    given, missing = whole[whole >= 0], whole[whole < 0]
    if not len(given) and not fixed.ids:
        raise UsageError(tr("there are no songs to put in order"), remedy=tr("choose some first"))
    context.report(0, 100, tr("reading songs"))
    chosen, left_out = _candidates(db, given, rules, fixed, everything)
    if not len(chosen):
        raise UsageError(
            tr("no song is left: {reasons}", reasons=remarks.reasons(left_out)),
            remedy=_remedy(db, given, everything=everything),
        )
    chooses = rules.minutes is not None or rules.count is not None
    if not chooses and len(chosen) > order_solver.MOST:
        raise _too_many(len(chosen))
    if len(chosen) > order_solver.MOST:
        must = np.flatnonzero(np.isin(chosen, fixed.ids))
        chosen = chosen[order_solver.sample(len(chosen), must, seed=seed)]
    songs = rule_songs.songs_of(db, chosen)
    context.check_cancelled()
    costs = rule_songs.costs_of(songs, rules, everything=not chooses)
    wish = _wish(songs, rules, fixed)

    def go_on(done: int, total: int) -> None:
        context.check_cancelled()
        context.report(10 + 90 * done // max(total, 1), 100, tr("looking for the best order"))

    solution = order_solver.solve(costs, wish, seed=seed, keep_on=go_on)
    made = tuple(songs.ids[solution.order].tolist())
    copies = len(np.unique(songs.recordings))
    if not rules.copies and copies < len(chosen):
        left_out = (*left_out, LeftOut(tr("copies of recordings that are in it"), len(chosen) - copies))
    if len(made) < copies:
        left_out = (*left_out, LeftOut(tr("more than were asked for"), copies - len(made)))
    after = _figures(songs, rules, solution.order)
    said = remarks.of(songs, rules, after.near, after.errors, after.keys, solution.order, fixed.ids)
    if len(missing) and not rules.chooses:
        made = (*made, *missing.tolist())
        said = (*said, _missing_at_end(len(missing)))
    elif len(missing):
        left_out = (*left_out, LeftOut(tr("missing in the library"), len(missing)))
    before = _as_given(db, given, rules)
    context.report(100, 100)
    return Arranged(made, before, after, left_out, said, solution.cost, seed)


def _with_must(db: Database, fixed: Fixed, rules: Rules) -> Fixed:
    """With the songs that the rules name. Raises ``UsageError`` for one that the library lacks."""
    named = []
    for reference in rules.must:
        track = tracks.by_path(db, reference)
        if track is None:
            raise UsageError(
                tr("a song that must be in the list is not in the library"),
                path=reference,
                remedy=tr("take it out of the rules, or add its file"),
            )
        named.append(track.id)
    return replace(fixed, must=tuple(dict.fromkeys((*fixed.must, *named))))


def _remedy(db: Database, given: IntArray, *, everything: bool) -> str:
    """What to do where no song is left."""
    columns = list_columns(db, given)
    if everything or columns.here.any():
        return tr("loosen the rules")
    if columns.tabled.all():
        return tr("add the folder with their files, or arrange a saved playlist of them, as it is")
    return tr("connect the disk that they are on")


def _too_many(songs: int) -> UsageError:
    return UsageError(
        plural(
            "{n} song is too many to be put in order by rules",
            "{n} songs are too many to be put in order by rules",
            songs,
        ),
        remedy=tr("choose {most} at most, or say how long the list is to be", most=order_solver.MOST),
    )


def _missing_at_end(songs: int) -> str:
    return plural(
        "{n} song missing in the library: at the end of the list",
        "{n} songs missing in the library: at the end of the list",
        songs,
    )


def _candidates(
    db: Database, given: IntArray, rules: Rules, fixed: Fixed, everything: bool
) -> tuple[IntArray, tuple[LeftOut, ...]]:
    """The songs that may be in the list, and why others may not. Those with a place come in any case."""
    left_out = []
    stays = given
    for each in fixed.ids:
        if not (stays == each).any():
            stays = np.append(stays, each)
    asked = np.isin(stays, fixed.ids)
    columns = list_columns(db, stays)
    steps: list[tuple[str, npt.NDArray[np.bool_]]] = [(tr("no longer in the library"), columns.there)]
    if not everything:
        steps.append((tr("known from a table, without a file to play"), ~columns.tabled))
        steps.append((tr("their files are not there now"), columns.here))
    if rules.only.strip():
        why = tr("not “{search}”", search=rules.only.strip())
        steps.append((why, np.isin(stays, tracks.query(db, rules.only))))
    if rules.never.strip():
        never = tracks.matching(db, rules.never)
        fits = np.zeros(len(stays), bool) if never is None else ~np.isin(stays, never)
        steps.append((tr("never “{search}”", search=rules.never.strip()), fits))
    keep = np.ones(len(stays), bool)
    for number, (why, fits) in enumerate(steps):
        gone = keep & ~fits & (~asked if number else True)
        if gone.any():
            left_out.append(LeftOut(why, int(np.count_nonzero(gone))))
        keep &= ~gone
    return stays[keep], tuple(left_out)


def _wish(songs: RuleSongs, rules: Rules, fixed: Fixed) -> Wish:
    place = {song: row for row, song in reversed(list(enumerate(songs.ids.tolist())))}
    first, last = place.get(fixed.first or 0), place.get(fixed.last or 0)
    if last == first:
        last = None
    must = tuple(place[song] for song in fixed.must if song in place)
    return Wish(rules.count, first, last, must, None if rules.copies else songs.recordings)


def _figures(songs: RuleSongs, rules: Rules, order: IntArray) -> Figures:
    chooses = rules.minutes is not None or rules.count is not None
    ramps = rule_songs.ramps_of(songs, rules, everything=not chooses)
    spacings = rule_songs.spacings_of(songs, rules)
    lines = {}
    for name, values in (("tempo", songs.columns.tempo), ("energy", songs.columns.energy)):
        wanted = ramps[name].targets(len(order)).tolist() if name in ramps else []
        lines[name] = Line(tuple(values[order].tolist()), tuple(wanted))
    return Figures(
        len(order),
        float(songs.columns.seconds[order].sum()),
        order_figures.key_steps(songs.keys, order, rules.keys or "near"),
        {name: order_figures.ramp_error(ramp, order) for name, ramp in ramps.items()},
        {name: order_figures.near(spacing, order) for name, spacing in spacings.items()},
        order_figures.sound_step(songs.places, songs.analyzed, order),
        lines,
    )


def _as_given(db: Database, given: IntArray, rules: Rules) -> Figures:
    """What the songs were like in the order in which they came; of many, of the first."""
    songs = rule_songs.songs_of(db, given[: order_solver.MOST])
    return _figures(songs, rules, np.arange(len(songs.ids)))
