"""Which songs belong to a set that was chosen."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space.belonging import belonging

RNG = np.random.default_rng(0)


def cloud(centre: float, n: int) -> np.ndarray:
    return (centre + RNG.normal(size=(n, 8))).astype(np.float32)


@pytest.mark.parametrize("size", [1, 3, 10, 60])
def test_songs_among_the_set_belong_and_others_do_not(size: int) -> None:
    data = np.concatenate([cloud(0, size), cloud(6, 60), cloud(0, 20), cloud(6, 20), cloud(40, 5)])
    chosen, others = np.arange(size), np.arange(size, size + 60)
    asked = np.arange(size + 60, len(data))
    belongs = belonging(data, chosen, others, asked)
    assert belongs[:20].mean() > 0.9
    assert not belongs[20:].any()


def test_songs_around_which_others_were_left_out_do_not_belong() -> None:
    data = np.concatenate([cloud(0, 5), cloud(0, 60), cloud(0, 10)])
    assert belonging(data, np.arange(5), np.arange(5, 65), np.arange(65, 75)).sum() <= 1


def test_nobody_belongs_to_an_empty_set_and_nobody_is_asked() -> None:
    data = cloud(0, 10)
    none = np.empty(0, np.int64)
    assert not belonging(data, none, np.arange(5), np.arange(5, 10)).any()
    assert belonging(data, np.arange(5), none, none).shape == (0,)
    assert belonging(data, np.arange(5), none, np.arange(5, 10)).shape == (5,)
