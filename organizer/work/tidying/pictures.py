"""Albums without a cover: none in their files, and none beside them, as ``cover:none`` has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from organizer.base.language import plural, tr
from organizer.library.lists import song_covers
from organizer.library.storage.database import Database
from organizer.work import cover_notes
from organizer.work.jobs import JobContext
from organizer.work.tidying.albums import Album
from organizer.work.tidying.findings import Finding


def without_covers(context: JobContext, db: Database, albums: Sequence[Album]) -> Iterator[Finding]:
    """Albums without a picture. A song whose file cannot be read says nothing."""
    context.report(0, len(albums), tr("Looking for covers"))
    if not db.read_only:  # pictures beside songs come and go without a scan
        cover_notes.note(context, db)
        cover_notes.note_folders(context, db, (row.folder for album in albums for row in album.rows))
    sides = song_covers.sides(db, (row.id for album in albums for row in album.rows))
    for album in albums:
        if all(sides.get(row.id) == (0, 0) for row in album.rows):
            why = plural(
                "There is no picture in its files ({n} song), and none beside them",
                "There is no picture in its files ({n} songs), and none beside them",
                len(album.rows),
            )
            yield Finding("cover", album.key, album.subject, why, album.ids)
