"""The playlist panel, used as a person does, over real songs in a real library."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import (
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    Qt,
    QUrl,
    Slot,
)
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester

from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks
from organizer.library.files import removals
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile
from organizer.ui.playlist.panel import PlaylistPanel
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets.parts import file_url, url_path
from organizer.ui.widgets.song_drag import TRACK_IDS_MIME
from organizer.work.arranging.topping_up import Topped
from tests.playlist_file import paths_in

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def add_songs(db: Database, paths: list[Path | str], *, artist: str = "Ada") -> list[int]:
    found = []
    for number, path in enumerate(paths):
        stat = os.stat(path)
        found.append(
            ScannedFile(
                str(path),
                stat.st_size,
                stat.st_mtime_ns,
                Tags(title=f"Song {number}", artist=artist),
                AudioInfo("MP3", 90.0),
            )
        )
    return list(tracks.upsert(db, found).added)


@pytest.fixture
def songs(make_song: Callable[..., Path], db: Database) -> list[int]:
    return add_songs(db, [make_song(f"{n}.mp3", seconds=0.3, frequency=200 + 50 * n) for n in range(4)])


@pytest.fixture
def panel(state: AppState, qtbot) -> PlaylistPanel:
    panel = PlaylistPanel(state)
    qtbot.addWidget(panel)
    panel.resize(320, 600)
    panel.show()
    qtbot.waitUntil(panel.isVisible)
    return panel


def drop(panel: PlaylistPanel, mime: QMimeData, where: QPoint) -> bool:
    """Drop on the list's viewport, as a file manager or another view does."""
    viewport, actions = panel.view.viewport(), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    from PySide6.QtWidgets import QApplication

    enter = QDragEnterEvent(where, actions, mime, buttons, keys)
    QApplication.sendEvent(viewport, enter)
    QApplication.sendEvent(viewport, QDragMoveEvent(where, actions, mime, buttons, keys))
    event = QDropEvent(QPointF(where), actions, mime, buttons, keys)
    QApplication.sendEvent(viewport, event)
    return event.isAccepted()


def test_the_selection_is_added_and_counted(panel, state, songs, qtbot):
    assert panel.empty.isVisible()
    assert not panel.empty.button.isEnabled()
    state.select(songs[:3], "table")
    qtbot.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    assert panel.ids() == songs[:3]
    assert panel.total.whole() == "3 songs · 4 min"
    assert not panel.empty.isVisible()
    state.playlist_add_requested.emit(np.array(songs, np.int64))
    assert panel.ids() == songs


def test_songs_are_reordered_removed_and_brought_back(panel, songs, qtbot):
    QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    panel.add(songs)
    a, b, c, d = songs
    assert panel.model.moveRows(QModelIndex(), 0, 1, QModelIndex(), 3)
    assert panel.ids() == [b, c, a, d]
    panel.view.setCurrentIndex(panel.model.index(1))
    qtbot.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert panel.ids() == [b, a, c, d]
    assert panel.view.selected_rows() == [2]
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert panel.ids() == [b, a, d]
    panel.clear()
    assert panel.ids() == []
    for expected in ([b, a, d], [b, a, c, d], [b, c, a, d], songs):
        qtbot.keyClick(panel.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert panel.ids() == expected


def test_a_drag_inside_moves_and_a_drop_from_outside_inserts(panel, state, songs):
    panel.add(songs[:3])
    mime = panel.model.mimeData([panel.model.index(0)])
    assert drop(panel, mime, panel.view.visualRect(panel.model.index(2)).bottomLeft() + QPoint(20, -1))
    assert panel.ids() == [songs[1], songs[2], songs[0]]
    other = QMimeData()
    other.setData(TRACK_IDS_MIME, json.dumps([songs[3]]).encode())
    assert drop(panel, other, panel.view.visualRect(panel.model.index(0)).topLeft() + QPoint(20, 1))
    assert panel.ids() == [songs[3], songs[1], songs[2], songs[0]]


def test_files_of_the_library_can_be_dropped_and_unknown_ones_are_left_to_the_window(
    panel, state, songs, tmp_path, qtbot
):
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(tracks.get(state.db, songs[1]).path)])
    assert drop(panel, files, QPoint(30, 30))
    assert panel.ids() == [songs[1]]
    folder = QMimeData()
    folder.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    assert not panel.model.canDropMimeData(folder, Qt.DropAction.CopyAction, -1, -1, QModelIndex())


