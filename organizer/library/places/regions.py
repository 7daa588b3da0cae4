"""Regions: named sets of songs, drawn on the map where their songs lie.

Songs are stored by their sound, so that a region outlives moved, renamed and retagged files, and knows a song
again that left the library and came back. A song is *chosen* by the person, has *joined* because it lies
among songs that were, or is *out*: taken out by the person, and never joined again.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from organizer.base.errors import UsageError, printable
from organizer.base.folding import fold
from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.library.storage.arrays import ids_of
from organizer.library.storage.database import Connection, Database

#: What a region says of a song.
Standing: TypeAlias = Literal["chosen", "joined", "out"]

#: Letters that a name may have: it is written on the map.
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Region:
    """A named set of songs."""

    number: int
    name: str
    colour: int  #: number of a colour of ``palette.group_colour``
    chosen: int = 0  #: songs in the library that the person put in
    joined: int = 0  #: songs in the library that joined
    playlist: str = ""  #: the saved playlist that its songs are added to

    @property
    def size(self) -> int:
        """Its songs in the library."""
        return self.chosen + self.joined


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The songs of a region that are in the library."""

    ids: IntArray  #: ascending, shape=(n,)
    joined: npt.NDArray[np.bool_]  #: shape=(n,), not chosen by the person


@dataclass(frozen=True, slots=True)
class Stored:
    """All that is stored of a region, to put it back."""

    row: tuple[object, ...]
    songs: tuple[tuple[str, str], ...]  #: sound and standing


_COLUMNS = "id, name, colour, created, unplaced, playlist_id"


def listed(db: Database) -> list[Region]:
    """All regions, by name."""
    rows = db.read().execute(
        """SELECT r.id, r.name, r.colour, total(s.standing = 'chosen'), total(s.standing = 'joined'), p.name
           FROM regions r LEFT JOIN (
             SELECT s.region_id, s.standing FROM region_songs s JOIN tracks t ON t.audio_hash = s.audio_hash
             WHERE s.standing != 'out'
           ) s ON s.region_id = r.id
           LEFT JOIN playlists p ON p.id = r.playlist_id
           GROUP BY r.id ORDER BY r.name COLLATE NOCASE, r.id"""
    )
    return [Region(int(n), str(name), int(c), int(a), int(b), str(p or "")) for n, name, c, a, b, p in rows]


def exist(db: Database) -> bool:
    """Whether there is any region, at a glance."""
    return bool(db.read().execute("SELECT EXISTS (SELECT 1 FROM regions)").fetchone()[0])


def of_number(db: Database, number: int) -> Region:
    """A region by its number. Raises ``UsageError`` when it is gone."""
    for region in listed(db):
        if region.number == number:
            return region
    raise UsageError(tr("this region is gone"), remedy=tr("make it again"))


def named(db: Database, name: str) -> Region:
    """A region by its name, whatever its letters' case and accents. Raises ``UsageError``."""
    regions = listed(db)
    for region in regions:
        if fold(region.name) == fold(name):
            return region
    others = ", ".join(printable(region.name) for region in regions)
    remedy = (
        tr("regions are {others}", others=others)
        if others
        else tr("make one with “organizer regions make NAME QUERY”")
    )
    raise UsageError(tr("there is no region “{name}”", name=printable(name)), remedy=remedy)


def members(db: Database, number: int) -> Members:
    """The songs of a region that are in the library."""
    rows = db.read().execute(
        """SELECT t.id, s.standing = 'joined' FROM region_songs s JOIN tracks t ON t.audio_hash = s.audio_hash
           WHERE s.region_id = ? AND s.standing != 'out' ORDER BY t.id""",
        (number,),
    )
    songs = np.array([tuple(row) for row in rows], np.int64).reshape(-1, 2)
    return Members(songs[:, 0], songs[:, 1] > 0)


def taken_out(db: Database, number: int) -> IntArray:
    """The songs in the library that a person took out of a region, ascending: shape=(n,)."""
    sql = """SELECT t.id FROM region_songs s JOIN tracks t ON t.audio_hash = s.audio_hash
             WHERE s.region_id = ? AND s.standing = 'out'"""
    return np.sort(ids_of(db.read(), sql, (number,)))


def newcomers(db: Database, number: int) -> IntArray:
    """The songs that a region was not made with, ascending: shape=(n,). They came to the library later, or
    had no place in the space yet; whether they belong to it is for the songs that it was made with to say."""
    row = db.read().execute("SELECT created, unplaced FROM regions WHERE id = ?", (number,)).fetchone()
    if row is None:
        return np.empty(0, np.int64)
    later = ids_of(db.read(), "SELECT id FROM tracks WHERE added > ?", (float(row[0]),))
    return np.union1d(later, _unpacked(row[1]))


def with_sound(db: Database) -> IntArray:
    """The songs that can be known again by their sound: shape=(n,)."""
    return ids_of(db.read(), "SELECT id FROM tracks WHERE audio_hash != ''")


def insert(db: Database, name: str, ids: Sequence[int] | IntArray, placed: IntArray) -> int:
    """A new region of chosen songs; its number. ``placed``: songs that have a place in the space by now.

    Raises ``UsageError`` for a name that cannot be, or that another region has.
    """
    with db.write() as connection:
        name = _free(connection, name, None)
        used = {row[0] for row in connection.execute("SELECT colour FROM regions")}
        colour = next(number for number in range(len(used) + 1) if number not in used)
        unplaced = np.setdiff1d(ids_of(connection, "SELECT id FROM tracks"), placed)
        cursor = connection.execute(
            "INSERT INTO regions (name, colour, created, unplaced) VALUES (?, ?, ?, ?)",
            (name, colour, time.time(), _packed(unplaced)),
        )
        number = int(cursor.lastrowid or 0)
        _set(connection, number, ids, "chosen")
    return number


