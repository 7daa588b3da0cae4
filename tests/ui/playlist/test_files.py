"""Playlist files dropped on the window, named at its start or chosen in a dialog."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from organizer.library import tracks
from organizer.library.playlists import playlists
from organizer.ui.playlist.import_dialog import ImportDialog
from organizer.ui.state.job_ids import Job
from tests.ui.window.test_drop import drop


@pytest.fixture
def songs(make_song) -> list[Path]:
    return [make_song(f"{n}.wav", seconds=0.3, frequency=200.0 + 50 * n) for n in range(4)]


def write(path: Path, *lines: object) -> Path:
    path.write_text("#EXTM3U\n" + "\n".join(map(str, lines)))
    return path


def listed(session) -> list[str]:
    return [Path(track.path).name for track in tracks.get_many(session.db, session.window.playlist.ids())]


def report_of(qtbot, session) -> ImportDialog:
    """What is said of a list, when it was looked at."""
    qtbot.waitUntil(lambda: bool(session.window.findChildren(ImportDialog)), timeout=20_000)
    return session.window.findChildren(ImportDialog)[-1]


def test_a_dropped_list_opens_in_its_order_and_undo_brings_back_what_was_there(
    qtbot, open_window, songs, tmp_path
):
    session = open_window([str(songs[0])])
    panel = session.window.playlist
    qtbot.waitUntil(lambda: tracks.count(session.db).all == 1, timeout=20_000)
    panel.add(tracks.query(session.db).tolist())
    file = write(tmp_path / "Sun & day.m3u8", "music/3.wav", "gone.wav", "music\\0.wav", "music/2.wav")
    told: list[tuple[str, str]] = []
    session.state.message.connect(lambda text, level: told.append((text, level)))
    assert drop(session.window, file).isAccepted()
    dialog = report_of(qtbot, session)
    assert dialog.summary.text() == "“Sun & day”: 3 there, 1 missing"
    with qtbot.waitSignal(session.work.intake.playlist_imported, timeout=20_000):
        dialog.open_button.click()
    assert listed(session) == ["3.wav", "0.wav", "2.wav"]
    assert panel.name() == "Sun & day"
    assert ("“Sun & day”: 3 songs, 2 added, and 1 missing", "info") in told
    assert [row for row in range(4) if panel.model.missing(row) is not None] == [1]
    assert playlists.names(session.db) == []  # it is at hand, not kept
    panel.model.undo_stack.undo()
    assert listed(session) == ["0.wav"]


def test_a_list_without_songs_changes_nothing_until_it_is_opened(qtbot, open_window, songs, tmp_path):
    session = open_window([str(songs[1])])
    panel = session.window.playlist
    qtbot.waitUntil(lambda: tracks.count(session.db).all == 1, timeout=20_000)
    panel.add(tracks.query(session.db).tolist())
    before = panel.name()
    file = write(tmp_path / "old.m3u8", "gone.wav", "lost.wav", "http://radio.example/live.mp3")
    drop(session.window, file)
    dialog = report_of(qtbot, session)
    assert dialog.summary.text() == "“old”: 2 missing, 1 on the web"
    dialog.reject()
    assert (listed(session), panel.name(), tracks.count(session.db).all) == (["1.wav"], before, 1)


def test_lists_songs_and_folders_come_together(qtbot, open_window, songs, make_song, tmp_path):
    make_song("Folder.m3u8/inside.wav", seconds=0.3)
    first = write(tmp_path / "first.m3u8", "music/1.wav")
    second = write(tmp_path / "second.M3U", songs[2], songs[1])
    session = open_window([str(first), str(second), str(songs[3]), str(tmp_path / "music" / "Folder.m3u8")])
    qtbot.waitUntil(lambda: session.window.playlist.name() == "second", timeout=20_000)
    assert listed(session) == ["2.wav", "1.wav"]
    assert tracks.count(session.db).all == 4
    session.window.playlist.model.undo_stack.undo()
    assert listed(session) == ["1.wav"]


def test_a_list_is_chosen_as_a_file_and_shows_the_hidden_panels(qtbot, open_window, songs, tmp_path):
    session = open_window()
    window = session.window
    window.actions_["show_panels"].setChecked(False)
    window.actions_["add_files"].trigger()
    dialog = window.findChild(QFileDialog)
    assert "*.m3u8" in dialog.nameFilters()[0]
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(write(tmp_path / "chosen.m3u8", *songs)))
    with qtbot.waitSignal(session.work.intake.playlist_imported, timeout=20_000):
        dialog.accept()
    assert listed(session) == [song.name for song in songs]
    assert window.playlist.isVisible()


def test_a_list_that_only_shares_the_name_of_a_kept_one_does_not_grow_with_it(
    qtbot, open_window, songs, tmp_path
):
    from organizer.work.arranging.topping_up import Topped

    session = open_window([str(songs[0]), str(songs[1])])
    qtbot.waitUntil(lambda: tracks.count(session.db).all == 2, timeout=20_000)
    ids = tracks.query(session.db, order="path").tolist()
    with qtbot.waitSignal(session.work.intake.playlist_imported, timeout=20_000):
        drop(session.window, write(tmp_path / "Group.m3u8", songs[0]))
    session.state.tell_topped_up([Topped("Group", ids=tuple(ids), added=1)])
    assert listed(session) == ["0.wav"]


def test_what_is_missing_is_read_while_the_songs_are_heard(qtbot, open_window, songs, tmp_path):
    session = open_window()
    drop(session.window, write(tmp_path / "x.m3u8", songs[0], "gone.wav"))
    dialog = report_of(qtbot, session)
    with qtbot.waitSignal(
        session.state.jobs.job_started, timeout=20_000, check_params_cb=lambda job: job == Job.ANALYSIS
    ):
        dialog.open_button.click()
    said = session.window.messages.messages
    qtbot.waitUntil(lambda: any("1 missing" in message.text for message in said), timeout=5_000)
