"""The cover of a song: the one inside its file, else the picture that lies beside it."""

from __future__ import annotations

import os
from pathlib import Path

from organizer.library.files.beside import picture_in
from organizer.library.tags import tags


def cover(path: str) -> bytes | None:
    """The cover of a song's file as the bytes of an image file, None where there is none. Raises ``TagError``
    or ``OSError`` where the file cannot be read."""
    data = cover_and_place(path)
    return None if data is None else data[0]


def cover_and_place(path: str) -> tuple[bytes, str] | None:
    """The same, and the name of the file beside it that is the cover: "" where it is inside."""
    embedded = tags.cover(path)
    if embedded:
        return embedded, ""
    beside = picture_beside(path)
    return None if beside is None else (beside.read_bytes(), beside.name)


def picture_beside(path: str) -> Path | None:
    """The picture of the folder that a song's file lies in; None where there is none."""
    return picture_in(os.path.dirname(path))
