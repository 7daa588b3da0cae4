"""A window with a map of analyzed songs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication

from organizer.ui.journeys.wiring import JourneyWiring
from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def opened(open_window, db, qtbot):
    """The window, its map, and the journeys on it; ``asked(call)`` waits for the journey that comes of it."""
    ids = add_songs(db, 90)
    mapping.build_map(JobContext(), db)
    session = open_window()
    window = session.window
    view = window.map
    qtbot.waitUntil(lambda: view.content.scene is not None and view.canvas.songs is not None, timeout=20_000)
    window.views.open(ViewName.MAP)
    wiring = view.findChild(JourneyWiring)

    def asked(call) -> None:
        with qtbot.waitSignal(wiring.journeys.changed, timeout=10_000):
            call()
        qtbot.waitUntil(lambda: not wiring.journeys.busy)
        QApplication.processEvents()

    return SimpleNamespace(
        window=window,
        view=view,
        wiring=wiring,
        journeys=wiring.journeys,
        bar=wiring.bar,
        ids=ids,
        asked=asked,
        state=window.state,
    )
