"""How good a map is, how good the neighbours are, and how often tempo and key are right.

Conventions as in ``som``: ``data`` shape=(n, d), ``codebook`` shape=(rows * columns, d). No songs give 0.
Neighbour lists are as ``similarity`` makes them: ``near``, shape=(q, k), rows of the songs nearest to each
query, nearest first, −1 where there is none. ``labels``, shape=(n,), holds a number for each song;
``queries``, shape=(q,), the rows that were asked for, all of them when it is left out. Labels only judge.

Flexer, A., Schnitzer, D.: Effects of album and artist filters in audio similarity computed for very large
music databases. Computer Music Journal 34 (2010): 20–28 (why neighbours by the same artist flatter).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import similarity
from organizer.analysis.space.som import FloatArray, IntArray, best_matching_units, nearest_units
from organizer.base.language import tr

#: Tempo counts as right within this share of the truth.
TEMPO_TOLERANCE = 0.04
#: What Acc2 also takes for right.
_OCTAVES = (1.0, 2.0, 3.0, 1 / 2, 1 / 3)
_NOTES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def quantization_error(codebook: npt.ArrayLike, data: npt.ArrayLike, bmus: IntArray | None = None) -> float:
    """Mean Euclidean distance between a song and its best-matching unit, in units of the data."""
    units = np.asarray(codebook, dtype=np.float32)
    songs = np.asarray(data, dtype=np.float32)
    if not len(songs):
        return 0.0
    bmus = best_matching_units(units, songs) if bmus is None else bmus
    total = 0.0
    for start in range(0, len(songs), 65_536):
        part = slice(start, start + 65_536)
        total += float(np.linalg.norm(songs[part] - units[bmus[part]], axis=1).sum(dtype=np.float64))
    return total / len(songs)


def topographic_error(
    codebook: npt.ArrayLike, data: npt.ArrayLike, *, rows: int, columns: int, toroidal: bool = True
) -> float:
    """Share of songs whose best and second-best units are not neighbours.

    Neighbours are the eight cells around a cell, diagonals included; on a torus also across the edge.

    Kiviluoto, K.: Topology preservation in self-organizing maps. ICNN 1996: 294–299.
    """
    songs = np.asarray(data, dtype=np.float32)
    if not len(songs) or rows * columns < 2:
        return 0.0
    first, second = nearest_units(codebook, songs, 2).T
    steps = grid_offsets(first, second, rows=rows, columns=columns, toroidal=toroidal)
    return float((steps.max(axis=1) > 1).mean())


def grid_offsets(
    first: npt.ArrayLike, second: npt.ArrayLike, *, rows: int, columns: int, toroidal: bool = True
) -> IntArray:
    """Steps down and across between pairs of cells, without sign: shape=(n, 2)."""
    a, b = np.asarray(first, np.int64), np.asarray(second, np.int64)
    steps = np.stack([np.abs(a // columns - b // columns), np.abs(a % columns - b % columns)], axis=-1)
    if toroidal:
        steps = np.minimum(steps, np.array([rows, columns]) - steps)
    return steps


def edge_share(cells: npt.ArrayLike, *, rows: int, columns: int) -> float:
    """Share of songs in the outermost cells over the share of these cells: 1 when none is preferred."""
    places = np.asarray(cells, np.int64)
    if not len(places):
        return 0.0
    row, column = places // columns, places % columns
    outside = (row == 0) | (row == rows - 1) | (column == 0) | (column == columns - 1)
    inner = max(rows - 2, 0) * max(columns - 2, 0)
    return float(outside.mean() / (1.0 - inner / (rows * columns)))


def neighbour_lists(
    data: npt.ArrayLike, queries: npt.ArrayLike, *, n: int, apart: IntArray | None = None
) -> tuple[IntArray, IntArray]:
    """The ``n`` nearest songs of each query by plain distance, and as shipped: by locally scaled distance.

    ``apart`` as in ``similarity.neighbours``: an artist filter. It takes songs out of the lists; the scale
    of a song's surroundings is that of all songs, as everywhere else.

    Returns
    -------
    plain, shipped : shape=(q, min(n, len(data) − 1)), −1 where there are fewer
    """
    everyone = np.asarray(data, np.float32)
    rows = np.asarray(queries, np.int64)
    near, distances = similarity.neighbours(everyone, rows, n=similarity.candidates(n), apart=apart)
    there = near >= 0
    songs = np.union1d(rows, near[there])
    scales = similarity.local_scales(everyone, songs)
    own = scales[np.searchsorted(songs, rows)][:, None]
    theirs = scales[np.searchsorted(songs, np.where(there, near, rows[:, None]))]
    order = np.lexsort((distances, similarity.scaled(distances, own, theirs)), axis=1)
    n = min(n, near.shape[1])
    return near[:, :n], np.take_along_axis(near, order[:, :n], axis=1)


def hits(near: IntArray, labels: IntArray, queries: IntArray | None = None) -> FloatArray:
    """Share of each query's k neighbours that carry its label: precision at k, shape=(q,), 0–1.

    A neighbour that is not there counts as one that does not carry it.
    """
    own = labels if queries is None else labels[queries]
    carried = (labels[near] == own[:, None]) & (near >= 0)
    return np.asarray(carried.mean(axis=1), np.float32)


def reachable(
    k: int, labels: IntArray, queries: IntArray | None = None, apart: IntArray | None = None
) -> FloatArray:
    """The best that ``hits`` could be, shape=(q,): min(k, other songs of the label) / k.

    With an artist filter (``apart``) the songs that share both label and number do not count.
    """
    rows = np.arange(len(labels)) if queries is None else queries
    others = np.bincount(labels)[labels]
    if apart is None:
        others = others - 1
    else:
        pairs = np.unique(
            labels * (apart.max(initial=0) + 1) + apart, return_inverse=True, return_counts=True
        )
        others = others - pairs[2][pairs[1]]
    return (np.minimum(others[rows], k) / k).astype(np.float32)


def macro(values: npt.ArrayLike, labels: npt.ArrayLike) -> float:
    """Mean of ``values`` for each label, then over the labels, so that each label weighs the same."""
    numbers = np.asarray(values, np.float64)
    _, rows, counts = np.unique(np.asarray(labels), return_inverse=True, return_counts=True)
    if not len(numbers):
        return 0.0
    return float((np.bincount(rows, weights=numbers) / counts).mean())


def vote(near: IntArray, labels: IntArray) -> IntArray:
    """The label that most of the neighbours carry, on a tie that of the nearer: shape=(q,), −1 for none.

    Cover, T., Hart, P.: Nearest neighbor pattern classification. IEEE Trans. Inf. Theory 13 (1967): 21–27.
    """
    carried = np.where(near >= 0, labels[near], -1)
    same = (carried[:, :, None] == carried[:, None, :]) & (carried >= 0)[:, None, :]
    chosen = same.sum(axis=2).argmax(axis=1)  # the first of the most frequent is the nearest
    return np.asarray(np.take_along_axis(carried, chosen[:, None], axis=1)[:, 0], np.int64)


def hubness(near: IntArray, n: int) -> tuple[float, float]:
    """Skewness of the k-occurrence, and the share of songs in nobody's list.

    N(x) is how often x is in the lists of the others: skewness E[(N − μ)³] / σ³, 0 when all are equally
    often there, above 1 when few songs are everyone's neighbours. The lists must be those of all ``n`` songs.

    Radovanović, M., et al.: Hubs in space. JMLR 11 (2010): 2487–2531.
    """
    counts = np.bincount(near[near >= 0], minlength=n).astype(np.float64)
    if not len(counts):
        return 0.0, 0.0
    deviation = counts - counts.mean()
    variance = float((deviation**2).mean())
    skewness = float((deviation**3).mean()) / variance**1.5 if variance > 0 else 0.0
    return skewness, float((counts == 0).mean())


def grouping_agreement(data: npt.ArrayLike, labels: IntArray, *, seed: int = 0) -> float:
    """Adjusted mutual information of KMeans, with as many groups as there are labels, and the labels.

    1: the groups are the labels; 0: no more agreement than by chance.

    Vinh, N. X., Epps, J., Bailey, J.: Information theoretic measures for clusterings comparison. JMLR 11
    (2010): 2837–2854.
    """
    from sklearn.metrics import adjusted_mutual_info_score

    from organizer.analysis.space import groups

    songs = np.asarray(data, np.float32)
    if not len(songs):
        return 0.0
    clustered = groups.cluster(songs, k=len(np.unique(labels)), seed=seed)
    return float(adjusted_mutual_info_score(labels, clustered.labels))


def tempo_right(estimate: float | None, truth: float) -> tuple[bool, bool]:
    """Whether a tempo is right (Acc1), and whether it is when ½, 2, ⅓ and 3 × are allowed (Acc2).

    Right is within 4 % of the truth; no answer is wrong. Both in beats per minute.

    Gouyon, F., et al.: An experimental comparison of audio tempo induction algorithms. IEEE Trans. Audio,
    Speech and Language Processing 14 (2006): 1832–1844.
    """
    if estimate is None:
        return False, False
    right = [abs(estimate - truth * factor) <= TEMPO_TOLERANCE * truth * factor for factor in _OCTAVES]
    return right[0], any(right)


def tempo_offered(estimate: float | None, alternatives: Sequence[float], truth: float) -> bool:
    """Whether a tempo or the first of its alternatives is within 4 % of the truth; no answer is not."""
    if estimate is None:
        return False
    return any(tempo_right(offered, truth)[0] for offered in (estimate, *alternatives[:1]))


def key_score(estimate: str | None, truth: str) -> float:
    """MIREX weight of a key: 1 the same; 0.5 a fifth above; 0.3 the relative, 0.2 the parallel key; else 0.

    No answer, or one that is no key, gives 0. ``truth`` that is no key raises ``ValueError``.

    MIREX audio key detection; the weights as in ``mir_eval.key.weighted_score`` (Raffel, C., et al.:
    mir_eval. ISMIR 2014: 367–372), where only the fifth above the truth counts.
    """
    right = parse_key(truth)
    if right is None:
        raise ValueError(tr("“{truth}” is no key", truth=truth))
    answer = parse_key(estimate or "")
    if answer is None:
        return 0.0
    up = (answer[0] - right[0]) % 12
    if answer[1] == right[1]:
        return {0: 1.0, 7: 0.5}.get(up, 0.0)
    relative = 3 if right[1] else 9
    return {0: 0.2, relative: 0.3}.get(up, 0.0)


def parse_key(text: str) -> tuple[int, bool] | None:
    """Tonic (0–11, C is 0) and whether it is minor; None for what is no key.

    "C", "F#", "Bb", "E♭ major" are major; "Am", "bbm", "c", "f#", "A minor" minor: a small letter alone says
    minor, a word or an m says it whatever the letter.
    """
    name = text.strip().replace("♯", "#").replace("♭", "b")
    if not name or name[0].upper() not in _NOTES:
        return None
    letter, rest = name[0], name[1:]
    signs = len(rest) - len(rest.lstrip("#b"))
    tonic = _NOTES[letter.upper()] + rest[:signs].count("#") - rest[:signs].count("b")
    mode = rest[signs:].strip(" :-")
    if mode == "m" or mode.lower() in ("min", "minor", "moll"):
        return tonic % 12, True
    if mode == "M" or mode.lower() in ("maj", "major", "dur"):
        return tonic % 12, False
    return None if mode else (tonic % 12, letter.islower())
