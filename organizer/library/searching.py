"""Searches asked of the library: what names in them stand for, which songs fit, in which order, how many.

Songs without a value come last in any order. A search that asks for an order or an end (``sort:``,
``limit:``) has them wherever it is asked; what is like other songs comes in its own order, the nearest first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence

from organizer.base.errors import UsageError, printable
from organizer.base.folding import SEPARATOR, fold
from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.library import sound_words
from organizer.library.lists.query_names import Names, Sql
from organizer.library.lists.query_order import LIKE, RANDOM, Key, Limit
from organizer.library.playlists import smart
from organizer.library.playlists.smart import SmartPlaylist
from organizer.library.query import Query, parse
from organizer.library.sorting import ALBUM_ORDER, INDEXED_ORDERS, TEXT_ORDERS, number_order, unknown
from organizer.library.storage import stored
from organizer.library.storage.database import Database
from organizer.library.track_rows import JOINED, JOINED_IN_ORDER

#: The songs most like those with these names, the nearest first; how many, and how near, may be given.
Recommender = Callable[[Database, Sequence[str], int | None, float | None], Sequence[int]]

#: What knows how songs sound lies above the library: it is put here when the program starts.
_recommenders: list[Recommender] = []

#: In an order by chance: what a song's number is mixed with, and how many bits of it stay.
_MULTIPLIER, _BITS = 2_654_435_761, 0x7FFFFFFF
#: Songs in succession that a limit has no room for any more; after them no other is tried. And so many songs
#: are looked at before all that match are put in order.
_PASSED_OVER, _FIRST = 200, 2_000


def recommend_by(recommender: Recommender) -> None:
    """Let ``like:`` ask this one from now on."""
    _recommenders[:] = [recommender]


def parsed(db: Database, text: str | Query, *, inside: tuple[SmartPlaylist, ...] = ()) -> Query:
    """A search with the fields, words and names of this library. Raises ``UsageError``.

    ``inside``: the smart playlists that it is a part of; none of them may be a part of it.
    """
    if isinstance(text, Query):
        return text
    fields = ":" in text
    sound = sound_words.vocabulary(db) if fields else ()
    names = _names(db, inside) if fields else Names()
    return parse(text, of_tables=_of_tables(db), sound=sound, names=names)


def of_smart(db: Database, playlist: SmartPlaylist) -> IntArray:
    """The songs of a smart playlist, in its order. shape=(k,)"""
    return chosen(db, parsed(db, playlist.query, inside=(playlist,)))


def check(db: Database, playlist: SmartPlaylist) -> None:
    """Raises ``UsageError`` where the search of a smart playlist is none, or leads back to itself."""
    for key in parsed(db, playlist.query, inside=(playlist,)).ordering.keys:
        _order_by(db, key)


def matching(db: Database, text: str | Query) -> IntArray | None:
    """The ids of the songs that match, in no order; None when the query leaves none out. shape=(n,)."""
    from organizer.library.storage.arrays import ids_of  # not before: the window opens without numpy

    wanted = parsed(db, text)
    if wanted.condition == Query().condition and not wanted.ordering.limit:  # an order alone means all
        return None
    if wanted.ordering.limit:
        return chosen(db, wanted)
    if re.search(r"\b(?:[tdmcg]|pl|pp)\.", wanted.condition):
        sql = f"SELECT t.id AS id FROM {JOINED} WHERE {_by_song(wanted)}"
    else:  # what is folded lies close together
        sql = f"SELECT f.track_id AS id FROM folded f WHERE {wanted.condition}"
    return ids_of(db.read(), sql, wanted.parameters)


def query(
    db: Database, text: str | Query = "", *, order: str = "artist", descending: bool = False
) -> IntArray:
    """The ids of the songs that match, sorted: as the search asks, else by ``order``. shape=(n,)."""
    import numpy as np

    wanted = parsed(db, text)
    if wanted.ordering or wanted.near:
        return chosen(db, wanted)
    return np.fromiter(sorted_ids(db, wanted, order, descending), np.int64)


def has_order(text: str) -> bool:
    """Whether a search may have an order of its own: asked of each that is typed, so not read as a whole."""
    return re.search(r"(?i)\b(?:sort|limit|like):\S", text) is not None


def sorted_ids(
    db: Database,
    text: str | Query,
    order: str,
    descending: bool,
    limit: int = -1,
    *,
    empty_last: bool = True,
) -> Iterator[int]:
    """The songs that match in one order, whatever the search asks."""
    wanted = parsed(db, text)
    by = _order_by(db, Key(order, descending), empty_last=empty_last)
    source = JOINED_IN_ORDER if limit >= 0 and order in INDEXED_ORDERS else JOINED
    rows = db.read().execute(
        f"SELECT t.id FROM {source} WHERE {_by_song(wanted)} ORDER BY {by}, {ALBUM_ORDER} LIMIT ?",
        (*wanted.parameters, limit),
    )
    return (row[0] for row in rows)


def chosen(db: Database, wanted: Query, *, within: IntArray | None = None) -> IntArray:
    """The songs that match in the order of the search, as many as it wants; by artist where it asks for no
    order. ``within``: of these songs alone. shape=(k,)"""
    import numpy as np

    from organizer.library.storage.arrays import ids_of

    ordering = wanted.ordering
    keys = ordering.keys or ((Key(LIKE),) if wanted.near else (Key("artist"),))
    condition, parameters = _by_song(wanted), wanted.parameters
    if within is not None:
        condition = f"({condition}) AND t.id IN (SELECT value FROM json_each(?))"
        parameters = (*parameters, json.dumps(within.tolist()))
    join, near = "", ()  # type: str, tuple[object, ...]
    if any(key.name == LIKE for key in keys):
        join = "LEFT JOIN (SELECT key AS place, value AS song FROM json_each(?)) near ON near.song = t.id"
        near = (json.dumps(list(dict.fromkeys(wanted.near))),)
    by = ", ".join([*(_order_by(db, key) for key in keys), ALBUM_ORDER])
    source = f"{JOINED} {join} WHERE {condition} ORDER BY {by}"
    limit = ordering.limit
    if not (limit.caps or limit.seconds is not None or limit.size is not None):
        most = -1 if limit.songs is None else limit.songs
        return ids_of(db.read(), f"SELECT t.id AS id FROM {source} LIMIT {most}", (*near, *parameters))
    sql = f"SELECT t.id, {_measured(limit)} FROM {source} LIMIT ?"
    bounded = any(bound is not None for bound in (limit.songs, limit.seconds, limit.size))
    for most in (_FIRST, -1) if bounded else (-1,):
        rows = db.read().execute(sql, (*near, *parameters, most)).fetchall()
        fitting, full = _fitting((tuple(row) for row in rows), limit)
        if full or len(rows) != most:
            break
    return np.array(fitting, np.int64)


def _measured(limit: Limit) -> str:
    """What a limit looks at, as columns: length, size, and the names that it counts by."""
    columns = {"artist": "f.artist", "album": "f.album || char(0) || f.album_artist", "genre": "f.genre"}
    return ", ".join(["t.duration", "t.size", *(columns[of] for of, _ in limit.caps)])


def _fitting(rows: Iterator[tuple[object, ...]], limit: Limit) -> tuple[list[int], bool]:
    """The songs that a limit has room for, and whether it has no room for another. A song that is too long
    for what is left is passed over, and so is one of which nobody knows how long or large it is."""
    fitting: list[int] = []
    songs = float("inf") if limit.songs is None else limit.songs
    room = {"seconds": limit.seconds, "size": limit.size}
    counts: dict[tuple[int, str], int] = {}
    passed = 0
    for number, duration, size, *names in rows:
        if len(fitting) >= songs or passed > _PASSED_OVER:
            return fitting, True
        needed = {"seconds": float(duration or 0), "size": float(size or 0)}  # type: ignore[arg-type]
        bounded = [(needed[what], left) for what, left in room.items() if left is not None]
        owners = [
            (at, str(name or "").split(SEPARATOR)[0])
            for at, name in enumerate(names)
            if str(name or "").strip("\0")
        ]
        full = any(counts.get(owner, 0) >= limit.caps[owner[0]][1] for owner in owners)
        if full or any(not 0 < need <= left for need, left in bounded):
            passed += bool(fitting) and not full
            continue
        passed = 0
        for what, left in room.items():
            room[what] = None if left is None else left - needed[what]
        for owner in owners:
            counts[owner] = counts.get(owner, 0) + 1
        fitting.append(int(number))  # type: ignore[call-overload]
    return fitting, len(fitting) >= songs


def _order_by(db: Database, key: Key, *, empty_last: bool = True) -> str:
    """A key as SQL, songs without a value last. Raises ``UsageError`` for an order that there is not."""
    direction = "DESC" if key.down else "ASC"
    if key.name == RANDOM:
        mixed = f"((t.id * {_MULTIPLIER} + {key.seed} * 40503 + 1013904223) & {_BITS})"
        for _ in range(2):  # squares of 31 bits fit into the 63 of SQLite
            mixed = f"((({mixed} * {mixed}) >> 15) & {_BITS})"
        return mixed
    if key.name == LIKE:
        return f"near.place IS NULL, near.place {direction}"
    if column := number_order(db, key.name):
        return f"{column} IS NULL, {column} {direction}"
    if key.name in TEXT_ORDERS:
        column = TEXT_ORDERS[key.name]
        empty = f"COALESCE({column}, '') = '', " if empty_last else ""
        return f"{empty}{column} {direction}"
    if key.name == "path":
        return f"t.path {direction}"
    raise unknown(key.name)


def _by_song(wanted: Query) -> str:
    """The condition on songs that are not looked up by what is folded."""
    return wanted.condition.replace("f.track_id", "t.id")


def _of_tables(db: Database) -> set[str]:
    """The numbers that imported tables tell."""
    rows = db.read().execute("SELECT numbers FROM tables")
    return {name for row in rows for name in stored.names(row[0])}


# -- names


def _names(db: Database, inside: tuple[SmartPlaylist, ...]) -> Names:
    def of_smart_playlists(name: str, whole: bool) -> list[Sql]:
        return [_condition(db, one, inside) for one in _fitting_names(db, name, whole, inside)]

    def of_groups(name: str, whole: bool) -> list[int]:
        from organizer.library import maps

        grouping = maps.load_grouping(db)
        groups = grouping.groups if grouping is not None else ()
        same = [group.number for group in groups if fold(group.name) == name]
        return same or [] if whole else [g.number for g in groups if name in fold(g.name)]

    def like(names: Sequence[str], count: int | None, near: float | None) -> Sequence[int]:
        if not _recommenders:
            raise UsageError(tr("nothing here can tell which songs are alike"), remedy=tr("leave out like:"))
        return _recommenders[0](db, names, count, near)

    return Names(of_smart_playlists, of_groups, like)


def _fitting_names(
    db: Database, name: str, whole: bool, inside: tuple[SmartPlaylist, ...]
) -> list[SmartPlaylist]:
    """The smart playlists that are called so. One may look for others by a part of its own name."""
    everyone = smart.listed(db)
    if whole:
        return [one for one in everyone if fold(one.name) == name]
    own = {one.number for one in inside[-1:]}
    return [
        one
        for one in everyone
        if name in fold(one.name) and (one.number not in own or fold(one.name) == name)
    ]


def _condition(db: Database, playlist: SmartPlaylist, inside: tuple[SmartPlaylist, ...]) -> Sql:
    """The songs of a smart playlist inside a search."""
    numbers = [one.number for one in inside]
    if playlist.number in numbers:
        circle = [*inside[numbers.index(playlist.number) :], playlist]
        path = " → ".join(f"“{printable(one.name)}”" for one in circle)
        raise UsageError(
            tr("a smart playlist cannot be made of itself: {path}", path=path),
            remedy=tr("take playlist: out of one of them"),
        )
    wanted = parsed(db, playlist.query, inside=(*inside, playlist))
    if not wanted.ordering.limit:
        return wanted.condition, wanted.parameters
    ids = chosen(db, wanted)
    return "f.track_id IN (SELECT value FROM json_each(?))", (json.dumps(ids.tolist()),)
