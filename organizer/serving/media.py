"""Sounds and covers of songs that the library knows: no other file can be asked for."""

from __future__ import annotations

import contextlib
import os
from pathlib import PurePath

from organizer.api import queries
from organizer.api.parameters import NotFoundError
from organizer.base.errors import OrganizerError
from organizer.base.model import Track
from organizer.library.storage.database import Database
from organizer.work import covers

#: Pictures that a program may be given, by how they begin. Others could be pages with programs in them.
_PICTURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))
#: What a file of music is called on the web, by its ending.
_SOUNDS = {
    "mp3": "audio/mpeg",
    "mp2": "audio/mpeg",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "spx": "audio/ogg",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "mp4": "audio/mp4",
    "aac": "audio/aac",
    "wav": "audio/wav",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "aifc": "audio/aiff",
    "wma": "audio/x-ms-wma",
    "ape": "audio/x-ape",
    "wv": "audio/x-wavpack",
    "mpc": "audio/x-musepack",
}


def suffix(track: Track) -> str:
    """The ending of a song's file, in small letters."""
    return PurePath(track.path).suffix.lower().removeprefix(".")


def content_type(track: Track) -> str:
    """What a song's file is called on the web."""
    return _SOUNDS.get(suffix(track), "application/octet-stream")


def sound(db: Database, song: str) -> tuple[str, str]:
    """The file of a song, and what it is. Raises ``NotFoundError`` where it is not there."""
    track = queries.song_called(db, song)
    if not track.has_file:
        raise NotFoundError("this song is known from a table alone and has no file")
    if not os.path.isfile(track.path):
        raise NotFoundError("the file of this song is not there now", remedy="is its disk connected?")
    return track.path, content_type(track)


def cover(db: Database, song: str) -> tuple[bytes, str]:
    """The cover of a song as the bytes of an image file, and what it is. Raises ``NotFoundError``."""
    track = queries.song_called(db, song)
    content = None
    if track.has_file:
        with contextlib.suppress(OrganizerError, OSError):
            content = covers.cover(track.path)
    kind = next((kind for head, kind in _PICTURES if content and content.startswith(head)), "")
    if content and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "image/webp"
    if not content or not kind:
        raise NotFoundError("this song has no cover")
    return content, kind
