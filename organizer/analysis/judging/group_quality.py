"""How good groups are: silhouettes, and agreement with genres or with another clustering.

Conventions as in ``groups``; labels −1 (unsorted) are left out of every figure.

Rousseeuw, P. J.: Silhouettes. J. Comput. Appl. Math. 20 (1987): 53–65. Vinh, N. X., Epps, J., Bailey, J.:
Information theoretic measures for clusterings comparison. JMLR 11 (2010): 2837–2854 (AMI).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import FloatArray, IntArray

#: Songs whose silhouette is computed; it needs all their distances.
_JUDGED = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Silhouettes:
    """How much nearer songs are to their own group than to the next: 1 well inside, 0 between, < 0 astray."""

    rows: IntArray  #: shape=(m,), the songs that were judged, all of them up to 5,000
    values: FloatArray  #: shape=(m,)
    of_groups: FloatArray  #: shape=(k,), mean per group, NaN where none of its songs was judged
    mean: float


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """How far groups and genres (or another clustering) say the same."""

    ami: float  #: adjusted mutual information: 0 as by chance, 1 the same
    purity: float  #: share of songs that carry the commonest genre of their group
    songs: int  #: that have both
    names: tuple[str, ...]  #: the genres, the commonest first
    table: IntArray  #: shape=(k, len(names)), songs of a group with a genre


def silhouettes(data: npt.ArrayLike, labels: npt.ArrayLike, *, seed: int = 0) -> Silhouettes | None:
    """The silhouette of each song; None when there are no two groups.

    Of more than 5,000 songs those are judged that ``silhouette_score(sample_size=5000, random_state=seed)``
    takes, so that the mean is the same as scikit-learn's.
    """
    from sklearn.metrics import silhouette_samples

    numbers = np.asarray(labels, np.int64)
    rows = np.flatnonzero(numbers >= 0)
    if len(rows) > _JUDGED:
        rows = rows[np.sort(np.random.RandomState(seed).permutation(len(rows))[:_JUDGED])]
    groups = np.unique(numbers[rows])
    if not 2 <= len(groups) < len(rows):
        return None
    values = silhouette_samples(np.asarray(data)[rows], numbers[rows]).astype(np.float32)
    means = np.full(int(numbers.max()) + 1, np.nan, np.float32)
    for group in groups:
        means[group] = values[numbers[rows] == group].mean()
    return Silhouettes(rows, values, means, float(values.mean()))


def agreement(labels: npt.ArrayLike, genres: Sequence[str], *, most: int = 30) -> Agreement | None:
    """Groups beside the genre of each song ("" where it has none).

    Spelling in capitals or small letters is one genre. Beyond the ``most`` commonest genres the table adds up
    the rest as "others"; AMI and purity use all of them. None when fewer than two songs have both.
    """
    from sklearn.metrics import adjusted_mutual_info_score

    numbers = np.asarray(labels, np.int64)
    keys = [genre.strip().casefold() for genre in genres]
    rows = [row for row, key in enumerate(keys) if key and numbers[row] >= 0]
    if len(rows) < 2:
        return None
    spelling = {keys[row]: genres[row].strip() for row in reversed(rows)}
    common = [key for key, _ in Counter(keys[row] for row in rows).most_common()]
    column = {key: at for at, key in enumerate(common)}
    table = np.zeros((int(numbers.max()) + 1, len(common)), np.int64)
    np.add.at(table, (numbers[rows], np.array([column[keys[row]] for row in rows])), 1)
    purity = float(table.max(axis=1).sum() / len(rows))
    ami = float(adjusted_mutual_info_score([column[keys[row]] for row in rows], numbers[rows]))
    names = [spelling[key] for key in common]
    if len(names) > most:
        table = np.concatenate(
            [table[:, : most - 1], table[:, most - 1 :].sum(axis=1, keepdims=True)], axis=1
        )
        names = [*names[: most - 1], "others"]
    return Agreement(ami, purity, len(rows), tuple(names), table)


def differences(
    values: npt.ArrayLike, names: Sequence[str], members: npt.ArrayLike
) -> list[tuple[str, float]]:
    """What sets some songs apart: each feature's mean among them, in standard deviations from everyone's.

    Parameters
    ----------
    values : shape=(n, f), NaN where missing
    members : rows of the songs

    Returns
    -------
    list of (name, deviations), the most telling first; features that fewer than half of the songs have are
    left out
    """
    matrix = np.asarray(values, np.float64)
    part = matrix[np.asarray(members, np.int64)]
    differences = []
    for at, name in enumerate(names):
        everywhere, own = matrix[np.isfinite(matrix[:, at]), at], part[np.isfinite(part[:, at]), at]
        if len(own) and 2 * len(own) >= len(part) and everywhere.std() > 0:
            differences.append((name, float((own.mean() - everywhere.mean()) / everywhere.std())))
    return sorted(differences, key=lambda entry: -abs(entry[1]))
