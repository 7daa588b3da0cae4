"""Odd one out: how far off the weights are that simulated listeners teach, whose weights are known.

    python -m bench.odd_one_out [--listeners N] [--rounds N] [--library FILE] [--first N]

Listeners weigh the aspects of the songs by chance, between 0.45 and 2.2, and call the song odd whose two
partners are nearest; some answer by chance now and then, some go by the distances only about. Songs are those
of a library with a map, or made up. Printed are the medians over the listeners, of the mean and of the
largest error of their weights, the 95th percentile of the largest, and how many listeners are within a tenth.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402

from organizer.analysis.judging import odd_one_out  # noqa: E402
from organizer.analysis.map.morphing import Described, aspects_of, described  # noqa: E402

LENGTHS = {"timbre": 1.1, "dynamics": 1.1, "rhythm": 0.5, "harmony": 0.4, "network": 1.2}
DRAWN = 6_000


@dataclass(frozen=True)
class Kind:
    """How listeners answer."""

    name: str
    slips: float = 0.0  #: share of answers by chance
    sureness: float = 0.0  #: β of their choice, in mean distances; 0: the nearest two, always


KINDS = (Kind("always by their weights"), Kind("10 % slips", slips=0.1), Kind("unsure", sureness=60.0))


def library(songs: int) -> Described:
    """Songs that differ along eight axes in each aspect."""
    random = np.random.default_rng(0)
    parts = {}
    for name, length in LENGTHS.items():
        rows = random.standard_normal((songs, 8)) @ random.standard_normal((8, 30))
        rows += 0.5 * random.standard_normal((songs, 30))
        parts[name] = (length * rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return described(aspects_of(parts), parts)


def from_library(path: Path) -> Described:
    """The songs of a library with a map."""
    from organizer.library import maps
    from organizer.library.storage.database import Database
    from organizer.work.analysis.weighing import describe

    with Database(path) as db:
        music_map = maps.load_map(db)
        if music_map is None:
            raise SystemExit(f"{path} has no map")
        return describe(None, db, music_map)[1]


def off(songs: Described, seed: int, kind: Kind, rounds: int) -> list[float]:
    """By which share each weight is off after so many rounds; and, last, seconds of choosing a round."""
    random = np.random.default_rng(seed + 100)
    belief = odd_one_out.begin(songs, {}, seed=seed)
    true = np.exp(random.uniform(np.log(0.45), np.log(2.2), len(songs.names)))
    true = belief.scales.alike(true[None], belief.before)[0]
    factors = belief.scales.factors(true[None])[0]
    everyone = np.arange(len(songs.squares))
    choosing = 0.0
    for number in range(rounds):
        began = time.process_time()
        apart = odd_one_out.distances(songs, odd_one_out.draw(DRAWN, everyone, seed=1_000 * seed + number))
        asked = apart[belief.most_telling(apart)]
        choosing += time.process_time() - began
        far = asked @ factors
        answer = int(np.argmin(far))
        if kind.sureness:
            odds = np.exp(-kind.sureness * (far - far.min()) / belief.unit)
            answer = int(random.choice(3, p=odds / odds.sum()))
        if random.random() < kind.slips:
            answer = int(random.integers(3))
        belief = belief.after(asked, answer)
    errors: list[float] = np.abs(np.array(list(belief.weights.values())) / true - 1.0).tolist()
    return [*errors, choosing / rounds]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--listeners", type=int, default=8)
    parser.add_argument("--first", type=int, default=0, help="number of the first listener")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--library", type=Path)
    options = parser.parse_args()
    songs = from_library(options.library) if options.library else library(400)
    print(f"{len(songs.squares)} songs, {options.rounds} rounds, {options.listeners} listeners")
    for kind in KINDS:
        began = time.process_time()
        seeds = range(options.first, options.first + options.listeners)
        told = np.array([off(songs, seed, kind, options.rounds) for seed in seeds])
        spent = (time.process_time() - began) / options.listeners / options.rounds
        errors, choosing = told[:, :-1], told[:, -1].mean()
        mean, largest = errors.mean(axis=1), errors.max(axis=1)
        far = f"{np.median(mean):.1%}, largest {np.median(largest):.1%}, 19 of 20 below"
        within = f"mean {np.mean(mean < 0.1):.0%}, largest {np.mean(largest < 0.1):.0%}"
        print(
            f"{kind.name}: mean error {far} {np.quantile(largest, 0.95):.1%}; within a tenth: {within}; "
            f"{1e3 * spent:.0f} ms a round, {1e3 * choosing:.0f} of them to choose",
            flush=True,
        )


if __name__ == "__main__":
    main()
