"""How long a radio takes to choose a song, and what its slider does, in libraries up to 100,000.

python -m bench.radio [--songs N …] [--steps N]
"""

from __future__ import annotations

import argparse
import time

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402

from bench.neighbours import library  # noqa: E402
from organizer.analysis.playing import radio  # noqa: E402
from organizer.analysis.playing.radio import Rules  # noqa: E402
from organizer.work.playing.radio import Material, Radio, Request  # noqa: E402

DRIFTS = (0.0, 0.5, 1.0)


def row(songs: int, drift: float, steps: int) -> list[float]:
    """CPU ms to get ready and for a step; distance from the seed at the start and the end, in local steps."""
    points = library(songs)
    artists = [(int(number),) for number in np.random.default_rng(1).integers(0, max(songs // 10, 1), songs)]
    start = time.process_time()
    everyone, none = np.ones(songs, bool), np.zeros(songs, bool)
    ready = radio.songs_of(points, artists)
    material = Material(
        np.arange(songs), ready, np.arange(songs), everyone, none, np.zeros(songs, np.float32)
    )
    made = Radio(material, [0], Rules(drift))
    made.use([0])
    begun = time.process_time()
    made.answer(Request(Rules(drift), steps, before=(0,)))
    done = time.process_time()
    away = np.linalg.norm(points[[step.song for step in made.steps]] - points[0], axis=1) / ready.step
    tenth = max(len(away) // 10, 1)
    return [
        1000 * (begun - start),
        1000 * (done - begun) / max(len(away), 1),
        float(away[:tenth].mean()),
        float(away[-tenth:].mean()),
    ]


def main() -> None:
    """Print a row for each library and each place of the slider."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--songs", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--steps", type=int, default=200)
    options = parser.parse_args()
    print("    songs  drift   ready ms   step ms   away at the start, at the end (in steps)")
    for songs in options.songs:
        for drift in DRIFTS:
            ready, step, first, last = row(songs, drift, min(options.steps, songs - 1))
            print(f"{songs:9,}  {drift:5.1f}  {ready:9.1f}  {step:8.2f}   {first:.2f}, {last:.2f}")


if __name__ == "__main__":
    main()
