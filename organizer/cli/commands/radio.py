"""``organizer radio``: songs like given ones, one after another, as the radio of the window plays them."""

from __future__ import annotations

import os

from organizer.analysis.playing.radio import Rules
from organizer.base import settings
from organizer.base.arrangement import Playlist
from organizer.base.errors import UsageError
from organizer.base.language import plural, tr, tr_as
from organizer.base.model import clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import named_track
from organizer.cli.terminal import job, note, print_json, print_table, say, song
from organizer.library import tracks
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting
from organizer.work.playing import radio_start
from organizer.work.playing.radio import Request


def _run(options: Options) -> int:
    if options.output and os.path.splitext(options.output)[1].lower() not in exporting.LIST_ENDINGS:
        raise UsageError(
            tr("a playlist is written as M3U8, PLS, XSPF, CSV or text"),
            path=options.output,
            remedy=tr("give it the ending .m3u8, .pls, .xspf, .csv or .txt"),
        )
    with open_library(options) as db:
        made, remark = _make(db, options)
        if options.output:
            exporting.write_list(options.output, made, paths=options.written)
    if options.json:
        entries = [song(track) for track in made.tracks]
        print_json({"name": made.name, "duration": made.duration, "remark": remark, "songs": entries})
        return 0
    if options.output:
        say(
            plural(
                "{n} song, {duration}: {path}",
                "{n} songs, {duration}: {path}",
                len(made.tracks),
                duration=clock(made.duration),
                path=options.output,
            )
        )
    else:
        rows = [(at, track.label, track.reference) for at, track in enumerate(made.tracks, start=1)]
        print_table(("\t", tr("Song"), tr("Path")), rows)
    if remark:
        note(tr_as("end of a sentence", "{sentence}.", sentence=remark))
    return 0


def _make(db: Database, options: Options) -> tuple[Playlist, str]:
    """The list, and what is to be said of it."""
    seeds = _seeds(db, options)
    chosen = settings.load()
    rules = Rules(
        chosen.radio_drift if options.drift is None else options.drift,
        chosen.radio_artist_gap if options.artist_gap is None else options.artist_gap,
    )
    with job(tr("Choosing songs")) as context:
        radio = radio_start.start(context, db, seeds, rules, seed=options.seed, again=options.again)
        first = [track for track in tracks.get_many(db, seeds[:1]) if track.available and len(seeds) == 1]
        radio.use([track.id for track in first])
        before = tuple(track.id for track in first)
        answer = radio.answer(Request(rules, options.count - len(first), before=before))
    listed = [*first, *tracks.get_many(db, answer.songs)]
    if not listed:
        raise UsageError(
            answer.over[:1].lower() + answer.over[1:],
            remedy=tr("ask for others, or for what was played with --again"),
        )
    named = options.playlist if options.playlist is not None else options.query
    if options.paths or not named:
        name = radio_start.name_of([track.label for track in tracks.get_many(db, seeds[:1])], len(seeds))
    else:
        name = radio_start.name_of([named], 1)
    return Playlist(name, tuple(listed)), ". ".join(filter(None, (answer.remark, answer.over)))


def _seeds(db: Database, options: Options) -> list[int]:
    """The songs that it starts from."""
    seeds = [named_track(db, text).id for text in options.paths]
    if options.query is not None:
        seeds += tracks.query(db, options.query).tolist()
    if options.playlist is not None:
        seeds += playlists.load(db, options.playlist)
    if not seeds:
        asked = options.query is not None or options.playlist is not None
        raise UsageError(
            tr("no song fits, so there is nothing to start from")
            if asked
            else tr("no song is named to start from"),
            remedy=tr("ask for others") if asked else tr("name one, or use --query or --playlist"),
        )
    return list(dict.fromkeys(seeds))


COMMANDS = {"radio": _run}
