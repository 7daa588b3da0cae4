"""``organizer playlist`` and ``organizer export``: songs, written for other programs."""

from __future__ import annotations

import os

from organizer.base.arrangement import Playlist
from organizer.base.errors import UsageError
from organizer.base.model import clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import named_track
from organizer.cli.terminal import print_json, say, song
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting, playlisting


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


def _export(options: Options) -> int:
    with open_library(options) as db:
        rows = exporting.export(db, options.output)
    if options.json:
        print_json({"path": os.path.abspath(options.output), "songs": rows})
    else:
        say(f"{rows} songs: {options.output}")
    return 0


COMMANDS = {"playlist": _playlist, "export": _export}
