"""``organizer report``: what those who look after the program need to know of a problem."""

from __future__ import annotations

from organizer.base import settings
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import print_json, say
from organizer.work import reporting
from organizer.work.jobs import JobContext


def _run(options: Options) -> int:
    with open_library(options) as db:
        text = reporting.of_library(JobContext(), db, settings.load(), names=options.names)
    if options.json:
        print_json({"report": text})
    else:
        for line in text.splitlines():
            say(line)
    return 0


COMMANDS = {"report": _run}
