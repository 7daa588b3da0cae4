"""The pace is kept with the library."""

from __future__ import annotations

from organizer.library.sounds import pace
from organizer.library.sounds.pace import Pace
from organizer.library.storage.database import Database


def test_a_library_keeps_its_pace(db: Database) -> None:
    assert pace.load(db) == Pace()
    for chosen in (Pace((22 * 60, 6 * 60 + 30), 40, True), Pace(), Pace(share=5)):
        pace.store(db, chosen)
        assert pace.load(db) == chosen


def test_what_means_nothing_limits_nothing(db: Database) -> None:
    with db.write() as connection:
        connection.execute("INSERT INTO pace VALUES (1, 70, 99999, 'half', 'x')")
    assert pace.load(db) == Pace()
