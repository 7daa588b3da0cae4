"""``organizer list``: songs with their tags and descriptors, or those that failed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict

from organizer.base.descriptors import Descriptors
from organizer.base.model import Track, clock
from organizer.cli.command import Command, Options
from organizer.cli.opening import open_library
from organizer.cli.options import SONGS, positive
from organizer.cli.terminal import decimals, print_json, print_table, song
from organizer.library import tracks
from organizer.library.storage.database import Database

#: The estimates that the table has room for; --json and export have them all.
_LISTED = ("energy", "danceability", "acousticness", "valence")

#: The grammar of searches, as ``list --help`` says it.
SEARCHES = """searches:
  blue night             songs with both words in title, artist, album or genre, from their beginnings
  "blue night"           the words in this order
  artist:hazel           in that field; artist:"hazel grey" with spaces
  genre:=Rock            exactly that value; genre:="Rock","Folk" any of them, artist:a|b too
  genre:"" bpm:""        songs without one
  bpm:90..120            a range; bpm:90.. and bpm:>90, date:1999-05..2001, duration:2:30..4:00
  key:Am  camelot:8A     in any spelling, tagged or analyzed
  -live  -genre:jazz     songs without it
  jazz or folk           either; also “|”
  (jazz or folk) -live   brackets, and -(live or demo)
  !!!                    signs are text; only an empty search means all
Case, accents and width do not matter. Put a search into single quotes, so that the shell leaves it alone."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = SEARCHES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("query", nargs="*", metavar="QUERY", help=SONGS)
    parser.add_argument("--failed", action="store_true", help="the songs that failed, and why")
    parser.add_argument("--sort", default="artist", metavar="FIELD", help="order (default: artist)")
    parser.add_argument("-n", "--limit", type=positive, metavar="N", help="at most N songs")


def _run(options: Options) -> int:
    with open_library(options) as db:
        if options.failed:
            return _list_failures(db, options)
        ids = tracks.query(db, " ".join(options.query), order=options.sort)[: options.limit]
        listed = tracks.get_many(db, ids.tolist())
        if options.json:
            print_json([song(track) for track in listed])
        else:
            _print_tracks(listed)
        return 0


def _list_failures(db: Database, options: Options) -> int:
    failures = tracks.failures(db)
    if options.json:
        print_json([asdict(failure) for failure in failures])
    else:
        print_table(
            ("Path", "Stage", "Reason", "What to do"),
            [(f.path, f.stage, f.reason, f.remedy) for f in failures],
        )
    return 0


def _print_tracks(listed: Sequence[Track]) -> None:
    tags = ("Title", "Artist", "Album", "Genre", "Time\t", "BPM\t", "Key", "Camelot", "LUFS\t")
    estimates = (f"{name.capitalize()}\t" for name in _LISTED)
    print_table((*tags, *estimates, "Group\t", "Path"), [_row(track) for track in listed])


def _row(track: Track) -> tuple[object, ...]:
    values = track.descriptors
    return (
        track.title,
        track.artist,
        track.album,
        track.tags.text("genre"),
        clock(track.info.duration),
        decimals(values.tempo) if values else track.tags.text("bpm"),
        (values.key or "") if values else track.tags.text("key"),
        (values.camelot or "") if values else "",
        _loudness(values) if values else "",
        *(decimals(getattr(values, name, None), 2) for name in _LISTED),
        "" if track.group is None else track.group,
        track.reference,
    )


def _loudness(values: Descriptors) -> str:
    """With ≈ in front while it is an estimate."""
    if values.loudness is None:
        return ""
    return f"{'' if values.loudness_measured else '≈ '}{values.loudness:.1f}"


COMMANDS = {"list": Command(_add_arguments, _run)}
