"""One thin function per command: parse, call, print. What they print is JSON when ``--json`` was given."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from organizer.base import settings
from organizer.base.arrangement import Space
from organizer.base.descriptors import Descriptors, replay_gain
from organizer.base.errors import OrganizerError, UsageError, printable
from organizer.base.model import Track, clock
from organizer.cli.terminal import job, log_to_stderr, note, print_json, print_table, say, song
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext

Options = argparse.Namespace

#: Labels that an evaluation lists one by one.
_LABELS = 20


def gui(options: Options) -> int:
    from organizer.app import run_gui

    return run_gui(list(getattr(options, "paths", [])), library=library_file(options))


def add(options: Options) -> int:
    from organizer.work.intake import importing, listing

    with _open(options) as db:
        with job("Reading tags", unit="files") as context:
            lists, paths, refused = listing.spread(context, db, options.paths)
            result = importing.import_paths(context, db, paths, jobs=options.jobs, reread=options.reread)
        report = {k: v for k, v in asdict(result).items() if k != "skipped"}
        report["playlists"] = [asdict(listed) for listed in lists]
        for listed in lists:
            if listed.matched:
                note(f"{listed.path}: {listed.matched:,} found under another name or in another place")
            if listed.lacks:
                note(f"{listed.path}: {listed.lacks}")
        for error in refused:
            note(f"skipped {error}")
        report["skipped"] = [{"path": path, "reason": reason} for path, reason in result.skipped]
        for path, reason in result.skipped:
            note(f"skipped {printable(path)}: {reason}")
        for left in result.left_out:
            note(f"left out: {left}")
        if not options.json:
            say(
                f"{result.found} files: {result.added} new, {result.updated} changed, {result.moved} moved, "
                f"{result.away} away, {result.failed} with unreadable tags"
                + (f", {result.merged} that were there twice" if result.merged else "")
            )
        if not options.no_analyze:
            report["analysis"] = _analyze(db, options, retry=False)
        return _finish(db, options, report)


def analyze(options: Options) -> int:
    with _open(options) as db:
        return _finish(db, options, {"analysis": _analyze(db, options, retry=options.retry)})


def list_songs(options: Options) -> int:
    from organizer.library import tracks

    with _open(options) as db:
        if options.failed:
            failures = tracks.failures(db)
            if options.json:
                print_json([asdict(failure) for failure in failures])
            else:
                print_table(
                    ("Path", "Stage", "Reason", "What to do"),
                    [(f.path, f.stage, f.reason, f.remedy) for f in failures],
                )
            return 0
        ids = tracks.query(db, " ".join(options.query), order=options.sort)[: options.limit]
        songs = tracks.get_many(db, ids.tolist())
        if options.json:
            print_json([song(track) for track in songs])
        else:
            _print_songs(songs)
        return 0


def loudness(options: Options) -> int:
    from organizer.library import tracks
    from organizer.work.analysis import measuring

    with _open(options) as db:
        ids = tracks.query(db, " ".join(options.query))
        if not ids.size:
            raise UsageError("no song fits, so nothing was measured", remedy="ask for other songs")
        jobs = options.jobs or settings.load().jobs or None
        with job("Measuring") as context:
            result = measuring.measure(context, db, ids, jobs=jobs, again=options.again)
        songs = [track for track in tracks.get_many(db, ids) if track.id in result.measured]
    found = [(track, result.measured[track.id]) for track in songs]
    if options.json:
        rows = [
            {"id": track.id, "path": track.path, **asdict(one), "replay_gain": replay_gain(one.integrated)}
            for track, one in found
        ]
        print_json({"songs": rows, "failures": [asdict(failure) for failure in result.failures]})
    else:
        print_table(
            ("LUFS\t", "Range LU\t", "Peak dBTP\t", "Gain dB\t", "0.4 s LUFS\t", "3 s LUFS\t", "Song",
             "Path"),
            [
                (
                    *(_number(value, 1) for value in (
                        one.integrated, one.loudness_range, one.true_peak, replay_gain(one.integrated),
                        one.momentary, one.short_term,
                    )),
                    track.label, track.path,
                )
                for track, one in found
            ],
        )  # fmt: skip
        for failure in result.failures:
            note(f"failed: {OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy)}")
    return 1 if result.failures and not found else 0


def make_map(options: Options) -> int:
    from organizer.library import maps
    from organizer.work.arranging import grouping, mapping

    features = tuple(name.strip() for name in (options.features or "").split(",") if name.strip())
    with _open(options) as db:
        by_numbers = None
        if not features and (options.pca or options.scale != "standard" or options.query):
            features = grouping.usual_space(db).features  # of a library of tables
        if features:
            weights = tuple((options.weights or {}).items())
            by_numbers = Space(features, options.scale, options.pca, weights, options.query)
            options.weights = None
        elif options.pca or options.scale != "standard":
            raise UsageError("scale and pca are for chosen numbers", remedy="name them with --features")
        elif options.query:
            raise UsageError("a map of some songs is a map by numbers", remedy="name them with --features")
        music_map = maps.load_map(db) if options.show else None
        if options.show and music_map is None:
            raise UsageError("there is no map yet", remedy="make it with “organizer map”")
        if music_map is None:
            with job("Training the map", unit="epochs") as context:
                music_map = mapping.build_map(
                    context,
                    db,
                    rows=options.rows,
                    columns=options.columns,
                    seed=options.seed,
                    toroidal=not options.plane,
                    keep_places=not options.afresh,
                    weights=settings.load().weights if options.weights is None else options.weights,
                    space=by_numbers,
                )
        image = None
        if options.image:
            from organizer.work.arranging import map_picture

            image = os.path.abspath(options.image)
            with job("Drawing the map", unit="steps") as context:
                map_picture.write_picture(context, db, music_map, image, layer=options.layer)
        share = mapping.edge_share(music_map)
        if options.json:
            print_json(
                {
                    "rows": music_map.rows,
                    "columns": music_map.columns,
                    "toroidal": music_map.toroidal,
                    "space": asdict(music_map.space),
                    "seed": music_map.seed,
                    "songs": len(music_map.track_ids),
                    "quantization_error": music_map.quantization_error,
                    "topographic_error": music_map.topographic_error,
                    "edge_share": share,
                    "cells": [
                        {"row": cell // music_map.columns, "column": cell % music_map.columns, "name": name}
                        for cell, name in enumerate(music_map.names)
                        if name
                    ],
                    "image": image,
                }
            )
            return 0
        say(
            f"{len(music_map.track_ids)} songs on {music_map.rows} × {music_map.columns} cells, "
            f"{'a torus' if music_map.toroidal else 'a plane'}: quantization error "
            f"{music_map.quantization_error:.3f}, topographic error {music_map.topographic_error:.3f}, "
            f"songs in the outermost cells {share:.2f} × those cells' share"
        )
        if music_map.space.features:
            say("by " + ", ".join(music_map.space.features))
        if image:
            say(f"drawn to {image}")
        return 0


def groups(options: Options) -> int:
    from organizer.cli import groups as group_commands

    with _open(options) as db:
        return group_commands.groups(db, options)


def similar(options: Options) -> int:
    from organizer.cli import similar as similar_command

    with _open(options) as db:
        return similar_command.similar(db, options)


def evaluate(options: Options) -> int:
    from organizer.cli import groups as group_commands
    from organizer.work.arranging import grouping
    from organizer.work.insight import evaluating, evaluation

    chosen = group_commands.space(options)
    with _open(options) as db, job("Evaluating", unit="steps") as context:
        if not chosen.features and chosen.query:
            chosen = replace(grouping.usual_space(db), query=chosen.query)
        request = evaluating.EvaluationOptions(
            label=options.label,
            same_artist=options.same_artist == "include",
            tempo_key=options.tempo_key,
            space=chosen if chosen.features or chosen.query else None,
        )
        found = evaluating.evaluate(context, db, request)
    if options.json:
        print_json(asdict(found))
        return 0
    for line in evaluation.circumstances(found):
        say(line)
    for title, figures in evaluation.figures(found):
        say()
        print_table((title, "\t", ""), [(f.name, f.value, f.meaning) for f in figures], prose=True)
    if found.labels is not None:
        kind = found.labels.kind
        say()
        print_table(
            (evaluation.label_word(kind).capitalize(), "Songs\t", "Precision\t"),
            [
                (evaluation.label_name(kind, name), songs, f"{precision:.3f}")
                for name, songs, precision in found.labels.each[:_LABELS]
            ],
        )
        if len(found.labels.each) > _LABELS:
            say(f"… and {len(found.labels.each) - _LABELS:,} more: --json lists all")
    return 0


def playlist(options: Options) -> int:
    from organizer.cli.similar import named_song
    from organizer.work.arranging import exporting, playlisting

    ending = os.path.splitext(options.output)[1].lower()
    if ending not in exporting.LIST_ENDINGS:
        raise UsageError(
            "a playlist is written as M3U8, PLS, XSPF, CSV or text",
            path=options.output,
            remedy="give it the ending .m3u8, .pls, .xspf, .csv or .txt",
        )
    everything = ending in (".csv", ".txt")  # no player has to find the files
    with _open(options) as db:
        if options.cell is not None:
            made = playlisting.from_cell(db, *options.cell, n=options.n, everything=everything)
        elif options.group is not None:
            made = playlisting.from_group(db, options.group, n=options.n, everything=everything)
        elif options.like is not None:
            made = playlisting.like(
                db, named_song(db, options.like).id, n=options.n or 25, by=options.by, everything=everything
            )
        elif options.between is not None:
            first, last = (named_song(db, path).id for path in options.between)
            made = playlisting.between(db, first, last, n=options.n or 12, everything=everything)
        else:
            made = playlisting.from_query(db, options.query, n=options.n, everything=everything)
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


def export(options: Options) -> int:
    from organizer.work.arranging import exporting

    with _open(options) as db:
        rows = exporting.export(db, options.output)
    if options.json:
        print_json({"path": os.path.abspath(options.output), "songs": rows})
    else:
        say(f"{rows} songs: {options.output}")
    return 0


def demo(options: Options) -> int:
    from organizer.demo.library import STYLES, make_demo

    with job("Making songs") as context:

        def report(done: int, total: int, what: str) -> None:
            context.report(done, total, what)
            context.check_cancelled()

        paths = make_demo(
            options.folder, songs=options.songs, seconds=options.seconds, seed=options.seed, report=report
        )
    if options.json:
        print_json({"folder": os.path.abspath(options.folder), "songs": paths, "styles": list(STYLES)})
    else:
        say(f"{len(paths)} songs in {len(STYLES)} styles: {options.folder}")
    return 0


def _analyze(db: Database, options: Options, *, retry: bool) -> dict[str, object]:
    from organizer.work.analysis import analyzing

    chosen = settings.load()
    longest = chosen.skip_longer_minutes if options.skip_longer is None else options.skip_longer
    if options.network is not None:
        named = "" if options.network.lower() == "none" else os.path.abspath(options.network)
        chosen = replace(chosen, network=named)
    with job("Listening") as context:
        result = analyzing.analyze(
            context,
            db,
            jobs=options.jobs or chosen.jobs or None,
            time_limit=chosen.time_limit,
            retry=retry,
            network=chosen.network,
            whole=options.whole or chosen.whole_songs,
            skip_longer=longest,
        )
    if options.network is not None:  # it could be used: from now on it is
        settings.save(chosen)
    if result.other_network:
        note("songs will be compared with the network as it is set now when the map is built: organizer map")
    if not options.json:
        speed = f" ({(result.done + result.failed) / result.seconds:.1f} a second)" if result.seconds else ""
        skipped = f", {result.skipped} skipped" if result.skipped else ""
        say(f"{result.done} songs analyzed{speed}, {result.failed} failed, {result.left} left{skipped}")
    return asdict(result)


def _finish(db: Database, options: Options, report: dict[str, object]) -> int:
    """The counts at the end, and the failures with their reasons. 1 when nothing at all could be heard."""
    from organizer.library import tracks

    failures = tracks.failures(db)
    counts = tracks.count(db)
    if options.json:
        print_json(
            {**report, "library": asdict(counts), "failures": [asdict(failure) for failure in failures]}
        )
    else:
        say(
            f"library: {counts.all} songs, {counts.analyzed} analyzed, {counts.waiting} waiting, "
            f"{counts.failed} failed, {counts.skipped} skipped, {counts.away} away"
        )
        for failure in failures[:10]:
            word = "skipped" if failure.stage == "skipped" else "failed"
            note(f"{word}: {OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy)}")
        if len(failures) > 10:
            note(f"… and {len(failures) - 10} more: organizer list --failed")
    if counts.failed and not counts.analyzed and not getattr(options, "no_analyze", False):
        raise OrganizerError("none of the songs could be analyzed", remedy="see “organizer list --failed”")
    return 0


def _number(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:.{digits}f}"


#: The estimates that the table has room for; --json and export have them all.
_LISTED = ("energy", "danceability", "acousticness", "valence")


def _loudness(heard: Descriptors) -> str:
    """With ≈ in front while it is an estimate."""
    if heard.loudness is None:
        return ""
    return f"{'' if heard.loudness_measured else '≈ '}{heard.loudness:.1f}"


def _print_songs(songs: list[Track]) -> None:
    rows = []
    for t in songs:
        heard = t.descriptors
        rows.append(
            (
                t.title,
                t.artist,
                t.album,
                t.tags.text("genre"),
                clock(t.info.duration),
                _number(heard.tempo) if heard else t.tags.text("bpm"),
                (heard.key or "") if heard else t.tags.text("key"),
                (heard.camelot or "") if heard else "",
                _loudness(heard) if heard else "",
                *(_number(getattr(heard, name, None), 2) for name in _LISTED),
                "" if t.group is None else t.group,
                t.reference,
            )
        )
    print_table(
        ("Title", "Artist", "Album", "Genre", "Time\t", "BPM\t", "Key", "Camelot", "LUFS\t",
         *(f"{name.capitalize()}\t" for name in _LISTED), "Group\t", "Path"),
        rows,
    )  # fmt: skip


def library_file(options: Options) -> Path:
    return Path(options.library) if options.library else settings.default_library()


def _open(options: Options) -> Database:
    """The library, with tag edits that a crash interrupted put right."""
    from organizer.cli import tags

    log_to_stderr(verbose=options.verbose)
    with contextlib.ExitStack() as stack:
        bar: JobContext | None = None

        def upgrade(done: int, songs: int) -> None:
            nonlocal bar
            bar = bar or stack.enter_context(job("Bringing the library up to date"))
            bar.report(done, songs, "")

        db = Database(library_file(options), on_upgrade=upgrade)
    db.on_remark(note)
    if db.read_only:
        note(f"the library can only be looked at: {db.read_only}")
        return db
    with contextlib.ExitStack() as stack:
        stack.push(db)  # closed, and the error explained, if it cannot be put right
        tags.put_right(db)
        stack.pop_all()
    return db


def tag(options: Options) -> int:
    from organizer.cli import tags

    with _open(options) as db:
        return tags.tag(db, options)


def undo(options: Options) -> int:
    from organizer.cli import tags

    with _open(options) as db:
        return tags.step(db, options, "undo")


def redo(options: Options) -> int:
    from organizer.cli import tags

    with _open(options) as db:
        return tags.step(db, options, "redo")


def history(options: Options) -> int:
    from organizer.cli import tags

    with _open(options) as db:
        return tags.history(db, options)


def remove(options: Options) -> int:
    from organizer.cli import songs as song_commands

    with _open(options) as db:
        return song_commands.remove(db, options)


def import_table(options: Options) -> int:
    from organizer.cli import songs as song_commands

    with _open(options) as db:
        return song_commands.import_table(db, options)


def look(options: Options) -> int:
    from organizer.cli import insight

    with _open(options) as db:
        return insight.show(db, options)


def structure(options: Options) -> int:
    from organizer.cli import songs as song_commands

    return song_commands.structure(options)


def listening(options: Options) -> int:
    from organizer.work.intake import listening

    with _open(options) as db, job("Reading", unit="files") as context:
        read = listening.read_listening(context, db)
    if options.json:
        print_json({"files": read.files, "songs": read.songs, "each": read.each, "failed": read.failed})
    else:
        say(listening.in_words(read))
    return 0


def lesson(options: Options) -> int:
    from organizer.cli import lesson as lesson_command

    return lesson_command.lesson(lambda: _open(options), options)


def library(options: Options) -> int:
    from organizer.cli import library as library_command

    log_to_stderr(verbose=options.verbose)
    return library_command.library(library_file(options), options)


def duplicates(options: Options) -> int:
    from organizer.cli import duplicates as duplicates_command

    with _open(options) as db:
        return duplicates_command.duplicates(db, options)


COMMANDS: dict[str, Callable[[Options], int]] = {
    "gui": gui, "add": add, "analyze": analyze, "list": list_songs, "map": make_map, "groups": groups,
    "loudness": loudness, "similar": similar, "evaluate": evaluate, "duplicates": duplicates,
    "playlist": playlist, "tag": tag, "undo": undo, "redo": redo, "history": history, "export": export,
    "remove": remove, "import": import_table, "structure": structure, "insight": look, "demo": demo,
    "lesson": lesson, "library": library, "listening": listening,
}  # fmt: skip
