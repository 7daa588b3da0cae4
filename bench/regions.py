"""What a person marks on the map: regions that songs join, pins that hold songs, maps to go back to.

    python -m bench.regions [--songs 400] [--library FILE] [--trials 60]

Pins: 1, 3 and 10 songs of the map, pinned where they are, with one of them at a place by chance, and all at
places by chance; built again from the current map, and from scratch. Shown, as means over draws: the share of
the 10 nearest in the space that are among the 10 nearest on the map, of all songs and of the pinned ones, the
topographic error, cells between songs and their pins (the largest), and cells from a pin to the songs nearest
to its song (the median).

Regions: songs of a circle on the map are a region, a fifth of all songs comes later: how many of those that
lie in the circle join, and how many of those that join lie there. Processor time of naming, joining, drawing,
painting a frame, beside that of building the map.

Versions: the bytes of one, and the processor time of going back, beside that of building the map.

Without a library: made-up songs in kinds that overlap.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402

from bench.map_quality import MOST, Songs, made_up  # noqa: E402
from organizer.analysis.judging import fidelity, quality  # noqa: E402
from organizer.analysis.map.anchors import Pins  # noqa: E402
from organizer.analysis.map.layout import Layout, lay_out  # noqa: E402
from organizer.analysis.map.refining import Grid  # noqa: E402
from organizer.analysis.space import similarity  # noqa: E402
from organizer.analysis.space.belonging import belonging  # noqa: E402
from organizer.library import maps  # noqa: E402
from organizer.library.places import map_versions  # noqa: E402
from organizer.library.storage.database import Database  # noqa: E402
from organizer.work.arranging import map_versions as going_back  # noqa: E402
from organizer.work.arranging import mapping  # noqa: E402
from organizer.work.arranging import regions as edits  # noqa: E402
from organizer.work.jobs import JobContext  # noqa: E402

_NEAREST = 10
#: Draws of pins, and regions that are drawn on the map.
_DRAWS, _REGIONS = 5, 9
_FRAMES, _FRAME = 20, (1600, 1000)

Result = TypeVar("Result")


def seconds(call: Callable[[], Result]) -> tuple[Result, float]:
    """What a call gives back, and its processor time."""
    begun = time.process_time()
    result = call()
    return result, time.process_time() - begun


def pins(songs: Songs, draws: int) -> None:
    """How true the map stays with pins."""
    grid, count = songs.grid, len(songs.data)
    near, _ = similarity.neighbours(songs.data, np.arange(count), n=_NEAREST)
    before = lay_out(songs.data, grid)
    kept, error = truth(songs, before, near)
    print(f"\nPins, {count:,} songs on {grid.rows} × {grid.columns} cells, means of {draws} draws")
    titles = ("", 42), ("overlap", 9), ("of pinned", 11), ("(before)", 10), ("topogr.", 9), ("pin, cells", 12)
    print("".join(f"{title:>{width}}" for title, width in (*titles, ("near, cells", 13))))
    print(f"{'without pins':42}{kept.mean():9.3f}{'':21}{error:9.3f}")
    for number in (1, 3, 10):
        for where in ("where they are", "one by chance", "all by chance"):
            if number == 1 and where == "all by chance":
                continue  # the same as before
            for how in ("rebuilt", "from scratch"):
                rows = [
                    _pinned(songs, before, kept, near, min(number, count), where, how == "rebuilt", draw)
                    for draw in range(draws)
                ]
                values = np.mean(rows, axis=0)
                name = f"{number} pinned {where}, {how}"
                print(
                    f"{name:42}{values[0]:9.3f}{values[1]:11.3f}{values[2]:10.3f}{values[3]:9.3f}"
                    f"{values[4]:12.2f}{values[5]:13.2f}",
                    flush=True,
                )


def _pinned(
    songs: Songs,
    before: Layout,
    kept_before: Any,
    near: Any,
    number: int,
    where: str,
    rebuilt: bool,
    draw: int,
) -> tuple[float, ...]:
    grid, rng = songs.grid, np.random.default_rng(draw)
    rows = rng.choice(len(songs.data), number, replace=False)
    places = before.places[rows].copy()
    chance = (rng.random((number, 2)) * grid.size).astype(np.float32)
    moved = {"where they are": 0, "one by chance": 1, "all by chance": number}[where]
    places[:moved] = chance[:moved]
    held = Pins(rows, places)
    laid = lay_out(songs.data, grid, start=before.places if rebuilt else None, pins=held)
    kept, error = truth(songs, laid, near)
    off = np.hypot(*grid.apart(laid.places[rows], places).T)
    around = [
        np.median(np.hypot(*grid.apart(laid.places[near[row]], place[None]).T))
        for row, place in zip(rows, places, strict=True)
    ]
    of_pinned = float(kept[rows].mean()), float(kept_before[rows].mean())
    return float(kept.mean()), *of_pinned, error, float(off.max()), float(np.median(around))


def truth(songs: Songs, laid: Layout, near: Any) -> tuple[Any, float]:
    """Of each song the share of its nearest that are near on the map; and the topographic error."""
    grid = songs.grid
    on_map = fidelity.nearest(
        fidelity.map_distances(laid.places, size=(grid.rows, grid.columns)), near.shape[1]
    )
    kept = np.array([len(np.intersect1d(*both)) / near.shape[1] for both in zip(on_map, near, strict=True)])
    error = quality.topographic_error(laid.codebook, songs.data, rows=grid.rows, columns=grid.columns)
    return kept, error


def joining(data: Any, places: Any, grid: Grid, trials: int) -> None:
    """Which held-out songs join a region."""
    rng = np.random.default_rng(0)
    recall, precision, sizes = [], [], []
    for _ in range(trials):
        radius = rng.uniform(1.2, 3.0) * min(grid.rows, grid.columns) / 10
        inside = np.hypot(*grid.apart(places, places[rng.integers(len(places))][None]).T) < radius
        new = rng.random(len(places)) < 0.2
        chosen, others, asked = (np.flatnonzero(one) for one in (inside & ~new, ~inside & ~new, new))
        if len(chosen) < 3:
            continue
        joins, belongs = belonging(data, chosen, others, asked), inside[asked]
        sizes.append(len(chosen))
        if belongs.any():
            recall.append((joins & belongs).sum() / belongs.sum())
        if joins.any():
            precision.append((joins & belongs).sum() / joins.sum())
    print(f"\nJoining, {len(sizes)} regions of {np.median(sizes or [0]):.0f} songs in the middle")
    shown = [f"{np.mean(of):.2f}" if of else "–" for of in (recall, precision)]
    print(f"of those that belong there, {shown[0]} join; of those that join, {shown[1]} belong there")


def costs(db: Database) -> None:
    """Processor time of regions and versions beside that of building the map."""
    music_map = maps.load_map(db)
    if music_map is None:
        raise SystemExit("the library has no map: make it with “organizer map”")
    places, ids = mapping.places_of(music_map.track_ids, music_map), music_map.track_ids
    grid = Grid(music_map.rows, music_map.columns, music_map.toroidal)
    rng = np.random.default_rng(1)
    for number in range(_REGIONS):
        middle = places[rng.integers(len(ids))][None]
        inside = ids[np.hypot(*grid.apart(places, middle).T) < min(grid.rows, grid.columns) / 6]
        _, naming = seconds(partial(edits.make, db, f"bench {number}", inside))
    later = ids[::10].tolist()
    with db.write() as connection:  # a tenth of the songs came later
        for song in later:
            connection.execute("UPDATE tracks SET added = ? WHERE id = ?", (time.time() + 5, song))
            connection.execute(
                "DELETE FROM region_songs WHERE audio_hash = (SELECT audio_hash FROM tracks WHERE id = ?)",
                (song,),
            )
    joined, join = seconds(lambda: edits.join(db))
    drawn, draw = seconds(lambda: edits.drawn(db))
    frames = [paint(drawn, music_map.rows, music_map.columns, zoom) for zoom in (1.0, 3.0)]
    axes = map_versions.axes_digest(db)
    _, build = seconds(
        lambda: mapping.build_map(
            JobContext(), db, keep_places=False, rows=grid.rows + 1, columns=grid.columns + 1
        )
    )
    version = map_versions.listed(db)[0].number
    size = sum(
        db.read()
        .execute(
            "SELECT length(codebook), length(sounds), length(places) FROM map_versions WHERE id = ?",
            (version,),
        )
        .fetchone()
    )
    _, back = seconds(lambda: going_back.restore(db, version))
    print(f"\nCosts, {len(ids):,} songs, {_REGIONS} regions: processor time, and as a share of a map’s")
    print(f"{'a map from scratch':42}{build:9.3f} s")
    named = sum(map(len, joined.values()))
    for name, taken in (
        ("naming a region", naming),
        (f"a tenth of the songs asked, {named:,} join", join),
        ("drawing the outlines", draw),
        ("going back to a version", back),
    ):
        print(f"{name:42}{taken:9.3f} s{taken / max(build, 1e-9):9.2%}")
    for zoom, taken in zip((1, 3), frames, strict=True):
        print(f"{f'painting regions, a frame at zoom {zoom}':42}{taken * 1000:9.2f} ms")
    print(f"{'a version':42}{size / max(len(ids), 1):9.1f} bytes a song, {size / 1024:,.0f} KiB")
    assert axes == map_versions.axes_digest(db)


def paint(drawn: Any, rows: int, columns: int, zoom: float) -> float:
    """Processor seconds of a frame of regions, while one looks elsewhere with each."""
    from PySide6.QtGui import QFont, QImage, QPainter
    from PySide6.QtWidgets import QApplication

    from organizer.ui.canvas.camera import Camera
    from organizer.ui.canvas.regions import RegionLayer
    from organizer.ui.canvas.text import TextPainter

    _application = QApplication.instance() or QApplication([])
    layer, camera = RegionLayer(drawn), Camera(rows, columns, toroidal=True)
    camera.resize(*_FRAME)
    camera.zoom = zoom
    image = QImage(*_FRAME, QImage.Format.Format_RGB32)

    def frame() -> None:
        camera.pan(3, 2)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            layer.draw_lines(painter, camera)
            layer.draw_names(painter, TextPainter(painter, *_FRAME, 1.0), camera, QFont())

    def frames() -> None:
        for _ in range(_FRAMES):
            frame()

    frame()
    return seconds(frames)[1] / _FRAMES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--songs", type=int, default=400, help="made-up ones, where no library is named")
    parser.add_argument("--library", type=Path, help="with a map; it is copied first")
    parser.add_argument("--trials", type=int, default=60, help="regions that are held out")
    parser.add_argument("--draws", type=int, default=_DRAWS, help="of pins")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.library is None:
        songs = made_up(options.songs)
        laid = lay_out(songs.data, songs.grid)
        pins(songs, options.draws)
        joining(songs.data, laid.places, songs.grid, options.trials)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "library.db"
        shutil.copy(options.library, copy)
        with Database(copy) as db:
            music_map = mapping.build_map(JobContext(), db)
            ids, matrix = mapping.points(db, music_map)
            if len(ids) <= MOST:
                pins(Songs(options.library.name, matrix, np.zeros(len(ids))), options.draws)
            grid = Grid(music_map.rows, music_map.columns, music_map.toroidal)
            joining(matrix, mapping.places_of(ids, music_map), grid, options.trials)
            costs(db)


if __name__ == "__main__":
    main()
