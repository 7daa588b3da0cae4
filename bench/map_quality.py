"""How true the map is, side by side in one run: Organizer's places, songs strewn in their cells as before,
MiniSom, UMAP and t-SNE.

    python -m bench.map_quality [--library FILE --labels CSV] [--table CSV --label COLUMN]
                                [--songs 400] [--sizes 10000 100000]

LIBRARY is a library of analyzed songs, the CSV file has the columns file (the end of its path) and label;
TABLE is a table of numbers with a label column. Without them: made-up songs in kinds that overlap. Labels
score only. Trustworthiness, continuity, and the share of the 10 nearest in the space that are among the 10
nearest on the map; precision of the 5 nearest on the map, a mean over labels; the topographic error of the
cells; seconds of processor time. ``--sizes`` measures how the time grows.

MiniSom, umap-learn and scikit-learn's t-SNE are looked at where they are installed (the ``bench`` extra).
"""

from __future__ import annotations

import argparse
import csv
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402

from organizer.analysis.judging import fidelity, quality  # noqa: E402
from organizer.analysis.map.layout import Layout, add_songs, between, lay_out  # noqa: E402
from organizer.analysis.map.refining import Grid  # noqa: E402
from organizer.analysis.space import landscape, som  # noqa: E402

#: Songs on which all pairs are looked at.
MOST = 2_000


@dataclass(frozen=True)
class Songs:
    """A library to lay out."""

    name: str
    data: Any  #: shape=(n, d)
    labels: Any  #: shape=(n,), a number for each song's label

    @property
    def grid(self) -> Grid:
        return Grid(*som.grid_size(len(self.data)))


@dataclass(frozen=True)
class Placed:
    """Where a method puts songs."""

    places: Any  #: shape=(n, 2)
    size: tuple[int, int] | None = None  #: of a torus
    codebook: Any = None
    grid: Grid | None = None


def strewn(songs: Songs) -> Placed:
    grid = songs.grid
    trained = som.fit(songs.data, rows=grid.rows, columns=grid.columns)
    cells = som.best_matching_units(trained.codebook, songs.data)
    places = landscape.strewn(cells, np.arange(len(cells)), columns=grid.columns)
    return Placed(places, (grid.rows, grid.columns), trained.codebook, grid)


def between_cells(songs: Songs) -> Placed:
    grid = songs.grid
    trained = som.fit(songs.data, rows=grid.rows, columns=grid.columns)
    places, _ = between(trained.codebook, songs.data, grid)
    return Placed(places, (grid.rows, grid.columns), trained.codebook, grid)


def ours(songs: Songs) -> Placed:
    laid = lay_out(songs.data, songs.grid)
    return Placed(laid.places, (songs.grid.rows, songs.grid.columns), laid.codebook, songs.grid)


def grown(songs: Songs) -> Placed:
    """As the window makes it while songs are analyzed: from 14 songs, rebuilt whenever they have doubled."""
    count = len(songs.data)
    order = np.random.default_rng(0).permutation(count)
    laid, grid, size = None, Grid(1, 1), min(14, count)
    while True:
        larger = Grid(*som.grid_size(size))
        start = None
        if laid is not None:
            start = np.full((size, 2), np.nan, np.float32)
            start[: len(laid.places)] = laid.places * larger.size / grid.size
        laid, grid = lay_out(songs.data[order[:size]], larger, start=start), larger
        if size == count:
            break
        size = min(2 * size, count)
    places = np.empty_like(laid.places)
    places[order] = laid.places
    return Placed(places, (grid.rows, grid.columns), laid.codebook, grid)


def minisom(songs: Songs) -> Placed:
    """As its documentation has it, at as many epochs, songs strewn in their cells."""
    from minisom import MiniSom

    grid = songs.grid
    model = MiniSom(
        grid.rows, grid.columns, songs.data.shape[1], sigma=grid.rows / 4, learning_rate=0.5, random_seed=0
    )
    model.pca_weights_init(songs.data)
    model.train(songs.data, 20, use_epochs=True, random_order=True)
    codebook = model.get_weights().reshape(grid.rows * grid.columns, -1).astype(np.float32)
    cells = som.best_matching_units(codebook, songs.data)
    plane = Grid(grid.rows, grid.columns, toroidal=False)
    return Placed(landscape.strewn(cells, np.arange(len(cells)), columns=grid.columns), None, codebook, plane)


def umap(songs: Songs) -> Placed:
    from umap import UMAP

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a seed costs it its threads
        return Placed(UMAP(random_state=0).fit_transform(songs.data))


