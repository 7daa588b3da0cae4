"""``organizer replaygain``: gains of songs and albums, measured and then written into the files."""

from __future__ import annotations

from dataclasses import asdict

from organizer.base import settings
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import selected, with_files
from organizer.cli.tag_writing import write_edits
from organizer.cli.terminal import job, note
from organizer.work.analysis import gain_tags
from organizer.work.analysis.gain_tags import GainEdits


def _replaygain(options: Options) -> int:
    if options.remove and options.no_albums:
        raise UsageError(tr("--no-albums is about what is measured"), remedy=tr("leave it out with --remove"))
    with open_library(options) as db:
        ids = selected(db, options, empty_means_all=True)  # every change is shown, and can be undone
        with_files(db, ids)
        if options.remove:
            return write_edits(db, options, gain_tags.removals(db, ids), tr("remove ReplayGain"))
        jobs = options.jobs or settings.load().jobs or None
        with job(tr("Measuring")) as context:
            made = gain_tags.edits(context, db, ids, of_albums=not options.no_albums, jobs=jobs)
        _tell(made)
        if not made.edits:
            raise OrganizerError(tr("no song could be measured"), remedy=tr("see above"))
        more = {
            "albums": made.albums,
            "albums_in_part": made.in_part,
            "silent": made.silent,
            "failures": [asdict(failure) for failure in made.failures],
        }
        return write_edits(db, options, made.edits, tr("write ReplayGain"), more=more)


def _tell(made: GainEdits) -> None:
    for failure in made.failures:
        note(
            tr(
                "failed: {error}",
                error=OrganizerError(failure.reason, path=failure.path, remedy=failure.remedy),
            )
        )
    for path in made.silent:
        note(tr("no gain: {error}", error=OrganizerError(tr("is silent"), path=path)))
    for name in made.in_part:
        note(tr("no album gain for “{name}”: not all of its songs could be measured", name=name))


COMMANDS = {"replaygain": _replaygain}
