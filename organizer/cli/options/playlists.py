"""Options of the command about playlists."""

from __future__ import annotations

import argparse

from organizer.base.language import tr
from organizer.cli.options.shared import BY, SONGS, number_between, positive, typed

#: What is done with playlists that are saved, and with files of others.
ACTIONS = ("list", "show", "import", "export", "missing", "delete", "formats", "profiles")

_ACTIONS = typed(
    tr("actions:"),
    (
        ("list", tr("the saved playlists: songs, and how many are missing")),
        ("show NAME", tr("the songs of one, those that are missing at their places")),
        (
            "import FILE",
            tr("a playlist file as a saved playlist: what moved is looked for, what is missing kept"),
        ),
        (
            "export NAME… -o FILE",
            tr("saved playlists as a file; several only as .xml (Rekordbox) or .nml (Traktor)"),
        ),
        ("missing", tr("look again for songs that playlists lack")),
        ("delete NAME", tr("take a saved playlist out of the library; songs and files stay")),
        ("formats", tr("what is read and written")),
        ("profiles", tr("how lists are written for devices and players")),
        (
            "profiles save NAME",
            tr("store how the options below say as a profile; profiles delete NAME forgets it"),
        ),
        (
            "arrange NAME|QUERY",
            tr("songs put in order, or a list chosen, by rules (organizer playlist arrange --help)"),
        ),
    ),
    23,
    tr("Without an action a new list is written: of a cell, a group, a search, songs alike, or a way."),
)


def _add_playlist(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _ACTIONS
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.words_between_options = True  # type: ignore[attr-defined]
    parser.add_argument("action", nargs="?", choices=ACTIONS, help=tr("see below; without: write a new list"))
    parser.add_argument("what", nargs="*", metavar="NAME|FILE", help=tr("what the action is about"))
    _add_source(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=tr(
            ".m3u8, .m3u, .pls, .xspf, .jspf or .wpl for players, .xml for Rekordbox, .nml for Traktor, "
            ".csv, or .txt: “Artist - Title”, as services import it"
        ),
    )
    parser.add_argument("--all", action="store_true", help=tr("of export: every saved playlist"))
    parser.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="NAME",
        help=tr("of import: under this name (default: its own); of several playlists one each"),
    )
    parser.add_argument(
        "--list",
        action="append",
        default=[],
        metavar="NAME",
        help=tr("of import: this playlist, or all in this folder, of a file with several (default: each)"),
    )
    parser.add_argument(
        "--sure",
        type=number_between(0.0, 1.0, tr("a number from 0 to 1")),
        metavar="0–1",
        help=tr("of import and missing: take songs that are as sure as this (default: 0.8)"),
    )
    parser.add_argument("--dry-run", action="store_true", help=tr("show what would be done and stop"))
    _add_profile(parser)


def _add_source(parser: argparse.ArgumentParser) -> None:
    """Of which songs a new list is."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--cell", type=_cell, metavar="R,C", help=tr("the songs of a map cell"))
    source.add_argument("--group", type=int, metavar="N", help=tr("the songs of a group"))
    source.add_argument(
        "--like", action="append", metavar="SONG", help=tr("songs like this one, or like any of several")
    )
    source.add_argument(
        "--between", nargs="+", metavar="SONG", help=tr("a way from one song to another, or through several")
    )
    source.add_argument("--query", metavar="Q", help=SONGS)
    parser.add_argument(
        "--by", choices=["neighbours", "clusters"], default="neighbours", help=tr("of --like: {by}", by=BY)
    )
    parser.add_argument(
        "--not",
        dest="unlike",
        action="append",
        default=[],
        metavar="SONG",
        help=tr("of --like: but not like this one"),
    )
    parser.add_argument(
        "--again",
        type=_other_way,
        default=0,
        metavar="N",
        help=tr("of --between: the Nth other way through the same songs"),
    )
    parser.add_argument(
        "-n",
        "--count",
        dest="n",
        type=positive,
        metavar="N",
        help=tr(
            "at most N songs; of --between exactly so many (default: 12, and 6 more for each further stop)"
        ),
    )


def _add_profile(parser: argparse.ArgumentParser) -> None:
    """How a list is written."""
    how = parser.add_argument_group(tr("how a list is written"))
    how.add_argument(
        "--profile", metavar="NAME", help=tr("as a device or player wants it (see: playlist profiles)")
    )
    how.add_argument("--format", metavar="FORMAT", help=tr("see: playlist formats (default: by the ending)"))
    how.add_argument(
        "--paths",
        choices=["relative", "absolute", "address", "prefix"],
        help=tr("how songs are named: from the list on (default), whole, as file:// address, below --prefix"),
    )
    how.add_argument(
        "--prefix", metavar="PATH", help=tr("where the music folder lies there, as in D:\\Music")
    )
    how.add_argument(
        "--base",
        metavar="FOLDER",
        help=tr("the folder here that --prefix stands for (default: the library's)"),
    )
    how.add_argument("--windows", action="store_true", default=None, help=tr("backslashes between folders"))
    how.add_argument(
        "--fat-safe",
        action="store_true",
        default=None,
        help=tr("names as memory cards have them, without : ? …"),
    )
    how.add_argument(
        "--encoding", metavar="NAME", help=tr("of M3U and PLS: utf-8 (default), utf-8-sig, cp1252 …")
    )
    how.add_argument(
        "--unencodable",
        choices=["refuse", "address", "utf-8"],
        help=tr(
            "names that the encoding lacks: no list (default), as file:// addresses, or the list in UTF-8"
        ),
    )
    how.add_argument("--line-end", choices=["lf", "crlf"], help=tr("of lines (default: lf)"))


def _cell(text: str) -> tuple[int, int]:
    row, _, column = text.partition(",")
    if not (row.strip().isdigit() and column.strip().isdigit()):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is not a cell: write row,column, as in 3,12", text=text)
        )
    return int(row), int(column)


def _other_way(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= 100):
        raise argparse.ArgumentTypeError(tr("“{text}” is not a whole number from 0 to 100", text=text))
    return int(text)


#: The options of each command.
OPTIONS = {"playlist": _add_playlist}
