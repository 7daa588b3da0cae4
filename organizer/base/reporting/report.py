"""A report of a problem: what a person sends to those who can mend it. Nothing is sent by the program."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from organizer.base import system
from organizer.base.reporting import crashes, log_file
from organizer.base.reporting.version import __version__
from organizer.base.settings import Settings

#: What the ear, the map and the window stand on: their versions matter most.
_PACKAGES = ("PySide6-Essentials", "numpy", "scipy", "scikit-learn", "mutagen", "av", "miniaudio")

#: What the system may be set to that changes how the program runs.
_VARIABLES = ("QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "LANG")


def report(settings: Settings, library: Mapping[str, object], *, names: bool = False) -> str:
    """The report as text. ``library``: facts of it, such as numbers of songs; without ``names``, neither
    paths nor names of music are in it."""
    parts = [
        _section("Organizer", _versions()),
        _section("System", _system()),
        _section("Library", library.items()),
        _section("Settings", _changed(settings, names=names)),
    ]
    if crash := crashes.last_crash(names=names):
        parts.append(f"## Last crash\n\n{crash.strip()}\n")
    log = log_file.tail(names=names).strip()
    parts.append(f"## Log\n\n{log or 'nothing'}\n")
    return "\n".join(parts)


def _section(title: str, facts: Iterable[tuple[str, object]]) -> str:
    return f"## {title}\n\n" + "".join(f"- {name}: {value}\n" for name, value in facts)


def _versions() -> list[tuple[str, object]]:
    return [("version", __version__), *((name, _version(name)) for name in _PACKAGES)]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _system() -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        ("system", system.description()),
        ("Python", sys.version.replace("\n", " ")),
        ("cores", os.cpu_count() or "unknown"),
    ]
    return facts + [(name, os.environ[name]) for name in _VARIABLES if name in os.environ]


def _changed(settings: Settings, *, names: bool) -> list[tuple[str, object]]:
    """What is not as it comes; texts only by name, since they hold paths, addresses and searches."""
    usual = asdict(Settings())
    changed: list[tuple[str, object]] = []
    for name, value in asdict(settings).items():
        if value != usual[name]:
            private = isinstance(value, str) and not names and not value.isalpha()
            changed.append((name, "set" if private else value))
    return changed or [("all", "as they come")]
