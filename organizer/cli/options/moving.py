"""Options of the commands that rename and move files."""

from __future__ import annotations

import argparse

from organizer.base.language import tr
from organizer.cli.options.shared import add_songs, add_yes, typed

#: As ``file_names.TARGETS``, without what loading it takes.
TARGETS = ("linux", "macos", "windows", "fat")

_LANGUAGE = typed(
    tr("templates:"),
    (
        ("{albumartist}/{year} {album}/[{disc}-]{track:02} {title}", ""),
        ('{a|b|"text"}', tr("the first that is not empty")),
        ("[{disc}-]", tr("vanishes when a field in it is empty")),
        (
            "{title:upper:cut(40)}",
            tr('also 02, lower, title, sentence, first, initial, sort, ascii, replace("a", "b")'),
        ),
        ("/", tr("begins a folder, below the library's folder that the song lies in")),
    ),
    22,
    tr("The ending of the file stays. docs/renaming.md tells all of it."),
)


def _add_rename(parser: argparse.ArgumentParser) -> None:
    _add_query(parser)
    parser.add_argument("--template", metavar="TEXT", help=tr("the new name; with “/” also the folders"))
    parser.add_argument(
        "--undo",
        action="store_true",
        help=tr("take the last renaming or moving back, also of an earlier day"),
    )
    _add_moving(parser)


def _add_move(parser: argparse.ArgumentParser) -> None:
    _add_query(parser)
    parser.add_argument(
        "folder", metavar="FOLDER", help=tr("below which the songs go; made if it is not there")
    )
    parser.add_argument(
        "--template",
        metavar="TEXT",
        default="",
        help=tr("folders and name in it (default: as they lie in the library's folder)"),
    )
    _add_moving(parser)


def _add_query(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _LANGUAGE
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_songs(parser, changes=True)


def _add_moving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--target",
        choices=TARGETS,
        help=tr("names that this system takes, too: fat is for sticks and cards (default: this one)"),
    )
    parser.add_argument(
        "--clash",
        choices=["number", "refuse"],
        default="number",
        help=tr("of several songs of one name: the others get a number, or stay (default: number)"),
    )
    parser.add_argument("--ascii", action="store_true", help=tr("plain letters for those with accents"))
    parser.add_argument(
        "--leave-same-name",
        action="store_true",
        help=tr("leave .lrc, .jpg and others of a song's name behind"),
    )
    parser.add_argument(
        "--leave-others",
        action="store_true",
        help=tr("leave covers, logs and others behind when all songs of a folder go to one other"),
    )
    parser.add_argument(
        "--leave-lists",
        action="store_true",
        help=tr("do not write the new names into playlist files and cue sheets"),
    )
    parser.add_argument("--dry-run", action="store_true", help=tr("show the changes and stop"))
    add_yes(parser)


#: The options of each command.
OPTIONS = {"rename": _add_rename, "move": _add_move}
