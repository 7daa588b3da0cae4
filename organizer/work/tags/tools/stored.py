"""Named actions of the library, and files with an action each."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import BinaryIO

from organizer.base.atomic import replace_file, world_error
from organizer.base.errors import LibraryError, OrganizerError, UsageError
from organizer.base.language import tr
from organizer.library.lists import tag_actions
from organizer.library.storage.database import Database
from organizer.work.tags.tools import actions
from organizer.work.tags.tools.actions import Action

#: No action is larger: a file that is holds something else.
_LARGEST = 1_000_000


def names(db: Database) -> list[str]:
    """The names of all actions, in alphabetical order."""
    return [each.name for each in tag_actions.stored(db)]


def named(db: Database, name: str) -> Action:
    """The action of this name. Raises ``UsageError`` where there is none, or where it cannot be read."""
    wanted = " ".join(name.split()).casefold()
    for each in tag_actions.stored(db):
        if each.name.casefold() == wanted:
            return Action(each.name, actions.steps_of(each.steps))
    known = names(db)
    raise UsageError(
        tr("there is no action “{name}”", name=name),
        remedy=tr("one of {names}", names=", ".join(known)) if known else tr("store one with --save-action"),
    )


def store(db: Database, action: Action) -> None:
    """Store an action; one that has its name gives way."""
    tag_actions.store(db, actions.name_of(action.name), actions.text_of(action.steps))


def forget(db: Database, name: str) -> None:
    """Forget an action. Raises ``UsageError`` where there is none of that name."""
    tag_actions.forget(db, named_or_broken(db, name))


def named_or_broken(db: Database, name: str) -> str:
    """The name as it is stored, of an action that can be read or cannot."""
    wanted = " ".join(name.split()).casefold()
    for known in names(db):
        if known.casefold() == wanted:
            return known
    raise UsageError(tr("there is no action “{name}”", name=name), remedy=tr("see “organizer tag --actions”"))


def export(action: Action, path: str) -> None:
    """Write an action to a file, in the place of one at most that holds an action, too. Raises
    ``OrganizerError`` where that cannot be."""
    if os.path.lexists(path):
        try:
            read_file(path)
        except OrganizerError as error:
            raise LibraryError(
                tr("this file is there already, and holds no action"),
                path=path,
                remedy=tr("choose another name"),
            ) from error
    text = json.dumps(actions.to_json(action), ensure_ascii=False, indent=1) + "\n"
    replace_file(path, partial(_write, text))


def _write(text: str, file: BinaryIO) -> None:
    file.write(text.encode("utf-8"))


def read_file(path: str) -> Action:
    """The action that a file holds. Raises ``OrganizerError`` for what is none."""
    try:
        if os.path.getsize(path) > _LARGEST:
            raise LibraryError(tr("this is no action for tags"), path=path, remedy=tr("choose another file"))
        document = json.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        raise world_error(error, path, LibraryError) from error
    except (ValueError, RecursionError):
        raise LibraryError(
            tr("this is no action for tags"),
            path=path,
            remedy=tr("choose a file that was written by --export-action"),
        ) from None
    try:
        return actions.from_json(document)
    except OrganizerError as error:
        raise LibraryError(error.cause, path=path, remedy=error.remedy) from error
