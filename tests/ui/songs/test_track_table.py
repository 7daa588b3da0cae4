from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from organizer.base.model import AudioInfo, Tags
from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.tables import tables
from organizer.library.tables.feature_csv import read_table
from organizer.ui.songs.columns import COLUMNS, WORD_COLUMN, to_choose
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from tests.library.test_sound_words import add_songs


def fill(db, number):
    tracks.upsert(
        db,
        [
            tracks.ScannedFile(
                f"/music/{i:05d}.mp3",
                1,
                1,
                Tags(title=f"Song {i}", artist=f"Artist {i % 7}", genre=("Jazz" if i % 2 else "Rock",)),
                AudioInfo("MP3", 100.0 + i),
            )
            for i in range(number)
        ],
    )


@pytest.fixture
def table(qtbot, db):
    fill(db, 3000)
    state = AppState(db, Settings())
    table = TrackTable(state)
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    with qtbot.waitSignal(table.shown_changed):
        table.reload()
    yield table
    assert state.jobs.stop_all()


def text(table, row, column=0):
    return table.tracks.index(row, column).data()


def test_header_sorts_both_ways(qtbot, table):
    for order, first in (
        (Qt.SortOrder.AscendingOrder, "Song 0"),
        (Qt.SortOrder.DescendingOrder, "Song 2999"),
    ):
        with qtbot.waitSignal(table.shown_changed):
            table.sortByColumn(4, order)
        assert text(table, 0) == first


def test_search_filters_and_a_broken_one_says_why(qtbot, table):
    with qtbot.waitSignal(table.shown_changed) as shown:
        table._state.set_query("genre:jazz")
    assert shown.args == [1500]
    with qtbot.waitSignal(table.query_failed, check_params_cb=bool) as failed:
        table._state.set_query("nonsense:1")
    assert "nonsense" in failed.args[0]


def test_a_broken_search_after_one_without_songs_is_not_mistaken_for_it(qtbot, table):
    with qtbot.waitSignal(table.shown_changed):
        table._state.set_query("xyzzy")
    assert "xyzzy" in table.empty.sentence.text()
    with qtbot.waitSignal(table.query_failed, check_params_cb=bool):
        table._state.set_query("bpm:abc")
    assert "bpm:90..120" in table.empty.sentence.text()
    qtbot.mouseClick(table.empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(table.tracks.ids) == 3000)
    assert table.empty.isHidden()


def test_selection_is_shared_and_survives_sorting(qtbot, table):
    table.selectRow(5)
    chosen = table._state.selection
    assert chosen.tolist() == [int(table.tracks.ids[5])]
    with qtbot.waitSignal(table.shown_changed):
        table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert table.selected_ids().tolist() == chosen.tolist() == table._state.selection.tolist()


def test_large_scattered_selection_is_shown(table):
    wanted = table.tracks.ids[::2]
    table._state.select(wanted, "map")
    assert set(table.selected_ids().tolist()) == set(wanted.tolist())
    table._state.select(table.tracks.ids, "menu")
    assert len(table.selected_ids()) == 3000
    table.selectionModel().select(
        table.tracks.index(0, 0),
        QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
    )
    assert len(table._state.selection) == 1


def test_only_what_is_looked_at_is_fetched(table):
    table.tracks.forget()
    text(table, 1500)
    assert len(table.tracks._pages) == 1


def test_enter_plays_and_offers_what_follows(qtbot, table):
    told: list[object] = []
    table.queue_offered.connect(lambda ids, at: told.extend((ids, at)))
    table._state.play_requested.connect(told.append)
    table.selectRow(2)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    queue, at, playing = told
    assert queue == table.tracks.ids.tolist()
    assert queue[at] == playing == int(table.tracks.ids[2])


def test_rows_of_unknown_songs_are_left_out(table):
    first = int(table.tracks.ids[0])
    assert table.tracks.rows_of(np.array([first, 10**9])).tolist() == [0]


