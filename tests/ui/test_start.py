"""What the window loads before it stands."""

from __future__ import annotations

from tests.test_imports import loaded_after


def test_the_window_opens_before_numpy_loads() -> None:
    loaded = loaded_after("import organizer.app, organizer.ui.window_commands")
    assert "PySide6" in loaded
    assert not loaded & {"numpy", "pyqtgraph", "sklearn", "scipy", "mutagen", "pebble", "PIL"}
