"""``organizer library``: check the library file, copy it, bring a copy back; which folders it has."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from organizer.base.errors import DamagedLibrary, LibraryError, OrganizerError, UsageError, printable
from organizer.base.language import number, plural, tr
from organizer.cli.command import Options
from organizer.cli.opening import library_file
from organizer.cli.terminal import confirm, job, log_to_stderr, print_json, print_table, right, say
from organizer.library import health
from organizer.library.files import folders
from organizer.library.storage import copies
from organizer.library.storage.copies import Copy
from organizer.library.storage.damage import Finding
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext


def _run(options: Options) -> int:
    log_to_stderr(verbose=options.verbose)
    actions: dict[str, Callable[[Path, Options], int]] = {
        "check": _check,
        "copy": _copy,
        "copies": _copies,
        "restore": _restore,
        "folders": _folders,
    }
    return actions[options.action](library_file(options), options)


def _check(path: Path, options: Options) -> int:
    _check_exists(path)
    try:
        with job(tr("Checking"), unit="steps") as context, Database(path) as db:
            findings = health.check(db, lambda what: _step(context, what))
            if findings and all(finding.computed for finding in findings):
                health.mend(db)
    except DamagedLibrary as error:  # so much that it does not open
        findings = [Finding(error.cause)]
    there = copies.listed(path)
    bad = [finding for finding in findings if not finding.computed]
    if options.json:
        print_json(
            {
                "path": str(path.absolute()),
                "whole": not findings,
                "findings": [{"what": f.what, "made_anew": f.computed} for f in findings],
                "copies": [_document(copy) for copy in there],
            }
        )
    else:
        for finding in findings:
            say(tr("{what} (made anew)", what=finding.what) if finding.computed else finding.what)
        if not findings:
            say(tr("the library is whole"))
        say(
            plural(
                "{n} copy, the newest of {day}",
                "{n} copies, the newest of {day}",
                len(there),
                day=there[0].day,
            )
            if there
            else plural("{n} copy", "{n} copies", 0)
        )
    if bad:
        raise LibraryError(
            tr("the library is damaged"),
            path=str(path),
            remedy=tr("“organizer library restore” brings back a copy of it")
            if there
            else tr("there is no copy of it; “organizer export” may save what can be read"),
        )
    return 0


def _copy(path: Path, options: Options) -> int:
    _check_exists(path)
    with job(tr("Copying the library"), unit="steps") as context:
        made = copies.make(path, context.check_cancelled)
    if options.json:
        print_json(_document(made))
    else:
        say(
            plural(
                "{n} song, {size}: {path}",
                "{n} songs, {size}: {path}",
                made.songs,
                size=_size(made.size),
                path=made.path,
            )
        )
    return 0


def _copies(path: Path, options: Options) -> int:
    there = copies.listed(path)
    if options.json:
        print_json([_document(copy) for copy in there])
    else:
        _list(there)
    return 0


def _folders(path: Path, options: Options) -> int:
    _check_exists(path)
    with Database(path) as db:
        rows = [(folder, os.path.exists(folder.path)) for folder in folders.listed(db)]
    if options.json:
        print_json(
            [
                {"path": f.path, "songs": f.songs, "away": f.away, "watched": f.watched, "there": there}
                for f, there in rows
            ]
        )
    else:
        print_table(
            (tr("Folder"), right(tr("Songs")), right(tr("Away")), tr("Watched"), tr("There")),
            [(printable(f.path), f.songs, f.away, _yes(f.watched), _yes(there)) for f, there in rows],
        )
    return 0


def _restore(path: Path, options: Options) -> int:
    there = copies.listed(path)
    if not there:
        raise LibraryError(
            tr("there is no copy of this library"), path=str(path), remedy=tr("name another library")
        )
    chosen = _chosen(there, options.copy)
    if not options.json and not options.yes:
        _list(there)
    question = plural(
        "Put the copy of {day} ({n} song) in the place of the library?",
        "Put the copy of {day} ({n} songs) in the place of the library?",
        chosen.songs,
        day=chosen.day,
    )
    if not confirm(question, yes=options.yes, as_json=options.json, can_look=False):
        raise OrganizerError(tr("nothing was changed"))
    with job(tr("Restoring"), unit="steps") as context:
        aside = copies.restore(path, chosen, context.check_cancelled)
    with Database(path):
        pass  # brought up to date
    if options.json:
        print_json({"path": str(path.absolute()), "copy": _document(chosen), "kept": aside and str(aside)})
    else:
        say(
            plural(
                "the library is that of {day}, {n} song",
                "the library is that of {day}, {n} songs",
                chosen.songs,
                day=chosen.day,
            )
        )
        if aside is not None:
            say(tr("the file that was there is kept: {aside}", aside=aside))
    return 0


def _chosen(there: list[Copy], requested: str | None) -> Copy:
    if requested is None:
        return there[0]
    if requested.isascii() and requested.isdigit() and 1 <= int(requested) <= len(there):
        return there[int(requested) - 1]
    fitting = [copy for copy in there if copy.day.startswith(requested)]
    if not fitting:
        raise UsageError(
            tr("there is no copy “{requested}”", requested=requested),
            remedy=tr("see “organizer library copies”"),
        )
    return fitting[0]


def _list(there: list[Copy]) -> None:
    print_table(
        (right(tr("Number")), tr("Day"), right(tr("Songs")), right(tr("Size"))),
        [(at, c.day, c.songs, _size(c.size)) for at, c in enumerate(there, start=1)],
    )


def _yes(true: bool) -> str:
    return tr("yes") if true else tr("no")


def _size(size: int) -> str:
    return tr("{n} MB", n=number(size / 1e6, 1))


def _document(copy: Copy) -> dict[str, object]:
    return {"path": str(copy.path), "day": copy.day, "songs": copy.songs, "bytes": copy.size}


def _step(context: JobContext, what: str) -> None:
    context.check_cancelled()
    context.report(0, 0, what)


def _check_exists(path: Path) -> None:
    if not path.exists():
        raise LibraryError(
            tr("there is no library"), path=str(path), remedy=tr("name it with --library FILE")
        )


COMMANDS = {"library": _run}
