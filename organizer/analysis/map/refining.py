"""Places of songs on the map made truer: t-SNE that starts from the map, on its own grid and torus.

Songs pull those that are near to them in the space, and all push each other away. The push of all on all
is a convolution, done by Fourier transform on a fine grid, which closes by itself on a torus: the cost grows
with the number of songs, nothing is drawn at random, and the same songs give the same places.

Conventions: places, shape=(n, 2), row and column in cells, cell (r, c) from (r, c) to (r + 1, c + 1). Within
``refine`` they are counted in units of the kernel 1 / (1 + d²).

van der Maaten, L., Hinton, G.: Visualizing data using t-SNE. JMLR 9 (2008): 2579–2605.
Linderman, G., et al.: Fast interpolation-based t-SNE. Nature Methods 16 (2019): 243–245 (push by FFT).
Kobak, D., Berens, P.: The art of using t-SNE for single-cell transcriptomics. Nature Communications 10 (2019)
(a good start instead of a random one; a step that grows with the number of songs).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.map.near_songs import Pulls
from organizer.analysis.space.som import FloatArray, IntArray

#: Steps, for small and for large libraries, and the songs where they begin to be fewer.
_MOST_STEPS, _LEAST_STEPS, _MANY = 100, 30, 5_000
_MOMENTUM = 0.8
#: Step along the force, and the most that it may be times the stiffness of what pulls at a song: with more,
#: songs swing around each other instead of coming to rest.
_STEP, _STIFFEST = 16.0, 1.5
#: The farthest that a song moves in a step, in units of the kernel.
_FARTHEST = 2.0
#: Points of the grid for each unit of the kernel, and the most of them.
_FINENESS, _MOST_POINTS = 2.0, 200_000
#: The closest that songs lie at the end, as a share of the mean room of one, and rounds in which they part.
_GAP, _ROUNDS = 0.4, 12
#: Songs beyond which dots are smaller than any gap.
_NO_GAP = 50_000


@dataclass(frozen=True, slots=True)
class Grid:
    """The shape of a map."""

    rows: int
    columns: int
    toroidal: bool = True

    @property
    def size(self) -> FloatArray:
        """Rows and columns, as an array."""
        return np.array([self.rows, self.columns], np.float32)

    def apart(self, one: FloatArray, other: FloatArray) -> FloatArray:
        """The way from one place to another, around the edges of a torus: shape=(n, 2)."""
        way: FloatArray = np.asarray(one - other, np.float32)
        if self.toroidal:
            way -= self.size * np.rint(way / self.size)
        return way

    def inside(self, places: npt.NDArray[np.floating]) -> FloatArray:
        """Places on the map: those beyond an edge come in at the other, or stay at the edge of a plane."""
        if self.toroidal:
            inside: FloatArray = np.mod(places, self.size).astype(np.float32)
            inside[inside >= self.size] = 0.0  # what was rounded up
            return inside
        highest = np.nextafter(self.size, np.float32(0))
        return np.asarray(np.clip(places, 0, highest), np.float32)

    def cells(self, places: FloatArray) -> IntArray:
        """The cell that each place lies in: shape=(n,)."""
        row, column = np.floor(places).astype(np.int64).T
        return np.asarray(row * self.columns + column)


def refine(
    places: FloatArray,
    pulls: Pulls,
    grid: Grid,
    *,
    moving: IntArray | None = None,
    pinned: IntArray | None = None,
    step: Callable[[int, int], None] | None = None,
) -> FloatArray:
    """The places after songs that are alike have pulled each other together.

    Parameters
    ----------
    pulls : of all songs, or of those that move
    moving : rows of the songs that move; the others stay where they are and pull and push. By default all
    pinned : rows of songs that stay although all others move
    step : called with (steps done, steps); what it raises ends the refining
    """
    n = len(places)
    rows = np.arange(n) if moving is None else moving
    if n < 3 or not len(rows):
        return grid.inside(places)
    # One kernel for each song would tile the map; in a large library it is no finer than the grid.
    unit = min(1.0, float(np.sqrt(grid.rows * grid.columns / min(n, _MOST_POINTS / _FINENESS**2))))
    at = (grid.inside(places) / unit).astype(np.float32)
    push = _Push(grid, unit, at, rows)
    speed = np.zeros((len(rows), 2), np.float32)
    steps = round(np.clip(_MOST_STEPS * _MANY / n, _LEAST_STEPS, _MOST_STEPS))
    for number in range(steps):
        pull, stiffness = _pull(at, pulls, rows, push.period, everyone=moving is None)
        size = np.minimum(_STEP, _STIFFEST / np.maximum(stiffness, 1e-9))
        speed = _MOMENTUM * speed + size[:, None] * (push(at[rows]) * n - pull)
        length = np.hypot(speed[:, 0], speed[:, 1])[:, None]
        speed *= np.minimum(1.0, _FARTHEST / np.maximum(length, 1e-9))
        if pinned is not None and len(pinned):
            speed[pinned] = 0.0
        elif moving is None:
            speed -= speed.mean(axis=0)  # the map as a whole stays
        at[rows] = grid.inside((at[rows] + speed) * unit) / unit
        if step is not None:
            step(number + 1, steps)
    refined = grid.inside(places)
    refined[rows] = grid.inside(at[rows] * unit)
    return refined


def _pull(
    at: FloatArray, pulls: Pulls, rows: IntArray, period: FloatArray | None, *, everyone: bool
) -> tuple[FloatArray, FloatArray]:
    """Σ p w (y − y′) over the songs that pull, times the number of songs: shape=(len(rows), 2); and Σ p w."""
    ways = []
    for axis in range(2):
        way = at[rows, axis, None] - at[:, axis][pulls.near]
        ways.append(way if period is None else way - period[axis] * np.rint(way / period[axis]))
    weights = pulls.shares / (1.0 + ways[0] ** 2 + ways[1] ** 2)
    parts = [weights * way for way in ways]
    force, stiffness = np.stack([part.sum(axis=1) for part in parts], axis=1), weights.sum(axis=1)
    if everyone:  # who is pulled pulls back: the mean of both is the symmetric p of t-SNE
        near = pulls.near.ravel()
        back = [np.bincount(near, part.ravel(), minlength=len(at)) for part in (*parts, weights)]
        force = (force - np.stack(back[:2], axis=1)) / 2
        stiffness = (stiffness + back[2]) / 2
    return force.astype(np.float32), stiffness.astype(np.float32)


class _Push:
    """The push of all songs on those that move: Σ w² (y − y′) over the sum of all pairs' w = 1 / (1 + d²).

    That of songs that stay is a field which is made once, so that a song that joins a large map costs little.
    Behind the edges of a plane songs have mirror images, which push as well: without them all that is near an
    edge would be pushed against it.
    """

    def __init__(self, grid: Grid, unit: float, at: FloatArray, rows: IntArray) -> None:
        from scipy import fft

        size = grid.size / unit
        self.period = size if grid.toroidal else None
        around = size if grid.toroidal else 2 * size  # a plane and its mirror images
        self._shape = tuple(
            int(fft.next_fast_len(max(8, int(np.ceil(extent * _FINENESS))), real=True)) for extent in around
        )
        self._step = (around / np.array(self._shape)).astype(np.float32)
        down, across = (
            (np.fft.fftfreq(count) * count * step).astype(np.float32)
            for count, step in zip(self._shape, self._step, strict=True)
        )
        kernel = 1.0 / (1.0 + down[:, None] ** 2 + across[None, :] ** 2)
        kernels = (kernel, kernel**2 * down[:, None], kernel**2 * across[None, :])
        self._transforms = [fft.rfft2(one) for one in kernels]
        self._fixed: npt.NDArray[np.float32] | None = None
        self._total = 0.0
        if len(rows) < len(at):
            self._fixed = self._fields(np.delete(at, rows, axis=0))
            everyone = self._sums(self._fixed + self._fields(at[rows]), at)
            self._total = self._pairs(everyone)
            self._alone = len(rows) == 1

    def __call__(self, at: FloatArray) -> FloatArray:
        """The push on the songs that move, where they are now: shape=(moving, 2)."""
        if self._fixed is None:
            sums = self._sums(self._fields(at), at)
            total = self._pairs(sums)
        else:
            sums = self._sums(self._fixed if self._alone else self._fixed + self._fields(at), at)
            total = self._total
        return np.asarray(sums[1:].T / max(total, 1e-9), np.float32)

    @staticmethod
    def _pairs(sums: FloatArray) -> float:
        """Σ w over all pairs, without each song's push on itself."""
        return float(sums[0].sum(dtype=np.float64) - sums.shape[1])

    def _fields(self, at: FloatArray) -> FloatArray:
        """Σ w, and Σ w² (y − y′) for both axes, of these songs at each point: shape=(3, points)."""
        from scipy import fft

        corners, weights = self._corners(at)
        count = self._shape[0] * self._shape[1]
        density = np.bincount(corners.ravel(), weights.ravel(), minlength=count)
        density = density.reshape(self._shape).astype(np.float32)
        if self.period is None:
            for axis in range(2):
                density += np.roll(np.flip(density, axis), 1, axis)
        transform = fft.rfft2(density)
        fields = [fft.irfft2(transform * kernel, s=self._shape).ravel() for kernel in self._transforms]
        return np.asarray(np.stack(fields), np.float32)

    def _sums(self, fields: FloatArray, at: FloatArray) -> FloatArray:
        """Fields at the places of songs: shape=(3, n)."""
        corners, weights = self._corners(at)
        return np.asarray((fields[:, corners] * weights).sum(axis=1), np.float32)

    def _corners(self, at: FloatArray) -> tuple[IntArray, FloatArray]:
        """The four points of the grid around each song, and its shares of them: shape=(4, n)."""
        exact = at / self._step
        first = np.floor(exact).astype(np.int64)
        (down, across), (row, column) = (exact - first).T, first.T
        rows, columns = self._shape
        row, column = row % rows, column % columns
        below, beside = (row + 1) % rows, (column + 1) % columns
        corners = np.stack(
            [
                row * columns + column,
                row * columns + beside,
                below * columns + column,
                below * columns + beside,
            ]
        )
        weights = np.stack(
            [(1 - down) * (1 - across), (1 - down) * across, down * (1 - across), down * across]
        )
        return corners, weights.astype(np.float32)


