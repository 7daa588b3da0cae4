"""Ways through stops: the places between songs that stay are filled so that every step is small.

Conventions: ``songs`` float32, shape=(n, d), one song a row; a way is int64, shape=(m,), rows of the songs in
the order of the way, −1 for a place that is to be filled. Distances are Euclidean.

A straight line from stop to stop is divided evenly, and each place on it gets a set of candidates of its own,
so that no song can be taken twice; of these the way with the least sum of the fourth powers of its steps is
chosen: the longest step counts most, and the others are as even as they can be.

Viterbi, A.: Error bounds for convolutional codes and an asymptotically optimum decoding algorithm. IEEE
Transactions on Information Theory 13 (1967): 260–269.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import FloatArray, IntArray

#: Candidates for each place of a way.
_WIDTH = 24
#: Songs near each place among which its candidates are looked for, at least.
_NEAR = 128
#: Places whose distances to all songs are in memory at once.
_CHUNK = 32
#: What the squared distance from the straight line counts beside the squared length of a step.
_STRAIGHT = 0.4
#: An artist may have this share of the places of a way, and two of them in any.
_CROWD = 1 / 6


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The songs that a way may lead over."""

    songs: FloatArray  #: shape=(n, d)
    recordings: IntArray  #: shape=(n,), 0 ≤ code < n; the same for songs of which a way takes one
    artists: IntArray  #: shape=(n,), the same code for songs that do not follow each other; −1: no artist
    free: npt.NDArray[np.bool_]  #: shape=(n,), may be chosen


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """The candidates for one place, or the song that stays there."""

    rows: IntArray  #: shape=(k,)
    costs: npt.NDArray[np.float64]  #: shape=(k,), apart from the steps


def spread(lengths: Sequence[float], n: int) -> list[int]:
    """``n`` places over steps of these lengths, so that the longest step left is as short as can be."""
    counts = [0] * len(lengths)
    left = np.maximum(np.asarray(lengths, np.float64), 1e-9)
    for _ in range(n if len(lengths) else 0):
        at = int(np.argmax(left))
        counts[at] += 1
        left[at] = max(lengths[at], 1e-9) / (counts[at] + 1)
    return counts


def steps(songs: npt.ArrayLike, way: npt.ArrayLike) -> FloatArray:
    """The length of each step of a way. shape=(m − 1,)"""
    along = np.asarray(songs, np.float32)[np.asarray(way, np.int64)]
    lengths: FloatArray = np.linalg.norm(np.diff(along, axis=0), axis=1)
    return lengths


def through(ground: Ground, stops: Sequence[int], n: int, *, worn: IntArray | None = None) -> IntArray:
    """A way of ``n`` songs through the stops, in their order; the others lie where it is farthest.

    ``worn``, shape=(n,): how often each song was in an earlier way; a way that leaves them out is looked for.
    One stop gives that song and those around it, from the nearest on.
    """
    if len(stops) == 1:
        return fill(ground, [stops[0], *[-1] * (n - 1)], worn=worn)
    return lengthened(ground, stops, n, worn=worn)


def lengthened(
    ground: Ground, way: Sequence[int] | IntArray, n: int, *, worn: IntArray | None = None
) -> IntArray:
    """The songs of a way, in their order, with others between them where the steps are longest."""
    counts = spread(steps(ground.songs, way).tolist(), n - len(way))
    places: list[int] = []
    for song, count in zip(way, [*counts, 0], strict=True):
        places += [int(song), *[-1] * count]
    return fill(ground, places, worn=worn)


def shortened(ground: Ground, way: Sequence[int] | IntArray, n: int, *, stays: Sequence[int]) -> IntArray:
    """A way without the songs that it misses least; the rows in ``stays`` do not leave it."""
    left, kept = [int(song) for song in way], set(stays)
    while len(left) > n:
        inner = [at for at in range(1, len(left) - 1) if left[at] not in kept]
        if not inner:
            break
        at = np.array(inner)
        rows = np.array(left)
        before, here, after = (ground.songs[rows[at + by]] for by in (-1, 0, 1))
        cost = _squares(before - after) - _squares(before - here) - _squares(here - after)
        artists = ground.artists[rows]
        meet = (artists[at - 1] >= 0) & (artists[at - 1] == artists[at + 1])
        del left[inner[int(np.argmin(cost + meet * (float(np.ptp(cost)) + 1.0)))]]
    return np.array(left, np.int64)


