from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space.scaling import prepare

VALUES = np.array([[60.0, 1.0, 7.0], [90.0, np.nan, 7.0], [120.0, 3.0, 7.0], [150.0, 11.0, 7.0]])
NAMES = ("tempo", "energy", "constant")


def test_scales_do_what_they_are_called() -> None:
    standard = prepare(VALUES, NAMES).points
    np.testing.assert_allclose(standard.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(standard.std(axis=0), 1)
    ranged = prepare(VALUES, NAMES, scale="minmax").points
    assert ranged.min(axis=0).tolist() == [0, 0] and ranged.max(axis=0).tolist() == [1, 1]
    np.testing.assert_allclose(
        np.median(prepare(VALUES, NAMES, scale="robust").points, axis=0), 0, atol=1e-12
    )
    assert prepare(VALUES, NAMES, scale="none").points[:, 0].tolist() == VALUES[:, 0].tolist()


def test_missing_values_are_the_median_and_reported() -> None:
    prepared = prepare(VALUES, NAMES, scale="none")
    assert prepared.points[1, 1] == 3.0
    assert prepared.missing == {"energy": 1}
    assert (prepared.names, prepared.left_out) == (("tempo", "energy"), ("constant",))


def test_weights_stretch_after_scaling() -> None:
    plain, weighted = prepare(VALUES, NAMES).points, prepare(VALUES, NAMES, weights={"tempo": 3}).points
    np.testing.assert_allclose(weighted, plain * [3, 1])


def test_principal_axes_explain_what_they_keep() -> None:
    rng = np.random.default_rng(0)
    base = rng.normal(size=(200, 1))
    values = base @ np.array([[3.0, 2.0, 1.0]]) + 0.01 * rng.normal(size=(200, 3))
    prepared = prepare(values, ("a", "b", "c"), scale="none", components=2)
    assert prepared.points.shape == (200, 2)
    assert prepared.explained[0] > 0.999
    assert prepare(values[:2], ("a", "b", "c"), components=9).points.shape == (2, 2)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="different values"):
        prepare(np.ones((4, 2)), ("a", "b"))
    with pytest.raises(ValueError, match="different values"):
        prepare(np.full((4, 1), np.nan), ("a",))
    with pytest.raises(ValueError, match="unknown scale"):
        prepare(VALUES, NAMES, scale="cubic")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="mood"):
        prepare(VALUES, NAMES, weights={"mood": 1})
    with pytest.raises(ValueError, match="axis"):
        prepare(VALUES, NAMES, components=0)
