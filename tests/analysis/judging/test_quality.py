from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from organizer.analysis.judging import quality
from organizer.analysis.space import similarity, som


def test_songs_on_their_units_have_no_error() -> None:
    codebook = np.random.default_rng(0).standard_normal((12, 5)).astype(np.float32)
    assert quality.quantization_error(codebook, codebook) == pytest.approx(0.0, abs=1e-6)


def test_quantization_error_is_the_mean_distance() -> None:
    codebook = np.array([[0.0], [10.0]])
    assert quality.quantization_error(codebook, [[1.0], [8.0], [10.0]]) == pytest.approx(1.0)


def test_steps_wrap_around_on_a_torus() -> None:
    first, second = [0, 0, 0], [5, 18, 8]  # a grid of 4 × 6: the end of the row, the column's end, a diagonal
    assert quality.grid_offsets(first, second, rows=4, columns=6).tolist() == [[0, 1], [1, 0], [1, 2]]
    plane = quality.grid_offsets(first, second, rows=4, columns=6, toroidal=False)
    assert plane.tolist() == [[0, 5], [3, 0], [1, 2]]


def test_topographic_error_counts_torn_neighbours() -> None:
    line = np.arange(6.0)[:, None]
    songs = line + 0.2
    assert quality.topographic_error(line, songs[:5], rows=1, columns=6, toroidal=False) == 0.0
    torn = line[[0, 3, 1, 4, 2, 5]]
    assert quality.topographic_error(torn, songs[:5], rows=1, columns=6, toroidal=False) > 0.5


def test_best_units_across_the_seam_are_neighbours_on_a_torus() -> None:
    codebook = np.array([[0.0], [5.0], [9.0], [6.0], [1.0]])
    assert quality.topographic_error(codebook, [[0.4]], rows=1, columns=5, toroidal=True) == 0.0
    assert quality.topographic_error(codebook, [[0.4]], rows=1, columns=5, toroidal=False) == 1.0


def test_edge_share_is_one_when_every_cell_holds_the_same() -> None:
    assert quality.edge_share(np.arange(24), rows=4, columns=6) == pytest.approx(1.0)
    assert quality.edge_share([7, 8], rows=4, columns=6) == 0.0
    assert quality.edge_share([0, 0], rows=4, columns=6) == pytest.approx(24 / 16)


def test_a_torus_pushes_no_songs_to_the_edge_and_a_plane_does() -> None:
    rng = np.random.default_rng(0)
    data = rng.standard_normal((174, 64)).astype(np.float32)
    shares = []
    for toroidal in (True, False):
        trained = som.fit(data, rows=16, columns=26, toroidal=toroidal)
        shares.append(
            quality.edge_share(som.best_matching_units(trained.codebook, data), rows=16, columns=26)
        )
    assert shares[0] <= 1.3 < shares[1]


def test_no_songs_give_zero() -> None:
    codebook = np.zeros((4, 3), np.float32)
    empty = np.empty((0, 3), np.float32)
    assert quality.quantization_error(codebook, empty) == 0.0
    assert quality.topographic_error(codebook, empty, rows=2, columns=2) == 0.0
    assert quality.edge_share([], rows=2, columns=2) == 0.0