def test_songs_leave_the_window_as_copies_byte_for_byte(panel, state, db, make_song):
    plain = make_song("odd # name%41.mp3", seconds=0.3)
    odd = os.fsdecode(os.fsencode(plain.parent) + b"/caf\xe9.mp3")
    os.rename(make_song("b.mp3", seconds=0.3), odd)
    panel.add(add_songs(db, [plain, odd]))
    mime = panel.model.mimeData([panel.model.index(0), panel.model.index(1)])
    assert [url_path(url) for url in mime.urls()] == [str(plain), odd]
    assert b"caf%E9.mp3" in bytes(mime.urls()[1].toEncoded().data())
    assert panel.model.supportedDragActions() == Qt.DropAction.CopyAction
    assert url_path(file_url(odd)) == odd
    assert url_path(QUrl("http://example.org/a.mp3")) is None


@pytest.mark.parametrize("paths", ["relative", "absolute"])
def test_the_export_is_read_back(panel, state, songs, tmp_path, qtbot, paths):
    panel.set_paths(paths)
    assert state.settings.playlist_paths == paths
    panel.name_edit.setText("Sunday")
    panel.add([songs[2], songs[0]])
    target = tmp_path / "out" / "Sunday.m3u8"
    target.parent.mkdir()
    with qtbot.waitSignal(panel.exported):
        panel.export_to(str(target))
    assert paths_in(target) == [tracks.get(state.db, i).path for i in (songs[2], songs[0])]
    text = target.read_text("utf-8")
    assert "#PLAYLIST:Sunday" in text
    assert "#EXTINF:90,Ada - Song 2" in text
    assert ("../music/2.mp3" in text) == (paths == "relative")


def test_an_export_that_fails_and_songs_that_are_away_are_told(panel, state, songs, tmp_path, qtbot):
    panel.add(songs)
    with qtbot.waitSignal(state.message) as told:
        panel.export_to(str(tmp_path / "missing folder" / "a.m3u8"))
    assert told.args[1] == "error"
    assert "missing folder" in told.args[0]
    state.change_library(tracks.set_away(state.db, songs[:1], True))
    with qtbot.waitSignal(state.message) as told:
        panel.export_to(str(tmp_path / "a.m3u8"))
    assert told.args[1] == "warning"
    assert "1 song of it away" in told.args[0]


def test_a_playlist_is_kept_in_the_library(panel, state, songs, qtbot):
    panel.add(songs[:2])
    panel.name_edit.setText("Evening & night")
    with qtbot.waitSignal(panel.saved_changed):
        panel.save_in_library()
    panel.clear()
    panel.saved_menu.aboutToShow.emit()
    (entry,) = [a for a in panel.saved_menu.actions() if a.text() == "Evening && night"]
    entry.trigger()
    assert panel.ids() == songs[:2]
    with qtbot.waitSignal(panel.saved_changed):
        panel.delete_saved("Evening & night")
    assert playlists.names(state.db) == []


def test_a_double_click_plays_and_gives_the_queue(panel, state, songs, qtbot):
    panel.add(songs)
    place = panel.view.visualRect(panel.model.index(2)).center()
    asked: list[object] = []
    panel.queue_requested.connect(lambda ids, row: asked.extend((ids, row)))
    state.play_requested.connect(asked.append)
    with qtbot.waitSignal(state.play_requested):
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [songs, 2, songs[2]]


def test_songs_that_left_the_library_leave_the_playlist(panel, state, songs):
    panel.add(songs)
    state.change_library(removals.remove(state.db, songs[1:3])[0])
    assert panel.ids() == [songs[0], songs[3]]


def test_ordering_keeps_the_songs_and_can_be_undone(panel, state, db, make_song, qtbot):
    ids = add_songs(db, [make_song(f"a{n}.mp3", seconds=0.3, frequency=200 + n) for n in range(3)])
    ids += add_songs(
        db, [make_song(f"b{n}.mp3", seconds=0.3, frequency=300 + n) for n in range(3)], artist="Bo"
    )
    panel.add(ids)
    with qtbot.waitSignal(panel.model.ids_changed):
        qtbot.mouseClick(panel.order_button, Qt.MouseButton.LeftButton)
    artists = [track.artist for track in tracks.get_many(db, panel.ids())]
    assert sorted(panel.ids()) == sorted(ids)
    assert all(one != other for one, other in pairwise(artists))
    qtbot.mouseClick(panel.undo_button, Qt.MouseButton.LeftButton)
    assert panel.ids() == ids


