"""A window with a map."""

from __future__ import annotations

import pytest

from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def window(qtbot, quiet_sound, open_window, db):
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    window = open_window().window
    qtbot.waitUntil(lambda: window.map.content.songs is not None, timeout=60_000)
    qtbot.waitUntil(lambda: window.state.pins is not None, timeout=60_000)
    window.resize(1280, 800)
    return window
