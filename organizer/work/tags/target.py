"""Whether a file that is about to be edited is the song that the library takes it for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from organizer.base import system
from organizer.base.errors import TagError
from organizer.base.language import tr
from organizer.library import tracks
from organizer.library.files import file_rows
from organizer.library.files.scanner import described
from organizer.library.lists import more_tags
from organizer.library.storage.database import Database
from organizer.library.tags import tags

#: What names a song; a program that changes other fields leaves it the same.
_NAMING = ("title", "artist", "album")


#: Nanoseconds.
_SECOND = 1_000_000_000


class Targets:
    """What the library knows of the files of some songs."""

    def __init__(self, db: Database, ids: Iterable[int]) -> None:
        numbers = list(ids)
        self._marks = file_rows.marks(db, numbers)
        self._sounds = file_rows.sounds(db, numbers)
        self.songs = {song.id: song for song in tracks.get_many(db, numbers)}
        self._more = more_tags.of(db, numbers)
        self._long = more_tags.long_of(db, numbers)

    def look(self, track_id: int, path: str, seen: os.stat_result) -> tags.Known:
        """What is known of the file of a song, if it has the marks of the last scan."""
        marks, song = self._marks.get(track_id), self.songs.get(track_id)
        if marks is None or song is None or marks.file != path or marks[:4] != described(path, seen)[1:]:
            return tags.Known()
        if _is_coarse(seen):
            return tags.Known()
        said = None
        if song.info.format in tags.CARRIED and track_id not in self._long:
            more = tuple(self._more.get(track_id, {}).items())
            said = song.tags if more == song.tags.more else replace(song.tags, more=more)
        return tags.Known(self._sounds.get(track_id, ""), said, song.info.format)

    def check(self, track_id: int, path: str, planned: tags.Plan) -> None:
        """Raise ``TagError`` when another song is in the place of this one, as after songs were renumbered.

        A file with the marks of the last scan is the song. Else its sound decides, if it is known; before a
        song was analyzed, a file of another inode with other names in it is taken for another song.
        """
        marks, song = self._marks.get(track_id), self.songs.get(track_id)
        if marks is None or song is None or planned.seen is None or marks.file != path:
            return
        now = described(path, planned.seen)
        if marks[:4] == now[1:]:
            return
        if track_id in self._sounds:
            is_other = planned.audio_hash != self._sounds[track_id]
        elif is_other := marks.inode not in (None, 0, now.inode):
            said = tags.texts(path)
            is_other = any(getattr(said, name) != getattr(song.tags, name) for name in _NAMING)
        if is_other:
            raise TagError(
                tr("another song is in its place than when it was scanned"),
                path=path,
                remedy=tr("scan its folder again, then look at the changes again"),
            )


def _is_coarse(seen: os.stat_result) -> bool:
    """Whether its disk notes times by the second, as memory cards do: two changes within one look the same.
    A copy may have the whole seconds of such a disk anywhere, but when it was made is noted by its own."""
    return not seen.st_mtime_ns % _SECOND and (system.WINDOWS or not seen.st_ctime_ns % _SECOND)
