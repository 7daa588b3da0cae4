"""Whether a file that is about to be edited is the song that the library takes it for."""

from __future__ import annotations

import os
from collections.abc import Iterable

from organizer.base.errors import TagError
from organizer.base.language import tr
from organizer.library import tracks
from organizer.library.files import file_rows
from organizer.library.files.scanner import described
from organizer.library.storage.database import Database
from organizer.library.tags import tags

#: What names a song; a program that changes other fields leaves it the same.
_NAMING = ("title", "artist", "album")


class Targets:
    """What the library knows of the files of some songs."""

    def __init__(self, db: Database, ids: Iterable[int]) -> None:
        numbers = list(ids)
        self._marks = file_rows.marks(db, numbers)
        self._sounds = file_rows.sounds(db, numbers)
        self._db = db

    def sound(self, track_id: int, path: str, seen: os.stat_result) -> str:
        """The hash of the sound of a file, if it is as it was when that was taken, else ""."""
        marks = self._marks.get(track_id)
        known = marks is not None and marks.file == path and marks[:4] == described(path, seen)[1:]
        return self._sounds.get(track_id, "") if known else ""

    def check(self, track_id: int, path: str, planned: tags.Plan) -> None:
        """Raise ``TagError`` when another song is in the place of this one, as after songs were renumbered.

        A file with the marks of the last scan is the song. Else its sound decides, if it is known; before a
        song was analyzed, a file of another inode with other names in it is taken for another song.
        """
        marks = self._marks.get(track_id)
        if marks is None or planned.seen is None or marks.file != path:
            return
        now = described(path, planned.seen)
        if marks[:4] == now[1:]:
            return
        if track_id in self._sounds:
            is_other = planned.audio_hash != self._sounds[track_id]
        else:
            said = tracks.get(self._db, track_id).tags
            is_other = marks.inode not in (None, 0, now.inode) and any(
                getattr(planned.old, name) != getattr(said, name) for name in _NAMING
            )
        if is_other:
            raise TagError(
                tr("another song is in its place than when it was scanned"),
                path=path,
                remedy=tr("scan its folder again, then look at the changes again"),
            )
