"""On demand: ``organizer loudness`` of whole songs, ``keys`` by a key finder, ``listening`` out of tags."""

from __future__ import annotations

import os
from dataclasses import asdict, replace

from organizer.base import settings
from organizer.base.descriptors import replay_gain
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.features import Loudness
from organizer.base.model import Track
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import decimals, job, note, print_json, print_table, say
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.analysis import measuring
from organizer.work.analysis.key_finding import find_keys
from organizer.work.intake import listening


def _loudness(options: Options) -> int:
    with open_library(options) as db:
        ids = tracks.query(db, " ".join(options.query))
        if not ids.size:
            raise UsageError("no song fits, so nothing was measured", remedy="ask for other songs")
        jobs = options.jobs or settings.load().jobs or None
        with job("Measuring") as context:
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
            note(f"failed: {OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy)}")
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
    figures = ("LUFS\t", "Range LU\t", "Peak dBTP\t", "Gain dB\t", "0.4 s LUFS\t", "3 s LUFS\t")
    print_table((*figures, "Song", "Path"), rows)


def _listening(options: Options) -> int:
    with open_library(options) as db, job("Reading", unit="files") as context:
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
            if options.query or options.key_network:
                raise UsageError("--forget stands alone", remedy="leave out the songs and the file")
            _forget_keys(db, options)
            return 0
        if not path:
            raise UsageError("no key finder is chosen", remedy="write --key-network FILE.onnx")
        ids = tracks.query(db, " ".join(options.query))
        if not ids.size:
            raise UsageError("no song fits, so none was listened to", remedy="ask for other songs")
        jobs = options.jobs or chosen.jobs or None
        with job("Finding keys") as context:
            result = find_keys(context, db, ids.tolist(), path=path, jobs=jobs, again=options.again)
    if path != chosen.key_network and result.listened:
        settings.save(replace(chosen, key_network=path))
    if options.json:
        print_json(asdict(result))
    else:
        silent = f", {result.without:,} of them without a key" if result.without else ""
        before = f"; {result.known:,} were known" if result.known else ""
        say(f"{result.listened:,} songs listened to{silent}{before}, {len(result.failures):,} failed")
        for failure in result.failures[:10]:
            note(f"failed: {OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy)}")
    return 1 if result.failures and not result.listened else 0


def _forget_keys(db: Database, options: Options) -> None:
    gone = vectors.forget_keys(db)
    if options.json:
        print_json({"forgotten": gone})
    else:
        say(f"{gone:,} keys forgotten")


COMMANDS = {"loudness": _loudness, "keys": _keys, "listening": _listening}
