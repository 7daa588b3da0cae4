"""Songs out of the library. Their files stay as they are."""

from __future__ import annotations

from organizer.jobs import JobContext
from organizer.library import maps, tracks
from organizer.library.database import Database
from organizer.model import Changes, IntArray


def remove(_context: JobContext, db: Database, ids: IntArray) -> Changes:
    """Forget songs; a map or groups of which none is left go with them."""
    changes = tracks.remove(db, ids.tolist())
    maps.drop_empty(db)
    return changes
