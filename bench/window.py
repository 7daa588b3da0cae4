"""The window, measured: its start against an empty window, stalls of the GUI thread, memory.

    python bench/window.py [--songs 10000] [--rounds 5] [--demo 60]

Starts are those of whole processes, alternately, with compiled modules; the median counts. Shown means:
the table with its songs has been painted. Complete means: map, panels and player are in their places.
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

_EMPTY = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow(); window.resize(1280, 800); window.show(); window.repaint(); app.processEvents()
print("shown", time.time())
"""

_WINDOW = """
import sys, time
from pathlib import Path
from organizer.threads import limit_linear_algebra
limit_linear_algebra()  # as the program does, before numpy loads
from organizer import app as program
from organizer.library.database import Database
from organizer.settings import Settings
from organizer.ui import theme

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
main()
"""

_STALLS = """
import sys, time
from pathlib import Path
from organizer.threads import limit_linear_algebra
limit_linear_algebra()  # as the program does, before numpy loads
from organizer import app as program
from organizer.library.database import Database
from organizer.settings import Settings
from organizer.ui import theme
from PySide6.QtCore import QTimer, Qt

def main():
    app = program.make_application()
    theme.apply(app, "light")
    db = Database(Path(sys.argv[1]))
    session = program.Session(app, db, Settings(watch_folders=False, theme="light"))
    gaps, last = [], None
    def tick():
        nonlocal last
        now = time.perf_counter()
        if last is not None:
            gaps.append((now - last - 0.005, now - begin))
        last = now
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=5); timer.timeout.connect(tick)
    def dropped():
        session.work.add([sys.argv[2]])
        timer.start()
    # the drop comes when the window has finished its start
    warm = "warm up"
    session.state.jobs.job_ended.connect(lambda end: end.name == warm and QTimer.singleShot(300, dropped))
    session.work.ready.connect(lambda: session.state.grouping is not None and app.quit())
    session.window.show()
    session.start()
    begin = time.perf_counter()
    app.exec()
    worst = sorted(gaps, reverse=True)
    print("seconds", time.perf_counter() - begin)
    print("longest", worst[0][0] * 1000)
    print("longest_at", worst[0][1])
    print("second", worst[1][0] * 1000)
    print("third", worst[2][0] * 1000)
    memory = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    print("memory", int(memory) / 1024)
    session.window.close(); session.close(); db.close()
if __name__ == "__main__":
    main()
"""


def run(code: str, folder: Path, *arguments: str) -> dict[str, float]:
    environment = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONPYCACHEPREFIX=str(folder / "pyc"))
    environment.update(XDG_CONFIG_HOME=str(folder / "c"), XDG_DATA_HOME=str(folder / "d"))
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    script = folder / "child.py"
    script.write_text(code)
    begun = time.time()
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    values = dict(line.split() for line in done.stdout.splitlines())
    clock = ("shown", "complete")
    return {name: float(value) - begun * (name in clock) for name, value in values.items()}


def fill(path: Path, number: int) -> None:
    from organizer.library import tracks
    from organizer.library.database import Database
    from organizer.model import AudioInfo, Tags

    with Database(path) as db:
        tracks.upsert(db, [
            tracks.Found(
                f"/music/Artist {i % 700}/Album {i % 1900}/{i:06d}.mp3", 4_000_000, 1,
                Tags(title=f"Song {i}", artist=f"Artist {i % 700}", album=f"Album {i % 1900}"),
                AudioInfo("MP3", 200.0 + i % 100, 192_000, 44_100, 2),
            )
            for i in range(number)
        ])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--demo", type=int, default=60, help="demo songs for the stalls; 0 leaves them out")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = folder / "library.db"
        fill(library, options.songs)
        empties, windows = [], []
        for _ in range(options.rounds + 1):  # the first round compiles
            empties.append(run(_EMPTY, folder))
            windows.append(run(_WINDOW, folder, str(library)))
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
            from organizer.demo import make_demo

            make_demo(folder / "demo", songs=options.demo)
            make_demo(folder / "few", songs=14, seconds=4.0)
            run(
                _STALLS, folder, str(folder / "compile.db"), str(folder / "few")
            )  # compiles what is loaded late
            stalls = run(_STALLS, folder, str(folder / "stalls.db"), str(folder / "demo"))
            print(f"\nscan, analysis, map and groups of {options.demo} demo songs: {stalls['seconds']:.1f} s")
            print(f"{'longest stall of the GUI thread, ms':42}{stalls['longest']:9.0f}{'':8}{'≤ 50':>8}")
            print(f"{'  the next two, ms':42}{stalls['second']:9.0f}{stalls['third']:8.0f}")
            print(f"{'  the longest was at, s':42}{stalls['longest_at']:9.1f}")
            print(f"{'peak memory of the window, MB':42}{stalls['memory']:9.0f}")


if __name__ == "__main__":
    main()
