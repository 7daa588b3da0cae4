"""A screen reader finds its way: the window over a real accessibility bus, under a real X server.

It costs some seconds, for nothing less goes all the way that Orca goes: Qt's bridge, the bus, the registry.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.ui.at_spi import LAUNCHERS
from tests.work.arranging.test_mapping import add_songs

#: What a person acts on, or reads: it has a name.
_NAMED = {
    *("push button", "toggle button", "check box", "radio button", "combo box", "slider", "text", "table"),
    *("tree", "list", "menu item", "page tab", "page tab list", "spin box", "column header", "button menu"),
}
_INSIDE = ("menu item", "combo box")  #: whose lists are theirs

needs_bus = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("xvfb-run"))
    or not any(Path(path).exists() for path in LAUNCHERS),
    reason="there is no accessibility bus here (Debian: at-spi2-core, dbus, xvfb)",
)


def read(library: Path, home: Path) -> list[Mapping[str, Any]]:
    own = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    environment = {**os.environ, **own, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        ["dbus-run-session", "--", "xvfb-run", "-a", sys.executable, "-m", "tests.ui.at_spi", str(library)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines, done.stderr[-2000:]
    return lines


@needs_bus
def test_a_screen_reader_is_given_names_and_words(db, tmp_path):
    add_songs(db, 40)
    mapping.build_map(JobContext(), db)
    seen = read(Path(db.path), tmp_path)
    parents: list[Mapping[str, Any]] = []
    nameless = []
    for one in seen:
        parents = parents[: one["depth"]]
        inside = any(parent["role"] in _INSIDE for parent in parents)
        if one["showing"] and one["role"] in _NAMED and not one["name"] and not inside:
            nameless.append((one["role"], [(parent["role"], parent["name"]) for parent in parents[-4:]]))
        parents = [*parents, one]
    assert not nameless
    roles = {role: {one["name"] for one in seen if one["role"] == role} for role in _NAMED}
    assert "Songs" in roles["table"] and {"Map", "Groups"} <= roles["page tab"]
    assert {"File", "Songs", "Rebuild map"} <= roles["menu item"]
    (chart,) = [one for one in seen if one["name"] == "Music map"]
    assert "40 of 40 songs" in chart["description"] and "Arrow keys" in chart["description"]
