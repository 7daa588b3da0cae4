"""``organizer demo``: synthesized songs to try everything on."""

from __future__ import annotations

import os

from organizer.cli.command import Options
from organizer.cli.terminal import job, print_json, say
from organizer.demo.library import STYLES, make_demo


def _run(options: Options) -> int:
    with job("Making songs") as context:

        def report(done: int, total: int, what: str) -> None:
            context.report(done, total, what)
            context.check_cancelled()

        paths = make_demo(
            options.folder, songs=options.songs, seconds=options.seconds, seed=options.seed, report=report
        )
    if options.json:
        print_json({"folder": os.path.abspath(options.folder), "songs": paths, "styles": list(STYLES)})
    else:
        say(f"{len(paths)} songs in {len(STYLES)} styles: {options.folder}")
    return 0


COMMANDS = {"demo": _run}
