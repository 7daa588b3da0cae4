from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from organizer.analysis.space import landscape as land
from organizer.analysis.space import som
from organizer.base.arrangement import MusicMap


def island_map(*, rows: int = 12, columns: int = 20, toroidal: bool = True) -> tuple[MusicMap, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 5, 250)
    data = rng.standard_normal((5, 16))[labels] + 0.3 * rng.standard_normal((250, 16))
    data = data.astype(np.float32)
    trained = som.fit(data, rows=rows, columns=columns, toroidal=toroidal)
    cells = som.best_matching_units(trained.codebook, data)
    names = [""] * (rows * columns)
    for cell, label in zip(cells, labels, strict=True):
        names[cell] = f"kind · {label}"
    ids = np.arange(1, 251)
    return MusicMap(rows, columns, toroidal, 0, 1, trained.codebook, ids, cells, tuple(names)), data


def test_a_song_votes_eight_to_one_for_its_nearest_cells() -> None:
    codebook = np.arange(12.0)[:, None]
    votes = land.histogram(codebook, [[-1.0]], rows=3, columns=4)
    assert votes.ravel().tolist() == [8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0]


def test_the_cut_runs_along_the_emptiest_row_and_column() -> None:
    votes = np.ones((5, 7), np.float32)
    votes[3], votes[:, 2] = 0, 0
    assert land.emptiest(votes) == (3, 2)
    music_map, data = island_map()
    made = land.landscape(music_map, data)
    votes = land.histogram(music_map.codebook, data, rows=12, columns=20)
    assert votes[made.row_offset].sum() == votes.sum(axis=1).min()
    assert votes[:, made.column_offset].sum() == votes.sum(axis=0).min()


def test_heights_fill_the_scale_and_a_good_third_is_sea() -> None:
    music_map, data = island_map()
    heights = land.landscape(music_map, data, pixels_per_cell=8).heights
    assert heights.shape == (96, 160) and heights.dtype == np.float32
    assert heights.min() == pytest.approx(0.0) and heights.max() == pytest.approx(1.0)
    assert 0.3 < (heights < land.SEA_LEVEL).mean() < 0.45


def test_turning_the_torus_gives_the_same_picture() -> None:
    music_map, data = island_map()
    made = land.landscape(music_map, data)
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
    )
    again = land.landscape(other, data)
    assert np.allclose(made.heights, again.heights, atol=1e-5)
    assert (again.row_offset, again.column_offset) == (
        (made.row_offset + 5) % 12,
        (made.column_offset + 7) % 20,
    )


def test_opposite_edges_meet_on_a_torus() -> None:
    music_map, data = island_map()
    heights = land.landscape(music_map, data).heights
    seam = np.abs(heights[0] - heights[-1]).max()
    assert seam <= 1.5 * np.abs(np.diff(heights, axis=0)).max()


def test_labels_keep_clear_of_each_other_and_of_the_edge() -> None:
    music_map, data = island_map()
    width = 20 / 100
    labels = land.landscape(music_map, data, cells_per_character=width).labels
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
    music_map, data = island_map()
    seen: list[int] = []

    def names(islands: Sequence[np.ndarray]) -> list[str]:
        for members in islands:
            seen.extend(members.tolist())
        return [f"{len(members)} songs that have a long name" for members in islands]

    labels = land.landscape(music_map, data, names=names).labels
    assert labels and all(label.name.endswith("name") and label.text.endswith("…") for label in labels)
    assert sorted(seen) == list(range(250))
    largest = land.islands(music_map, data)[0].songs
    assert largest.tolist() == seen[: len(largest)]
    assert [label.weight for label in labels] == sorted((label.weight for label in labels), reverse=True)


def test_a_song_is_drawn_within_its_display_cell_and_stays_there() -> None:
    music_map, data = island_map()
    made = land.landscape(music_map, data)
    positions = land.song_positions(music_map, made.row_offset, made.column_offset)
    places = land.display_cells(music_map, made.row_offset, made.column_offset)
    assert np.abs(positions - places).max() <= 0.4
    back = (places[:, 0] + made.row_offset) % 12 * 20 + (places[:, 1] + made.column_offset) % 20
    assert np.array_equal(back, music_map.cells)


@pytest.mark.parametrize("toroidal", [True, False])
@pytest.mark.parametrize("songs", [0, 1, 2])
def test_tiny_libraries_have_a_landscape(songs: int, toroidal: bool) -> None:
    data = np.random.default_rng(0).standard_normal((songs, 4)).astype(np.float32)
    codebook = np.zeros((24, 4), np.float32) + np.arange(24, dtype=np.float32)[:, None]
    cells = som.best_matching_units(codebook, data)
    music_map = MusicMap(4, 6, toroidal, 0, 1, codebook, np.arange(songs), cells, ("a",) * 24)
    made = land.landscape(music_map, data)
    assert np.isfinite(made.heights).all()
    assert 0 <= made.heights.min() <= made.heights.max() <= 1


def test_a_plane_is_not_cut() -> None:
    music_map, data = island_map(toroidal=False)
    made = land.landscape(music_map, data)
    assert (made.row_offset, made.column_offset) == (0, 0)
