from __future__ import annotations

import pytest

from organizer.api import queries
from organizer.api.parameters import NotFoundError
from organizer.base.errors import UsageError
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs


def test_songs_go_by_number_name_path_and_search(db: Database) -> None:
    ids = add_songs(db, 12)
    for name in (str(ids[3]), f" {ids[3]} ", "Artist 0 - Song 3", "/music/00003.mp3", 'title:="song 3"'):
        assert queries.song_called(db, name).id == ids[3]
    with pytest.raises(NotFoundError):
        queries.song_called(db, "987654321")
    with pytest.raises(UsageError, match="several songs fit"):
        queries.song_called(db, "folk")
    with pytest.raises(UsageError, match="no song is called"):
        queries.song_called(db, "genre:folk")
    with pytest.raises(UsageError, match="no song is named"):
        queries.song_called(db, " ")


def test_a_library_without_songs_answers(db: Database) -> None:
    assert queries.about(db)["songs"] == 0
    assert queries.songs(db) == {"query": "", "total": 0, "offset": 0, "songs": []}
    assert queries.groups(db) == {"method": None, "groups": []}
    assert queries.regions(db) == {"regions": []} and queries.playlists(db) == {"playlists": []}
    with pytest.raises(NotFoundError, match="no map yet"):
        queries.map_places(db)


def test_a_path_leads_from_one_song_to_another_and_tells_how_far(db: Database) -> None:
    ids = add_songs(db, 60)
    way = queries.path(db, songs=[str(ids[0]), str(ids[1])], limit=6)
    listed = way["songs"]
    assert isinstance(listed, list) and len(listed) == 6
    assert [listed[0]["id"], listed[-1]["id"]] == way["stops"] == ids[:2]
    assert [one["stop"] for one in listed] == [True, False, False, False, False, True]
    assert listed[0]["distance"] == pytest.approx(0, abs=1e-3) and listed[-1]["distance"] > 0.3
    with pytest.raises(UsageError, match="from one song to another"):
        queries.path(db, songs=[str(ids[0])])
