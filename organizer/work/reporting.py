"""A report of a problem, of this library and these settings."""

from __future__ import annotations

from organizer.base.reporting.report import report
from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext


def of_library(
    _context: JobContext, db: Database, settings: Settings, *, window: str = "", names: bool = False
) -> str:
    """The text of the report. ``window``: what its parts are, such as the version of Qt and the platform."""
    counts = tracks.count(db)
    facts: dict[str, object] = {
        "songs": counts.all,
        "analyzed": counts.analyzed,
        "failed": counts.failed,
        "size": f"{db.path.stat().st_size / 1e6:.1f} MB" if db.path.exists() else "not on a disk",
        "read only": db.read_only or "no",
    }
    if names:
        facts["file"] = db.path
    if window:
        facts["window"] = window
    return report(settings, facts, names=names)
