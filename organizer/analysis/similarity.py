"""Which songs sound alike: exact neighbours by matrix products, and distances without hubs.

Conventions: ``data`` float32, shape=(n, d), one song a row. Equal songs have distance 0; a song is never
its own neighbour. Fewer songs than asked for give fewer neighbours.

Zelnik-Manor, L., Perona, P.: Self-tuning spectral clustering. NIPS 2004 (local scaling). Schnitzer, D., et
al.: Local and global scaling reduce hubs in space. JMLR 13 (2012): 2871–2902.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.analysis.som import FloatArray, IntArray

#: The neighbour whose distance is the scale of a song's surroundings.
SCALE_NEIGHBOUR = 10
_BLOCK_ELEMENTS = 1 << 23
#: Candidates looked at for each neighbour asked for before hubs are corrected.
_CANDIDATES = 6


def neighbours(
    data: npt.ArrayLike, songs: npt.ArrayLike, *, n: int, apart: IntArray | None = None
) -> tuple[IntArray, FloatArray]:
    """The ``n`` nearest songs of the given ones (rows of ``data``), without themselves.

    Parameters
    ----------
    apart : shape=(n,), optional
        A number for each song: songs with the same one are not each other's neighbours (artist filter).

    Returns
    -------
    indices, distances : shape=(len(songs), min(n, len(data) − 1)), nearest first
        Where the filter leaves fewer, −1 at an infinite distance.
    """
    everyone = np.asarray(data, dtype=np.float32)
    asked = np.asarray(songs, np.int64)
    n = max(0, min(n, len(everyone) - 1))
    indices = np.empty((len(asked), n), np.int64)
    distances = np.empty((len(asked), n), np.float32)
    if not n:
        return indices, distances
    squares = np.einsum("ij,ij->i", everyone, everyone)
    step = max(1, _BLOCK_ELEMENTS // len(everyone))
    for start in range(0, len(asked), step):
        part = slice(start, start + step)
        block = asked[part]
        far = squares - 2.0 * (everyone[block] @ everyone.T)
        far[np.arange(len(block)), block] = np.inf
        if apart is not None:
            far[apart[block][:, None] == apart] = np.inf
        nearest = np.argpartition(far, n - 1, axis=1)[:, :n]
        # The product loses digits where songs nearly coincide: the few that matter are computed again.
        exact = np.linalg.norm(everyone[nearest] - everyone[block][:, None, :], axis=2)
        exact[np.isinf(np.take_along_axis(far, nearest, axis=1))] = np.inf
        order = np.lexsort((nearest, exact), axis=1)
        indices[part] = np.take_along_axis(nearest, order, axis=1)
        distances[part] = np.take_along_axis(exact, order, axis=1)
    indices[np.isinf(distances)] = -1
    return indices, distances


def local_scales(data: npt.ArrayLike, songs: npt.ArrayLike) -> FloatArray:
    """Distance of each song to its 10th neighbour (the last, when there are fewer): shape=(len(songs),).

    Never 0, so that it can be divided by: many copies of one recording are surroundings of no extent.
    """
    _, distances = neighbours(data, songs, n=SCALE_NEIGHBOUR)
    if not distances.shape[1]:
        return np.ones(len(distances), np.float32)
    return np.maximum(distances[:, -1], np.float32(1e-6))


def scaled(distances: npt.ArrayLike, scale: npt.ArrayLike, scales: npt.ArrayLike) -> FloatArray:
    """Local scaling: 1 − exp(−d² / (sᵢ sⱼ)), 0 for equal songs and towards 1 for unlike ones."""
    square = np.square(np.asarray(distances, np.float64))
    return (-np.expm1(-square / (np.asarray(scale, np.float64) * np.asarray(scales, np.float64)))).astype(
        np.float32
    )


def candidates(n: int) -> int:
    """How many plain neighbours are looked at for ``n`` of them without hubs."""
    return max(n * _CANDIDATES, 60)


def similar(data: npt.ArrayLike, song: int, *, n: int) -> tuple[IntArray, FloatArray]:
    """The ``n`` songs most like ``song``, nearest first, and their locally scaled distances (0–1)."""
    everyone = np.asarray(data, dtype=np.float32)
    found, plain = neighbours(everyone, [song], n=candidates(n))
    near = found[0]
    if not len(near) or n < 1:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    scales = local_scales(everyone, np.concatenate([[song], near]))
    distances = scaled(plain[0], scales[0], scales[1:])
    order = np.lexsort((plain[0], distances))[:n]
    return near[order], distances[order]
