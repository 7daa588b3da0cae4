"""The settings, and what follows when they change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel

from organizer.base.settings import Settings
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.window.settings_dialog import SettingsDialog
from organizer.work.analysis.embedding import frozen_axes
from tests.work.arranging.test_mapping import add_songs


def test_what_is_shown_is_what_is_set(qtbot) -> None:
    chosen = replace(Settings(), rhythm_weight=0.5, harmony_weight=2.35, theme="dark", toroidal=False)
    dialog = SettingsDialog(chosen)
    qtbot.addWidget(dialog)
    assert dialog.settings() == chosen
    dialog.weights["timbre"].setValue(dialog.weights["timbre"].maximum())
    assert dialog.settings() == replace(chosen, timbre_weight=3.0)
    told = [label.text() for label in dialog.findChildren(QLabel) if label.text().startswith("×")]
    assert sorted(told) == ["× 0.50", "× 1.00", "× 2.35", "× 3.00"]


def test_other_weights_draw_the_map_again(qtbot, open_window, db) -> None:
    add_songs(db, 30)
    session = open_window(settings=Settings(watch_folders=False, jobs=1, theme="light"))
    state = session.state
    qtbot.waitUntil(lambda: state.music_map is not None and not state.jobs.running(Job.MAP), timeout=60_000)
    assert frozen_axes(db).axes.given["rhythm"] == 1.0
    before = state.music_map
    state.set_settings(replace(state.settings, rhythm_weight=2.0))
    qtbot.waitUntil(lambda: state.music_map is not before, timeout=60_000)
    assert frozen_axes(db).axes.given["rhythm"] == 2.0


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_box_that_is_not_ticked_can_be_seen(qtbot, qapp, name):
    theme.apply(qapp, name)
    box = QCheckBox()
    qtbot.addWidget(box)
    box.resize(24, 24)
    image = box.grab().toImage()
    levels = [image.pixelColor(x, 12).lightness() for x in range(20)]
    theme.apply(qapp, "light")
    assert max(levels) - min(levels) > 60
