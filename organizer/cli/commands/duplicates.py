"""``organizer duplicates``: recordings that are there more than once; copies into the trash when asked."""

from __future__ import annotations

from organizer.base import settings
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import number, plural, tr
from organizer.base.model import FIELD_LABELS, clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import confirm, job, note, print_json, print_table, right, say, song
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.analysis.duplicates import Copy, Duplicates, DuplicateSearch, find, shown
from organizer.work.files.trash import TrashResult


def _run(options: Options) -> int:
    chosen = settings.load()
    if (options.only or options.dry_run) and not options.trash:
        raise UsageError(tr("--only and --dry-run go with --trash"), remedy=tr("add it, or leave them out"))
    with open_library(options) as db:
        with job(tr("Finding duplicates")) as context:
            search = find(context, db, jobs=options.jobs or chosen.jobs or None, time_limit=chosen.time_limit)
        if options.trash:
            return _trash(db, options, search)
    if options.json:
        print_json(
            {
                "compared": search.compared,
                "failed": search.failed,
                "unheard": search.not_analyzed,
                "groups": [
                    {
                        "differs": {name: list(values) for name, values in group.differing().items()},
                        "copies": [
                            song(
                                c.track,
                                size=c.track.size,
                                likeness=round(c.likeness, 4),
                                later=round(c.later, 2),
                            )
                            for c in group.copies
                        ],
                    }
                    for group in search.groups
                ],
            }
        )
        return 0
    for group in search.groups:
        _print(group)
    copies = sum(len(group.copies) for group in search.groups)
    if search.groups:
        recordings = plural(
            "{n} recording is there more than once, the best first. Nothing was deleted or changed",
            "{n} recordings are there more than once, the best first. Nothing was deleted or changed",
            len(search.groups),
        )
        files = plural("{n} file", "{n} files", copies)
        say(tr("{files}: {what}", files=files, what=recordings))
    else:
        say(tr("no recording is there twice, among {compared} that were compared", compared=search.compared))
    if search.failed:
        note(
            plural(
                "{n} song could not be analyzed: organizer list --failed",
                "{n} songs could not be analyzed: organizer list --failed",
                search.failed,
            )
        )
    return 0


def _trash(db: Database, options: Options, search: DuplicateSearch) -> int:
    """Show the copies that would go, and put them into the trash when that is confirmed."""
    from organizer.work.files import trash

    only = None if options.only is None else set(tracks.query(db, options.only).tolist())
    wanted = trash.discards([[copy.track for copy in group.copies] for group in search.groups], only)
    ways = [{"path": one.song.path, "stays": one.stays.path, "size": one.song.size} for one in wanted]
    size = sum(one.song.size for one in wanted)
    if not options.json:
        print_table(
            (tr("To the trash"), tr("Format"), right(tr("kbit/s")), tr("Stays")),
            [
                (one.song.path, one.song.info.format, round(one.song.info.bitrate / 1000), one.stays.path)
                for one in wanted
            ],
        )
    if options.dry_run or not wanted:
        if options.json:
            print_json({"copies": ways, "trashed": 0})
        else:
            say(
                plural(
                    "{n} file, {size} MB, would go; nothing was touched",
                    "{n} files, {size} MB, would go; nothing was touched",
                    len(wanted),
                    size=number(size / 1e6, 1),
                )
            )
        return 0
    question = plural(
        "Put {n} file, {size} MB, into the trash?",
        "Put {n} files, {size} MB, into the trash?",
        len(wanted),
        size=number(size / 1e6, 1),
    )
    if not confirm(question, yes=options.yes, as_json=options.json):
        raise OrganizerError(tr("nothing was touched"))
    with job(tr("Moving to the trash"), unit="files") as context:
        result = trash.to_trash(context, db, wanted)
    failed = [{"path": path, "reason": reason} for path, reason in result.failed]
    if options.json:
        print_json({"copies": ways, "trashed": result.done, "failed": failed})
    else:
        _say_trashed(result)
    for path, reason in result.failed[:10]:
        note(tr("failed: {error}", error=OrganizerError(reason, path=path)))
    if failed:
        raise OrganizerError(
            plural("{n} file stays where it is", "{n} files stay where they are", len(failed)),
            remedy=tr("the others are in the trash"),
        )
    return 0


def _say_trashed(result: TrashResult) -> None:
    say(
        plural(
            "{n} file, {size} MB, is in the trash; its song is away, and comes back when you "
            "restore the file and scan its folder",
            "{n} files, {size} MB, are in the trash; their songs are away, and come back when you "
            "restore a file and scan its folder",
            result.done,
            size=number(result.size / 1e6, 1),
        )
    )


def _print(group: Duplicates) -> None:
    say(group.best.label)
    print_table(
        (
            "",
            tr("Format"),
            right(tr("kbit/s")),
            right(tr("Hz")),
            right(tr("Time")),
            right(tr("MB")),
            right(tr("LUFS")),
            right(tr("Later s")),
            right(tr("Alike")),
            tr("Path"),
        ),
        [_row(copy, first=number == 0) for number, copy in enumerate(group.copies)],
    )
    tags = {name: values for name, values in group.differing().items() if name in FIELD_LABELS}
    for name, values in tags.items():
        what = " | ".join(shown(name, value) or "–" for value in values)
        say("  " + tr("{field}: {values}", field=FIELD_LABELS[name], values=what))
    say()


def _row(copy: Copy, *, first: bool) -> tuple[object, ...]:
    info, values = copy.track.info, copy.track.descriptors
    loudness = values.loudness if values is not None else None
    return (
        tr("best") if first else "",
        info.format,
        round(info.bitrate / 1000),
        info.sample_rate,
        clock(info.duration),
        number(copy.track.size / 1e6, 1),
        "" if loudness is None else number(loudness, 1),
        "" if abs(copy.later) < 0.1 else f"{copy.later:+.1f}",
        f"{copy.likeness:.0%}",
        copy.track.path,
    )


COMMANDS = {"duplicates": _run}
