"""On demand: ``organizer loudness`` of whole songs, ``keys`` by a key finder, ``listening`` out of tags."""

from __future__ import annotations

import os
from dataclasses import asdict, replace

from organizer.base import settings
from organizer.base.descriptors import replay_gain
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.features import Loudness
from organizer.base.language import plural, tr
from organizer.base.model import Track
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import asked, selected, with_files
from organizer.cli.terminal import decimals, job, note, print_json, print_table, right, row_of, say
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.analysis import measuring
from organizer.work.analysis.key_finding import find_keys
from organizer.work.intake import listening


def _loudness(options: Options) -> int:
    with open_library(options) as db:
        ids = selected(db, options, empty_means_all=True)  # it takes long
        with_files(db, ids)
        jobs = options.jobs or settings.load().jobs or None
        with job(tr("Measuring")) as context:
            result = measuring.measure(context, db, ids, jobs=jobs, again=options.again)
        measured = [
            (track, result.measured[track.id])
            for track in tracks.get_many(db, ids)
            if track.id in result.measured
        ]
    if options.json:
        rows = [
            {"id": track.id, "path": track.path, **asdict(one), "replay_gain": replay_gain(one.integrated)}
            for track, one in measured
        ]
        print_json({"songs": rows, "failures": [asdict(failure) for failure in result.failures]})
    else:
        _print_loudness(measured)
        for failure in result.failures:
            note(
                tr(
                    "failed: {error}",
                    error=OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy),
                )
            )
    return 1 if result.failures and not measured else 0


def _print_loudness(measured: list[tuple[Track, Loudness]]) -> None:
    rows = []
    for track, one in measured:
        values = (
            one.integrated,
            one.loudness_range,
            one.true_peak,
            replay_gain(one.integrated),
            one.momentary,
            one.short_term,
        )
        rows.append((*(decimals(value, 1) for value in values), track.label, track.path))
    figures = (
        tr("LUFS"),
        tr("Range LU"),
        tr("Peak dBTP"),
        tr("Gain dB"),
        tr("0.4 s LUFS"),
        tr("3 s LUFS"),
    )
    print_table((*map(right, figures), tr("Song"), tr("Path")), rows)


def _listening(options: Options) -> int:
    with open_library(options) as db, job(tr("Reading"), unit="files") as context:
        read = listening.read_listening(context, db)
    if options.json:
        print_json({"files": read.files, "songs": read.songs, "each": read.each, "failed": read.failed})
    else:
        say(listening.in_words(read))
    return 0


def _keys(options: Options) -> int:
    chosen = settings.load()
    path = os.path.abspath(options.key_network) if options.key_network else chosen.key_network
    with open_library(options) as db:
        if options.forget:
            if options.query or options.all or options.key_network:
                raise UsageError(tr("--forget stands alone"), remedy=tr("leave out the songs and the file"))
            _forget_keys(db, options)
            return 0
        if not path:
            raise UsageError(tr("no key finder is chosen"), remedy=tr("write --key-network FILE.onnx"))
        ids = tracks.query(db, asked(options))
        with_files(db, ids)
        jobs = options.jobs or chosen.jobs or None
        with job(tr("Finding keys")) as context:
            result = find_keys(context, db, ids.tolist(), path=path, jobs=jobs, again=options.again)
    if path != chosen.key_network and result.listened:
        settings.save(replace(chosen, key_network=path))
    if options.json:
        print_json(asdict(result))
    else:
        facts = (
            plural("{n} song listened to", "{n} songs listened to", result.listened),
            tr("{n} of them without a key", n=result.without) if result.without else "",
            tr("{n} known before", n=result.known) if result.known else "",
            tr("{n} failed", n=len(result.failures)),
        )
        say(row_of(facts))
        for failure in result.failures[:10]:
            note(
                tr(
                    "failed: {error}",
                    error=OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy),
                )
            )
    return 1 if result.failures and not result.listened else 0


def _forget_keys(db: Database, options: Options) -> None:
    gone = vectors.forget_keys(db)
    if options.json:
        print_json({"forgotten": gone})
    else:
        say(plural("{n} key forgotten", "{n} keys forgotten", gone))


COMMANDS = {"loudness": _loudness, "keys": _keys, "listening": _listening}
