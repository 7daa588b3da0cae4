"""What the library knows of covers, kept true: what lies in folders, and files that nobody looked into yet.

New and changed files are looked into when their tags are read. Here are those of libraries that are older
than that, and pictures beside songs, which come and go without the songs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from organizer.base.errors import OrganizerError, printable
from organizer.base.model import Changes
from organizer.library.files.beside import picture_in
from organizer.library.lists import song_covers
from organizer.library.lists.song_covers import UNREADABLE, FolderPicture
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.short.cover_side import side_of_file
from organizer.work.jobs import JobContext

_BATCH = 256  #: files whose covers are stored together

_Known = Mapping[str, tuple[FolderPicture, int]]


def note(
    context: JobContext,
    db: Database,
    walked: Iterable[str] = (),
    pictures: Mapping[str, os.DirEntry[str]] | None = None,
    *,
    announce: Callable[[Changes], None] = lambda _changes: None,
) -> None:
    """Note what changed in folders that were ``walked``, whose ``pictures`` the walk met, and look at songs
    that nobody looked at. ``announce`` gets songs for which something is new."""
    known = song_covers.folders(db)
    seen = {folder: Path(entry.path) for folder, entry in (pictures or {}).items()}
    ends = {folder: seen.get(folder) for folder in walked if folder in seen or folder in known}
    _store(db, ends, known, announce)
    unseen = song_covers.unseen(db)
    inside = [(track_id, path) for track_id, path, of_file, _ in unseen if of_file]
    for start in range(0, len(inside), _BATCH):
        context.check_cancelled()
        part = inside[start : start + _BATCH]
        context.report(start, len(inside), printable(part[-1][1]))
        sides = [(track_id, _inside(path)) for track_id, path in part]
        with db.write() as connection:
            song_covers.put_inside(connection, sides)
        announce(Changes(updated=tuple(track_id for track_id, _ in part)))
    note_folders(context, db, (os.path.dirname(path) for *_, path, _, beside in unseen if beside), announce)


def note_folders(
    context: JobContext,
    db: Database,
    folders: Iterable[str],
    announce: Callable[[Changes], None] = lambda _changes: None,
) -> None:
    """Look which picture lies in each of these folders."""
    found: dict[str, Path | None] = {}
    for folder in dict.fromkeys(folders):
        context.check_cancelled()
        found[folder] = picture_in(folder)
    _store(db, found, song_covers.folders(db) if found else {}, announce, anew=True)


def _inside(path: str) -> int | None:
    try:
        return tags.seen_cover(path)
    except OrganizerError:
        return UNREADABLE if os.path.lexists(path) else None


def _store(
    db: Database,
    found: Mapping[str, Path | None],
    known: _Known,
    announce: Callable[[Changes], None],
    *,
    anew: bool = False,
) -> None:
    """Store what is new of these folders; ``anew``: also where they are as they were, for new songs."""
    news: dict[str, tuple[FolderPicture, int] | None] = {}
    for folder, path in found.items():
        before = known.get(folder)
        now = _as_file(path) if path is not None else None
        if now is None or path is None:
            if before is not None or anew:
                news[folder] = None
        elif before is None or before[0] != now:
            news[folder] = now, _side(path)
        elif anew:
            news[folder] = before
    if not news or db.read_only:
        return
    with db.write() as connection:
        ids = song_covers.put_folders(connection, news)
    if ids:
        announce(Changes(updated=tuple(ids)))


def _as_file(path: Path) -> FolderPicture | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return FolderPicture(path.name, status.st_size, status.st_mtime_ns)


def _side(path: Path) -> int:
    try:
        return side_of_file(str(path))
    except OSError:
        return 1
