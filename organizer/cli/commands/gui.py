"""``organizer gui``: the window."""

from __future__ import annotations

import argparse

from organizer.cli.command import Command, Options
from organizer.cli.opening import library_file


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="folders, files and playlists (M3U8) to add")


def _run(options: Options) -> int:
    from organizer.app import run_gui

    return run_gui(list(getattr(options, "paths", [])), library=library_file(options))


COMMANDS = {"gui": Command(_add_arguments, _run)}
