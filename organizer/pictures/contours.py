"""Contours: lines along which the land is equally high, thin at any size, every fourth a bit stronger."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.landscape import SEA_LEVEL
from organizer.analysis.space.som import FloatArray

#: Heights from the sea to the highest peak between two lines: as many steps as can be told apart.
_STEPS = 12
#: Every so many-th is an index contour.
_INDEX = 4
#: The colour of lines, red, green and blue, and the opacity of a line and of an index contour.
_BY_DAY = ((66, 58, 30), 0.20, 0.40)
_BY_NIGHT = ((190, 208, 226), 0.13, 0.28)
#: Steps a pixel: where land rises faster lines would run into each other; where slower, a line is a stain.
_STEEPEST, _FLATTEST = 0.4, 0.004


def draw_contours(pixels: npt.NDArray[np.uint8], heights: FloatArray, *, dark: bool, width: float) -> None:
    """Draw lines of so many pixels' width into pixels, blue, green, red first.

    ``heights``: of the pixels and of one more all around, shape=(height + 2, width + 2).
    """
    steps = (heights - np.float32(SEA_LEVEL)) * np.float32(_STEPS / (1 - SEA_LEVEL))
    rows, columns = np.nonzero(_near_lines(steps, wide=width > 1.4))
    here = steps[rows + 1, columns + 1]
    level = np.rint(here)
    slope = 0.5 * np.hypot(
        steps[rows + 2, columns + 1] - steps[rows, columns + 1],
        steps[rows + 1, columns + 2] - steps[rows + 1, columns],
    )
    cover = np.clip(width / 2 + 0.5 - np.abs(here - level) / np.maximum(slope, 1e-6), 0.0, 1.0)
    cover *= np.clip((_STEEPEST - slope) / (_STEEPEST / 2), 0.0, 1.0) * np.clip(slope / _FLATTEST, 0.0, 1.0)
    colour, plain, index = _BY_NIGHT if dark else _BY_DAY
    opacity = (cover * np.where(level % _INDEX == 0, index, plain))[:, None]
    below = pixels[rows, columns, :3].astype(np.float32)
    ink = np.array(colour[::-1], np.float32)
    pixels[rows, columns, :3] = below + (ink - below) * opacity + np.float32(0.5)


def _near_lines(steps: FloatArray, *, wide: bool) -> npt.NDArray[np.bool_]:
    """The few pixels that a line passes, or passes beside; the outermost are left out."""
    band = np.floor(np.maximum(steps, np.float32(0.5))).astype(np.int8)  # no line runs along the coast
    across, down = band[:, 1:] != band[:, :-1], band[1:] != band[:-1]
    near: npt.NDArray[np.bool_] = across[1:-1, 1:] | across[1:-1, :-1] | down[1:, 1:-1] | down[:-1, 1:-1]
    if wide:
        near[1:] |= near[:-1].copy()
        near[:-1] |= near[1:].copy()
        near[:, 1:] |= near[:, :-1].copy()
        near[:, :-1] |= near[:, 1:].copy()
    return near
