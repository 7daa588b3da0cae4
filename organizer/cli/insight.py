"""``organizer insight``: what the songs are like, in pictures, numbers and one page."""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Sequence

from organizer.base.errors import UsageError
from organizer.cli.terminal import job, print_json, say
from organizer.library.storage.database import Database
from organizer.work.insight import insighting, report


def show(db: Database, options: argparse.Namespace) -> int:
    folder = os.path.abspath(options.out)
    features = tuple(dict.fromkeys(n.strip() for n in (options.features or "").split(",") if n.strip()))
    with job("Looking", unit="pictures") as context:
        gathered = insighting.gather(
            db, features=features, by=options.by or "", query=options.query, silhouettes=True
        )
        written = report.write(context, db, gathered, folder, _cube(options, gathered.names))
    if not options.json:
        say(f"{len(gathered.ids):,} songs, {len(gathered.names)} descriptors, by {gathered.by}")
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


def _cube(options: argparse.Namespace, known: Sequence[str]) -> report.Cube:
    """The picture of three numbers as it was asked for."""
    names = tuple(name.strip() for name in (options.three or "").split(",") if name.strip())
    for name in names:
        if name not in known:
            raise UsageError(f"“{name}” is not looked at", remedy=f"one of {', '.join(known)}")
    if names and len(names) != 3:
        raise UsageError("a cube has three numbers", remedy="write --three tempo,energy,valence")
    if options.angle is None:
        return report.Cube(names)
    return report.Cube(names, *(math.radians(angle) for angle in options.angle))
