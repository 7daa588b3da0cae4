"""The two stages in which songs are analyzed: the ear, after which there is a map, and the network behind it.

The ear is fast, so that the map is there soon. The network listens to the same songs afterwards, at a lower
priority, and joins the axes when it is done (``network_vectors.joined``). Both store what they do as they go.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from organizer.library import maps
from organizer.library.storage.database import Database
from organizer.work.analysis import embedding
from organizer.work.analysis.analyzing import AnalysisSummary, analyze
from organizer.work.jobs import JobContext


def by_ear(context: JobContext, db: Database, *, network: str, **options: Any) -> AnalysisSummary:
    """Let the ear analyze what it did not analyze yet; ``options`` are those of ``analyze``.

    ``network`` is the one in the settings. Without one, songs are no longer compared by any; else all stays
    as it is until ``by_network``.
    """
    return analyze(context, db, network=None if network else "", **options)


def by_network(context: JobContext, db: Database, *, network: str, **options: Any) -> AnalysisSummary:
    """Let the network listen to the songs that the ear knows; ``options`` are those of ``analyze``.

    Where no map is laid out by ear there are no places to be kept, and the axes follow at once.
    """
    summary = analyze(context, db, network=network, behind=True, **options)
    if summary.other_network:
        music_map = maps.load_map(db)
        if music_map is None or music_map.space.features:
            embedding.embed_anew(context, db, embedding.newest_version(db))
            return replace(summary, other_network=False)
    return summary
