from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from organizer.library import tracks
from organizer.ui.state.job_ids import Job


def drop(window, *paths: Path) -> QDropEvent:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(100, 100), actions, mime, buttons, keys))
    event = QDropEvent(QPointF(100, 100), actions, mime, buttons, keys)
    QApplication.sendEvent(window, event)
    return event


def hover(window, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(100, 100), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(window, event)
    assert event.isAccepted()


def test_a_filled_window_shows_that_music_can_be_dropped(qtbot, open_window, db, tmp_path):
    window = open_window().window
    hover(window, tmp_path)
    assert window.drop_sign is None  # the welcome lights up by itself
    QApplication.sendEvent(window, QDragLeaveEvent())
    tracks.upsert(db, [tracks.ScannedFile("/music/a.mp3", 1, 2)])
    window.pages.setCurrentWidget(window.columns)
    hover(window, tmp_path)
    assert window.drop_sign.isVisible() and window.drop_sign.size() == window.pages.size()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.drop_sign.isVisible()
    hover(window, tmp_path)
    drop(window, tmp_path)
    assert not window.drop_sign.isVisible()


def songs(make_song, number: int) -> Path:
    for i in range(number):
        make_song(f"Album {i % 3}/{i:02d}.wav", seconds=2.0, frequency=110.0 * 2 ** (i / 6), beat=1.5 + i % 3)
    return make_song("Album 0/00.wav", seconds=2.0).parent.parent


def test_dropped_folder_becomes_a_map_with_groups(qtbot, open_window, make_song):
    folder = songs(make_song, 14)
    session = open_window()
    window = session.window
    assert window.pages.currentWidget() is window.welcome
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        event = drop(window, folder)
    assert event.isAccepted() and event.dropAction() == Qt.DropAction.CopyAction
    assert window.pages.currentWidget() is window.columns
    assert len(window.table.tracks.ids) == 14
    assert tracks.count(session.db).analyzed == 14
    assert sorted(session.state.music_map.track_ids) == sorted(window.table.tracks.ids)
    assert session.state.grouping.groups and session.state.landscape is not None


def test_what_a_scan_leaves_out_is_said_and_files_can_be_read_again(qtbot, open_window, make_song):
    folder = make_song("a.wav", seconds=0.3).parent
    make_song(".hack/b.wav", seconds=0.3)
    make_song(".Trash-1000/c.wav", seconds=0.3)
    session = open_window()
    said = []
    session.state.message.connect(lambda text, _kind: said.append(text))
    drop(session.window, folder)
    qtbot.waitUntil(lambda: any("1 added" in text for text in said), timeout=20_000)
    (line,) = [text for text in said if "1 added" in text]
    assert "1 kept by the system or another program (.Trash-1000)" in line and f"({folder / '.hack'})" in line
    with session.db.write() as connection:
        connection.execute("UPDATE tracks SET artist = 'changed behind the marks'")
    session.window.actions_["reread"].trigger()
    qtbot.waitUntil(lambda: any("1 changed" in text for text in said), timeout=20_000)
    (song,) = tracks.get_many(session.db, tracks.query(session.db))
    assert song.artist == ""


def test_drop_of_no_music_says_so(qtbot, open_window, tmp_path):
    (tmp_path / "empty").mkdir()
    session = open_window()
    with qtbot.waitSignal(session.state.message, timeout=20_000) as told:
        drop(session.window, tmp_path / "empty")
    assert "no music" in told.args[0] and told.args[1] == "error"


def test_closed_midway_goes_on_next_time(qtbot, open_window, make_song):
    folder = songs(make_song, 8)
    session = open_window()
    with qtbot.waitSignal(
        session.state.jobs.job_progressed,
        timeout=60_000,
        check_params_cb=lambda name, progress: name == Job.ANALYSIS and progress.done >= 1,
    ):
        drop(session.window, folder)
    open_window.close(session)
    again = open_window(wait=False)
    heard: list[int] = []
    again.state.library_changed.connect(lambda changes: heard.extend(changes.updated))
    qtbot.waitUntil(
        lambda: again.state.counts is not None and again.state.counts.analyzed == 8, timeout=90_000
    )
    assert len(heard) < 8  # what was heard before the close was not heard again


def test_bad_song_is_listed_and_the_rest_goes_on(qtbot, open_window, make_song):
    good = make_song("good.wav", seconds=2.0)
    (good.parent / "bad.mp3").write_bytes(b"this is no music" * 50)
    session = open_window()
    with qtbot.waitSignal(
        session.state.jobs.job_ended, timeout=60_000, check_params_cb=lambda end: end.job == Job.ANALYSIS
    ):
        drop(session.window, good.parent)
    qtbot.waitUntil(
        lambda: session.state.counts is not None and session.state.counts.analyzed == 1, timeout=20_000
    )
    assert session.state.counts.failed == 1 and session.window.progress.failed.isVisible()
    session.window.progress.failed.click()
    dialog = session.window.commands.dialogs._failures
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() >= 1)
    assert dialog.list.topLevelItem(0).text(1) and dialog.retry.isEnabled()
    dialog.close()


def test_second_drop_waits_for_the_first(qtbot, open_window, make_song):
    first = make_song("one/a.wav", seconds=2.0).parent
    second = make_song("two/b.wav", seconds=2.0).parent
    session = open_window()
    drop(session.window, first)
    drop(session.window, second)
    qtbot.waitUntil(lambda: len(session.window.table.tracks.ids) == 2, timeout=20_000)
    assert not session.state.jobs.running(Job.IMPORT)
