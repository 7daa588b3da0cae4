"""The settings, and what follows when they change."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QWidget

from organizer.base import settings as settings_module
from organizer.base.language import choice
from organizer.base.settings import Settings
from organizer.ui.dialogs.settings_dialog import SettingsDialog
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.work.analysis.embedding import frozen_axes
from tests.work.arranging.test_mapping import add_songs


def test_what_is_shown_is_what_is_set(qtbot) -> None:
    chosen = replace(
        Settings(),
        rhythm_weight=0.5,
        harmony_weight=2.35,
        theme="dark-contrast",
        text_size=150,
        motion="less",
        toroidal=False,
        replay_gain="off",
        fade_seconds=3.0,
        fade_albums=True,
        key_network="/models/keys.onnx",
    )
    dialog = SettingsDialog(chosen)
    qtbot.addWidget(dialog)
    assert dialog.settings() == chosen
    dialog.weights["timbre"].setValue(dialog.weights["timbre"].maximum())
    assert dialog.settings() == replace(chosen, timbre_weight=3.0)
    told = [label.text() for label in dialog.findChildren(QLabel) if label.text().startswith("×")]
    assert sorted(told) == ["× 0.50", "× 1.00", "× 1.00", "× 2.35", "× 3.00"]


def test_the_language_is_the_systems_or_one_by_its_own_name(qtbot) -> None:
    dialog = SettingsDialog(replace(Settings(), language="en"))
    qtbot.addWidget(dialog)
    box = dialog.language
    names = [(box.itemData(at), box.itemText(at)) for at in range(box.count())]
    assert names[0] == ("", "Like the system")
    own = list(choice.LANGUAGES.items())
    assert names[1:] == own
    assert dialog.settings().language == "en"
    assert any("next start" in label.text() for label in dialog.findChildren(QLabel))
    box.setCurrentIndex(0)
    assert dialog.settings() == Settings()


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


class Dressings(QObject):
    """Counts how often a widget gets another style or palette."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange)
        return False


#: Another value for each setting but those that dress the window, and the network, which must be there.
_OTHERS = {
    "jobs": 2,
    "time_limit": 60.0,
    "language": "de",
    "key_network": "key.onnx",
    "network_declined": True,
    "network_paused": True,
    "whole_songs": True,
    "skip_longer_minutes": 30.0,
    "cluster_address": "nas:8786",
    "cluster_maps": "/music=/mnt/music",
    "cluster_ca": "ca.pem",
    "cluster_cert": "cert.pem",
    "cluster_key": "key.pem",
    "listening_on": "cluster",
    "watch_folders": True,
    "key_notation": "camelot",
    "toroidal": False,
    "rename_template": "{title}",
    "keep_hard_links": True,
    "upgrade_id3": True,
    "playlist_paths": "absolute",
    "listen_on_map": True,
    "listen_hint": False,
    "volume": 33,
    "output_device": "6865616470686f6e6573",
    "shuffle": True,
    "repeat": "all",
    "arrange_rules": '{"artist_gap":5}',
    "replay_gain": "album",
    "fade_seconds": 4.0,
    "fade_albums": True,
    "timbre_weight": 2.0,
    "dynamics_weight": 2.0,
    "rhythm_weight": 2.0,
    "harmony_weight": 2.0,
    "network_weight": 2.0,
    "details": True,
    "map_contours": False,
    "map_cells": True,
    "map_overview": False,
    "radio_drift": 0.7,
    "radio_artist_gap": 9,
    "motion": "less",
}


def test_only_another_theme_dresses_the_window_anew(qtbot, open_window) -> None:
    assert {field.name for field in fields(Settings)} == {*_OTHERS, "theme", "text_size", "network"}
    session = open_window()
    state, dressings, themes = session.state, Dressings(session.window.table), []
    state.theme_changed.connect(lambda: themes.append(state.settings.theme))
    for name, value in _OTHERS.items():
        state.set_settings(replace(state.settings, **{name: value}))
    QApplication.processEvents()
    assert settings_module.load() == state.settings == Settings(**_OTHERS, theme="light")
    assert dressings.count == 0 and themes == []
    state.set_settings(replace(state.settings, theme="dark"))
    qtbot.waitUntil(lambda: themes == ["dark"])
    assert dressings.count > 0
