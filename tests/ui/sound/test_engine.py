"""Qt's player: one for the whole program."""

from __future__ import annotations

import pytest

from organizer.ui.sound.engine import Engine

pytest.importorskip(
    "PySide6.QtMultimedia", reason="the sound libraries are not installed", exc_type=ImportError
)


def test_there_is_one_engine_and_it_says_whether_there_is_sound(quiet_sound, qapp):
    from PySide6.QtMultimedia import QMediaDevices

    engine = Engine.get()
    assert Engine.get() is engine
    assert engine.has_device() == (not QMediaDevices.defaultAudioOutput().isNull())
