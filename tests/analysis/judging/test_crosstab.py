"""Labels by groups: counts, shares both ways, order."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.judging.crosstab import NO_GROUP, crosstab


def test_counts_and_shares_both_ways() -> None:
    numbers = [0, 0, 0, 1, 1, -1]
    labels = ["Folk", "folk", "Rock", "Folk", "", "Rock"]
    result = crosstab(numbers, labels, [0, 1])
    assert result.labels == ("Folk", "Rock", "") and result.groups == (0, 1, NO_GROUP)
    assert result.counts.tolist() == [[2, 1, 0], [1, 0, 1], [0, 1, 0]]
    assert result.of_label[0].tolist() == pytest.approx([2 / 3, 1 / 3, 0])
    assert result.of_group[:, 0].tolist() == pytest.approx([2 / 3, 1 / 3, 0])
    assert result.of_label.sum(axis=1) == pytest.approx(1) and result.of_group.sum(axis=0) == pytest.approx(1)


def test_every_label_is_there_and_the_order_is_chosen() -> None:
    labels = [f"genre {i:02}" for i in range(50) for _ in range(i + 1)]
    numbers = np.arange(len(labels)) % 2
    result = crosstab(numbers, labels, [0, 1])
    assert len(result.labels) == 50 and result.counts.sum() == len(labels)
    assert result.labels[0] == "genre 49" and result.groups == (0, 1)
    assert result.ordered("label").labels[0] == "genre 00"
    by_group = result.ordered(1).counts[:, 1]
    assert (np.diff(by_group) <= 0).all()
    with pytest.raises(ValueError, match="sorted by “7”"):
        result.ordered(7)


def test_songs_without_a_label_come_last_in_any_order() -> None:
    result = crosstab([0, 0, 0, 0], ["", "", "", "Zydeco"], [0])
    for by in ("songs", "label", 0):
        assert result.ordered(by).labels == ("Zydeco", "")
