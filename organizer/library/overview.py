"""Columns of many songs at once, for what looks at the library as a whole: naming, spacing of artists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.base.descriptors import DESCRIPTOR_UNITS
from organizer.base.folding import SEPARATOR
from organizer.base.model import IntArray
from organizer.library.query import DESCRIPTOR_COLUMNS, JOIN_ANALYSIS
from organizer.library.storage.database import Database


@dataclass(frozen=True, slots=True)
class Overview:
    """A row for each song asked for, in that order; songs that are not in the library have empty rows."""

    track_ids: IntArray  #: shape=(n,)
    descriptors: dict[str, npt.NDArray[np.float64]]  #: name → shape=(n,), NaN where not known
    genres: list[tuple[str, ...]]
    artists: list[tuple[str, ...]]
    moods: list[tuple[str, ...]]
    dates: list[str]  #: as tagged: "1969", "1969-08-15"
    here: npt.NDArray[np.bool_]  #: shape=(n,), in the library, and their files are there


def overview(db: Database, track_ids: IntArray) -> Overview:
    """The descriptors, genres and artists of these songs."""
    wanted = np.asarray(track_ids, np.int64)
    names = tuple(DESCRIPTOR_UNITS)
    values = np.full((len(names), len(wanted)), np.nan)
    genres: list[tuple[str, ...]] = [()] * len(wanted)
    artists: list[tuple[str, ...]] = [()] * len(wanted)
    moods: list[tuple[str, ...]] = [()] * len(wanted)
    dates = [""] * len(wanted)
    here = np.zeros(len(wanted), bool)
    place = {int(track_id): i for i, track_id in enumerate(wanted)}
    sql = f"""SELECT t.id, t.genre, COALESCE(NULLIF(t.artist, ''), t.album_artist), t.date, t.available,
        t.mood,
        {", ".join(DESCRIPTOR_COLUMNS[name] for name in names)}
      FROM tracks t {JOIN_ANALYSIS}"""
    for start in range(0, len(wanted), 500):
        part = [int(i) for i in wanted[start : start + 500]]
        for row in db.read().execute(f"{sql} WHERE t.id IN ({','.join('?' * len(part))})", part):
            i = place[row[0]]
            genres[i] = tuple(row[1].split(SEPARATOR)) if row[1] else ()
            artists[i] = tuple(row[2].split(SEPARATOR)) if row[2] else ()
            dates[i] = row[3].partition(SEPARATOR)[0]
            here[i] = row[4]
            moods[i] = tuple(row[5].split(SEPARATOR)) if row[5] else ()
            values[:, i] = [np.nan if value is None else value for value in tuple(row)[6:]]
    return Overview(wanted, dict(zip(names, values, strict=True)), genres, artists, moods, dates, here)
