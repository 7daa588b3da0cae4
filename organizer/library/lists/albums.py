"""The albums of the library: which song is on which, and songs put together album by album.

What an album is, browsing says: one name is one album where album artist or folder are one.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from organizer.base.errors import printable
from organizer.base.folding import SEPARATOR, fold
from organizer.base.model import IntArray
from organizer.library.lists.browsing import album_key
from organizer.library.storage.database import Database

VARIOUS = "Various artists"


@dataclass(frozen=True, slots=True)
class Album:
    """What is told of an album; ``sought`` is name and artist as they are typed."""

    name: str
    artist: str
    years: str  #: "1997", "1995–1999", "" where no song says it
    sought: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Albums:
    """All albums, by their numbers, and the songs on them."""

    all: tuple[Album, ...]
    of: IntArray  #: shape=(n,), by the id of a song: number of its album, -1 where it is on none
    place: IntArray  #: shape=(n,), by the id of a song: its place when all stand album by album


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Some songs, album by album; each album from its first song to its last."""

    albums: IntArray  #: shape=(k,), number of the album, -1 of the songs that are on none, which come last
    starts: IntArray  #: shape=(k + 1,), where in ``ids`` each begins, and the end
    ids: IntArray  #: shape=(n,)

    def songs(self, row: int) -> IntArray:
        """Ids of the songs of one of them. shape=(m,)"""
        own: IntArray = self.ids[self.starts[row] : self.starts[row + 1]]
        return own


def albums(db: Database, order: IntArray) -> Albums:
    """The albums of the library. Long with many songs: call it from a job.

    ``order``: ids of all songs, those of an album from its first to its last.
    """
    folded = functools.lru_cache(maxsize=None)(fold)
    numbers: dict[str, int] = {}
    names: list[Counter[str]] = []
    artists: list[dict[str, str]] = []
    owners: list[str] = []
    years: dict[int, set[str]] = defaultdict(set)
    connection = db.read()
    highest = connection.execute("SELECT COALESCE(MAX(id), 0) FROM tracks").fetchone()[0]
    of = np.full(highest + 1, -1, np.int64)
    sql = (
        "SELECT id, album, album_artist, artist, path, origin, date FROM tracks WHERE album != '' ORDER BY id"
    )
    for song, album, owner, artist, path, origin, date in connection.execute(sql):
        number = numbers.setdefault(album_key(album, owner, artist, path, origin, folded), len(numbers))
        if number == len(names):
            names.append(Counter())
            artists.append({})
            owners.append(owner or "")
        names[number][album] += 1
        first = (artist or "").split(SEPARATOR, maxsplit=1)[0].strip()
        if first:
            artists[number].setdefault(folded(first), first)
        if date and date[:4].isdigit():
            years[number].add(date[:4])
        if song <= highest:  # not one that came in between
            of[song] = number
    told = tuple(
        _album(names[n].most_common(1)[0][0], owners[n], artists[n], years[n]) for n in range(len(names))
    )
    order = order[order <= highest]
    place = np.zeros(highest + 1, np.int64)
    place[order] = np.arange(len(order))
    return Albums(told, of, place)


def _album(name: str, owner: str, artists: dict[str, str], years: set[str]) -> Album:
    name = printable(name)
    alone = next(iter(artists.values())) if len(artists) == 1 else VARIOUS if artists else ""
    artist = printable(owner.replace(SEPARATOR, ", ") if owner else alone)
    span = "–".join(dict.fromkeys((min(years), max(years)))) if years else ""
    return Album(name, artist, span, (fold(name), fold(artist)))


def shelf(known: Albums, ids: IntArray) -> Shelf:
    """These songs album by album: albums in the order in which their first songs come in ``ids``."""
    inside = np.clip(ids, 0, len(known.of) - 1)
    strange = ids != inside  # songs that came after the albums were read
    number = np.where(strange, -1, known.of[inside])
    first = np.full(len(known.all) + 1, len(ids), np.int64)
    first[number[::-1]] = np.arange(len(ids))[::-1]  # of what is assigned several times the last counts
    first[-1] = len(ids)
    begins = first[number]
    order = np.lexsort((known.place[inside], begins))
    begins = begins[order]
    starts = np.flatnonzero(np.diff(begins, prepend=-1))
    return Shelf(number[order][starts], np.append(starts, len(ids)), ids[order])
