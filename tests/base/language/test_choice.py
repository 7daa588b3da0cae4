"""Which language is chosen."""

from __future__ import annotations

import os
import plistlib

import pytest

from organizer.base import settings
from organizer.base.language import choice, wanted


@pytest.fixture(autouse=True)
def no_language(monkeypatch, tmp_path):
    # A copy, which the C library does not see: it would keep its words for errors in the language that it is
    # asked for them in first, for all tests after this one.
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in (choice.VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_AT.UTF-8", "LANGUAGE": "nds:fr:de"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "es_MX"}, "es"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "de"}, "en"),
        ({"LANG": "eo"}, "en"),
        ({"LANG": "de_DE", "ORGANIZER_LANGUAGE": "ja"}, "ja"),
        ({"ORGANIZER_LANGUAGE": "ar-XB"}, "ar-XB"),
        ({"ORGANIZER_LANGUAGE": "nonsense", "LANG": "es_ES"}, "es"),
    ],
)
def test_the_first_language_that_is_wanted_and_there_is_taken(monkeypatch, environment, expected):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert choice.choose() == expected


def test_what_is_set_goes_before_the_system(monkeypatch):
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    settings.save(settings.Settings(language="de"))
    assert choice.choose() == "de"


def test_a_program_that_the_finder_starts_asks_the_preferences(monkeypatch, tmp_path):
    monkeypatch.setattr(wanted, "_MAC_PREFERENCES", str(tmp_path / "preferences.plist"))
    assert wanted.languages() == []
    (tmp_path / "preferences.plist").write_bytes(plistlib.dumps({"AppleLanguages": ["gsw-CH", "de-CH"]}))
    assert wanted.languages() == ["gsw-CH", "de-CH"]
    assert choice.choose() == "de"


def test_settings_that_cannot_be_used_are_told_of_in_the_language_of_the_system(monkeypatch):
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    settings.settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings.settings_file().write_text('{"volume": "loud", "language": 3}', "utf-8")
    assert choice.choose() == "fr"
    assert "volume" in settings.mend()


def test_a_translation_that_is_only_begun_is_for_those_who_name_it(monkeypatch):
    monkeypatch.setattr(choice, "LANGUAGES", {"en": "English"})
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert choice.choose() == "en"
    monkeypatch.setenv("ORGANIZER_LANGUAGE", "de_AT")
    assert choice.choose() == "de"
