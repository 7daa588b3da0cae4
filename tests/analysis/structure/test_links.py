"""Links between moments, beside librosa's recurrence matrix of the same rows."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import median_filter

from organizer.analysis.ear import librosa_loader
from organizer.analysis.structure import links


def moments(count: int = 120) -> np.ndarray:
    rng = np.random.default_rng(1)
    kinds = rng.standard_normal((3, 10))[np.arange(count) // 20 % 3]
    return kinds + 0.5 * rng.standard_normal((count, 10))


def test_links_are_those_of_librosa():
    librosa = librosa_loader.load()
    rows = links.stacked(moments())
    theirs = librosa.feature.stack_memory(moments().T, n_steps=4, mode="edge")
    np.testing.assert_array_equal(rows, theirs.T)
    recurrence = librosa.segment.recurrence_matrix(theirs, width=3, mode="affinity", sym=True)
    np.testing.assert_allclose(links.recurrence(rows), recurrence, atol=1e-12)
    smooth = librosa.segment.timelag_filter(median_filter)
    np.testing.assert_allclose(links.smoothed(recurrence), smooth(recurrence, size=(1, 7)), atol=1e-12)


def test_moments_that_are_equal_are_linked_most():
    rows = moments(60)
    rows[40:50] = rows[10:20]
    found = links.recurrence(links.stacked(rows))
    assert found[45, 15] == found.max() == 1.0
    assert np.diagonal(found).max() == 0.0 and np.diagonal(found, 2).max() == 0.0


def test_every_two_moments_are_linked_a_little_also_where_nothing_differs():
    for rows in (np.zeros((20, 4)), np.ones((4, 2)), moments(8)):
        found = links.links(rows)
        assert np.isfinite(found).all() and (found > 0).all()
