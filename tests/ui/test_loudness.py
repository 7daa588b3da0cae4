"""Measuring loudness from the window: a job with progress that can be cancelled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt

from organizer.base.descriptors import Descriptors
from organizer.base.features import Features
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.library_work import LibraryWork
from organizer.ui.window.progress_panel import ProgressPanel
from tests.ui.playlist.test_panel import add_songs


def add_heard(db: Database, path: Path) -> int:
    (song,) = add_songs(db, [path])
    audio_hash = payload.audio_hash(str(path))
    tracks.set_audio_hash(db, song, audio_hash)
    heard = Features(np.zeros(4, np.float32), Descriptors(loudness=-9.0), 1)
    vectors.put(db, [(audio_hash, heard)])
    return song


def test_selected_songs_are_measured_and_views_are_told(
    state: AppState, db: Database, make_song: Callable[..., Path], qtbot
) -> None:
    LibraryWork(state, state)
    progress = ProgressPanel(state)
    qtbot.addWidget(progress)
    song = add_heard(db, make_song("a.mp3"))
    with qtbot.waitSignals([state.library_changed, state.jobs.job_ended], timeout=60_000):
        state.loudness_requested.emit(np.array([song]))
        assert progress.text.whole().startswith("Measuring loudness")
    heard = tracks.get(db, song).descriptors
    assert heard is not None and heard.loudness_measured and heard.loudness != -9.0


def test_measuring_is_cancelled_by_the_button(
    state: AppState, db: Database, make_song: Callable[..., Path], qtbot
) -> None:
    LibraryWork(state, state)
    progress = ProgressPanel(state)
    qtbot.addWidget(progress)
    progress.show()
    song = add_heard(db, make_song("a.mp3"))
    with qtbot.waitSignal(state.jobs.job_ended, timeout=60_000) as ended:
        state.loudness_requested.emit(np.array([song]))
        qtbot.mouseClick(progress.cancel_button, Qt.MouseButton.LeftButton)
    assert (ended.args[0].job, ended.args[0].cancelled) == (Job.LOUDNESS, True)
    heard = tracks.get(db, song).descriptors
    assert heard is not None and not heard.loudness_measured


def test_nothing_selected_is_said(state: AppState, qtbot) -> None:
    LibraryWork(state, state)
    with qtbot.waitSignal(state.message) as told:
        state.loudness_requested.emit(np.empty(0, np.int64))
    assert "Select songs" in told.args[0]
