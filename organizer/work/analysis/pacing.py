"""When and how hard songs are analyzed in the background, by the pace of their library.

``decide`` is the one place where that is decided, from plain values. ``Pacing`` asks it while songs are
analyzed: none is begun that it does not allow, those that were begun are ended and stored.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from organizer.base import system
from organizer.base.language import tr
from organizer.base.machine import power
from organizer.library.sounds import pace as paces
from organizer.library.sounds.pace import DAY, Pace
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext, default_jobs

Song = TypeVar("Song", bound=Hashable)

#: Seconds after which the pace is looked at again, and what the computer runs on.
_LOOK, _LOOK_AT_POWER = 2.0, 30.0

#: Seconds that may pass until a rest that is over is noticed.
_LAG = 0.5


@dataclass(frozen=True, slots=True)
class Decision:
    """What may be done now."""

    workers: int  #: processes that may analyze songs; 0: it waits
    processors: float = 0.0  #: so many of them are busy on average; less than ``workers``: they rest
    reason: str = ""  #: why it waits: "hours" or "mains"
    until: datetime | None = None  #: until when, where that is known


def decide(pace: Pace, *, now: datetime, on_mains: bool | None, processors: int, workers: int) -> Decision:
    """Whether songs may be analyzed now, and by how much of the computer.

    Parameters
    ----------
    now : the time on the clock of this place
    on_mains : None counts as mains: most computers have no battery, and say nothing
    processors : of the computer
    workers : processes that there would be without a pace, at least 1

    The share is of all processors. There are no more processes than it needs, nor than without a pace; where
    they would be busy for more than the share, they rest.
    """
    if pace.hours is not None and not _within(pace.hours, now.hour * 60 + now.minute):
        return Decision(0, reason="hours", until=_next(pace.hours[0], now))
    if pace.mains_only and on_mains is False:
        return Decision(0, reason="mains")
    if pace.share >= 100:
        return Decision(workers, float(workers))
    allowed = processors * pace.share / 100
    workers = min(workers, max(1, math.ceil(allowed)))
    return Decision(workers, min(allowed, float(workers)))


def words(decision: Decision) -> str:
    """Why it waits, for people; "" while it need not."""
    if decision.until is not None:
        return tr("Waits until {time}", time=decision.until.strftime("%H:%M"))
    return tr("Waits for mains power") if decision.reason else ""


def free_from(free: float, *, begun: float, worked: float, processors: float) -> float:
    """The moment from which on another song may be begun, in seconds.

    Parameters
    ----------
    free : that moment before a song was ended
    begun : when this song was begun
    worked : seconds of processor time that it took
    processors : that may be busy on average

    Songs that are begun no earlier keep the share: each makes room for itself from when it was begun, and one
    that waited for its disk leaves no room to others that come later. Only what was lost until somebody
    looked whether another may be begun is made up for.
    """
    return max(free, begun - _LAG) + worked / processors


def _within(hours: tuple[int, int], minute: int) -> bool:
    begin, end = hours
    return begin <= minute < end if begin < end else minute >= begin or minute < end


def _next(minute: int, now: datetime) -> datetime:
    """When it is this minute of the day next."""
    today = now.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def time_of_day(minute: int) -> str:
    """ "22:30", from minutes of the day."""
    return f"{minute % DAY // 60:02}:{minute % 60:02}"


class Pacing:
    """Keeps one run of the analysis to the pace of its library, as it is at each moment.

    ``look``, ``now`` and ``clock`` tell the power, the time of day and seconds. ``elsewhere``: other
    computers do the work, for which the hours count alone. ``at_once``: a person waits, so that the share
    counts alone.
    """

    def __init__(
        self,
        db: Database,
        *,
        workers: int,
        elsewhere: bool = False,
        at_once: bool = False,
        look: Callable[[], bool | None] = power.on_mains,
        now: Callable[[], datetime] = datetime.now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db, self._workers = db, workers
        self._elsewhere, self._at_once = elsewhere, at_once
        self._look, self._now, self._clock = look, now, clock
        self._on_mains: bool | None = None
        self._looked = self._looked_at_power = -math.inf
        self._decision = Decision(0)
        self._begun: dict[Hashable, float] = {}
        self._free = -math.inf

    def wait(self, context: JobContext, done: int, total: int) -> int:
        """Wait until songs may be analyzed, and say so; how many processes may do it then."""
        told = ""
        while not (decision := self._decide(context)).workers:
            if (text := words(decision)) != told:
                told = text
                context.report(done, total, waiting=text)
            context.wait(_LOOK)
        if told:
            context.report(done, total)
        self._decision = decision
        return decision.workers

    def songs(self, context: JobContext, source: Iterator[Song]) -> Iterator[Song]:
        """Songs of the source, for as long as they may be begun as it was decided last."""
        while self._holds(context):
            song = next(source, None)
            if song is None:
                return
            self._begun[song] = self._clock()
            yield song

    def ended(self, song: Hashable, worked: float | None) -> None:
        """A song was ended, after so many seconds of processor time; None: not known, so all that it took."""
        begun = self._begun.pop(song)
        took = self._clock() - begun if worked is None else worked
        self._free = free_from(self._free, begun=begun, worked=took, processors=self._decision.processors)

    def limit(self, most: int) -> int:
        """How many songs may be under way now, of this many without a pace: where processes rest, one for
        each, and none while they do."""
        decision = self._decision
        if decision.processors >= decision.workers:
            return most
        return decision.workers if self._clock() >= self._free else 0

    def _holds(self, context: JobContext) -> bool:
        return self._clock() - self._looked < _LOOK or self._decide(context) == self._decision

    def _decide(self, context: JobContext) -> Decision:
        self._looked = self._clock()
        pace = paces.load(self._db)
        if self._elsewhere:
            pace = Pace(pace.hours)
        if self._at_once:
            pace = Pace(share=pace.share)
        decision = self._decided(pace)
        if decision.workers:
            context.hurry(False)  # the next time is another matter
        elif context.hurried:
            decision = self._decided(Pace(share=pace.share))
        return decision

    def _decided(self, pace: Pace) -> Decision:
        if pace.mains_only and self._looked - self._looked_at_power >= _LOOK_AT_POWER:
            self._looked_at_power, self._on_mains = self._looked, self._look()
        return decide(
            pace,
            now=self._now(),
            on_mains=self._on_mains,
            processors=system.cores(),
            workers=self._workers,
        )


def decide_now(db: Database, jobs: int) -> Decision:
    """What may be done in this library at this moment, by so many processes (0: the usual number)."""
    pace = paces.load(db)
    return decide(
        pace,
        now=datetime.now(),
        on_mains=power.on_mains() if pace.mains_only else None,
        processors=system.cores(),
        workers=jobs or default_jobs(),
    )
