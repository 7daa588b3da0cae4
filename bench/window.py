"""The window, measured: its start against an empty window, stalls of the GUI thread, memory.

    python bench/window.py [--songs 10000] [--rounds 5] [--demo 60] [--memory]

Starts are those of whole processes, alternately, with compiled modules; the median counts. Shown means:
the table with its songs has been painted. Complete means: map, panels and player are in their places.

Stalls are how late a timer of 5 ms comes, for songs that are dropped a second after the window is complete,
and for songs dropped at once. On a machine that others use too the GUI thread also waits for the processor:
the processor time that the program itself used in a stall, with all its threads, is given as well.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: What a measured program without a window begins with.
CORE_IMPORTS = """
import os, sys, time, traceback
from pathlib import Path
def fail(*error):  # also what is called by a signal: nothing then waits for an answer for ever
    traceback.print_exception(*error)
    sys.stderr.flush()
    os._exit(1)
sys.excepthook = fail
from organizer.base.threads import limit_linear_algebra
limit_linear_algebra()  # as the program does, before numpy loads
from organizer.library.storage.database import Database
"""

#: The same with one.
IMPORTS = (
    CORE_IMPORTS
    + """
from organizer import app as program
from organizer.base.settings import Settings
from organizer.ui.widgets import theme
"""
)

_EMPTY = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow(); window.resize(1280, 800); window.show(); window.repaint(); app.processEvents()
print("shown", time.time())
"""

_WINDOW = (
    IMPORTS
    + """

def main():
    app = program.make_application()
    theme.apply(app, "light")
    db = Database(Path(sys.argv[1]))
    session = program.Session(app, db, Settings(watch_folders=False))
    session.window.show()
    while not session.window.table.model().rowCount():
        app.processEvents()
    session.window.repaint()
    print("shown", time.time())
    session.window.views_ready.connect(app.quit)
    session.window.build_views()
    app.exec()
    print("complete", time.time())
    memory = Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]
    print("memory", int(memory) / 1024)
    session.window.close(); session.close(); db.close()
if __name__ == "__main__":
    main()
"""
)

_STALLS = (
    IMPORTS
    + """
from PySide6.QtCore import QTimer, Qt

def main():
    app = program.make_application()
    theme.apply(app, "light")
    db = Database(Path(sys.argv[1]))
    session = program.Session(app, db, Settings(watch_folders=False, theme="light"))
    gaps, last, used = [], None, 0.0
    def tick():
        nonlocal last, used
        now = time.perf_counter()
        if last is not None:
            gaps.append((now - last - 0.005, time.process_time() - used, now - begin))
        last, used = now, time.process_time()
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=5); timer.timeout.connect(tick)
    def dropped():
        session.work.intake.add([sys.argv[2]])
        timer.start()
    session.work.ready.connect(lambda: session.state.grouping is not None and app.quit())
    session.window.show()
    session.start()
    if sys.argv[3] == "at_once":
        QTimer.singleShot(0, dropped)
    else:  # when the window has finished its start
        session.window.views_ready.connect(lambda: QTimer.singleShot(1000, dropped))
    begin = time.perf_counter()
    app.exec()
    print("seconds", time.perf_counter() - begin)
    longest = max(gaps)
    print("longest", longest[0] * 1000)
    print("longest_at", longest[2])
    print("next", sorted(gaps)[-2][0] * 1000)
    print("own", max(min(gap, busy) for gap, busy, _ in gaps) * 1000)
    status = Path("/proc/self/status").read_text()
    print("memory", int(status.split("VmRSS:")[1].split()[0]) / 1024)
    print("peak", int(status.split("VmHWM:")[1].split()[0]) / 1024)
    session.window.close(); session.close(); db.close()
if __name__ == "__main__":
    main()
"""
)


def run(code: str, folder: Path, *arguments: str, compiled: Path | None = None) -> list[str]:
    """What a program prints, run in a home of its own and with the modules that runs before it compiled."""
    pyc = str(compiled or folder / "pyc")
    environment = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONPYCACHEPREFIX=pyc)
    environment.update(XDG_CONFIG_HOME=str(folder / "c"), XDG_DATA_HOME=str(folder / "d"))
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    script = folder / "child.py"
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.splitlines()


