"""Weights tried out: what a step costs, how near it comes to the map that is built when a person keeps it.

    python -m bench.morphing [--songs N …]

Songs are points around centres in each of five aspects; processor seconds of a step, of making ready, and of
the map built from there; how far songs lie from where the step put them, in cells.
"""

from __future__ import annotations

import argparse
import time

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402

from organizer.analysis.ear.layout import ASPECTS  # noqa: E402
from organizer.analysis.map import layout, morphing  # noqa: E402
from organizer.analysis.map.refining import Grid  # noqa: E402
from organizer.analysis.space.som import grid_size  # noqa: E402

STEPS = ({"timbre": 1.2}, {"timbre": 2.0}, {"rhythm": 3.0, "timbre": 0.3}, {"network": 0.0})


def report(songs: int) -> None:
    """A line for each of some steps."""
    random = np.random.default_rng(0)
    parts = {}
    for name in ASPECTS:
        centres = random.standard_normal((40, 48))
        rows = centres[random.integers(0, len(centres), songs)] + random.standard_normal((songs, 48))
        parts[name] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    began = time.process_time()
    told = morphing.described(morphing.aspects_of(parts), parts)
    grid = Grid(*grid_size(songs))
    data = told.weighed({})
    ready = time.process_time() - began
    places = layout.lay_out(data, grid).places
    began = time.process_time()
    morph = morphing.prepare(told, places, grid, {})
    ready += time.process_time() - began
    print(f"{songs:,} songs, {grid.rows} × {grid.columns} cells; made ready in {ready:.2f} s")
    for weights in STEPS:
        began = time.process_time()
        there = morph.moved(weights)
        step = time.process_time() - began
        began = time.process_time()
        built = layout.lay_out(told.weighed(weights), grid, start=there).places
        building = time.process_time() - began
        from_step, from_before = (
            float(np.median(np.hypot(*grid.apart(built, at).T))) for at in (there, places)
        )
        named = ", ".join(f"{name} × {weight}" for name, weight in weights.items())
        print(
            f"  {named:28} step {1e3 * step:6.0f} ms, built in {1e3 * building:6.0f} ms; "
            f"{morph.count_moved(there):6,} songs moved; the built map lies {from_step:.2f} cells from it, "
            f"{from_before:.2f} from the one before"
        )


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--songs", type=int, nargs="+", default=[1_000, 10_000])
    for songs in parser.parse_args().songs:
        report(songs)


if __name__ == "__main__":
    main()
