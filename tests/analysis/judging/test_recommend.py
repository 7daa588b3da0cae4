"""Recommendations of groups, and how much of a library recommendations reach."""

from __future__ import annotations

import numpy as np

from organizer.analysis.judging import recommend


def test_a_group_recommends_its_most_typical_songs_and_never_the_song_itself() -> None:
    points = np.array([[0.0], [1.0], [2.0], [10.0], [11.0]])
    numbers = np.array([0, 0, 0, 1, 1])
    result = recommend.from_clusters(points, numbers, np.array([0, 1, 3]), n=2)
    assert result.tolist() == [[1, 2], [0, 2], [4, -1]]
    artists = np.array([0, 0, 1, 2, 2])
    apart = recommend.from_clusters(points, numbers, np.array([0, 3]), n=2, apart=artists)
    assert apart.tolist() == [[2, -1], [-1, -1]]


def test_reach_and_overlap_of_recommendations() -> None:
    one = np.array([[1, 2], [0, 2]])
    other = np.array([[1, 3], [3, -1]])
    assert recommend.coverage(one, 6) == 0.5
    assert recommend.overlap(one, other) == 0.25
