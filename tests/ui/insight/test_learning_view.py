"""Watch it learn: step by step, played, and with too few songs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from organizer.ui.insight.learning_view import SOM, LearningView


def test_kmeans_is_stepped_until_it_settles(qtbot, plot) -> None:
    view = LearningView()
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show()
    view.show_songs(plot.gathered.principal)
    view.groups.setValue(3)
    seen = [view.words.text()]
    for _ in range(200):
        if view.settled:
            break
        qtbot.mouseClick(view.step_button, Qt.MouseButton.LeftButton)
        seen.append(view.words.text())
    assert view.settled and not view.step_button.isEnabled()
    assert np.diff(view.errors).max() <= 1e-9
    assert len(set(seen)) >= 4
    first = view.path[0]
    qtbot.mouseClick(view.again_button, Qt.MouseButton.LeftButton)
    assert not np.array_equal(view.path[0], first)


def test_the_sheet_unfolds_when_it_is_played(qtbot, plot) -> None:
    view = LearningView()
    qtbot.addWidget(view)
    view.show()
    view.show_songs(plot.gathered.principal)
    view.method.setCurrentIndex(view.method.findData(SOM))
    view.restart()
    qtbot.mouseClick(view.play_button, Qt.MouseButton.LeftButton)
    assert view._timer.isActive()
    view._timer.setInterval(0)
    qtbot.waitUntil(lambda: view.settled, timeout=30_000)
    assert not view.play_button.isChecked()
    assert view.errors[-1] < view.errors[0]
    assert "unfolded" in view.words.text()


def test_too_few_songs_to_learn_from_are_said(qtbot) -> None:
    view = LearningView()
    qtbot.addWidget(view)
    view.show_songs(None)
    view.restart()
    assert "at least two songs" in view.words.text()
    assert not view.step_button.isEnabled() and not view.play_button.isEnabled()
