"""The playlist being made, its history and unsaved edits of tags outlive the window, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from organizer.library import drafts
from organizer.library.drafts import Change, PlaylistDraft
from tests.work.arranging.test_mapping import add_songs


def settled(qtbot, session) -> None:
    qtbot.waitUntil(lambda: not session.state.jobs.running(), timeout=60_000)


def test_playlist_history_and_edits_come_back_when_the_window_opens_again(qtbot, open_window, db):
    ids = add_songs(db, 30)
    session = open_window()
    settled(qtbot, session)
    window = session.window
    window.playlist.add(ids[:5])
    window.playlist.name_edit.setText("Sunday")
    window.playlist.model.remove([1])
    window.playlist.model.undo_stack.undo()
    session.state.select(ids[:2], "test")
    qtbot.keyClicks(window.tag_editor.fields["genre"], "Dub")
    assert window.tag_editor.unsaved == 2
    open_window.close(session)  # before the draft is due
    again = open_window()
    playlist, editor = again.window.playlist, again.window.tag_editor
    qtbot.waitUntil(lambda: playlist.ids() == ids[:5] and editor.unsaved == 2, timeout=60_000)
    assert playlist.name() == "Sunday" and editor.edits() == {tuple(ids[:2]): {"genre": "Dub"}}
    assert playlist.model.undo_stack.canRedo() and "5 songs" in again.window.progress.text.whole()
    playlist.model.undo_stack.redo()
    assert playlist.ids() == [ids[0], *ids[2:5]]
    playlist.model.undo_stack.undo()
    playlist.model.undo_stack.undo()
    assert playlist.ids() == []


def test_a_window_that_is_killed_loses_nothing(qtbot, db, tmp_path):
    ids = add_songs(db, 30)
    script = (
        "import sys\n"
        "from organizer import app\n"
        "from organizer.library.storage.database import Database\n"
        "from organizer.base.settings import Settings\n"
        "from organizer.ui.state.job_ids import Job\n"
        "program = app.make_application()\n"
        f"db = Database({str(db.path)!r})\n"
        "session = app.Session(program, db, Settings(watch_folders=False, jobs=1))\n"
        "session.window.show()\n"
        "def make():\n"
        f"    session.window.playlist.add({ids[:4]!r})\n"
        "    session.state.jobs.job_ended.connect(\n"
        "        lambda ending: print('kept', flush=True) if ending.job == Job.DRAFTS_WRITE else None)\n"
        "def loaded(ending):\n"
        "    if ending.job == Job.DRAFTS_LOAD:\n"
        "        session.state.jobs.job_ended.disconnect(loaded)\n"
        "        make()\n"
        "session.state.jobs.job_ended.connect(loaded)\n"
        "session.start([])\n"
        "program.exec()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline().strip() == "kept"
        os.kill(process.pid, signal.SIGKILL)
    loaded = drafts.load_playlist(db)
    assert loaded is not None and loaded.ids == ids[:4] and len(loaded.changes) == 1


def test_a_playlist_that_is_opened_at_the_start_lies_above_the_one_that_was_left(qtbot, open_window, db):
    ids = add_songs(db, 12)
    drafts.save_playlist(db, PlaylistDraft("Left", "", ids[:3], (Change(1, "Add songs", [], ids[:3]),), 1))
    session = open_window(wait=False)
    qtbot.waitUntil(lambda: session.window.playlist is not None, timeout=60_000)
    session.window.playlist.show_playlist("Opened", ids[5:9], saved=False)
    playlist = session.window.playlist
    qtbot.waitUntil(lambda: playlist.model.undo_stack.count() == 2, timeout=60_000)
    assert playlist.ids() == ids[5:9] and playlist.name() == "Opened"
    playlist.model.undo_stack.undo()
    assert playlist.ids() == ids[:3]
