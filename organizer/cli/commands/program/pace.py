"""``organizer pace``: when and how hard the songs of a library are analyzed; what is set, and set anew."""

from __future__ import annotations

from dataclasses import replace

from organizer.base import settings, system
from organizer.base.language import number, plural, tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import moment, print_json, say
from organizer.library.sounds import pace as paces
from organizer.library.sounds.pace import Pace
from organizer.work.analysis.pacing import Decision, decide_now, time_of_day, words


def _run(options: Options) -> int:
    with open_library(options) as db:
        before = paces.load(db)
        chosen = _chosen(before, options)
        if chosen != before:
            paces.store(db, chosen)
        decision = decide_now(db, settings.load().jobs)
    if options.json:
        print_json(_document(chosen, decision))
        return 0
    for line in _lines(chosen, decision):
        say(line)
    return 0


def _chosen(pace: Pace, options: Options) -> Pace:
    """The pace, with what the options name."""
    if options.hours is not None:
        pace = replace(pace, hours=None if options.hours == "all" else options.hours)
    if options.share is not None:
        pace = replace(pace, share=options.share)
    if options.power is not None:
        pace = replace(pace, mains_only=options.power == "mains")
    return pace


def _lines(pace: Pace, decision: Decision) -> list[str]:
    """What is set, and what follows from it at this moment."""
    lines = [tr("hours: all")]
    if pace.hours is not None:
        begin, end = map(time_of_day, pace.hours)
        lines = [tr("hours: from {begin} until {end}", begin=begin, end=end)]
    if pace.share < 100:
        processors = number(system.cores() * pace.share / 100, 1)
        lines.append(tr("share: {percent} % of all processors, here {n}", percent=pace.share, n=processors))
    else:
        lines.append(tr("share: no limit but the number of processes (--jobs, or the setting)"))
    lines.append(tr("power: mains only") if pace.mains_only else tr("power: any"))
    at_work = plural("{n} process may analyze", "{n} processes may analyze", decision.workers)
    lines.append(tr("now: {what}", what=words(decision) or at_work))
    return lines


def _document(pace: Pace, decision: Decision) -> dict[str, object]:
    begin, end = map(time_of_day, pace.hours or (0, 0))
    return {
        "hours": {"from": begin, "until": end} if pace.hours else None,
        "share": pace.share,
        "mains_only": pace.mains_only,
        "now": {
            "workers": decision.workers,
            "waits_for": decision.reason or None,
            "until": moment(decision.until.timestamp()) if decision.until else None,
        },
    }


COMMANDS = {"pace": _run}
