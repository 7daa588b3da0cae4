"""Charts that a person looks into: plots of pyqtgraph in the colours of the window, with our ticks.

pyqtgraph has the axes, what of the values is in view, and the painting of bars, dots and pictures. What a
chart shows is decided where it is decided for files, too: in ``organizer.pictures``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPalette, QPen

from organizer.pictures.charts import NORMAL, SMALL, Array, Dots, Frame, Kinds, number, point_marks, ticks
from organizer.pictures.distribution_charts import Bars
from organizer.ui.widgets import chart_paint

#: Pixels from one tick to the next, about.
_APART = {"bottom": 80, "left": 50}
#: Pixels for the values and the name below.
BELOW = 44
#: Pixels that a value may reach over the end of its axis.
_OVER = 20
#: The grid lies below what is shown.
_GRID_Z = -1000
#: How strong it is.
GRID = 0.7
#: How far a person may go in and out, in parts of what a plot shows at first.
_DEEPEST, _WIDEST = 1e-6, 20.0


class Axis(pg.AxisItem):  # type: ignore[misc]
    """Ticks at round values, written as in the charts of files."""

    def __init__(self, side: str) -> None:
        super().__init__(side, maxTickLength=-4)
        self.whole = False  #: there are things along it, never halves of them
        self.enableAutoSIPrefix(False)
        self.setStyle(autoExpandTextSpace=False, autoReduceTextSpace=False)

    def boundingRect(self) -> QRectF:
        # where there is a grid pyqtgraph leaves out values that lie half beyond the end of the axis
        rect: QRectF = super().boundingRect()
        return rect.adjusted(-_OVER, -_OVER, _OVER, _OVER)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        values = ticks(low, high, max(3, int(size / _APART[self.orientation])))
        values = [value for value in values if not self.whole or value == round(value)]
        return [(values[1] - values[0] if len(values) > 1 else 1.0, values)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [number(value * scale) for value in values]


class Plot(pg.PlotItem):  # type: ignore[misc]
    """Axes at the left and below, and a quiet grid."""

    def __init__(self) -> None:
        super().__init__(axisItems={side: Axis(side) for side in ("left", "bottom")}, enableMenu=False)
        self.hideButtons()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # values grow to the right in every language
        for side in ("left", "bottom"):
            self.getAxis(side).setZValue(_GRID_Z)
        self.layout.setContentsMargins(0, 0, 0, 0)
        self._names, self._font = {"bottom": "", "left": ""}, QFont()
        self.view: pg.ViewBox = self.getViewBox()
        self.view.setDefaultPadding(0.0)
        self.view.setMouseEnabled(False, False)

    def dress(self, palette: QPalette, font: QFont) -> None:
        """Wear the colours of the window."""
        self._font = font
        small = QFont(font)
        small.setPixelSize(SMALL)
        ink = palette.color(QPalette.ColorRole.Text)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setTickFont(small)
            axis.setPen(palette.color(QPalette.ColorRole.Mid))
            axis.setTextPen(palette.color(QPalette.ColorRole.PlaceholderText))
            axis.setLabel(axis.labelText, color=ink.name(), **{"font-size": f"{NORMAL}px"})
            axis.showLabel(bool(axis.labelText))

    def name_axes(
        self, across: str, upward: str | None, *, whole: tuple[bool, bool] = (False, False)
    ) -> None:
        """The words at the axes; upward, "" leaves out the name and None the values too."""
        for side, text, counted in (("bottom", across, whole[0]), ("left", upward or "", whole[1])):
            axis = self.getAxis(side)
            axis.whole = counted
            axis.setTicks(None)
            self._names[side] = text
            axis.setLabel(text)
            axis.setStyle(showValues=side == "bottom" or upward is not None)
        self.showGrid(x=True, y=upward is not None, alpha=GRID)

    def place(self, frame: Frame, *, beside: float = 64) -> None:
        """Lie where a frame does, in pixels of the scene; ``beside``: those for the values at the left."""
        self.getAxis("left").setWidth(beside)
        self.getAxis("bottom").setHeight(BELOW)
        self._fit_names(frame)
        self.setGeometry(QRectF(frame.x - beside, frame.y, frame.width + beside, frame.height + BELOW))
        self.layout.activate()
        for side in ("bottom", "left"):
            self.getAxis(side).resizeEvent()  # which centres the name: it may be another, at the same size

    def _fit_names(self, frame: Frame) -> None:
        """Cut off what is longer than its axis."""
        font = QFont(self._font)
        font.setPixelSize(NORMAL)
        metrics = QFontMetricsF(font)
        for side, room in (("bottom", frame.width), ("left", frame.height)):
            name = metrics.elidedText(self._names[side], Qt.TextElideMode.ElideRight, room)
            self.getAxis(side).setLabel(name)

    def look_at(self, frame: Frame) -> None:
        """Show the values of a frame."""
        (left, bottom), (right, top) = frame.low, frame.high
        across, upward = right - left, abs(top - bottom)
        self.view.setLimits(
            minXRange=across * _DEEPEST,
            maxXRange=across * _WIDEST,
            minYRange=upward * _DEEPEST,
            maxYRange=upward * _WIDEST,
        )
        self.view.invertY(top < bottom)
        self.view.setRange(xRange=(left, right), yRange=(min(bottom, top), max(bottom, top)), padding=0.0)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Closer by a factor, around a place on the scene or the middle."""
        centre = self.view.mapSceneToView(at) if at is not None else None
        self.view.scaleBy((1 / factor, 1 / factor), center=centre)

    def push(self, dx: float, dy: float) -> None:
        """Move what is shown by so many pixels."""
        across, upward = self.view.viewPixelSize()
        self.view.translateBy(x=-dx * across, y=dy * upward)

    @property
    def frame(self) -> Frame:
        """Where on the scene which values are."""
        box = self.view.mapRectToScene(self.view.rect())
        (left, right), (bottom, top) = self.view.viewRange()
        return Frame(box.x(), box.y(), box.width(), box.height(), (left, bottom), (right, top))


