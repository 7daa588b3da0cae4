"""How often tempo and key are right, how sure that is, and whether the prior of the tempo is on a plateau.

    python -m bench.tempo FOLDER TABLE.csv [--list]

TABLE.csv has the columns file (relative to FOLDER), bpm and key (capital for major, small for minor), each of
which may be empty. Acc1: within 4 %; Acc2: or half, double, a third, three times; first two: the tempo or its
first alternative. In brackets what 90 % of draws of as many songs give (bootstrap). Then Acc1 and Acc2 for
other priors: a setting that is better than its neighbours there is luck. ``--list`` names the songs whose
tempo is wrong, and how.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from organizer.analysis.ear.tempo import OCTAVES, PREFERRED, Tempo  # noqa: E402
from organizer.analysis.judging import quality  # noqa: E402

CENTRES = (105.0, 110.0, PREFERRED, 120.0, 125.0)  # BPM
WIDTHS = (0.75, 0.8, OCTAVES, 0.9, 1.0)  # octaves
SHIPPED = (PREFERRED, OCTAVES)
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Song:
    """What the ear says of a song, even where it is too unsure to say it to a person."""

    tempi: dict[tuple[float, float], Tempo]  #: by centre and width of the prior
    key: str | None


def analyze(path: str) -> Song:
    """The tempo of a song by every prior, and its key."""
    from organizer.analysis.ear import decoders, extract, tonal
    from organizer.analysis.ear.tempo import tempo

    decoders.silence_decoders()
    song = extract.decode_spectra(path)
    return Song(
        {
            (centre, width): tempo(song.levels, preferred=centre, octaves=width)
            for centre in CENTRES
            for width in WIDTHS
        },
        tonal.key(song.chroma)[0],
    )


def drawn(right: npt.NDArray[Any], *, seed: int = 0) -> str:
    """The mean, and in brackets the 5th and 95th percentile of the means of draws with replacement."""
    rng = np.random.default_rng(seed)
    means = rng.choice(right, (DRAWS, right.size)).mean(axis=1)
    low, high = np.percentile(means, [5, 95])
    return f"{right.mean():.3f} [{low:.3f}-{high:.3f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tempo", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder")
    parser.add_argument("table")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args(arguments)
    with open(options.table, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row.get("bpm") or row.get("key")]
    paths = [str(Path(options.folder) / row["file"]) for row in rows]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.jobs, mp_context=context) as pool:
        songs = list(pool.map(analyze, paths))

    known = [(row, float(row["bpm"]), song) for row, song in zip(rows, songs, strict=True) if row.get("bpm")]
    if known:
        show_tempo([(bpm, song) for _, bpm, song in known])
    if options.list:
        for row, bpm, song in known:
            show_wrong(row["file"], bpm, song.tempi[SHIPPED])
    keys = [
        quality.key_score(song.key, row["key"])
        for row, song in zip(rows, songs, strict=True)
        if row.get("key")
    ]
    if keys:
        scores = np.array(keys)
        print(
            f"{scores.size} songs of known key: MIREX score {drawn(scores)}, exact {(scores == 1).mean():.3f}"
        )
    return 0


def show_tempo(songs: list[tuple[float, Song]]) -> None:
    """The figures with the prior that is shipped, and Acc1 and Acc2 with others."""

    def right(prior: tuple[float, float], rule: Callable[[Tempo, float], bool]) -> npt.NDArray[np.float64]:
        return np.array([float(rule(song.tempi[prior], bpm)) for bpm, song in songs])

    def acc1(answer: Tempo, truth: float) -> bool:
        return quality.tempo_right(answer.bpm, truth)[0]

    def acc2(answer: Tempo, truth: float) -> bool:
        return quality.tempo_right(answer.bpm, truth)[1]

    def offered(answer: Tempo, truth: float) -> bool:
        return quality.tempo_offered(answer.bpm, [bpm for bpm, _ in answer.alternatives], truth)

    print(f"{len(songs)} songs of known tempo")
    for name, rule in (("Acc1", acc1), ("Acc2", acc2), ("first two", offered)):
        print(f"{name:10}{drawn(right(SHIPPED, rule))}")
    print("Acc1, Acc2 by centre (BPM, down) and width (octaves, across) of the prior")
    print(" " * 6 + "".join(f"{width:>15}" for width in WIDTHS))
    for centre in CENTRES:
        cells = [
            (right((centre, width), acc1).mean(), right((centre, width), acc2).mean()) for width in WIDTHS
        ]
        print(f"{centre:6.0f}" + "".join(f"   {one:.3f}, {two:.3f}" for one, two in cells))
    every = [right((centre, width), acc1).mean() for centre in CENTRES for width in WIDTHS]
    print(f"mean of these Acc1: {np.mean(every):.3f}")


def show_wrong(name: str, truth: float, answer: Tempo) -> None:
    """A line for a song whose tempo is not the right one."""
    if quality.tempo_right(answer.bpm, truth)[0]:
        return
    if answer.bpm is None:
        print(f"{name}: {truth:g}, no answer")
        return
    others = " ".join(f"{bpm:.0f}" for bpm, _ in answer.alternatives)
    print(
        f"{name}: {truth:g}, answer {answer.bpm:.1f} ({answer.bpm / truth:.2f} x), or {others}; "
        f"confidence {answer.confidence:.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
