"""Many points as one picture: where they are dense, and of which colour they are there.

Drawing 100,000 points one by one takes longer than a frame; counting them in pixels does not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: Up to so many points each is a cross of five pixels instead of one.
_FEW = 20_000
_CROSS = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))
#: What one lonely point covers of its pixel, at the least and at the most.
_FAINTEST, _FULLEST = 0.45, 0.9


def splat(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    labels: npt.ArrayLike,
    table: npt.ArrayLike,
    *,
    width: int,
    height: int,
) -> npt.NDArray[np.uint8]:
    """Draw points: shape=(height, width, 4), red, green, blue and opacity.

    A pixel has the mean colour of its points, and is the more opaque the more they are.

    Parameters
    ----------
    x, y : shape=(n,), in pixels from the upper left corner; points outside and NaN are left out
    labels : shape=(n,), rows of the table; negative ones count from its end
    table : shape=(colours, 3), 0–255
    """
    across, down = np.asarray(x, np.float32), np.asarray(y, np.float32)
    colour = np.asarray(labels, np.int64)
    inside = (across >= 0) & (across < width) & (down >= 0) & (down < height)  # false for NaN
    if not inside.all():
        across, down, colour = across[inside], down[inside], colour[inside]
    column, row = across.astype(np.int32), down.astype(np.int32)
    cells = width * height
    if len(column) <= _FEW:
        shifted = [(row + dy, column + dx) for dy, dx in _CROSS]
        rows, columns = (np.concatenate(part) for part in zip(*shifted, strict=True))
        inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        place = (rows * width + columns)[inside]
        colour = np.tile(colour, len(_CROSS))[inside]
    else:
        place = row * width + column
    count = np.bincount(place, minlength=cells)
    picture = np.zeros((cells, 4), np.uint8)
    used = np.flatnonzero(count)
    if used.size:
        many = count[used]
        shades = np.asarray(table, np.float64)
        for channel in range(3):
            total = np.bincount(place, weights=shades[:, channel].take(colour, mode="wrap"), minlength=cells)
            picture[used, channel] = total[used] / many
        # Half of the drawn pixels should look full, however many songs there are.
        typical = max(1.0, float(np.median(many)))
        alone = float(np.clip(1.0 - 0.1 ** (1.0 / typical), _FAINTEST, _FULLEST))
        picture[used, 3] = 255.0 * (1.0 - (1.0 - alone) ** many)
    return picture.reshape(height, width, 4)