def clusters(sizes: list[int], *, apart: float = 4.0, dimensions: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Clouds of songs, one a label: data and labels."""
    rng = np.random.default_rng(3)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    centers = apart * rng.standard_normal((len(sizes), dimensions))
    return (centers[labels] + rng.standard_normal((len(labels), dimensions))).astype(np.float32), labels


def test_lists_as_shipped_are_those_of_similar_songs() -> None:
    data, _ = clusters([30, 50, 40], apart=0.5)
    queries = np.array([3, 77, 119])
    plain, shipped = quality.neighbour_lists(data, queries, n=5)
    assert np.array_equal(plain, similarity.neighbours(data, queries, n=5)[0])
    for row, query in enumerate(queries):
        assert shipped[row].tolist() == similarity.similar(data, int(query), n=5)[0].tolist()


def test_the_artist_filter_leaves_the_others_in_their_order() -> None:
    data, _ = clusters([40], apart=0.0)
    artists = np.arange(40) % 8
    filtered, _ = quality.neighbour_lists(data, [0, 17], n=5, apart=artists)
    everyone, _ = similarity.neighbours(data, [0, 17], n=39)
    for row, song in enumerate((0, 17)):
        assert filtered[row].tolist() == [i for i in everyone[row] if artists[i] != artists[song]][:5]


def test_a_list_that_the_artist_filter_empties_has_no_hits() -> None:
    data, labels = clusters([4, 4])
    for near in quality.neighbour_lists(data, np.arange(8), n=5, apart=labels):
        assert (near >= 0).sum(axis=1).tolist() == [4] * 8
        assert quality.hits(near, labels).tolist() == [0.0] * 8
    lonely, _ = quality.neighbour_lists(data, np.arange(8), n=5, apart=np.zeros(8, np.int64))
    assert (lonely == -1).all()
    assert (quality.vote(lonely, labels) == -1).all()


def test_far_clouds_are_all_that_their_sizes_allow() -> None:
    data, labels = clusters([20, 4, 2, 1], apart=30.0)
    near, _ = quality.neighbour_lists(data, np.arange(27), n=5)
    best = quality.reachable(5, labels)
    assert np.allclose(quality.hits(near, labels), best)
    assert [best[labels == label][0] for label in range(4)] == pytest.approx([1.0, 0.6, 0.2, 0.0])


def test_songs_by_the_same_artist_are_not_reachable_through_the_filter() -> None:
    labels = np.array([0, 0, 0, 1, 1])
    artists = np.array([0, 0, 1, 2, 2])
    assert quality.reachable(5, labels, apart=artists) == pytest.approx([0.2, 0.2, 0.4, 0.0, 0.0])
    assert quality.reachable(1, labels, np.array([2, 3]), artists) == pytest.approx([1.0, 0.0])


def test_hits_are_counted_for_the_songs_that_were_asked() -> None:
    labels = np.array([0, 1, 1, 0])
    near = np.array([[2, 0], [3, -1]])
    assert quality.hits(near, labels, np.array([1, 0])).tolist() == [0.5, 0.5]


def test_each_label_weighs_the_same_in_the_mean() -> None:
    assert quality.macro([1.0, 1.0, 1.0, 0.0], [7, 7, 7, 9]) == pytest.approx(0.5)
    assert quality.macro([], []) == 0.0


def test_a_tied_vote_goes_to_the_nearer() -> None:
    labels = np.array([0, 1, 2, 1, 0])
    near = np.array([[0, 1, 3], [1, 0, 3], [2, 1, 0], [1, 0, -1], [-1, -1, -1]])
    assert quality.vote(near, labels).tolist() == [1, 1, 2, 1, -1]


def test_a_ring_has_no_hubs_and_a_star_is_one() -> None:
    ring = np.stack([np.roll(np.arange(10), 1), np.roll(np.arange(10), -1)], axis=1)
    assert quality.hubness(ring, 10) == (0.0, 0.0)
    star = np.r_[1, np.zeros(9, np.int64)][:, None]
    skewness, orphans = quality.hubness(star, 10)
    assert orphans == pytest.approx(0.8)
    counts = np.array([9, 1, *[0] * 8])
    assert skewness == pytest.approx(scipy.stats.skew(counts))
    assert quality.hubness(np.empty((0, 5), np.int64), 0) == (0.0, 0.0)


def test_groups_agree_with_labels_they_follow_and_with_no_others() -> None:
    data, labels = clusters([40, 30, 30], apart=20.0)
    assert quality.grouping_agreement(data, labels) == pytest.approx(1.0)
    shuffled = np.random.default_rng(0).permutation(labels)
    assert abs(quality.grouping_agreement(data, shuffled)) < 0.1


@pytest.mark.parametrize(
    ("estimate", "truth", "right"),
    [
        (120.0, 120.0, (True, True)),
        (124.7, 120.0, (True, True)),
        (125.0, 120.0, (False, False)),
        (60.0, 120.0, (False, True)),
        (240.0, 120.0, (False, True)),
        (41.0, 120.0, (False, True)),
        (360.0, 120.0, (False, True)),
        (180.0, 120.0, (False, False)),
        (None, 120.0, (False, False)),
    ],
)
def test_tempo_is_right_within_four_percent(
    estimate: float | None, truth: float, right: tuple[bool, bool]
) -> None:
    assert quality.tempo_right(estimate, truth) == right


def test_the_first_alternative_may_be_the_right_tempo() -> None:
    assert quality.tempo_offered(100.0, (), 101.0)
    assert quality.tempo_offered(140.0, (70.0, 105.0), 70.5)
    assert not quality.tempo_offered(140.0, (105.0, 70.0), 70.5)
    assert not quality.tempo_offered(140.0, (), 70.0)
    assert not quality.tempo_offered(None, (70.0,), 70.0)


@pytest.mark.parametrize(
    ("estimate", "truth", "score"),
    [
        ("C", "C", 1.0),
        ("Am", "a", 1.0),
        ("Db", "C# major", 1.0),
        ("G", "C", 0.5),
        ("F", "C", 0.0),
        ("Em", "Am", 0.5),
        ("Am", "C", 0.3),
        ("C", "a", 0.3),
        ("Cm", "C", 0.2),
        ("A", "a", 0.2),
        ("Em", "C", 0.0),
        (None, "C", 0.0),
        ("noise", "C", 0.0),
    ],
)
def test_keys_score_by_the_mirex_weights(estimate: str | None, truth: str, score: float) -> None:
    assert quality.key_score(estimate, truth) == score


def test_keys_are_read_in_every_spelling() -> None:
    assert quality.parse_key("bb") == quality.parse_key("Bbm") == quality.parse_key("A# minor") == (10, True)
    assert (
        quality.parse_key("Bb") == quality.parse_key("B♭ major") == quality.parse_key("a# maj") == (10, False)
    )
    assert quality.parse_key("b") == (11, True)
    assert quality.parse_key("Cb") == (11, False)
    for text in ("", "H", "1A", "Cmaj7"):
        assert quality.parse_key(text) is None
    with pytest.raises(ValueError, match="no key"):
        quality.key_score("C", "1A")
