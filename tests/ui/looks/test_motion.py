"""Nothing moves by itself where a person does not want that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import organizer.ui
from organizer.ui.looks import motion

UI = Path(organizer.ui.__file__).parent


@pytest.fixture(autouse=True)
def as_before(qapp) -> Iterator[None]:
    yield
    motion.system_says(None)
    motion.choose(motion.SYSTEM)


def test_the_person_has_the_last_word_and_the_system_the_first():
    motion.choose(motion.SYSTEM)
    motion.system_says(True)
    assert not motion.allowed()
    motion.choose(motion.FULL)
    assert motion.allowed()
    motion.system_says(False)
    motion.choose(motion.LESS)
    assert not motion.allowed()
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    motion.choose(motion.SYSTEM)
    assert motion.allowed()


def test_every_animation_asks():
    """Qt's animations, and timers that show one picture after another."""
    moving = re.compile(
        r"Q(Property|Variant|Abstract)Animation\(|QTimeLine\(|_BEAT\)|interval=_BEAT|_PLAY\b.*start"
    )
    for path in UI.rglob("*.py"):
        source = path.read_text("utf-8")
        if moving.search(source):
            assert "motion.allowed()" in source, path
