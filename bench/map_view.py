"""The map under the hand, measured with 10,000 and 100,000 songs: moving over it, selecting, other layers.

    python -m bench.map_view [--songs 10000 100000] [--size 1280x800]

Every gesture is a run of frames, each painted by Qt's software renderer into a window that nobody sees. Given
are the median and the longest frame in processor time of the thread that paints, since other programs, and
the jobs that draw names and covers meanwhile, want the processor too. A frame
at 60 Hz lasts 16.7 ms. A selection counts until the last piece of the map shows it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QImage

    from organizer.base.arrangement import MusicMap
    from organizer.base.model import Track
    from organizer.library.storage.database import Database
    from organizer.ui.map.view import MapView

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def library(db: Database, number: int) -> MusicMap:
    """A map of this many songs that never were: as crowded as real ones, with empty cells and full ones."""
    from organizer.analysis.space.som import grid_size
    from organizer.base.arrangement import MusicMap
    from organizer.base.model import Tags
    from organizer.library import tracks

    scanned = [
        tracks.ScannedFile(
            f"/music/{i:06d}.mp3", 1, 1, Tags(f"Song {i}", f"Artist {i % 700}", album=f"{i % 9000}")
        )
        for i in range(number)
    ]
    ids = np.array(tracks.upsert(db, scanned).added, np.int64)
    rows, columns = grid_size(number)
    rng = np.random.default_rng(1)
    crowd = rng.gamma(0.8, size=rows * columns)
    cells = rng.choice(rows * columns, number, p=crowd / crowd.sum())
    codebook = rng.standard_normal((rows * columns, 4)).astype(np.float32)
    names = tuple(f"slow · Style {i % 9}" for i in range(rows * columns))
    return MusicMap(rows, columns, True, 0, 1, codebook, ids, cells, names, trained_on=number)


def frames(view: MapView, gesture: Callable[[int], object], number: int) -> tuple[float, float]:
    """Median and longest processor time of the GUI thread for so many frames, in ms."""
    seen = []
    for step in range(number):
        begun = time.thread_time()
        gesture(step)
        view.repaint()
        seen.append((time.thread_time() - begun) * 1000)
    return statistics.median(seen), max(seen)


def settle(view: MapView) -> float:
    """Paint frames until nothing is missing; ms."""
    from PySide6.QtCore import QCoreApplication

    begun = time.process_time()
    view.repaint()
    while not view.settled:
        QCoreApplication.processEvents()  # a selection is shown in an event-loop turn of its own
        view.repaint()
    return (time.process_time() - begun) * 1000


def details_there(view: MapView) -> float:
    """Wait until names and covers are there; ms of processor time of all threads."""
    from PySide6.QtCore import QCoreApplication

    begun = time.process_time()
    view.repaint()
    while view._state.jobs.running() or not view.settled:
        time.sleep(0.002)  # painting all the while would cost more than what is measured
        QCoreApplication.processEvents()
    view.repaint()
    return (time.process_time() - begun) * 1000


def walk(view: MapView, middle: QPointF) -> list[tuple[str, float, float]]:
    """From the whole map to the nearest and back, with names and covers: frames while the wheel turns, while
    they are made, and while the hand pans over them. The processor time is that of the GUI thread."""
    from PySide6.QtCore import QCoreApplication

    zooming, panning, making = [], [], []
    for factor in (*[1.12] * 40, *[1 / 1.12] * 40):
        for _ in range(2):
            begun = time.thread_time()
            view.tools.zoom(factor**0.5, middle)
            view.repaint()
            zooming.append((time.thread_time() - begun) * 1000)
            QCoreApplication.processEvents()
        if len(zooming) % 8 == 0:
            making.append(details_there(view))
            for _ in range(4):
                begun = time.thread_time()
                view.tools.pan(9, 5)
                view.repaint()
                panning.append((time.thread_time() - begun) * 1000)
                QCoreApplication.processEvents()
    named = ("walk: zoom, with names and covers", zooming), ("walk: pan, with names and covers", panning)
    rows = [(name, statistics.median(seen), max(seen)) for name, seen in named]
    return [*rows, ("walk: names and covers made, all", statistics.median(making), max(making))]


def small_cover(track: Track, edge: int) -> QImage:
    """A cover without a file."""
    from PySide6.QtGui import QImage

    image = QImage(edge, edge, QImage.Format.Format_RGB32)
    image.fill(track.id * 7919 % 2**24)
    return image


def change_layer(view: MapView, layer: str) -> tuple[float, float]:
    """Processor time of the window's own thread until another layer is seen, and of all threads; ms."""
    from PySide6.QtCore import QEventLoop

    loop = QEventLoop()
    view.content.scene_changed.connect(loop.quit)
    begun, own = time.process_time(), time.thread_time()
    view.content.set_layer(layer)
    if view.content.is_painting:
        loop.exec()
    view.repaint()
    view.content.scene_changed.disconnect(loop.quit)
    return (time.thread_time() - own) * 1000, (time.process_time() - begun) * 1000