def keep_apart(places: FloatArray, grid: Grid, *, moving: IntArray | None = None) -> FloatArray:
    """Places that lie no nearer to each other than half of the room that songs have on average.

    Songs that coincide (copies of a recording) part in a direction that their row decides. ``moving`` as in
    ``refine``.
    """
    from scipy.spatial import cKDTree

    n = len(places)
    if not 1 < n <= _NO_GAP:
        return grid.inside(places)
    gap = min(_GAP * float(np.sqrt(grid.rows * grid.columns / n)), _GAP)
    moves = np.ones(n, np.float64)
    if moving is not None:
        moves[:] = 0.0
        moves[moving] = 1.0
    at = grid.inside(places)
    for _ in range(_ROUNDS):
        tree = cKDTree(at.astype(np.float64), boxsize=grid.size if grid.toroidal else None)
        first, second = tree.query_pairs(gap, output_type="ndarray").T
        if not len(first):
            break
        way = grid.apart(at[first], at[second]).astype(np.float64)
        far = np.hypot(way[:, 0], way[:, 1])
        same = far < 1e-5
        turn = first[same] * 2.399963229728653  # the golden angle
        way[same], far[same] = np.stack([np.sin(turn), np.cos(turn)], axis=1), 1.0
        shares = np.maximum(moves[first] + moves[second], 1.0)
        push = (0.9 * np.where(same, gap, gap - far) / far / shares)[:, None] * way
        move = np.stack(
            [
                moves * (np.bincount(first, push[:, axis], n) - np.bincount(second, push[:, axis], n))
                for axis in range(2)
            ],
            axis=1,
        )
        at = grid.inside(at + move)
    return at
