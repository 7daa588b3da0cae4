"""What a trained network adds to the ear, and what it costs.

    python -m bench.network FOLDER LABELS.csv --network FILE.onnx [--labels a,b,c] [--weights 0.3,0.5,…]

LABELS.csv has the columns file (relative to FOLDER) and label; labels are used for scoring only, and --labels
scores some of them alone as well. FILE is MusiCNN, as ``musicnn.convert`` of ``organizer.analysis.network``
makes it of its wheel, any other network that Organizer takes, or the wheel itself.

Quality: precision of the 5 nearest of all songs, of small libraries, of halves, with half of the songs
low-passed, with some of the songs unknown to the network; hubs. Cost: processor time of the ear and of the
network on the same songs in one run, one after the other; the peak of a worker's memory.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from bench import analysis, ear  # noqa: E402
from organizer.analysis.judging import quality  # noqa: E402
from organizer.analysis.network import listening, model, musicnn  # noqa: E402
from organizer.analysis.space import matrix  # noqa: E402

Array = npt.NDArray[Any]
DRAWS = 150  # of some of the songs: a single one is off by 0.03
SMALL = (30, 60, 100)
UNKNOWN = (0.1, 0.5)


def analyze(path: str, network: str, *, altered: str = "") -> tuple[Array, Array, float, float]:
    """The ear's vector, the network's, and the processor time that each took, in seconds."""
    from organizer.analysis.ear import audio, decoders, extract

    decoders.silence_decoders()
    with tempfile.TemporaryDirectory() as folder:
        if altered:
            sound = np.concatenate([part.samples for part in audio.excerpts(path)])
            path = ear._written(sound, altered, folder)
        loaded = model.load(network)
        start = time.process_time()
        vector = extract.extract(path).vector
        middle = time.process_time()
        given = listening.listen(path, loaded)
        return vector, given.vector, middle - start, time.process_time() - middle


def worker_memory(path: str, network: str) -> float:
    """The peak of this process after both, in MB."""
    analyze(path, network)
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


class Scores:
    """Songs by ear, and joined with the network."""

    def __init__(self, raw: Array, network: Array, labels: Array, *, choices: int = DRAWS) -> None:
        """``choices``: of so many choices of some of the songs the mean is taken."""
        self.labels, self.choices = labels, choices
        self.codes = ear.codes(labels)
        self.both = np.concatenate([raw, network], axis=1)
        self.size = network.shape[1]

    def points(self, rows: Array, *, network: bool, fitted: Array | None = None) -> Array:
        """Songs as points, by axes that are fitted on them or on others."""
        fitted = rows if fitted is None else fitted
        if not network:
            rows, fitted = rows[:, : -self.size], fitted[:, : -self.size]
        return matrix.fit_axes(fitted, network=self.size if network else 0).project(rows)

    def precision(self, which: Array, *, network: bool, fitted: Array | None = None) -> float:
        """Of some of the songs; the axes fitted on them, or on others of them."""
        rows = None if fitted is None else self.both[fitted]
        points = self.points(self.both[which], network=network, fitted=rows)
        return ear.precision(ear.distances(points), self.labels[which])

    def mean(self, draws: Sequence[Array], *, network: bool) -> float:
        """Of several choices of songs."""
        return float(np.mean([self.precision(draw, network=network) for draw in draws]))

    def draws(self, songs: int, *, seed: int = 0) -> list[Array]:
        random, everything = np.random.default_rng(seed), len(self.labels)
        some = min(songs, everything)
        return [random.choice(everything, some, replace=False) for _ in range(self.choices)]

    def with_altered(self, altered: Array, *, network: bool) -> float:
        """Precision where half of the songs were altered."""
        random, scores = np.random.default_rng(0), []
        for _ in range(5):
            rows = np.where(random.random(len(self.labels))[:, None] < 0.5, altered, self.both)
            scores.append(ear.precision(ear.distances(self.points(rows, network=network)), self.labels))
        return float(np.mean(scores))

    def around(self, share: float, *, network: bool) -> tuple[float, float]:
        """Precision around songs that the network does not know, and around the others."""
        random, scores = np.random.default_rng(0), []
        for _ in range(20):
            unknown = random.random(len(self.labels)) < share
            rows = self.both.copy()
            rows[unknown, -self.size :] = np.nan
            far = ear.distances(self.points(rows, network=network))
            hits = quality.hits(ear.nearest(far, ear.NEAREST), self.codes)
            scores.append([hits[unknown].mean(), hits[~unknown].mean()])
        return tuple(np.mean(scores, axis=0).tolist())


def report_quality(scores: Scores, altered: Array, subsets: Sequence[str]) -> None:
    everything = np.arange(len(scores.labels))
    halves = scores.draws(len(everything) // 2)

    def line(name: str, score: Callable[..., float], *rest: Any) -> None:
        print(f"{name:52}{score(*rest, network=False):8.3f}{score(*rest, network=True):10.3f}", flush=True)

    def of_others(*, network: bool) -> float:
        pairs = [(half, np.setdiff1d(everything, half)) for half in halves]
        return float(np.mean([scores.precision(a, network=network, fitted=b) for a, b in pairs]))

    print(f"\n{'Precision of the 5 nearest':54}ear   with the network")
    line(f"{len(everything)} songs, {len(set(scores.labels))} labels", scores.precision, everything)
    for subset in subsets:
        line(subset, scores.precision, np.flatnonzero(np.isin(scores.labels, subset.split(","))))
    line("half of the songs", scores.mean, halves)
    line("half of the songs, axes fitted on the other half", of_others)
    for songs in SMALL:
        line(f"libraries of {songs} songs", scores.mean, scores.draws(songs))
    line("half of the songs low-passed at 8 kHz", scores.with_altered, altered)
    for share in UNKNOWN:
        cells = [value for network in (False, True) for value in scores.around(share, network=network)]
        print(f"{f'{share:.0%} unknown to the network: around those, others':52}", end="")
        print("{:8.3f} {:.3f}{:10.3f} {:.3f}".format(*cells))
    points = [scores.points(scores.both, network=network) for network in (False, True)]
    for name, far in (("map and groups", ear.distances), ("lists", ear.without_hubs)):
        hubs = [quality.hubness(ear.nearest(far(one), ear.HUBS_AMONG), len(one)) for one in points]
        print(f"{f'skew of 10-occurrence, orphans: {name}':52}", end="")
        print("  ".join(f"{skew:8.2f} {orphans:.0%}" for skew, orphans in hubs))
    groups = [ear.agreement(one, scores.labels) for one in points]
    print(f"{'AMI of KMeans':52}{groups[0]:8.3f}{groups[1]:10.3f}")


def report_weights(scores: Scores, weights: Sequence[float]) -> None:
    """The plateau that the weight lies on."""
    chosen, everything = matrix._NETWORK_WEIGHT, len(scores.labels)
    print(f"\nBy the weight of the network ({chosen} is used): all, halves, libraries of 60 and 30")
    for weight in weights:
        matrix._NETWORK_WEIGHT = weight
        cells = [scores.precision(np.arange(everything), network=True)]
        cells += [scores.mean(scores.draws(songs)[:50], network=True) for songs in (everything // 2, 60, 30)]
        print(f"{weight:5.2f}", *(f"{cell:8.3f}" for cell in cells), flush=True)
    matrix._NETWORK_WEIGHT = chosen


def report_cost(times: Array, network: str, *, seconds: float, pool: ProcessPoolExecutor) -> None:
    print("\nProcessor time, ms: the ear, the network, ratio")
    own, more = 1000 * times.mean(axis=0)
    print(f"{'a song of those, on average':52}{own:8.0f}{more:8.0f}{more / own:8.2f}")
    with tempfile.TemporaryDirectory() as folder:
        for number, (ending, length) in enumerate(
            [("mp3", min(30.0, seconds)), *((ending, seconds) for ending in ("mp3", "ogg", "flac", "wav"))]
        ):
            place = Path(folder) / str(number)
            place.mkdir()
            (path,) = analysis.synthesize(place, count=1, seconds=length, ending=ending)
            runs = [pool.submit(analyze, path, network).result()[2:] for _ in range(3)]
            own, more = 1000 * np.min(runs, axis=0)
            print(
                f"{f'a song of {length:.0f} s as {ending}':52}{own:8.0f}{more:8.0f}{more / own:8.2f}",
                flush=True,
            )
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
            print(f"\na worker's memory, MB: {fresh.submit(worker_memory, path, network).result():.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels_csv", type=Path)
    parser.add_argument("--network", required=True)
    parser.add_argument("--labels", action="append", default=[], help="also score these labels alone, a,b,c")
    parser.add_argument("--weights", default="", help="also with these weights of the network, a,b,c")
    parser.add_argument(
        "--seconds", type=float, default=240.0, help="of the songs that costs are measured on"
    )
    parser.add_argument("--draws", type=int, default=DRAWS, help="choices of some of the songs")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with options.labels_csv.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    paths = [str(options.folder / row["file"]) for row in rows]
    labels = np.array([row["label"] for row in rows])
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        network = options.network
        if network.endswith(".whl"):
            network = str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "musicnn.onnx")
            musicnn.convert(options.network, network)
        pool = stack.enter_context(ProcessPoolExecutor(options.jobs, mp_context=context))
        whole = list(pool.map(partial(analyze, network=network), paths))
        low = pool.map(partial(analyze, network=network, altered="low-pass 8 kHz"), paths)
        altered = np.stack([np.concatenate(one[:2]) for one in low])
        heard, said = (np.stack([one[at] for one in whole]) for at in (0, 1))
        scores = Scores(heard, said, labels, choices=options.draws)
        report_quality(scores, altered, options.labels)
        if options.weights:
            report_weights(scores, [float(weight) for weight in options.weights.split(",")])
        report_cost(np.array([one[2:] for one in whole]), network, seconds=options.seconds, pool=pool)


if __name__ == "__main__":
    main()