def measure(folder: Path, number: int, width: int, height: int) -> None:
    from PySide6.QtCore import QEventLoop, QPointF
    from PySide6.QtWidgets import QApplication

    from organizer.analysis.space.landscape import landscape
    from organizer.base.settings import Settings
    from organizer.library.storage.database import Database
    from organizer.ui.covers import small
    from organizer.ui.map.view import MapView
    from organizer.ui.state.app_state import AppState
    from organizer.ui.widgets import theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    small.small_cover = small_cover
    with Database(folder / f"{number}.db") as db:
        music_map = library(db, number)
        state = AppState(db, Settings())
        state.set_map(music_map, landscape(music_map))
        view = MapView(state)
        view.resize(width, height)
        loop = QEventLoop()
        view.content.shown.connect(loop.quit)
        view.show()
        loop.exec()
        first = settle(view)
        rng = np.random.default_rng(2)
        points = [QPointF(*p) for p in rng.uniform((0, 0), (width, height), (60, 2))]
        rows = [("first picture", first, first)]
        rows.append(("hover", *frames(view, lambda i: view.cell_cursor.hover(points[i]), 60)))
        rows.append(("pan", *frames(view, lambda i: view.tools.pan(23, 11), 60)))
        middle = QPointF(width / 2, height / 2)
        rows.append(("zoom in", *frames(view, lambda i: view.tools.zoom(1.12, middle), 30)))
        settle(view)
        rows.append(("pan, near", *frames(view, lambda i: view.tools.pan(23, 11), 60)))
        rows.append(("zoom out", *frames(view, lambda i: view.tools.zoom(1 / 1.12, middle), 30)))
        view.tools.fit()
        settle(view)
        rows += walk(view, middle)
        view.tools.fit()
        settle(view)
        chosen = np.sort(rng.choice(music_map.track_ids, min(10_000, number // 2), replace=False))
        begun = time.process_time()
        state.select(chosen, "bench")
        selecting = (time.process_time() - begun) * 1000
        first_frame = frames(view, lambda i: None, 1)[0]
        whole = selecting + first_frame + settle(view)
        rows.append((f"select {len(chosen):,}: first frame, all", selecting + first_frame, whole))
        state.select([], "bench")
        settle(view)
        for layer in ("umatrix", "density", "plane:tempo", "added", "islands"):
            rows.append((f"layer {layer}: own thread, all", *change_layer(view, layer)))
            settle(view)
        for name, median, longest in rows:
            print(f"{number:>10,}  {name:34}{median:10.1f}{longest:10.1f}")
        state.jobs.stop_all()
        view.deleteLater()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--size", default="1280x800")
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    print(f"{'songs':>10}  {'frames, ms of processor time':34}{'median':>10}{'longest':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for number in options.songs:
            measure(Path(folder), number, width, height)


if __name__ == "__main__":
    main()
