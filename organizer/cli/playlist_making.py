"""``organizer playlist`` without an action: a new list of songs, written to a file."""

from __future__ import annotations

import os

from organizer.base.arrangement import Playlist
from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.base.model import clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.playlist_profiles import chosen_profile
from organizer.cli.selecting import named_track, refuse
from organizer.cli.terminal import job, note, print_json, say, song
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting, playlisting
from organizer.work.playlists import exports

_SOURCES = ("cell", "group", "like", "between", "query")


def make(options: Options) -> int:
    """Write the songs that the options name."""
    if all(getattr(options, one) is None for one in _SOURCES) or not options.output:
        wanted = tr(
            "an action, or one of --cell, --group, --like, --between and --query with --output, is required"
        )
        refuse(options, wanted)
    ending = os.path.splitext(options.output)[1].lower()
    with open_library(options) as db:
        everything = ending in (".csv", ".txt")  # no player has to find the files
        profile = None if everything else chosen_profile(db, options, ending)
        made = _songs(db, options, everything=everything)
        if not made.tracks:
            remedy = (
                tr("ask for other songs")
                if everything
                else tr(
                    "ask for other songs; those without a file, and those that are away, go into .csv and "
                    ".txt only"
                )
            )
            raise UsageError(tr("no song fits, so no playlist was written"), remedy=remedy)
        if profile is not None:
            with job(tr("Writing the playlist")) as context:
                written = exports.write(context, db, [made], options.output, profile, dry_run=options.dry_run)
            if written.note:
                note(written.note)
        elif not options.dry_run:
            exporting.write_list(options.output, made)
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
        _say_written(made, options)
    return 0


def _say_written(made: Playlist, options: Options) -> None:
    songs, duration = len(made.tracks), clock(made.duration)
    if options.dry_run:
        say(
            plural(
                "{n} song, {duration}: would be written to {path}",
                "{n} songs, {duration}: would be written to {path}",
                songs,
                duration=duration,
                path=options.output,
            )
        )
    else:
        say(
            plural(
                "{n} song, {duration}: {path}",
                "{n} songs, {duration}: {path}",
                songs,
                duration=duration,
                path=options.output,
            )
        )


def _songs(db: Database, options: Options, *, everything: bool) -> Playlist:
    if options.unlike and options.like is None:
        raise UsageError(tr("--not goes with --like"), remedy=tr("name a song that others are to be like"))
    if options.again and options.between is None:
        raise UsageError(
            tr("--again goes with --between"), remedy=tr("name the songs that the way leads through")
        )
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
        stops = [named_track(db, path).id for path in options.between]
        if len(stops) < 2:
            raise UsageError(
                tr("--between takes two songs or more"), remedy=tr("name where the way leads to")
            )
        return playlisting.between(db, *stops, n=options.n, again=options.again, everything=everything)
    return playlisting.from_query(db, options.query, n=options.n, everything=everything)
