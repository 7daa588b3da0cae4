"""Endless songs like given ones: which song comes next, from places and artists alone.

A radio has a centre for each seed, and picks songs within a radius of one of them. The slider ``drift``, 0–1,
says what centres do: at 0 they stay where the seeds are; at 1 each goes to the song that was picked, and so
on from there; in between it goes a part of the way, and keeps to a leash around its seed. With the local
step S of the library and the radius R of a seed, for one song to the next and over all of them:

    |centre' − centre| ≤ drift · S        (S on the way home, when the leash was shortened)
    |song − centre| ≤ R                   |centre − seed| ≤ R · drift / (1 − drift)

Among the songs in reach, one is drawn with the weight exp(−8 d² / (sᵢ sⱼ)), d its distance and s local
scales, as ``seeds`` has it: hubs, which are near to everything, are no nearer than others. What a person
skipped pushes songs near it away, what they like draws them, both within bounds.

Conventions: places float32, shape=(n, d); songs and seeds are rows of it. All is deterministic for a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import similarity
from organizer.analysis.space.seeds import SHARPNESS
from organizer.analysis.space.som import FloatArray, IntArray

Mask = npt.NDArray[np.bool_]

#: Seeds that have a centre; of more as many, drawn at random.
MOST_SEEDS = 24
#: Songs in a radius: this share of the library, at least and at most so many.
_SHARE, _LEAST, _MOST = 0.05, 50, 5_000
#: Songs that are looked at closely for each step: the nearest, and others in reach, drawn at random.
_NEAREST, _OTHERS = 80, 24
#: Centres whose surroundings are searched before a song from farther away is taken.
_CENTRES = 3
#: What weights change by, as logarithms: by skips and likes, in all at most; for each time an artist came.
MOST_TASTE, _TASTE, _ARTIST, _MOST_ARTIST = 6.0, 3.0, 0.7, 6.0
#: How much the way out is preferred to the way back, where songs drift.
_OUTWARD = 4.0
#: Songs whose scales give the local step of a library.
_STEP_SONGS = 200
#: What single precision may add to a radius.
_ROUNDING = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Songs:
    """What can be chosen from: row i of everything is song i. Made by ``songs_of``."""

    places: FloatArray  #: shape=(n, d)
    lengths: FloatArray  #: shape=(n,), |place|²
    scales: FloatArray  #: shape=(n,), local scales as far as they were needed; 0: not yet
    step: float  #: how far it is from a song to the next, typically
    artist_starts: IntArray  #: shape=(n + 1,), where the artists of each song begin in ``artists``
    artists: IntArray  #: numbers of artists, song by song
    artist_songs: tuple[IntArray, ...]  #: the songs of each artist


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Where a radio is: its seeds, and where their centres went."""

    seeds: FloatArray  #: shape=(k, d)
    centres: FloatArray  #: shape=(k, d)
    radii: FloatArray  #: shape=(k,)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person chose."""

    drift: float = 0.3  #: 0 stays near the seeds, 1 walks away from them
    artist_gap: int = 5  #: songs between two by one artist, at least


