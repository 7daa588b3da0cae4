"""What Insight draws on: a scene with two plots, lists of marks around them, and what follows the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from organizer.analysis.space import insight
from organizer.base.language import tr
from organizer.pictures import distribution_charts
from organizer.pictures.charts import (
    Array,
    Chart,
    Frame,
    Kinds,
    Mark,
    Size,
    framed,
    heading,
    legend,
    limits,
    moved,
    named,
)
from organizer.pictures.distribution_charts import NamedBox
from organizer.ui.insight.pictures import halves
from organizer.ui.widgets import chart_paint
from organizer.ui.widgets.chart_plot import GRID, Plot, Points, bars_item, lines_item, pairs, show_bars

#: Pixels for the names of boxes, and the widest card.
_NAMES, _CARD = 190, 320


class Board(pg.GraphicsView):  # type: ignore[misc]
    """Pixels of the scene are those of the widget. It knows nothing of the hand: that is its parent's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot = Plot()
        self.points = Points(self.plot)
        self.bars, self.selected_bars = bars_item(), bars_item()
        for item in (self.bars, self.selected_bars):
            self.plot.addItem(item, ignoreBounds=True)
        self.box_items: list[pg.GraphicsObject] = []
        self.box_names: list[str] = []  #: from above
        self.marks, self.pointer = Marks(), Pointer()
        for item in (self.plot, self.marks, self.pointer):
            self.scene().addItem(item)
        self._looks = (self.palette(), self.font())

    @cached_property
    def boxes(self) -> Plot:
        """The plot at the right. It takes milliseconds to make: see who opens the view."""
        made = Plot()
        self.scene().addItem(made)
        return made

    def dress(self, palette: QPalette, font: QFont) -> None:
        """Wear the colours of the window."""
        self._looks = (palette, font)
        self.setBackground(palette.color(QPalette.ColorRole.Base))

    def show_chart(self, chart: Chart) -> None:
        """A chart that is nothing but marks."""
        self._show_plots(plot=False, boxes=False)
        self.marks.show_chart(chart, *self._looks)

    def show_points(
        self,
        axes: tuple[str, str],
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        kinds: Kinds,
        selected: npt.NDArray[np.bool_],
        *,
        size: Size,
        whole: bool,
    ) -> None:
        """Songs by two numbers; ``whole``: all of them, else what is in view stays so."""
        self._show_plots(plot=True, boxes=False)
        (left, right), (bottom, top) = limits(x), limits(y)
        frame = framed(size, (left, bottom), (right, top))
        self.plot.name_axes(*axes)
        self.plot.dress(*self._looks)
        self.plot.place(frame)
        if whole:
            self.plot.look_at(frame)
        self.bars.setVisible(False)
        self.selected_bars.setVisible(False)
        self.points.show(x, y, kinds, selected, self._looks[0])

    def show_legend(self, title: str, kinds: Kinds, size: Size, more: Sequence[Mark] = ()) -> None:
        """The title of points, their colours beside them, and other marks."""
        frame = self.plot.frame
        beside = legend(kinds, frame.x + frame.width + 18, frame.y, size[1] - 16)
        whole = (self.width(), self.height())
        self.marks.show_chart(Chart(*whole, (heading(title, room=size[0]), *beside, *more)), *self._looks)

    def show_distribution(
        self,
        feature: str,
        values: Array,
        kinds: Kinds,
        distribution: insight.Distribution,
        selected: npt.NDArray[np.bool_],
        *,
        size: Size,
    ) -> None:
        """A histogram at the left, boxes at the right."""
        charts = distribution_charts
        left, right = halves(size)
        counted, palette = distribution.histogram, self._looks[0]
        self._show_plots(plot=True, boxes=True)
        self.points.clear()
        frame = charts.histogram_frame(counted, left, right=20)
        self.plot.name_axes(named(feature), tr("songs"), whole=(False, True))
        self.plot.dress(*self._looks)
        self.plot.place(frame)
        self.plot.look_at(frame)
        show_bars(self.bars, charts.stacked(counted, kinds), frame, palette)
        chosen = charts.of_selected(counted, values, selected)
        show_bars(self.selected_bars, chosen, frame, palette, stroke="ink", opacity=0.45)
        self.bars.setVisible(True)
        self.selected_bars.setVisible(bool(len(chosen.left)))
        boxes = charts.named_boxes(values, kinds, distribution, selected)
        frame, shown = charts.boxes_frame(values, len(boxes), right)
        self._show_boxes(feature, boxes[:shown], moved(frame, left[0]))
        titles = [
            heading(charts.histogram_title(feature), room=left[0]),
            heading(charts.boxes_title(feature), left[0], room=size[0] - left[0]),
        ]
        self.marks.show_chart(Chart(*size, tuple(titles)), *self._looks)

    def _show_boxes(self, feature: str, boxes: Sequence[NamedBox], frame: Frame) -> None:
        palette, plot = self._looks[0], self.boxes
        plot.name_axes(named(feature), "")
        plot.dress(*self._looks)
        self.box_names = [distribution_charts.label(one) for one in boxes]
        axis = plot.getAxis("left")
        axis.setTicks([[(at + 0.5, name) for at, name in enumerate(self.box_names)]])
        axis.setTextPen(palette.color(QPalette.ColorRole.Text))
        plot.showGrid(x=True, y=False, alpha=GRID)
        plot.place(frame, beside=_NAMES)
        plot.look_at(frame)
        for item in self.box_items:
            plot.removeItem(item)
        self.box_items = _box_items(boxes, frame, palette)
        for item in self.box_items:
            plot.addItem(item, ignoreBounds=True)

    def _show_plots(self, *, plot: bool, boxes: bool) -> None:
        self.plot.setVisible(plot)
        if boxes or "boxes" in self.__dict__:
            self.boxes.setVisible(boxes)

    def image(self, scale: float) -> QImage:
        """The scene as it is seen, with ``scale`` pixels for each."""
        from pyqtgraph.exporters import ImageExporter

        exporter = ImageExporter(self.scene())
        for name, pixels in (("width", self.width()), ("height", self.height())):
            exporter.parameters().param(name).setValue(
                round(pixels * scale), blockSignal=getattr(exporter, f"{name}Changed")
            )
        return exporter.export(toBytes=True)  # type: ignore[no-any-return]


