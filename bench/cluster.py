"""Songs shared out to other computers: what a task costs beyond its work, and what each added worker brings.

    python -m bench.cluster [--workers 1,2,4,8] [--seconds 0.1] [--tasks 60]

A scheduler and workers are started as programs on this computer. A task waits, as decoding from a share does,
so that more workers than cores can be measured. Beside it, the same tasks on the local pool.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import Executor
from dataclasses import dataclass

from organizer.work.cluster.choice import choose
from organizer.work.cluster.client import cluster_executor
from organizer.work.jobs import JobContext, WorkerPool, run_bounded


@dataclass(frozen=True)
class Request:
    """A task: its file must be there, and it takes so long."""

    path: str
    seconds: float


def wait(request: Request) -> float:
    """What a worker does."""
    time.sleep(request.seconds)
    return request.seconds


def measure(executor: Executor, workers: int, tasks: int, seconds: float) -> tuple[float, float]:
    """Seconds on the clock, and of this process' processor, for so many tasks on each worker."""
    from bench.cluster import Request, wait  # by the name that workers can import

    def run(count: int, lasting: float) -> None:
        requests = [Request(__file__, lasting)] * count
        for _, outcome in run_bounded(JobContext(), executor, wait, requests, limit=2 * workers):
            if isinstance(outcome, Exception):
                raise outcome

    run(4 * workers, 0.05)  # every process has started
    begun, processor = time.perf_counter(), time.process_time()
    run(tasks * workers, seconds)
    return time.perf_counter() - begun, time.process_time() - processor


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workers", default="1,2,4,8", help="how many, one measurement for each")
    parser.add_argument("--seconds", type=float, default=0.1, help="that a task takes")
    parser.add_argument("--tasks", type=int, default=60, help="for each worker")
    options = parser.parse_args()
    counts = sorted(map(int, options.workers.split(",")))
    tasks, seconds = options.tasks, options.seconds
    with WorkerPool(1) as pool:
        took, processor = measure(pool, 1, tasks, seconds)
    print(f"{tasks} tasks of {1000 * seconds:.0f} ms for each worker, which has one process")
    head = f"{'':>10}  {'tasks/s':>8}  {'beyond the work':>15}  {'processor here':>14}"
    print(f"{head}  {'of the scheduler':>16}  efficiency")
    beyond = 1000 * (took / tasks - seconds)
    print(f"{'local pool':>10}  {tasks / took:8.1f}  {beyond:12.1f} ms  {1000 * processor / tasks:11.1f} ms")
    measure_cluster(counts, tasks, seconds)


def measure_cluster(counts: list[int], tasks: int, seconds: float) -> None:
    """One line for each number of workers."""
    import psutil  # Dask needs it

    from tests.programs import programs

    first = 0.0
    with programs() as made:
        scheduler = psutil.Process(made.scheduler().process.pid)
        running = 0
        for count in counts:
            started = [made.worker("--name", f"worker-{number}") for number in range(running, count)]
            for program in started:
                program.says("Ctrl")
            running = count
            with cluster_executor(JobContext(), choose(made.address), time_limit=60) as executor:
                before = sum(scheduler.cpu_times()[:2])
                took, processor = measure(executor, count, tasks, seconds)
                sharing = sum(scheduler.cpu_times()[:2]) - before
            rate = tasks * count / took
            first = first or rate / count
            beyond = 1000 * (took / tasks - seconds)
            print(
                f"{count:>10}  {rate:8.1f}  {beyond:12.1f} ms  {1000 * processor / tasks / count:11.1f} ms"
                f"  {1000 * sharing / tasks / count:13.1f} ms  {rate / count / first:10.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
