from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.playing import radio
from organizer.analysis.playing.radio import Rules, Songs, Step, Taste, Walk
from organizer.analysis.space.som import FloatArray

NOTHING = Taste()


def library(n: int, *, artists: int, d: int = 8, seed: int = 0) -> Songs:
    """Songs that spread out from one place, without gaps between them."""
    chance = np.random.default_rng(seed)
    places = chance.normal(size=(n, d)).astype(np.float32)
    return radio.songs_of(places, [(int(chance.integers(artists)),) for _ in range(n)])


def play(
    songs: Songs,
    seeds: list[int],
    rules: Rules,
    count: int,
    *,
    taste: Taste = NOTHING,
    seed: int = 0,
) -> tuple[list[Step], list[Walk]]:
    """So many steps, and where the radio was before the first and after each."""
    free = np.ones(len(songs.places), bool)
    free[seeds] = False
    walk = radio.begin(songs, seeds, np.ones(len(songs.places), bool), seed=seed)
    steps: list[Step] = []
    walks = [walk]
    order = list(seeds)
    for number in range(count):
        step = radio.choose(songs, walk, rules, free=free, before=order, taste=taste, seed=(seed, number))
        if step is None:
            break
        walk = radio.moved(songs, walk, step.centre, step.song, rules)
        free[step.song] = False
        order.append(step.song)
        steps.append(step)
        walks.append(walk)
    return steps, walks


def far(songs: Songs, step: Step, place: FloatArray) -> float:
    return float(np.linalg.norm(songs.places[step.song] - place))


@pytest.mark.parametrize("drift", [0.0, 0.3, 1.0])
def test_a_thousand_steps_keep_all_rules(drift: float) -> None:
    songs = library(12_000, artists=400)
    rules = Rules(drift, 5)
    steps, walks = play(songs, [7, 4000], rules, 1000)
    order = [step.song for step in steps]
    assert len(set(order)) == 1000
    artists = [int(radio.artists_of(songs, song)[0]) for song in order]
    assert all(artists[at] not in artists[max(at - 5, 0) : at] for at in range(1000))
    assert {step.artist_gap for step in steps} == {5}
    assert np.bincount(artists).max() <= 12  # of 2.5 on average: none dominates
    for before, after, step in zip(walks, walks[1:], steps, strict=False):
        radius, centre = float(before.radii[step.centre]), before.centres[step.centre]
        assert not step.farther
        assert far(songs, step, centre) <= radius * 1.001
        way = np.linalg.norm(after.centres - before.centres, axis=1)
        assert way[step.centre] <= drift * songs.step * 1.001
        assert np.count_nonzero(way) <= 1
        if drift < 1:
            left = np.linalg.norm(after.centres - after.seeds, axis=1)
            assert (left <= before.radii * drift / (1 - drift) * 1.001 + 1e-6).all()
    if not drift:
        assert np.array_equal(walks[-1].centres, walks[0].seeds)


def test_the_slider_says_how_far_away_it_goes() -> None:
    songs = library(12_000, artists=400)
    away = []
    for drift in (0.0, 0.5, 1.0):
        _, walks = play(songs, [7], Rules(drift, 0), 150)
        away.append(float(np.linalg.norm(walks[-1].centres[0] - walks[0].seeds[0])))
    assert away[0] == 0 < away[1] < away[2]
    assert away[2] > 2 * songs.step


def test_when_the_slider_goes_back_so_does_the_radio_step_by_step() -> None:
    songs = library(3000, artists=100)
    _, walks = play(songs, [7], Rules(1.0, 0), 100)
    walk = walks[-1]
    for song in range(100, 160):
        after = radio.moved(songs, walk, 0, song, Rules(0.0, 0))
        assert np.linalg.norm(after.centres[0] - walk.centres[0]) <= songs.step * 1.001
        walk = after
    assert np.allclose(walk.centres, walk.seeds, atol=1e-4)


def test_the_same_seed_gives_the_same_songs_and_another_one_others() -> None:
    songs = library(500, artists=50)
    first, second, other = (
        [step.song for step in play(songs, [3], Rules(), 40, seed=seed)[0]] for seed in (1, 1, 2)
    )
    assert first == second != other


