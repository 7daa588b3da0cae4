"""A map of 200 songs."""

from __future__ import annotations

import pytest

from organizer.ui.map.view import MapView
from tests.ui.map.test_view import make_map


@pytest.fixture
def view(state, qtbot):
    view = MapView(state)
    qtbot.addWidget(view)
    view.resize(900, 560)
    view.show()
    qtbot.waitUntil(view.isVisible)
    with qtbot.waitSignal(view.content.shown):
        state.set_map(*make_map(state.db, 200))
    return view
