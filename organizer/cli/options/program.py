"""Options of the commands around: the window, the library file, lessons, demo songs, workers."""

from __future__ import annotations

import argparse
import re

from organizer.base.language import tr
from organizer.cli.options.shared import (
    add_certificates,
    add_yes,
    not_negative,
    number_between,
    port,
    positive,
    size,
)


def _add_gui(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help=tr("folders, files and playlists (M3U8) to add")
    )
    parser.add_argument(
        "--safe-mode",
        action="store_true",
        help=tr("with the usual settings and without background work, if the window cannot be used else"),
    )


def _add_library(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=["folders", "check", "copies", "copy", "restore"],
        help=tr(
            "folders: which it has, and what lies in them; check: whether it is whole; copies: list them "
            "(one a day is made, for a week); copy: make one now; restore: put one in the place of the "
            "library, "
            "whose file is kept under another name"
        ),
    )
    parser.add_argument("copy", nargs="?", metavar="COPY", help=tr("its number or day (default: the newest)"))
    add_yes(parser)


def _add_pace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--hours",
        type=_hours,
        metavar="FROM-UNTIL",
        help=tr("only at these hours of the day, as in 22:00-06:30 or 22-6; “all”: at all hours"),
    )
    parser.add_argument(
        "--share",
        type=_percent,
        metavar="PERCENT",
        help=tr("so much of all processors at most; processes rest between songs for it; 100: no limit"),
    )
    parser.add_argument(
        "--power",
        choices=["mains", "any"],
        help=tr("mains: not while the computer runs on its battery"),
    )


def _hours(text: str) -> tuple[int, int] | str:
    """The type of hours of the day: from and until, in minutes; or "all"."""
    if text.strip().lower() == "all":
        return "all"
    match = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?", text.strip())
    if match is not None:
        hours, minutes = (int(match[1]), int(match[3])), (int(match[2] or 0), int(match[4] or 0))
        if max(hours) <= 24 and max(minutes) < 60:
            begin, end = ((60 * hours[at] + minutes[at]) % (24 * 60) for at in (0, 1))
            if begin != end:
                return begin, end
    raise argparse.ArgumentTypeError(
        tr("“{text}” are no hours of the day: write them as in 22:00-06:30", text=text)
    )


def _percent(text: str) -> int:
    """The type of a share, also with its sign."""
    digits = text.strip().removesuffix("%").strip()
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits) <= 100:
        raise argparse.ArgumentTypeError(
            tr("“{text}” is no share: write a whole number from 1 to 100", text=text)
        )
    return int(digits)


def _add_network(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=["install", "remove", "status"],
        help=tr(
            "install: get it, after a question, and use it; status: what there is, and its licence; remove: "
            "delete it; what it said of songs stays in the library"
        ),
    )
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help=tr(
            "the wheel of musicnn 0.1.0, or an ONNX model of your own, which are there already: then "
            "nothing is fetched"
        ),
    )
    add_yes(parser)


def _add_lesson(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", nargs="*", metavar="LESSON", help=tr("its number or name (default: list them)")
    )
    parser.add_argument("--answer", action="store_true", help=tr("answer its question from the library"))
    parser.add_argument("--song", metavar="SONG", help=tr("the recording that lesson 5 looks at"))


def _add_about(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--licences", action="store_true", help=tr("print their texts too"))


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--names", action="store_true", help=tr("with names and paths of your music, which are left out else")
    )


def _add_demo(parser: argparse.ArgumentParser) -> None:
    seconds = number_between(0.5, 36_000.0, tr("a number of seconds between 0.5 and 36000"))
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("--songs", type=positive, default=60, metavar="N")
    parser.add_argument("--seconds", type=seconds, default=30.0, metavar="S")
    parser.add_argument("--seed", type=int, default=0, metavar="K")


def _add_worker(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "address",
        nargs="?",
        metavar="ADDRESS",
        help=tr("HOST:PORT of the scheduler; with --scheduler: where to listen (default: 127.0.0.1:8786)"),
    )
    parser.add_argument(
        "--scheduler",
        action="store_true",
        help=tr("be the scheduler, which shares songs out to the workers; one for a cluster"),
    )
    parser.add_argument(
        "--jobs", type=positive, metavar="N", help=tr("songs at once (default: one for each core)")
    )
    parser.add_argument(
        "--memory",
        type=size,
        default=2 << 30,
        metavar="SIZE",
        help=tr(
            "what analyzing one song may take, where the system can limit that (default: 2G; 0: no limit)"
        ),
    )
    parser.add_argument(
        "--nice",
        type=not_negative,
        default=19,
        metavar="N",
        help=tr("priority: 0 as other programs, 19 after all of them (default)"),
    )
    parser.add_argument(
        "--network",
        metavar="FILE.onnx",
        help=tr("the embedding model, or “none” (default: the one in the settings)"),
    )
    parser.add_argument(
        "--host", metavar="HOST", help=tr("where this worker listens (default: chosen by ADDRESS)")
    )
    parser.add_argument("--name", metavar="NAME", help=tr("what it is called in the progress"))
    add_certificates(parser)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        type=port,
        default=8833,
        metavar="N",
        help=tr("where it answers, on 127.0.0.1 alone (default: 8833; 0: any that is free)"),
    )
    parser.add_argument(
        "--new-token",
        action="store_true",
        help=tr("make a new token first; the one before ends"),
    )


def _add_mcp(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--propose",
        action="store_true",
        help=tr(
            "changes of tags may be proposed, too; a person reviews them in the window (default: look only)"
        ),
    )


def _add_proposals(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", nargs="?", choices=["list", "drop"], default="list", help=tr("default: list")
    )
    parser.add_argument(
        "numbers",
        nargs="*",
        type=positive,
        metavar="NUMBER",
        help=tr("proposals; listed: what they change"),
    )
    parser.add_argument("--all", action="store_true", help=tr("drop all of them"))


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", metavar="COMMAND", help=tr("default: list them"))


#: The options of each command.
OPTIONS = {
    "gui": _add_gui,
    "library": _add_library,
    "pace": _add_pace,
    "network": _add_network,
    "lesson": _add_lesson,
    "about": _add_about,
    "report": _add_report,
    "demo": _add_demo,
    "worker": _add_worker,
    "serve": _add_serve,
    "mcp": _add_mcp,
    "proposals": _add_proposals,
    "schema": _add_schema,
}
