from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import som
from organizer.base.errors import Cancelled


def blobs(
    n: int, d: int = 16, k: int = 6, *, spread: float = 0.15, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, k, n)
    return (rng.standard_normal((k, d))[labels] + spread * rng.standard_normal((n, d))).astype(
        np.float32
    ), labels


def test_neighbourhood_wraps_around_on_a_torus_only() -> None:
    ring = som.neighbourhood(10, 1.0, toroidal=True)
    line = som.neighbourhood(10, 1.0, toroidal=False)
    assert ring[0, 9] == pytest.approx(np.exp(-0.5))
    assert line[0, 9] == pytest.approx(np.exp(-40.5), abs=1e-12)
    assert np.allclose(ring, ring.T)
    assert np.allclose(ring.sum(axis=1), ring.sum(axis=1)[0])


def test_best_matching_unit_is_the_nearest() -> None:
    rng = np.random.default_rng(1)
    codebook, data = rng.standard_normal((35, 8)), rng.standard_normal((500, 8)) + 50
    codebook += 50
    distances = np.linalg.norm(data[:, None] - codebook[None], axis=2)
    assert np.array_equal(som.best_matching_units(codebook, data), distances.argmin(axis=1))
    assert np.array_equal(som.nearest_units(codebook, data, 5), distances.argsort(axis=1)[:, :5])


def test_same_seed_gives_the_same_map_and_another_start_does_not() -> None:
    data, _ = blobs(300)
    first = som.fit(data, rows=6, columns=9, seed=3)
    assert np.array_equal(first.codebook, som.fit(data, rows=6, columns=9, seed=3).codebook)
    assert first.codebook.dtype == np.float32


@pytest.mark.parametrize("toroidal", [True, False])
def test_planted_clusters_get_cells_of_their_own(toroidal: bool) -> None:
    data, labels = blobs(400)
    trained = som.fit(data, rows=8, columns=12, toroidal=toroidal)
    cells = som.best_matching_units(trained.codebook, data)
    for cell in np.unique(cells):
        assert len(np.unique(labels[cells == cell])) == 1


def test_one_epoch_of_a_wide_radius_pulls_every_unit_to_the_mean() -> None:
    data, _ = blobs(200)
    trained = som.fit(data, rows=1, columns=1, epochs=1)
    assert np.allclose(trained.codebook[0], data.mean(axis=0), atol=1e-5)


@pytest.mark.parametrize(
    "data",
    [
        np.ones((1, 5)),
        np.zeros((40, 5)),
        np.full((7, 1), 3.0),
        np.repeat(np.eye(3), 20, axis=0),
        np.random.default_rng(0).standard_normal((5, 128)),
        1000 + np.random.default_rng(0).standard_normal((50, 2)) * 1e-3,
    ],
    ids=["one", "constant", "one-dimension", "duplicates", "few", "far"],
)
@pytest.mark.parametrize("toroidal", [True, False])
def test_awkward_libraries_give_a_finite_map(data: np.ndarray, toroidal: bool) -> None:
    trained = som.fit(data, rows=39, columns=62, toroidal=toroidal, epochs=5)
    assert trained.codebook.shape == (39 * 62, data.shape[1])
    assert np.isfinite(trained.codebook).all()


def test_large_libraries_are_sampled_and_end_with_all_songs() -> None:
    data, _labels = blobs(21_000, 6)
    trained = som.fit(data, rows=5, columns=8, epochs=4)
    cells = som.best_matching_units(trained.codebook, data)
    assert np.linalg.norm(data - trained.codebook[cells], axis=1).mean() < 1.0
    assert np.array_equal(trained.codebook, som.fit(data, rows=5, columns=8, epochs=4).codebook)


def test_songs_keep_their_places_when_training_starts_from_an_old_codebook() -> None:
    data, _ = blobs(300)
    old = som.fit(data, rows=8, columns=12)
    before = som.best_matching_units(old.codebook, data)
    more = np.concatenate([data, blobs(60, seed=0)[0]])
    new = som.fit(more, rows=8, columns=12, codebook=old.codebook)
    after = som.best_matching_units(new.codebook, data)
    assert steps_between(before, after, 8, 12).mean() < 1.0


def test_songs_keep_their_places_when_the_space_turns() -> None:
    data, _ = blobs(300)
    old = som.fit(data, rows=8, columns=12)
    before = som.best_matching_units(old.codebook, data)
    turned = data @ np.linalg.qr(np.random.default_rng(5).standard_normal((16, 16)))[0].astype(np.float32)
    start = som.codebook_from_cells(turned, before, rows=8, columns=12)
    new = som.fit(turned, rows=8, columns=12, codebook=start)
    assert steps_between(before, som.best_matching_units(new.codebook, turned), 8, 12).mean() < 1.0


def steps_between(a: np.ndarray, b: np.ndarray, rows: int, columns: int) -> np.ndarray:
    down, across = np.abs(a // columns - b // columns), np.abs(a % columns - b % columns)
    return np.maximum(np.minimum(down, rows - down), np.minimum(across, columns - across))


def test_every_epoch_is_reported_and_can_stop_the_training() -> None:
    seen: list[tuple[int, int]] = []
    som.fit(np.eye(4), rows=2, columns=2, epochs=3, report=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        som.fit(np.eye(4), rows=2, columns=2, report=stop)


def test_grid_grows_with_the_library_between_its_limits() -> None:
    sizes = [som.grid_size(n) for n in (0, 1, 12, 174, 1_000, 10_000, 100_000, 1_000_000)]
    assert sizes[0] == som.SMALLEST and sizes[-1] == som.LARGEST
    cells = [rows * columns for rows, columns in sizes]
    assert cells == sorted(cells)
    assert all(1.3 < columns / rows < 1.9 for rows, columns in sizes)


def test_no_songs_and_wrong_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="songs"):
        som.fit(np.empty((0, 3)), rows=2, columns=2)
    with pytest.raises(ValueError, match="codebook"):
        som.fit(np.eye(3), rows=2, columns=2, codebook=np.eye(3))
