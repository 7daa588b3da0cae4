"""Sliders over the map of a real window: dots glide, land follows, leaving restores, keeping builds."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.ui.state.job_ids import Job
from organizer.ui.weights.glide import Glide
from organizer.ui.weights.morphing import Morphing
from organizer.work.analysis.embedding import frozen_axes
from organizer.work.arranging import regions
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def weighed(qtbot, open_window, db):
    """A window with a map, and its weights, open."""
    add_songs(db, 60)
    ids = [track.id for track in tracks.first(db, 60)]
    regions.make(db, "Corner", ids[:20])
    session = open_window(settings=Settings(watch_folders=False, jobs=1, theme="light", listen_hint=False))
    window, state = session.window, session.state
    qtbot.waitUntil(
        lambda: (
            window.map is not None
            and window.map.content.songs is not None
            and not any(state.jobs.running(job) for job in (Job.MAP, Job.GROUPS, Job.MAP_SONGS))
        ),
        timeout=60_000,
    )
    weights = window._later.weights
    assert isinstance(weights.morphing, Morphing)
    assert isinstance(weights.morphing.glide, Glide)
    window.actions_["weights"].trigger()
    qtbot.waitUntil(lambda: weights.panel.sliders["timbre"].isEnabled(), timeout=20_000)
    return window, weights


def places(window) -> dict[int, tuple[float, float]]:
    songs = window.map.content.songs
    return {i: (x, y) for i, x, y in zip(songs.ids.tolist(), songs.x.tolist(), songs.y.tolist(), strict=True)}


def test_songs_follow_a_slider_and_go_back_with_one_click(qtbot, weighed) -> None:
    window, weights = weighed
    panel, content = weights.panel, window.map.content
    before = places(window)
    assert panel.isVisible()
    assert not panel.sliders["network"].isVisible(), "this library has none"
    assert not panel.keep.isEnabled()
    qtbot.waitUntil(lambda: bool(window.map.canvas.regions.regions), timeout=20_000)
    outline = window.map.canvas.regions.regions[0].parts
    with qtbot.waitSignal(weights.morphing.moved, timeout=20_000):
        QTest.keyClick(panel.sliders["rhythm"], Qt.Key.Key_End)
        QTest.keyClick(panel.sliders["timbre"], Qt.Key.Key_Home)
    assert panel.weights["rhythm"] == 3.0
    assert panel.weights["timbre"] == 0.0
    assert panel.keep.isEnabled()
    canvas, glide = window.map.canvas, weights.morphing.glide
    qtbot.waitUntil(lambda: canvas.moving is not None, timeout=20_000)
    np.testing.assert_array_equal(np.stack([canvas.seen.x, canvas.seen.y], axis=1), glide.places)
    assert canvas.regions.moving is not None, "outlines go along"
    qtbot.waitUntil(lambda: content.instead is not None and not weights.morphing.glide.active, timeout=20_000)
    assert places(window) != before
    assert canvas.moving is canvas.regions.moving is None
    assert canvas.regions.regions[0].parts is content.instead.regions[0].parts
    assert not content.scene.bare
    QTest.mouseClick(panel.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: content.instead is None and not weights.morphing.glide.active, timeout=20_000)
    qtbot.waitUntil(lambda: places(window) == before, timeout=20_000)
    assert canvas.regions.regions[0].parts is outline
    assert not panel.keep.isEnabled()
    action = window.actions_["weights"]
    for shown in (False, True):  # the button beside the tools of the map closes it, and opens it
        QTest.mouseClick(weights.button, Qt.MouseButton.LeftButton)
        assert action.isChecked() == weights.button.isChecked() == panel.isVisible() == shown


def test_leaving_restores_everything(qtbot, weighed, db) -> None:
    window, weights = weighed
    content, before, settings = window.map.content, places(window), window.state.settings
    music_map = window.state.music_map
    weights.panel.sliders["harmony"].setValue(100)
    qtbot.waitUntil(lambda: content.instead is not None, timeout=20_000)
    QTest.keyClick(weights.panel.sliders["harmony"], Qt.Key.Key_Escape)
    assert not weights.panel.isVisible()
    assert not window.actions_["weights"].isChecked()
    qtbot.waitUntil(lambda: places(window) == before, timeout=20_000)
    assert window.state.settings == settings
    assert window.state.music_map is music_map
    assert not content.scene.bare
    assert frozen_axes(db).axes.given["harmony"] == 1.0


def test_keeping_builds_the_map_by_the_weights(qtbot, weighed, db) -> None:
    window, weights = weighed
    before = window.state.music_map
    weights.panel.sliders["harmony"].setValue(100)
    qtbot.waitUntil(lambda: window.map.content.instead is not None, timeout=20_000)
    tried = window.map.content.instead.music_map
    QTest.mouseClick(weights.panel.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.state.music_map is not before, timeout=60_000)
    made = window.state.music_map
    assert window.state.settings.harmony_weight == 3.0
    assert frozen_axes(db).axes.given["harmony"] == pytest.approx(3.0)
    way = made.places - tried.places
    way -= np.rint(way / made.shape) * made.shape
    assert np.median(np.hypot(way[:, 0], way[:, 1])) < 1.5
    qtbot.waitUntil(
        lambda: window.map.content.instead is None and not weights.morphing.glide.active, timeout=20_000
    )


def test_something_besides_the_network_must_count(weighed) -> None:
    _window, weights = weighed
    for slider in weights.panel.sliders.values():
        slider.setValue(-100)
    assert not weights.panel.keep.isEnabled()
    assert "must count" in weights.panel.note.text()
    weights.panel.reset.click()
    assert weights.panel.weights == dict.fromkeys(("timbre", "dynamics", "rhythm", "harmony"), 1.0)
