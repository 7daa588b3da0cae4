"""Songs out of the library, and back. Their files stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import Changes, IntArray
from organizer.library import maps
from organizer.library.files import removals
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, mapping
from organizer.work.jobs import JobContext


@dataclass(frozen=True, slots=True)
class Removed:
    """What left the library, and the number by which it comes back."""

    changes: Changes
    number: int


def remove(_context: JobContext, db: Database, ids: IntArray) -> Removed:
    """Forget songs; a map or groups of which none is left go with them."""
    changes, number = removals.remove(db, ids.tolist())
    maps.drop_empty(db)
    return Removed(changes, number)


def undo(_context: JobContext, db: Database, number: int | None = None) -> Changes:
    """Bring removed songs back, with all that the library knew of them: those of the latest removal, unless
    ``number`` names another. Where map and groups are others by now, they join them as new songs do."""
    if number is None:
        latest = removals.last(db)
        if latest is None:
            raise UsageError(tr("no removal can be undone"), remedy=tr("add the files again"))
        number = latest.number
    changes = removals.restore(db, number)
    mapping.place_new(db)
    grouping.place_new(db)
    return changes
