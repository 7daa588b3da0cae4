"""The index finds what comparing each with each finds."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from organizer.analysis.ear.fingerprint import Fingerprint, match
from organizer.analysis.space.fingerprint_search import Index

_WEIGHTS = np.uint32(1) << np.arange(32, dtype=np.uint32)


def recording(seed: int, rows: int = 150) -> Fingerprint:
    """Codes that change slowly, as those of music do."""
    random = np.random.default_rng(seed)
    bits = np.repeat(random.random((rows // 3 + 1, 32)) < 0.5, 3, axis=0)[:rows]
    return Fingerprint(np.maximum(bits @ _WEIGHTS, 1).astype(np.uint32), (0,), (rows,))


def copy(of: Fingerprint, *, wrong: float = 0.08, later: int = 0, seed: int = 0) -> Fingerprint:
    """The same with wrong bits, some rows later."""
    noise = np.random.default_rng(seed).random((of.codes.size, 32)) < wrong
    codes = np.concatenate([np.zeros(later, np.uint32), of.codes ^ (noise @ _WEIGHTS).astype(np.uint32)])
    return Fingerprint(codes, (0,), (codes.size,))


def index_of(songs: list[Fingerprint]) -> Index:
    index = Index()
    for one in songs:
        index.add(one)
    return index


def test_the_pairs_are_those_of_comparing_each_with_each() -> None:
    songs = [recording(seed) for seed in range(40)]
    songs += [copy(songs[i], wrong=0.03 * i, later=3 * i, seed=i) for i in range(5)]
    everything = {
        (a, b): result
        for a, b in itertools.combinations(range(len(songs)), 2)
        if (result := match(songs[a], songs[b])) is not None
    }
    assert {(a, b): result for a, b, result in index_of(songs).same()} == everything
    assert list(everything) == [(i, 40 + i) for i in range(5)]


def test_many_copies_hang_together() -> None:
    songs = [copy(recording(1), wrong=0.02, seed=seed) for seed in range(40)]
    reached = {0}
    pairs = {(a, b) for a, b, _ in index_of(songs).same()}
    for _ in songs:
        reached |= {i for pair in pairs if reached & set(pair) for i in pair}
    assert reached == set(range(40))


@pytest.mark.parametrize("songs", [[], [recording(0)], [recording(0), recording(1)]])
def test_few_songs_give_no_pair(songs: list[Fingerprint]) -> None:
    assert index_of(songs).same() == []


def test_silent_rows_make_no_pair() -> None:
    empty = Fingerprint(np.zeros(100, np.uint32), (0,), (100,))
    none = Fingerprint(np.empty(0, np.uint32), (), ())
    assert index_of([empty, none, empty, none]).same() == []


def test_a_song_comes_back_from_the_index() -> None:
    songs = [recording(0), recording(1, rows=40)]
    index = index_of(songs)
    assert len(index) == 2
    assert np.array_equal(index[1].codes, songs[1].codes)
    assert (index[1].starts, index[1].lengths) == ((0,), (40,))


def test_the_search_tells_how_far_it_is_and_can_be_stopped() -> None:
    index = index_of([copy(recording(seed // 2), seed=seed) for seed in range(20)])
    shares: list[float] = []
    assert len(index.same(shares.append)) == 10
    assert shares == sorted(shares) and shares[-1] == 1.0

    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.same(stop)
