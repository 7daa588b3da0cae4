"""What is drawn on the map to select songs: a rectangle, a line around them, or a brush over them."""

from __future__ import annotations

import enum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.songs import SongsOnMap
from organizer.ui.widgets import theme
from organizer.ui.widgets.shapes import points_inside


class Tool(enum.Enum):
    """What a drag does: it moves the map, or draws."""

    MOVE = "move"
    RECTANGLE = "rectangle"
    LASSO = "lasso"
    BRUSH = "brush"
    JOURNEY = "journey"  #: a click adds a stop
    LINE = "line"  #: a journey along a drawn line


#: Tools with which a drag moves the map.
MOVING = (Tool.MOVE, Tool.JOURNEY)


#: Widths that a brush may have, in logical pixels.
THINNEST, THICKEST = 8.0, 160.0


class Drawing:
    """A shape while it is drawn, in logical pixels of the window."""

    def __init__(self, tool: Tool, start: QPointF, *, width: float = 0.0, takes_out: bool = False) -> None:
        self.tool = tool
        self.width = width  #: of a brush
        self.takes_out = takes_out  #: songs leave the selection
        self._points = [start]

    def add(self, point: QPointF) -> None:
        """The pointer went on to here."""
        self._points.append(point)

    @property
    def points(self) -> tuple[QPointF, ...]:
        """Where the pointer was, from the first on."""
        return tuple(self._points)

    @property
    def path(self) -> QPainterPath:
        """The outline, or the line that a brush follows."""
        first, last = self._points[0], self._points[-1]
        path = QPainterPath(first)
        if self.tool is Tool.RECTANGLE:
            path.addRect(QRectF(first, last).normalized())
            return path
        for point in self._points[1:]:
            path.lineTo(point)
        if self.tool is Tool.LASSO:
            path.closeSubpath()
        elif len(self._points) == 1:
            path.lineTo(first + QPointF(0.01, 0))  # a dab
        return path

    def songs(self, camera: Camera, songs: SongsOnMap) -> npt.NDArray[np.int64]:
        """Ids of the songs in the shape, wherever a torus shows them. shape=(k,)"""
        path = self.path
        reach = self.width / 2
        box = path.boundingRect().adjusted(-reach, -reach, reach, reach)
        hit = np.zeros(songs.count, np.bool_)
        wide, high = songs.columns * camera.cell_width, songs.rows * camera.cell_height
        x = (songs.x - camera.x) * camera.cell_width + camera.width / 2
        y = (songs.y - camera.y) * camera.cell_height + camera.height / 2
        for dx in _turns(box.left(), box.right(), x, wide) if songs.toroidal else (0.0,):
            for dy in _turns(box.top(), box.bottom(), y, high) if songs.toroidal else (0.0,):
                hit |= points_inside(path, x + dx, y + dy, pen=self.width)
        return songs.ids[hit]

    def draw(self, painter: QPainter, accent: QColor) -> None:
        """Show the shape, with an edge that stands out on every ground."""
        path = self.path
        fill = QColor(accent.red(), accent.green(), accent.blue(), 60)
        if self.tool is Tool.LINE:
            accent = QColor(theme.ACCENT)  # not paler in a window without the keyboard
            for colour, width in ((fill, self.width), (QColor(255, 255, 255, 200), 4.5), (accent, 2.4)):
                round_pen = QPen(colour, width, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(round_pen)
                painter.drawPath(path)
            return
        if self.tool is Tool.BRUSH:
            ink = QColor(40, 30, 30, 110) if self.takes_out else QColor(255, 255, 255, 110)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink, self.width, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
            painter.drawPath(path)
            return
        painter.setBrush(fill)
        painter.setPen(QPen(QColor(12, 22, 40, 170), 3.0))
        painter.drawPath(path)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255, 230), 1.4))
        painter.drawPath(path)


def _turns(low: float, high: float, places: npt.NDArray[np.floating], length: float) -> tuple[float, ...]:
    """By how much to move all places so that each of their copies from ``low`` to ``high`` is met."""
    if not places.size:
        return ()
    first = np.floor((low - float(places.max())) / length)
    last = np.ceil((high - float(places.min())) / length)
    return tuple(float(step) * length for step in np.arange(first, last + 1))
