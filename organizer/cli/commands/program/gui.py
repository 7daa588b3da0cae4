"""``organizer gui``: the window."""

from __future__ import annotations

from organizer.cli.command import Options
from organizer.cli.opening import library_file


def _run(options: Options) -> int:
    from organizer.app import run_gui

    return run_gui(
        list(getattr(options, "paths", [])),
        library=library_file(options),
        safe_mode=getattr(options, "safe_mode", False),
    )


COMMANDS = {"gui": _run}
