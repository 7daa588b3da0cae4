"""``organizer duplicates``: the recordings that are there more than once."""

from __future__ import annotations

from organizer.base import settings
from organizer.base.model import FIELD_LABELS, clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import job, note, print_json, print_table, say, song
from organizer.work.analysis.duplicates import Copy, Duplicates, find, shown


def _run(options: Options) -> int:
    chosen = settings.load()
    with open_library(options) as db, job("Finding duplicates") as context:
        search = find(context, db, jobs=options.jobs or chosen.jobs or None, time_limit=chosen.time_limit)
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
        say(
            f"{len(search.groups)} recordings are there more than once, in {copies} files, the best first. "
            "Nothing was deleted or changed"
        )
    else:
        say(f"no recording is there twice, among {search.compared} that were compared")
    if search.failed:
        note(f"{search.failed} songs could not be analyzed: organizer list --failed")
    return 0


def _print(group: Duplicates) -> None:
    say(group.best.label)
    print_table(
        ("", "Format", "kbit/s\t", "Hz\t", "Time\t", "MB\t", "LUFS\t", "Later s\t", "Alike\t", "Path"),
        [_row(copy, first=number == 0) for number, copy in enumerate(group.copies)],
    )
    tags = {name: values for name, values in group.differing().items() if name in FIELD_LABELS}
    for name, values in tags.items():
        say(f"  {FIELD_LABELS[name]}: " + " | ".join(shown(name, value) or "–" for value in values))
    say()


def _row(copy: Copy, *, first: bool) -> tuple[object, ...]:
    info, values = copy.track.info, copy.track.descriptors
    loudness = values.loudness if values is not None else None
    return (
        "best" if first else "",
        info.format,
        round(info.bitrate / 1000),
        info.sample_rate,
        clock(info.duration),
        f"{copy.track.size / 1e6:.1f}",
        "" if loudness is None else f"{loudness:.1f}",
        "" if abs(copy.later) < 0.1 else f"{copy.later:+.1f}",
        f"{copy.likeness:.0%}",
        copy.track.path,
    )


COMMANDS = {"duplicates": _run}
