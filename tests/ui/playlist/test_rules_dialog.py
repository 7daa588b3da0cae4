"""Arranging by rules in the window, by clicks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from organizer.ui.playlist.panel import PlaylistPanel
from organizer.ui.playlist.rules_dialog import RulesDialog
from organizer.ui.playlist.rules_wiring import RulesWiring
from organizer.ui.state.app_state import AppState
from organizer.work.playlists import rules
from organizer.work.playlists.rules import Rules, Slope
from tests.work.playlists.test_arranging import add

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def songs(db) -> list[int]:
    return add(db, [f"Artist {n % 6}" for n in range(18)], tempos=[90.0, 150.0, 120.0, 100.0])


@pytest.fixture
def panel(state: AppState, songs: list[int], qtbot) -> PlaylistPanel:
    panel = PlaylistPanel(state)
    qtbot.addWidget(panel)
    RulesWiring(state, panel, panel, panel.show)
    panel.show_playlist("Mine", songs, saved=False)
    panel.resize(340, 500)
    panel.show()
    return panel


def opened(panel: QWidget, qtbot) -> RulesDialog:
    (dialog,) = [one for one in panel.findChildren(RulesDialog) if one.isVisible()]
    qtbot.waitUntil(dialog.take.isEnabled, timeout=20_000)
    return dialog


def test_the_playlist_is_arranged_taken_and_brought_back(panel: PlaylistPanel, songs, qtbot, state) -> None:
    qtbot.mouseClick(panel.arrange_button, LEFT)
    dialog = opened(panel, qtbot)
    assert sorted(dialog.arranged.ids) == songs
    preset = dialog.preset
    preset.setCurrentIndex(preset.findData("running"))
    preset.activated.emit(preset.currentIndex())
    assert dialog.rows.rules() == rules.preset("running") and preset.currentData() == "running"
    qtbot.waitUntil(lambda: not dialog.take.isEnabled())
    qtbot.waitUntil(dialog.take.isEnabled, timeout=20_000)
    error = dialog.arranged.after.errors["tempo"].mean
    assert error < dialog.arranged.before.errors["tempo"].mean
    assert f"tempo: {error:.1f} BPM off the line on average (before: " in dialog.figures.text()
    assert dialog.charts["tempo"].accessibleDescription().startswith("Tempo, in BPM, begins with 90")
    made = list(dialog.arranged.ids)
    qtbot.mouseClick(dialog.take, LEFT)
    assert panel.ids() == made != songs
    assert rules.restored(state.settings.arrange_rules) == rules.preset("running")
    qtbot.mouseClick(panel.undo_button, LEFT)
    assert panel.ids() == songs


def test_again_gives_another_list_and_cancel_changes_nothing(panel: PlaylistPanel, songs, qtbot) -> None:
    qtbot.mouseClick(panel.arrange_button, LEFT)
    dialog = opened(panel, qtbot)
    rows = dialog.rows
    rows.length.setCurrentIndex(rows.length.findData("count"))
    rows.count.setValue(6)
    rows.tempo.shape.setCurrentIndex(rows.tempo.shape.findData("peak"))
    qtbot.waitUntil(lambda: dialog.arranged is not None and len(dialog.arranged.ids) == 6, timeout=20_000)
    qtbot.waitUntil(dialog.again.isEnabled, timeout=20_000)
    first = dialog.arranged
    assert any(
        "left out: 12 songs (more than were asked for)" in line for line in dialog.remarks.text().split("• ")
    )
    qtbot.mouseClick(dialog.again, LEFT)
    qtbot.waitUntil(lambda: dialog.arranged is not first, timeout=20_000)
    assert dialog.arranged.seed == 1 and set(dialog.arranged.ids) != set(first.ids)
    dialog.reject()
    assert panel.ids() == songs


def test_what_cannot_be_made_is_said_and_not_taken(panel: PlaylistPanel, songs, qtbot) -> None:
    qtbot.mouseClick(panel.arrange_button, LEFT)
    dialog = opened(panel, qtbot)
    qtbot.keyClicks(dialog.rows.only, "genre:polka")
    qtbot.keyClick(dialog.rows.only, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "no song is left" in dialog.remarks.text(), timeout=20_000)
    assert dialog.isVisible() and not dialog.take.isEnabled() and panel.ids() == songs


def test_a_song_to_begin_with_is_chosen_from_the_list(panel: PlaylistPanel, songs, qtbot) -> None:
    qtbot.mouseClick(panel.arrange_button, LEFT)
    dialog = opened(panel, qtbot)
    qtbot.waitUntil(lambda: dialog.first.count() == 19, timeout=20_000)
    dialog.first.setCurrentIndex(dialog.first.findData(songs[5]))
    dialog.last.setCurrentIndex(dialog.last.findData(songs[2]))
    qtbot.waitUntil(lambda: dialog.arranged.ids[0] == songs[5], timeout=20_000)
    qtbot.waitUntil(lambda: dialog.arranged.ids[-1] == songs[2], timeout=20_000)


def test_a_list_of_any_songs_becomes_the_playlist_at_hand(panel: PlaylistPanel, songs, state, qtbot) -> None:
    state.arrange_requested.emit(np.array(songs[:7], np.int64), "Calm ones")
    dialog = opened(panel, qtbot)
    assert dialog.windowTitle() == "Arrange 7 songs by rules"
    qtbot.mouseClick(dialog.take, LEFT)
    assert sorted(panel.ids()) == songs[:7] and panel.name() == "Calm ones"
    panel.model.undo_stack.undo()
    assert panel.ids() == songs
    told: list[str] = []
    state.message.connect(lambda text, _kind: told.append(text))
    state.arrange_requested.emit(np.array([], np.int64), "")
    assert told == ["There are no songs to arrange: choose some first"]


def test_rows_show_and_give_the_rules(state: AppState, songs, qtbot) -> None:
    dialog = RulesDialog(state, songs)
    qtbot.addWidget(dialog)
    for one in (
        Rules(
            artist_gap=0, album_gap=4, copies=False, count=12, tempo=Slope("peak", 80.0, 120.0), keys="wide"
        ),
        Rules(minutes=45.0, energy=Slope("falling", 0.2, 0.8), keys="same", keys_first=True, sound="much"),
        Rules(only="genre:jazz", never="year:..1960"),
    ):
        dialog.rows.show_rules(one)
        assert dialog.rows.rules() == one
    dialog.reject()
    assert rules.restored(state.settings.arrange_rules) == Rules()  # searches are not kept


def test_songs_that_must_be_in_it_are_found_stored_and_remembered(
    panel: PlaylistPanel, songs, qtbot, state
) -> None:
    qtbot.mouseClick(panel.arrange_button, LEFT)
    dialog = opened(panel, qtbot)
    qtbot.keyClicks(dialog.must.field, "song 7")
    qtbot.waitUntil(lambda: dialog.must.offers.count() > 0)
    qtbot.keyClick(dialog.must.field, Qt.Key.Key_Return)
    assert dialog.must.ids() == [songs[7]] == list(dialog.fixed().must)
    dialog.rows.length.setCurrentIndex(dialog.rows.length.findData("count"))
    dialog.rows.count.setValue(3)
    qtbot.waitUntil(lambda: dialog.arranged is not None and len(dialog.arranged.ids) == 3, timeout=20_000)
    assert songs[7] in dialog.arranged.ids
    dialog.reject()
    assert rules.restored(state.settings.arrange_rules).must == ("/music/a/00007.mp3",)
    qtbot.mouseClick(panel.arrange_button, LEFT)
    dialog = opened(panel, qtbot)
    qtbot.waitUntil(lambda: dialog.must.ids() == [songs[7]])
    dialog.must.list.setCurrentRow(0)
    qtbot.keyClick(dialog.must.list, Qt.Key.Key_Delete)
    dialog.reject()
    assert rules.restored(state.settings.arrange_rules).must == ()
