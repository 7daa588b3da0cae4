"""``organizer playlist`` and ``organizer export``: songs, written for other programs."""

from __future__ import annotations

import argparse
import os

from organizer.base.arrangement import Playlist
from organizer.base.errors import UsageError
from organizer.base.model import clock
from organizer.cli.command import Command, Options
from organizer.cli.opening import open_library
from organizer.cli.options import BY, SONGS, positive
from organizer.cli.selecting import named_track
from organizer.cli.terminal import print_json, say, song
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting, playlisting


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


def _playlist(options: Options) -> int:
    ending = os.path.splitext(options.output)[1].lower()
    if ending not in exporting.LIST_ENDINGS:
        raise UsageError(
            "a playlist is written as M3U8, PLS, XSPF, CSV or text",
            path=options.output,
            remedy="give it the ending .m3u8, .pls, .xspf, .csv or .txt",
        )
    everything = ending in (".csv", ".txt")  # no player has to find the files
    with open_library(options) as db:
        made = _make(db, options, everything=everything)
        if not made.tracks:
            remedy = "ask for other songs"
            if not everything:
                remedy += "; those without a file, and those that are away, go into .csv and .txt only"
            raise UsageError("no song fits, so no playlist was written", remedy=remedy)
        exporting.write_list(options.output, made, paths=options.paths)
    if options.json:
        print_json(
            {
                "path": os.path.abspath(options.output),
                "name": made.name,
                "duration": made.duration,
                "songs": [song(track) for track in made.tracks],
            }
        )
    else:
        say(f"{len(made.tracks)} songs, {clock(made.duration)}: {options.output}")
    return 0


def _make(db: Database, options: Options, *, everything: bool) -> Playlist:
    if options.unlike and options.like is None:
        raise UsageError("--not goes with --like", remedy="name a song that others are to be like")
    if options.cell is not None:
        return playlisting.from_cell(db, *options.cell, n=options.n, everything=everything)
    if options.group is not None:
        return playlisting.from_group(db, options.group, n=options.n, everything=everything)
    if options.like is not None:
        liked, unlike = (
            [named_track(db, text).id for text in texts] for texts in (options.like, options.unlike)
        )
        return playlisting.like(
            db, liked, unlike=unlike, n=options.n or 25, by=options.by, everything=everything
        )
    if options.between is not None:
        first, last = (named_track(db, path).id for path in options.between)
        return playlisting.between(db, first, last, n=options.n or 12, everything=everything)
    return playlisting.from_query(db, options.query, n=options.n, everything=everything)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("output", metavar="FILE.csv|FILE.npz")


def _export(options: Options) -> int:
    with open_library(options) as db:
        rows = exporting.export(db, options.output)
    if options.json:
        print_json({"path": os.path.abspath(options.output), "songs": rows})
    else:
        say(f"{rows} songs: {options.output}")
    return 0


COMMANDS = {"playlist": Command(_add_playlist, _playlist), "export": Command(_add_export, _export)}