def _box_items(boxes: Sequence[NamedBox], frame: Frame, palette: QPalette) -> list[pg.GraphicsObject]:
    """Boxes from above 0, 1, 2 …: their middle halves, whiskers, medians and outliers."""
    there = [(at + 0.5, one.colour, one.box) for at, one in enumerate(boxes) if one.box is not None]
    if not there:
        return []
    ink = palette.color(QPalette.ColorRole.Text)
    y = np.array([middle for middle, _, _ in there])
    low, q1, median, q3, high = (
        np.array([getattr(box, name) for _, _, box in there])
        for name in ("low", "q1", "median", "q3", "high")
    )
    step = frame.height / abs(frame.high[1] - frame.low[1])
    half = min(13.0 / step, 0.36)
    fills = [chart_paint.colour(colour, palette) for _, colour, _ in there]
    middle_halves = pg.BarGraphItem(
        x0=q1,
        width=np.maximum(q3 - q1, (frame.high[0] - frame.low[0]) / frame.width),
        y0=y - half,
        height=np.full(len(y), 2 * half),
        brushes=[_clear(fill, 0.75) for fill in fills],
        pen=pg.mkPen(ink),
    )
    whiskers = lines_item(ink)
    whiskers.setData(
        *pairs(
            (low, y, q1, y),
            (q3, y, high, y),
            *((end, y - half / 2, end, y + half / 2) for end in (low, high)),
        )
    )
    medians = lines_item(ink, 2.0)
    medians.setData(*pairs((median, y - half, median, y + half)))
    outside = [distribution_charts.outliers(box) for _, _, box in there]
    counts = [len(values) for values in outside]
    dots = pg.ScatterPlotItem(
        np.concatenate(outside),
        np.repeat(y, counts),
        size=5,
        pen=None,
        brush=[_clear(fill, 0.6) for fill, count in zip(fills, counts, strict=True) for _ in range(count)],
    )
    return [whiskers, middle_halves, medians, dots]


def _clear(colour: QColor, opacity: float) -> QBrush:
    made = QColor(colour)
    made.setAlphaF(opacity)
    return QBrush(made)


class Marks(QGraphicsItem):
    """A list of marks, painted once and then kept."""

    def __init__(self) -> None:
        super().__init__()
        self.chart: Chart | None = None
        self._looks = (QPalette(), QFont())
        self.setZValue(1)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def show_chart(self, chart: Chart, palette: QPalette, font: QFont) -> None:
        """Show this chart in these looks."""
        self.prepareGeometryChange()
        self.chart, self._looks = chart, (palette, font)
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.chart.width, self.chart.height) if self.chart is not None else QRectF()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.chart is not None:
            chart_paint.paint(painter, self.chart, *self._looks)


class Pointer(QGraphicsItem):
    """The line that is drawn around songs, or the song under the pointer with its name."""

    def __init__(self) -> None:
        super().__init__()
        self._outline: list[QPointF] = []
        self._at: QPointF | None = None
        self._text = ""
        self._looks = (QPalette(), QFont())
        self._room = QSize()
        self.setZValue(2)

    def follow(
        self,
        outline: list[QPointF],
        at: QPointF | None,
        text: str,
        looks: tuple[QPalette, QFont],
        room: QSize,
    ) -> None:
        """Show what is drawn, or else what is pointed at; ``room``: of the scene, which no card leaves."""
        self.prepareGeometryChange()
        self._outline, self._at, self._text, self._looks, self._room = list(outline), at, text, looks, room
        self.update()

    def boundingRect(self) -> QRectF:
        if len(self._outline) > 1:
            return QPolygonF(self._outline).boundingRect().adjusted(-3, -3, 3, 3)
        if self._at is None:
            return QRectF()
        ring = QRectF(self._at.x() - 9, self._at.y() - 9, 18, 18)
        return ring.united(self._card().adjusted(-2, -2, 2, 2))

    def _card(self) -> QRectF:
        assert self._at is not None
        metrics = QFontMetrics(self._looks[1])
        wide, high = metrics.horizontalAdvance(self._elided()) + 16, metrics.height() + 8
        left = min(max(4.0, self._at.x() + 12), max(4.0, self._room.width() - wide - 4.0))
        above = self._at.y() - high - 8
        return QRectF(left, above if above > 4 else self._at.y() + 12, wide, high)

    def _elided(self) -> str:
        metrics = QFontMetrics(self._looks[1])
        return metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, _CARD)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        palette, font = self._looks
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._outline) > 1:
            accent = palette.color(QPalette.ColorRole.Highlight)
            painter.setPen(QPen(accent, 1.5))
            painter.setBrush(_clear(accent, 0.15))
            painter.drawPolygon(QPolygonF(self._outline))
        elif self._at is not None:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Text), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self._at, 7, 7)
            card = self._card()
            painter.setFont(font)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid)))
            painter.setBrush(palette.color(QPalette.ColorRole.ToolTipBase))
            painter.drawRoundedRect(card, 4, 4)
            painter.setPen(palette.color(QPalette.ColorRole.ToolTipText))
            painter.drawText(card, Qt.AlignmentFlag.AlignCenter, self._elided())