def rename(db: Database, number: int, name: str) -> None:
    """Call a region otherwise. Raises as ``insert`` does."""
    with db.write() as connection:
        free = _free(connection, name, number)
        connection.execute("UPDATE regions SET name = ? WHERE id = ?", (free, number))


def recolour(db: Database, number: int, colour: int) -> None:
    """Draw a region in another colour."""
    with db.write() as connection:
        connection.execute("UPDATE regions SET colour = ? WHERE id = ?", (colour, number))


def delete(db: Database, number: int) -> None:
    """Forget a region; its songs and its playlist stay."""
    with db.write() as connection:
        connection.execute("DELETE FROM regions WHERE id = ?", (number,))


def set_standing(db: Database, number: int, ids: Sequence[int] | IntArray, standing: Standing) -> None:
    """Say what these songs are to a region. A song that was never analyzed has no sound to be known by."""
    with db.write() as connection:
        _set(connection, number, ids, standing)


def set_playlist(db: Database, number: int, playlist: str) -> None:
    """Add the songs of a region to this saved playlist from now on; empty: to none."""
    with db.write() as connection:
        connection.execute(
            "UPDATE regions SET playlist_id = (SELECT id FROM playlists WHERE name = ?) WHERE id = ?",
            (playlist, number),
        )


def stored(db: Database, number: int) -> Stored | None:
    """All that is stored of a region; None when it is not there."""
    connection = db.read()
    row = connection.execute(f"SELECT {_COLUMNS} FROM regions WHERE id = ?", (number,)).fetchone()
    if row is None:
        return None
    songs = connection.execute(
        "SELECT audio_hash, standing FROM region_songs WHERE region_id = ?", (number,)
    ).fetchall()
    return Stored(tuple(row), tuple((str(sound), str(standing)) for sound, standing in songs))


def put_back(db: Database, number: int, was: Stored | None) -> None:
    """Let a region be as it was stored; None: not at all."""
    with db.write() as connection:
        connection.execute("DELETE FROM regions WHERE id = ?", (number,))
        if was is None:
            return
        *row, playlist = was.row
        row[1] = _free(connection, str(row[1]), number, number_it=True)
        connection.execute(
            f"INSERT INTO regions ({_COLUMNS})"
            " VALUES (?, ?, ?, ?, ?, (SELECT id FROM playlists WHERE id = ?))",
            (*row, playlist),
        )
        connection.executemany(
            "INSERT INTO region_songs VALUES (?, ?, ?)",
            ((number, sound, standing) for sound, standing in was.songs),
        )


def of_songs(db: Database) -> Mapping[int, tuple[str, ...]]:
    """The regions that songs are in, by their ids; songs in none are left out."""
    names: dict[int, list[str]] = {}
    for track_id, name in db.read().execute(
        """SELECT t.id, r.name FROM region_songs s JOIN tracks t ON t.audio_hash = s.audio_hash
           JOIN regions r ON r.id = s.region_id
           WHERE s.standing != 'out' ORDER BY r.name COLLATE NOCASE"""
    ):
        names.setdefault(int(track_id), []).append(str(name))
    return {track_id: tuple(listed) for track_id, listed in names.items()}


def _set(connection: Connection, number: int, ids: Iterable[int], standing: Standing) -> None:
    connection.execute(
        """INSERT OR REPLACE INTO region_songs
           SELECT r.id, t.audio_hash, ? FROM json_each(?) asked JOIN tracks t ON t.id = asked.value
           JOIN regions r ON r.id = ? WHERE t.audio_hash != ''""",
        (standing, json.dumps([int(i) for i in ids]), number),
    )


def _free(connection: Connection, name: str, number: int | None, *, number_it: bool = False) -> str:
    """The name as it is stored, if no other region than ``number`` has it. ``number_it``: else with a number
    behind it."""
    name = " ".join(printable(name).split())
    if not name:
        raise UsageError(tr("a region needs a name"), remedy=tr("type one"))
    if len(name) > LONGEST_NAME:
        remedy = plural(
            "use at most {n} letter: it is written on the map",
            "use at most {n} letters: it is written on the map",
            LONGEST_NAME,
        )
        raise UsageError(tr("this name is too long"), remedy=remedy)
    taken = {
        fold(row[0]) for row in connection.execute("SELECT name FROM regions WHERE id IS NOT ?", (number,))
    }
    if fold(name) not in taken:
        return name
    if not number_it:
        raise UsageError(
            tr("there is a region “{name}” already", name=name),
            remedy=tr("choose another name, or add songs to it"),
        )
    return next(free for n in range(2, len(taken) + 3) if fold(free := f"{name} {n}") not in taken)


def _packed(ids: IntArray) -> bytes:
    """Ids in order, as the steps between them: runs of numbers take next to no room."""
    return zlib.compress(np.diff(np.sort(ids), prepend=0).astype("<i8").tobytes())


def _unpacked(packed: object) -> IntArray:
    """Damaged ones are none."""
    try:
        steps = zlib.decompress(packed) if isinstance(packed, bytes) else b""
    except zlib.error:
        steps = b""
    return np.cumsum(np.frombuffer(steps[: len(steps) // 8 * 8], "<i8")).astype(np.int64)
