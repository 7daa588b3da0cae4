"""ReplayGain from the window: measured by a job, reviewed, written and taken back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from organizer.library import tracks
from organizer.library.tags import tags
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from tests.conftest import SAMPLE_RATE, write_song
from tests.ui.tags.test_editor import confirm


@pytest.fixture
def session(qtbot, quiet_sound, open_window, db, tmp_path: Path, make_song):
    make_song("a.mp3", title="One", album="Both")
    make_song("b.mp3", title="Two", album="Both", frequency=300.0)
    write_song(tmp_path / "music" / "silent.flac", np.zeros((SAMPLE_RATE, 2)))
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    session = open_window()
    qtbot.waitUntil(lambda: session.window.tag_editor is not None, timeout=60_000)
    return session


def test_gains_are_measured_reviewed_written_and_undone(session, qtbot, db) -> None:
    state, window = session.state, session.window
    messages: list[str] = []
    state.message.connect(lambda text, *_: messages.append(text))
    window.actions_["replaygain"].trigger()
    assert messages == ["Select songs to measure their ReplayGain"]
    state.select(tracks.query(db), "test")
    paths = [track.path for track in tracks.get_many(db, tracks.query(db))]
    before = {path: Path(path).read_bytes() for path in paths}
    window.actions_["replaygain"].trigger()
    qtbot.waitUntil(lambda: window.tag_editor.dialog is not None, timeout=60_000)
    confirm(qtbot, window.tag_editor, state)
    assert [text for text in messages if "1 song without sound" in text]
    gains = {path: tags.gains(path) for path in paths}
    told = [gain for gain in gains.values() if gain.track is not None]
    assert len(told) == 2 and told[0].album == told[1].album is not None
    undo = window.undo.undo_action
    qtbot.waitUntil(lambda: undo.isEnabled() and not state.jobs.running(), timeout=60_000)
    assert undo.text() == "Undo: Write ReplayGain"
    undo.trigger()
    qtbot.waitUntil(lambda: all(Path(p).read_bytes() == data for p, data in before.items()), timeout=60_000)
