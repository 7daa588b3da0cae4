"""The song panel: cover, words for the sound, similar songs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from mutagen.id3 import APIC, ID3
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage

from organizer.analysis.ear.layout import VECTOR_NAMES
from organizer.base.descriptors import FEATURE_VERSION, Descriptors
from organizer.base.features import Features, Loudness, NetworkFeatures
from organizer.base.model import Changes
from organizer.library import network_vectors, tracks, vectors
from organizer.library.files.file_rows import File
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.feature_csv import read_table
from organizer.ui.song.panel import SongPanel
from organizer.ui.state.app_state import AppState
from tests.ui.tags.test_editor import ids, paths  # noqa: F401  fixtures

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

HEARD = Descriptors(
    tempo=92.3,
    tempo_confidence=0.9,
    key="Am",
    key_confidence=0.8,
    loudness=-9.0,
    loudness_range=6.0,
    brightness=2900.0,
    percussiveness=0.4,
    energy=0.8,
    camelot="8A",
)


@pytest.fixture
def panel(state: AppState, qtbot) -> SongPanel:
    panel = SongPanel(state)
    qtbot.addWidget(panel)
    panel.resize(320, 800)
    panel.show()
    qtbot.waitUntil(panel.isVisible)
    return panel


@pytest.fixture
def analyzed(db: Database, ids: list[int]) -> list[int]:  # noqa: F811
    random = np.random.default_rng(0)
    for number, track_id in enumerate(ids):
        tracks.set_audio_hash(db, track_id, f"{number:032x}")
        vector = random.standard_normal(len(VECTOR_NAMES)).astype(np.float32)
        heard = replace(HEARD, tempo=90.0 + number, key=None if number == 1 else "Am")
        vectors.put(db, [(f"{number:032x}", Features(vector, heard, FEATURE_VERSION))])
    return ids


def put_cover(path: Path) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#204060"))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]
    tags = ID3(path)
    tags.add(APIC(mime="image/png", type=3, data=bytes(content.data())))
    tags.save(path)


def test_the_cover_is_shown(panel, state, paths, ids, qtbot):  # noqa: F811
    put_cover(paths[0])
    state.select(ids[:1], "table")
    qtbot.waitUntil(lambda: panel.cover.accessibleName() == "Cover")
    image = panel.cover.pixmap().toImage()
    assert image.pixelColor(image.width() // 2, image.height() // 2) == QColor("#204060")
    assert panel.title.whole() == "T0"
    state.select(ids[1:2], "table")
    qtbot.waitUntil(lambda: panel.title.whole() == "T1")
    assert panel.cover.accessibleName() == "No cover"


def test_the_sound_is_told_in_words_and_estimates_are_called_so(panel, state, analyzed, qtbot):
    state.select(analyzed[:1], "table")
    qtbot.waitUntil(lambda: panel.tempo.whole() == "♩ ≈ 90 BPM · ≈ Am (8A)")
    assert panel.meters["energy"].accessibleName() == "Energy: lively"
    assert panel.meters["brightness"].accessibleName() == "Brightness: bright"
    assert panel.meters["speechiness"].accessibleName() == "Speechiness: not known"
    assert not panel.meters["liveness"].isVisible() and panel.meters["energy"].isVisible()
    assert panel.loudness.whole() == "≈ very loud, some quieter parts"
    assert "Integrated loudness: ≈ −9.0 LUFS" in panel.loudness.toolTip()
    state.set_settings(replace(state.settings, details=True))
    assert panel.loudness.whole() == "≈ −9.0 LUFS · 6.0 LU"
    assert "ReplayGain 2.0 (to −18 LUFS): ≈ −9.0 dB" in panel.loudness.toolTip()
    state.select(analyzed[1:2], "table")
    qtbot.waitUntil(lambda: panel.tempo.whole() == "♩ ≈ 91 BPM")


def test_what_the_tags_tell_is_shown_with_the_estimates_beside_it_where_they_differ(
    panel, state, analyzed, qtbot
):
    song = tracks.get(state.db, analyzed[0])
    file = File(song.path, song.size, song.mtime_ns, 3, 4)
    tracks.update_tags(state.db, [(song.id, replace(song.tags, bpm="182", key="C"), file)])
    state.select(analyzed[:1], "table")
    qtbot.waitUntil(lambda: panel.tempo.whole() == "♩ 182 BPM · C (8B)")
    assert panel.estimated.whole() == "≈ 90, half · ≈ Am, its relative key" and panel.estimated.isVisible()
    assert "as the tag tells; estimated: 90.0, half of that" in panel.tempo.toolTip()
    state.select(analyzed[1:2], "table")
    qtbot.waitUntil(lambda: panel.tempo.whole() == "♩ ≈ 91 BPM")
    assert not panel.estimated.isVisible()


def test_loudness_that_was_measured_is_no_estimate(panel, state, analyzed, qtbot):
    state.set_settings(replace(state.settings, details=True))
    state.select(analyzed[:1], "table")
    qtbot.waitUntil(lambda: panel.measure.isVisible())
    with qtbot.waitSignal(state.loudness_requested) as asked:
        qtbot.mouseClick(panel.measure, Qt.MouseButton.LeftButton)
    assert asked.args[0].tolist() == analyzed[:1]
    vectors.put_loudness(state.db, f"{0:032x}", Loudness(-11.2, 7.5, 0.4))
    state.change_library(Changes(updated=(analyzed[0],)))
    qtbot.waitUntil(lambda: panel.loudness.whole() == "−11.2 LUFS · 7.5 LU · 0.4 dBTP")
    assert not panel.measure.isVisible()
    assert "Measured on the whole song" in panel.loudness.toolTip()


def test_similar_songs_are_selected_by_click_and_played_by_double_click(panel, state, analyzed, qtbot):
    state.select(analyzed[:1], "table")
    qtbot.waitUntil(lambda: panel.similar.count() == 2, timeout=20_000)
    place = panel.similar.visualItemRect(panel.similar.item(0)).center()
    wanted = panel.similar.item(0).data(Qt.ItemDataRole.UserRole)
    with qtbot.waitSignal(state.selection_changed) as selected:
        qtbot.mouseClick(panel.similar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selected.args[0].tolist() == [wanted]
    with qtbot.waitSignal(state.play_requested) as played:
        qtbot.mouseDClick(panel.similar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert played.args == [wanted]
    title = tracks.get(state.db, wanted).title
    qtbot.waitUntil(lambda: panel.title.whole() == title)
    assert panel.similar.count() == 2


def test_of_many_songs_the_panel_says_so(panel, state, ids, qtbot):  # noqa: F811
    assert panel.title.whole() == "Nothing selected"
    with qtbot.waitSignal(panel.several, check_params_cb=lambda songs: songs is not None and len(songs) == 3):
        state.select(ids, "table")
    with qtbot.waitSignal(panel.several, check_params_cb=lambda songs: songs is None):
        state.select([], "table")
    assert panel.title.whole() == "Nothing selected"


def test_without_a_selection_a_song_can_be_picked(panel, state, ids, qtbot):  # noqa: F811
    qtbot.waitUntil(panel.pick.isVisible)
    qtbot.mouseClick(panel.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(state.selection) == 1)
    assert state.selection[0] in ids
    qtbot.waitUntil(lambda: not panel.pick.isVisible())


def test_a_song_of_a_table_is_not_called_away(panel, state, tmp_path, qtbot):
    path = tmp_path / "spotify.csv"
    path.write_text(
        "title,artist,tempo,energy,loudness\nChanges,2Pac,111,0.67,-7\nDreams,Fleetwood,120,0.5,-9\n"
    )
    first = min(tables.add(state.db, read_table(str(path)), name="spotify").changes.added)
    state.select([first], "table")
    qtbot.waitUntil(lambda: panel.title.whole() == "Changes")
    assert "“spotify”" in panel.note.text() and "away" not in panel.note.text()
    assert panel.tempo.whole() == "♩ 111 BPM" and "table" in panel.caption.text()
    assert panel.loudness.whole() == "very loud"
    assert panel.meters["energy"].toolTip().endswith("67%, as the table tells")
    assert panel.meters["valence"].toolTip() == "Valence: the table does not tell"
    assert panel.meters["valence"].share is None
    unknown = panel.meters["valence"].grab().toImage()
    panel.meters["valence"].set_share(0.0)
    assert panel.meters["valence"].grab().toImage() != unknown  # nothing told is not nothing at all
    assert not panel.path.isVisible() and not panel.measure.isVisible()
    qtbot.waitUntil(lambda: panel.similar.count() == 1)
    assert panel.similar.item(0).text() == "Fleetwood - Dreams"


def say_words(db: Database, ids: list[int]) -> None:  # noqa: F811
    """What a network says of the first song: much jazz; of the second nothing that stands out."""
    names = ("jazz", "female vocalists <b>of & the north</b>", "rock")
    network_vectors.choose(db, "ab" * 16, tags=names)
    for number, said in enumerate(([0.9, 0.8, 0.1], [0.0, 0.0, 0.1])):
        heard = NetworkFeatures(np.ones(3, np.float32), np.array(said, np.float32))
        network_vectors.put(db, "ab" * 16, [(f"{number:032x}", heard)])


def test_words_that_stand_out_are_shown_and_find_songs_when_clicked(panel, state, db, analyzed, qtbot):
    say_words(db, analyzed)
    state.select(analyzed[:1], "table")
    qtbot.waitUntil(panel.words.isVisible)
    shown = [chip for chip in panel.words.chips if chip.isVisible()]
    assert [chip.text().replace("\u2060", "") for chip in shown] == [
        "jazz",
        "female vocalists <b>of && the north</b>",
    ]
    assert "0.90" in shown[0].toolTip() and "sound:jazz" in shown[0].toolTip()
    assert shown[0].accessibleName() == "Sounds like jazz: find such songs"
    qtbot.mouseClick(shown[0], Qt.MouseButton.LeftButton)
    assert state.query == "sound:jazz"
    shown[1].setFocus()
    qtbot.keyClick(shown[1], Qt.Key.Key_Space)
    assert state.query == 'sound:"female vocalists <b>of & the north</b>"'
    assert tracks.query(db, state.query).tolist() == analyzed[:1]


def test_words_leave_the_panel_with_the_song_and_without_a_network(panel, state, db, analyzed, qtbot):
    say_words(db, analyzed)
    state.select(analyzed[:1], "table")
    qtbot.waitUntil(panel.words.isVisible)
    state.select(analyzed[1:2], "table")
    qtbot.waitUntil(lambda: not panel.words.isVisible())
    network_vectors.choose(db, "")
    state.select(analyzed[:1], "table")
    qtbot.waitUntil(lambda: panel._track is not None and panel._track.id == analyzed[0])
    assert not panel.words.isVisible()
