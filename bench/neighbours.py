"""How long the songs most like one song take to find, hubs corrected, in libraries up to 100,000.

python -m bench.neighbours [--songs N …]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from organizer.analysis.space import similarity  # noqa: E402
from organizer.analysis.space.matrix import DIMENSIONS  # noqa: E402

SEEDS = 15


def library(songs: int) -> npt.NDArray[np.float32]:
    """Songs of three hundred kinds, at length 1 as ``Axes.project`` gives them."""
    random = np.random.default_rng(0)
    kinds = random.standard_normal((300, DIMENSIONS))[random.integers(0, 300, songs)]
    points = kinds + 0.8 * random.standard_normal((songs, DIMENSIONS))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


def milliseconds(call: Callable[[int], object], songs: int) -> float:
    """CPU time of one call, median over songs spread through the library."""
    took = []
    for song in np.linspace(0, songs - 1, SEEDS).astype(int):
        start = time.process_time()
        call(int(song))
        took.append(time.process_time() - start)
    return 1000 * float(np.median(took))


def row(songs: int) -> list[float]:
    points = library(songs)
    return [
        milliseconds(lambda song: points @ points[song], songs),
        milliseconds(lambda song: similarity.neighbours(points, [song], n=10), songs),
        milliseconds(lambda song: similarity.similar(points, song, n=10), songs),
        milliseconds(lambda song: similarity.similar(points, song, n=25), songs),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--songs", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    print(f"CPU, ms a song, {DIMENSIONS} dimensions: product alone, 10 nearest, 10 and 25 without hubs")
    for songs in parser.parse_args().songs:
        print(f"{songs:9,}  " + "  ".join(f"{cell:6.1f}" for cell in row(songs)))


if __name__ == "__main__":
    main()
