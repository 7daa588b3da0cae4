"""Insight by keys and in words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from organizer.ui.insight import walking
from organizer.ui.insight.pictures import Picture

X = np.array([0, 10, 20, 10, np.nan], np.float32)
Y = np.array([0, 1, 0, 15, np.nan], np.float32)


def test_the_next_song_lies_in_the_direction_of_the_key():
    assert walking.next_song(X, Y, 0, 1, 0) == 1
    assert walking.next_song(X, Y, 1, 1, 0) == 2
    assert walking.next_song(X, Y, 1, 0, 1) == 3
    assert walking.next_song(X, Y, 2, 1, 0) == 2, "at the end one stays"
    assert walking.next_song(X, Y, None, 1, 0) in (0, 1, 2, 3)
    assert walking.next_song(X[:0], Y[:0], None, 1, 0) is None


def test_bars_pairs_and_songs_are_walked_and_chosen_by_keys(plot, qtbot):
    plot.setFocus()
    plot.show_picture(Picture.SCATTER)
    plot.make()
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.name_of(plot.hovered) in plot.accessibleDescription()
    reached = plot.hovered
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert plot.state.selection.tolist() == [plot.gathered.ids[reached]]
    plot.show_picture(Picture.DISTRIBUTION)
    plot.make()
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    first = walking.bars(plot.gathered, plot.seen.features[0])[0]
    assert first in plot.accessibleDescription()
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert f": {len(plot.state.selection)} song" in first
    plot.show_picture(Picture.CORRELATION)
    plot.make()
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert "correlation" in plot.accessibleDescription()
    with qtbot.waitSignal(plot.pair_chosen) as chosen:
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert tuple(chosen.args) == walking.pairs(plot.gathered)[0]
