"""Lists by rules: how good orders are, and how long they take, beside greedy ones and chance.

python -m bench.arranging [--songs N …] [--library FILE …] [--seeds N]

Songs are drawn at random, or are those of a library. All of them are put in order, tempo rising, keys of
neighbours near each other, no artist again within five. Figures are means over the seeds: the share of steps
whose keys fit (unknown ones do not), the mean error of the tempo in BPM, pairs of an artist too near each
other, the mean step in sound, the cost, and seconds of the processor.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402

from organizer.analysis.playing import order_costs, order_figures, order_solver  # noqa: E402
from organizer.analysis.playing.order_costs import Costs, Ramp, Spacing  # noqa: E402
from organizer.analysis.playing.order_solver import Wish  # noqa: E402
from organizer.library import tracks  # noqa: E402
from organizer.library.storage.database import Database  # noqa: E402
from organizer.work.playlists import rule_songs  # noqa: E402
from organizer.work.playlists.rule_songs import RuleSongs  # noqa: E402
from organizer.work.playlists.rules import Rules, Slope  # noqa: E402

RULES = Rules(artist_gap=5, tempo=Slope("rising"), keys="near", keys_first=True, sound="little")


def drawn(count: int) -> tuple[Costs, np.ndarray, np.ndarray]:
    """Songs by chance: a tenth of the keys is not known, an artist has seven songs."""
    chance = np.random.default_rng(count)
    places = chance.normal(size=(count, 24)).astype(np.float32)
    keys = np.where(chance.random(count) < 0.1, -1, chance.integers(0, 24, count))
    steps = order_costs.step_costs(places, np.ones(count, bool), keys, sound=0.4, key=5.0)
    tempo = Ramp(chance.normal(120.0, 22.0, count), ((0.0, 0.0), (1.0, 1.0)), True, 30.0, 56.0)
    artists = Spacing(chance.integers(0, max(count // 7, 1), (count, 1)), 5, 10.0)
    return Costs(steps, (tempo,), (artists,), np.zeros(count), np.full(count, 240.0)), keys, places


def of_library(path: str, most: int, seed: int) -> tuple[Costs, np.ndarray, np.ndarray]:
    """Songs of a library, of which nothing is changed; of many some, by the seed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "library.db"
        copy.write_bytes(Path(path).read_bytes())
        with Database(copy) as db:
            ids = tracks.query(db, "")
            ids = np.sort(np.random.default_rng(seed).permutation(ids)[:most])
            songs: RuleSongs = rule_songs.songs_of(db, ids)
    return rule_songs.costs_of(songs, RULES, everything=True), songs.keys, songs.places


def row(
    name: str, orders: list[np.ndarray], seconds: float, songs: tuple[Costs, np.ndarray, np.ndarray]
) -> None:
    """Print what these orders are like."""
    costs, keys, places = songs
    known = np.ones(len(keys), bool)
    shares, errors, pairs, steps, totals = [], [], [], [], []
    for order in orders:
        shares.append(order_figures.key_steps(keys, order, "near").share or 0.0)
        errors.append(order_figures.ramp_error(costs.ramps[0], order).mean or 0.0)
        pairs.append(sum(order_figures.near(one, order).pairs for one in costs.spacings[:1]))
        steps.append(order_figures.sound_step(places, known, order) or 0.0)
        totals.append(order_costs.total(costs, order))
    print(
        f"  {name:<8} {np.mean(shares):7.1%} {np.mean(errors):9.2f} {np.mean(pairs):9.1f}"
        f" {np.mean(steps):8.0%} {np.mean(totals):11.1f} {seconds / len(orders):9.2f}"
    )


def compare(songs: tuple[Costs, np.ndarray, np.ndarray], seeds: int) -> None:
    """Chance, greedy and the search, side by side."""
    costs = songs[0]
    count = len(costs.preference)
    print(f"{count:,} songs\n           keys fit  BPM off  too near     step        cost   seconds")
    begun = time.process_time()
    row("chance", [np.random.default_rng(seed).permutation(count) for seed in range(seeds)], 0.0, songs)
    begun = time.process_time()
    greedy = [order_solver.greedily(costs, Wish())]
    row("greedy", greedy, time.process_time() - begun, songs)
    begun = time.process_time()
    orders = [order_solver.solve(costs, seed=seed).order for seed in range(seeds)]
    row("search", orders, time.process_time() - begun, songs)
    if seeds > 1:
        same = np.mean([np.mean(orders[0] == other) for other in orders[1:]])
        print(f"  of another seed {same:.0%} of the songs stand at the same place")


def main() -> None:
    """Print a table for each number of songs, or each library."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--songs", type=int, nargs="*", default=[100, 500, 2_000])
    parser.add_argument("--library", nargs="*", default=[])
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    for path in options.library:
        for count in options.songs:
            compare(of_library(path, count, 1), options.seeds)
    for count in () if options.library else options.songs:
        compare(drawn(count), options.seeds)


if __name__ == "__main__":
    main()
