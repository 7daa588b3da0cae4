"""Songs dragged out of the table, the map and the playlist, up to what other programs are offered."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from organizer.base.arrangement import MusicMap
from organizer.library import tracks
from organizer.ui.map.view import MapView
from organizer.ui.playlist.panel import PlaylistPanel
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets.parts import url_paths
from organizer.ui.widgets.song_drag import TRACK_IDS_MIME, SongsMime, dragged_ids
from tests.feature_table import add_table

Offered = tuple[list[int], list[str], bool]


@pytest.fixture
def songs(db, tmp_path: Path) -> list[int]:
    """A file, one that is away, one whose name is not UTF-8, and a song of a table."""
    paths = [str(tmp_path / "a # 1%41.mp3"), "/gone/b.mp3", os.fsdecode(b"/music/caf\xe9.mp3")]
    ids = list(tracks.upsert(db, [tracks.ScannedFile(path, 1, 1) for path in paths]).added)
    tracks.set_away(db, ids[1:2], True)
    return [*ids, add_table(db, tmp_path, 3)[0]]


def drag(widget: QWidget, source: QWidget, start: QPoint) -> Offered:
    """Drag from ``start`` on, as a hand does; what is offered. Offscreen, a drag ends at once."""

    def send(kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
        place, whole = QPointF(at), QPointF(widget.mapToGlobal(at))
        keys = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(widget, QMouseEvent(kind, place, whole, button, buttons, keys))

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    send(QEvent.Type.MouseButtonPress, start, left, left)
    for step in (8, 16, 24):
        if not source.findChildren(QDrag):
            send(QEvent.Type.MouseMove, start + QPoint(step, 0), none, left)
    (begun,) = source.findChildren(QDrag)
    assert begun.supportedActions() == Qt.DropAction.CopyAction
    mime = begun.mimeData()
    return dragged_ids(mime) or [], url_paths(mime), mime.hasUrls()


def from_rows(view: QAbstractItemView, ids: list[int], row_of: Callable[[int], int]) -> Offered:
    """Drag these songs out of a view that lists them."""
    flags = view.selectionModel().SelectionFlag
    view.clearSelection()
    for track_id in ids:
        view.selectionModel().select(view.model().index(row_of(track_id), 0), flags.Select | flags.Rows)
    where = view.visualRect(view.model().index(row_of(ids[0]), 0)).center()
    return drag(view.viewport(), view, where)


@pytest.fixture(params=["table", "map", "playlist"])
def drag_from(request, qtbot, state: AppState, songs) -> Callable[[list[int]], Offered]:
    """Drags songs out of one of the three places."""
    if request.param == "table":
        table = TrackTable(state)
        qtbot.addWidget(table)
        table.resize(700, 300)
        table.show()
        with qtbot.waitSignal(table.shown_changed):
            table.reload()
        return lambda ids: from_rows(table, ids, lambda i: int(table.tracks.rows_of(np.array([i]))[0]))
    if request.param == "playlist":
        panel = PlaylistPanel(state)
        qtbot.addWidget(panel)
        panel.resize(320, 500)
        panel.add(songs)
        panel.show()
        return lambda ids: from_rows(panel.view, ids, panel.ids().index)
    view = MapView(state)
    qtbot.addWidget(view)
    view.resize(900, 560)
    view.show()
    cells = np.arange(len(songs), dtype=np.int64)
    codebook = np.random.default_rng(0).standard_normal((4, 3)).astype(np.float32)
    music_map = MusicMap(2, 2, False, 0, 1, codebook, np.array(songs, np.int64), cells, trained_on=4)
    with qtbot.waitSignal(view.content.shown):
        state.set_map(music_map, None, None)

    def from_map(ids: list[int]) -> Offered:
        state.select(ids, "test")
        shown = view.content.songs
        place = int(shown.places_of(np.array(ids[:1]))[0])
        x, y = view.canvas.camera.to_screen(float(shown.x[place]), float(shown.y[place]))
        return drag(view, view, QPoint(round(x), round(y)))

    return from_map


def test_a_drag_carries_all_ids_and_the_files_that_are_there(drag_from, db, songs):
    there = [tracks.get(db, songs[0]).path, tracks.get(db, songs[2]).path]
    ids, paths, urls = drag_from(songs)
    assert sorted(ids) == sorted(songs) and urls
    assert sorted(paths) == sorted(there)


@pytest.mark.parametrize("which", [[3], [1, 3]])
def test_songs_without_a_file_are_offered_to_no_other_program(drag_from, songs, which):
    chosen = [songs[i] for i in which]
    ids, paths, urls = drag_from(chosen)
    assert sorted(ids) == sorted(chosen)
    assert (paths, urls) == ([], False)


def test_songs_of_tables_reach_the_playlist(qtbot, state, songs):
    panel = PlaylistPanel(state)
    qtbot.addWidget(panel)
    mime = SongsMime(state.db, songs[3:])
    assert panel.model.canDropMimeData(mime, Qt.DropAction.CopyAction, 0, 0, QModelIndex())
    assert panel.model.dropMimeData(mime, Qt.DropAction.CopyAction, 0, 0, QModelIndex())
    assert panel.ids() == songs[3:]


def test_a_song_that_is_there_twice_is_dragged_twice_in_its_order(db, songs):
    mime = SongsMime(db, [songs[2], songs[0], songs[2]])
    first, last = tracks.get(db, songs[0]).path, tracks.get(db, songs[2]).path
    assert url_paths(mime) == [last, first, last]
    assert json.loads(bytes(mime.data(TRACK_IDS_MIME).data())) == [songs[2], songs[0], songs[2]]
    assert b"caf%E9.mp3" in bytes(mime.data("text/uri-list").data())


@pytest.mark.parametrize("content", [b"", b"{", b"[1, null]", b"3"])
def test_ids_that_cannot_be_read_are_none(content):
    mime = QMimeData()
    assert dragged_ids(mime) is None
    mime.setData(TRACK_IDS_MIME, content)
    assert dragged_ids(mime) == []
