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


def with_network(songs: int, *, width: int = 30) -> tuple[np.ndarray, np.ndarray]:
    """Songs of three kinds, which the network tells apart as the ear does, and the network's vectors."""
    kinds = np.random.default_rng(7).standard_normal((3, width))
    noise = np.random.default_rng(8).standard_normal((songs, width))
    return library(songs), (kinds[np.arange(songs) % 3] + 0.3 * noise).astype(np.float32)


def test_a_network_is_joined_to_the_points_of_the_ear() -> None:
    own, beside = with_network(200)
    both = np.concatenate([own, 5.0 + beside], axis=1)
    axes, plain = fit_axes(both, network=30), fit_axes(own)
    assert (axes.raw_size, plain.raw_size) == (D + 30, D) and axes.weights == plain.weights
    points = Axes.from_bytes(axes.to_bytes()).project(both)
    assert np.allclose(np.linalg.norm(points, axis=1), 1.0, atol=1e-4)
    # a song's two halves: the ear's point, and the network's vector from the middle of all, 0.7 of its length
    middle = 5.0 + beside - both[:, -30:].mean(axis=0)
    halves = [plain.project(own), 0.7 * middle / np.linalg.norm(middle, axis=1, keepdims=True)]
    joined = np.concatenate(halves, axis=1)
    joined -= joined.mean(axis=0)
    joined /= np.linalg.norm(joined, axis=1, keepdims=True)
    assert np.allclose(points @ points.T, joined @ joined.T, atol=0.03), "up to what 128 axes leave out"
    # large numbers weigh no more than small ones
    larger = np.concatenate([own, 1000.0 * beside], axis=1)
    others = fit_axes(larger, network=30).project(larger)
    assert np.allclose(points @ points.T, others @ others.T, atol=1e-3)
    assert set(axes.aspects(both)) == set(ASPECTS) and "network" not in plain.aspects(own)


def test_a_song_that_the_network_does_not_know_lies_among_those_that_sound_like_it() -> None:
    own, beside = with_network(150)
    unknown = np.random.default_rng(2).random(150) < 0.4
    beside[unknown] = np.nan
    both = np.concatenate([own, beside], axis=1)
    points = fit_axes(both, network=30).project(both)
    assert np.isfinite(points).all()
    likeness = points @ points.T
    np.fill_diagonal(likeness, -np.inf)
    kind = np.arange(150) % 3
    assert (kind[likeness.argmax(axis=1)] == kind).all()
    inside = kind[:, None] == kind
    np.fill_diagonal(inside, False)
    to_known, to_unknown = (likeness[np.outer(unknown, side) & inside].mean() for side in (~unknown, unknown))
    apart = likeness[np.outer(unknown, ~unknown) & ~inside & ~np.eye(150, dtype=bool)].mean()
    assert to_known - apart > 0.8 * (to_unknown - apart), "those that lack a vector are no kind of their own"


@pytest.mark.parametrize("songs", [1, 2, 5])
def test_few_songs_and_a_network_that_knows_none_are_survived(songs: int) -> None:
    own, beside = with_network(songs)
    both = np.concatenate([own, beside], axis=1)
    assert np.isfinite(fit_axes(both, network=30).project(both)).all()
    both[:, D:] = np.nan
    assert fit_axes(both, network=30).network is None


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


def test_the_network_weighs_what_a_person_gives_it() -> None:
    own, beside = with_network(200)
    both = np.concatenate([own, beside], axis=1)
    deaf, usual, heavy = (fit_axes(both, network=30, weights={"network": weight}) for weight in (0, 1, 3))
    assert deaf.given["network"] == 0.0
    assert Axes.from_bytes(heavy.to_bytes()).given == pytest.approx({**usual.given, "network": 3.0})
    alone = fit_axes(own).project(own)
    alone -= alone.mean(axis=0)
    alone /= np.linalg.norm(alone, axis=1, keepdims=True)
    points = deaf.project(both)
    assert np.allclose(points @ points.T, alone @ alone.T, atol=0.03)
    assert heavy.weighed_alike().given == pytest.approx(usual.given)
    assert "network" not in fit_axes(own).given


def test_weights_are_checked() -> None:
    assert block_weights() == tuple(block.weight for block in BLOCKS)
    for wrong in ({"taste": 1.0}, {"timbre": -1.0}, {"rhythm": float("nan")}, dict.fromkeys(ASPECTS, 0.0)):
        with pytest.raises(ValueError, match=r"aspect|weight"):
            block_weights(wrong)


def test_aspects_are_the_joined_blocks() -> None:
    raw = library(150)
    parts = fit_axes(raw).aspects(raw)
    assert [*parts, "network"] == list(ASPECTS)
    for aspect, part in parts.items():
        weights = [block.weight for block in BLOCKS if block.aspect == aspect]
        assert np.allclose(np.linalg.norm(part, axis=1), np.linalg.norm(weights), atol=1e-3)
    assert fit_axes(raw[:, :50]).aspects(raw[:, :50]) == {}
