"""When and how hard songs are analyzed, from plain values: no test waits, and none looks at a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from organizer.base.errors import Cancelled
from organizer.base.model import Progress
from organizer.library import tracks
from organizer.library.sounds import pace as paces
from organizer.library.sounds.pace import Pace
from organizer.library.storage.database import Database
from organizer.work.analysis import analyzing, pacing
from organizer.work.analysis.pacing import Decision, Pacing, decide, free_from
from organizer.work.intake import importing
from organizer.work.jobs import JobContext

NIGHT, NOON = (22 * 60, 6 * 60), (12 * 60, 13 * 60 + 30)


def at(time: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-28T{time}")


def decided(pace: Pace, time: str = "12:00", mains: bool | None = None, workers: int = 7) -> Decision:
    return decide(pace, now=at(time), on_mains=mains, processors=8, workers=workers)


@pytest.mark.parametrize(
    ("hours", "time", "until"),
    [
        (NIGHT, "21:59", "2026-11-28T22:00"),
        (NIGHT, "22:00", ""),
        (NIGHT, "00:00", ""),
        (NIGHT, "05:59", ""),
        (NIGHT, "06:00", "2026-11-28T22:00"),
        (NOON, "11:59", "2026-11-28T12:00"),
        (NOON, "13:29", ""),
        (NOON, "13:30", "2026-11-29T12:00"),
        (None, "13:30", ""),
    ],
)
def test_hours_of_the_day_also_over_midnight(hours: tuple[int, int] | None, time: str, until: str) -> None:
    decision = decided(Pace(hours), time)
    assert bool(decision.workers) is not bool(until)
    assert decision.until == (datetime.fromisoformat(until) if until else None)


def test_only_on_mains_power_and_not_known_is_mains() -> None:
    waits = decided(Pace(mains_only=True), mains=False)
    assert waits == Decision(0, reason="mains") and pacing.words(waits) == "Waits for mains power"
    assert decided(Pace(mains_only=True), mains=None) == decided(Pace(mains_only=True), mains=True)
    assert decided(Pace(), mains=False).workers == 7
    both = decided(Pace(NIGHT, mains_only=True), mains=False)
    assert pacing.words(both) == "Waits until 22:00"


@pytest.mark.parametrize(
    ("share", "workers", "decision"),
    [
        (100, 7, Decision(7, 7.0)),  # no limit but the number of processes
        (100, 12, Decision(12, 12.0)),
        (50, 7, Decision(4, 4.0)),
        (50, 2, Decision(2, 2.0)),  # fewer processes than the share would allow
        (30, 7, Decision(3, 2.4)),
        (5, 7, Decision(1, 0.4)),
    ],
)
def test_the_share_is_of_all_processors(share: int, workers: int, decision: Decision) -> None:
    assert decided(Pace(share=share), workers=workers) == decision


@pytest.mark.parametrize(("workers", "processors"), [(1, 0.1), (1, 0.4), (3, 2.4), (2, 1.01)])
def test_rests_between_songs_keep_the_share(workers: int, processors: float) -> None:
    """Songs of one to four seconds of work, each begun by the first worker that rests no more."""
    free, worked = 0.0, 0.0
    ready = [0.0] * workers
    for number in range(400):
        worker = ready.index(min(ready))
        begun = max(ready[worker], free)
        length = 1.0 + number % 4
        free = free_from(free, begun=begun, worked=length, processors=processors)
        ready[worker], worked = begun + length, worked + length
    assert worked / max(free, *ready) == pytest.approx(processors, rel=0.02)


def test_a_song_that_waited_for_its_disk_needs_less_rest() -> None:
    assert free_from(0.0, begun=10.0, worked=2.0, processors=0.5) == 13.5
    assert free_from(0.0, begun=10.0, worked=0.5, processors=0.5) == 10.5  # it took 2 s: no rest
    assert free_from(30.0, begun=10.0, worked=1.0, processors=0.5) == 32.0
    assert free_from(9.8, begun=10.0, worked=1.0, processors=0.5) == 11.8  # begun a moment late


@dataclass
class World:
    """What a run sees: the time of day, seconds, and the power."""

    time: str = "12:00"
    seconds: float = 0.0
    mains: bool | None = None
    looks: int = 0

    def look(self) -> bool | None:
        self.looks += 1
        return self.mains

    def pacing(self, db: Database) -> Pacing:
        return Pacing(db, workers=2, look=self.look, now=lambda: at(self.time), clock=lambda: self.seconds)


def test_no_song_is_begun_when_the_hours_are_over_nor_with_another_pace(db: Database) -> None:
    world, context = World("05:59"), JobContext()
    paces.store(db, Pace(NIGHT))
    run = world.pacing(db)
    source = iter("abcd")
    assert run.wait(context, 0, 4) == 2
    assert next(run.songs(context, source)) == "a"
    world.time, world.seconds = "06:00", 60.0
    assert list(run.songs(context, source)) == []
    paces.store(db, Pace(share=1))
    assert run.wait(context, 1, 4) == 1
    songs = run.songs(context, source)
    assert next(songs) == "b" and run.limit(4) == 1
    world.seconds += 1.0
    run.ended("b", 1.0)
    assert run.limit(4) == 0  # it rests
    world.seconds += 10_000.0
    assert run.limit(4) == 1
    paces.store(db, Pace())
    assert list(songs) == []  # there may be more workers now
    assert run.wait(context, 2, 4) == 2 and run.limit(4) == 4
    assert list(run.songs(context, source)) == ["c", "d"]


def test_what_waits_says_so_and_goes_on_when_it_is_told_to(db: Database) -> None:
    paces.store(db, Pace(NIGHT))
    told: list[str] = []

    def report(progress: Progress) -> None:
        told.append(progress.waiting)
        if progress.waiting:
            context.hurry()

    context = JobContext(report)
    world = World()
    run = world.pacing(db)
    assert run.wait(context, 3, 9) == 2 and told == ["Waits until 22:00", ""]
    world.time, world.seconds = "23:00", 60.0  # it may go on by itself: the next time it waits again
    assert run.wait(context, 3, 9) == 2 and not context.hurried


def test_power_is_looked_at_each_half_minute_and_only_where_it_matters(db: Database) -> None:
    world, context = World(mains=True), JobContext()
    run = world.pacing(db)
    run.wait(context, 0, 1)
    assert world.looks == 0
    paces.store(db, Pace(mains_only=True))
    for seconds in range(0, 90, 3):
        world.seconds = float(seconds)
        run.wait(context, 0, 1)
    assert world.looks == 3


def test_an_analysis_waits_before_it_has_workers_and_can_be_stopped(
    db: Database, make_song: Callable[..., Path]
) -> None:
    importing.import_paths(JobContext(), db, [str(make_song("a.mp3", seconds=1.0))])
    now = datetime.now()
    later = (now.hour * 60 + now.minute + 60) % paces.DAY
    paces.store(db, Pace((later, (later + 1) % paces.DAY)))
    seen: list[str] = []

    def report(progress: Progress) -> None:
        seen.append(progress.waiting)
        if progress.waiting:
            context.cancel()

    context = JobContext(report)
    with pytest.raises(Cancelled):
        analyzing.analyze(context, db)
    assert seen == ["", f"Waits until {pacing.time_of_day(later)}"]
    assert tracks.count(db).waiting == 1
