"""``organizer demo``: synthesized songs to try everything on."""

from __future__ import annotations

import os

from organizer.base.language import plural, tr
from organizer.cli.command import Options
from organizer.cli.terminal import job, print_json, say
from organizer.demo.library import STYLES, make_demo


def _run(options: Options) -> int:
    with job(tr("Making songs")) as context:

        def report(done: int, total: int, what: str) -> None:
            context.report(done, total, what)
            context.check_cancelled()

        paths = make_demo(
            options.folder, songs=options.songs, seconds=options.seconds, seed=options.seed, report=report
        )
    if options.json:
        print_json({"folder": os.path.abspath(options.folder), "songs": paths, "styles": list(STYLES)})
    else:
        say(
            tr(
                "{songs} in {styles}: {folder}",
                songs=plural("{n} song", "{n} songs", len(paths)),
                styles=plural("{n} style", "{n} styles", len(STYLES)),
                folder=options.folder,
            )
        )
    return 0


COMMANDS = {"demo": _run}
