"""Songs like several: whether all kinds of the seeds are among the answers, and how long one takes.

    python -m bench.seeds [--songs N …] [--labelled FOLDER LABELS.csv] [--jobs N]

LABELS.csv has the columns file (relative to FOLDER) and label; labels are used for scoring only. Draws of
three songs that carry two or three labels are asked for the 12 songs most like them: by their mean, by the
nearest of them, and as the program does.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from bench import ear, neighbours  # noqa: E402
from organizer.analysis.space import seeds  # noqa: E402

Array = npt.NDArray[Any]
DRAWS, ANSWERS = 400, 12


def report_speed(sizes: list[int]) -> None:
    """CPU time of one question, median of 15."""
    print("CPU, ms a question for 25 songs: 1, 2, 3, 5 liked; 2 liked and 1 not")
    for songs in sizes:
        points = neighbours.library(songs)
        row = []
        for weights in ([1], [1, 1], [1] * 3, [1] * 5, [1, 1, -1]):
            took = []
            for start in np.linspace(0, songs - 2 * len(weights), neighbours.SEEDS).astype(int):
                asked = [int(start) + 2 * at for at in range(len(weights))]
                began = time.process_time()
                seeds.matching(points, asked, weights, n=25)
                took.append(time.process_time() - began)
            row.append(1000 * float(np.median(took)))
        print(f"{songs:9,}  " + "  ".join(f"{cell:6.1f}" for cell in row), flush=True)


def draws(labels: Array, kinds: int) -> Iterator[list[int]]:
    """Three songs that carry so many labels."""
    random = np.random.default_rng(kinds)
    names = np.unique(labels)
    for _ in range(DRAWS):
        some = random.choice(names, min(kinds, len(names)), replace=False)
        wanted = [*some, *random.choice(some, 3 - len(some))]
        chosen: list[int] = []
        for name in wanted:
            left = np.setdiff1d(np.flatnonzero(labels == name), chosen)
            if len(left):
                chosen.append(int(random.choice(left)))
        yield chosen


def answers(points: Array, asked: list[int]) -> Iterator[tuple[str, Array]]:
    far = np.linalg.norm(points - points[asked].mean(axis=0), axis=1)
    near = np.min([np.linalg.norm(points - points[seed], axis=1) for seed in asked], axis=0)
    for name, order in (("mean of the seeds", far), ("nearest of the seeds", near)):
        others = np.setdiff1d(np.arange(len(points)), asked)
        yield name, others[np.argsort(order[others], kind="stable")][:ANSWERS]
    yield "organizer", seeds.matching(points, asked, n=ANSWERS).songs


def report_kinds(folder: Path, labels_csv: Path, jobs: int) -> None:
    """Of the answers, the share with a label of the seeds, and the share of the rarest of these labels."""
    from organizer.analysis.space.matrix import fit_axes

    with labels_csv.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    labels = np.array([row["label"] for row in rows])
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        raw = np.stack(
            [song["vector"] for song in pool.map(ear.analyze, [str(folder / r["file"]) for r in rows])]
        )
    points = fit_axes(raw).project(raw)
    for kinds in (2, 3):
        scores: dict[str, list[tuple[float, float]]] = {}
        for asked in draws(labels, kinds):
            wanted = np.unique(labels[asked])
            for name, songs in answers(points, asked):
                shares = [(labels[songs] == kind).mean() for kind in wanted]
                scores.setdefault(name, []).append((sum(shares), min(shares)))
        for name, pairs in scores.items():
            of_kinds, rarest = 100 * np.mean(pairs, axis=0)
            print(f"{kinds} kinds, {name:22s} of the seeds' kinds {of_kinds:5.1f} %, rarest {rarest:5.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--songs", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--labelled", type=Path, nargs=2, metavar=("FOLDER", "LABELS.csv"))
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    report_speed(options.songs)
    if options.labelled:
        report_kinds(*options.labelled, options.jobs)


if __name__ == "__main__":
    main()