class Opener(QObject):
    """Stands where the system's player would."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.urls.append(url)


def test_open_in_player_hands_over_a_copy_with_absolute_paths(
    panel, state, songs, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    panel.add(songs)
    panel.name_edit.setText("A/B: “mix”")
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")
    try:
        panel.open_in_player()
        qtbot.waitUntil(lambda: bool(opener.urls))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    path = url_path(opener.urls[0])
    assert path is not None
    assert Path(path).is_relative_to(tmp_path / "cache")
    assert paths_in(path) == [track.path for track in tracks.get_many(state.db, songs)]


def test_ten_thousand_songs_are_listed_and_counted(panel, state, db, qtbot):
    found = [
        ScannedFile(f"/music/{n}.mp3", 1, 1, Tags(title=f"T{n}"), AudioInfo("MP3", 60.0))
        for n in range(10_000)
    ]
    ids = list(tracks.upsert(db, found).added)
    panel.add(ids)
    qtbot.waitUntil(lambda: panel.total.whole() == "10,000 songs · 166 h 40 min", timeout=20_000)
    assert panel.model.index(9_999).data() == "T9999"
    panel.view.scrollToBottom()
    panel.grab()


def test_a_playlist_that_tops_itself_up_grows_where_it_is_open(panel, state, songs, qtbot) -> None:
    told = []
    state.message.connect(lambda text, kind: told.append((text, kind)))
    playlists.save(state.db, "Mine", songs[:2])
    panel.open_saved("Mine")
    state.tell_topped_up([Topped("Other", 1, (songs[3],)), Topped("Mine", 1, (songs[2],))])
    assert panel.ids() == songs[:3]
    panel.model.undo_stack.undo()
    assert panel.ids() == songs[:2]
    panel.name_edit.setText("Another")  # a list of its own from now on
    state.tell_topped_up([Topped("Mine", 1, (songs[3],), "/music/mine.m3u8", "the disk is full")])
    assert panel.ids() == songs[:2]
    assert ("The file of “Mine” was not written: the disk is full", "error") in told


def test_a_song_that_is_there_twice_stays_twice(panel, state, songs):
    twice = [songs[0], songs[1], songs[0], songs[2]]
    panel.show_playlist("twice", twice)
    assert panel.ids() == twice and panel.total.text().startswith("4 songs")
    panel.model.moveRows(QModelIndex(), 2, 1, QModelIndex(), 4)
    assert panel.ids() == [songs[0], songs[1], songs[2], songs[0]]
    mime = panel.model.mimeData([panel.model.index(3), panel.model.index(2)])
    assert panel.model.dropMimeData(mime, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert panel.ids() == [songs[2], songs[0], songs[0], songs[1]]
    kept = QPersistentModelIndex(panel.model.index(2))
    panel.model.place([songs[3]], 1)  # another view's songs come in beside them
    assert panel.ids() == [songs[2], songs[3], songs[0], songs[0], songs[1]]
    panel.model.undo_stack.undo()
    panel.model.remove([1])
    assert panel.ids() == [songs[2], songs[0], songs[1]]
    while panel.model.undo_stack.canUndo():
        panel.model.undo_stack.undo()
    assert panel.ids() == [] and not kept.isValid()


def test_rows_keep_their_index_when_a_list_with_a_song_twice_is_ordered(panel, songs):
    panel.show_playlist("twice", [songs[0], songs[1], songs[0]])
    first, last = (QPersistentModelIndex(panel.model.index(row)) for row in (0, 2))
    panel.model.replace([songs[1], songs[0], songs[0]], "Order")
    assert (first.row(), last.row()) == (1, 2)
    panel._show_ordered([songs[0], songs[0], songs[1]])
    assert panel.ids() == [songs[0], songs[0], songs[1]]
    panel._show_ordered([songs[0], songs[1]])  # it was changed meanwhile
    assert panel.ids() == [songs[0], songs[0], songs[1]]


def test_a_long_name_is_shown_from_its_beginning(panel):
    panel.show_playlist("From the first song of all to the very last one that was ever made", [])
    assert panel.name_edit.cursorPosition() == 0
