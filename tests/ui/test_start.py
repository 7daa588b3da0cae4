"""What the window loads before it stands."""

from __future__ import annotations

from organizer.library import tracks
from organizer.ui.state.job_ids import Job
from organizer.work.next_step import ENOUGH_SONGS
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


def test_the_map_grows_while_demo_songs_are_made(qtbot, open_window, tmp_path):
    session = open_window()
    work, state = session.work, session.state
    begun, sizes, said = [], [], []

    def started(job: Job) -> None:
        if job is Job.ANALYSIS:
            begun.append(len(tracks.query(state.db)))

    def mapped() -> None:
        if state.music_map is not None:
            sizes.append((len(state.music_map.track_ids), state.jobs.running(Job.DEMO)))

    state.jobs.job_started.connect(started)
    state.map_changed.connect(mapped)
    state.message.connect(lambda text, _level: said.append(text))
    qtbot.waitUntil(lambda: not state.jobs.running())
    begun.clear()
    work.intake.make_demo(tmp_path / "demo", songs=30, seconds=3.0)
    qtbot.waitUntil(lambda: bool(sizes) and sizes[-1][0] == 30, timeout=120_000)
    assert begun[0] >= ENOUGH_SONGS  # workers do not start for the first two or three
    assert sizes[0][0] < 30 and sizes[0][1]  # the others are still being made
    assert not [text for text in said if "hidden folder" in text]
    qtbot.waitUntil(lambda: state.grouping is not None and not state.grouping.provisional, timeout=60_000)
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)


def test_demo_songs_that_were_made_before_a_cancel_are_analyzed(qtbot, open_window, tmp_path):
    session = open_window()
    work, state = session.work, session.state
    qtbot.waitUntil(lambda: not state.jobs.running())
    state.library_changed.connect(lambda _changes: state.jobs.cancel(Job.DEMO))
    work.intake.make_demo(tmp_path / "demo", songs=40, seconds=2.0)
    with qtbot.waitSignal(work.intake.songs_imported, timeout=60_000):
        pass
    qtbot.waitUntil(lambda: state.counts.analyzed > 0, timeout=60_000)
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
