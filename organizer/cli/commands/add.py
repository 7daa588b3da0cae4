"""``organizer add`` and ``organizer analyze``: songs into the library, and their features."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict

from organizer.base import settings
from organizer.base.errors import OrganizerError, printable
from organizer.cli.choosing_cluster import chosen_cluster
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import job, note, print_json, say, under_keys
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.analysis import analyzing, network_setup
from organizer.work.analysis.analyzing import AnalysisSummary
from organizer.work.intake import importing, listing, settling
from organizer.work.intake.importing import ImportResult
from organizer.work.intake.listing import Listed
from organizer.work.next_step import Step

_FAILURES_SHOWN = 10


def _add(options: Options) -> int:
    with open_library(options) as db:
        with job("Reading tags", unit="files") as context:
            lists, paths, refused = listing.expanded(context, db, options.paths)
            result = importing.import_paths(context, db, paths, jobs=options.jobs, reread=options.reread)
        _print_import(lists, refused, result)
        if not options.json:
            say(
                f"{result.files} files: {result.added} new, {result.updated} changed, {result.moved} moved, "
                f"{result.away} away, {result.failed} with unreadable tags"
                + (f", {result.merged} that were there twice" if result.merged else "")
            )
        report = {
            **under_keys(asdict(result), {"files": "found"}),
            "playlists": [asdict(listed) for listed in lists],
            "skipped": [{"path": path, "reason": reason} for path, reason in result.skipped],
        }
        if not options.no_analyze:
            report |= _analyze_and_settle(db, options, retry=False)
        return _finish(db, options, report)


def _print_import(lists: Sequence[Listed], refused: Sequence[OrganizerError], result: ImportResult) -> None:
    """What was not read as it was named, beside the output proper."""
    for listed in lists:
        if listed.matched:
            note(f"{listed.path}: {listed.matched:,} found under another name or in another place")
        if listed.lacks:
            note(f"{listed.path}: {listed.lacks}")
    for error in refused:
        note(f"skipped {error}")
    for path, reason in result.skipped:
        note(f"skipped {printable(path)}: {reason}")
    for left in result.left_out:
        note(f"left out: {left}")


def _analyze(options: Options) -> int:
    with open_library(options) as db:
        return _finish(db, options, _analyze_and_settle(db, options, retry=options.retry))


def _analyze_and_settle(db: Database, options: Options, *, retry: bool) -> dict[str, object]:
    """Analyze what waits for it; then it gets its place on the map and in the groups."""
    analysis, chosen = _analyze_waiting(db, options, retry=retry), settings.load()
    with job("Arranging", unit="steps") as context:
        settled = settling.settle(
            context, db, new=analysis.done > 0, toroidal=chosen.toroidal, weights=chosen.weights
        )
    for message in settled.messages:
        note(message)
    if analysis.other_network and Step.BUILD_MAP.value not in settled.steps:
        note("songs will be compared with the network as it is set now when the map is built: organizer map")
    if settled.steps and not options.json:
        say(f"{settled.on_map} songs on the map, in {settled.groups} groups")
    return {"analysis": asdict(analysis), "arranged": asdict(settled)}


def _analyze_waiting(db: Database, options: Options, *, retry: bool) -> AnalysisSummary:
    chosen = settings.load()
    longest = chosen.skip_longer_minutes if options.skip_longer is None else options.skip_longer
    if options.network is not None:
        named = "" if options.network.lower() == "none" else os.path.abspath(options.network)
        chosen = network_setup.use(chosen, named)
    cluster = chosen_cluster(options, chosen)
    with job("Analyzing") as context:
        result = analyzing.analyze(
            context,
            db,
            jobs=options.jobs or chosen.jobs or None,
            time_limit=chosen.time_limit,
            retry=retry,
            network=chosen.network,
            whole=options.whole or chosen.whole_songs,
            skip_longer=longest,
            cluster=cluster,
        )
    if options.network is not None:  # it could be used: from now on it is
        settings.save(chosen)
    if not options.json:
        speed = f" ({(result.done + result.failed) / result.seconds:.1f} a second)" if result.seconds else ""
        skipped = f", {result.skipped} skipped" if result.skipped else ""
        say(f"{result.done} songs analyzed{speed}, {result.failed} failed, {result.left} left{skipped}")
        for name, done in result.workers:
            say(f"  {name}: {done} songs")
    for reason in result.refused:
        note(f"gets no songs: {reason}")
    return result


def _finish(db: Database, options: Options, report: dict[str, object]) -> int:
    """The counts at the end, and the failures with their reasons. An error when no song could be analyzed."""
    failures = tracks.failures(db)
    counts = tracks.count(db)
    if options.json:
        print_json(
            {
                **report,
                "library": under_keys(asdict(counts), {"from_tables": "told"}),
                "failures": [asdict(failure) for failure in failures],
            }
        )
    else:
        say(
            f"library: {counts.all} songs, {counts.analyzed} analyzed, {counts.waiting} waiting, "
            f"{counts.failed} failed, {counts.skipped} skipped, {counts.away} away"
        )
        for failure in failures[:_FAILURES_SHOWN]:
            word = "skipped" if failure.stage == "skipped" else "failed"
            note(f"{word}: {OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy)}")
        if len(failures) > _FAILURES_SHOWN:
            note(f"… and {len(failures) - _FAILURES_SHOWN} more: organizer list --failed")
    if counts.failed and not counts.analyzed and not getattr(options, "no_analyze", False):
        raise OrganizerError("none of the songs could be analyzed", remedy="see “organizer list --failed”")
    return 0


COMMANDS = {"add": _add, "analyze": _analyze}
