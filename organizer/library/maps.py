"""The map, the groups and the space they live in, kept between sessions."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import NAME_SEPARATOR, Group, Grouping, MusicMap, NamedIsland, Proposal, Space
from organizer.base.language import kept, recognised, told, tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import network_vectors
from organizer.library.storage import stored
from organizer.library.storage.database import Connection, Database

#: Places that are read at once: other threads wait for a few milliseconds.
_AT_ONCE = 2_048


def save_axes(db: Database, version: int, payload: bytes, *, model: str = "") -> None:
    """Freeze the axes of the embedding, fitted on vectors of ``version`` and of the network ``model``, if
    there is one; old places are dropped, and what a network said that these axes replace."""
    with db.write() as connection:
        before = connection.execute("SELECT model FROM axes").fetchone()
        connection.execute("INSERT OR REPLACE INTO axes VALUES (1, ?, ?, ?)", (version, payload, model))
        if before is not None and before[0] != model:
            network_vectors.forget_replaced(connection, before[0])
        connection.execute("DELETE FROM embeddings")


def load_axes(db: Database) -> tuple[int, bytes, str] | None:
    """(feature version, payload, network or "") of the frozen axes."""
    row = db.read().execute("SELECT version, payload, model FROM axes").fetchone()
    if row is None:
        return None
    if isinstance(row[0], int) and isinstance(row[1], bytes) and isinstance(row[2], str):
        return row[0], row[1], row[2]
    drop_axes(db)
    return None


def drop_axes(db: Database) -> None:
    """The axes are damaged: they are fitted anew, and songs get their places by them."""

    def delete(connection: Connection) -> None:
        connection.execute("DELETE FROM axes")
        connection.execute("DELETE FROM embeddings")

    stored.drop(db, tr("the axes of the map were damaged and are made anew"), delete)


def save_embedding(db: Database, track_ids: IntArray, vectors: FloatArray) -> None:
    """Add or replace the places of songs in the embedding: ids shape=(n,), vectors shape=(n, d)."""
    packed = np.ascontiguousarray(vectors, np.float32)
    with db.write() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO embeddings SELECT id, ? FROM tracks WHERE id = ?",
            ((packed[i].tobytes(), int(track_id)) for i, track_id in enumerate(track_ids)),
        )


def load_embedding(db: Database) -> tuple[IntArray, FloatArray]:
    """Every embedded song: ids shape=(n,), ascending, and vectors shape=(n, d), float32.

    Beside them only a part of the rows is in memory at a time.
    """
    connection = db.read()
    size, most = _size_of_places(connection)
    ids = np.empty(most, np.int64)
    matrix = np.empty((most, size // 4), np.float32)
    count, damaged = 0, []  # type: int, list[int]
    rows = connection.execute("SELECT track_id, vector FROM embeddings ORDER BY track_id")
    while part := rows.fetchmany(_AT_ONCE):
        songs, vectors, broken = stored.stacked(part, size)
        end = count + len(songs)
        if end > len(ids):  # songs came since they were counted
            ids = np.concatenate((ids[:count], np.empty(end, np.int64)))
            matrix = np.concatenate((matrix[:count], np.empty((end, size // 4), np.float32)))
        ids[count:end], matrix[count:end] = songs, vectors
        count = end
        damaged += broken
    if damaged:
        stored.drop(
            db,
            tr("places of songs were damaged and are made anew"),
            lambda connection: connection.executemany(
                "DELETE FROM embeddings WHERE track_id = ?", [(i,) for i in damaged]
            ),
        )
    if not count:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    return ids[:count], matrix[:count]


def _size_of_places(connection: Connection) -> tuple[int, int]:
    """The bytes of a place, as most of some have it, and how many songs can have one."""
    lengths = connection.execute(
        "SELECT length(vector) FROM (SELECT vector FROM embeddings WHERE typeof(vector) = 'blob' LIMIT 100)"
    )
    sizes = Counter(int(row[0]) for row in lengths)
    size = max(sizes, key=lambda one: (one > 0, sizes[one]), default=0)
    # songs are counted by an index: to count places, all of them would have to be read
    return size, int(connection.execute("SELECT count(*) FROM tracks").fetchone()[0]) if size else 0


def place_changes(db: Database) -> int | None:
    """A number that is another one when other songs can be compared, or by other places; None in a damaged
    library, where nothing can be said."""
    row = db.read().execute("SELECT number FROM place_changes").fetchone()
    return row[0] if row is not None and isinstance(row[0], int) else None


def save_map(db: Database, music_map: MusicMap) -> None:
    """Replace the stored map, with the cell of every song on it."""
    header, codebook = packed(music_map)
    with db.write() as connection:
        connection.execute("INSERT OR REPLACE INTO map VALUES (1, ?, ?)", (header, codebook))
        connection.execute("DELETE FROM track_cells")
        connection.executemany(
            "INSERT INTO track_cells (track_id, cell, y, x) SELECT id, ?, ?, ? FROM tracks WHERE id = ?",
            _rows(music_map),
        )


def packed(music_map: MusicMap) -> tuple[str, bytes]:
    """A map without its songs, as it is stored: a header as JSON, and the codebook."""
    header = {
        "rows": music_map.rows,
        "columns": music_map.columns,
        "toroidal": music_map.toroidal,
        "seed": music_map.seed,
        "feature_version": music_map.feature_version,
        "names": [kept(name) for name in music_map.names],
        "spoken": True,
        "quantization_error": music_map.quantization_error,
        "topographic_error": music_map.topographic_error,
        "trained_on": music_map.trained_on,
        "library_size": music_map.library_size,
        "space": asdict(music_map.space),
        "chosen": music_map.chosen,
        "made_of": music_map.made_of,
        "cut": music_map.cut,
    }
    return json.dumps(header), np.ascontiguousarray(music_map.codebook, np.float32).tobytes()


def _rows(music_map: MusicMap) -> Iterator[tuple[int, float | None, float | None, int]]:
    """Cell, row and column of each song on a map, and the song."""
    places = [(None, None)] * len(music_map.cells) if music_map.places is None else music_map.places.tolist()
    for cell, (row, column), track_id in zip(
        music_map.cells.tolist(), places, music_map.track_ids.tolist(), strict=True
    ):
        yield cell, row, column, track_id


def load_map(db: Database) -> MusicMap | None:
    """The stored map, or None when none was built yet."""
    row = db.read().execute("SELECT header, codebook FROM map").fetchone()
    if row is None:
        return None
    try:
        columns = json.loads(row[0])["columns"]
        return unpacked(row[0], row[1], *_songs(db, columns))
    except stored.UNREADABLE:
        stored.drop(
            db,
            tr("the map was damaged and is made anew"),
            lambda connection: connection.execute("DELETE FROM map"),
        )
        return None


def unpacked(
    text: str, centers: bytes, track_ids: IntArray, cells: IntArray, places: FloatArray | None
) -> MusicMap:
    """A map as it was ``packed``, with its songs. Raises one of ``stored.UNREADABLE`` for what is damaged."""
    header = json.loads(text)
    say = told if header.pop("spoken", False) else _name
    header["names"] = tuple(map(say, header["names"]))
    header["space"] = _space(header.get("space", {}))
    cut = header.pop("cut", None)
    size = header["rows"] * header["columns"]
    codebook = np.frombuffer(centers, np.float32).reshape(size, -1)
    made = MusicMap(codebook=codebook, track_ids=track_ids, cells=cells, places=places, **header)
    if isinstance(cut, list) and len(cut) == 2 and all(type(line) is int for line in cut):
        made = replace(made, cut=(cut[0] % made.rows, cut[1] % made.columns))
    whole = (made.rows, made.columns, made.trained_on, made.library_size, made.seed)
    errors = (made.quantization_error, made.topographic_error)
    if not (
        all(type(value) is int and value >= 0 for value in whole)
        and all(isinstance(value, int | float) and math.isfinite(value) for value in errors)
        and 0 < size == len(made.names)
        and all(isinstance(name, str) for name in made.names)
        and isinstance(made.made_of, str)
        and codebook.size
        and np.isfinite(codebook).all()
        and (not len(cells) or 0 <= cells.min() <= cells.max() < size)
    ):
        raise ValueError("not a map")
    return made


def _songs(db: Database, columns: int) -> tuple[IntArray, IntArray, FloatArray | None]:
    """The songs on the map, ascending, their cells, and their places; None where these are not known, or do
    not lie in the cells."""
    rows = db.read().execute(
        "SELECT track_id, cell, CASE typeof(y) WHEN 'real' THEN y END, CASE typeof(x) WHEN 'real' THEN x END"
        " FROM track_cells WHERE typeof(cell) = 'integer' ORDER BY track_id"
    )
    # one by one: an array of all the rows at once would hold up the window's thread
    values = (math.nan if value is None else value for row in rows for value in row)
    songs = np.fromiter(values, np.float64).reshape(-1, 4)
    ids, cells, places = songs[:, 0].astype(np.int64), songs[:, 1].astype(np.int64), songs[:, 2:]
    row, column = np.floor(places).T
    known = (column >= 0) & (column < columns) & (row * columns + column == cells)
    return ids, cells, places.astype(np.float32) if known.all() else None


def has_map(db: Database) -> bool:
    """Whether there is a map."""
    return bool(db.read().execute("SELECT EXISTS (SELECT 1 FROM map)").fetchone()[0])


def save_islands(db: Database, islands: Sequence[NamedIsland]) -> None:
    """Keep the names of islands, in place of those that were kept."""
    rows = [
        (at, kept(one.name), one.group, np.ascontiguousarray(one.songs, np.int64).tobytes())
        for at, one in enumerate(islands)
    ]
    with db.write() as connection:
        connection.execute("DELETE FROM islands")
        connection.executemany("INSERT INTO islands VALUES (?, ?, ?, ?)", rows)


def load_islands(db: Database) -> list[NamedIsland]:
    """The islands as they were named last; those that are damaged are left out."""
    rows = db.read().execute(
        """SELECT name, songs, group_number FROM islands WHERE typeof(name) = 'text'
           AND typeof(songs) = 'blob' AND length(songs) % 8 = 0 ORDER BY position"""
    )
    return [
        NamedIsland(
            _name(str(name)), np.frombuffer(songs, np.int64), int(number) if isinstance(number, int) else None
        )
        for name, songs, number in rows
    ]


def _name(text: str) -> str:
    """A name that the program made, in the language of the day; before names were kept as what they are made
    of, they were kept as they were said."""
    return recognised(told(text), NAME_SEPARATOR)


def drop_empty(db: Database) -> None:
    """Drop the map and the groups where no song of theirs is left in the library."""
    with db.write() as connection:
        for table, songs in (("map", "track_cells"), ("grouping", "track_groups")):
            connection.execute(f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM {songs})")


def save_grouping(
    db: Database,
    grouping: Grouping,
    track_ids: IntArray,
    numbers: IntArray | Sequence[int],
    sureness: FloatArray | None = None,
) -> None:
    """Replace the stored groups: ``numbers``, shape=(n,), holds the group of each song.

    ``sureness``, shape=(n,): how sure that is, 0–1 or NaN. Without it songs that stay in the group of
    the same number keep theirs.
    """
    header = {
        "method": grouping.method,
        "seed": grouping.seed,
        "groups": [{**asdict(group), "name": kept(group.name)} for group in grouping.groups],
        "spoken": True,
        "space": asdict(grouping.space),
        "pins": grouping.pins,
        "unsorted": grouping.unsorted,
        "k": grouping.k,
        "lost": grouping.lost,
        "noise": grouping.noise,
        "smallest": grouping.smallest,
        "provisional": grouping.provisional,
        "words": grouping.words,
    }
    centers = np.ascontiguousarray(grouping.centers, np.float32).tobytes()
    with db.write() as connection:
        connection.execute("INSERT OR REPLACE INTO grouping VALUES (1, ?, ?)", (json.dumps(header), centers))
        if sureness is None:
            fields = {
                (row[0], row[1]): row[2]
                for row in connection.execute(
                    "SELECT track_id, number, sureness FROM track_groups WHERE sureness IS NOT NULL"
                )
            }
            sure = (
                [fields.get((int(i), int(n))) for i, n in zip(track_ids, numbers, strict=True)]
                if fields
                else []
            )
        else:
            sure = [None if np.isnan(value) else float(value) for value in sureness]
        _replace(connection, "track_groups", "number", track_ids, numbers)
        connection.executemany(
            "UPDATE track_groups SET sureness = ? WHERE track_id = ?",
            ((value, int(i)) for value, i in zip(sure, track_ids, strict=False) if value is not None),
        )


def forget_lost(db: Database) -> None:
    """It was said which playlists lost their groups."""
    with db.write() as connection:
        connection.execute("UPDATE grouping SET header = json_set(header, '$.lost', json('[]'))")


def load_grouping(db: Database) -> Grouping | None:
    """The stored groups, or None when none were made yet."""
    row = db.read().execute("SELECT header, centers FROM grouping").fetchone()
    if row is None:
        return None
    return stored.parsed(db, tr("the groups"), lambda: _grouping(*row))


def _grouping(text: str, packed: bytes) -> Grouping:
    header = json.loads(text)
    if any(isinstance(group, list) for group in header["groups"]):  # as the first version kept them
        header["groups"] = [
            dict(zip(("number", "name", "size", "typical"), group, strict=True)) for group in header["groups"]
        ]
    say = told if header.get("spoken") is True else _name
    for group in header["groups"]:
        group["name"] = told(group["name"]) if group.get("named") else say(group["name"])
    groups = tuple(Group(**{**group, "typical": tuple(group["typical"])}) for group in header["groups"])
    if not all(
        isinstance(group.number, int) and isinstance(group.name, str) and isinstance(group.size, int)
        for group in groups
    ):
        raise ValueError("not groups")
    centers = np.frombuffer(packed, np.float32).reshape(max(1, len(groups)), -1)
    space = _space(header.get("space", {}))
    pins = tuple((int(track_id), int(number)) for track_id, number in header.get("pins", ()))
    return Grouping(
        header["method"],
        header["seed"],
        groups,
        centers,
        space,
        pins,
        tuple(header.get("unsorted", ())),
        header.get("k"),
        tuple(header.get("lost", ())),
        header.get("noise"),
        header.get("smallest"),
        header.get("provisional") is True,
        header.get("words") is True,
    )


def save_proposal(db: Database, proposal: Proposal) -> None:
    """Keep groups that wait to be taken or left, in place of others that do."""
    made = proposal.made
    header = {
        "method": made.method,
        "seed": made.seed,
        "space": asdict(made.space),
        "k": made.k,
        "noise": made.noise,
        "smallest": made.smallest,
        "left": proposal.left,
        "rename": proposal.rename,
    }
    packed = (
        np.ascontiguousarray(proposal.ids, np.int64).tobytes(),
        np.ascontiguousarray(proposal.numbers, np.int64).tobytes(),
        np.ascontiguousarray(proposal.sureness, np.float32).tobytes(),
    )
    with db.write() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO proposed_groups VALUES (1, ?, ?, ?, ?)", (json.dumps(header), *packed)
        )


def load_proposal(db: Database) -> Proposal | None:
    """The proposal that was made last, whether it waits or was left; None where there is none."""
    row = db.read().execute("SELECT header, songs, numbers, sureness FROM proposed_groups").fetchone()
    return None if row is None else stored.parsed(db, tr("the proposed groups"), lambda: _proposal(*row))


def _proposal(text: str, songs: bytes, numbers: bytes, sureness: bytes) -> Proposal:
    header = json.loads(text)
    made = Grouping(
        str(header["method"]),
        int(header["seed"]),
        (),
        np.empty((0, 0), np.float32),
        _space(header["space"]),
        k=header["k"],
        noise=header["noise"],
        smallest=header["smallest"],
    )
    ids, labels = np.frombuffer(songs, np.int64), np.frombuffer(numbers, np.int64)
    sure = np.frombuffer(sureness, np.float32)
    if not len(ids) == len(labels) == len(sure) or (np.diff(ids) <= 0).any():
        raise ValueError("not a proposal")
    return Proposal(made, ids, labels, sure, header["left"] is True, header.get("rename") is True)


def proposal_waits(db: Database) -> bool:
    """Whether groups wait to be taken or left."""
    sql = "SELECT EXISTS (SELECT 1 FROM proposed_groups WHERE NOT json_extract(header, '$.left'))"
    return bool(db.read().execute(sql).fetchone()[0])


def drop_proposal(db: Database) -> None:
    """No groups wait any more."""
    with db.write() as connection:
        connection.execute("DELETE FROM proposed_groups")


def sureness(db: Database, track_ids: IntArray) -> npt.NDArray[np.float64]:
    """How sure the group of each of these songs is, 0–1; NaN where that is not told. shape=(n,)"""
    rows = db.read().execute(
        "SELECT track_id, sureness FROM track_groups WHERE typeof(sureness) IN ('real', 'integer')"
    )
    known = dict(tuple(row) for row in rows)
    return np.array([known.get(int(i), np.nan) for i in track_ids], np.float64)


def _space(fields: dict[str, Any]) -> Space:
    """A space as JSON keeps it; what has none was made by ear."""
    if fields:
        weights = tuple((name, weight) for name, weight in fields["weights"])
        fields = {**fields, "features": tuple(fields["features"]), "weights": weights}
    return Space(**fields)


def labels(db: Database) -> tuple[IntArray, IntArray]:
    """The group of every grouped song: ids, ascending, and group numbers; both shape=(n,)."""
    return _pairs(db, "track_groups", "number")


def _pairs(db: Database, table: str, column: str) -> tuple[IntArray, IntArray]:
    sql = f"SELECT track_id, {column} FROM {table} WHERE typeof({column}) = 'integer' ORDER BY track_id"
    # one by one: an array of all the rows at once would hold up the window's thread
    values = (value for row in db.read().execute(sql) for value in row)
    pairs = np.fromiter(values, np.int64).reshape(-1, 2)
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])


def _replace(
    connection: Connection, table: str, column: str, track_ids: IntArray, values: IntArray | Sequence[int]
) -> None:
    connection.execute(f"DELETE FROM {table}")
    connection.executemany(
        f"INSERT INTO {table} (track_id, {column}) SELECT id, ? FROM tracks WHERE id = ?",
        zip((int(v) for v in values), (int(i) for i in track_ids), strict=True),
    )
