"""Columns of many songs at once, for what looks at the library as a whole: names, order, ways."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.base.descriptors import DESCRIPTOR_UNITS
from organizer.base.folding import SEPARATOR, fold
from organizer.base.model import IntArray
from organizer.library.lists.analysis_columns import (
    DESCRIPTOR_COLUMNS,
    JOIN_ANALYSIS,
    PLACE_ON_WHEEL,
    TEMPO,
)
from organizer.library.lists.artist_names import artists_of
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


@dataclass(frozen=True, slots=True)
class Identities:
    """Which songs are by one artist or are one recording, as numbers; a row for each song asked for."""

    artists: IntArray  #: shape=(n,), the same for the same artist, −1 for none
    recordings: IntArray  #: shape=(n,), the same row for the same sound, and for a title of an artist
    here: npt.NDArray[np.bool_]  #: shape=(n,), as in ``Overview``


def identities(db: Database, track_ids: IntArray) -> Identities:
    """By whom and of what these songs are. Reads the library once, however many are asked for."""
    place = {int(track_id): i for i, track_id in enumerate(track_ids)}
    artists = np.full(len(track_ids), -1, np.int64)
    recordings = np.arange(len(track_ids), dtype=np.int64)
    here = np.zeros(len(track_ids), bool)
    by_artist: dict[str, int] = {}
    by_sound: dict[str, int] = {}
    by_title: dict[tuple[int, str], int] = {}
    rows = db.read().execute(
        """SELECT id, COALESCE(NULLIF(artist, ''), album_artist), title, available,
        CASE WHEN stale THEN '' ELSE audio_hash END FROM tracks ORDER BY id"""
    )
    for track_id, artist, title, available, sound in rows:
        i = place.get(track_id)
        if i is None:
            continue
        here[i] = available
        first = fold(artist.partition(SEPARATOR)[0]).strip()
        if first:
            artists[i] = by_artist.setdefault(first, len(by_artist))
        code = by_sound.get(sound, i) if sound else i
        if first and title:
            code = by_title.setdefault((int(artists[i]), fold(title)), code)
        if sound:
            by_sound.setdefault(sound, code)
        recordings[i] = code
    return Identities(artists, recordings, here)


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


@dataclass(frozen=True, slots=True)
class ListColumns:
    """What rules for playlists look at; a row for each song asked for, in that order."""

    artists: list[tuple[str, ...]]  #: as they are compared; none where nobody is named
    names: list[str]  #: the first artist as it is tagged
    albums: list[str]  #: one text for one album, "" for none
    album_names: list[str]  #: as they are tagged
    seconds: npt.NDArray[np.float64]
    tempo: npt.NDArray[np.float64]  #: as it is shown: what the tag tells, else the estimate; NaN for none
    energy: npt.NDArray[np.float64]
    camelot: list[str]  #: the place of the key that is shown, "" where it is unknown or unsure
    here: npt.NDArray[np.bool_]
    there: npt.NDArray[np.bool_]  #: whether the library has the song at all
    tabled: npt.NDArray[np.bool_]  #: whether it is known from a table alone, and has no file


def list_columns(db: Database, track_ids: IntArray) -> ListColumns:
    """What rules for playlists look at."""
    wanted = np.asarray(track_ids, np.int64)
    places: dict[int, list[int]] = {}
    for at, track_id in enumerate(wanted.tolist()):
        places.setdefault(track_id, []).append(at)
    count = len(wanted)
    artists: list[tuple[str, ...]] = [()] * count
    names, albums, album_names, camelot = ([""] * count for _ in range(4))
    numbers = np.full((3, count), np.nan)
    here, there, tabled = (np.zeros(count, bool) for _ in range(3))
    sql = f"""SELECT t.id, COALESCE(NULLIF(t.artist, ''), t.album_artist), t.album, t.album_artist, t.path,
        t.available, t.origin = 'table', t.duration, {TEMPO}, {DESCRIPTOR_COLUMNS["energy"]}, {PLACE_ON_WHEEL}
      FROM json_each(?) asked CROSS JOIN tracks t ON t.id = asked.value
      {JOIN_ANALYSIS} LEFT JOIN folded f ON f.track_id = t.id"""
    for row in db.read().execute(sql, (json.dumps(list(places)),)):
        track_id, artist, album, album_artist, path, available, of_table, *values, place = tuple(row)
        for at in places[track_id]:
            artists[at], names[at] = artists_of(artist), artist.partition(SEPARATOR)[0]
            album_names[at] = album.partition(SEPARATOR)[0]
            if album:
                albums[at] = f"{fold(album)}\n{fold(album_artist) or os.path.dirname(path or b'')!r}"
            numbers[:, at] = [np.nan if value is None else value for value in values]
            camelot[at], here[at], there[at] = place or "", bool(available), True
            tabled[at] = bool(of_table)
    seconds, tempo, energy = np.nan_to_num(numbers[0]), numbers[1], numbers[2]
    return ListColumns(
        artists, names, albums, album_names, seconds, tempo, energy, camelot, here, there, tabled
    )
