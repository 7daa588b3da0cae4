"""The pace of a library: at which hours, and how hard, its songs are analyzed in the background."""

from __future__ import annotations

from dataclasses import dataclass

from organizer.library.storage.database import Database

#: Minutes of a day.
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Pace:
    """What a person set for one library; by itself it limits nothing."""

    hours: tuple[int, int] | None = None  #: from and until, in minutes of the day; None: at all hours
    share: int = 100  #: of all processors, in percent, at most; 100: no limit
    mains_only: bool = False  #: not while the computer runs on its battery


def load(db: Database) -> Pace:
    """The pace of this library. What is stored and can mean nothing limits nothing."""
    row = db.read().execute("SELECT hours_from, hours_until, share, mains_only FROM pace").fetchone()
    if row is None:
        return Pace()
    begin, end, share, mains_only = row
    known = all(isinstance(one, int) and 0 <= one < DAY for one in (begin, end)) and begin != end
    return Pace(
        (begin, end) if known else None,
        share if isinstance(share, int) and 1 <= share <= 100 else 100,
        mains_only == 1,
    )


def store(db: Database, pace: Pace) -> None:
    """Keep this pace with the library."""
    begin, end = pace.hours or (None, None)
    with db.write() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO pace (id, hours_from, hours_until, share, mains_only)"
            " VALUES (1, ?, ?, ?, ?)",
            (begin, end, pace.share, pace.mains_only),
        )
