"""What many selected songs are like, in the right column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from organizer.base.model import AudioInfo, Changes, Tags
from organizer.library import tracks
from organizer.library.tracks import ScannedFile
from organizer.ui.song.selection_panel import SelectionPanel
from tests.ui.song.test_panel import put_cover


@pytest.fixture
def ids(db, make_song) -> list[int]:
    files = []
    for number in range(6):
        path = make_song(f"{number}.mp3", seconds=0.2, title="x")
        tags = Tags(
            title=f"Song {number}",
            artist=f"Artist {number % 2}",
            album=f"Album {number % 3}",
            genre=(("Jazz",), ("Folk",), ())[number % 3],
            date=str(1960 + number),
            bpm=str(90 + number),
        )
        files.append(ScannedFile(str(path), path.stat().st_size, 1, tags, AudioInfo("MP3", 60.0)))
    for file in files[:2]:
        put_cover(Path(file.path))
    return list(tracks.upsert(db, files).added)


@pytest.fixture
def panel(state, qtbot):
    panel = SelectionPanel(state)
    qtbot.addWidget(panel)
    panel.resize(320, 600)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_many_songs_are_summed_up_and_one_is_shown_as_ever(qtbot, state, panel, ids):
    state.select(ids, "table")
    many = panel.many
    qtbot.waitUntil(lambda: len(many.mosaic.images) == 2)
    assert panel.currentWidget().widget() is many
    assert many.title.whole() == "6 songs" and many.length.whole() == "6 min"
    assert many.whose.whole() == "2 artists · 3 albums"
    assert many.tempo.whole() == "♩ 90–95 BPM" and many.years.whole() == "1960–1965"
    assert sorted(button.text() for button in many.genres.names) == ["Folk", "Jazz"]
    assert not many.genres.more.isVisible() and not many.words.isVisible()
    state.select(ids[:1], "table")
    qtbot.waitUntil(lambda: panel.currentWidget().widget() is panel.song)
    qtbot.waitUntil(lambda: panel.song.title.whole() == "Song 0")


def test_a_genre_is_searched_for(qtbot, state, panel, ids):
    state.select(ids, "table")
    qtbot.waitUntil(lambda: bool(panel.many.genres.names))
    button = next(each for each in panel.many.genres.names if each.text() == "Jazz")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert tracks.query(state.db, state.query).tolist() == ids[::3]


def test_they_are_played_made_a_playlist_and_edited(qtbot, state, panel, ids):
    state.select(ids[:3], "table")
    qtbot.waitUntil(lambda: panel.many.length.whole() == "3 min")
    with qtbot.waitSignal(state.queue_requested) as played:
        panel.many.play.click()
    assert played.args[0].tolist() == ids[:3]
    with qtbot.waitSignal(state.new_playlist_requested) as made:
        panel.many.make.click()
    assert np.asarray(made.args[1]).tolist() == ids[:3]
    with qtbot.waitSignal(panel.action_requested) as asked:
        panel.many.edit.click()
    assert asked.args == ["edit_tags"]


def test_what_changes_in_the_library_is_counted_again(qtbot, state, panel, ids):
    panel._again.setInterval(1)
    state.select(ids[:2], "table")
    qtbot.waitUntil(lambda: panel.many.whose.whole() == "2 artists · 2 albums")
    with state.db.write() as connection:
        connection.execute("UPDATE tracks SET artist = 'One' WHERE id IN (?, ?)", ids[:2])
    state.change_library(Changes(updated=tuple(ids[:2])))
    qtbot.waitUntil(lambda: panel.many.whose.whole() == "1 artist · 2 albums")


def test_in_the_window_a_playlist_is_made_and_named_after_the_search(qtbot, open_window, db, ids):
    window = open_window().window
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 6)
    window.state.set_query("genre:jazz")
    qtbot.waitUntil(lambda: window.state.matches is not None)
    window.actions_["select_matches"].trigger()
    panel = window.tabs.widget(0)
    qtbot.waitUntil(lambda: panel.many.title.whole() == "2 songs")
    panel.many.make.click()
    assert window.playlist.name() == "genre:jazz" and window.playlist.ids() == ids[::3]
