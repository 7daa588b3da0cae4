"""Odd one out: how far off the weights are that simulated listeners teach, whose weights are known.

    python -m bench.odd_one_out [--listeners N] [--rounds N]

Listeners weigh five aspects by chance, between 0.45 and 2.2, and call the song odd whose two partners are
nearest; some answer by chance now and then.
"""

from __future__ import annotations

import argparse
import time

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402

from organizer.analysis.judging import odd_one_out  # noqa: E402
from organizer.analysis.map.morphing import Described, aspects_of, described  # noqa: E402

LENGTHS = {"timbre": 1.1, "dynamics": 1.1, "rhythm": 0.5, "harmony": 0.4, "network": 1.2}


def library(songs: int) -> Described:
    """Songs that differ along eight axes in each aspect."""
    random = np.random.default_rng(0)
    parts = {}
    for name, length in LENGTHS.items():
        rows = random.standard_normal((songs, 8)) @ random.standard_normal((8, 30))
        rows += 0.5 * random.standard_normal((songs, 30))
        parts[name] = (length * rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return described(aspects_of(parts), parts)


def off(songs: Described, seed: int, slips: float, rounds: int) -> list[float]:
    """By which share each weight is off after so many rounds."""
    random = np.random.default_rng(seed + 100)
    belief = odd_one_out.begin(songs, {}, seed=seed)
    true = np.exp(random.uniform(np.log(0.45), np.log(2.2), len(LENGTHS)))
    true = belief.scales.alike(true[None], belief.before)[0]
    factors = belief.scales.factors(true[None])[0]
    everyone = np.arange(len(songs.squares))
    for number in range(rounds):
        apart = odd_one_out.distances(songs, odd_one_out.draw(1_200, everyone, seed=1_000 * seed + number))
        asked = apart[belief.most_telling(apart)]
        answer = int(np.argmin(asked @ factors))
        if random.random() < slips:
            answer = int(random.integers(3))
        belief = belief.after(asked, answer)
    errors: list[float] = np.abs(np.array(list(belief.weights.values())) / true - 1.0).tolist()
    return errors


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--listeners", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    songs = library(400)
    for slips in (0.0, 0.1):
        began = time.process_time()
        errors = np.array([off(songs, seed, slips, options.rounds) for seed in range(options.listeners)])
        spent = (time.process_time() - began) / options.listeners / options.rounds
        print(
            f"{slips:4.0%} slips, {options.rounds} rounds: mean error {np.median(errors.mean(axis=1)):6.1%}, "
            f"largest {np.median(errors.max(axis=1)):6.1%} (medians of {options.listeners} listeners); "
            f"{1e3 * spent:.0f} ms a round"
        )


if __name__ == "__main__":
    main()
