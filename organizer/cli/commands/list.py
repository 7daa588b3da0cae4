"""``organizer list``: songs with their tags and descriptors, or those that failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from organizer.base.descriptors import Descriptors
from organizer.base.model import Track, clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import decimals, print_json, print_table, song
from organizer.library import tracks
from organizer.library.storage.database import Database

#: The estimates that the table has room for; --json and export have them all.
_LISTED = ("energy", "danceability", "acousticness", "valence")


def _run(options: Options) -> int:
    with open_library(options) as db:
        if options.failed:
            return _list_failures(db, options)
        query = " ".join(options.query)
        ids = tracks.query(db, query, order=options.sort, descending=options.descending)[: options.limit]
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


COMMANDS = {"list": _run}
