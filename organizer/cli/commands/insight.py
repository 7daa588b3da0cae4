"""``organizer insight``: what the songs are like, in pictures, numbers and one page."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence

from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.options.shared import names
from organizer.cli.terminal import job, print_json, row_of, say
from organizer.library.storage.database import Database
from organizer.work.insight import insighting, report


def _run(options: Options) -> int:
    with open_library(options) as db:
        return _write_report(db, options)


def _write_report(db: Database, options: Options) -> int:
    folder = os.path.abspath(options.out)
    features = tuple(dict.fromkeys(names(options.features)))
    with job(tr("Looking"), unit="pictures") as context:
        gathered = insighting.gather(
            db, features=features, by=options.by or "", query=options.query, silhouettes=True
        )
        written = report.write(context, db, gathered, folder, _cube(options, gathered.names))
    if not options.json:
        facts = (
            plural("{n} song", "{n} songs", len(gathered.ids)),
            plural("{n} descriptor", "{n} descriptors", len(gathered.names)),
            tr("by {what}", what=gathered.by),
        )
        say(row_of(facts))
        say(os.path.join(folder, "report.html"))
        return 0
    axes, apart = gathered.principal, gathered.silhouettes
    print_json(
        {
            "folder": folder,
            "files": written,
            "songs": len(gathered.ids),
            "by": gathered.by,
            "features": list(gathered.names),
            "kinds": list(gathered.colours.names),
            "correlation": [[float(v) if v == v else None for v in row] for row in gathered.correlation],
            "explained": list(axes.explained) if axes else [],
            "loadings": {n: axes.loadings[at].tolist() for at, n in enumerate(axes.names)} if axes else {},
            "silhouette": apart.mean if apart else None,
        }
    )
    return 0


def _cube(options: Options, measures: Sequence[str]) -> report.Cube:
    """The picture of three numbers as the options want it."""
    three = names(options.three)
    for name in three:
        if name not in measures:
            raise UsageError(
                tr("“{name}” is not looked at", name=name),
                remedy=tr("one of {names}", names=", ".join(measures)),
            )
    if three and len(three) != 3:
        raise UsageError(tr("a cube has three numbers"), remedy=tr("write --three tempo,energy,valence"))
    if options.angle is None:
        return report.Cube(three)
    return report.Cube(three, *(math.radians(angle) for angle in options.angle))


COMMANDS = {"insight": _run}
