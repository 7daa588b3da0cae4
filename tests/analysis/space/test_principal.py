"""Principal axes: against scikit-learn's, and where there is little to see."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA

from organizer.analysis.space.principal import pca, principal_axes


@pytest.mark.parametrize("shape", [(12, 30), (30, 30), (400, 20)], ids=["few", "square", "many"])
def test_they_are_those_of_scikit_learn(shape: tuple[int, int]) -> None:
    points = np.random.default_rng(3).normal(size=shape) * np.geomspace(9.0, 0.3, shape[1]) + 5.0
    mine, k = pca(points, 6), 6
    model = PCA(k, svd_solver="full")
    np.testing.assert_allclose(mine.points, model.fit_transform(points), atol=1e-9)
    np.testing.assert_allclose(mine.axes.T, model.components_, atol=1e-9)
    np.testing.assert_allclose(mine.explained, model.explained_variance_ratio_, rtol=1e-9)
    np.testing.assert_allclose(mine.deviation, mine.points.std(axis=0), rtol=1e-9)


def test_the_largest_entry_of_an_axis_is_positive() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 7))
    for centred in (rows - rows.mean(axis=0), rows[:5] - rows[:5].mean(axis=0)):
        axes, _ = principal_axes(centred)
        assert (np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None], axis=0) > 0).all()
        other, _ = principal_axes(-centred)
        np.testing.assert_allclose(axes[:, :3], other[:, :3], atol=1e-12)


def test_there_are_no_more_axes_than_songs_or_features() -> None:
    assert pca(np.eye(3), 9).points.shape == (3, 3)
    assert pca(np.arange(12.0).reshape(6, 2), 9).axes.shape == (2, 2)
    one = pca(np.ones((1, 4)), 2)
    assert one.points.shape == (1, 1) and not one.points.any() and not one.explained.any()
    same = pca(np.ones((9, 4), np.float32), 2)
    assert not same.points.any() and not same.explained.any() and same.points.dtype == np.float32
