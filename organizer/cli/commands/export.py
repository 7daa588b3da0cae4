"""``organizer export``: songs, written for other programs."""

from __future__ import annotations

import os

from organizer.base.language import plural
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import print_json, say
from organizer.work.arranging import exporting


def _export(options: Options) -> int:
    with open_library(options) as db:
        rows = exporting.export(db, options.output)
    if options.json:
        print_json({"path": os.path.abspath(options.output), "songs": rows})
    else:
        say(plural("{n} song: {output}", "{n} songs: {output}", rows, output=options.output))
    return 0


COMMANDS = {"export": _export}
