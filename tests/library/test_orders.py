"""The whole library in the order of a column, against the order that SQL gives."""

from __future__ import annotations

from itertools import product

import pytest

from organizer.base.errors import UsageError
from organizer.base.model import AudioInfo, Tags
from organizer.library import orders, sorting, tracks, vectors
from organizer.library.orders import Orders
from organizer.library.storage import arrays
from organizer.library.storage.database import Database
from organizer.library.track_rows import JOINED_IN_ORDER
from organizer.library.tracks import ScannedFile
from tests.library.test_tracks import features


@pytest.fixture
def varied(db: Database) -> Database:
    """Songs with and without each value, with the same values, in capitals and not, out of their order."""
    files = [
        ScannedFile(
            f"/music/{9 - number % 10}/{number}.mp3",
            1,
            2,
            Tags(
                title=title,
                artist=artist,
                album_artist="Bob" if number % 5 else "",
                album=album,
                genre=(("Jazz",), (), ("folk", "Jazz"))[number % 3],
                track=str(20 - number % 7),
                disc=str(number % 2),
                date=("1999", "", "2004")[number % 3],
                key=("", "Am")[number % 2],
            ),
            AudioInfo("MP3", 100.0 + number % 4, 1, 2, 1),
        )
        for number, (title, artist, album) in enumerate(
            product(("Élan", "blue", "Blue", ""), ("bob", "Ann", ""), ("B", "a", ""))
        )
    ]
    for number, track_id in enumerate(tracks.upsert(db, files).added):
        if number % 4:
            tracks.set_audio_hash(db, track_id, f"h{number}")
            analyzed = features(1, tempo=60.0 + number % 3, key="C" if number % 2 else None, energy=0.5)
            vectors.put(db, [(f"h{number}", analyzed)])
    return db


@pytest.mark.parametrize("descending", [False, True])
def test_every_order_is_that_of_the_query(varied: Database, descending: bool) -> None:
    for order in sorting.ORDERS:
        wanted = tracks.query(varied, order=order, descending=descending).tolist()
        assert orders.in_order(varied, order, descending=descending).tolist() == wanted, order
        first = [track.id for track in tracks.first(varied, 30, order=order, descending=descending)]
        assert first == wanted[:30], order


def test_the_first_screen_comes_from_an_index(varied: Database) -> None:
    for order in ("title", "artist", "album"):
        column = sorting.TEXT_ORDERS[order]
        plan = varied.read().execute(
            f"EXPLAIN QUERY PLAN SELECT t.id FROM {JOINED_IN_ORDER} WHERE {column} > '' "
            f"ORDER BY {column}, {sorting.ALBUM_ORDER} LIMIT 80"
        )
        assert f"INDEX folded_by_{order}" in plan.fetchone()["detail"]


def test_an_unknown_order_is_refused(db: Database) -> None:
    with pytest.raises(UsageError):
        orders.in_order(db, "colour")


def test_an_empty_library_has_empty_orders(db: Database) -> None:
    for order in sorting.ORDERS:
        assert orders.in_order(db, order).tolist() == []


def test_an_order_is_kept_until_it_is_forgotten(db: Database) -> None:
    (first,) = tracks.upsert(db, [ScannedFile("/music/b.mp3", 1, 2)]).added
    stored_orders = Orders(db)
    assert stored_orders.of_all("title").tolist() == [first]
    (second,) = tracks.upsert(db, [ScannedFile("/music/a.mp3", 1, 2)]).added
    assert stored_orders.of_all("title").tolist() == [first]
    stored_orders.forget()
    assert stored_orders.of_all("title").tolist() == [second, first]


def test_only_those_that_are_wanted_stay_in_order(db: Database) -> None:
    ids = arrays.ids_of(db.read(), "SELECT value AS id FROM json_each('[5, 3, 9, 1]')")
    assert orders.only(ids, ids[[2, 1]]).tolist() == [3, 9]
    assert orders.only(ids, ids[:0]).tolist() == [] == orders.only(ids[:0], ids).tolist()
