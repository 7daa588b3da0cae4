"""A very large library from end to end: how long each thing takes, and how long the window does not answer.

    python -m bench.large [--songs 100000] [--files 2000] [--keep FILE] [--only window|map|similar …]

The library is written into SQLite directly (``bench._library``): songs with tags, most of them analyzed. Map
and groups are made of it by the program, then it is opened in the window. Files are real for a part of it
alone: so many tiny ones are added to the library of all, and looked at again.
Seconds are those until the table shows the answer; CPU seconds are those of the whole program, and a stall is
how much later than asked for a timer of 5 ms came in the meantime. On a machine that others use too the GUI
thread also waits for the processor: "own" is the part of it in which the program itself used the processor.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import wave
from pathlib import Path

from bench._library import fill
from bench.window import CORE_IMPORTS, IMPORTS, run

_CORE = (
    CORE_IMPORTS
    + """
import statistics
from organizer.work.jobs import JobContext

def memory(name):
    return int(Path("/proc/self/status").read_text().split(name + ":")[1].split()[0]) // 1024

def main():
    library, task = Path(sys.argv[1]), sys.argv[2]
    def report(name, begin, cpu, note=""):
        seconds = time.perf_counter() - begin, time.process_time() - cpu
        print(name, *(f"{value:.3f}" for value in seconds), memory("VmRSS"), memory("VmHWM"), note, sep="|")
    def step(name, call, note=str):
        begin, cpu = time.perf_counter(), time.process_time()
        answer = call()
        report(name, begin, cpu, note(answer) if note is not str else "")
        return answer
    with Database(library) as db:
        from organizer.work.arranging import exporting, grouping, map_tasks, mapping, recommending
        from organizer.library.playlists import playlists
        import numpy as np
        if task == "map":
            step("map: trained, placed, named, stored", lambda: mapping.build_map(JobContext(), db))
            step("map: read and drawn for the window", lambda: map_tasks.load(str(library)))
        elif task == "groups":
            step("groups: made, named, stored", lambda: grouping.build_groups(JobContext(), db, k=8))
        elif task == "similar":
            ids = np.array([row[0] for row in db.read().execute("SELECT track_id FROM embeddings")])
            chosen = ids[np.linspace(0, len(ids) - 1, 30).astype(int)].tolist()
            step("similar: the first question", lambda: recommending.similar(db, chosen[0], 25))
            for n in (10, 25):
                spent = []
                for song in chosen[1:]:
                    cpu = time.process_time()
                    recommending.similar(db, song, n)
                    spent.append((time.process_time() - cpu) * 1000)
                middle, most = statistics.median(spent), max(spent)
                print(f"similar: {n} songs", "", "", "", "", f"{middle:.0f} ms, at most {most:.0f}", sep="|")
        elif task == "export":
            ids = np.array([row[0] for row in db.read().execute("SELECT id FROM tracks")])
            step("playlist of all songs saved", lambda: playlists.save(db, "All", ids.tolist()))
            table = library.with_suffix(".csv")
            step("table of all songs exported", lambda: exporting.export(db, str(table)),
                 lambda rows: f"{rows:,} rows, {table.stat().st_size / 1e6:,.0f} MB")
            table.unlink()
        else:
            from organizer.work.intake import importing
            folder = library.parent / "files"
            for name in ("files added", "files looked at again, unchanged"):
                step(name, lambda: importing.import_paths(JobContext(), db, [str(folder)], jobs=1),
                     lambda done: f"{done.files:,} files, {done.added:,} new, {done.updated:,} changed")
if __name__ == "__main__":
    main()
"""
)

_CHILD = (
    IMPORTS
    + """
from PySide6.QtCore import QEventLoop, QTimer, Qt

def memory(name):
    return int(Path("/proc/self/status").read_text().split(name + ":")[1].split()[0]) // 1024