def fill(ground: Ground, way: Sequence[int] | IntArray, *, worn: IntArray | None = None) -> IntArray:
    """Put songs into the places that are to be filled; one is left out only when no other song is left."""
    places = np.array(way, np.int64)
    gaps = np.flatnonzero(places < 0)
    if not gaps.size:
        return places
    candidates, distances = _candidates(ground, places, gaps, worn)
    layers = []
    for at, song in enumerate(places):
        mine = np.array([song]) if song >= 0 else candidates[at]
        far = np.zeros(1) if song >= 0 else distances[at]
        if mine.size:
            layers.append(_Layer(mine, (_STRAIGHT * far) ** 2))
    chosen = _shortest(ground, layers)
    for _ in range(2):
        spaced = _spared(ground, layers, chosen)
        if spaced is None:
            break
        layers, chosen = spaced, _shortest(ground, spaced)
    return chosen


def thinned(ground: Ground, ordered: IntArray, n: int, *, worn: IntArray | None = None) -> IntArray:
    """``n`` of these songs in the order given, spread over all of them, with short steps."""
    once = ordered[np.sort(np.unique(ground.recordings[ordered], return_index=True)[1])]
    once = once[ground.free[once]]
    if len(once) <= n:
        return once
    used = np.zeros(len(ground.songs), np.int64) if worn is None else worn
    layers = []
    for part in np.array_split(once, n):
        fresh = part[used[part] == used[part].min()]
        mine = fresh[np.linspace(0, len(fresh) - 1, min(len(fresh), 2 * _WIDTH)).astype(np.int64)]
        layers.append(_Layer(mine, np.zeros(len(mine))))
    return _shortest(ground, layers)


def _candidates(
    ground: Ground, places: IntArray, gaps: IntArray, worn: IntArray | None
) -> tuple[dict[int, IntArray], dict[int, npt.NDArray[np.float64]]]:
    """For each gap the rows of songs that no other gap has, and how far they are from the line, squared."""
    taken = np.zeros(len(ground.songs), bool)  # by recording
    taken[ground.recordings[places[places >= 0]]] = True
    free = np.flatnonzero(ground.free & ~taken[ground.recordings])
    targets, edge = _targets(ground.songs, places, gaps)
    near = [
        row
        for start in range(0, len(gaps), _CHUNK)
        for row in _nearest(ground, free, targets[start : start + _CHUNK], worn, len(gaps))
    ]
    rows: list[list[int]] = [[] for _ in gaps]
    far: list[list[float]] = [[] for _ in gaps]
    at = [0] * len(gaps)
    # from the ends of each stretch to its middle, so that the songs nearest to a stop stay beside it
    order = np.argsort(edge, kind="stable").tolist()
    for _ in range(_WIDTH):
        for gap in order:
            song = _next_free(near[gap][0], at, gap, taken, ground.recordings)
            if song is None and not rows[gap] and len(near[gap][0]) < len(free):
                near[gap] = _all_of(ground, free, targets[gap], worn)
                at[gap] = 0
                song = _next_free(near[gap][0], at, gap, taken, ground.recordings)
            if song is not None:
                rows[gap].append(song)
                far[gap].append(float(near[gap][1][at[gap] - 1]))
                taken[ground.recordings[song]] = True
    keys = gaps.tolist()
    return (
        {key: np.array(mine, np.int64) for key, mine in zip(keys, rows, strict=True)},
        {key: np.array(mine) for key, mine in zip(keys, far, strict=True)},
    )


def _next_free(
    near: IntArray, at: list[int], gap: int, taken: npt.NDArray[np.bool_], recordings: IntArray
) -> int | None:
    """The nearest song to a gap whose recording nobody has; ``at`` goes on behind it."""
    while at[gap] < len(near):
        song = int(near[at[gap]])
        at[gap] += 1
        if not taken[recordings[song]]:
            return song
    return None


def _targets(songs: FloatArray, places: IntArray, gaps: IntArray) -> tuple[FloatArray, IntArray]:
    """Points on the lines between the songs that stay, and how many places each is from the nearer end."""
    stays = np.flatnonzero(places >= 0)
    after = np.searchsorted(stays, gaps)
    left = stays[np.maximum(after - 1, 0)]
    right = stays[np.minimum(after, len(stays) - 1)]
    left, right = np.where(after > 0, left, right), np.where(after < len(stays), right, left)
    share = np.where(left != right, (gaps - left) / np.where(left != right, right - left, 1), 0.0)
    share = share.astype(np.float32)[:, None]
    points = (1.0 - share) * songs[places[left]] + share * songs[places[right]]
    return points, np.minimum(np.abs(gaps - left), np.abs(right - gaps))


