"""What smart playlists hold at the moment."""

from __future__ import annotations

import pytest

from organizer.base.errors import Cancelled
from organizer.library.playlists import smart
from organizer.library.plays import records
from organizer.library.storage.database import Database
from organizer.work.playlists import smart_lists
from tests.work.arranging.test_mapping import add_songs


def test_every_list_has_its_number_and_differs_when_its_songs_or_their_order_do(db: Database) -> None:
    ids = add_songs(db, 6)
    smart.save(db, "Heard", "plays:1..")
    smart.save(db, "All", "sort:-plays,title")
    smart.save(db, "Broken", "playlist:=broken")
    every, broken, heard = smart_lists.read(db)
    assert (every.songs, heard.songs, broken.songs) == (6, 0, 0)
    assert "cannot be made of itself" in broken.problem and not every.problem
    assert smart_lists.read(db) == (every, broken, heard)
    records.record_play(db, ids[3])
    then, _, played = smart_lists.read(db)
    assert (then.songs, played.songs) == (6, 1) and then.digest != every.digest


def test_it_stops_between_lists(db: Database) -> None:
    smart.save(db, "One", "a")

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        smart_lists.read(db, stop)
