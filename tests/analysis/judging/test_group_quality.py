from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.judging import group_quality


def test_silhouettes_tell_inside_from_between() -> None:
    data = np.array([[0.0], [0.1], [0.2], [5.0], [10.0], [10.1], [10.2]])
    result = group_quality.silhouettes(data, [0, 0, 0, 0, 1, 1, 1])
    assert result is not None and list(result.rows) == list(range(7))
    assert result.values[0] > 0.5 > result.values[3]
    assert result.of_groups[1] > result.of_groups[0]
    assert result.mean == pytest.approx(result.values.mean())


def test_one_group_or_songs_alone_have_no_silhouette() -> None:
    assert group_quality.silhouettes(np.eye(4), [0, 0, 0, 0]) is None
    assert group_quality.silhouettes(np.eye(3), [0, 1, 2]) is None
    assert group_quality.silhouettes(np.eye(3), [-1, -1, 0]) is None


def test_agreement_counts_genres_in_groups() -> None:
    genres = ["Jazz", "jazz ", "Folk", "", "Folk", "folk", "Rock"]
    result = group_quality.agreement([0, 0, 0, 0, 1, 1, -1], genres)
    assert result is not None
    assert result.names == ("Folk", "Jazz") and result.songs == 5
    assert result.table.tolist() == [[1, 2], [2, 0]]
    assert result.purity == pytest.approx(4 / 5)
    same = group_quality.agreement([0, 0, 1, 1], ["a", "a", "b", "b"])
    assert same is not None and same.ami == pytest.approx(1.0)
    assert group_quality.agreement([0, 1], ["", "x"]) is None


def test_rare_genres_are_added_up() -> None:
    genres = ["Folk"] * 5 + ["Jazz"] * 4 + ["Rock", "Pop", "Ska"]
    result = group_quality.agreement([0] * 6 + [1] * 6, genres, most=3)
    assert result is not None and result.names == ("Folk", "Jazz", "others")
    assert result.table.tolist() == [[5, 1, 0], [0, 3, 3]]


def test_what_sets_songs_apart_comes_first() -> None:
    values = np.array([[60.0, 0.5], [61.0, 0.4], [120.0, 0.5], [121.0, np.nan], [122.0, np.nan]])
    result = group_quality.differences(values, ["tempo", "energy"], [0, 1])
    assert [name for name, _ in result] == ["tempo", "energy"]
    assert result[0][1] < -1
    assert [name for name, _ in group_quality.differences(values, ["tempo", "energy"], [3, 4])] == ["tempo"]
