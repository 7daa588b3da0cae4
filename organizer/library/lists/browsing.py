"""The library by artist, album, genre, decade and folder: what there is of each, and its songs.

Spellings that differ in case, accents or width are one entry, called as most of its songs call it. A song
with several artists or genres is listed under each, one without any under an entry whose key and name are
empty: songs that lack a tag are those that are looked for.
"""

from __future__ import annotations

import enum
import functools
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from organizer.base.errors import printable
from organizer.base.folding import SEPARATOR, fold, order_key
from organizer.base.model import IntArray
from organizer.library.storage.database import Database

#: Between the parts of the key of an album.
_AND = "\x1f"


class Kind(enum.Enum):
    """What the library can be browsed by."""

    ARTIST = "artist"
    ALBUM = "album"
    GENRE = "genre"
    DECADE = "decade"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Entry:
    """One artist, album, genre, decade or folder."""

    key: str  #: by which its songs are found again; empty for those that have none
    name: str  #: as most of its songs spell it; empty for those
    about: str  #: what tells it from others of its name: the artist of an album, the whole path of a folder
    songs: int


def entries(db: Database, kind: Kind) -> list[Entry]:
    """All of a kind, in alphabetical order; last that of the songs that have none, without a name."""
    names: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for _, key, name, about in _labels(db, kind):
        names[key][name, about] += 1
    listed = []
    for key, spellings in names.items():
        (name, about), _ = spellings.most_common(1)[0]
        listed.append(Entry(key, name, about, spellings.total()))
    listed.sort(key=lambda entry: (not entry.key, order_key(entry.name), entry.about))
    return listed


def songs(db: Database, kind: Kind, key: str) -> IntArray:
    """Ids of the songs of an entry, ascending. shape=(k,)"""
    import numpy as np  # not before: the side bar is there before it is loaded

    return np.array([track_id for track_id, own, *_ in _labels(db, kind) if own == key], np.int64)


def is_browsed(scope: str) -> bool:
    """Whether ``scope`` is a kind and a key: "artist abba"."""
    return scope.partition(" ")[0] in {kind.value for kind in Kind}


def album_key(
    album: str, album_artist: str, artist: str, path: bytes, origin: str, folded: Callable[[str], str]
) -> str:
    """What tells the album of a song from others; ``folded`` folds a text. Without an album artist the folder
    tells albums of one name apart, not the artists of its songs."""
    if album_artist:
        own = folded(album_artist)
    else:
        own = os.path.dirname(os.fsdecode(path)) if origin == "file" else folded(artist)
    return folded(album) + _AND + own


def _labels(db: Database, kind: Kind) -> Iterator[tuple[int, str, str, str]]:
    """Of each song and each of its entries: its id, the key, the name and what tells it apart."""
    folded = functools.lru_cache(maxsize=None)(fold)  # most are there many times
    if kind is Kind.FOLDER:
        for track_id, path in db.read().execute(
            "SELECT id, CASE origin WHEN 'file' THEN path ELSE '' END FROM tracks ORDER BY id"
        ):
            folder = os.path.dirname(os.fsdecode(path))
            yield track_id, folder, printable(os.path.basename(folder) or folder), printable(folder)
        return
    if kind is Kind.DECADE:
        for track_id, date in db.read().execute("SELECT id, date FROM tracks ORDER BY id"):
            is_dated = date[:4].isascii() and date[:4].isdigit() and len(date) >= 4
            decade = f"{date[:3]}0s" if is_dated else ""
            yield track_id, decade, decade, ""
        return
    if kind is Kind.ALBUM:
        sql = "SELECT id, album, album_artist, artist, path, origin FROM tracks ORDER BY id"
        for track_id, album, album_artist, artist, path, origin in db.read().execute(sql):
            if not album:
                yield track_id, "", "", ""
                continue
            key = album_key(album, album_artist, artist, path, origin, folded)
            yield track_id, key, album, _first(album_artist or artist)
        return
    column = "COALESCE(NULLIF(artist, ''), album_artist)" if kind is Kind.ARTIST else "genre"
    for track_id, text in db.read().execute(f"SELECT id, {column} FROM tracks ORDER BY id"):
        seen = set()
        for value in (text or "").split(SEPARATOR):
            key = folded(value.strip())
            if key and key not in seen:
                seen.add(key)
                yield track_id, key, value.strip(), ""
        if not seen:
            yield track_id, "", "", ""


def _first(values: str) -> str:
    return values.split(SEPARATOR, maxsplit=1)[0].strip()