def tsne(songs: Songs) -> Placed:
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(songs.data) - 1) / 3)
    return Placed(TSNE(random_state=0, perplexity=perplexity).fit_transform(songs.data))


#: Method, and the package that it needs.
METHODS: dict[str, tuple[Callable[[Songs], Placed], str]] = {
    "Organizer": (ours, "numpy"),
    "Organizer, grown by doubling": (grown, "numpy"),
    "SOM, strewn in cells (before)": (strewn, "numpy"),
    "SOM, between cells": (between_cells, "numpy"),
    "MiniSom": (minisom, "minisom"),
    "UMAP": (umap, "umap"),
    "t-SNE": (tsne, "sklearn"),
}


def measured(songs: Songs, placed: Placed) -> tuple[float, ...]:
    """Trustworthiness, continuity, overlap, precision of the 5 nearest, topographic error."""
    kept = fidelity.fidelity(songs.data, placed.places, size=placed.size)
    near = fidelity.nearest(fidelity.map_distances(placed.places, size=placed.size), 5)
    precision = quality.macro(quality.hits(near, songs.labels), songs.labels)
    error = float("nan")
    if placed.grid is not None:
        grid = placed.grid
        error = quality.topographic_error(
            placed.codebook, songs.data, rows=grid.rows, columns=grid.columns, toroidal=grid.toroidal
        )
    return kept.trustworthiness, kept.continuity, kept.overlap, precision, error


def compare(songs: Songs) -> None:
    print(
        f"\n{songs.name}: {len(songs.data):,} songs × {songs.data.shape[1]}, {songs.grid.size.tolist()} cells"
    )
    print(f"{'':30}{'trust':>8}{'contin.':>9}{'overlap':>9}{'P@5':>7}{'topogr.':>9}{'seconds':>9}")
    for name, (method, package) in METHODS.items():
        if find_spec(package) is None:
            print(f"{name:30}not installed")
            continue
        begun = time.process_time()
        placed = method(songs)
        seconds = time.process_time() - begun
        values = measured(songs, placed)
        shown = "".join(f"{value:{width}.3f}" for value, width in zip(values, (8, 9, 9, 7, 9), strict=True))
        print(f"{name:30}{shown}{seconds:9.2f}", flush=True)


def staying(songs: Songs) -> None:
    """What becomes of the places when songs join."""
    grid, count = songs.grid, len(songs.data)
    old = np.sort(np.random.default_rng(0).choice(count, round(count / 1.1), replace=False))
    new = np.setdiff1d(np.arange(count), old)
    before = lay_out(songs.data[old], grid)
    again = lay_out(songs.data[old], grid)
    same = np.array_equal(before.places, again.places) and np.array_equal(before.codebook, again.codebook)
    print(f"  taken again from the same songs: {'the same' if same else 'ANOTHER MAP'}")
    start = np.full((count, 2), np.nan, np.float32)
    start[old] = before.places
    joined = add_songs(songs.data, before.codebook, np.nan_to_num(start), new, grid)
    moved = int((joined[old] != before.places).any(axis=1).sum())
    near = fidelity.nearest(fidelity.map_distances(joined, size=(grid.rows, grid.columns)), 5)
    precision = float(quality.hits(near, songs.labels)[new].mean())
    print(f"  a tenth joins: {moved} of the others moved; precision of the joined {precision:.3f}")
    report_moves(
        "  a tenth joins, map rebuilt", before.places, lay_out(songs.data, grid, start=start), old, grid
    )
    half = songs.data.copy()
    half[:, songs.data.shape[1] // 2 :] = 0
    other = lay_out(half, grid)
    rebuilt = lay_out(songs.data, grid, start=other.places)
    report_moves("  half of the numbers join, map rebuilt", other.places, rebuilt, np.arange(count), grid)


def growing(songs: Songs) -> None:
    """How far songs lie from where they were, as a share of the map's width, when a library grows and with it
    the grid: built anew, and from the map before. Trustworthiness and overlap of both."""
    count, order = len(songs.data), np.random.default_rng(0).permutation(len(songs.data))
    data, grid = songs.data[order], songs.grid
    size = (grid.rows, grid.columns)
    for first in (round(count / 1.1), round(count / 1.5), round(count / 3), min(14, count)):
        small = Grid(*som.grid_size(first))
        before = lay_out(data[:first], small).places * grid.size / small.size
        start = np.full((count, 2), np.nan, np.float32)
        start[:first] = before
        told = []
        for name, known in (("anew", None), ("kept", start)):
            places = lay_out(data, grid, start=known).places
            way = np.hypot(*grid.apart(places[:first], before).T) / grid.columns
            true = fidelity.fidelity(data, places, size=size)
            told.append(
                f"{name} {way.mean():.3f} of the width, {true.trustworthiness:.3f}, {true.overlap:.3f}"
            )
        print(f"  {first:,} songs to {count:,}: {'; '.join(told)}", flush=True)


def report_moves(name: str, before: Any, after: Layout, rows: Any, grid: Grid) -> None:
    steps = quality.grid_offsets(
        grid.cells(before), grid.cells(after.places[rows]), rows=grid.rows, columns=grid.columns
    ).max(axis=1)
    shares = ", ".join(f"{(steps <= far).mean():.1%} within {far}" for far in (0, 1, 2))
    print(f"{name}: cells, {shares}", flush=True)


def made_up(count: int, *, seed: int = 0) -> Songs:
    """Unit vectors in kinds that overlap, each bent along a few directions of its own."""
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, 12, count)
    centres = rng.standard_normal((12, 64))
    bends = rng.standard_normal((12, 3, 64))
    data = centres[kinds] + 0.6 * np.einsum("nk,nkd->nd", rng.uniform(-1, 1, (count, 3)), bends[kinds])
    data += 0.2 * rng.standard_normal((count, 64))
    data /= np.linalg.norm(data, axis=1, keepdims=True)
    return Songs("Made-up songs", data.astype(np.float32), kinds)


