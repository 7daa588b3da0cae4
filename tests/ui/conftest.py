"""A real window on a real library, in a home of its own."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from organizer.base.settings import Settings
from organizer.library.storage.database import Database
from organizer.ui.state import job_runner
from organizer.ui.state.app_state import AppState
from organizer.work import helper
from organizer.work.playing.output_choice import Outputs

if threading.gettrace() is not None:  # coverage, which does not know the threads that Qt starts
    _ending = job_runner._ending

    def _watched(*arguments: Any) -> job_runner.JobEnding:
        sys.settrace(threading.gettrace())
        return _ending(*arguments)

    job_runner._ending = _watched


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says that it has no window manager to tell sizes to, and that keys which a test
    makes have no letter; that is no fault."""
    for item in items:
        item.add_marker(
            pytest.mark.qt_log_ignore(
                r"This plugin does not support (propagateSizeHints\(\)|raise\(\)|grabbing the keyboard)"
                r"|keyToAscii Unhandled key code",
                extend=True,
            )
        )


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and data of the person who runs the tests stay untouched."""
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))


@pytest.fixture
def quiet_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without sound, also where there is some: what is played passes, and nobody hears it."""
    from organizer.work.playing import loudspeaker

    nothing = (Outputs({}), {}, None)
    monkeypatch.setattr(loudspeaker, "_outputs", lambda: nothing)
    loudspeaker.loudspeaker().there = Outputs({})


@pytest.fixture
def state(db: Database, qtbot, shared_helper: None) -> Iterator[AppState]:
    """What views share, on an empty library; it ends after ``qtbot`` has closed the views."""
    made = AppState(db, Settings(listen_hint=False))  # pictures of the map show nothing over it
    yield made
    assert made.jobs.stop_all()


class _KeptProcess(helper._Process):
    """A helper's process that waits for the next helper when one lets it go."""

    free = False

    def end(self) -> None:
        self.free = True

    def is_well(self) -> bool:
        """Whether it works, and has nothing left to say of what was asked before."""
        try:
            self.submit(0, int).result(60)
        except Exception:
            return False
        while self.reports.poll():
            self.reports.recv()
        return True


@pytest.fixture(scope="session")
def kept_processes() -> Iterator[list[_KeptProcess]]:
    """Two, for a window has two at times. Started before the first window, so that their threads are not
    those of a test."""
    kept = [_KeptProcess(), _KeptProcess()]
    for process in kept:
        assert process.is_well()
        process.free = True
    yield kept
    for process in kept:
        helper._Process.end(process)


@pytest.fixture
def shared_helper(kept_processes: list[_KeptProcess], monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and views take over the helper process of those before: to start one costs as much processor
    time as all else that a window does when it opens. ``tests/work/test_helper.py`` has them started and
    ended."""
    start = helper._Process

    def lend() -> helper._Process:
        for kept in kept_processes:
            if kept.free and kept.is_well():
                kept.free = False
                return kept
        return start()

    monkeypatch.setattr(helper, "_Process", lend)


@pytest.fixture
def open_window(
    qapp: QApplication, qtbot, tmp_path: Path, library_template: Path, shared_helper: None
) -> Iterator[Callable[..., object]]:
    """``session = open_window(paths=[…])``: the window as the program opens it; closed after the test."""
    from organizer.app import Session
    from organizer.ui.widgets import theme

    theme.apply(qapp, "light")
    before = set(threading.enumerate())
    sessions: list[Session] = []
    library = tmp_path / "library.db"

    def open_(
        paths: list[str] | None = None, *, settings: Settings | None = None, wait: bool = True
    ) -> Session:
        if not library.exists():
            shutil.copy(library_template, library)
        db = Database(library)
        session = Session(qapp, db, settings or Settings(watch_folders=False, jobs=1, theme="light"))
        sessions.append(session)
        session.window.show()
        if wait:
            with qtbot.waitSignal(session.window.views_ready, timeout=60_000):
                session.start(paths or [])
        else:
            session.start(paths or [])
        return session

    def close(session: Session) -> None:
        sessions.remove(session)
        session.window.close()
        session.close()
        assert not isValid(session.window)
        session.db.close()
        qapp.processEvents()

    open_.close = close  # type: ignore[attr-defined]
    yield open_
    while sessions:
        close(sessions[-1])
    for thread in set(threading.enumerate()) - before:
        if "Dummy" not in thread.name:
            thread.join(10)  # one that was told to end may take a moment
    left = [
        t.name for t in threading.enumerate() if t not in before and "Dummy" not in t.name and t.is_alive()
    ]
    assert not left, f"threads that did not end: {left}"
