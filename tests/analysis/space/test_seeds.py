from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from organizer.analysis.space import seeds, similarity


def kinds(counts: tuple[int, ...] = (40, 40, 40), *, seed: int = 0) -> npt.NDArray[np.float32]:
    """Songs of some kinds, one kind after the other, at length 1."""
    random = np.random.default_rng(seed)
    middles = random.standard_normal((len(counts), 12))
    songs = np.repeat(middles, counts, axis=0) + 0.35 * random.standard_normal((sum(counts), 12))
    return (songs / np.linalg.norm(songs, axis=1, keepdims=True)).astype(np.float32)


def test_one_seed_gives_the_songs_like_it() -> None:
    data = kinds()
    for song in (0, 55, 119):
        nearest, distances = similarity.similar(data, song, n=15)
        matches = seeds.matching(data, [song], n=15)
        assert matches.songs.tolist() == nearest.tolist()
        assert matches.distances == pytest.approx(distances)
        assert set(matches.seeds.tolist()) == {0}


def test_seeds_of_two_kinds_give_both_kinds_and_nothing_between() -> None:
    data = kinds()
    between = data[:3] + data[40:43]  # songs half-way, which are nearest to the mean of the two seeds
    data = np.vstack([data, between / np.linalg.norm(between, axis=1, keepdims=True)])
    matches = seeds.matching(data, [0, 40], n=12)
    of_kind = matches.songs // 40
    assert not (matches.songs >= 120).any()
    assert 3 <= (of_kind == 0).sum() <= 9 and (of_kind == 0).sum() + (of_kind == 1).sum() == 12
    assert all(matches.seeds == of_kind)
    assert (np.diff(matches.scores) <= 0).all()


def test_what_is_disliked_takes_its_surroundings_away() -> None:
    data = kinds()
    matches = seeds.matching(data, [0, 40], [1, -1], n=30)
    assert set((matches.songs // 40).tolist()) == {0}
    near = similarity.similar(data, 0, n=30)[0]
    unlike = int(near[0])
    left = seeds.matching(data, [0, unlike], [1, -1], n=30).songs
    assert unlike not in left
    for song in left:
        own, other = (np.linalg.norm(data[song] - data[one]) for one in (0, unlike))
        scales = similarity.local_scales(data, [0, unlike])
        assert own**2 / scales[0] < other**2 / scales[1]


def test_a_disliked_neighbourhood_does_not_use_up_the_answer() -> None:
    data = kinds((900, 60))
    matches = seeds.matching(data, [900, *range(100)], [1, *[-1] * 100], n=40)
    assert len(matches.songs) == 40 and (matches.songs > 900).all()


def test_a_heavier_seed_has_more_of_the_answer() -> None:
    data = kinds()
    even, heavy = (seeds.matching(data, [0, 40], weights, n=20).songs for weights in ([1, 1], [8, 1]))
    assert (heavy < 40).sum() > (even < 40).sum()


def test_copies_and_songs_far_out_are_ranked_too() -> None:
    line = np.concatenate([np.zeros(20), np.arange(1, 31.0)])[:, None]
    matches = seeds.matching(line, [0, 1], n=49)
    assert sorted(matches.songs.tolist()) == list(range(2, 50))
    assert matches.songs[:18].tolist() == list(range(2, 20)) and matches.songs[18] == 20
    assert np.isfinite(matches.scores).all()


@pytest.mark.parametrize("songs", [1, 2, 3])
def test_few_songs(songs: int) -> None:
    assert len(seeds.matching(np.eye(3)[:songs], [0], n=5).songs) == songs - 1


@pytest.mark.parametrize(
    ("chosen", "weights", "text"),
    [
        ([0], [-1], "no seed is liked"),
        ([], [], "no seed is liked"),
        ([0, 0], [1, -1], "named twice"),
        ([0, 1], [1], "a weight"),
        ([0], [float("nan")], "a weight"),
        ([0], [0], "a weight"),
    ],
)
def test_wrong_seeds_are_refused(chosen: list[int], weights: list[float], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        seeds.matching(kinds(), chosen, weights, n=5)
