"""Files of other programs that hold several playlists, in folders: which there are, and those that a person
wants, each as a saved playlist."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.base.model import Changes
from organizer.library.playlists import playlist_files, playlists
from organizer.library.playlists.playlist_xml import FOLDERS
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.playlists import foreign
from organizer.work.playlists.foreign import Report


@dataclass(frozen=True, slots=True)
class Several:
    """The playlists of a file that holds more than one."""

    path: str
    names: tuple[str, ...]  #: with the folders that they lie in, as "Sets / Warm-up"


@dataclass(frozen=True, slots=True)
class Saved:
    """A playlist of such a file, as it was saved."""

    name: str
    songs: int
    missing: int


def look(context: JobContext, db: Database, path: str, name: str | None) -> Report | Several:
    """What ``foreign.read`` says of a file; of one with several playlists, which there are, where ``name`` is
    none of them."""
    if name is None and len(names := playlist_files.list_names(path)) > 1:
        return Several(os.path.abspath(path), tuple(dict.fromkeys(names)))
    return foreign.read(context, db, path, name=name)


def chosen(path: str, wanted: Sequence[str]) -> list[str]:
    """The names of the playlists that are meant: those of these names, and all in folders of these names; all
    that there are where none is named. Raises ``UsageError`` for a name that the file does not have."""
    names = list(dict.fromkeys(playlist_files.list_names(path)))
    if not wanted:
        return names
    found: list[str] = []
    for one in wanted:
        fits = [name for name in names if name == one or name.startswith(one + FOLDERS)]
        if not fits:
            listed = ", ".join(f"“{printable(name)}”" for name in names)
            raise UsageError(
                tr("it has no playlist “{name}”", name=one),
                path=path,
                remedy=tr("it has {names}", names=listed) if listed else tr("it is one list"),
            )
        found += fits
    return list(dict.fromkeys(found))


def take(
    context: JobContext,
    db: Database,
    path: str,
    wanted: Sequence[tuple[str, str]],
    *,
    on_batch: Callable[[Changes], None] | None = None,
) -> list[Saved]:
    """Save playlists of a file: of each its name there, and the name under which it is saved; one that is
    taken gets a number. What is missing is kept as missing, what is unsure is not taken."""
    saved = []
    for name, title in wanted:
        context.check_cancelled()
        report = foreign.read(context, db, path, name=name)
        taken = foreign.take(context, db, report, on_batch=on_batch)
        free = playlists.free_name(db, title.strip() or name)
        playlists.save(db, free, taken.ids)
        saved.append(Saved(free, len(taken.ids), sum(one < 0 for one in taken.ids)))
    return saved
