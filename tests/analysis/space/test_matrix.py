"""The axes of a library."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.ear.layout import ASPECTS, BLOCKS, VECTOR_NAMES, block_weights
from organizer.analysis.space.matrix import Axes, fit_axes

D = len(VECTOR_NAMES)


def library(songs: int, *, seed: int = 0) -> np.ndarray:
    """Three kinds of songs, far apart in a few directions."""
    random = np.random.default_rng(seed)
    kinds = np.random.default_rng(99).standard_normal((3, D))
    return (kinds[np.arange(songs) % 3] + 0.5 * random.standard_normal((songs, D))).astype(np.float32)


@pytest.mark.parametrize("songs", [1, 2, 3, 12, 99, 100, 400, 1500])
def test_rows_have_length_one(songs: int) -> None:
    raw = library(songs)
    axes = fit_axes(raw)
    points = axes.project(raw)
    assert points.dtype == np.float32 and points.shape == (songs, axes.dimensions)
    assert np.allclose(np.linalg.norm(points, axis=1), 1.0, atol=1e-4)
    assert axes.songs == songs and axes.dimensions <= 128


@pytest.mark.parametrize("songs", [12, 300])
def test_songs_of_a_kind_lie_together(songs: int) -> None:
    raw = library(songs)
    points = fit_axes(raw).project(raw)
    likeness = points @ points.T
    same = np.arange(songs)[:, None] % 3 == np.arange(songs) % 3
    inside = likeness[same & ~np.eye(songs, dtype=bool)]
    assert inside.mean() > likeness[~same].mean() + 0.5


def test_fitting_is_repeatable_and_blind_to_the_order_of_songs() -> None:
    raw = library(60)
    first, again, turned = fit_axes(raw), fit_axes(raw), fit_axes(raw[::-1])
    assert np.array_equal(first.project(raw), again.project(raw))
    assert np.allclose(
        first.project(raw) @ first.project(raw).T, turned.project(raw) @ turned.project(raw).T, atol=1e-2
    )


def test_equal_songs_and_bad_numbers_are_survived() -> None:
    equal = np.ones((5, D), np.float32)
    assert np.isfinite(fit_axes(equal).project(equal)).all()
    bad = library(20)
    bad[3, :50], bad[4, 7] = np.nan, np.inf
    assert np.isfinite(fit_axes(bad).project(bad)).all()


def test_new_songs_are_projected_by_old_axes() -> None:
    axes = fit_axes(library(200))
    fresh = axes.project(library(9, seed=5))
    old = axes.project(library(200))
    assert [(int(np.argmax(old @ song)) % 3) for song in fresh] == [0, 1, 2] * 3


def test_axes_come_back_from_bytes() -> None:
    raw = library(40)
    axes = fit_axes(raw, version=7)
    back = Axes.from_bytes(axes.to_bytes())
    assert np.array_equal(axes.project(raw), back.project(raw))
    assert (back.songs, back.version) == (40, 7)
    for foreign in (b"", b"PK\x03\x04 something else", b"\x80\x04N."):
        with pytest.raises(ValueError, match="not stored axes"):
            Axes.from_bytes(foreign)


def test_wrong_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one song"):
        fit_axes(np.zeros((0, D), np.float32))
    with pytest.raises(ValueError, match="shape"):
        fit_axes(library(5)).project(np.zeros((2, 7), np.float32))


def test_blocks_fill_the_vector() -> None:
    assert sum(block.size for block in BLOCKS) == D


def test_a_network_is_one_more_block_of_its_own_weight() -> None:
    rng = np.random.default_rng(0)
    own = rng.standard_normal((200, len(VECTOR_NAMES))).astype(np.float32)
    heard = (1000 * rng.standard_normal((200, 30))).astype(np.float32)
    both = np.concatenate([own, heard], axis=1)
    axes, plain = fit_axes(both, network=30), fit_axes(own)
    assert len(axes.directions) == len(plain.directions) + 1 and len(axes.directions[-1]) == 30
    assert axes.weights[:-1] == plain.weights
    points = Axes.from_bytes(axes.to_bytes()).project(both)
    # every block is brought to unit length: large numbers weigh no more than small ones
    smaller = np.concatenate([own, heard / 1000], axis=1)
    others = fit_axes(smaller, network=30).project(smaller)
    assert np.allclose(points @ points.T, others @ others.T, atol=1e-3)


def test_a_heavier_aspect_counts_for_more() -> None:
    """Songs of one kind in timbre and of another in rhythm go with the heavier one."""
    random = np.random.default_rng(0)
    raw = random.standard_normal((240, D)).astype(np.float32)
    start = {block.name: sum(b.size for b in BLOCKS[:index]) for index, block in enumerate(BLOCKS)}
    kinds = {"timbre": np.arange(240) % 2, "rhythm": np.arange(240) // 2 % 2}
    for block in BLOCKS:
        if block.aspect in kinds:
            part = slice(start[block.name], start[block.name] + block.size)
            raw[:, part] += 3 * random.standard_normal((2, block.size))[kinds[block.aspect]]

    def kept_together(weights: dict[str, float], aspect: str) -> float:
        points = fit_axes(raw, weights=weights).project(raw)
        likeness = points @ points.T
        same = kinds[aspect][:, None] == kinds[aspect]
        return float(likeness[same].mean() - likeness[~same].mean())

    shares = [kept_together({"rhythm": weight}, "rhythm") for weight in (0.3, 1.0, 3.0)]
    assert shares == sorted(shares) and shares[-1] > 2 * shares[0]
    assert kept_together({"rhythm": 0}, "rhythm") < 0.1 < kept_together({"rhythm": 0}, "timbre")


def test_weights_are_checked() -> None:
    assert block_weights() == tuple(block.weight for block in BLOCKS)
    for wrong in ({"taste": 1.0}, {"timbre": -1.0}, {"rhythm": float("nan")}, dict.fromkeys(ASPECTS, 0.0)):
        with pytest.raises(ValueError, match=r"aspect|weight"):
            block_weights(wrong)


def test_aspects_are_the_joined_blocks() -> None:
    raw = library(150)
    found = fit_axes(raw).aspects(raw)
    assert list(found) == list(ASPECTS)
    for aspect, part in found.items():
        weights = [block.weight for block in BLOCKS if block.aspect == aspect]
        assert np.allclose(np.linalg.norm(part, axis=1), np.linalg.norm(weights), atol=1e-3)
    assert fit_axes(raw[:, :50]).aspects(raw[:, :50]) == {}
