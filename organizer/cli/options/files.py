"""Options of the commands that read and write files: playlists, tables, tags."""

from __future__ import annotations

import argparse

from organizer.cli.options.shared import (
    BY,
    SOME_SONGS,
    SONGS,
    add_writing,
    no_options,
    not_negative,
    number_between,
    positive,
)


def _add_playlist(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--cell", type=_cell, metavar="R,C", help="the songs of a map cell")
    source.add_argument("--group", type=int, metavar="N", help="the songs of a group")
    source.add_argument(
        "--like", action="append", metavar="SONG", help="songs like this one, or like any of several"
    )
    source.add_argument("--between", nargs=2, metavar="SONG", help="a way from one song to another")
    source.add_argument("--query", metavar="Q", help=SONGS)
    parser.add_argument(
        "--by", choices=["neighbours", "clusters"], default="neighbours", help=f"of --like: {BY}"
    )
    parser.add_argument(
        "--not",
        dest="unlike",
        action="append",
        default=[],
        metavar="SONG",
        help="of --like: but not like this one",
    )
    parser.add_argument("-n", type=positive, metavar="N", help="at most N songs")
    parser.add_argument("--paths", choices=["relative", "absolute"], default="relative")
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help=".m3u8, .pls or .xspf for players, .csv, or .txt: “Artist - Title”, as services import it",
    )


def _cell(text: str) -> tuple[int, int]:
    row, _, column = text.partition(",")
    if not (row.strip().isdigit() and column.strip().isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}” is not a cell: write row,column, as in 3,12")
    return int(row), int(column)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("output", metavar="FILE.csv|FILE.npz")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE.csv")
    parser.add_argument("--name", metavar="NAME", help="of the table in the library (default: its file's)")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADER=ROLE",
        help="what a column is, where it is not recognized: title, artist, tempo, number, unused, …",
    )
    parser.add_argument(
        "--separator", metavar="CHARACTER", help="between cells: “;”, or comma, semicolon, tab, bar"
    )
    parser.add_argument(
        "--unit",
        action="append",
        default=[],
        metavar="HEADER=UNIT",
        help="what the numbers of a column are in: s, ms, min, h, samples; share (0–1), percent",
    )
    parser.add_argument("--encoding", metavar="NAME", help="such as utf-8, cp1252 or shift_jis")
    parser.add_argument(
        "--header-line",
        type=not_negative,
        metavar="N",
        help="the line with the names of the columns (0: there is none)",
    )
    parser.add_argument("--decimal", choices=[".", ","], help="what stands before the decimals")
    parser.add_argument("--dry-run", action="store_true", help="show what is recognized and stop")


def _add_tag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help=SOME_SONGS)
    parser.add_argument(
        "--all", action="store_true", help="every song of the library, as an empty query in quotes means too"
    )
    parser.add_argument(
        "--set",
        dest="values",
        action="append",
        metavar="FIELD=VALUE",
        default=[],
        help="new value; empty removes the field; several genres are separated by ';'",
    )
    parser.add_argument(
        "--from-analysis",
        choices=["bpm-key", "group-as-genre", "group-as-grouping"],
        help="write results of the analysis, tempo and key where tags have none, or the name of the group",
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="with --from-analysis bpm-key: in place of what tags have, too",
    )
    parser.add_argument("--dry-run", action="store_true", help="show the changes and stop")
    add_writing(parser)


def _add_suggest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help=SONGS)
    parser.add_argument("--field", choices=["genre", "mood"], default="genre", help="(default: genre)")
    parser.add_argument(
        "--min",
        dest="least",
        type=number_between(0.5, 1.0, "a share between 0.5 and 1"),
        metavar="SHARE",
        help="only what is right so often, as measured on your tagged songs (default: 0.5; with --apply 0.8)",
    )
    parser.add_argument(
        "--apply", action="store_true", help="write the suggestions, after every change was shown"
    )
    parser.add_argument("--dry-run", action="store_true", help="with --apply: show the changes and stop")
    add_writing(parser)


def _add_undo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "edit", nargs="?", type=positive, metavar="EDIT", help="its number (default: the last)"
    )
    add_writing(parser)


def _add_redo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "edit", nargs="?", type=positive, metavar="N", help="its number (default: the one undone last)"
    )
    add_writing(parser)


#: The options of each command.
OPTIONS = {
    "playlist": _add_playlist,
    "export": _add_export,
    "import": _add_import,
    "tag": _add_tag,
    "suggest": _add_suggest,
    "undo": _add_undo,
    "redo": _add_redo,
    "history": no_options,
}