def measure(code: str, folder: Path, *arguments: str) -> dict[str, float]:
    """The numbers that it prints by name; points in time are seconds since its start."""
    begun = time.time()
    values = dict(line.split() for line in run(code, folder, *arguments))
    clock = ("shown", "complete")
    return {name: float(value) - begun * (name in clock) for name, value in values.items()}


def fill(path: Path, number: int) -> None:
    from organizer.base.model import AudioInfo, Tags
    from organizer.library import tracks
    from organizer.library.storage.database import Database

    with Database(path) as db:
        tracks.upsert(
            db,
            [
                tracks.ScannedFile(
                    f"/music/Artist {i % 700}/Album {i % 1900}/{i:06d}.mp3",
                    4_000_000,
                    1,
                    Tags(title=f"Song {i}", artist=f"Artist {i % 700}", album=f"Album {i % 1900}"),
                    AudioInfo("MP3", 200.0 + i % 100, 192_000, 44_100, 2),
                )
                for i in range(number)
            ],
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--demo", type=int, default=60, help="demo songs for the stalls; 0 leaves them out")
    parser.add_argument("--memory", action="store_true", help="also after 14 to 400 short songs")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = folder / "library.db"
        fill(library, options.songs)
        empties, windows = [], []
        for _ in range(options.rounds + 1):  # the first round compiles
            empties.append(measure(_EMPTY, folder))
            windows.append(measure(_WINDOW, folder, str(library)))
        empty = statistics.median(e["shown"] for e in empties[1:])
        shown = statistics.median(w["shown"] for w in windows[1:])
        complete = statistics.median(w["complete"] for w in windows[1:])
        memory = statistics.median(w["memory"] for w in windows[1:])
        print(f"{'start of':42}{'seconds':>9}{'ratio':>8}{'goal':>8}")
        print(f"{'an empty PySide6 window':42}{empty:9.2f}{1:8.2f}")
        print(f"{f'Organizer, {options.songs:,} songs, shown':42}{shown:9.2f}{shown / empty:8.2f}{'≤ 2':>8}")
        print(f"{'Organizer, complete':42}{complete:9.2f}{complete / empty:8.2f}")
        print(f"{'memory of the window, MB':42}{memory:9.0f}")
        if options.demo:
            stalls(folder, options.demo)
        if options.memory:
            memory_by_songs(folder)


def stalls(folder: Path, songs: int) -> None:
    from organizer.demo.library import make_demo

    make_demo(folder / "demo", songs=songs)
    make_demo(folder / "few", songs=14, seconds=4.0)
    measure(_STALLS, folder, str(folder / "compile.db"), str(folder / "few"), "later")  # what is loaded late
    print(f"\n{f'scan, analysis, map, groups of {songs} demo songs':52}{'later':>9}{'at once':>9}{'goal':>8}")
    runs = [
        measure(_STALLS, folder, str(folder / f"{drop}.db"), str(folder / "demo"), drop)
        for drop in ("later", "at_once")
    ]
    for title, name, goal in (
        ("seconds", "seconds", ""),
        ("longest stall of the GUI thread, ms", "longest", "≤ 50"),
        ("  in which the program itself worked, ms", "own", "≤ 50"),
        ("  at, s", "longest_at", ""),
        ("  the next longest, ms", "next", ""),
        ("peak memory of the window, MB", "peak", ""),
    ):
        values = "".join(f"{run[name]:9.{1 if name in ('seconds', 'longest_at') else 0}f}" for run in runs)
        print(f"{title:52}{values}{goal:>8}")


def memory_by_songs(folder: Path) -> None:
    from organizer.demo.library import make_demo

    print(f"\n{'songs dropped, analyzed, mapped':>32}{'memory of the window, MB':>28}{'peak':>8}")
    for songs in (14, 60, 200, 400):
        make_demo(folder / f"short{songs}", songs=songs, seconds=5.0)
        seen = measure(_STALLS, folder, str(folder / f"{songs}.db"), str(folder / f"short{songs}"), "later")
        print(f"{songs:32}{seen['memory']:28.0f}{seen['peak']:8.0f}")


if __name__ == "__main__":
    main()
