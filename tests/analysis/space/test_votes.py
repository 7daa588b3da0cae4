"""Labels by the votes of the nearest labelled songs, and what these are worth."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import votes
from organizer.analysis.space.votes import Calibration, Labelled
from tests.analysis.space.test_seeds import kinds


def labelled(counts: tuple[int, ...] = (40, 40, 40)) -> Labelled:
    return Labelled.of(kinds(counts), [[kind] for kind, count in enumerate(counts) for _ in range(count)])


def test_a_song_gets_the_label_of_its_kind_and_the_songs_that_say_so() -> None:
    data, half = kinds(), np.arange(0, 120, 2)
    among = Labelled.of(data[half], [[int(song) // 40] for song in half])
    made = votes.votes(data[1::2], among)
    assert made.labels.tolist() == (np.arange(1, 120, 2) // 40).tolist()
    assert np.median(made.scores) > 0.8 and (made.scores < 1).all()
    assert (made.reasons >= 0).all()
    assert (half[made.reasons] // 40 == made.labels[:, None]).all()


def test_a_song_that_is_far_from_all_is_doubted() -> None:
    among = labelled()
    near = votes.votes(kinds()[:1] * 1.01, among)
    far = votes.votes(-8 * kinds()[:1], among)
    assert far.scores[0] < near.scores[0] / 2


def test_each_of_several_labels_gets_the_vote() -> None:
    data = kinds((30, 30))
    both = Labelled.of(data, [[0, 2] for _ in range(30)] + [[1, 2] for _ in range(30)])
    made = votes.votes(data, both, hidden=np.arange(60))
    assert both.carry(np.arange(60), made.labels).all()
    assert set(made.labels[:30].tolist()) <= {0, 2} and set(made.labels[30:].tolist()) <= {1, 2}
    assert both.carry(np.array([0, 30]), np.array([1, 1])).tolist() == [False, True]


def test_a_label_of_two_songs_is_never_the_answer_and_never_right() -> None:
    data = kinds((20, 20, 2))
    among = Labelled.of(data, [[kind] for kind in [0] * 20 + [1] * 20 + [2] * 2])
    made = votes.votes(data, among)
    assert 2 not in made.labels
    assert made.scores[40:].max() < made.scores[:40].min()  # the two vote against what is far from them
    assert not among.carry(np.array([40, 41]), made.labels[40:]).any()


def test_what_stands_apart_has_no_vote() -> None:
    data = kinds((40, 40))
    codes = [[0]] * 40 + [[1]] * 40
    artists = np.array([7] * 40 + [8] * 40)
    among = Labelled.of(data, codes)
    made = votes.votes(data, among, apart=(artists, artists), hidden=np.arange(80))
    assert made.labels[:40].tolist() == [1] * 40 and made.labels[40:].tolist() == [0] * 40
    alone = votes.votes(data[:1], among, apart=(np.array([1]), np.full(80, 1)))
    assert alone.labels.tolist() == [-1] and alone.scores.tolist() == [0.0]
    assert alone.reasons.tolist() == [[-1] * votes.REASONS]


def test_copies_do_not_judge_each_other() -> None:
    data = kinds((20, 20))
    twice = np.concatenate([data, data + 1e-4])
    random = np.random.default_rng(3).integers(0, 2, 40)
    among = Labelled.of(twice, [[int(code)] for code in (*random, *random)])
    honest = votes.votes(twice, among, hidden=np.arange(80))
    right = among.carry(np.arange(80), honest.labels).mean()
    assert right < 0.75  # with its copy each would be right
    assert among.carry(np.arange(80), votes.votes(twice, among).labels).mean() > 0.95


def test_of_no_songs_and_of_one_nothing_is_said() -> None:
    none = Labelled.of(np.empty((0, 4), np.float32), [])
    assert votes.votes(np.ones((2, 4)), none).labels.tolist() == [-1, -1]
    one = Labelled.of(np.ones((1, 4), np.float32), [[0]])
    assert votes.votes(np.ones((2, 4)), one).labels.tolist() == [-1, -1]
    assert votes.votes(np.empty((0, 12)), labelled()).scores.shape == (0,)


def test_it_can_be_stopped() -> None:
    class Stop(Exception):
        pass

    def stop(_done: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        votes.votes(kinds()[:1], labelled(), check=stop)


ONE = np.zeros(4000, np.int64)


def stated(calibration: Calibration, score: float) -> float:
    return float(calibration.confidence(ONE[:1], [score])[0])


def test_confidence_is_the_share_that_was_right() -> None:
    random = np.random.default_rng(0)
    scores = random.uniform(0.01, 1, 4000)
    right = random.uniform(size=4000) < scores**2
    calibration = votes.calibrate(ONE, scores, right)
    for score in (0.2, 0.5, 0.8):
        assert stated(calibration, score) == pytest.approx(score**2, abs=0.08)
    assert (np.diff(calibration.shares) >= 0).all()
    assert stated(calibration, 0.0) == 0.0


def test_few_songs_prove_little() -> None:
    assert stated(votes.calibrate(ONE[:2], [0.5, 0.6], [1, 1]), 0.9) < 0.8
    assert 0.95 < stated(votes.calibrate(ONE[:40], np.linspace(0.5, 1, 40), np.ones(40)), 0.9) < 1.0
    # two lucky answers at the top of many wrong ones are no rule
    scores = np.linspace(0.01, 1, 200)
    assert stated(votes.calibrate(ONE[:200], scores, scores >= 0.995), 1.0) < 0.6


def test_without_scores_nothing_is_stated() -> None:
    for calibration in (votes.calibrate(ONE[:0], [], []), votes.calibrate(ONE[:2], [0.0, 0.0], [1, 1])):
        assert calibration.confidence(ONE[:3], [0.0, 0.5, 1.0]).tolist() == [0.0, 0.0, 0.0]


def test_below_what_was_judged_and_without_a_label_nothing_is_stated() -> None:
    calibration = Calibration(np.array([0.4]), np.array([0.9]), np.array([1.0]))
    assert calibration.confidence(np.array([0, 0, -1]), [0.3, 0.4, 0.4]).tolist() == [0.0, 0.9, 0.0]


def test_a_label_that_was_never_right_is_not_stated_surely() -> None:
    """Most labels are right; the last one never had the vote, the one before only where it was wrong."""
    labels = np.array([0] * 50 + [1] * 50 + [2] * 3)
    right = np.array([True] * 100 + [False] * 3)
    calibration = votes.calibrate(labels, np.full(103, 0.9), right)
    confidence = calibration.confidence(np.arange(4), np.full(4, 0.95))
    assert (confidence[:2] > 0.9).all() and (confidence[2:] < votes.SURE).all()


def test_chance_is_not_mistaken_for_knowledge() -> None:
    random = np.random.default_rng(1)
    scores, right = random.uniform(0.01, 1, 600), random.uniform(size=600) < 0.3
    surely = votes.held_out(ONE[:600], scores, right, np.arange(600) % 5) >= votes.SURE
    assert surely.mean() < 0.02


def test_held_out_confidence_does_not_know_its_own_fold() -> None:
    scores, folds = np.full(40, 0.5), np.repeat([0, 1], 20)
    right = folds == 0
    confidence = votes.held_out(ONE[:40], scores, right, folds)
    assert (confidence[folds == 0] < 0.1).all() and (confidence[folds == 1] > 0.9).all()
