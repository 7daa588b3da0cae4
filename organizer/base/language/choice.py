"""Which language a process speaks: as the person chose, else as the system says, if we have it."""

from __future__ import annotations

import os
from pathlib import Path

from organizer.base.language import wanted

#: Names the language of a process and of those that it starts; ahead of settings and system.
VARIABLE = "ORGANIZER_LANGUAGE"

#: The language that the texts in the source have.
SOURCE = "en"

#: Complete translations, each by its own name. Others that have a catalogue are begun: only
#: ``ORGANIZER_LANGUAGE`` chooses them, for those who work on them.
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "ja": "日本語"}

#: Where catalogues lie.
CATALOGUES = Path(__file__).parent.parent.parent / "translations"

#: What translators and tests use: texts that are longer and accented, to show what is missing or cut off, and
#: the same from right to left (the names are those of Android and Windows for this).
PSEUDO = ("en-XA", "ar-XB")


#: No settings are as long.
_LARGEST = 1 << 20


def settings_folder() -> Path:
    """Where a person's settings are kept; what they say of the language is read before all else."""
    import platformdirs

    return Path(platformdirs.user_config_dir("organizer", appauthor=False))


def choose() -> str:
    """The tag of the first language that was asked for and that we have, such as "de"; else English."""
    named = os.environ.get(VARIABLE, "")
    if named in PSEUDO:
        return named
    if _is_begun(_language(named)):
        return _language(named)
    for asked in (named, _set(), *wanted.languages()):
        language = _language(asked)
        if language in ("c", "posix"):
            return SOURCE
        if language in LANGUAGES:
            return language
    return SOURCE


def _is_begun(language: str) -> bool:
    """Whether there is a catalogue of a language, complete or not."""
    return language.isalpha() and (CATALOGUES / language).is_dir()


def _language(name: str) -> str:
    """ "de_AT.UTF-8" → "de"."""
    return name.replace("_", "-").partition(".")[0].partition("-")[0].lower()


def _set() -> str:
    """What the settings say. They are read here by their file: all that reads them needs a language first."""
    try:
        text = (settings_folder() / "settings.json").read_text("utf-8-sig")
    except (OSError, ValueError):
        return ""
    import json  # most have no settings when they first ask for help, which is to answer at once

    try:
        stored = json.loads(text) if len(text) <= _LARGEST else None
    except (ValueError, RecursionError):
        return ""
    language = stored.get("language") if isinstance(stored, dict) else ""
    return language if isinstance(language, str) else ""
