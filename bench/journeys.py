"""Journeys: how small and even their steps are, beside songs nearest to a straight line, and what they take.

    python -m bench.journeys [--songs N …] [--library FILE]

Without a library, songs are points around centres (``bench.neighbours``). Ways of 12 and 25 songs between two
songs by chance; lengths by the length of the leap from the first to the last.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from bench import neighbours  # noqa: E402
from organizer.analysis.map import journeys  # noqa: E402

Array = npt.NDArray[Any]
WAYS = 30


def straight(songs: Array, first: int, last: int, n: int) -> Array:
    """The song nearest to each point of the straight line and not on the way yet, in the order along it."""
    way, used = np.full(n, -1), np.zeros(len(songs), bool)
    way[0], way[-1] = first, last
    used[[first, last]] = True
    for place in sorted(range(1, n - 1), key=lambda i: (min(i, n - 1 - i), i)):
        share = place / (n - 1)
        far = np.linalg.norm(songs - ((1.0 - share) * songs[first] + share * songs[last]), axis=1)
        far[used] = np.inf
        way[place] = int(far.argmin())
        used[way[place]] = True
    along = (songs[way[1:-1]] - songs[first]) @ (songs[last] - songs[first])
    way[1:-1] = way[1:-1][np.argsort(along, kind="stable")]
    return way


def report(songs: Array) -> None:
    """A line for each kind of way: longest step, sum and unevenness of steps, and its CPU time."""
    n = len(songs)
    ground = journeys.Ground(songs, np.arange(n), np.full(n, -1), np.ones(n, bool))
    rows: dict[str, list[tuple[float, ...]]] = {"straight": [], "journey": [], "again": []}
    random = np.random.default_rng(0)
    for _ in range(WAYS):
        first, last = (int(song) for song in random.choice(n, 2, replace=False))
        leap = max(float(np.linalg.norm(songs[first] - songs[last])), 1e-9)
        for count in (12, 25):
            worn = np.zeros(n, np.int64)
            for name, measured in rows.items():
                began = time.process_time()
                if name == "straight":
                    way = straight(songs, first, last, min(count, n))
                else:
                    way = journeys.through(ground, [first, last], count, worn=worn)
                took = time.process_time() - began
                shared = float(np.mean(worn[way[1:-1]])) if len(way) > 2 else 0.0
                worn[way[1:-1]] += name == "journey"
                steps = journeys.steps(songs, way) / leap
                uneven = float(steps.std() / max(steps.mean(), 1e-9))
                measured.append((float(steps.max()), float(steps.sum()), uneven, shared, 1000 * took))
    print(f"{n:,} songs: longest step, sum of steps (by the leap), unevenness, shared with before, CPU ms")
    for name, all_of_it in rows.items():
        print(f"  {name:9}" + "".join(f"{value:9.3f}" for value in np.mean(all_of_it, axis=0)), flush=True)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--songs", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--library", type=Path, help="measure on its songs; it is only read")
    options = parser.parse_args()
    if options.library is None:
        for songs in options.songs:
            report(neighbours.library(songs))
        return
    from organizer.library.storage.database import Database
    from organizer.work.analysis.embedding import embed

    db = Database(options.library)
    report(embed(None, db)[1])
    db.close()


if __name__ == "__main__":
    main()
