from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from organizer.analysis.map.layout import between
from organizer.analysis.map.refining import Grid
from organizer.analysis.space import landscape as land
from organizer.analysis.space import som
from organizer.base.arrangement import MusicMap


def island_map(*, rows: int = 12, columns: int = 20, toroidal: bool = True) -> MusicMap:
    """250 songs of five kinds."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 5, 250)
    data = rng.standard_normal((5, 16))[labels] + 0.3 * rng.standard_normal((250, 16))
    data = data.astype(np.float32)
    trained = som.fit(data, rows=rows, columns=columns, toroidal=toroidal)
    grid = Grid(rows, columns, toroidal)
    places, _ = between(trained.codebook, data, grid)
    cells = grid.cells(places)
    names = [""] * (rows * columns)
    for cell, label in zip(cells, labels, strict=True):
        names[cell] = f"kind · {label}"
    ids = np.arange(1, 251)
    return MusicMap(rows, columns, toroidal, 0, 1, trained.codebook, ids, cells, tuple(names), places=places)


@pytest.mark.parametrize("toroidal", [True, False])
def test_a_song_counts_for_the_four_cells_around_it(toroidal: bool) -> None:
    places = np.array([[0.25, 3.75]], np.float32)
    music_map = MusicMap(
        3, 4, toroidal, 0, 1, np.zeros((12, 1), np.float32), np.array([7]), np.array([3]), places=places
    )
    counts = land.density(music_map)
    assert counts.sum() == pytest.approx(1.0)
    if toroidal:  # around both edges
        assert counts[0, 3] == pytest.approx(0.75 * 0.75) and counts[2, 0] == pytest.approx(0.25 * 0.25)
        assert counts[0, 0] == counts[2, 3] == pytest.approx(0.75 * 0.25)
    else:
        assert counts[0, 3] == pytest.approx(1.0)


def test_the_cut_runs_along_the_emptiest_row_and_column() -> None:
    votes = np.ones((5, 7), np.float32)
    votes[3], votes[:, 2] = 0, 0
    assert land.emptiest(votes) == (3, 2)
    music_map = island_map()
    made = land.landscape(music_map)
    counts = land.density(music_map)
    assert counts[made.row_offset].sum() == counts.sum(axis=1).min()
    assert counts[:, made.column_offset].sum() == counts.sum(axis=0).min()


def test_a_map_that_follows_another_is_cut_where_that_was() -> None:
    old = island_map()
    rows, columns = (land.density(old).sum(axis=axis).argsort() for axis in (1, 0))
    at = land.places(old).copy()
    at[::2, 0] = 6.5
    crowded = replace(old, places=at, cells=np.floor(at).astype(np.int64) @ [20, 1], cut=(6, 3))
    assert land.kept_cut(crowded, crowded)[0] == land.density(crowded).sum(axis=1).argmin() != 6
    moved = replace(old, cut=(int(rows[1]), int(columns[0])))
    made = land.landscape(replace(old, cut=land.kept_cut(moved, old)))
    assert (made.row_offset, made.column_offset) == moved.cut
    plain = land.landscape(old)
    shift = 16 * (plain.row_offset - made.row_offset)
    assert np.allclose(np.roll(plain.heights, shift, axis=0), made.heights, atol=1e-5)
    assert land.cut(replace(old, toroidal=False)) == (0, 0)


def test_heights_fill_the_scale_and_a_good_third_is_sea() -> None:
    music_map = island_map()
    heights = land.landscape(music_map, pixels_per_cell=8).heights
    assert heights.shape == (96, 160) and heights.dtype == np.float32
    assert heights.min() == pytest.approx(0.0) and heights.max() == pytest.approx(1.0)
    assert 0.3 < (heights < land.SEA_LEVEL).mean() < 0.45


def test_turning_the_torus_gives_the_same_picture() -> None:
    music_map = island_map()
    made = land.landscape(music_map)
    grid = np.arange(240).reshape(12, 20)
    turned = np.roll(grid, (5, 7), axis=(0, 1))
    place = np.empty(240, np.int64)
    place[turned.ravel()] = np.arange(240)
    names = tuple(music_map.names[cell] for cell in turned.ravel())
    other = MusicMap(
        12,
        20,
        True,
        0,
        1,
        music_map.codebook[turned.ravel()],
        music_map.track_ids,
        place[music_map.cells],
        names,
        places=(land.places(music_map) + np.array([5, 7])) % np.array([12, 20]),
    )
    again = land.landscape(other)
    assert np.allclose(made.heights, again.heights, atol=1e-5)
    assert (again.row_offset, again.column_offset) == (
        (made.row_offset + 5) % 12,
        (made.column_offset + 7) % 20,
    )


def test_opposite_edges_meet_on_a_torus() -> None:
    music_map = island_map()
    heights = land.landscape(music_map).heights
    seam = np.abs(heights[0] - heights[-1]).max()
    assert seam <= 1.5 * np.abs(np.diff(heights, axis=0)).max()


def test_labels_keep_clear_of_each_other_and_of_the_edge() -> None:
    music_map = island_map()
    width = 20 / 100
    labels = land.landscape(music_map, cells_per_character=width).labels
    assert len(labels) >= 3
    assert len({label.text for label in labels}) == len(labels)
    boxes = [(label.row, label.column, len(label.text) * width / 2) for label in labels]
    for i, (row, column, half) in enumerate(boxes):
        assert column - half > -0.5 and column + half < 19.5
        assert -0.5 < row < 11.5
        for other_row, other_column, other_half in boxes[:i]:
            apart = abs(row - other_row) > 12 / 26 or abs(column - other_column) > half + other_half
            assert apart


def test_labels_are_what_the_namer_says_of_the_songs_of_a_region() -> None:
    music_map = island_map()
    seen: list[int] = []

    def names(islands: Sequence[np.ndarray]) -> list[str]:
        for members in islands:
            seen.extend(members.tolist())
        return [f"{len(members)} songs that have a long name" for members in islands]

    labels = land.landscape(music_map, names=names).labels
    assert labels and all(label.name.endswith("name") and label.text.endswith("…") for label in labels)
    assert sorted(seen) == list(range(250))
    largest = land.islands(music_map)[0].songs
    assert largest.tolist() == seen[: len(largest)]
    assert [label.weight for label in labels] == sorted((label.weight for label in labels), reverse=True)


def test_a_song_is_drawn_within_its_display_cell_and_stays_there() -> None:
    music_map = island_map()
    made = land.landscape(music_map)
    positions = land.song_positions(music_map, made.row_offset, made.column_offset)
    shown = land.display_cells(music_map, made.row_offset, made.column_offset)
    assert np.array_equal(np.floor(positions + 0.5), shown)
    back = (shown[:, 0] + made.row_offset) % 12 * 20 + (shown[:, 1] + made.column_offset) % 20
    assert np.array_equal(back, music_map.cells)
    np.testing.assert_allclose((positions + 0.5) % 1, land.places(music_map) % 1, atol=2e-4)


def test_songs_known_by_their_cell_alone_are_strewn_over_it() -> None:
    known = replace(island_map(), places=None)
    places = land.places(known)
    assert np.array_equal(np.floor(places) @ [20, 1], known.cells)
    assert len(np.unique(places, axis=0)) == 250
    fewer = land.strewn(known.cells[:200], known.track_ids[:200], columns=20)
    assert np.array_equal(fewer, places[:200])


@pytest.mark.parametrize("toroidal", [True, False])
@pytest.mark.parametrize("songs", [0, 1, 2])
def test_tiny_libraries_have_a_landscape(songs: int, toroidal: bool) -> None:
    data = np.random.default_rng(0).standard_normal((songs, 4)).astype(np.float32)
    codebook = np.zeros((24, 4), np.float32) + np.arange(24, dtype=np.float32)[:, None]
    cells = som.best_matching_units(codebook, data)
    music_map = MusicMap(4, 6, toroidal, 0, 1, codebook, np.arange(songs), cells, ("a",) * 24)
    made = land.landscape(music_map)
    assert np.isfinite(made.heights).all()
    assert 0 <= made.heights.min() <= made.heights.max() <= 1


def test_a_plane_is_not_cut() -> None:
    music_map = island_map(toroidal=False)
    made = land.landscape(music_map)
    assert (made.row_offset, made.column_offset) == (0, 0)
