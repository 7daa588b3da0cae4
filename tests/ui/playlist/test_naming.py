"""What a playlist is called after where its songs come from."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.arrangement import Group, Grouping
from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks
from organizer.library.tracks import ScannedFile
from organizer.ui.playlist.naming import origin
from organizer.ui.playlist.panel import PlaylistPanel
from tests.ui.map.test_view import make_map


@pytest.fixture
def ids(db):
    songs = [("Abba", "One", "Pop"), ("ABBA", "Two", "pop"), ("Björk", "Two", "Art")]
    files = [
        ScannedFile(
            f"/music/Best of/{n}.mp3",
            1,
            2,
            Tags(title=f"T{n}", artist=artist, album=album, genre=(genre,)),
            AudioInfo("MP3", 60.0),
        )
        for n, (artist, album, genre) in enumerate(songs)
    ]
    return np.array(tracks.upsert(db, files).added, np.int64)


@pytest.mark.parametrize(
    ("scope", "query", "name"),
    [
        ("", "genre:pop  bpm:90..", "genre:pop bpm:90.."),
        ("artist abba", "", "Abba"),
        ("genre pop", "slow", "Pop · slow"),
        ("album one\x1fabba", "", "One"),
        ("decade 1970s", "", "1970s"),
        ("folder /music/Best of", "", "Best of"),
        ("playlist Sunday", "", "Sunday"),
        ("new", "", "New songs"),
        ("group 2", "", "slow · quiet"),
        ("", "x" * 80, "x" * 60 + "…"),
    ],
)
def test_a_search_or_an_entry_of_the_side_bar_gives_its_name(state, ids, scope, query, name):
    state.set_grouping(Grouping("kmeans", 0, (Group(2, "slow · quiet", 2),), np.zeros((1, 1))))
    state.scope, state.query = scope, query
    state.set_matches(ids[:1])
    assert origin(state, ids[:1]) == name


def test_songs_of_one_album_or_artist_are_called_after_it(state, ids):
    assert origin(state, ids[1:]) == "Two"
    assert origin(state, ids[:1]) == "One"
    assert origin(state, ids) == "" and origin(state, ids[:0]) == ""


def test_songs_of_one_island_are_called_after_it(state, db):
    state.set_map(*make_map(db, 200))
    regions = np.array(state.landscape.regions)
    cells = state.music_map.cells
    rows = (cells // state.music_map.columns - state.landscape.row_offset) % state.music_map.rows
    columns = (cells % state.music_map.columns - state.landscape.column_offset) % state.music_map.columns
    of_song = regions[rows * state.music_map.columns + columns]
    name = next(each for each in of_song if each)
    inside = np.sort(state.music_map.track_ids[of_song == name])
    assert origin(state, inside) == name
    elsewhere = state.music_map.track_ids[of_song != name][:1]
    assert origin(state, np.concatenate((inside, elsewhere))) == ""


def test_an_empty_list_takes_the_name_and_one_with_a_name_keeps_it(qtbot, state, ids):
    panel = PlaylistPanel(state)
    qtbot.addWidget(panel)
    panel.add(ids[:1])
    assert panel.name() == "One"
    panel.add(ids[1:])
    assert panel.name() == "One"
    panel.clear()
    panel.name_edit.setText("Sunday")
    panel.add(ids[1:])
    assert panel.name() == "Sunday"
