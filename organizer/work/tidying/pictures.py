"""Albums without a cover: none in their files, and none beside them.

Files are opened only where no picture lies beside them, a few of each album, and what was seen in a file is
remembered for as long as it stays the same.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from organizer.base.errors import OrganizerError
from organizer.base.language import plural, tr
from organizer.library.lists import tidying
from organizer.library.lists.tidying import CoverRow
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.covers import picture_beside
from organizer.work.jobs import JobContext
from organizer.work.tidying.albums import Album
from organizer.work.tidying.findings import Finding

#: Songs of an album that are opened before it is said to have no cover.
_OPENED = 3
#: Albums whose files are remembered together.
_BATCH = 200


def without_covers(context: JobContext, db: Database, albums: Sequence[Album]) -> Iterator[Finding]:
    """Albums without a picture."""
    beside: dict[str, bool] = {}
    looked: dict[int, CoverRow] = {}
    try:
        for number, album in enumerate(albums):
            context.check_cancelled()
            context.report(number, len(albums), tr("Looking for covers"))
            if not _has_picture(album, beside) and not _embedded(db, album, looked):
                why = plural(
                    "There is no picture in its files ({n} song), and none beside them",
                    "There is no picture in its files ({n} songs), and none beside them",
                    len(album.rows),
                )
                yield Finding("cover", album.key, album.subject, why, album.ids)
            if len(looked) >= _BATCH:
                tidying.put_covers(db, looked)
                looked.clear()
    finally:
        tidying.put_covers(db, looked)


def _has_picture(album: Album, beside: dict[str, bool]) -> bool:
    for row in album.rows:
        if row.folder not in beside:
            beside[row.folder] = picture_beside(row.path) is not None
        if beside[row.folder]:
            return True
    return False


def _embedded(db: Database, album: Album, looked: dict[int, CoverRow]) -> bool:
    """Whether one of the first files has a picture. A file that cannot be read says nothing."""
    rows = album.rows[:_OPENED]
    known = tidying.covers(db, [row.id for row in rows])
    for row in rows:
        before = known.get(row.id)
        if before is None or before.embedded:
            return True
        if before.embedded is None:
            has = True
            with contextlib.suppress(OrganizerError, OSError):
                has = bool(tags.cover(row.path))
                looked[row.id] = CoverRow(before.size, before.mtime_ns, has)
            if has:
                return True
    return False
