"""Rating songs in the window: by the stars of a row, by keys and menus, and back by undo."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtWidgets import QMenu

from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.plays import records
from organizer.ui.songs import song_menu
from organizer.ui.songs.columns import COLUMNS, RATING_COLUMN, WORD_COLUMN
from organizer.ui.songs.rating import Rating
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from tests.ui.pointer import move

PLAIN, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def songs(db):
    files = [tracks.ScannedFile(f"/music/{name}.mp3", 1, 1) for name in "abc"]
    ids = list(tracks.upsert(db, files).added)
    for track_id in ids[:2]:
        tracks.set_audio_hash(db, track_id, f"{track_id}")
    return ids


@pytest.fixture
def rating(state, songs):
    return Rating(state, state)


@pytest.fixture
def table(state, songs, rating, qtbot):
    table = TrackTable(state)
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    with qtbot.waitSignal(table.shown_changed):
        table.reload()
    return table


def ratings(state, qtbot) -> list[int | None]:
    qtbot.waitUntil(lambda: not any(map(state.jobs.running, (Job.RATING, Job.RATING_SETTLE))))
    return list(records.ratings(state.db, sorted(tracks.query(state.db))).values())


def star(table, row: int, half_stars: int) -> QPoint:
    """Where a click gives so many half stars."""
    cell = table.visualRect(table.tracks.index(row, RATING_COLUMN))
    size = min(15, cell.height() - 4)
    return QPoint(int(cell.left() + 6 + (half_stars - 0.5) * size / 2), cell.center().y())


def click(table, row: int, half_stars: int, state, qtbot) -> None:
    with qtbot.waitSignal(state.library_changed):
        qtbot.mouseClick(table.viewport(), LEFT, PLAIN, star(table, row, half_stars))


def test_a_click_on_the_stars_rates_one_song_and_leaves_the_selection(table, songs, state, qtbot):
    table.selectAll()
    click(table, 1, 7, state, qtbot)
    assert ratings(state, qtbot) == [None, 7, None] and len(state.selection) == 3
    click(table, 1, 4, state, qtbot)
    assert ratings(state, qtbot) == [None, 4, None]
    click(table, 1, 4, state, qtbot)  # on the same again: taken away
    assert ratings(state, qtbot) == [None, None, None]
    assert state.current_track is None  # two quick clicks are no double click


def test_the_row_under_the_pointer_shows_what_a_click_would_give(table, state, qtbot):
    before = table.viewport().grab().toImage()
    move(table.viewport(), star(table, 2, 9))
    column = table.visualRect(table.tracks.index(2, RATING_COLUMN))
    hovered = table.viewport().grab(column).toImage()
    assert hovered != before.copy(column)
    move(table.viewport(), star(table, 2, 2))
    assert table.viewport().grab(column).toImage() != hovered
    move(table.viewport(), QPoint(20, star(table, 2, 2).y()))
    qtbot.waitUntil(lambda: table.viewport().grab(column).toImage() == before.copy(column))
    assert ratings(state, qtbot) == [None] * 3  # to look sets nothing


def test_a_large_scattered_selection_is_painted_under_the_stars_too(table, state):
    plain = table.viewport().grab(table.visualRect(table.tracks.index(0, RATING_COLUMN))).toImage()
    table._scatter(np.array([True, False, True]))
    marked = table.viewport().grab(table.visualRect(table.tracks.index(0, RATING_COLUMN))).toImage()
    assert marked != plain


def test_many_songs_are_rated_at_once_and_undone_at_once(state, songs, rating, qtbot):
    steps = []
    state.undoable.connect(steps.append)
    records.set_rating(state.db, songs[:1], 3)
    state.select(songs, "test")
    with qtbot.waitSignal(state.message) as told:
        rating.rate_selection(8)
    assert told.args[0] == "Rated 3 songs: 4 stars" and ratings(state, qtbot) == [8, 8, 8]
    rating.step_selection(1)
    rating.step_selection(1)  # before the first is done
    assert ratings(state, qtbot) == [10, 10, 10] and len(steps) == 3
    for step in reversed(steps):
        step.undo()
    assert ratings(state, qtbot) == [3, None, None] and len(steps) == 3
    steps[0].redo()
    assert ratings(state, qtbot) == [8, 8, 8]


def test_with_nothing_selected_it_is_about_the_song_that_plays(state, songs, rating, qtbot):
    with qtbot.waitSignal(state.message) as told:
        rating.rate_selection(4)
    assert told.args[0] == "Select songs to rate them"
    state.set_current_track(songs[2])
    rating.rate_selection(4)
    assert ratings(state, qtbot) == [None, None, 4]
    rating.step_selection(-1)
    assert ratings(state, qtbot) == [None, None, 3]


def test_the_menu_of_songs_marks_the_rating_and_sets_another(state, songs, rating, qtbot):
    records.set_rating(state.db, songs[:1], 7)
    menu = QMenu()
    qtbot.addWidget(menu)
    song_menu.fill(menu, state, np.array(songs[:1]), print)
    entries = {a.text(): a for a in next(a.menu() for a in menu.actions() if a.menu()).actions()}
    assert [text for text, action in entries.items() if action.isChecked()] == ["3.5 stars"]
    with qtbot.waitSignal(state.library_changed):
        entries["No rating"].trigger()
    assert ratings(state, qtbot) == [None, None, None]


def test_keys_rate_in_the_window(qtbot, quiet_sound, open_window, db, songs):
    session = open_window()
    window, state = session.window, session.state
    window.table.selectRow(0)
    chosen = state.selection.tolist()
    with qtbot.waitSignal(state.library_changed):
        qtbot.keyClick(window.table, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert records.ratings(db, chosen) == {chosen[0]: 8}
    qtbot.waitUntil(lambda: "Rate 1 song: 4 stars" in window.undo.undo_action.text())
    with qtbot.waitSignal(state.library_changed):
        window.undo.undo()
    assert records.ratings(db, chosen) == {chosen[0]: None}


def test_a_layout_of_before_hides_what_is_new_and_the_own_one_comes_back(table, state, qtbot):
    hidden = [n for n in range(len(COLUMNS)) if table.isColumnHidden(n)]
    assert RATING_COLUMN not in hidden and len(COLUMNS) - 1 in hidden
    old = table.horizontalHeader().saveState()  # as it was stored without the number of its columns
    for number in range(WORD_COLUMN + 1, len(COLUMNS)):
        table.setColumnHidden(number, False)
    own = table.save_layout()
    table.restore_layout(old, False)
    assert [n for n in range(len(COLUMNS)) if table.isColumnHidden(n)] == hidden
    table.restore_layout(own, False)
    assert not any(table.isColumnHidden(n) for n in range(WORD_COLUMN + 1, len(COLUMNS)))
    table.restore_layout(QByteArray(b"no layout"), False)


def test_columns_say_when_and_how_often(db, songs, qtbot):
    records.record_play(db, songs[0], at=1_700_000_000.0)
    records.record_skip(db, songs[0])
    track = tracks.get(db, songs[0])
    said = {column.order: column for column in COLUMNS}
    assert said["plays"].text(track) == said["skips"].text(track) == "1"
    assert said["last_played"].text(track).startswith("2023-11-1")
    assert said["last_played"].explain(tracks.get(db, songs[1])) == "Not played yet"
    assert said["added"].text(track).startswith("20")


def test_a_library_that_cannot_be_written_says_so(db, songs, qtbot):
    state = AppState(db, Settings())
    rating = Rating(state, state)
    db.read_only = "for this test"
    with qtbot.waitSignal(state.message) as told:
        rating.rate(songs, 5)
    assert "can only be looked at" in told.args[0]
    assert state.jobs.stop_all()
