"""Suggested labels: how many of those stated at 80 % are right, how many songs get one, and what it costs.

    python -m bench.suggestions [--songs N …] [--labelled FOLDER LABELS.csv | --table TABLE.csv] [--draws N]

LABELS.csv has the columns file (relative to FOLDER) and label, TABLE.csv numbers and a label. Of the songs a
half, a fifth and a tenth, drawn anew each time, keep their label; for the others it is suggested, by three
designs side by side: votes of the five nearest, taken for probabilities; votes weighted by distance, too; and
as the program does. "judged" is what the program says of itself (leave-one-out), "new kinds" the share of
songs of a label that nobody kept which get a suggestion at 80 %, all of them wrong.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from bench import ear, neighbours  # noqa: E402
from organizer.analysis.space import similarity, votes  # noqa: E402
from organizer.analysis.space.votes import Labelled, Votes  # noqa: E402

Array = npt.NDArray[Any]
SHARES = (0.5, 0.2, 0.1)


def report_speed(sizes: list[int]) -> None:
    """CPU time and of what: half of the songs have one of 40 labels, as by chance."""
    print("CPU, s: learn from the labelled half (20,000 at most), judge 5,000 of them, ask about the others")
    for songs in sizes:
        points, random = neighbours.library(songs), np.random.default_rng(0)
        half = np.arange(0, songs, max(2, songs // 20_000))
        took = [time.process_time()]
        among = Labelled.of(points[half], [[int(code)] for code in random.integers(0, 40, len(half))])
        took.append(time.process_time())
        judged = np.unique(np.linspace(0, len(half) - 1, min(5_000, len(half))).astype(int))
        votes.votes(points[half[judged]], among, hidden=judged)
        took.append(time.process_time())
        votes.votes(points[1::2], among)
        took.append(time.process_time())
        print(f"{songs:9,}  " + "  ".join(f"{cell:6.2f}" for cell in np.diff(took)), flush=True)


def nearest_five(rows: Array, among: Labelled) -> tuple[Array, Array]:
    """The label of most of the five nearest, and their share."""
    near, _ = similarity.nearest_among(rows, among.data, n=5)
    if among.codes.max() < 0:
        return np.full(len(rows), -1), np.zeros(len(rows))
    codes = among.codes[near, 0]
    counts = np.stack([(codes == code).sum(axis=1) for code in range(int(among.codes.max()) + 1)], axis=1)
    return counts.argmax(axis=1), counts.max(axis=1) / codes.shape[1]


def judged_votes(among: Labelled) -> tuple[Votes, Array]:
    """What is voted for each labelled song without itself, and whether it is right."""
    every = np.arange(len(among.data))
    made = votes.votes(among.data, among, hidden=every)
    return made, among.carry(every, made.labels)


def stated(rows: Array, among: Labelled) -> dict[str, tuple[Array, Array]]:
    """By design: labels, and how sure they are said to be."""
    made = votes.votes(rows, among)
    judged, right = judged_votes(among)
    calibration = votes.calibrate(judged.labels, judged.scores, right)
    return {
        "five nearest": nearest_five(rows, among),
        "by distance": (made.labels, made.scores),
        "organizer": (made.labels, calibration.confidence(made.labels, made.scores)),
    }


def error(sure: Array, right: Array) -> float:
    """Expected calibration error, in tenths."""
    tenths = np.minimum((10 * sure).astype(int), 9)
    parts = [tenths == tenth for tenth in np.unique(tenths)]
    return float(sum(abs(sure[part].mean() - right[part].mean()) * part.mean() for part in parts))


def drawn(points: Array, codes: Array, kept: Array, others: Array, out: dict[str, list[Array]]) -> None:
    """One draw: what each design states of the others, and what the program says of itself."""
    among = Labelled.of(points[kept], [[int(code)] for code in codes[kept]])
    for name, (labels, sure) in stated(points[others], among).items():
        out.setdefault(name, []).append(np.stack([sure, labels == codes[others]]))
    made, right = judged_votes(among)
    sure = votes.held_out(made.labels, made.scores, right, np.arange(len(kept)) % 5)
    out.setdefault("judged", []).append(np.stack([sure, right]))


def of_new_kinds(points: Array, codes: Array, share: float, draws: int) -> float:
    """The share of songs of a label that nobody kept which get a suggestion at 80 % or more."""
    shares = []
    for draw in range(draws):
        code = draw % (int(codes.max()) + 1)
        known = np.random.default_rng(draw).permutation(np.flatnonzero(codes != code))
        kept = known[: max(2, int(share * len(known)))]
        among = Labelled.of(points[kept], [[int(one)] for one in codes[kept]])
        _, sure = stated(points[codes == code], among)["organizer"]
        shares.append((sure >= votes.SURE).mean())
    return float(np.mean(shares))


def report_quality(points: Array, labels: Array, draws: int) -> None:
    codes = np.unique(labels, return_inverse=True)[1]
    print(f"{len(points)} songs, {codes.max() + 1} labels, {draws} draws")
    print("kept    design         at 80 %: covers  right   calibration error")
    for share in SHARES:
        out: dict[str, list[Array]] = {}
        for draw in range(draws):
            order = np.random.default_rng(draw).permutation(len(points))
            kept = max(2, int(share * len(points)))
            drawn(points, codes, order[:kept], order[kept:], out)
        for name, parts in out.items():
            sure, right = np.concatenate(parts, axis=1)
            surely = sure >= votes.SURE
            are_right = f"{right[surely].mean():5.3f}" if surely.any() else "    –"
            print(f"{share:4.0%}    {name:22s} {surely.mean():5.3f}  {are_right}   {error(sure, right):5.3f}")
        print(
            f"{share:4.0%}    new kinds              {of_new_kinds(points, codes, share, draws):5.3f}",
            flush=True,
        )


def songs_of(folder: Path, labels_csv: Path, jobs: int) -> tuple[Array, Array]:
    """Files by ear."""
    from organizer.analysis.space.matrix import fit_axes

    with labels_csv.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        raw = np.stack([s["vector"] for s in pool.map(ear.analyze, [str(folder / r["file"]) for r in rows])])
    return fit_axes(raw).project(raw), np.array([row["label"] for row in rows])


def rows_of(table: Path) -> tuple[Array, Array]:
    """The numbers of a table, standardized."""
    with table.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))

    def number(name: str) -> Callable[[dict[str, str]], float]:
        return lambda row: float(row[name])

    columns = []
    for name in rows[0]:
        try:
            columns.append(np.array(list(map(number(name), rows))))
        except ValueError:
            continue
    numbers = np.stack(columns, axis=1)
    points = (numbers - numbers.mean(axis=0)) / np.maximum(numbers.std(axis=0), 1e-9)
    return points.astype(np.float32), np.array([row["label"] for row in rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--songs", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--labelled", type=Path, nargs=2, metavar=("FOLDER", "LABELS.csv"))
    parser.add_argument("--table", type=Path, metavar="TABLE.csv")
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    report_speed(options.songs)
    if options.labelled:
        report_quality(*songs_of(*options.labelled, options.jobs), options.draws)
    if options.table:
        report_quality(*rows_of(options.table), options.draws)


if __name__ == "__main__":
    main()
