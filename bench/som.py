"""SOM against MiniSom at equal epochs, side by side in one run: seconds, quantization and topographic error.

    python bench/som.py [--songs 10000] [--epochs 20] [--scale]

MiniSom is no dependency: ``pip install minisom`` (or the ``bench`` extra); without it ours stands alone.
``--scale`` adds larger libraries
of ours. With a radius of 1, its default, MiniSom tears the map for a lower quantization error;
ours does the same when it may end at 0.5. Both run with one thread of linear algebra.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402

from organizer.analysis.judging import quality  # noqa: E402
from organizer.analysis.space import som  # noqa: E402

ROWS, COLUMNS, DIMENSIONS = 20, 20, 64


def songs(n: int, *, seed: int = 0) -> np.ndarray:
    """Unit vectors in a dozen overlapping clusters, as the embedding of a library is: shape=(n, 64)."""
    rng = np.random.default_rng(seed)
    centers = rng.standard_normal((12, DIMENSIONS))
    data = centers[rng.integers(0, 12, n)] + 0.6 * rng.standard_normal((n, DIMENSIONS))
    return (data / np.linalg.norm(data, axis=1, keepdims=True)).astype(np.float32)


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def minisom(data: np.ndarray, epochs: int, radius: float) -> np.ndarray:
    from minisom import MiniSom

    model = MiniSom(ROWS, COLUMNS, data.shape[1], sigma=radius, learning_rate=0.5, random_seed=0)
    model.pca_weights_init(data)
    model.train(data, epochs, use_epochs=True, random_order=True)
    return model.get_weights().reshape(ROWS * COLUMNS, -1).astype(np.float32)


def errors(codebook: np.ndarray, data: np.ndarray, *, toroidal: bool) -> tuple[float, float]:
    return quality.quantization_error(codebook, data), quality.topographic_error(
        codebook, data, rows=ROWS, columns=COLUMNS, toroidal=toroidal
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--songs", type=int, default=10_000)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--scale", action="store_true", help="also 100,000 and 1,000,000 songs on our map")
    options = parser.parse_args()
    data = songs(options.songs)
    som.fit(data[:100], rows=4, columns=4, epochs=1)  # imports are not what is measured
    rows: list[tuple[str, float, float, float]] = []
    for name, toroidal, last in (
        ("ours, plane", False, 1.0),
        ("ours, torus", True, 1.0),
        ("ours, plane, to 0.5", False, 0.5),
    ):

        def train(toroidal: bool = toroidal, last: float = last) -> som.Som:
            return som.fit(
                data, rows=ROWS, columns=COLUMNS, toroidal=toroidal, epochs=options.epochs, last_radius=last
            )

        runs = [timed(train) for _ in range(3)]
        seconds = min(run[0] for run in runs)
        rows.append((name, seconds, *errors(runs[0][1].codebook, data, toroidal=toroidal)))
    for radius in (1.0, 5.0) if find_spec("minisom") is not None else ():
        seconds, codebook = timed(lambda r=radius: minisom(data, options.epochs, r))
        rows.append((f"MiniSom, radius {radius:g}", seconds, *errors(codebook, data, toroidal=False)))
    print(f"{options.songs:,} songs × {DIMENSIONS}, {ROWS} × {COLUMNS} cells, {options.epochs} epochs")
    print(f"{'':20} {'seconds':>9} {'× ours':>8} {'quantization':>13} {'topographic':>12}")
    for name, seconds, quantization, topographic in rows:
        print(
            f"{name:20} {seconds:9.3f} {seconds / rows[0][1]:8.1f} {quantization:13.4f} {topographic:12.4f}"
        )
    if options.scale:
        for n in (100_000, 1_000_000):
            data = songs(n)
            seconds, _ = timed(lambda d=data: som.fit(d, rows=ROWS, columns=COLUMNS, epochs=options.epochs))
            print(f"{f'ours, {n:,}':20} {seconds:9.3f}")


if __name__ == "__main__":
    main()
