"""Options of ``organizer tag`` about tools and named actions, and those of ``cover`` and ``replaygain``."""

from __future__ import annotations

import argparse

from organizer.base.language import tr
from organizer.cli.options.shared import add_songs, add_workers, add_writing, positive


def add_tools(parser: argparse.ArgumentParser) -> None:
    """Tools for tags, and actions made of them."""
    tools = parser.add_argument_group(tr("tools and actions (docs/tagging.md)"))
    tools.add_argument("--action", metavar="NAME", help=tr("run a named action"))
    tools.add_argument(
        "--step",
        dest="steps",
        action="append",
        default=[],
        metavar="'TOOL NAME=VALUE …'",
        help=tr("run a tool, and further ones after it: --step 'case fields=title style=sentence'"),
    )
    tools.add_argument(
        "--sort",
        metavar="FIELD",
        help=tr(
            "the order in which songs are numbered, as of “organizer list” (default: folder and file name)"
        ),
    )
    tools.add_argument("--tools", action="store_true", help=tr("list the tools with their parameters"))
    tools.add_argument("--actions", action="store_true", help=tr("list the named actions with their steps"))
    tools.add_argument(
        "--save-action", metavar="NAME", help=tr("store the steps under a name; nothing is written")
    )
    tools.add_argument("--forget-action", metavar="NAME", help=tr("forget a named action"))
    tools.add_argument(
        "--export-action", nargs=2, metavar=("NAME", "FILE.json"), help=tr("write a named action to a file")
    )
    tools.add_argument("--import-action", metavar="FILE.json", help=tr("store the action that a file holds"))


def add_cover(parser: argparse.ArgumentParser) -> None:
    """Pictures inside songs and beside them."""
    add_songs(parser, changes=True)
    parser.add_argument("--show", action="store_true", help=tr("list the pictures (as without options)"))
    parser.add_argument(
        "--missing", action="store_true", help=tr("list the songs with no cover in their file or beside it")
    )
    parser.add_argument(
        "--set", metavar="FILE", help=tr("the front cover from now on: JPEG or PNG; others are converted")
    )
    parser.add_argument(
        "--from-folder", action="store_true", help=tr("the picture beside a song becomes its cover")
    )
    parser.add_argument("--remove", action="store_true", help=tr("remove front covers; other pictures stay"))
    parser.add_argument(
        "--resize",
        type=positive,
        metavar="N",
        help=tr(
            "make covers smaller that have more than N pixels on a side; also with --set and --from-folder"
        ),
    )
    parser.add_argument(
        "--only-missing",
        action="store_true",
        help=tr("with --set and --from-folder: songs that have a cover in their file keep it"),
    )
    parser.add_argument("--extract", metavar="FOLDER", help=tr("write covers as files into a folder"))
    parser.add_argument(
        "--to-folder",
        action="store_true",
        help=tr("write the cover beside the songs, as cover.jpg or cover.png"),
    )
    parser.add_argument(
        "--overwrite", action="store_true", help=tr("with --to-folder: also where there is another picture")
    )
    parser.add_argument("--dry-run", action="store_true", help=tr("show the changes and stop"))
    add_writing(parser)


def add_replaygain(parser: argparse.ArgumentParser) -> None:
    """Gains of songs and albums."""
    add_songs(parser, changes=True)
    parser.add_argument(
        "--no-albums", action="store_true", help=tr("gains of songs alone, not of their albums")
    )
    parser.add_argument("--remove", action="store_true", help=tr("take all gains and peaks out of the files"))
    parser.add_argument("--dry-run", action="store_true", help=tr("show the changes and stop"))
    add_writing(parser)
    add_workers(parser)