def test_away_songs_are_grey(table):
    track_id = int(table.tracks.ids[0])
    table._state.change_library(tracks.set_away(table._state.db, [track_id], True))
    colour = table.tracks.index(0, 0).data(Qt.ItemDataRole.ForegroundRole).color()
    assert colour == table.palette().color(
        table.palette().ColorGroup.Disabled, table.palette().ColorRole.Text
    )


def test_an_empty_table_says_why_and_leads_out(qtbot, table):
    assert table.empty is None
    with qtbot.waitSignal(table.shown_changed):
        table._state.set_scope("away")
    with qtbot.waitSignal(table.shown_changed):
        table._state.set_query("zzzz")
    assert table.empty.isVisible() and "zzzz" in table.empty.sentence.text()
    with qtbot.waitSignal(table.shown_changed):
        qtbot.mouseClick(table.empty.button, Qt.MouseButton.LeftButton)
    assert table._state.query == "" and table.empty.isVisible()
    with qtbot.waitSignal(table.shown_changed) as shown:
        qtbot.mouseClick(table.empty.button, Qt.MouseButton.LeftButton)
    assert table._state.scope == "" and shown.args == [3000] and not table.empty.isVisible()


def test_painting_the_header_does_not_ask_of_every_row(table):
    """Whether a column is selected as a whole would be asked of each row, and of every column."""
    asked = []
    code = type(table.tracks).flags.__code__
    sys.setprofile(lambda frame, event, _arg: asked.append(event) if frame.f_code is code else None)
    try:
        table.selectAll()
        table.horizontalHeader().grab()
    finally:
        sys.setprofile(None)
    assert len(table._state.selection) == 3000 and len(asked) < 1000


def test_the_word_that_is_searched_for_has_a_column(qtbot, db):
    add_songs(db, [[0.9, 0.0, 0.3, 0, 0.1], [0.5, 0.4, 0, 0, 0.4], [0.1, 0, 0.9, 0, 0.8], [0] * 5, None])
    state = AppState(db, Settings())
    table = TrackTable(state)
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    with qtbot.waitSignal(table.shown_changed):
        table.reload()
    assert table.isColumnHidden(WORD_COLUMN)
    before = table.save_layout()
    with qtbot.waitSignal(table.shown_changed):
        state.set_query("sound:jazz>=0")
    assert not table.isColumnHidden(WORD_COLUMN)
    assert table.tracks.headerData(WORD_COLUMN, Qt.Orientation.Horizontal) == "jazz"
    with qtbot.waitSignal(table.shown_changed):
        table.sortByColumn(WORD_COLUMN, Qt.SortOrder.DescendingOrder)
    assert [text(table, row, WORD_COLUMN) for row in range(4)] == ["0.80", "0.40", "0.10", "0.00"]
    with qtbot.waitSignal(table.shown_changed):
        state.set_query('song sound:"female vocalists">0')
    assert table.tracks.headerData(WORD_COLUMN, Qt.Orientation.Horizontal) == "female vocalists"
    assert [text(table, row, WORD_COLUMN) for row in range(2)] == ["0.90", "0.30"]
    table.restore_layout(before, False)
    assert not table.isColumnHidden(WORD_COLUMN)
    with qtbot.waitSignal(table.shown_changed):
        state.set_query("song")
    assert table.isColumnHidden(WORD_COLUMN) and len(table.tracks.ids) == 5
    assert state.jobs.stop_all()


def test_columns_that_no_song_fills_are_not_offered(db, tmp_path):
    orders = [COLUMNS[number].order for number in to_choose(db)]
    assert "energy" in orders and "liveness" not in orders
    liveness = next(number for number, column in enumerate(COLUMNS) if column.order == "liveness")
    assert liveness in to_choose(db, {liveness})  # to be hidden
    path = tmp_path / "live.csv"
    path.write_text("title,artist,liveness\nHall,Ada,0.8\n", "utf-8")
    tables.add(db, read_table(str(path)))
    assert liveness in to_choose(db)
