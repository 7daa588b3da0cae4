"""``organizer tidy``: what is wrong in the library, and what would put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from organizer.base import settings
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import plural, tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.options.shared import names
from organizer.cli.tag_writing import write_edits
from organizer.cli.terminal import job, note, print_json, print_table, row_of, say
from organizer.library import tracks
from organizer.library.lists import tidying as storage
from organizer.library.storage.database import Database
from organizer.work.tidying import checking, tidying
from organizer.work.tidying.findings import BY_NAME, KINDS, Finding, edits
from organizer.work.tidying.tidying import Tidiness


def _run(options: Options) -> int:
    kinds = _kinds(options.kinds)
    with open_library(options) as db:
        if options.check:
            _check(db, options)
        if options.all:
            for kind in kinds or BY_NAME:
                storage.show_again(db, kind)
        with job(tr("Looking for what is wrong"), unit="steps") as context:
            seen = tidying.look(context, db, kinds=kinds)
        if options.propose:
            return _propose(db, options, seen.findings)
        if options.ignore and not options.dry_run:
            storage.ignore(db, ((one.kind, one.key, one.state) for one in seen.findings))
        if options.json:
            print_json(_document(db, seen))
            return 0
        _print(db, seen)
        if options.ignore:
            count = len(seen.findings)
            say(
                plural("{n} finding would not be shown again", "{n} findings would not be shown again", count)
                if options.dry_run
                else plural(
                    "{n} finding will not be shown again", "{n} findings will not be shown again", count
                )
            )
    return 0


def _kinds(given: Sequence[str]) -> list[str] | None:
    chosen = [name for text in given for name in names(text)]
    for name in chosen:
        if name not in BY_NAME:
            raise UsageError(
                tr("there is no kind “{name}”", name=name),
                remedy=tr("one of {names}", names=", ".join(BY_NAME)),
            )
    return chosen or None


def _check(db: Database, options: Options) -> None:
    with job(tr("Checking lossless files")) as context:
        result = checking.check(context, db, jobs=options.jobs or settings.load().jobs or None)
    facts = (
        plural("{n} lossless file checked", "{n} lossless files checked", result.done),
        tr("{n} checked before", n=result.known),
        tr("{n} failed", n=len(result.failures)) if result.failures else "",
    )
    note(row_of(facts))
    for failure in result.failures[:10]:
        note(
            tr(
                "failed: {error}",
                error=OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy),
            )
        )


def _propose(db: Database, options: Options, findings: Sequence[Finding]) -> int:
    chosen = [(finding, finding.options[0]) for finding in findings if finding.options]
    if not chosen and not options.json:
        say(tr("nothing is proposed"))
        return 0
    return write_edits(
        db, options, edits(db, chosen), plural("tidy {n} finding", "tidy {n} findings", len(chosen))
    )


def _document(db: Database, seen: Tidiness) -> dict[str, object]:
    paths = _paths(db, seen.findings)
    return {
        "songs": seen.songs,
        "unchecked_lossless": seen.unchecked,
        "ignored": sum(seen.ignored.values()),
        "kinds": [
            {**kind._asdict(), "findings": len(seen.of(kind.name)), "ignored": kind.name in seen.kinds_off}
            for kind in KINDS
        ],
        "findings": [
            {
                **{name: value for name, value in asdict(one).items() if name not in ("options", "state")},
                "paths": [paths[track_id] for track_id in one.ids if track_id in paths],
                "options": [
                    {
                        "label": option.label,
                        "changes": [
                            {"path": paths.get(track_id, ""), "id": track_id, "values": dict(values)}
                            for track_id, values in option.changes.items()
                        ],
                    }
                    for option in one.options
                ],
            }
            for one in seen.findings
        ],
    }


def _paths(db: Database, findings: Sequence[Finding]) -> dict[int, str]:
    ids = dict.fromkeys(track_id for finding in findings for track_id in finding.ids)
    return {track.id: track.path for track in tracks.get_many(db, list(ids))}


def _print(db: Database, seen: Tidiness) -> None:
    for kind in KINDS:
        findings = seen.of(kind.name)
        if findings:
            say(tr("{title} ({kind}): {n}", title=kind.title, kind=kind.name, n=len(findings)))
            rows = [(one.subject, one.options[0].label if one.options else "–", one.why) for one in findings]
            print_table((tr("What"), tr("Proposed"), tr("Why")), rows, prose=True)
            say()
    say(in_words(seen))


def in_words(seen: Tidiness) -> str:
    """What came of the look, in a line or two."""
    if not seen.songs:
        return tr("there are no songs yet: organizer add FOLDER")
    hidden = sum(seen.ignored.values())
    songs = plural("{n} song", "{n} songs", seen.songs)
    if seen.findings:
        proposed = sum(bool(one.options) for one in seen.findings)
        text = tr(
            "{findings} among {songs}, {n} with a proposal (--propose shows what it would write)",
            findings=plural("{n} finding", "{n} findings", len(seen.findings)),
            songs=songs,
            n=proposed,
        )
    else:
        text = tr("nothing to tidy among {songs}", songs=songs)
    more = (
        plural("{n} finding ignored (--all)", "{n} findings ignored (--all)", hidden) if hidden else "",
        plural(
            "{n} lossless file is not checked (--check)",
            "{n} lossless files are not checked (--check)",
            seen.unchecked,
        )
        if seen.unchecked
        else "",
    )
    return "; ".join(filter(None, (text, *more)))


COMMANDS = {"tidy": _run}
