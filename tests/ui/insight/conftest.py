"""Insight with songs in it."""

from __future__ import annotations

import pytest

from organizer.ui.insight.pictures import Picture
from organizer.ui.insight.plot import InsightPlot
from organizer.work.insight import insighting
from tests.ui.insight.songs import fill


@pytest.fixture
def plot(state, qtbot, tmp_path) -> InsightPlot:
    """Sixty songs, on the screen."""
    fill(state.db, tmp_path, 60)
    made = InsightPlot(state)
    qtbot.addWidget(made)
    made.resize(800, 460)
    made.show_songs(insighting.gather(state.db))
    made.show()
    qtbot.waitUntil(made.isVisible)
    made.show_picture(Picture.SCATTER)
    made.make()
    return made
