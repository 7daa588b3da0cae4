from __future__ import annotations

import sys

import numpy as np
from PySide6.QtWidgets import QLabel

from organizer.base.model import Changes


def test_selection_steps_back_and_forward(state):
    seen = []
    state.selection_changed.connect(lambda ids, source: seen.append((ids.tolist(), source)))
    state.select([3, 1, 1], "table")
    state.select([2], "map")
    state.select_back()
    state.select_back()
    state.select_forward()
    assert seen == [
        ([1, 3], "table"),
        ([2], "map"),
        ([1, 3], "history"),
        ([], "history"),
        ([1, 3], "history"),
    ]
    assert state.can_go_back and state.can_go_forward


def test_same_selection_is_no_news(state):
    state.select(np.array([1, 2]), "table")
    seen = []
    state.selection_changed.connect(lambda *_: seen.append(1))
    state.select([2, 1], "map")
    assert not seen


def test_empty_changes_are_not_announced(state):
    seen = []
    state.library_changed.connect(seen.append)
    state.change_library(Changes())
    state.change_library(Changes(added=(1,)))
    assert seen == [Changes(added=(1,))]


def test_calls_into_qt_do_not_wear_none_out(qapp):
    """A release of PySide6 dropped references of None until the process aborted."""
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(5_000):
        label.setText("x")
    assert sys.getrefcount(None) - before > -500
    label.deleteLater()


def test_a_selection_is_ascending_and_names_each_song_once(state):
    for given in ([5, 1, 5, 3], np.array([3, 1, 5, 1], np.int32), [1, 3, 5]):
        state.select(given, "test")
        assert state.selection.tolist() == [1, 3, 5] and state.selection.dtype == np.int64
    own = np.array([2, 4])
    state.select(own, "test")
    own[0] = 9
    assert state.selection.tolist() == [2, 4]
