"""Earlier maps in the window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from organizer.library import maps
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def window(qtbot, quiet_sound, open_window, db):
    add_songs(db, 40)
    mapping.build_map(JobContext(), db)
    made(db)
    window = open_window().window
    qtbot.waitUntil(lambda: window.state.music_map is not None, timeout=60_000)
    return window


def test_without_earlier_maps_the_dialog_says_so(window, qtbot):
    window.actions_["map_versions"].trigger()
    dialog = window._later.versions.dialog
    qtbot.waitUntil(lambda: "no earlier" in dialog._empty.sentence.text(), timeout=60_000)
    assert not dialog.button.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: window._later.versions.dialog is None)


def test_going_back_and_forth(window, qtbot):
    db, state = window.state.db, window.state
    first = maps.load_map(db)
    mapping.build_map(JobContext(), db, keep_places=False, rows=5, columns=9)
    window.actions_["map_versions"].trigger()
    dialog = window._later.versions.dialog
    qtbot.waitUntil(lambda: dialog.list.count() == 1, timeout=60_000)
    assert not dialog.list.item(0).icon().isNull() and "40 songs" in dialog.list.item(0).text()
    with qtbot.waitSignal(state.undoable, timeout=60_000):
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert np.array_equal(state.music_map.places, first.places)
    assert np.array_equal(maps.load_map(db).places, first.places)
    window.undo.undo()
    qtbot.waitUntil(lambda: state.music_map.rows == 5, timeout=60_000)
    window.undo.redo()
    qtbot.waitUntil(lambda: state.music_map.rows == first.rows, timeout=60_000)
