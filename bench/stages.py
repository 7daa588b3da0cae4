"""The network behind the ear: what it costs until the first map, and what happens to the map when it joins.

    python -m bench.stages --network FILE.onnx [--folder SONGS] [--songs 60] [--rounds 3] [--no-window]

FILE is any network that Organizer takes. Without a folder demo songs are made, as long as songs are.

The time to the first map is measured in pairs, with a network in the settings and without, alternately, in
processor time of all processes and by the clock; the median of the ratios counts. Then the network listens:
processor time of a song in each stage (and how many songs an hour that makes on two cores), the memory of a
worker, and how far songs are from their places when the map has been built again, in cells. In the window:
how late a timer of 5 ms comes between the beginning of the network and its end, the map built again included,
as in ``bench.window``.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402

from bench.window import IMPORTS, measure  # noqa: E402
from organizer.analysis.judging import quality  # noqa: E402
from organizer.library import maps  # noqa: E402
from organizer.library.storage.database import Database  # noqa: E402
from organizer.work.analysis import stages  # noqa: E402
from organizer.work.intake import importing, settling  # noqa: E402
from organizer.work.jobs import JobContext, WorkerPool  # noqa: E402

_CORES = 2

_WINDOW = (
    IMPORTS
    + """
from PySide6.QtCore import QTimer, Qt
from organizer.ui.state.job_ids import Job

def main():
    app = program.make_application()
    theme.apply(app, "light")
    db = Database(Path(sys.argv[1]))
    settings = Settings(watch_folders=False, theme="light", network=sys.argv[3])
    session = program.Session(app, db, settings)
    gaps, last, used, maps = [], None, 0.0, []
    def tick():
        nonlocal last, used
        now = time.perf_counter()
        if last is not None:
            gaps.append((now - last - 0.005, time.process_time() - used))
        last, used = now, time.process_time()
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=5); timer.timeout.connect(tick)
    def progressed(job, _progress):
        if job is Job.NETWORK and not timer.isActive():
            timer.start()
            session.state.map_changed.connect(lambda: maps.append(1))
    def end():
        QTimer.singleShot(500, app.quit)
    session.state.jobs.job_progressed.connect(progressed)
    session.work.network_stage.listened.connect(
        lambda result: session.work.ready.connect(end) if result.outdated else timer.isActive() and end()
    )
    session.window.views_ready.connect(
        lambda: QTimer.singleShot(500, lambda: session.work.intake.add([sys.argv[2]]))
    )
    session.window.show()
    session.start()
    app.exec()
    print("longest", max(gaps)[0] * 1000)
    print("next", sorted(gaps)[-2][0] * 1000)
    print("own", max(min(gap, busy) for gap, busy in gaps) * 1000)
    print("maps", len(maps))
    session.window.close(); session.close(); db.close()
if __name__ == "__main__":
    main()
"""
)


def spent() -> tuple[float, float]:
    """Processor time of this process and those that it had, and the clock, in seconds."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in both), time.monotonic()


def since(begun: tuple[float, float]) -> tuple[float, float]:
    now = spent()
    return now[0] - begun[0], now[1] - begun[1]


def peak() -> float:
    """The most memory that this process has had, in MB."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


def to_first_map(library: Path, music: Path, network: str, jobs: int) -> tuple[float, float]:
    """Import, analyze by ear, arrange: what that took."""
    begun = spent()
    with Database(library) as db:
        importing.import_paths(JobContext(), db, [str(music)])
        stages.by_ear(JobContext(), db, network=network, jobs=jobs)
        settling.settle(JobContext(), db)
    return since(begun)


def pairs(folder: Path, music: Path, network: str, *, rounds: int, jobs: int) -> None:
    ratios = []
    for number in range(rounds + 1):  # the first round loads what is loaded late
        order = (network, "") if number % 2 else ("", network)
        took = {
            chosen: to_first_map(folder / f"{number}{bool(chosen)}.db", music, chosen, jobs)
            for chosen in order
        }
        if number:
            ratios.append(np.divide(took[network], took[""]))
            print(
                f"  pair {number}: without {took[''][0]:.2f} s of processor time, with {took[network][0]:.2f}"
            )
    processor, clock = (statistics.median(column) for column in zip(*ratios, strict=True))
    print(f"time to the first map, with a network : without: {processor:.3f} (by the clock {clock:.3f})")


def stage_costs(folder: Path, music: Path, network: str, jobs: int) -> None:
    with Database(folder / "costs.db") as db:
        importing.import_paths(JobContext(), db, [str(music)])
        costs = []  # of processor time
        for name, stage in (("the ear", stages.by_ear), ("the network", stages.by_network)):
            begun = spent()
            summary = stage(JobContext(), db, network=network, jobs=jobs)
            processor, clock = since(begun)
            costs.append(processor / max(1, summary.done))
            print(f"{name:12}{1000 * costs[-1]:8.0f} ms a song; {summary.done} of them in {clock:.1f} s")
    print(f"{'both':12}{3600 * _CORES / sum(costs):8,.0f} songs an hour on {_CORES} cores")


def join(folder: Path, music: Path, network: str) -> None:
    """How far songs are moved, and the memory of a worker in each stage."""
    with Database(folder / "join.db") as db:
        importing.import_paths(JobContext(), db, [str(music)])
        with WorkerPool(1) as pool:
            stages.by_ear(JobContext(), db, network=network, executor=pool)
            by_ear = pool.submit(peak).result()
        settling.settle(JobContext(), db)
        old = maps.load_map(db)
        with WorkerPool(1) as pool:
            stages.by_network(JobContext(), db, network=network, executor=pool)
            print(f"a worker's memory: {by_ear:.0f} MB, with the network {pool.submit(peak).result():.0f} MB")
        settled = settling.settle(JobContext(), db, new=False)
        new = maps.load_map(db)
    if old is None or new is None or old.shape != new.shape:
        print("no map that could be compared")
        return
    steps = quality.grid_offsets(old.cells, new.cells, rows=old.rows, columns=old.columns).max(axis=1)
    print(
        f"built again {settled.steps.count('build map')} time: within one cell {(steps <= 1).mean():.0%}, "
        f"within two {(steps <= 2).mean():.0%}, median {np.median(steps):.0f}, farthest {steps.max():.0f} "
        f"of {max(old.shape)}; cut as before: {'yes' if old.cut == new.cut else 'no'}"
    )


def window(folder: Path, music: Path, network: str) -> None:
    measure(_WINDOW, folder, str(folder / "compile.db"), str(music), network)
    seen = measure(_WINDOW, folder, str(folder / "window.db"), str(music), network)
    print(
        f"window while the network listens and joins: longest stall {seen['longest']:.0f} ms, the next "
        f"{seen['next']:.0f}, in which the program itself worked {seen['own']:.0f}; goal ≤ 50; "
        f"maps drawn: {seen['maps']:.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--network", required=True)
    parser.add_argument("--folder", type=Path, help="songs of one's own instead of demo songs")
    parser.add_argument("--songs", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=200.0, help="of a demo song")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--no-window", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        music = options.folder
        if music is None:
            from organizer.demo.library import make_demo

            music = folder / "demo"
            make_demo(music, songs=options.songs, seconds=options.seconds)
        pairs(folder, music, options.network, rounds=options.rounds, jobs=options.jobs)
        stage_costs(folder, music, options.network, options.jobs)
        join(folder, music, options.network)
        if not options.no_window:
            window(folder, music, options.network)


if __name__ == "__main__":
    main()
