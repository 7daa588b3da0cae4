"""``organizer add`` and ``organizer analyze``: songs into the library, and their features."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from organizer.base import settings
from organizer.base.errors import Cancelled, OrganizerError, printable
from organizer.base.language import number, plural, tr
from organizer.base.settings import Settings
from organizer.cli.choosing_cluster import chosen_cluster
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.options.shared import LATER
from organizer.cli.terminal import job, note, print_json, row_of, say, under_keys
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.analysis import analyzing, key_finding, network_setup, stages
from organizer.work.analysis.analyzing import AnalysisSummary
from organizer.work.cluster.choice import ClusterChoice
from organizer.work.intake import importing, listing, settling
from organizer.work.intake.importing import ImportResult
from organizer.work.intake.listing import Listed
from organizer.work.intake.settling import Settled
from organizer.work.next_step import Step

_FAILURES_SHOWN = 10
_FAILED_WORDS = {"skipped": tr("skipped"), "network": tr("the network failed")}


def _add(options: Options) -> int:
    with open_library(options) as db:
        with job(tr("Reading tags"), unit="files") as context:
            lists, paths, refused = listing.expanded(context, db, options.paths)
            result = importing.import_paths(context, db, paths, jobs=options.jobs, reread=options.reread)
        _print_import(lists, refused, result)
        if not options.json:
            say(_counts(result))
        report = {
            **under_keys(asdict(result), {"files": "found"}),
            "playlists": [asdict(listed) for listed in lists],
            "skipped": [{"path": path, "reason": reason} for path, reason in result.skipped],
        }
        if not options.no_analyze:
            more, problem = _analyze_and_settle(db, options, retry=False)
            return _finish(db, options, report | more, problem)
        return _finish(db, options, report)


def _counts(result: ImportResult) -> str:
    """What came of the files that were looked at."""
    merged = result.merged and plural("{n} that was there twice", "{n} that were there twice", result.merged)
    facts = (
        tr("{n} new", n=result.added),
        tr("{n} changed", n=result.updated),
        tr("{n} moved", n=result.moved),
        tr("{n} away", n=result.away),
        tr("{n} with unreadable tags", n=result.failed),
        merged or "",
    )
    return tr("{what}: {facts}", what=plural("{n} file", "{n} files", result.files), facts=row_of(facts))


def _print_import(lists: Sequence[Listed], refused: Sequence[OrganizerError], result: ImportResult) -> None:
    """What was not read as it was named, beside the output proper."""
    for listed in lists:
        if listed.matched:
            note(
                tr(
                    "{path}: {matched} found under another name or in another place",
                    path=listed.path,
                    matched=listed.matched,
                )
            )
        if listed.lacks:
            note(f"{listed.path}: {listed.lacks}")
    for error in refused:
        note(tr("skipped {error}", error=error))
    for path, reason in result.skipped:
        note(tr("skipped {path}: {reason}", path=printable(path), reason=reason))
    for left in result.left_out:
        note(tr("left out: {left}", left=left))


def _analyze(options: Options) -> int:
    with open_library(options) as db:
        return _finish(db, options, *_analyze_and_settle(db, options, retry=options.retry))


@dataclass(frozen=True, slots=True)
class _Plan:
    """How songs are to be analyzed: what the settings say, and the options beside them."""

    settings: Settings
    cluster: ClusterChoice | None
    jobs: int | None
    whole: bool
    skip_longer: float
    at_once: bool

    @property
    def options(self) -> dict[str, Any]:
        """Of ``analyzing.analyze``."""
        return {
            "jobs": self.jobs,
            "time_limit": self.settings.time_limit,
            "whole": self.whole,
            "skip_longer": self.skip_longer,
            "cluster": self.cluster,
            "at_once": self.at_once,
        }


def _plan(db: Database, options: Options) -> _Plan:
    """A network that is named is taken into use, and stored in the settings, before anything begins."""
    chosen = settings.load()
    named = (options.network or "").lower()
    cluster = chosen_cluster(options, chosen)
    if named == "none":
        chosen = network_setup.use(chosen, "")
        settings.save(chosen)
    elif named and named != LATER:
        chosen = network_setup.use(chosen, os.path.abspath(options.network))
        with job(tr("Looking at the network")) as context:
            analyzing.take_network(context, db, chosen.network, time_limit=chosen.time_limit)
        settings.save(chosen)
    return _Plan(
        chosen,
        cluster,
        options.jobs or chosen.jobs or None,
        options.whole or chosen.whole_songs,
        chosen.skip_longer_minutes if options.skip_longer is None else options.skip_longer,
        options.now,
    )


def _analyze_and_settle(
    db: Database, options: Options, *, retry: bool
) -> tuple[dict[str, object], OrganizerError | None]:
    """Analyze what waits for it; then it gets its place on the map and in the groups. The network, if there
    is one, listens behind that. What came of it, and why the network could not listen."""
    plan = _plan(db, options)
    with job(tr("Analyzing")) as context:
        analysis = stages.by_ear(context, db, network=plan.settings.network, retry=retry, **plan.options)
    _print_analysis(options, analysis, plural("{n} song analyzed", "{n} songs analyzed", analysis.done))
    settled = _settle(db, options, plan, new=analysis.done > 0)
    problem = None
    network, missing = network_setup.to_listen(plan.settings)
    if missing:
        note(missing)
    if network and (options.network or "").lower() != LATER:
        try:
            listened, again = _listen(db, options, plan, network)
            analysis, settled = _both(analysis, listened), settling.both(settled, again)
        except OrganizerError as error:  # what the ear knows is there all the same
            problem = error
    if plan.settings.key_network:
        _find_keys(db, plan)
    if analysis.other_network and Step.BUILD_MAP.value not in settled.steps:
        note(
            tr(
                "songs will be compared with the network as it is set now when the map is built: "
                "organizer map"
            )
        )
    return {"analysis": asdict(analysis), "arranged": asdict(settled)}, problem


def _listen(db: Database, options: Options, plan: _Plan, network: str) -> tuple[AnalysisSummary, Settled]:
    """The second stage: the network listens, and joins what songs are compared by."""
    try:
        with job(tr("Listening with the network")) as context:
            listened = stages.by_network(context, db, network=network, **plan.options)
    except Cancelled:
        note(tr("what the network has listened to is kept: “organizer analyze” goes on"))
        raise
    if listened.done or listened.failed:
        _print_analysis(
            options,
            listened,
            plural(
                "{n} song listened to by the network", "{n} songs listened to by the network", listened.done
            ),
        )
    return listened, _settle(db, options, plan, new=False, network=True)


def _find_keys(db: Database, plan: _Plan) -> None:
    """The last stage: the key finder in the settings listens to the songs that it does not know."""
    path = plan.settings.key_network
    try:
        with job(tr("Finding keys")) as context:
            found = key_finding.find_new_keys(context, db, path=path, jobs=plan.jobs, at_once=plan.at_once)
    except OrganizerError as error:  # the ear's keys are there all the same
        note(tr("no keys were found: {error}", error=error))
        return
    if found.failures:
        note(
            plural(
                "the key finder failed on {n} song: organizer keys says why",
                "the key finder failed on {n} songs: organizer keys says why",
                len(found.failures),
            )
        )


def _settle(db: Database, options: Options, plan: _Plan, *, new: bool, network: bool = False) -> Settled:
    """Give songs their places; ``network``: it has listened to them."""
    with job(tr("Arranging"), unit="steps") as context:
        settled = settling.settle(
            context, db, new=new, toroidal=plan.settings.toroidal, weights=plan.settings.weights
        )
    for message in settled.messages:
        note(message)
    if settled.steps and not options.json:
        groups = plural("in {n} group", "in {n} groups", settled.groups)
        songs = plural("{n} song on the map", "{n} songs on the map", settled.on_map)
        if network and Step.BUILD_MAP.value in settled.steps:
            songs = plural(
                "{n} song on the map, which compares them with the network now",
                "{n} songs on the map, which compares them with the network now",
                settled.on_map,
            )
        say(row_of((songs, groups)))
    return settled


def _both(ear: AnalysisSummary, network: AnalysisSummary) -> AnalysisSummary:
    """Both stages as one: a song that went through both is one song."""
    done = Counter(dict(ear.workers)) + Counter(dict(network.workers))
    return AnalysisSummary(
        max(ear.done, network.done),
        ear.failed + network.failed,
        ear.left + network.left,
        ear.seconds + network.seconds,
        network.other_network,
        max(ear.skipped, network.skipped),
        tuple(sorted(done.items())),
        tuple(dict.fromkeys((*ear.refused, *network.refused))),
        max(ear.away, network.away),
    )


def _print_analysis(options: Options, result: AnalysisSummary, what: str) -> None:
    if not options.json:
        if result.seconds:
            speed = number((result.done + result.failed) / result.seconds, 1)
            what = tr("{what} ({n} a second)", what=what, n=speed)
        facts = (
            what,
            tr("{n} failed", n=result.failed),
            tr("{n} left", n=result.left),
            tr("{n} skipped", n=result.skipped) if result.skipped else "",
            tr("{n} not found", n=result.away) if result.away else "",
        )
        say(row_of(facts))
        for name, done in result.workers:
            say(plural("  {name}: {n} song", "  {name}: {n} songs", done, name=name))
    for reason in result.refused:
        note(tr("gets no songs: {reason}", reason=reason))


def _finish(
    db: Database, options: Options, report: dict[str, object], problem: OrganizerError | None = None
) -> int:
    """The counts at the end, and the failures with their reasons. An error when no song could be analyzed,
    or when the network could not listen."""
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
        facts = (
            plural("{n} song", "{n} songs", counts.all),
            tr("{n} analyzed", n=counts.analyzed),
            tr("{n} waiting", n=counts.waiting),
            tr("{n} failed", n=counts.failed),
            tr("{n} skipped", n=counts.skipped),
            tr("{n} away", n=counts.away),
        )
        say(tr("library: {facts}", facts=row_of(facts)))
        for failure in failures[:_FAILURES_SHOWN]:
            word = _FAILED_WORDS.get(failure.stage, tr("failed"))
            note(f"{word}: {OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy)}")
        if len(failures) > _FAILURES_SHOWN:
            note(
                tr("… and {failures} more: organizer list --failed", failures=len(failures) - _FAILURES_SHOWN)
            )
    if counts.failed and not counts.analyzed and not getattr(options, "no_analyze", False):
        raise OrganizerError(
            tr("none of the songs could be analyzed"), remedy=tr("see “organizer list --failed”")
        )
    if problem is not None:
        raise problem
    return 0


COMMANDS = {"add": _add, "analyze": _analyze}
