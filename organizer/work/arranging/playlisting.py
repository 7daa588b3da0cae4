"""Selections, seeds and ways → playlists in a listening order.

Songs that are away or have no file are left out, unless a list is not for a player (``everything``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import Playlist
from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.base.model import FloatArray, IntArray, Track
from organizer.library import maps, tracks
from organizer.library.overview import overview
from organizer.library.query import Query
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import embed_if_any, looked_up
from organizer.work.arranging import journeying
from organizer.work.arranging.alike import Seed, check, matches, places
from organizer.work.arranging.grouping import centers, points_of
from organizer.work.arranging.recommending import By, similar_and_why

#: Playlists of more songs keep the library's order: the best one grows with the square of the songs.
MOST_ORDERED = 5_000


def from_cell(
    db: Database, row: int, column: int, *, n: int | None = None, everything: bool = False
) -> Playlist:
    """The songs of a cell of the map; with ``n`` those nearest to the cell's centre."""
    music_map = maps.load_map(db)
    if music_map is None:
        raise UsageError(tr("there is no map yet"), remedy=tr("build the map first"))
    if not (0 <= row < music_map.rows and 0 <= column < music_map.columns):
        raise UsageError(
            tr("the map has no cell {row},{column}", row=row, column=column),
            remedy=tr(
                "rows run from 0 to {rows}, columns from 0 to {columns}",
                rows=music_map.rows - 1,
                columns=music_map.columns - 1,
            ),
        )
    cell = row * music_map.columns + column
    name = (music_map.names[cell] if music_map.names else "") or tr(
        "Cell {row},{column}", row=row, column=column
    )
    members = music_map.track_ids[music_map.cells == cell]
    return _playlist(db, name, _nearest(db, members, music_map.codebook[cell], n, everything), everything)


def from_group(db: Database, number: int, *, n: int | None = None, everything: bool = False) -> Playlist:
    """The songs of a group; with ``n`` the most typical ones."""
    grouping = maps.load_grouping(db)
    if grouping is None:
        raise UsageError(tr("there are no groups yet"), remedy=tr("build the groups first"))
    place = {group.number: i for i, group in enumerate(grouping.groups)}
    if number not in place:
        listed = ", ".join(str(group.number) for group in grouping.groups)
        raise UsageError(
            tr("there is no group {number}", number=number),
            remedy=tr("the groups are {listed}", listed=listed),
        )
    ids, numbers = maps.labels(db)
    name = grouping.groups[place[number]].name or tr("Group {number}", number=number)
    members = ids[numbers == number]
    if n is not None and len(members) > n:
        songs = points_of(db, grouping)
        center = centers(songs, grouping, looked_up(songs.ids, ids, numbers))[place[number]]
        members = _nearest(db, members, center, n, everything, (songs.ids, songs.matrix))
    return _playlist(db, name, members, everything)


def like(
    db: Database,
    songs: int | str | Sequence[int | str],
    *,
    unlike: Sequence[int | str] = (),
    n: int = 25,
    by: By = "neighbours",
    everything: bool = False,
) -> Playlist:
    """``n`` songs: the seeds (ids or paths), and the songs most like any of them and not more like one of
    ``unlike``, in a listening order from the first; ``by`` as in ``recommending.similar_and_why``."""
    named = [songs] if isinstance(songs, int | str) else songs
    liked, disliked = [_song(db, song) for song in named], [_song(db, song) for song in unlike]
    seeds = [*(Seed(song.id) for song in liked), *(Seed(song.id, -1.0) for song in disliked)]
    check(seeds)
    if by == "clusters":
        if len(seeds) > 1:
            raise UsageError(
                tr("a group answers for one song"), remedy=tr("name one song, or ask for neighbours")
            )
        near = [similar.track for similar in similar_and_why(db, seeds[0].track_id, _some_more(n), by=by)]
    else:
        near = [match.similar.track for match in matches(db, seeds, _some_more(n))]
    listed = [track.id for track in near if everything or track.available]
    chosen = [*(song.id for song in liked), *listed[: max(n - len(liked), 0)]]
    songs_there = places(db, [seed.track_id for seed in seeds])
    ordered = _ordered(
        db, np.array(chosen, np.int64), (songs_there.ids, songs_there.matrix), start=liked[0].id
    )
    return _made(db, _seeds_name(liked, disliked), ordered)


def _seeds_name(liked: Sequence[Track], disliked: Sequence[Track]) -> str:
    songs = ", ".join(song.label for song in liked[:2])
    others = ", ".join(song.label for song in disliked[:2])
    more = len(liked) - 2
    if more > 0 and disliked:
        return plural(
            "Like {songs} and {n} more, not {others}",
            "Like {songs} and {n} more, not {others}",
            more,
            songs=songs,
            others=others,
        )
    if more > 0:
        return plural("Like {songs} and {n} more", "Like {songs} and {n} more", more, songs=songs)
    if disliked:
        return tr("Like {songs}, not {others}", songs=songs, others=others)
    return tr("Like {songs}", songs=songs)


