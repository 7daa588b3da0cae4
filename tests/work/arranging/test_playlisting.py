from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from organizer.base.errors import UsageError
from organizer.base.model import Track
from organizer.library import maps, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping, playlisting
from organizer.work.arranging.grouping import build_groups
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def repeats(songs: tuple[Track, ...]) -> int:
    return sum(a.artist == b.artist for a, b in itertools.pairwise(songs))


def test_a_cell_becomes_a_playlist_under_its_name(db: Database) -> None:
    add_songs(db, 60)
    music_map = mapping.build_map(JobContext(), db)
    cell = int(music_map.cells[0])
    playlist = playlisting.from_cell(db, *divmod(cell, music_map.columns))
    assert playlist.name == music_map.names[cell]
    assert {t.id for t in playlist.tracks} == set(music_map.track_ids[music_map.cells == cell].tolist())
    with pytest.raises(UsageError, match="rows run from 0"):
        playlisting.from_cell(db, music_map.rows, 0)


def test_a_group_becomes_a_playlist_without_the_songs_that_are_away(db: Database) -> None:
    add_songs(db, 60, away=10)
    grouping = build_groups(JobContext(), db)
    ids, numbers = maps.labels(db)
    for group in grouping.groups:
        playlist = playlisting.from_group(db, group.number)
        expected = {t.id for t in tracks.get_many(db, ids[numbers == group.number]) if not t.away}
        assert {t.id for t in playlist.tracks} == expected
        assert repeats(playlist.tracks) == 0
    short = playlisting.from_group(db, 0, n=4)
    assert len(short.tracks) == 4
    with pytest.raises(UsageError, match="there is no group 77"):
        playlisting.from_group(db, 77)


def test_more_like_this_starts_with_this(db: Database) -> None:
    ids = add_songs(db, 60)
    playlist = playlisting.like(db, ids[1], n=9)
    assert len(playlist.tracks) == 9 and playlist.tracks[0].id == ids[1]
    assert {t.tags.genre for t in playlist.tracks} == {("Rock",)}
    assert playlisting.like(db, "/music/00001.mp3", n=9).tracks == playlist.tracks


def test_a_way_leads_from_one_song_to_the_other(db: Database) -> None:
    ids = add_songs(db, 60)
    playlist = playlisting.between(db, ids[0], ids[1], n=8)
    styles = [t.tags.genre[0] for t in playlist.tracks]
    assert len(styles) == 8 and (playlist.tracks[0].id, playlist.tracks[-1].id) == (ids[0], ids[1])
    assert styles[:2] == ["Folk"] * 2 and styles[-2:] == ["Rock"] * 2


def test_a_search_becomes_a_playlist(db: Database) -> None:
    add_songs(db, 30, away=3)
    tracks.upsert(db, [tracks.ScannedFile("/music/unheard.mp3", 1, 1)])
    assert len(playlisting.from_query(db, "genre:jazz").tracks) == 9
    everything = playlisting.from_query(db, "")
    assert everything.name == "All songs" and len(everything.tracks) == 28
    assert len(playlisting.from_query(db, "", everything=True).tracks) > 28  # those that are away as well
    # Last, but for songs of one artist that it keeps apart.
    assert "/music/unheard.mp3" in [track.path for track in everything.tracks[-3:]]
    assert len(playlisting.from_query(db, "", n=5).tracks) == 5


def test_songs_can_be_ordered_before_anything_was_analyzed(db: Database) -> None:
    added = tracks.upsert(db, [tracks.ScannedFile(f"/music/{i}.mp3", 1, 1) for i in range(3)]).added
    assert playlisting.order_for_listening(db, [*added, added[0]]) == list(added)
    assert playlisting.order_for_listening(db, []) == []


def test_what_is_not_there_is_reported_in_plain_words(db: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no map yet"):
        playlisting.from_cell(db, 0, 0)
    with pytest.raises(UsageError, match="no groups yet"):
        playlisting.from_group(db, 0)
    with pytest.raises(UsageError, match="not in the library"):
        playlisting.like(db, str(tmp_path / "stranger.mp3"))
    add_songs(db, 12)
    waiting = tracks.upsert(db, [tracks.ScannedFile("/music/new.mp3", 1, 1)]).added[0]
    for ask in (lambda: playlisting.like(db, waiting), lambda: playlisting.between(db, waiting, waiting)):
        with pytest.raises(UsageError, match="not analyzed"):
            ask()
