"""Suggestions as the window gets them: tasks for the helper process, which remembers what it learnt from the
tagged songs until something about them changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from organizer.library import suggestions
from organizer.library.storage.database import Database
from organizer.library.suggestions import Field
from organizer.work import helper
from organizer.work.helper import Helper
from organizer.work.insight import suggesting
from organizer.work.insight.suggesting import Model, Suggestion, Suggestions
from organizer.work.jobs import JobContext

#: In the helper process: by field, of which state of which library, and what was learnt.
_models: dict[Field, tuple[object, Model]] = {}


def find(
    context: JobContext, db: Database, own: Helper | None, field: Field, ids: Sequence[int] | None
) -> Suggestions:
    """What can be suggested for these songs, or for all, by the helper process if there is one."""
    if own is None:
        return every(str(db.path), field, ids)
    return own.run(context, every, str(db.path), field, ids)


def find_for_few(
    context: JobContext, db: Database, own: Helper | None, ids: Sequence[int], fields: Sequence[Field]
) -> dict[Field, dict[int, Suggestion]]:
    """What can be suggested for a few songs, in each of these fields. Without enough tags in the library
    nothing is started for it."""
    context.give_way()
    wanted = [name for name in fields if suggestions.any_tagged(db, name)]
    return {
        name: {one.track_id: one for one in find(context, db, own, name, ids).suggested} for name in wanted
    }


def every(library: str, field: Field, ids: Sequence[int] | None) -> Suggestions:
    """What can be suggested for these songs, or for all."""
    context = helper.context()
    with Database(library) as db:
        state = (library, suggestions.state(db))
        known = _models.get(field)
        if known is None or known[0] != state:
            _models.pop(field, None)  # before there are two
            model = suggesting.learn(context, db, field)
            _models[field] = ((library, suggestions.state(db)), model)
        else:
            model = known[1]
        return suggesting.ask(context, model, None if ids is None else np.asarray(ids, np.int64))


def answer(
    _context: JobContext, db: Database, field: Field, suggested: Sequence[Suggestion], accepted: bool
) -> None:
    """Remember what the person said."""
    (suggesting.accept if accepted else suggesting.reject)(db, field, suggested)
