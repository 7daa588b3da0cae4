"""The picture that lies beside songs and is the cover of their folder: which of several, by its name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

#: Names that players and rippers give the cover of a folder, the first of them first.
_STEMS = ("cover", "folder", "front", "album", "albumart")
_ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
#: Every such name, in lower case, and its rank: the lowest goes before all others.
RANKS: Final = {
    stem + ending: (place, part) for place, stem in enumerate(_STEMS) for part, ending in enumerate(_ENDINGS)
}
_LARGEST = 32 * 2**20  #: bytes of a picture that is read
_MOST_FILES = 2_000  #: of a folder: one with more is no album, and listing it takes long


def picture_in(folder: str) -> Path | None:
    """The picture of a folder; None where there is none."""
    best: tuple[int, int] | None = None
    chosen = None
    try:
        with os.scandir(folder or ".") as entries:
            for count, entry in enumerate(entries):
                if count >= _MOST_FILES:
                    break
                rank = RANKS.get(entry.name.lower())
                if rank is not None and (best is None or rank < best) and fits(entry):
                    best, chosen = rank, Path(entry.path)
    except OSError:
        return None
    return chosen


def fits(entry: os.DirEntry[str]) -> bool:
    """Whether a file of such a name can be a cover. Raises ``OSError`` where nobody can look."""
    return entry.is_file() and 0 < entry.stat().st_size <= _LARGEST
