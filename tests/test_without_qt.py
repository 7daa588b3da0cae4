"""All but the window works where Qt is not installed: on servers, and in the processes that listen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import organizer

_QT = ("PySide6", "shiboken6", "pyqtgraph", "qtawesome", "qtpy")


def test_every_module_outside_the_window_loads_without_qt() -> None:
    package = Path(organizer.__file__).parent
    modules = [
        ".".join(("organizer", *path.relative_to(package).with_suffix("").parts)).removesuffix(".__init__")
        for path in sorted(package.rglob("*.py"))
    ]
    core = [name for name in modules if not name.startswith(("organizer.ui", "organizer.app"))]
    assert {"organizer.cli.parser", "organizer.library.tracks", "organizer.analysis.ear.extract"} <= set(core)
    blocked = f"import sys; sys.modules.update(dict.fromkeys({_QT!r}))\n"
    loaded = "".join(f"import {name}\n" for name in core if name != "organizer.__main__")
    done = subprocess.run([sys.executable, "-c", blocked + loaded], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 0
