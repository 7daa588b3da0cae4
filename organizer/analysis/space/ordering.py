"""The order in which songs are played: short steps, no artist twice in a row. Ways are in ``map.journeys``.

Conventions: ``data`` float32, shape=(n, d), one song a row; an order is int64, shape=(n,), rows of the data.

Croes, G. A.: A method for solving traveling-salesman problems. Operations Research 6 (1958): 791–812 (2-opt).
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.principal import principal_axes
from organizer.analysis.space.som import FloatArray, IntArray

#: Songs ordered as a whole; more are cut into stretches along their main direction.
_STRETCH = 1_000
#: Rounds of improvement; songs in a playlist are short of perfection long before.
_ROUNDS = 30


def listening_order(data: npt.ArrayLike, *, start: int | None = None) -> IntArray:
    """An order with short steps from song to song (nearest neighbour, then 2-opt on the open path).

    Parameters
    ----------
    data : shape=(n, d)
    start : the song to begin with; by default the one farthest out, so that the way leads through all others
    """
    songs = np.asarray(data, dtype=np.float32)
    if len(songs) < 3:
        order = np.arange(len(songs))
        return order if start in (None, 0) else order[::-1].copy()
    centred = songs - songs.mean(axis=0)
    if start is None:
        start = int(np.einsum("ij,ij->i", centred, centred).argmax())
    if len(songs) <= _STRETCH:
        return _short_path(songs, start)
    # The main direction, seen from the first song.
    values = centred @ principal_axes(centred)[0][:, 0]
    far = np.argsort(values if values[start] < 0 else -values, kind="stable")
    far = np.concatenate([[start], far[far != start]])
    done: list[IntArray] = []
    for stretch in np.array_split(far, -(-len(songs) // _STRETCH)):
        first = 0
        if done:
            first = int(np.linalg.norm(songs[stretch] - songs[done[-1][-1]], axis=1).argmin())
        done.append(stretch[_short_path(songs[stretch], first)])
    return np.concatenate(done)


def space_artists(order: npt.ArrayLike, artists: Sequence[str]) -> IntArray:
    """The same songs with no artist twice in a row wherever that is possible, changed as little as it takes.

    Parameters
    ----------
    order : rows, in the order wished for
    artists : the artist of each row; songs without an artist may follow each other
    """
    waiting: dict[str, deque[int]] = defaultdict(deque)
    wish = [int(song) for song in np.asarray(order, np.int64)]
    keys = {song: artists[song].strip().casefold() or f"\0{song}" for song in wish}
    for place, song in enumerate(wish):
        waiting[keys[song]].append(place)
    heads = [(places[0], key) for key, places in waiting.items()]
    heapq.heapify(heads)
    left = Counter({key: len(places) for key, places in waiting.items()})
    most = [(-count, key) for key, count in left.items()]
    heapq.heapify(most)
    result: list[int] = []
    last = ""

    def first() -> tuple[int, str]:
        """The earliest place still waiting; places that were taken out of turn are passed over."""
        while True:
            place, key = heapq.heappop(heads)
            if waiting[key] and waiting[key][0] == place:
                return place, key

    for remaining in range(len(wish), 0, -1):
        while -most[0][0] != left[most[0][1]]:
            heapq.heapreplace(most, (-left[most[0][1]], most[0][1]))
        count, crowd = -most[0][0], most[0][1]
        if 2 * count > remaining and crowd != last:
            # One artist fills half of what is left: from here on every second song has to be theirs.
            place, key = waiting[crowd][0], crowd
        else:
            place, key = first()
            if key == last and left[key] < remaining:
                held = (place, key)
                place, key = first()
                heapq.heappush(heads, held)
        waiting[key].popleft()
        left[key] -= 1
        if waiting[key]:
            heapq.heappush(heads, (waiting[key][0], key))
        result.append(wish[place])
        last = key
    return np.array(result, np.int64)


def _short_path(songs: FloatArray, start: int) -> IntArray:
    squares = np.einsum("ij,ij->i", songs, songs)
    distances = np.sqrt(np.maximum(squares[:, None] + squares - 2.0 * (songs @ songs.T), 0.0))
    return _improve(_nearest_neighbour(distances, start), distances)


def _nearest_neighbour(distances: FloatArray, start: int) -> IntArray:
    order = np.empty(len(distances), np.int64)
    free = np.ones(len(distances), bool)
    here = start
    for place in range(len(order)):
        order[place] = here
        free[here] = False
        here = int(np.where(free, distances[here], np.inf).argmin())
    return order


def _improve(order: IntArray, distances: FloatArray) -> IntArray:
    """2-opt, first song fixed, end open: turn round the stretch that saves most, again and again."""
    n = len(order)
    for _ in range(_ROUNDS):
        saved = False
        for i in range(1, n - 1):
            before, first = order[i - 1], order[i]
            ends = order[i + 1 :]
            # Turning order[i..j] replaces the steps into i and out of j; after the last song there is none.
            gain = distances[before, first] - distances[before, ends]
            gain[:-1] += distances[ends[:-1], ends[1:]] - distances[first, ends[1:]]
            best = int(gain.argmax())
            if gain[best] > 1e-5:
                order[i : i + 2 + best] = order[i : i + 2 + best][::-1].copy()
                saved = True
        if not saved:
            break
    return order
