"""Whose songs are where: artist and album of every song as numbers, for the map to name and picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from organizer.base.errors import printable
from organizer.base.folding import SEPARATOR, fold
from organizer.base.model import IntArray
from organizer.library.storage.database import Database


@dataclass(frozen=True, slots=True, eq=False)
class Residents:
    """Of songs in a given order."""

    artists: IntArray  #: shape=(n,), index into artist_names, -1 where a song names none
    artist_names: tuple[str, ...]
    albums: IntArray  #: shape=(n,), a number for each album, -1 where a song names none
    album_count: int


def residents(db: Database, ids: IntArray) -> Residents:
    """The artists and albums of these songs, by their ids. Long with many songs: call it from a job.

    A song with several artists counts for the first. Albums of one name are one where their artist is.
    """
    artist_of: dict[int, int] = {}
    album_of: dict[int, int] = {}
    artists: dict[str, int] = {}
    albums: dict[tuple[str, str], int] = {}
    names: list[str] = []
    folded: dict[str, int] = {}
    rows = db.read().execute("SELECT id, artist, album, album_artist, compilation FROM tracks")
    for song, artist, album, album_artist, compilation in rows:
        if artist:
            number = artists.get(artist)
            if number is None:
                name = artist.split(SEPARATOR, maxsplit=1)[0].strip()
                number = folded.setdefault(fold(name), len(names)) if name else -1
                artists[artist] = number
                if number == len(names):
                    names.append(printable(name))
            artist_of[song] = number
        if album:
            owner = album_artist or ("" if compilation else artist)
            album_of[song] = albums.setdefault((album, owner or ""), len(albums))
    listed = ids.tolist()
    return Residents(
        np.array([artist_of.get(song, -1) for song in listed], np.int64),
        tuple(names),
        np.array([album_of.get(song, -1) for song in listed], np.int64),
        len(albums),
    )


def titles_and_artists(db: Database, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Title and artists of a few songs, as they are shown, by their ids."""
    listed = [int(song) for song in ids]
    shown: dict[int, tuple[str, str]] = {}
    for start in range(0, len(listed), 500):
        part = listed[start : start + 500]
        rows = db.read().execute(
            f"SELECT id, display_title, artist FROM tracks WHERE id IN ({','.join('?' * len(part))})", part
        )
        for song, title, artist in rows:
            shown[song] = printable(title or ""), printable((artist or "").replace(SEPARATOR, ", "))
    return shown
