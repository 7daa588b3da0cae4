"""A very large library in the window: how long each thing takes, and how long the window does not answer.

    python -m bench.large [--songs 100000] [--keep FILE]

The library is written into SQLite directly: songs with tags, most of them analyzed, on a map and in groups.
Seconds are those until the table shows the answer; CPU seconds are those of the whole program, and a stall is
how much later than asked for a timer of 5 ms came in the meantime. On a machine that others use too the GUI
thread also waits for the processor: "own" is the part of it in which the program itself used the processor.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.window import IMPORTS, run

_WORDS = (
    "river night blue stone fire dance moon heart road light shadow dream "
    "summer winter gold silver train city rain wild love song lost home"
)
_GENRES = ("Jazz", "Folk", "Rock", "Pop", "Classical", "Techno", "House", "Ambient", "Metal", "Blues")
_KEYS = ("C", "Am", "G", "Em", "D", "Bm", "F", "Dm", "Eb", "Cm", "A", "F#m")

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
        QTimer.singleShot(300, loop.quit)  # what follows an answer may hold the window up too
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
    for query in ("r", "river", "river -love", "genre:jazz", "bpm:90..120", ""):
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


def fill(path: Path, songs: int, *, seed: int = 3) -> None:
    """Write a library of invented songs, 98 % of them analyzed."""
    from organizer.library.storage.database import Database

    rng = random.Random(seed)
    added, most = time.time() - 90_000, songs * 98 // 100

    words = _WORDS.split()

    def word() -> str:
        return rng.choice(words).title()

    artists = [f"{word()} {word()} {i}" for i in range(songs // 50 + 1)]
    albums = [f"{word()} of {word()} {i}" for i in range(songs // 12 + 1)]

    def rows() -> Iterator[tuple[object, ...]]:
        for i in range(songs):
            artist, album, title = artists[i // 50], albums[i // 12], f"{word()} {word()} {word()}"
            file = f"/music/{artist}/{album}/{i % 12 + 1:02d} {title}.mp3".encode()
            yield (
                file,
                4_000_000 + i,
                i,
                f"{i:032x}",
                added,
                title,
                title,
                artist,
                album,
                _GENRES[i // 200 % len(_GENRES)],
                str(1960 + i // 12 % 60),
                f"{i % 12 + 1}/12",
                "MP3",
                180 + rng.random() * 200,
                192_000,
                44_100,
                2,
            )

    def descriptors() -> Iterator[tuple[object, ...]]:
        for i in range(most):
            yield (
                f"{i:032x}",
                1,
                60 + rng.random() * 120,
                rng.random(),
                rng.choice(_KEYS),
                rng.random(),
                -20 + rng.random() * 14,
                rng.random() * 12,
                *(rng.random() for _ in range(3)),
            )

    song = (
        "path, size, mtime_ns, audio_hash, added, display_title, title, artist, album, genre, date, track, "
        "format, duration, bitrate, sample_rate, channels"
    )
    sound = (
        "audio_hash, version, tempo, tempo_confidence, key, key_confidence, loudness, loudness_range, "
        "brightness, percussiveness, energy"
    )
    with Database(path) as db:
        db.read().executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
        with db.write() as connection:
            for table, names, values in (
                ("tracks", song, rows()),
                ("descriptors", sound, descriptors()),
                ("track_cells", "track_id, cell", ((i + 1, rng.randrange(900)) for i in range(most))),
                ("track_groups", "track_id, number", ((i + 1, rng.randrange(10)) for i in range(most))),
            ):
                marks = ", ".join("?" * (names.count(",") + 1))
                connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
        db.read().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="write the library here, or use the one that is here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        library = options.keep or Path(name) / "library.db"
        if not library.exists():
            fill(library, options.songs)
        print(f"{options.songs:,} songs, {library.stat().st_size / 1e6:,.0f} MB on disk\n")
        print(f"{'':28}{'s':>9}{'CPU s':>9}{'stall, ms':>11}{'own':>8}{'MB':>7}")
        for line in run(_CHILD, Path(name), str(library)):
            title, *values = line.split("|")
            if title == "peak":
                print(f"{'peak memory':64}{values[0]:>8}")
                continue
            seconds, cpu, late, own, used = (float(value) for value in values)
            print(f"{title:28}{seconds:9.2f}{cpu:9.2f}{late:11.0f}{own:8.0f}{used:7.0f}")


if __name__ == "__main__":
    sys.exit(main())
