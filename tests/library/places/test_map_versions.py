"""Earlier maps as they are stored."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.arrangement import MusicMap
from organizer.base.errors import UsageError
from organizer.library.files import removals
from organizer.library.places import map_versions
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs


def music_map(ids: list[int], seed: int = 0) -> tuple[MusicMap, np.ndarray]:
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, [4, 6], (len(ids), 2)).astype(np.float32)
    cells = (np.floor(places[:, 0]) * 6 + np.floor(places[:, 1])).astype(np.int64)
    codebook = rng.standard_normal((24, 5)).astype(np.float32)
    return MusicMap(4, 6, True, 0, 1, codebook, np.array(ids), cells, ("",) * 24, places=places), places


def test_a_version_comes_back_bit_for_bit_without_songs_that_left(db: Database) -> None:
    ids = add_songs(db, 10)
    one, places = music_map(ids)
    number = map_versions.keep(db, one, places, reason="built again", axes=map_versions.axes_digest(db))
    (version,) = map_versions.listed(db)
    assert (version.number, version.reason, version.songs) == (number, "built again", 10)
    back, same = map_versions.load(db, number)
    assert same and back.track_ids.tolist() == ids
    assert np.array_equal(back.codebook, one.codebook) and np.array_equal(back.places, places)
    assert np.array_equal(back.cells, one.cells)
    removals.remove(db, ids[:3])
    assert map_versions.load(db, number)[0].track_ids.tolist() == ids[3:]
    other = add_songs(db, 4, first=90)  # another song has the number of one that left
    assert not {*other} & {*map_versions.load(db, number)[0].track_ids.tolist()}
    again = add_songs(db, 3)  # they come back under other numbers
    back, _ = map_versions.load(db, number)
    assert back.track_ids.tolist() == [*ids[3:], *again]
    assert np.array_equal(back.places, np.concatenate([places[3:], places[:3]]))


def test_the_last_ten_are_kept_and_little_room_is_taken(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, places = music_map(add_songs(db, 5))
    numbers = [map_versions.keep(db, one, places, reason="x", axes="") for _ in range(13)]
    assert [version.number for version in map_versions.listed(db)] == numbers[:2:-1]
    monkeypatch.setattr(map_versions, "_MOST_BYTES", 1)
    newest = map_versions.keep(db, one, places, reason="x", axes="other")
    assert [version.number for version in map_versions.listed(db)] == [newest]
    assert map_versions.load(db, newest)[1] is False


@pytest.mark.parametrize("column", ["header", "codebook", "sounds", "places"])
def test_a_damaged_version_says_so(db: Database, column: str) -> None:
    one, places = music_map(add_songs(db, 5))
    number = map_versions.keep(db, one, places, reason="x", axes="")
    with db.write() as connection:
        connection.execute(f"UPDATE map_versions SET {column} = x'789c01'")
    with pytest.raises(UsageError, match="damaged"):
        map_versions.load(db, number)
    with pytest.raises(UsageError, match="no version 99") as error:
        map_versions.load(db, 99)
    assert str(number) in error.value.remedy
