"""``organizer library``: check the library file, copy it, bring a copy back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from organizer.base.errors import DamagedLibrary, LibraryError, OrganizerError, UsageError
from organizer.cli.command import Options
from organizer.cli.opening import library_file
from organizer.cli.terminal import confirm, job, log_to_stderr, print_json, print_table, say
from organizer.library import health
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
    }
    return actions[options.action](library_file(options), options)


def _check(path: Path, options: Options) -> int:
    _check_exists(path)
    try:
        with job("Checking", unit="steps") as context, Database(path) as db:
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
            say(finding.what + (" (made anew)" if finding.computed else ""))
        if not findings:
            say("the library is whole")
        say(f"{len(there)} copies" + (f", the newest of {there[0].day}" if there else ""))
    if bad:
        raise LibraryError(
            "the library is damaged",
            path=str(path),
            remedy="“organizer library restore” brings back a copy of it"
            if there
            else "there is no copy of it; “organizer export” may save what can be read",
        )
    return 0


def _copy(path: Path, options: Options) -> int:
    _check_exists(path)
    with job("Copying the library", unit="steps") as context:
        made = copies.make(path, context.check_cancelled)
    if options.json:
        print_json(_document(made))
    else:
        say(f"{made.songs} songs, {_size(made.size)}: {made.path}")
    return 0


def _copies(path: Path, options: Options) -> int:
    there = copies.listed(path)
    if options.json:
        print_json([_document(copy) for copy in there])
    else:
        _list(there)
    return 0


def _restore(path: Path, options: Options) -> int:
    there = copies.listed(path)
    if not there:
        raise LibraryError("there is no copy of this library", path=str(path), remedy="name another library")
    chosen = _chosen(there, options.copy)
    if not options.json and not options.yes:
        _list(there)
    question = f"Put the copy of {chosen.day} ({chosen.songs} songs) in the place of the library?"
    if not confirm(question, yes=options.yes, as_json=options.json, can_look=False):
        raise OrganizerError("nothing was changed")
    with job("Restoring", unit="steps") as context:
        aside = copies.restore(path, chosen, context.check_cancelled)
    with Database(path):
        pass  # brought up to date
    if options.json:
        print_json({"path": str(path.absolute()), "copy": _document(chosen), "kept": aside and str(aside)})
    else:
        say(f"the library is that of {chosen.day}, {chosen.songs} songs")
        if aside is not None:
            say(f"the file that was there is kept: {aside}")
    return 0


def _chosen(there: list[Copy], requested: str | None) -> Copy:
    if requested is None:
        return there[0]
    if requested.isascii() and requested.isdigit() and 1 <= int(requested) <= len(there):
        return there[int(requested) - 1]
    fitting = [copy for copy in there if copy.day.startswith(requested)]
    if not fitting:
        raise UsageError(f"there is no copy “{requested}”", remedy="see “organizer library copies”")
    return fitting[0]


def _list(there: list[Copy]) -> None:
    print_table(
        ("Number\t", "Day", "Songs\t", "Size\t"),
        [(number, c.day, c.songs, _size(c.size)) for number, c in enumerate(there, start=1)],
    )


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _document(copy: Copy) -> dict[str, object]:
    return {"path": str(copy.path), "day": copy.day, "songs": copy.songs, "bytes": copy.size}


def _step(context: JobContext, what: str) -> None:
    context.check_cancelled()
    context.report(0, 0, what)


def _check_exists(path: Path) -> None:
    if not path.exists():
        raise LibraryError("there is no library", path=str(path), remedy="name it with --library FILE")


COMMANDS = {"library": _run}
