"""The albums that songs belong to, as tidying up sees them: an album is a name in one place.

A folder, or folders "CD 1", "CD 2" in one, are a place; where all songs name one album artist, so is that
name. Albums of one name by one artist that were not one release ("Weezer", three times) are told apart by
folder, year and track numbers that clash.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from organizer.base.folding import fold
from organizer.library.lists.tidying import Row
from organizer.work.tidying.spelling import key

T = TypeVar("T")

_DISC_FOLDER = re.compile(r"^(cd|dis[ck]|disque)[\s._-]*\d{1,2}\b", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(\d{1,4})\s*(?:(?:/|of)\s*(\d{1,4}))?\s*$")


@dataclass(frozen=True, slots=True)
class Album:
    """The songs of one album."""

    key: str
    name: str  #: as most of its songs call it
    rows: tuple[Row, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """Its songs."""
        return tuple(row.id for row in self.rows)

    @property
    def subject(self) -> str:
        """Name and artist, as they are shown."""
        artist = owner(self.rows)
        return f"{self.name} – {artist}" if artist else self.name


def owner(rows: Sequence[Row]) -> str:
    """Whose album it is: the album artist of most songs, else their artist when it is one; else nothing."""
    named = [row.album_artist for row in rows if row.album_artist]
    if named:
        return ", ".join(most_common(named))
    artists = {fold(row.artist[0]) for row in rows if row.artist}
    return next(row.artist[0] for row in rows if row.artist) if len(artists) == 1 else ""


def most_common(values: Iterable[T]) -> T:
    """What is there most often; of several, what came first."""
    counts: dict[T, int] = defaultdict(int)
    for value in values:
        counts[value] += 1
    return max(counts, key=counts.__getitem__)


@lru_cache(maxsize=4096)
def place(folder: str) -> str:
    """The folder of an album: that above "CD 1"."""
    return os.path.dirname(folder) if _DISC_FOLDER.match(os.path.basename(folder)) else folder


@lru_cache(maxsize=65536)
def number_of(text: str) -> tuple[int | None, int | None]:
    """ "3/12" as 3 and 12; None for what is not told, or is no number ("A1")."""
    match = _NUMBER.match(text)
    if match is None:
        return None, None
    total = int(match[2]) if match[2] else None
    return int(match[1]), total or None


@lru_cache(maxsize=65536)
def folder_disc(folder: str) -> int | None:
    """The disc that a folder is called after."""
    match = _DISC_FOLDER.match(os.path.basename(folder))
    return int(re.findall(r"\d+", match[0])[0]) if match else None


def position(row: Row) -> tuple[int, int] | None:
    """Disc and track; None without a track number. Numbers as 101, 201 hold both."""
    number = number_of(row.track)[0]
    if number is None:
        return None
    disc = number_of(row.disc)[0] or folder_disc(row.folder)
    return disc or 1, number


def albums(rows: Iterable[Row]) -> list[Album]:
    """The albums of these songs."""
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.album:
            by = fold(", ".join(row.album_artist)) if row.album_artist else place(row.folder)
            grouped[fold(row.album), by].append(row)
    return [
        Album(f"{name}\n{by}{mark}", most_common(row.album for row in own), tuple(own))
        for (name, by), several in grouped.items()
        for mark, own in _releases(several)
    ]


def _releases(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Apart what only has one name: other folders, other years, and other songs in the same places."""
    folders: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        folders[place(row.folder)].append(row)
    if len(folders) == 1 or not clashes(rows):
        return [("", rows)]
    years = [{row.date[:4] for row in own if row.date} for own in folders.values()]
    apart = all(len(own) == 1 for own in years) and len(set.union(*years)) == len(years)
    inside = not any(clashes(own) for own in folders.values())
    if apart or inside:
        return [(f"\n{folder}", own) for folder, own in folders.items()]
    return [("", rows)]


def clashes(rows: Iterable[Row]) -> int:
    """How many places (disc and track) hold songs of different titles."""
    titles: dict[tuple[int, int], set[str]] = defaultdict(set)
    for row in rows:
        at = position(row)
        if at is not None and row.title:
            titles[at].add(key(row.title))
    return sum(len(own) > 1 for own in titles.values())


def shared_titles(some: Iterable[Row], others: Iterable[Row]) -> set[str]:
    """Titles, folded, that both have."""
    return {key(row.title) for row in some if row.title} & {key(row.title) for row in others if row.title}
