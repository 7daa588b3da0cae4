"""``organizer demo``: synthesized songs to try everything on."""

from __future__ import annotations

import argparse
import os

from organizer.cli.command import Command, Options
from organizer.cli.options import number_between, positive
from organizer.cli.terminal import job, print_json, say
from organizer.demo.library import STYLES, make_demo


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    seconds = number_between(0.5, 36_000.0, "a number of seconds between 0.5 and 36000")
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("--songs", type=positive, default=60, metavar="N")
    parser.add_argument("--seconds", type=seconds, default=30.0, metavar="S")
    parser.add_argument("--seed", type=int, default=0, metavar="K")


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


COMMANDS = {"demo": Command(_add_arguments, _run)}