def between(
    db: Database,
    *songs: int | str,
    n: int | None = None,
    again: int = 0,
    everything: bool = False,
) -> Playlist:
    """A way of ``n`` songs through these songs (ids or paths) in their order, they included. ``again``: the
    first other way, the second … through the same songs."""
    stops = [_song(db, song) for song in songs]
    ids = [stop.id for stop in stops]
    if len(ids) == 2 and ids[0] == ids[1]:
        ids = ids[:1]  # around it
    reach = journeying.songs_for(db, ids, everything=everything)
    journey = journeying.begin(None, db, reach, ids, n)
    for _ in range(again):
        journey = journeying.again(None, db, reach, journey)
    return _made(db, " → ".join(stop.label for stop in stops), journey.ids)


def from_query(
    db: Database, query: str | Query, *, n: int | None = None, everything: bool = False
) -> Playlist:
    """The songs that match a query; with ``n`` the first of them."""
    ids = tracks.query(db, query)
    ids = _here(db, ids, everything)[:n]
    name = query if isinstance(query, str) else ""
    return _playlist(db, name.strip() or tr("All songs"), ids, everything)


def order_for_listening(db: Database, ids: Iterable[int], *, start: int | None = None) -> list[int]:
    """The same songs with short steps from one to the next and no artist twice in a row where possible.

    Songs that were not analyzed yet come last, in the order given.
    """
    return _ordered(db, np.fromiter(ids, np.int64), embed_if_any(db), start=start)


def _ordered(
    db: Database, ids: IntArray, embedding: tuple[IntArray, npt.NDArray[Any]], *, start: int | None
) -> list[int]:
    from organizer.analysis.space import ordering

    ids = ids[np.sort(np.unique(ids, return_index=True)[1])]
    embedded, matrix = embedding
    rows = np.searchsorted(embedded, ids)
    analyzed = np.zeros(len(ids), bool)
    inside = rows < len(embedded)
    analyzed[inside] = embedded[rows[inside]] == ids[inside]
    places = np.flatnonzero(analyzed)
    first = None
    if start is not None and (ids[places] == start).any():
        first = int(np.flatnonzero(ids[places] == start)[0])
    short = places[ordering.listening_order(matrix[rows[places]], start=first)]
    order = np.concatenate([short, np.flatnonzero(~analyzed)])
    artists = ["".join(names[:1]) for names in overview(db, ids).artists]
    spaced = ordering.space_artists(order, artists)
    if start is not None and len(spaced) and ids[spaced[0]] != start and ids[order[0]] == start:
        # The seed stays in front whatever the artists of the others are.
        rest = spaced[ids[spaced] != start]
        spaced = np.concatenate([order[:1], rest])
    return [int(i) for i in ids[spaced]]


def _playlist(db: Database, name: str, ids: IntArray, everything: bool = False) -> Playlist:
    here = _here(db, ids, everything).tolist()
    return _made(db, name, order_for_listening(db, here) if len(here) <= MOST_ORDERED else here)


def _here(db: Database, ids: IntArray, everything: bool) -> IntArray:
    return ids if everything else ids[overview(db, ids).here]


def _made(db: Database, name: str, ids: Iterable[int]) -> Playlist:
    return Playlist(name, tuple(tracks.get_many(db, ids)))


def _nearest(
    db: Database,
    ids: IntArray,
    center: FloatArray,
    n: int | None,
    everything: bool,
    places: tuple[IntArray, npt.NDArray[Any]] | None = None,
) -> IntArray:
    """The ``n`` songs nearest to a place of the embedding, away ones left out; all of them without ``n``."""
    ids = _here(db, ids, everything)
    if n is None or len(ids) <= n:
        return ids
    embedded, matrix = places or embed_if_any(db)
    here = np.isin(embedded, ids)
    if matrix.shape[1] != len(center):
        return ids[:n]
    far = np.linalg.norm(matrix[here] - center, axis=1)
    return embedded[here][np.argsort(far, kind="stable")[:n]]


def _song(db: Database, song: int | str) -> Track:
    if isinstance(song, int):
        return tracks.get(db, song)
    track = tracks.by_path(db, song)
    if track is None:
        raise UsageError(tr("this song is not in the library"), path=song, remedy=tr("add it first"))
    return track


def _some_more(n: int) -> int:
    """Enough neighbours that ``n`` remain when some are away."""
    return 2 * n + 20
