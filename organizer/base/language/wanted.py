"""Which languages the system says that the person wants."""

from __future__ import annotations

import locale
import os
from typing import Any

#: Where macOS keeps the languages of a person; a program that the Finder starts has none in its environment.
_MAC_PREFERENCES = "~/Library/Preferences/.GlobalPreferences.plist"


def languages() -> list[str]:
    """The most wanted first, as the system names them ("de_AT.UTF-8"); none where it does not say."""
    named = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((name for name in named if name), "")
    if chosen.partition(".")[0] in ("C", "POSIX"):  # as gettext has it: then LANGUAGE counts for nothing
        return [chosen]
    wanted = [name for name in os.environ.get("LANGUAGE", "").split(":") if name]
    if wanted or chosen:
        return [*wanted, *([chosen] if chosen else [])]
    import ctypes  # not before: it takes as long to load as all else here

    windows = getattr(ctypes, "windll", None)
    return _of_mac() if windows is None else _of_windows(windows)


def _of_windows(windows: Any) -> list[str]:
    name = locale.windows_locale.get(windows.kernel32.GetUserDefaultUILanguage(), "")
    return [name] if name else []


def _of_mac() -> list[str]:
    import plistlib

    try:
        with open(os.path.expanduser(_MAC_PREFERENCES), "rb") as file:
            return [str(name) for name in plistlib.load(file).get("AppleLanguages", [])]
    except (OSError, ValueError):
        return []
