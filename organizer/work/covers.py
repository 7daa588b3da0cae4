"""The cover of a song: the one inside its file, else the picture that lies beside it."""

from __future__ import annotations

import os
from pathlib import Path

from organizer.library.tags import tags

#: Names that players and rippers give the cover of a folder, the first of them first.
NAMES = ("cover", "folder", "front", "album", "albumart")
_ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
_LARGEST = 32 * 2**20  #: bytes of a picture that is read
_MOST_FILES = 2_000  #: of a folder: one with more is no album, and listing it takes long


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
    best: tuple[int, int] | None = None
    chosen = None
    try:
        with os.scandir(os.path.dirname(path) or ".") as entries:
            for count, entry in enumerate(entries):
                if count >= _MOST_FILES:
                    break
                rank = _rank(entry.name)
                if rank is not None and (best is None or rank < best) and _fits(entry):
                    best, chosen = rank, Path(entry.path)
    except OSError:
        return None
    return chosen


def _rank(name: str) -> tuple[int, int] | None:
    stem, ending = os.path.splitext(name.lower())
    return (NAMES.index(stem), _ENDINGS.index(ending)) if stem in NAMES and ending in _ENDINGS else None


def _fits(entry: os.DirEntry[str]) -> bool:
    return entry.is_file() and 0 < entry.stat().st_size <= _LARGEST
