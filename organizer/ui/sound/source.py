"""A song's file, looked at before it is played: a text may name other places."""

from __future__ import annotations

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.library.tags.payload import refers_elsewhere


def checked(track: Track) -> str:
    """The path of the song, which can be opened and holds sound. Raises ``OSError`` and ``UsageError``."""
    with open(track.path, "rb") as file:
        if refers_elsewhere(file):
            raise UsageError(
                tr("is a text that names other places, not a song"),
                path=track.path,
                remedy=tr("remove it from the library"),
            )
    return track.path
