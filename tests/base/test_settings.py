"""Settings survive, and damage to their file does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from organizer.analysis.ear.layout import ASPECTS
from organizer.base import settings
from organizer.base.settings import Settings


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


@pytest.mark.parametrize(
    "content",
    [b"[" * 5000, b'{"a":' * 5000, b"\xff\xfe{}", b"[]", b"null", b"", b"{", b"{}" + b" " * (2 << 20), b"12"],
)
def test_a_file_that_is_no_settings_is_told_once_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert settings.load(path) == Settings()
    problem = settings.mend(path)
    assert "defaults are used" in problem
    assert "settings.json.damaged" in problem
    assert (tmp_path / "settings.json.damaged").read_bytes() == content
    assert settings.mend(path) == ""
    assert settings.load(path) == Settings()


@pytest.mark.parametrize(
    "wrong",
    [
        '"jobs": "many"',
        '"jobs": -1',
        '"jobs": true',
        '"jobs": 1e999',
        '"time_limit": NaN',
        '"theme": "pink"',
        '"volume": 100000',
        '"timbre_weight": -1',
        '"timbre_weight": 1e300',
        '"network": {"a": 1}',
        f'"time_limit": {"9" * 400}',
        '"playlist_paths": null',
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_the_others_stay(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(f'{{"whole_songs": true, {wrong}, "of a newer version": 1}}')
    assert settings.load(path) == replace(Settings(), whole_songs=True)
    assert wrong.split('"')[1] in settings.mend(path)
    assert settings.load(path) == replace(Settings(), whole_songs=True)
    assert settings.mend(path) == ""


def test_good_settings_and_none_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    assert settings.mend(path) == ""
    settings.save(replace(Settings(), theme="dark"), path)
    before = path.stat().st_mtime_ns
    assert settings.mend(path) == ""
    assert path.stat().st_mtime_ns == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, "9" * 5_000, '"\\ud800"', "\0", "NaN"])
def test_settings_that_are_none_are_the_defaults(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(text, "utf-8")
    assert settings.load(file) == settings.Settings()