def test_every_seed_gets_songs_like_it_rather_than_what_lies_between() -> None:
    chance = np.random.default_rng(0)
    middles = np.repeat([-10.0, 0.0, 10.0], 100)
    places = chance.normal(size=(300, 6)) + middles[:, None]
    songs = radio.songs_of(places, [()] * 300)
    steps, _ = play(songs, [0, 299], Rules(0.0, 5), 80)
    sides = [step.song // 100 for step in steps]
    assert sides.count(0) > 20
    assert sides.count(2) > 20
    assert sides.count(1) == 0


def test_what_was_skipped_pushes_its_neighbourhood_away_but_not_for_ever() -> None:
    chance = np.random.default_rng(0)
    # a seed between two kinds of songs, as near to one as to the other
    places = chance.normal(0, 0.4, size=(401, 6)) + np.repeat([-1.0, 1.0, 0.0], [200, 200, 1])[:, None]
    places[400] = 0
    songs = radio.songs_of(places, [()] * 401)
    left = np.flatnonzero(places.mean(axis=1) < 0)
    skipped = tuple(left[np.argsort(np.abs(places[left]).sum(axis=1))[:12]].tolist())

    def share(taste: Taste) -> float:
        picked = [play(songs, [400], Rules(0.0, 0), 30, taste=taste, seed=seed)[0] for seed in range(4)]
        return float(np.mean([step.song < 200 for steps in picked for step in steps]))

    plain, pushed, drawn = share(Taste()), share(Taste(skipped=skipped)), share(Taste(liked=skipped))
    assert pushed < plain < drawn
    assert pushed < 0.8 * plain
    assert play(songs, [400], Rules(0.0, 0), 400, taste=Taste(skipped=skipped))[0][-1] is not None
    assert len(play(songs, [400], Rules(0.0, 0), 500, taste=Taste(skipped=skipped))[0]) == 400


def test_what_is_known_of_a_song_counts_for_it() -> None:
    songs = library(200, artists=200)
    free = np.ones(200, bool)
    walk = radio.begin(songs, [0], free)
    free[0] = False
    leaning = np.zeros(200, np.float32)
    near = np.argsort(np.linalg.norm(songs.places - songs.places[0], axis=1)).tolist()
    leaning[near[20]] = 1000.0  # is taken for the most that is allowed
    often = [
        radio.choose(songs, walk, Rules(0.0, 0), free=free, leaning=given, seed=(n,))
        for given in (np.zeros(200, np.float32), leaning)
        for n in range(60)
    ]
    came = [step is not None and step.song == near[20] for step in often]
    assert sum(came[:60]) < 5 < sum(came[60:]) < 60


def test_a_hub_that_is_near_to_all_does_not_come_first_each_time() -> None:
    chance = np.random.default_rng(0)
    places = chance.normal(size=(400, 40)).astype(np.float32)
    places[:20] *= 0.25  # near to the middle, and so to everything
    songs = radio.songs_of(places, [()] * 400)
    firsts = []
    for seed in range(60, 120):
        firsts += [step.song < 20 for step in play(songs, [seed], Rules(0.0, 0), 3, seed=seed)[0]]
    plain = np.argsort(np.linalg.norm(places[60:120, None] - places[None], axis=2), axis=1)[:, 1:4]
    assert np.mean(plain < 20) > 0.8
    assert np.mean(firsts) < 0.5 * np.mean(plain < 20)


@pytest.mark.parametrize(
    ("n", "artists", "gap"), [(1, 1, 0), (3, 1, 0), (14, 1, 0), (14, 3, 2), (14, 14, 5), (2, 2, 1)]
)
def test_small_libraries_are_played_to_their_end_with_artists_as_far_apart_as_they_can(
    n: int, artists: int, gap: int
) -> None:
    places = np.random.default_rng(n).normal(size=(n, 4))
    songs = radio.songs_of(places, [(at % artists,) for at in range(n)])
    steps, _ = play(songs, [0], Rules(0.3, 5), 100)
    assert sorted(step.song for step in steps) == list(range(1, n))
    assert all(step.artist_gap <= 5 for step in steps)
    assert not steps or steps[0].artist_gap >= min(gap, 5)


@pytest.mark.parametrize("drift", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(
    "kind", ["one place", "two places", "one artist", "no artists", "several artists each"]
)
def test_awkward_libraries_are_played_to_their_end(kind: str, drift: float) -> None:
    n = 90
    chance = np.random.default_rng(0)
    places = chance.normal(size=(n, 5))
    artists: list[tuple[int, ...]] = [(at % 9,) for at in range(n)]
    if kind == "one place":
        places[:] = places[0]
    elif kind == "two places":
        places[:60], places[60:] = places[0], places[1]
    elif kind == "one artist":
        artists = [(0,)] * n
    elif kind == "no artists":
        artists = [()] * n
    else:
        artists = [(at % 9, (at + 4) % 9) for at in range(n)]
    songs = radio.songs_of(places, artists)
    steps, walks = play(songs, [0], Rules(drift, 5), 200)
    assert sorted(step.song for step in steps) == list(range(1, n))
    assert all(np.isfinite(walk.centres).all() for walk in walks)
    order = [0, *(step.song for step in steps)]
    for at, step in enumerate(steps, start=1):
        recent = {artist for song in order[max(at - step.artist_gap, 0) : at] for artist in artists[song]}
        assert not recent & set(artists[step.song])
    if kind in ("no artists", "one artist"):
        assert {step.artist_gap for step in steps} == {5 if kind == "no artists" else 0}


def test_without_a_free_song_there_is_none() -> None:
    songs = library(5, artists=2)
    walk = radio.begin(songs, [0], np.zeros(5, bool))
    assert radio.choose(songs, walk, Rules(), free=np.zeros(5, bool)) is None
