"""Groups of a large library: each method beside scikit-learn called directly, in one run.

    python -m bench.groups [--songs 100000] [--columns 64] [--groups 12]

The songs are drawn around fifty centres. "Times" is against KMeans of scikit-learn with the same settings.
Both KMeans alternate, and the median of each counts: on a machine that others use, one run says little. The
longest wait between two reports of HDBSCAN is how long a cancel at the command line takes; in the window its
process ends at once.
"""

from __future__ import annotations

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()  # as the program does, before numpy loads

import argparse  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from organizer.analysis.space import groups, som  # noqa: E402

_TURNS = 3


class _Cancelled(Exception):
    pass


def timed(call: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def drawn(songs: int, columns: int) -> npt.NDArray[np.float32]:
    rng = np.random.default_rng(0)
    centers = rng.normal(0, 1.2, (50, columns))
    return (centers[rng.integers(0, 50, songs)] + rng.normal(0, 1, (songs, columns))).astype(np.float32)


def main() -> None:
    from sklearn.cluster import KMeans

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--songs", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=64)
    parser.add_argument("--groups", type=int, default=12)
    options = parser.parse_args()
    songs = drawn(options.songs, options.columns)
    KMeans(2, n_init=1, random_state=0).fit(songs[:1000])  # what it loads is not what it takes
    print(f"{options.songs:,} songs × {options.columns}, {options.groups} groups")
    print(f"{'':44}{'wall s':>8}{'CPU s':>8}{'times':>8}")

    def show(name: str, took: tuple[float, float]) -> None:
        print(f"{name:44}{took[0]:8.2f}{took[1]:8.2f}{took[1] / direct[1]:8.2f}", flush=True)

    both: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for _ in range(_TURNS):
        both[0].append(timed(lambda: KMeans(options.groups, n_init=1, random_state=0).fit(songs)))
        both[1].append(timed(lambda: groups.cluster(songs, k=options.groups)))
    direct, ours = (tuple(statistics.median(run[i] for run in runs) for i in (0, 1)) for runs in both)
    show("scikit-learn: KMeans(n_init=1)", (direct[0], direct[1]))
    show("kmeans", (ours[0], ours[1]))
    show("kmeans, number found", timed(lambda: groups.cluster(songs)))
    show("gmm", timed(lambda: groups.cluster(songs, method="gmm", k=options.groups)))
    show("gmm, number found", timed(lambda: groups.cluster(songs, method="gmm")))
    rows, columns = som.grid_size(len(songs))
    made: list[som.Som] = []
    show(
        f"(the map: {rows} × {columns} cells)",
        timed(lambda: made.append(som.fit(songs, rows=rows, columns=columns))),
    )
    units = som.best_matching_units(made[0].codebook, songs)
    cells = groups.Cells(made[0].codebook, rows, columns, True, units)
    show("som", timed(lambda: groups.cluster(songs, method="som", k=options.groups, cells=cells)))
    show("som, number found", timed(lambda: groups.cluster(songs, method="som", cells=cells)))
    part = songs[:5_000]
    show(f"ward, {len(part):,} of the songs", timed(lambda: groups.cluster(part, method="ward")))
    steps: list[float] = []
    began = time.perf_counter()
    show(
        "hdbscan",
        timed(
            lambda: groups.cluster(
                songs, method="hdbscan", report=lambda *_: steps.append(time.perf_counter())
            )
        ),
    )
    waits = np.diff([began, *steps, time.perf_counter()])
    print(f"  {len(steps)} reports, at most {waits.max():.1f} s between them")


if __name__ == "__main__":
    main()
