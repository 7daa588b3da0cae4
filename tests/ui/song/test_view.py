"""The view of one song's parts, used as a person would: look, click, step, ask for other parts, export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from organizer.analysis.structure.features import decode_features
from organizer.analysis.structure.parts import analyze
from organizer.library import tracks
from organizer.ui.song.canvas import TimeCanvas
from organizer.ui.song.view import SongView
from organizer.ui.sound.player import Player
from organizer.ui.state.app_state import AppState
from organizer.ui.window.view_names import ViewName
from organizer.work.analysis import structuring
from organizer.work.intake.tabling import import_table
from organizer.work.jobs import JobContext
from tests.analysis.forms import play
from tests.conftest import SAMPLE_RATE, write_song
from tests.ui.playlist.test_panel import add_songs

LEFT = Qt.MouseButton.LeftButton
#: The process that listens takes seconds to start, and a minute where librosa is not compiled yet.
LONG = 180_000


@pytest.fixture
def view(state: AppState, qtbot) -> Iterator[SongView]:
    """On the screen, on an empty library, without a player."""
    made = SongView(state)
    qtbot.addWidget(made)
    made.resize(780, 430)
    made.show()
    qtbot.waitUntil(made.isVisible)
    yield made
    assert state.jobs.stop_all()
    made.close_work()


@pytest.fixture
def song(db, tmp_path) -> tuple[int, list[float]]:
    """A song whose parts are known, ABA, and where they begin."""
    sound, starts = play("ABA", tempo=160.0, bars=5)
    return add_songs(db, [write_song(tmp_path / "known.wav", sound)])[0], starts


def place(canvas: TimeCanvas, seconds: float) -> QPoint:
    return QPointF(canvas.x_of(seconds), canvas.area().center().y()).toPoint()


def look_at(qtbot, view: SongView, *ids: int) -> None:
    wait_for_parts(qtbot, view, lambda: view._state.select(ids, "test"))
    listed(qtbot, view)


def wait_for_parts(qtbot, view: SongView, act: Callable[[], object] = lambda: None) -> None:
    """Act, and wait until the parts are there. What the view complains of is said at once."""
    errors: list[Exception] = []
    view.work.failed.connect(errors.append)
    act()
    qtbot.waitUntil(lambda: view.is_current or bool(errors), timeout=LONG)
    view.work.failed.disconnect(errors.append)
    assert not errors, view.message.sentence.text()


def listed(qtbot, view: SongView) -> None:
    qtbot.waitUntil(lambda: view.list.topLevelItemCount() == len(view.structure.starts))


def test_parts_are_shown_and_clicks_go_there(view, song, qtbot):
    track, starts = song
    look_at(qtbot, view, track)
    assert view.structure.names == ("A", "B", "A") and view.count.text() == "3 parts, 2 different"
    rows = [view.list.topLevelItem(n) for n in range(view.list.topLevelItemCount())]
    assert [row.text(0) for row in rows] == ["A", "B", "A"] and rows[0].text(3) == "0:15"
    qtbot.mouseClick(view.wave, LEFT, pos=place(view.wave, starts[1] + 2))
    assert view.wave.cursor_at == pytest.approx(starts[1] + 2, abs=0.1) == view.matrix.cursor_at
    assert view.list.currentItem() is rows[1]
    qtbot.mouseClick(view.matrix, LEFT, pos=place(view.matrix, 3.0))
    assert view.wave.cursor_at == pytest.approx(3.0, abs=0.1) and view.list.currentItem() is rows[0]
    qtbot.mouseClick(view.list.viewport(), LEFT, pos=view.list.visualItemRect(rows[2]).center())
    assert view.wave.cursor_at == view.structure.starts[2]
    view.wave.setFocus()
    qtbot.keyClick(view.wave, Qt.Key.Key_Left)
    assert view.wave.cursor_at == pytest.approx(view.structure.starts[2] - 5)
    qtbot.keyClick(view.wave, Qt.Key.Key_Home)
    assert view.wave.cursor_at == 0.0


def test_parts_that_return_have_one_colour(view, song, qtbot):
    look_at(qtbot, view, song[0])
    image = view.wave.grab().toImage()
    ratio = image.devicePixelRatio()
    seen = [
        image.pixelColor(round((view.wave.x_of(start) + 12) * ratio), round(8 * ratio)).name()
        for start in view.structure.starts
    ]
    assert seen[0] == seen[2] != seen[1]


def test_stepping_from_part_to_part(view, song, qtbot):
    look_at(qtbot, view, song[0])
    starts = view.structure.starts
    told = []
    for button in (view.next, view.next, view.next, view.next, view.previous):
        qtbot.mouseClick(button, LEFT)
        told.append(view.wave.cursor_at)
    assert told == [starts[0], starts[1], starts[2], starts[2], starts[1]]
    view.jump(starts[1] + 4)
    view.step(-1)  # well inside a part: to its start
    assert view.wave.cursor_at == starts[1]
    view.jump(starts[1] + 1)
    view.step(-1)
    assert view.wave.cursor_at == starts[0]
    view.step(-1)
    assert view.wave.cursor_at == 0.0


def test_other_numbers_of_parts_and_songs_seen_before_are_there_at_once(view, song, db, tmp_path, qtbot):
    other, _ = play("AB", tempo=160.0, bars=5)
    (second,) = add_songs(db, [write_song(tmp_path / "other.wav", other)])
    look_at(qtbot, view, song[0])
    view.number.setFocus()
    with qtbot.waitSignal(view.structure_changed, timeout=LONG):
        view.number.setValue(3)
    assert len(set(view.structure.labels)) <= 3
    look_at(qtbot, view, second)
    assert view.number.value() == 1 and view.structure.names == ("A", "B")  # auto, in another song
    started = []
    view._state.jobs.job_started.connect(started.append)
    look_at(qtbot, view, song[0])
    assert view.number.value() == 3 and started == []
    with qtbot.waitSignal(view.structure_changed):
        view.number.setValue(1)
    assert view.structure.names == ("A", "B", "A") and started == []


def test_parts_that_the_library_has_are_shown_without_listening(view, db, song, tmp_path, qtbot):
    with db.write() as connection:
        connection.execute("UPDATE tracks SET audio_hash = 'sound'")
    path = tmp_path / "known.wav"
    features = decode_features(str(path))
    structuring.store_structure(db, tracks.get(db, song[0]), features, analyze(features), None)
    path.unlink()
    look_at(qtbot, view, song[0])
    assert view.structure.names == ("A", "B", "A")


def test_parts_that_are_found_are_stored_in_the_library(view, db, song, qtbot):
    with db.write() as connection:
        connection.execute("UPDATE tracks SET audio_hash = 'sound'")
    look_at(qtbot, view, song[0])
    _, stored = structuring.stored_structure(db, tracks.get(db, song[0]), None)
    assert stored.starts == view.structure.starts


def test_hundreds_of_parts_leave_the_picture_to_be_seen(view, song, state, qtbot):
    look_at(qtbot, view, song[0])
    starts = tuple(10.0 * n for n in range(300))
    grey = np.full((64, 64), 100, np.uint8)
    view._show(
        replace(view.structure, duration=3000.0, starts=starts, labels=(0, 1, 2) * 100, similarity=grey)
    )
    listed(qtbot, view)
    assert view.list.topLevelItemCount() == 300 and view.count.text() == "300 parts, 3 different"
    assert view.list.topLevelItem(0).text(3) == "0:30, 1:00, 1:30, 2:00, 2:30, 3:00 and 93 more"
    assert view.list.topLevelItem(299).text(3).startswith("0:20, 0:50")
    middle = view.matrix.area()
    image = view.matrix.grab(middle.toRect()).toImage()
    seen = {image.pixelColor(x, x // 2).name() for x in range(4, image.width() - 4)}
    assert len(seen) == 1  # no borders over it
    qtbot.mouseClick(view.wave, LEFT, pos=place(view.wave, 1505.0))
    assert view.list.indexOfTopLevelItem(view.list.currentItem()) in (149, 150, 151)


def test_export_writes_what_the_ending_says(view, song, tmp_path, qtbot):
    look_at(qtbot, view, song[0])
    for ending in ("cue", "txt", "png"):
        with qtbot.waitSignal(view._state.message) as told:
            view.export(str(tmp_path / f"parts.{ending}"))
        assert told.args[1] == "info" and f"parts.{ending}" in told.args[0]
    assert (tmp_path / "parts.cue").read_text("utf-8").count("TRACK") == 3
    assert len((tmp_path / "parts.txt").read_text("utf-8").splitlines()) == 3
    with Image.open(tmp_path / "parts.png") as picture:
        assert picture.width > 900
    with qtbot.waitSignal(view._state.message) as told:
        view.export(str(tmp_path / "no folder" / "parts.cue"))
    assert told.args[1] == "error" and "parts.cue" in told.args[0]


def test_without_a_song_or_its_file_the_view_says_so(view, song, db, tmp_path, qtbot):
    words = view.message.sentence
    qtbot.waitUntil(lambda: "Select a song" in words.text())
    with qtbot.waitSignal(view.table_requested):
        qtbot.mouseClick(view.message.button, LEFT)
    table = tmp_path / "songs.csv"
    table.write_text("track_name,artist_name,tempo\nOnly Here,Nobody,100\nAnd This,Nobody,120\n", "utf-8")
    import_table(JobContext(), db, str(table))
    view._state.select(tracks.query(db, "only"), "test")
    qtbot.waitUntil(lambda: "Only Here" in words.text() and "table" in words.text())
    assert view.message.button.isHidden()
    tracks.set_away(db, [song[0]], True)
    view._state.select([song[0]], "test")
    qtbot.waitUntil(lambda: "away" in words.text() and str(tmp_path) in words.text())
    with qtbot.waitSignal(view.rescan_requested):
        qtbot.mouseClick(view.message.button, LEFT)
    view._state.select([], "test")
    qtbot.waitUntil(lambda: "Select a song" in words.text())


def test_what_has_no_parts_is_shown_with_the_reason(view, db, tmp_path, qtbot):
    loud = 0.1 * np.random.default_rng(0).standard_normal(3 * SAMPLE_RATE).astype(np.float32)
    songs = add_songs(
        db,
        [
            write_song(tmp_path / "silence.wav", np.zeros(20 * SAMPLE_RATE, np.float32)),
            write_song(tmp_path / "short.wav", loud),
        ],
    )
    for track, why in zip(songs, ("silence", "8 seconds"), strict=True):
        look_at(qtbot, view, track)
        assert view.structure.names == ("A",) and why in view.note.text()
        assert view.count.text() == "one part" and not view.next.isEnabled()
        assert not view.grab().isNull()
    (broken := tmp_path / "broken.mp3").write_bytes(b"this is not music" * 100)
    (bad,) = add_songs(db, [broken])
    view._state.select([bad], "test")
    words = view.message.sentence
    qtbot.waitUntil(lambda: "broken.mp3" in words.text() and "get it again" in words.text(), timeout=LONG)
    write_song(broken.with_suffix(".wav"), np.tile(loud, 3)).rename(broken)
    wait_for_parts(qtbot, view, lambda: qtbot.mouseClick(view.message.button, LEFT))  # try again


def test_listening_can_be_cancelled_and_goes_on(view, song, qtbot):
    view._state.select([song[0]], "test")
    button, words = view.message.button, view.message.sentence
    qtbot.waitUntil(lambda: button.text() == "Cancel")
    assert "Analyzing" in words.text()
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: button.text() == "Go on")
    assert "Stopped" in words.text()
    qtbot.mouseClick(button, LEFT)
    wait_for_parts(qtbot, view)


def test_a_hidden_view_does_not_listen(view, song, state, qtbot):
    view.hide()
    state.select([song[0]], "test")
    with qtbot.assertNotEmitted(state.jobs.job_started, wait=600):
        QApplication.processEvents()
    view.show()
    wait_for_parts(qtbot, view)


@pytest.fixture
def player(state: AppState, quiet_sound: None) -> Iterator[Player]:
    """Without need of a device."""
    made = Player(state, need_device=False)
    yield made
    made.stop()


def test_the_player_is_followed_and_led(view, song, player, state, qtbot):
    track, starts = song
    view.follow(player)
    look_at(qtbot, view, track)
    qtbot.mouseClick(view.wave, LEFT, pos=place(view.wave, starts[1] + 2))  # starts it there
    qtbot.waitUntil(lambda: player.playing and player.position >= 1000 * (starts[1] + 1.5), timeout=10_000)
    assert state.current_track == track
    view.step(1)  # seeks in what plays
    qtbot.waitUntil(lambda: player.position >= 1000 * starts[2] - 300, timeout=10_000)
    player.toggle()
    player.seek(1000)
    qtbot.waitUntil(lambda: view.wave.cursor_at == pytest.approx(1.0, abs=0.2), timeout=10_000)


def test_without_sound_it_shows_and_says_so(view, song, state, quiet_sound, qtbot):
    view.follow(Player(state))
    look_at(qtbot, view, song[0])
    qtbot.mouseClick(view.wave, LEFT, pos=place(view.wave, 5.0))
    assert "No sound device" in view.note.text() and view.note.isVisible()
    assert view.wave.cursor_at == pytest.approx(5.0, abs=0.1)


def test_keys_of_the_window_step_through_parts(open_window: Callable[..., object], tmp_path: Path, qtbot):
    sound, _ = play("AB", tempo=160.0, bars=5)
    song = write_song(tmp_path / "music" / "known.wav", sound)
    window = open_window([str(song)]).window
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 1, timeout=LONG)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.table.setFocus()
    qtbot.keyClick(window.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(window.state.selection) == 1)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Right, both)  # where parts are not known yet the view opens
    assert window.views.currentIndex() == list(ViewName).index(ViewName.SONG)
    qtbot.waitUntil(lambda: window.song is not None)
    wait_for_parts(qtbot, window.song)
    starts = window.song.structure.starts
    for key, place_ in ((Qt.Key.Key_Right, 0.0), (Qt.Key.Key_Right, starts[1]), (Qt.Key.Key_Left, 0.0)):
        qtbot.keyClick(window, key, both)
        assert window.song.wave.cursor_at == place_