class Points:
    """Songs in a plot: dots, or their density where they are many; selected ones on top."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self.dots = [pg.ScatterPlotItem(pxMode=True) for _ in range(2)]
        self.density = [pg.ImageItem(axisOrder="row-major") for _ in range(2)]
        for at in range(2):
            for item in (self.density[at], self.dots[at]):
                item.setZValue(at)
                plot.addItem(item, ignoreBounds=True)

    def show(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        kinds: Kinds,
        selected: npt.NDArray[np.bool_] | None,
        palette: QPalette,
    ) -> None:
        """Those that are in view: made anew when that changes."""
        frame = self._plot.frame
        self.clear()
        for at, mark in enumerate(point_marks(frame, x, y, kinds, selected)):
            if isinstance(mark, Dots):
                self._show_dots(self.dots[at], mark, frame, palette)
            else:
                self._show_density(self.density[at], mark.pixels, frame, mark.width, mark.height)

    def clear(self) -> None:
        """Show no songs."""
        for item in (*self.dots, *self.density):
            item.clear()

    @staticmethod
    def _show_dots(item: pg.ScatterPlotItem, mark: Dots, frame: Frame, palette: QPalette) -> None:
        x, y = frame.values_at(mark.x, mark.y)
        brushes = {name: QBrush(chart_paint.colour(name, palette)) for name in set(mark.colours)}
        pen = pg.mkPen(chart_paint.colour(mark.rim, palette), width=1.2) if mark.rim else None
        item.setData(x, y, size=2 * mark.radius, brush=[brushes[name] for name in mark.colours], pen=pen)
        item.setOpacity(mark.opacity)

    @staticmethod
    def _show_density(
        item: pg.ImageItem, pixels: npt.NDArray[np.uint8], frame: Frame, width: float, height: float
    ) -> None:
        left, top = frame.values_at(frame.x, frame.y)
        right, bottom = frame.values_at(frame.x + width, frame.y + height)
        item.setImage(np.ascontiguousarray(pixels[::-1]), levels=None)
        item.setRect(QRectF(left, bottom, right - left, top - bottom))


def bars_item() -> pg.BarGraphItem:
    """Bars that are given later."""
    return pg.BarGraphItem(x0=[], width=[], y0=[], height=[])


def show_bars(
    item: pg.BarGraphItem,
    bars: Bars,
    frame: Frame,
    palette: QPalette,
    *,
    stroke: str = "",
    opacity: float = 1.0,
) -> None:
    """Bars with half a pixel of air at both sides, none of them thinner than a pixel."""
    pixel = (frame.high[0] - frame.low[0]) / frame.width
    left, right = bars.left + pixel / 2, bars.right - pixel / 2
    item.setOpts(
        x0=left,
        width=np.maximum(right - left, pixel),
        y0=bars.below,
        height=bars.above - bars.below,
        brushes=_brushes(bars.colours, palette),
        pen=QPen(chart_paint.colour(stroke, palette), 0) if stroke else QPen(Qt.PenStyle.NoPen),
    )
    item.setOpacity(opacity)


def _brushes(colours: Sequence[str], palette: QPalette) -> list[QBrush]:
    brushes = {name: QBrush(QColor(chart_paint.colour(name, palette))) for name in set(colours)}
    return [brushes[name] for name in colours]


def lines_item(colour: QColor, width: float = 1.0) -> pg.PlotCurveItem:
    """Lines between each two points that are given later."""
    return pg.PlotCurveItem(pen=pg.mkPen(colour, width=width), connect="pairs")


def pairs(*lines: tuple[Array, Array, Array, Array]) -> tuple[Array, Array]:
    """Lines, each given by x and y of one end and of the other, as ``lines_item`` takes them."""
    points = [np.column_stack([x0, y0, x1, y1]).reshape(-1, 2) for x0, y0, x1, y1 in lines]
    flat = np.concatenate(points)
    return flat[:, 0], flat[:, 1]
