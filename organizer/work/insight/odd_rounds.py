"""Rounds of “which does not belong?” on the songs of a map: what is asked next, what answers teach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.judging import odd_one_out
from organizer.base.arrangement import MusicMap
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import IntArray, Track
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.analysis.weighing import describe
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.judging.odd_one_out import Belief, Doubles
    from organizer.analysis.map.morphing import Described

#: Rounds that are offered, threes that one is chosen from, and songs that they are drawn from at most.
ROUNDS = 30
_DRAWN, _MOST = 6_000, 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """Three songs, and how far two of them are apart when one is taken out."""

    ids: tuple[int, int, int]
    apart: Doubles


@dataclass(frozen=True, slots=True, eq=False)
class Rounds:
    """Where a person is: what is believed by now, and the round that is asked."""

    ids: IntArray
    songs: Described
    belief: Belief
    asked: int  #: rounds before this one, also those without an answer
    round: Round


def begin(context: JobContext, db: Database, music_map: MusicMap) -> Rounds:
    """The first round. Raises ``UsageError`` where there are too few songs that can be played."""
    ids, songs, weights = describe(context, db, music_map)
    sounds: dict[str, int] = {}
    for row, track in zip(ids.tolist(), _tracks(db, ids), strict=True):
        if track is not None and track.available:
            sounds.setdefault(track.audio_hash or str(row), row)
    rows = np.flatnonzero(np.isin(ids, list(sounds.values())))
    if len(rows) < 4:
        raise UsageError(tr("too few songs are there to compare three of them"), remedy=tr("add some music"))
    rows = rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), _MOST)).astype(np.int64))]
    part = songs.some(rows)
    belief = odd_one_out.begin(part, weights)
    return _ask(ids[rows], part, belief, 0)


def answer(context: JobContext, rounds: Rounds, odd: int | None) -> Rounds:
    """The next round, after this one of the three was called odd; None: nobody can tell."""
    context.check_cancelled()
    belief = rounds.belief if odd is None else rounds.belief.after(rounds.round.apart, odd)
    return _ask(rounds.ids, rounds.songs, belief, rounds.asked + 1)


def _ask(ids: IntArray, songs: Described, belief: Belief, asked: int) -> Rounds:
    threes = odd_one_out.draw(_DRAWN, np.arange(len(ids)), seed=asked)
    apart = odd_one_out.distances(songs, threes)
    best = belief.most_telling(apart)
    one, two, three = ids[threes[best]].tolist()
    return Rounds(ids, songs, belief, asked, Round((one, two, three), apart[best]))


def _tracks(db: Database, ids: IntArray) -> list[Track | None]:
    known = {track.id: track for track in tracks.get_many(db, ids.tolist())}
    return [known.get(i) for i in ids.tolist()]
