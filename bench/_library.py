"""A very large library that never was, written into SQLite directly: a minute for a million songs.

Drawn so that it costs what a real one costs. Few artists have many songs and most have few; genres go by
artist, years by album; titles are made of words of which some are in thousands of them; some names are not in
Latin letters, and some songs have no tags. Hashes of sounds lie in no order, so that looking one up is a step
to another page. The vectors lie about their artist as an artist about its genre, and vary along their axes as
those of real music do (174 songs: 49 % of the variance along 8 of the 128 axes, 86 % along 48): as they are
what the ear tells and the places in the embedding, so that a map is made of them as of real ones.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from organizer.library.storage.database import Connection

WORDS = (
    "river night blue stone fire dance moon heart road light shadow dream "
    "summer winter gold silver train city rain wild love song lost home"
).split()
GENRES = ("Jazz", "Folk", "Rock", "Pop", "Classical", "Techno", "House", "Ambient", "Metal", "Blues")
KEYS = ("C", "Am", "G", "Em", "D", "Bm", "F", "Dm", "Eb", "Cm", "A", "F#m")
SOUNDS = ("rock", "pop", "jazz", "electronic", "ambient", "folk", "metal", "instrumental", "sad", "party")
_OTHER = ("Björk", "Ólafur", "Молчат", "久石", "Дом", "Señor", "Łona", "Øyvind", "かぜ", "نور")
_MODEL = "ab" * 16
_DIMENSIONS = 128
#: Songs drawn and written at once.
_PART = 20_000


@dataclass(frozen=True, slots=True)
class _Album:
    artist: str
    name: str
    genre: int
    year: int
    tracks: int
    folder: str


def fill(path: Path, songs: int, *, seed: int = 3, vectors: bool = False, words: bool = False) -> None:
    """Write a library of invented songs, 98 % of them analyzed. ``vectors``: with those of the ear, ready for
    a map; ``words``: with what a network says of each sound."""
    from organizer.library.storage.database import Database

    most = songs * 98 // 100
    albums = _albums(random.Random(seed), songs)
    with Database(path) as db:
        db.read().executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -600000")
        with db.write() as connection:
            _insert(connection, "tracks", _SONG, _songs(albums, songs, seed))
            # as they would lie after years: in the order of the hashes where that is how a table is kept
            by_hash = sorted((sound_of(number), number) for number in range(most))
            _insert(connection, "descriptors", _SOUND, _descriptors(by_hash, seed))
            if words:
                _insert_words(connection, by_hash, albums, songs, seed)
        with db.write() as connection:
            if vectors:
                _insert_vectors(connection, albums, songs, most, seed)
            else:
                places = random.Random(seed)
                rows = ((i + 1, places.randrange(900), places.randrange(10)) for i in range(most))
                for row in _parts(rows):
                    cells = [(song, cell) for song, cell, _ in row]
                    connection.executemany("INSERT INTO track_cells (track_id, cell) VALUES (?, ?)", cells)
                    groups = [(song, group) for song, _, group in row]
                    connection.executemany(
                        "INSERT INTO track_groups (track_id, number) VALUES (?, ?)", groups
                    )
        db.read().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sound_of(number: int) -> str:
    """The hash of the sound of a song, by its number."""
    return hashlib.blake2b(number.to_bytes(8, "big"), digest_size=16).hexdigest()


_SONG = (
    "path, size, mtime_ns, ctime_ns, inode, audio_hash, added, display_title, title, artist, album_artist, "
    "album, genre, date, track, isrc, format, duration, bitrate, sample_rate, channels"
)
_SOUND = (
    "audio_hash, version, tempo, tempo_confidence, key, key_confidence, loudness, loudness_range, "
    "brightness, percussiveness, energy"
)


def _parts(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    iterator = iter(rows)
    while part := list(islice(iterator, _PART)):
        yield part


def _insert(connection: Connection, table: str, names: str, rows: Iterable[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * (names.count(",") + 1))
    connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _albums(rng: random.Random, songs: int) -> list[_Album]:
    """Albums with their artists, enough for so many songs; the most songs of one artist are about a
    hundredth of a percent to half of one percent."""
    vocabulary = _vocabulary(rng)
    albums: list[_Album] = []
    artists = made = 0
    while made < songs:
        artists += 1
        first = rng.choice(_OTHER) if rng.random() < 0.06 else rng.choice(vocabulary).title()
        artist = f"{first} {rng.choice(vocabulary).title()} {artists}"
        genre, year = rng.randrange(len(GENRES)), rng.randrange(1960, 2020)
        for number in range(min(1 + int(rng.paretovariate(0.9)), max(3, songs // 2400))):
            name = f"{rng.choice(vocabulary).title()} of {rng.choice(vocabulary).title()}"
            tracks = rng.choice((1, 2, 5, 9, 10, 11, 12, 12, 13, 14, 16, 18))
            made += tracks
            folder = f"/music/{artist}/{year + number % 30} {name}"
            albums.append(_Album(artist, name, genre, year + number % 30, tracks, folder))
            if made >= songs:
                break
    return albums


def _vocabulary(rng: random.Random) -> list[str]:
    """Two thousand words, of which the first are drawn as often as a hundred of the last."""
    syllables = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "on")]
    made = ["".join(rng.choices(syllables, k=rng.choice((2, 2, 3)))) for _ in range(1976)]
    listed = [*WORDS, *made]
    return [word for rank, word in enumerate(listed) for _ in range(max(1, 200 // (rank + 2)))]


def _songs(albums: list[_Album], songs: int, seed: int) -> Iterator[tuple[object, ...]]:
    rng = random.Random(seed + 1)
    vocabulary = _vocabulary(random.Random(seed))
    now, number = time.time(), 0
    for album in albums:
        added = now - 90_000 - rng.random() * 300_000_000
        for track in range(album.tracks):
            if number == songs:
                return
            title = " ".join(rng.choices(vocabulary, k=rng.choice((1, 2, 3, 3, 4)))).title()
            tagged = number % 50 != 49
            yield (
                f"{album.folder}/{track + 1:02d} {title}.{number}.mp3".encode(),
                4_000_000 + number,
                number,
                number,
                10_000_000 + number,
                sound_of(number),
                added,
                title,
                title if tagged else "",
                album.artist if tagged else "",
                album.artist if number % 7 == 0 else "",
                album.name if tagged else "",
                GENRES[album.genre] if tagged else "",
                str(album.year) if tagged else "",
                f"{track + 1}/{album.tracks}",
                "",
                "MP3",
                180 + rng.random() * 200,
                192_000,
                44_100,
                2,
            )
            number += 1


def _descriptors(by_hash: list[tuple[str, int]], seed: int) -> Iterator[tuple[object, ...]]:
    rng = random.Random(seed + 2)
    for sound, number in by_hash:
        yield (
            sound,
            1,
            60 + rng.random() * 120,
            rng.random(),
            KEYS[number * 7 % len(KEYS)],
            rng.random(),
            -20 + rng.random() * 14,
            rng.random() * 12,
            rng.random(),
            rng.random(),
            rng.random(),
        )


def _genres(albums: list[_Album], songs: int) -> tuple[np.ndarray, np.ndarray]:
    """The genre and the artist of each song, as numbers."""
    tracks = np.array([album.tracks for album in albums])
    numbers = {name: at for at, name in enumerate(dict.fromkeys(album.artist for album in albums))}
    genre = np.repeat([album.genre for album in albums], tracks)[:songs]
    artist = np.repeat([numbers[album.artist] for album in albums], tracks)[:songs]
    return genre, artist


def _insert_words(
    connection: Connection, by_hash: list[tuple[str, int]], albums: list[_Album], songs: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    genre, _ = _genres(albums, songs)
    connection.execute("INSERT OR REPLACE INTO network VALUES (1, ?)", (_MODEL,))
    connection.executemany(
        "INSERT INTO network_tag_names VALUES (?, ?, ?)", [(_MODEL, n, w) for n, w in enumerate(SOUNDS)]
    )
    for start in range(0, len(by_hash), _PART):
        part = by_hash[start : start + _PART]
        said = rng.beta(0.4, 6.0, (len(part), len(SOUNDS)))
        said[np.arange(len(part)), genre[[n for _, n in part]] % len(SOUNDS)] = rng.beta(3, 3, len(part))
        packed = said.astype("<f2")
        connection.executemany(
            "INSERT INTO network_tags VALUES (?, ?, ?)",
            [(_MODEL, sound, row.tobytes()) for (sound, _), row in zip(part, packed, strict=True)],
        )


def points(
    genre: np.ndarray, artist: np.ndarray, *, seed: int, dimensions: int = _DIMENSIONS
) -> Iterator[np.ndarray]:
    """Where songs lie, some at a time: of length 1, about their artist."""
    rng = np.random.default_rng(seed)
    spread = (np.arange(dimensions, dtype=np.float32) + 2) ** -0.62
    genres = 0.8 * spread * rng.standard_normal((int(genre.max(initial=0)) + 1, dimensions), np.float32)
    artists = 0.7 * spread * rng.standard_normal((int(artist.max(initial=0)) + 1, dimensions), np.float32)
    for start in range(0, len(genre), _PART):
        part = slice(start, start + _PART)
        own = 0.6 * spread * rng.standard_normal((len(genre[part]), dimensions), np.float32)
        rows = genres[genre[part]] + artists[artist[part]] + own
        yield (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _insert_vectors(connection: Connection, albums: list[_Album], songs: int, most: int, seed: int) -> None:
    """Vectors of the ear that are places already, beside axes that leave them as they are."""
    import struct

    from organizer.analysis.space.matrix import Axes
    from organizer.base.descriptors import FEATURE_VERSION

    eye, zero = np.eye(_DIMENSIONS, dtype=np.float32), np.zeros(_DIMENSIONS, np.float32)
    axes = Axes(zero, (eye,), (1.0,), zero, eye, most, FEATURE_VERSION)
    connection.execute(
        "INSERT OR REPLACE INTO axes VALUES (1, ?, ?, '')",
        (FEATURE_VERSION, struct.pack("<Q", most) + axes.to_bytes()),
    )
    genre, artist = _genres(albums, songs)
    number = 0
    for rows in points(genre[:most], artist[:most], seed=seed):
        blobs = [row.tobytes() for row in rows]
        connection.executemany(
            "INSERT INTO features VALUES (?, ?, ?, 0)",
            [(sound_of(number + n), FEATURE_VERSION, blob) for n, blob in enumerate(blobs)],
        )
        connection.executemany(
            "INSERT INTO embeddings VALUES (?, ?)", [(number + n + 1, blob) for n, blob in enumerate(blobs)]
        )
        number += len(rows)
