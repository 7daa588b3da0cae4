"""The settings, and what follows when they change."""

from __future__ import annotations

from dataclasses import replace

from organizer.embedding import frozen_axes
from organizer.settings import Settings
from organizer.ui.settings_dialog import SettingsDialog
from tests.test_mapping import add_songs


def test_what_is_shown_is_what_is_set(qtbot) -> None:
    chosen = replace(Settings(), rhythm_weight=0.5, harmony_weight=2.35, theme="dark", toroidal=False)
    dialog = SettingsDialog(chosen)
    qtbot.addWidget(dialog)
    assert dialog.settings() == chosen
    dialog.weights["timbre"].setValue(dialog.weights["timbre"].maximum())
    assert dialog.settings() == replace(chosen, timbre_weight=3.0)


def test_other_weights_draw_the_map_again(qtbot, open_window, db) -> None:
    add_songs(db, 30)
    session = open_window(settings=Settings(watch_folders=False, jobs=1, theme="light"))
    session.work.build_map()
    qtbot.waitUntil(lambda: session.state.music_map is not None, timeout=20_000)
    assert frozen_axes(db)[1].given["rhythm"] == 1.0
    session.state.set_settings(replace(session.state.settings, rhythm_weight=2.0))
    qtbot.waitUntil(lambda: frozen_axes(db)[1].given["rhythm"] == 2.0, timeout=20_000)
    codebook = frozen_axes(db)[1].dimensions
    qtbot.waitUntil(lambda: session.state.music_map.codebook.shape[1] == codebook, timeout=20_000)
