"""What a selection is like: its genres, albums, years and tempos, found by SQLite."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.base.folding import SEPARATOR, fold
from organizer.base.model import IntArray
from organizer.library.lists.selections import OF, Totals, parts
from organizer.library.storage import arrays
from organizer.library.storage.database import Database

#: So many genres and covers are told.
_GENRES, _COVERS = 5, 4
#: Of the tempos this share at either end is left out: one wrong estimate would tell the range.
_RARE = 0.05

_YEAR = "CASE WHEN t.date GLOB '[0-9][0-9][0-9][0-9]*' THEN CAST(substr(t.date, 1, 4) AS INTEGER) END"
_TEMPO = "COALESCE(t.tagged_tempo, d.tempo)"


@dataclass(frozen=True, slots=True)
class Profile:
    """What many songs have in common, and between what they lie."""

    totals: Totals = Totals()
    albums: int = 0  #: those of one name are one, unless album artists tell them apart
    genres: tuple[tuple[str, int], ...] = ()  #: as most songs spell them, and how many songs; most first
    other_genres: int = 0  #: so many genres more
    years: tuple[int, int] | None = None
    tempos: tuple[float, float] | None = None  #: BPM, between which nearly all of them lie
    covers: tuple[int, ...] = ()  #: a song of each of the albums with the most songs


def profile(
    db: Database, ids: Sequence[int] | IntArray, check: Callable[[], None], totals: Totals
) -> Profile:
    """What these songs are like; ``totals`` is what they add up to. ``check`` is called now and then, and may
    raise."""
    genres: dict[str, Counter[str]] = defaultdict(Counter)
    albums: Counter[tuple[str, str]] = Counter()
    song_of: dict[tuple[str, str], int] = {}
    years: list[int] = []
    tempos = [np.empty(0)]
    read = db.read()
    for part in parts(ids):
        check()
        for text, songs in read.execute(f"SELECT t.genre, count(*) {OF} GROUP BY t.genre", (part,)):
            for genre in filter(None, text.split(SEPARATOR)):
                genres[fold(genre)][genre] += songs
        for artist, album, songs, first in read.execute(
            f"SELECT t.album_artist, t.album, count(*), min(t.id) {OF} WHERE t.album != '' GROUP BY 1, 2",
            (part,),
        ):
            key = (fold(artist), fold(album))
            albums[key] += songs
            song_of.setdefault(key, int(first))
        row = read.execute(f"SELECT min({_YEAR}), max({_YEAR}) {OF}", (part,)).fetchone()
        years += [int(year) for year in tuple(row) if year is not None]
        listed = f"""SELECT group_concat({_TEMPO}) {OF}
            LEFT JOIN descriptors d ON d.audio_hash = t.audio_hash WHERE {_TEMPO} > 0"""
        tempos.append(arrays.numbers(read.execute(listed, (part,)).fetchone()[0], np.float64))
    told = sorted(((c.most_common(1)[0][0], c.total()) for c in genres.values()), key=lambda g: (-g[1], g[0]))
    largest = sorted(albums, key=lambda key: (-albums[key], key))
    return Profile(
        totals,
        albums=len(albums),
        genres=tuple(told[:_GENRES]),
        other_genres=max(0, len(told) - _GENRES),
        years=(min(years), max(years)) if years else None,
        tempos=_most(np.concatenate(tempos)),
        covers=tuple(song_of[key] for key in largest[:_COVERS]),
    )


def _most(values: npt.NDArray[np.float64]) -> tuple[float, float] | None:
    if not len(values):
        return None
    values.sort()
    rare = int(len(values) * _RARE)
    return float(values[rare]), float(values[-1 - rare])
