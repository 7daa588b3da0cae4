from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.judging import odd_one_out
from organizer.analysis.map.morphing import Described, aspects_of, described

SIZES = {"timbre": 1.1, "dynamics": 1.1, "rhythm": 0.5, "harmony": 0.4, "network": 1.2}


def songs(n: int = 300, seed: int = 0) -> Described:
    random = np.random.default_rng(seed)
    parts = {}
    for name, length in SIZES.items():
        rows = random.standard_normal((n, 8)) @ random.standard_normal((8, 24))
        rows += 0.5 * random.standard_normal((n, 24))
        parts[name] = (length * rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return described(aspects_of(parts), parts)


def listen(songs: Described, *, seed: int, slips: float, rounds: int = 40) -> np.ndarray:
    """How far off the weights are that a listener with known ones teaches, shape=(aspects,), as shares."""
    random = np.random.default_rng(seed + 100)
    belief = odd_one_out.begin(songs, {}, seed=seed)
    true = np.exp(random.uniform(np.log(0.45), np.log(2.2), len(SIZES)))
    true = belief.scales.alike(true[None], belief.before)[0]
    factors = belief.scales.factors(true[None])[0]
    for number in range(rounds):
        threes = odd_one_out.draw(300, np.arange(len(songs.squares)), seed=1_000 * seed + number)
        apart = odd_one_out.distances(songs, threes)
        asked = apart[belief.most_telling(apart)]
        answer = int(np.argmin(asked @ factors))
        if random.random() < slips:
            answer = int(random.integers(3))
        belief = belief.after(asked, answer)
    return np.abs(np.array(list(belief.weights.values())) / true - 1.0)


@pytest.mark.parametrize(("slips", "seed"), [(0.0, 1), (0.1, 3)])
def test_the_weights_of_a_listener_come_back_within_a_tenth(slips: float, seed: int) -> None:
    """After 40 rounds, also when every tenth answer is chance; ``bench.odd_one_out`` has many listeners."""
    assert listen(songs(), seed=seed, slips=slips).mean() < 0.1


def test_without_answers_the_weights_stay() -> None:
    weights = {"timbre": 2.0, "dynamics": 0.5, "rhythm": 1.0, "harmony": 1.0, "network": 1.5}
    belief = odd_one_out.begin(songs(50), weights)
    assert belief.weights == pytest.approx(weights, rel=0.1)


def test_what_sounds_alike_for_a_listener_counts_more() -> None:
    """One who goes by rhythm alone, though rhythm counted for little."""
    there = songs(100)
    belief = odd_one_out.begin(there, {"rhythm": 0.5})
    rhythm = there.names.index("rhythm")
    for number in range(12):
        apart = odd_one_out.distances(there, odd_one_out.draw(300, np.arange(100), seed=number))
        asked = apart[belief.most_telling(apart)]
        belief = belief.after(asked, int(np.argmin(asked[:, rhythm])))
    assert belief.weights["rhythm"] == max(belief.weights.values())
    assert belief.weights["rhythm"] > 1.0


def test_three_songs_are_three() -> None:
    threes = odd_one_out.draw(500, np.array([3, 5, 7, 9]), seed=1)
    assert {len(set(three)) for three in threes.tolist()} == {3}
    assert set(threes.ravel().tolist()) == {3, 5, 7, 9}
    with pytest.raises(ValueError, match="three songs"):
        odd_one_out.draw(1, np.array([1, 2]), seed=0)