def from_library(library: Path, labels: Path) -> Songs:
    from organizer.library import tracks
    from organizer.library.storage.database import Database
    from organizer.work.analysis.embedding import embed

    with Database(library) as db:
        ids, matrix = embed(None, db)
        paths = [track.path for track in tracks.get_many(db, ids.tolist())]
    with labels.open(encoding="utf-8", newline="") as file:
        named = {Path(row["file"]).parts[-2:]: row["label"] for row in csv.DictReader(file)}
    known = [row for row, path in enumerate(paths) if Path(path).parts[-2:] in named]
    kinds = [named[Path(paths[row]).parts[-2:]] for row in known]
    return Songs(library.name, matrix[known], np.unique(kinds, return_inverse=True)[1])


def from_table(table: Path, label: str) -> Songs:
    """Every column of numbers, standardized."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = []
    for name in rows[0]:
        try:
            columns.append([float(row[name]) for row in rows])
        except ValueError:
            continue
    data = np.array(columns).T
    data = data[:, data.std(axis=0) > 0]
    data = ((data - data.mean(axis=0)) / data.std(axis=0)).astype(np.float32)
    return Songs(table.name, data, np.unique([row[label] for row in rows], return_inverse=True)[1])


def growth(sizes: list[int]) -> None:
    print(
        f"\n{'songs':>10}{'before, s':>12}{'now, s':>10}{'ratio':>8}{'topographic error, before and now':>36}"
    )
    for count in sizes:
        songs = made_up(count)
        grid, part = songs.grid, songs.data[:20_000]
        errors, seconds = [], []
        for method in (strewn, ours):
            begun = time.process_time()
            placed = method(songs)
            seconds.append(time.process_time() - begun)
            errors.append(
                quality.topographic_error(placed.codebook, part, rows=grid.rows, columns=grid.columns)
            )
        told = f"{errors[0]:.4f}, {errors[1]:.4f}"
        print(
            f"{count:10,}{seconds[0]:12.2f}{seconds[1]:10.2f}{seconds[1] / seconds[0]:8.2f}{told:>36}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--library", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--label", default="label")
    parser.add_argument("--songs", type=int, default=400)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000])
    options = parser.parse_args()
    if (options.library is None) != (options.labels is None):
        parser.error("--library and --labels go together")
    libraries = []
    if options.library:
        libraries.append(from_library(options.library, options.labels))
    if options.table:
        libraries.append(from_table(options.table, options.label))
    lay_out(made_up(50).data, Grid(4, 6), epochs=1)  # imports are not what is measured
    for songs in libraries or [made_up(options.songs)]:
        if len(songs.data) > MOST:
            parser.error(f"{songs.name} has more than {MOST:,} songs: all pairs are looked at")
        compare(songs)
        staying(songs)
        growing(songs)
    growth(options.sizes)


if __name__ == "__main__":
    main()
