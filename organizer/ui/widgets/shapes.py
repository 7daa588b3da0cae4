"""Which points lie inside a drawn shape: it is filled once, and each point looks where it stands."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen


def points_inside(
    path: QPainterPath, x: npt.NDArray[np.floating], y: npt.NDArray[np.floating], *, pen: float = 0.0
) -> npt.NDArray[np.bool_]:
    """Whether each point lies inside a path, or on a stroke of ``pen`` pixels along it, to the pixel.

    Parameters
    ----------
    x, y : shape=(n,), in the units of the path, which are pixels; NaN lies outside

    Returns
    -------
    shape=(n,)
    """
    reach = pen / 2 + 1
    box = path.boundingRect().adjusted(-reach, -reach, reach, reach).toAlignedRect()
    sheet = QImage(box.size(), QImage.Format.Format_Grayscale8)
    sheet.fill(0)
    with QPainter(sheet) as painter:
        painter.translate(-box.topLeft())
        white = QColor(255, 255, 255)
        if pen:
            painter.setPen(QPen(white, pen, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
            painter.drawPath(path)
        else:
            painter.fillPath(path, white)
    filled = np.frombuffer(sheet.constBits(), np.uint8).reshape(box.height(), sheet.bytesPerLine())
    across, down = np.floor(x - box.left()), np.floor(y - box.top())
    inside: npt.NDArray[np.bool_] = (
        (across >= 0) & (across < box.width()) & (down >= 0) & (down < box.height())
    )
    near = np.flatnonzero(inside)
    inside[near] = filled[down[near].astype(np.int64), across[near].astype(np.int64)] > 0
    return inside
