"""What the window loads before it stands."""

from __future__ import annotations

from organizer.library import tracks
from organizer.ui.state.job_ids import Job
from tests.test_imports import loaded_after


def test_the_window_opens_before_numpy_loads() -> None:
    loaded = loaded_after("import organizer.app, organizer.ui.window.window_commands")
    assert "PySide6" in loaded
    assert not loaded & {"numpy", "pyqtgraph", "sklearn", "scipy", "mutagen", "pebble", "PIL"}
    # what looks small and loads much
    assert not loaded & {"email", "ssl", "http", "hashlib", "difflib", "xml"}


def test_the_first_demo_songs_are_there_while_the_rest_is_made(qtbot, open_window, tmp_path):
    session = open_window()
    work, state = session.work, session.state
    seen = []
    state.library_changed.connect(lambda changes: seen.append((changes.added, state.jobs.running(Job.DEMO))))
    work.intake.make_demo(tmp_path / "demo", songs=16, seconds=1.0)
    qtbot.waitUntil(lambda: len(tracks.query(state.db)) == 16, timeout=60_000)
    assert any(added and still for added, still in seen)
    qtbot.waitUntil(lambda: not state.jobs.running(Job.DEMO), timeout=60_000)
    state.jobs.cancel(Job.ANALYSIS)
