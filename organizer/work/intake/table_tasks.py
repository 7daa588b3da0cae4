"""Large tables looked at and imported without holding up the window: tasks for the helper process
(``work.helper``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organizer.base.language import tr
from organizer.library.storage.database import Database
from organizer.work import helper

if TYPE_CHECKING:
    from organizer.library.tables.types import Reading
    from organizer.work.intake.tabling import Preview, Stored


def reading_ended(reason: str) -> str:
    """What is said where the process died that looks at a table."""
    return tr("the process that reads the table ended unexpectedly ({reason})", reason=reason)


def import_ended(reason: str) -> str:
    """What is said where the process died that imports a table."""
    return tr("the process that imports the table ended unexpectedly ({reason})", reason=reason)


def look(library: str, path: str, how: Reading) -> Preview:
    """See ``tabling.look``."""
    from organizer.work.intake import tabling

    with Database(library) as db:
        return tabling.look(helper.context(), db, path, how)


def store(library: str, path: str, how: Reading, name: str) -> Stored:
    """See ``tabling.store``."""
    from organizer.work.intake import tabling

    with Database(library) as db:
        return tabling.store(helper.context(), db, path, how, name)