def main():
    gaps, last, used = [], None, 0.0
    def tick():
        nonlocal last, used
        now, cpu = time.perf_counter(), time.process_time()
        if last is not None:
            late = now - last - 0.005
            gaps.append((late, min(late, cpu - used)))
        last, used = now, cpu
    def report(name, wall, cpu):
        late, own = (max(g[i] for g in gaps) if gaps else 0.0 for i in (0, 1))
        print(name, *(f"{v:.3f}" for v in (wall, cpu, late * 1000, own * 1000)), memory("VmRSS"), sep="|")
        gaps.clear()
    app = program.make_application()
    theme.apply(app, "light")
    db = Database(Path(sys.argv[1]))
    begin, cpu = time.perf_counter(), time.process_time()
    session = program.Session(app, db, Settings(watch_folders=False, theme="light"))
    table, state = session.window.table, session.state
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=5); timer.timeout.connect(tick)
    session.window.show()
    while not table.model().rowCount():
        app.processEvents()
    session.window.repaint()
    report("first screen of songs", time.perf_counter() - begin, time.process_time() - cpu)
    timer.start()
    def step(name, act, signal):
        begin, cpu = time.perf_counter(), time.process_time()
        loop = QEventLoop()
        signal.connect(loop.quit)
        QTimer.singleShot(0, act)
        loop.exec()
        signal.disconnect(loop.quit)
        end, spent = time.perf_counter() - begin, time.process_time() - cpu
        QTimer.singleShot(int(sys.argv[2]), loop.quit)  # what follows an answer may hold the window up too
        loop.exec()
        report(name, end, spent)
    waited = 0
    step("all songs in the table", lambda: None, table.shown_changed)
    from organizer.ui.state.library_work import LibraryWork
    LibraryWork.analyze = LibraryWork.build_map = lambda self, **_: None  # these files are not there
    step("the window complete", lambda: (session.start(), session._begin()), session.window.views_ready)
    while session.state.jobs.running():
        loop = QEventLoop(); session.state.jobs.job_ended.connect(loop.quit); loop.exec()
        session.state.jobs.job_ended.disconnect(loop.quit)
    report("counts, map and groups", 0, 0)
    shown = table.shown_changed
    head = table.horizontalHeader()
    def sort(column, order=Qt.SortOrder.AscendingOrder):
        return lambda: head.setSortIndicator(column, order)
    step("sort by title", sort(0), shown)
    step("sort by BPM", sort(5), shown)
    step("sort by BPM, down", sort(5, Qt.SortOrder.DescendingOrder), shown)
    step("sort by artist", sort(1), shown)
    for query in ("r", "river", "river -love", "genre:jazz", "bpm:90..120", "sound:jazz",
                  "sound:jazz bpm:90..120", "sort:bpm limit:100", ""):
        step(f"search {query or 'nothing'}", lambda: state.set_query(query), shown)
    step("those to be analyzed", lambda: state.set_scope("waiting"), shown)
    step("all songs again", lambda: state.set_scope(""), shown)
    step("select all", table.selectAll, state.selection_changed)
    step("select none", table.clearSelection, state.selection_changed)
    import numpy as np
    some = np.sort(np.random.default_rng(1).choice(table.tracks.ids, len(table.tracks.ids) // 10, False))
    step("select a scattered tenth", lambda: state.select(some, "bench"), state.selection_changed)
    bar = table.verticalScrollBar()
    def scroll(part):
        bar.setValue(bar.maximum() * part // 20)
        if part:
            QTimer.singleShot(0, lambda: scroll(part - 1))
        else:
            state.select([], "bench")
    step("scroll to 20 places", lambda: scroll(19), state.selection_changed)
    print("peak", memory("VmHWM"), sep="|")
    session.window.close(); session.close(); db.close()
if __name__ == "__main__":
    main()
"""
)


#: What is measured without a window, in this order.
TASKS = ("map", "groups", "similar", "export", "files")


def make_files(folder: Path, number: int) -> None:
    """Tiny songs, a hundred in a folder."""
    for at in range(number):
        if at % 100 == 0:
            (folder / f"{at // 100:04}").mkdir(parents=True)
        with wave.open(str(folder / f"{at // 100:04}" / f"{at:06}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8_000)
            file.writeframes(at.to_bytes(4, "little") * 200)


def without_window(library: Path, folder: Path, tasks: list[str]) -> None:
    """Measure each of the tasks in a process of its own."""
    print(f"{'':42}{'s':>9}{'CPU s':>9}{'MB':>7}{'peak':>7}")
    for task in tasks:
        for line in run(_CORE, folder, str(library), task):
            title, seconds, cpu, used, peak, note = line.split("|")
            times = f"{float(seconds):9.2f}{float(cpu):9.2f}" if cpu else " " * 18
            print(f"{title:42}{times}{used:>7}{peak:>7}  {note}")


def in_window(library: Path, folder: Path, idle: int) -> None:
    """Measure the window."""
    print(f"\n{'':28}{'s':>9}{'CPU s':>9}{'stall, ms':>11}{'own':>8}{'MB':>7}")
    for line in run(_CHILD, folder, str(library), str(idle)):
        title, *values = line.split("|")
        if title == "peak":
            print(f"{'peak memory':64}{values[0]:>8}")
            continue
        seconds, cpu, late, own, used = (float(value) for value in values)
        print(f"{title:28}{seconds:9.2f}{cpu:9.2f}{late:11.0f}{own:8.0f}{used:7.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--keep", type=Path, help="write the library here, or use the one that is here")
    parser.add_argument("--only", choices=(*TASKS, "window"), nargs="+", default=[*TASKS, "window"])
    parser.add_argument("--idle", type=int, default=300, help="milliseconds of rest after each step")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = (options.keep or folder / "library.db").absolute()
        if not library.exists():
            fill(library, options.songs, vectors=True, words=True)
        print(f"{options.songs:,} songs, {library.stat().st_size / 1e6:,.0f} MB on disk\n")
        tasks = [task for task in TASKS if task in options.only]
        if "files" in tasks:
            make_files(library.parent / "files", options.files)
        without_window(library, folder, tasks)
        if "window" in options.only:
            in_window(library, folder, options.idle)
        log = Path(f"{library}-wal")
        journal = log.stat().st_size if log.exists() else 0
        print(f"\nlibrary {library.stat().st_size / 1e6:,.0f} MB, journal {journal / 1e6:,.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