def _nearest(
    ground: Ground, free: IntArray, targets: FloatArray, worn: IntArray | None, gaps: int
) -> list[tuple[IntArray, npt.NDArray[np.float64]]]:
    """Of each target the free songs near it, the nearest first, and their squared distances."""
    songs = ground.songs
    every = len(free) == len(songs)
    squares = np.einsum("ij,ij->i", songs, songs)
    far = squares[None, :] - 2.0 * (targets @ songs.T) + _squares(targets)[:, None]
    far = np.maximum(far if every else far[:, free], 0.0)
    most = min(len(free), max(_NEAR, 2 * gaps + _WIDTH))
    result = []
    for mine in far:
        if worn is not None:
            mine = _with_wear(mine, worn[free])
        near = np.argpartition(mine, most - 1)[:most] if most < len(free) else np.arange(len(free))
        near = near[np.argsort(mine[near], kind="stable")]
        result.append((free[near], mine[near].astype(np.float64)))
    return result


def _all_of(
    ground: Ground, free: IntArray, target: FloatArray, worn: IntArray | None
) -> tuple[IntArray, npt.NDArray[np.float64]]:
    far = _squares(ground.songs[free] - target)
    if worn is not None:
        far = _with_wear(far, worn[free])
    order = np.argsort(far, kind="stable")
    return free[order], far[order].astype(np.float64)


def _with_wear(far: FloatArray, worn: IntArray) -> FloatArray:
    """Squared distances, larger by twice the reach of the near songs for each earlier way with the song."""
    enough = min(2 * _WIDTH, len(far)) - 1
    if enough < 0:
        return far
    reach = float(np.partition(far, enough)[enough])
    return far + np.float32(2.0 * reach) * worn.astype(np.float32)


def _shortest(ground: Ground, layers: Sequence[_Layer]) -> IntArray:
    """One song of each layer, so that steps and costs are least and no artist follows himself."""
    total = layers[0].costs
    backs: list[IntArray] = []
    for before, here in itertools.pairwise(layers):
        a, b = ground.songs[before.rows], ground.songs[here.rows]
        square = np.maximum(_squares(a)[:, None] + _squares(b)[None, :] - 2.0 * (a @ b.T), 0.0)
        step = square.astype(np.float64) ** 2
        one, other = ground.artists[before.rows][:, None], ground.artists[here.rows][None, :]
        apart = np.where((one == other) & (one >= 0), 100.0 * (float(step.max()) + 1e-9), 0.0)
        whole = total[:, None] + step + apart
        backs.append(whole.argmin(axis=0))
        total = whole.min(axis=0) + here.costs
    at = int(total.argmin())
    chosen = [int(layers[-1].rows[at])]
    for back, layer in zip(reversed(backs), reversed(layers[:-1]), strict=True):
        at = int(back[at])
        chosen.append(int(layer.rows[at]))
    return np.array(chosen[::-1], np.int64)


def _spared(ground: Ground, layers: Sequence[_Layer], chosen: IntArray) -> list[_Layer] | None:
    """The layers with artists who crowd the way made dearer where it needs none; None when nobody does."""
    artists = ground.artists[chosen]
    names, counts = np.unique(artists[artists >= 0], return_counts=True)
    most = max(2, round(len(chosen) * _CROWD))
    crowding = names[counts > most]
    if not crowding.size:
        return None
    spared = list(layers)
    for artist in crowding:
        mine: list[int] = np.flatnonzero(artists == artist).tolist()
        mine.sort(key=lambda at: float(layers[at].costs[layers[at].rows == chosen[at]][0]))
        for at in mine[most:]:
            layer = layers[at]
            others = ground.artists[layer.rows]
            extra = 4.0 * float(layer.costs.max()) * np.isin(others, crowding)
            spared[at] = _Layer(layer.rows, layer.costs + extra)
    return spared


def _squares(vectors: FloatArray) -> FloatArray:
    squares: FloatArray = np.einsum("ij,ij->i", vectors, vectors)
    return squares