@dataclass(frozen=True, slots=True)
class Taste:
    """Songs that were skipped, and songs that were liked."""

    skipped: tuple[int, ...] = ()
    liked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The song that comes next."""

    song: int
    centre: int  #: which centre it was picked for
    farther: bool = False  #: it lies beyond the radius, since no song within it was left
    artist_gap: int = 0  #: songs that could be kept between two by one artist; less than asked for: too few


def songs_of(places: npt.ArrayLike, artists: Sequence[Sequence[int]]) -> Songs:
    """Get songs ready. ``artists``: for each song the numbers, from 0, of who made it; none is like no other.

    Long with many songs: O(n).
    """
    data = np.ascontiguousarray(places, np.float32)
    starts = np.concatenate([[0], np.cumsum([len(own) for own in artists], dtype=np.int64)])
    numbers = np.array([number for own in artists for number in own], np.int64)
    songs = np.repeat(np.arange(len(data)), np.diff(starts))
    order = np.argsort(numbers, kind="stable")
    ends = np.searchsorted(numbers[order], np.arange(1, int(numbers[order[-1]]) + 1 if numbers.size else 1))
    sample = np.unique(np.linspace(0, len(data) - 1, min(len(data), _STEP_SONGS)).astype(np.int64))
    step = float(np.median(similarity.local_scales(data, sample))) if len(data) else 1.0
    return Songs(
        data,
        np.einsum("ij,ij->i", data, data),
        np.zeros(len(data), np.float32),
        step,
        starts.astype(np.int64),
        numbers,
        tuple(np.split(songs[order], ends)) if numbers.size else (),
    )


def begin(songs: Songs, seeds: Sequence[int], playable: Mask, *, seed: int = 0) -> Walk:
    """A radio that has not left its seeds yet. ``playable``: songs that it may ever play, shape=(n,)."""
    chosen = np.unique(np.asarray(seeds, np.int64))
    if len(chosen) > MOST_SEEDS:
        chosen = np.sort(np.random.default_rng(seed).choice(chosen, MOST_SEEDS, replace=False))
    places = songs.places[chosen]
    there = int(np.count_nonzero(playable))
    within = min(max(round(_SHARE * there), _LEAST), _MOST, there)
    radii = np.zeros(len(chosen), np.float32)
    for row, place in enumerate(places):
        far = _squares(songs, place)[playable]
        if within:
            radii[row] = np.sqrt(np.partition(far, within - 1)[within - 1])
    return Walk(places, places.copy(), radii)


def choose(
    songs: Songs,
    walk: Walk,
    rules: Rules,
    *,
    free: Mask,
    before: Sequence[int] = (),
    taste: Taste = Taste(),
    leaning: FloatArray | None = None,
    times: npt.NDArray[np.int64] | None = None,
    seed: Sequence[int] = (0,),
) -> Step | None:
    """The song that comes next; None where no song is free.

    Parameters
    ----------
    free : shape=(n,), songs that may be played now
    before : songs that come just before it, the last one last
    leaning : shape=(n,), optional
        What is known of each song from before: a logarithm of its weight.
    times : shape=(number of artists,), optional
        How often each artist came: who came often comes more seldom.
    seed : what chance depends on

    Rules give way in this order: a song from farther away, then an artist sooner, by one song at a time.
    """
    if not free.any():
        return None
    chance = np.random.default_rng(tuple(seed))
    since = _since(songs, before, rules.artist_gap)
    gap = min(int(since[free].max()) - 1, rules.artist_gap)
    allowed = free & (since > gap)
    for centre in chance.permutation(len(walk.seeds))[:_CENTRES].tolist():
        far = _squares(songs, walk.centres[centre])
        reach = (float(walk.radii[centre]) * (1 + _ROUNDING) + _ROUNDING * songs.step) ** 2
        inside = np.flatnonzero(allowed & (far <= reach))
        if len(inside):
            rows = _looked_at(inside, far, chance)
            song = _draw(songs, walk, centre, rows, far, rules, taste, leaning, times, chance)
            return Step(song, centre, artist_gap=gap)
    rows = np.flatnonzero(allowed)
    if len(rows) > _NEAREST:
        rows = rows[np.argpartition(far[rows], _NEAREST - 1)[:_NEAREST]]
    song = _draw(songs, walk, centre, np.sort(rows), far, rules, taste, leaning, times, chance)
    return Step(song, centre, farther=True, artist_gap=gap)


def moved(songs: Songs, walk: Walk, centre: int, song: int, rules: Rules) -> Walk:
    """After this song was picked for this centre."""
    home, here = walk.seeds[centre], walk.centres[centre]
    leash = np.inf if rules.drift >= 1 else float(walk.radii[centre]) * rules.drift / (1 - rules.drift)
    goal = _within(songs.places[song], home, leash)
    outside = float(np.linalg.norm(here - home)) > leash * (1 + _ROUNDING)
    there = _within(goal, here, songs.step * (1.0 if outside else rules.drift))
    centres = walk.centres.copy()
    centres[centre] = there
    return replace(walk, centres=centres)


def artists_of(songs: Songs, song: int) -> IntArray:
    """The numbers of who made a song."""
    return songs.artists[songs.artist_starts[song] : songs.artist_starts[song + 1]]


def near(songs: Songs, song: int, among: IntArray, *, n: int) -> IntArray:
    """Of these songs the ``n`` nearest to a song."""
    if len(among) <= n:
        return among
    far = np.square(songs.places[among] - songs.places[song]).sum(axis=1)
    return among[np.argpartition(far, n - 1)[:n]]


def _squares(songs: Songs, place: FloatArray) -> FloatArray:
    """Squared distances of all songs to a place."""
    far: FloatArray = songs.lengths - 2.0 * (songs.places @ place) + place @ place
    return np.maximum(far, 0.0, out=far)


def _since(songs: Songs, before: Sequence[int], gap: int) -> IntArray:
    """How many songs ago an artist of each song came; ``gap`` + 1 for longer ago. shape=(n,)"""
    since = np.full(len(songs.places), gap + 1, np.int64)
    for back in range(min(gap, len(before)), 0, -1):
        for artist in artists_of(songs, before[-back]).tolist():
            since[songs.artist_songs[artist]] = back
    return since


def _looked_at(inside: IntArray, far: FloatArray, chance: np.random.Generator) -> IntArray:
    """Of the songs in reach those that are looked at closely."""
    if len(inside) <= _NEAREST + _OTHERS:
        return inside
    near = inside[np.argpartition(far[inside], _NEAREST - 1)[:_NEAREST]]
    return np.unique(np.concatenate([near, chance.choice(inside, _OTHERS, replace=False)]))


def _draw(
    songs: Songs,
    walk: Walk,
    centre: int,
    rows: IntArray,
    far: FloatArray,
    rules: Rules,
    taste: Taste,
    leaning: FloatArray | None,
    times: npt.NDArray[np.int64] | None,
    chance: np.random.Generator,
) -> int:
    """One of these songs, drawn by its weight."""
    scales = _scales(songs, rows)
    own = similarity.scales_among(walk.centres[centre][None], songs.places)[0]
    weights = -SHARPNESS * far[rows].astype(np.float64) / (float(own) * scales)
    lean = np.zeros(len(rows)) if leaning is None else leaning[rows].astype(np.float64)
    radius = max(float(walk.radii[centre]), songs.step)
    for others, sign in ((taste.skipped, -1.0), (taste.liked, 0.5)):
        lean += sign * _TASTE * _nearness(songs, rows, scales, others, radius)
    weights += np.clip(lean, -MOST_TASTE, MOST_TASTE)
    if times is not None and len(times):
        came = np.array([times[artists_of(songs, row)].max(initial=0) for row in rows.tolist()])
        weights -= np.minimum(_ARTIST * came, _MOST_ARTIST)
    if rules.drift > 0:
        home = walk.seeds[centre]
        out = np.linalg.norm(songs.places[rows] - home, axis=1) - np.linalg.norm(walk.centres[centre] - home)
        weights += _OUTWARD * rules.drift * np.clip(out / songs.step, -1.0, 1.0)
    return int(rows[np.argmax(weights + chance.gumbel(size=len(rows)))])


def _nearness(
    songs: Songs, rows: IntArray, scales: FloatArray, others: Sequence[int], radius: float
) -> npt.NDArray[np.float64]:
    """How near each song is to some others, added up: 1 for the same place, less farther away. It reaches
    beyond the surroundings of a song, which in a large library are small, but not over all in the radius."""
    total = np.zeros(len(rows))
    for other in others:
        square = np.square(songs.places[rows] - songs.places[other]).sum(axis=1, dtype=np.float64)
        total += np.exp(-np.square(square / (radius * scales)))
    return total


def _scales(songs: Songs, rows: IntArray) -> FloatArray:
    """Local scales; those that were not needed before are computed now."""
    missing = rows[songs.scales[rows] == 0]
    if len(missing):
        songs.scales[missing] = similarity.local_scales(songs.places, missing)
    return songs.scales[rows]


def _within(place: FloatArray, middle: FloatArray, most: float) -> FloatArray:
    """The place, brought within so far of another one."""
    way = place - middle
    length = float(np.linalg.norm(way))
    if length <= most:
        return place
    return (middle + way * np.float32(most / length)).astype(np.float32)
