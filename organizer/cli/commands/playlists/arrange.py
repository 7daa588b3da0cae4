"""``organizer playlist arrange``: songs put in order by rules, or a list of them chosen by rules."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from organizer.base.arrangement import Playlist
from organizer.base.errors import UsageError, printable
from organizer.base.language import number, plural, tr
from organizer.base.model import IntArray, clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import asked, named_track
from organizer.cli.terminal import job, note, print_json, print_table, right, row_of, say, song
from organizer.library import tracks
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting
from organizer.work.playlists import arranging, remarks
from organizer.work.playlists import rules as playlist_rules
from organizer.work.playlists.arranging import Arranged, Fixed
from organizer.work.playlists.figures import Figures
from organizer.work.playlists.rules import Rules


def _run(options: Options) -> int:
    _check_output(options.output)
    rules = _rules(options)
    with open_library(options) as db:
        name, ids, saved = _songs(db, options)
        _check_name(db, options)
        fixed = Fixed(
            _named(db, options.first),
            _named(db, options.last),
            tuple(named_track(db, text).id for text in options.must),
        )
        with job(tr("Arranging"), unit="%") as context:
            arranged = arranging.arrange(
                context, db, ids, rules, fixed=fixed, seed=options.seed, everything=saved
            )
        made = Playlist(options.save or name, tuple(tracks.get_many(db, arranged.ids)))
        if not options.dry_run:
            if options.output:
                exporting.write_list(options.output, made, paths=options.paths)
            if options.save:
                playlists.save(db, options.save, arranged.ids)
    if options.json:
        print_json(_document(made, arranged, options))
    else:
        _print(made, arranged, options, in_order=saved)
    return 0


def _check_output(path: str | None) -> None:
    if path and os.path.splitext(path)[1].lower() not in exporting.LIST_ENDINGS:
        raise UsageError(
            tr("a playlist is written as M3U8, PLS, XSPF, CSV or text"),
            path=path,
            remedy=tr("give it the ending .m3u8, .pls, .xspf, .csv or .txt"),
        )


def _check_name(db: Database, options: Options) -> None:
    if options.save is not None and not options.replace and options.save in playlists.names(db):
        raise UsageError(
            tr("there is a playlist “{save}” already", save=printable(options.save)),
            remedy=tr("choose another name, or say --replace"),
        )


def _rules(options: Options) -> Rules:
    rules = playlist_rules.read(options.rules, playlist_rules.preset(options.preset or "sound"))
    if options.minutes is not None:
        rules = replace(rules, minutes=options.minutes)
    if options.count is not None:
        if options.count > playlist_rules.MOST_COUNT:
            raise UsageError(
                plural(
                    "a list by rules has {n} song at most",
                    "a list by rules has {n} songs at most",
                    playlist_rules.MOST_COUNT,
                ),
                remedy=tr("ask for fewer"),
            )
        rules = replace(rules, count=options.count)
    return rules


def _songs(db: Database, options: Options) -> tuple[str, IntArray, bool]:
    """What the list is called, its songs, and whether it is a saved playlist."""
    text = asked(options)
    if text in playlists.names(db):
        return text, np.array(playlists.entries(db, text), np.int64), True
    return text or tr("All songs"), tracks.query(db, text), False


def _named(db: Database, text: str | None) -> int | None:
    return named_track(db, text).id if text is not None else None


def _print(made: Playlist, arranged: Arranged, options: Options, *, in_order: bool) -> None:
    tempo, energy = arranged.after.lines["tempo"].values, arranged.after.lines["energy"].values
    rows = [
        (at, track.label, _number(tempo[at - 1], 0), _number(energy[at - 1], 2))
        for at, track in enumerate(made.tracks, start=1)
    ]
    print_table(("\t", tr("Song"), right(tr("BPM")), right(tr("Energy"))), rows)
    say()
    say(row_of((remarks.songs_text(len(made.tracks)), clock(made.duration))))
    for line in remarks.lines(arranged.after, arranged.before if in_order else None):
        say(line)
    if arranged.left_out:
        note(tr("left out: {reasons}", reasons=remarks.reasons(arranged.left_out)))
    for remark in arranged.remarks:
        note(remark)
    if options.dry_run:
        note(tr("nothing was written or saved"))
    elif options.output:
        say(tr("written: {output}", output=printable(options.output)))
    if options.save and not options.dry_run:
        say(tr("saved as “{save}”", save=printable(options.save)))


def _number(value: float, digits: int) -> str:
    return number(value, digits) if np.isfinite(value) else ""


def _document(made: Playlist, arranged: Arranged, options: Options) -> Mapping[str, object]:
    return {
        "name": made.name,
        "seed": arranged.seed,
        "cost": round(arranged.cost, 3),
        "duration": made.duration,
        "before": _figures(arranged.before),
        "after": _figures(arranged.after),
        "left_out": [{"why": one.why, "songs": one.songs} for one in arranged.left_out],
        "remarks": list(arranged.remarks),
        "path": os.path.abspath(options.output) if options.output and not options.dry_run else None,
        "saved": options.save if options.save and not options.dry_run else None,
        "songs": [song(track) for track in made.tracks],
    }


def _figures(figures: Figures) -> Mapping[str, object]:
    return {
        "songs": figures.songs,
        "seconds": figures.seconds,
        "keys": {
            "fit": figures.keys.fit,
            "clash": figures.keys.clash,
            "unknown": figures.keys.unknown,
            "share": figures.keys.share,
        },
        "ramp_errors": {
            name: {"mean": error.mean, "least": error.least, "unknown": error.unknown}
            for name, error in figures.errors.items()
        },
        "too_near": {
            name: {"pairs": near.pairs, "closest": near.closest} for name, near in figures.near.items()
        },
        "mean_step": figures.step,
    }


COMMANDS = {"playlist arrange": _run}
