"""A window with songs that can be searched."""

from __future__ import annotations

import pytest

from tests.ui.window.test_main_window import add_rows


@pytest.fixture
def window(qtbot, open_window, db):
    add_rows(db)
    window = open_window().window
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) > 0 and window.state.counts is not None)
    return window
