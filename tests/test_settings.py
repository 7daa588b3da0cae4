"""Settings survive, and damage to their file does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from organizer import settings
from organizer.analysis.layout import ASPECTS
from organizer.settings import Settings


def test_settings_come_back(tmp_path: Path) -> None:
    chosen = replace(Settings(), jobs=3, theme="dark", toroidal=False, rhythm_weight=1.5)
    settings.save(chosen, tmp_path / "deep" / "settings.json")
    assert settings.load(tmp_path / "deep" / "settings.json") == chosen
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["settings.json"]


def test_what_is_damaged_keeps_its_default(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    assert settings.load(path) == Settings()
    path.write_text('{"jobs": "many", "theme": "dark", "colour": 1, "time_limit": 5}')
    assert settings.load(path) == replace(Settings(), theme="dark", time_limit=5.0)
    for broken in ("{", "[]", "\xff"):
        path.write_text(broken, "latin-1")
        assert settings.load(path) == Settings()


def test_every_aspect_of_a_song_can_be_weighed() -> None:
    assert Settings().weights == dict.fromkeys(ASPECTS, 1.0)
    assert replace(Settings(), rhythm_weight=0.5).weights["rhythm"] == 0.5
