"""Numbers behind the pictures: analytic truths."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import insight


def test_every_value_is_counted_once_and_by_its_label() -> None:
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(size=500), [np.nan, np.inf]])
    labels = rng.integers(-1, 3, len(values))
    result = insight.histogram(values, labels=labels, kinds=3)
    finite = np.isfinite(values)
    assert result.counts.sum(axis=1).tolist() == [
        int((labels[finite] == kind).sum()) for kind in (0, 1, 2, -1)
    ]
    plain, _ = np.histogram(values[finite], result.edges)
    assert result.counts.sum(axis=0).tolist() == plain.tolist()


@pytest.mark.parametrize(("values", "bins"), [([], 0), ([np.nan], 0), ([3.0], 1), ([3.0] * 9, 1)])
def test_a_histogram_of_nothing_or_of_one_value(values: list[float], bins: int) -> None:
    result = insight.histogram(values)
    assert result.counts.shape == (1, bins)
    assert result.counts.sum() == np.isfinite(values).sum()


def test_the_box_of_a_ladder_and_its_outlier() -> None:
    result = insight.box([*range(1, 10), 100.0, np.nan])
    assert result is not None
    assert (result.count, result.q1, result.median, result.q3) == (10, 3.25, 5.5, 7.75)
    assert (result.low, result.high) == (1.0, 9.0)  # 7.75 + 1.5 × 4.5 = 14.5
    assert result.outliers.tolist() == [100.0]
    assert insight.box([np.nan]) is None


def test_boxes_are_by_label() -> None:
    result = insight.boxes([1.0, 2.0, 3.0, 9.0], [0, 0, 2, -1], 3)
    assert [one.count if one else 0 for one in result] == [2, 0, 1]


def test_correlation_of_lines_is_one_and_of_constants_unknown() -> None:
    x = np.linspace(0.0, 1.0, 20) + 1e6
    result = insight.correlation(np.column_stack([x, 3 * x, -x, np.full(20, 7.0)]))
    assert result[:3, :3] == pytest.approx(np.array([[1, 1, -1], [1, 1, -1], [-1, -1, 1]]), abs=1e-6)
    assert np.isnan(result[3]).all()


def test_correlation_is_on_the_songs_that_have_both() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(200, 3)) @ rng.normal(size=(3, 3)) + 50.0
    values[rng.random(values.shape) < 0.3] = np.nan
    result = insight.correlation(values)
    for i in range(3):
        for j in range(3):
            both = np.isfinite(values[:, [i, j]]).all(axis=1)
            assert result[i, j] == pytest.approx(np.corrcoef(values[both, i], values[both, j])[0, 1])


def test_two_songs_have_no_correlation() -> None:
    assert np.isnan(insight.correlation([[1.0, 2.0], [2.0, 3.0]])).all()


def test_songs_on_a_line_need_one_axis() -> None:
    t = np.linspace(-1, 1, 50)
    result = insight.principal(np.column_stack([t, -2 * t + 3, np.full(50, 4.0)]), ("a", "b", "flat"))
    assert result.names == ("a", "b")
    assert result.explained == pytest.approx((1.0, 0.0), abs=1e-12)
    assert np.abs(result.loadings[:, 0]) == pytest.approx([1.0, 1.0])
    assert result.loadings[0, 0] * result.loadings[1, 0] == pytest.approx(-1.0)


def test_loadings_are_correlations_of_feature_and_axis() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(300, 4)) @ rng.normal(size=(4, 4))
    result = insight.principal(values, tuple("abcd"), components=3)
    for feature in range(4):
        for axis in range(3):
            expected = np.corrcoef(values[:, feature], result.points[:, axis])[0, 1]
            assert result.loadings[feature, axis] == pytest.approx(expected, abs=1e-9)
    assert sorted(result.explained, reverse=True) == list(result.explained)


def test_two_songs_have_one_axis_and_one_song_none() -> None:
    result = insight.principal([[0.0, 1.0], [1.0, 5.0]], ("a", "b"))
    assert result.points.shape == (2, 2)
    assert result.explained == pytest.approx((1.0, 0.0))
    with pytest.raises(ValueError, match="two different values"):
        insight.principal([[0.0, 1.0]], ("a", "b"))


def test_an_axis_that_is_not_there_is_zero_and_no_rounding_error() -> None:
    result = insight.principal([[80.3, 0.21, 0.7], [131.1, 0.74, 0.1]], ("a", "b", "c"))
    assert np.abs(result.points[:, 0]).min() > 1 and result.points[:, 1].tolist() == [0.0, 0.0]


def test_the_cube_reaches_from_corner_to_corner() -> None:
    unknown = np.nan
    result = insight.unit_cube(
        [[0.0, 5.0, unknown, unknown], [10.0, 5.0, 2.0, unknown], [5.0, 5.0, unknown, unknown]]
    )
    assert np.isnan(result[:, 3]).all()
    assert result[:, 0].tolist() == [-1.0, 1.0, 0.0]
    assert result[:, 1].tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(result[0, 2])
    assert result[1, 2] == 0.0


@pytest.mark.parametrize(("yaw", "pitch"), [(0.0, 0.0), (0.7, -0.4), (4.0, 1.5)])
def test_a_rotation_keeps_lengths_and_hands(yaw: float, pitch: float) -> None:
    turn = insight.rotation(yaw, pitch)
    assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1.0)


def test_a_quarter_turn_brings_the_right_side_to_the_back() -> None:
    turn = insight.rotation(np.pi / 2, 0.0)
    assert turn @ [1.0, 0.0, 0.0] == pytest.approx([0.0, 0.0, -1.0])
    assert insight.rotation(0.0, np.pi / 2) @ [0.0, 1.0, 0.0] == pytest.approx([0.0, 0.0, 1.0])


def test_what_is_nearer_looks_larger_and_parallel_rays_do_not() -> None:
    points = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0], [1.0, 1.0, -1.0]])
    seen = insight.project(points, np.eye(3), distance=5.0)
    assert seen[:, 0] == pytest.approx([5 / 4, 1.0, 5 / 6])
    assert insight.project(points, np.eye(3), distance=np.inf) == pytest.approx(points)
