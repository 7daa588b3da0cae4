"""What Insight shows, as it is seen: charts of the gathered songs, kept until something changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from organizer.library import tracks
from organizer.pictures import insight_charts, point_charts, space_charts
from organizer.pictures.charts import Chart, Frame, beside
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets import chart_paint
from organizer.ui.widgets.parts import next_turn
from organizer.work.insight.insighting import Gathered, first_three

#: The pictures, by name, in the order of their buttons.
DISTRIBUTION, TOGETHER, TWO, AXES, SPACE = PICTURES = ("Distribution", "Correlation", "Scatter", "PCA", "3-D")
#: Those in which a song has a place.
OF_POINTS = (TWO, AXES, SPACE)
#: From this width on, loadings stand beside the songs.
_WIDE = 980
_MOST_ZOOM, _LEAST_ZOOM = 200.0, 0.5


class InsightCanvas(QWidget):
    """One chart of the gathered songs; knows nothing of the hand."""

    shown = Signal()  #: a chart was made anew

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.gathered: Gathered | None = None
        self.picture = DISTRIBUTION
        self.features: tuple[str, str, str] = ("", "", "")
        self.places: npt.NDArray[np.float32] = np.empty((2, 0), np.float32)  #: of the songs, in pixels
        self.hovered: int | None = None  #: row of the song under the pointer
        self.outline: list[QPointF] = []  #: of what is being drawn around songs
        self.yaw, self.pitch, self.magnified = space_charts.YAW, space_charts.PITCH, 1.0
        self.view: point_charts.Limits | None = None
        self.chart: Chart | None = None  #: stays until there is a new one: the pointer finds songs by it
        self._stale = True
        self._cube: npt.NDArray[np.float32] | None = None  #: what stands along its edges now
        self._ranges: list[tuple[float, float]] = []
        self._kept: QPixmap | None = None
        self._mask: npt.NDArray[np.bool_] | None = None
        self._titles: dict[int, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 180)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # with many songs each takes a frame: the table that shows a selection, the chart, its painting
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._make_ready)
        state.selection_changed.connect(self._selection_changed)

    def sizeHint(self) -> QSize:
        return QSize(780, 400)

    # -- what is shown

    def show_songs(self, gathered: Gathered) -> None:
        self.gathered, self._cube, self._mask = gathered, None, None
        self.chart = None  # it shows other songs: nothing is found by it
        if not all(name in gathered.names for name in self.features):
            self.features = first_three(gathered.names)
        self._titles.clear()
        self.fit()

    def show_picture(self, name: str) -> None:
        self.picture = name
        self.fit()

    def show_features(self, features: tuple[str, str, str]) -> None:
        self.features, self._cube = features, None
        self.fit()

    def show_colours(self, by: str) -> None:
        if self.gathered is not None and by in self.gathered.kinds:
            self.gathered = replace(self.gathered, by=by)
            self.renew()

    def fit(self) -> None:
        """All songs, as large as they go."""
        self.view, self.magnified = None, 1.0
        self.renew()

    @property
    def selected(self) -> npt.NDArray[np.bool_]:
        assert self.gathered is not None
        if self._mask is None:
            self._mask = np.isin(self.gathered.ids, self.state.selection)
        return self._mask

    def _selection_changed(self, *_: object) -> None:
        self._mask = None
        self.renew()

    def renew(self) -> None:
        """What was painted no longer holds."""
        self.hovered = self._kept = None
        self._stale = True
        self._soon.start()

    def _make_ready(self) -> None:
        if self.isVisible():
            self.made()
        next_turn(self, self.update)

    def made(self) -> Chart | None:
        """The chart for the size that the view has now."""
        if self.gathered is None:
            return None
        if self.chart is None or self._stale:
            self._stale = False
            self.chart = self._make(self.gathered, (self.width(), self.height()))
        return self.chart

    def _make(self, songs: Gathered, size: tuple[int, int]) -> Chart:
        kinds, chosen, (a, b, _) = songs.colours, self.selected, self.features
        self.places = np.empty((2, 0), np.float32)
        if self.picture == DISTRIBUTION:
            left = (size[0] * 9 // 20, size[1])
            right = (size[0] - left[0], size[1])
            values, distribution = songs.column(a), songs.distribution(a)
            return beside(
                insight_charts.histogram(
                    a,
                    values,
                    kinds,
                    size=left,
                    selected=chosen,
                    named_colours=False,
                    distribution=distribution,
                ),
                insight_charts.boxes(
                    a, values, kinds, size=right, selected=chosen, distribution=distribution
                ),
            )
        if self.picture == TOGETHER:
            return insight_charts.correlation(songs.correlation, songs.names, size=size)
        if self.picture == SPACE:
            if self._cube is None:
                self._cube = songs.cube[:, [songs.names.index(name) for name in self.features]]
                self._ranges = songs.ranges(self.features)
            chart, places = space_charts.space(
                self.features,
                self._cube,
                kinds,
                yaw=self.yaw,
                pitch=self.pitch,
                zoom=self.magnified,
                ranges=self._ranges,
                size=size,
                selected=chosen,
            )
            self.places = np.ascontiguousarray(places.T, np.float32)
            return chart
        if self.picture == AXES:
            if songs.principal is None:
                return insight_charts.nothing("PCA", size, "it takes two songs that differ")
            wide = size[0] >= _WIDE
            own = (size[0] * 3 // 5, size[1]) if wide else size
            chart = point_charts.principal(songs.principal, kinds, size=own, view=self.view, selected=chosen)
            x, y = songs.principal.points[:, 0], songs.principal.points[:, 1]
            if wide:
                rest = (size[0] - own[0], size[1])
                chart = beside(chart, point_charts.loadings(songs.principal, size=rest))
        else:
            x, y = songs.column(a), songs.column(b)
            names = (insight_charts.named(a), insight_charts.named(b))
            chart = point_charts.scatter(names, x, y, kinds, size=size, view=self.view, selected=chosen)
        assert chart.frame is not None
        self.places = np.array([chart.frame.across(x), chart.frame.down(y)], np.float32)
        return chart

    # -- where songs are

    @property
    def frame(self) -> Frame | None:
        return self.chart.frame if self.chart is not None else None

    def song_near(self, point: QPointF, reach: float = 10.0) -> int | None:
        """Row of the nearest song within so many pixels. All distances are quicker than any index to them."""
        if self.frame is None or not self.places.size or not self.frame.holds(point.x(), point.y()):
            return None
        away = np.square(self.places[0] - point.x()) + np.square(self.places[1] - point.y())
        away[np.isnan(away)] = np.inf
        nearest = int(away.argmin())
        return nearest if away[nearest] <= reach * reach else None

    def songs_within(self, outline: list[QPointF]) -> npt.NDArray[np.int64]:
        """Rows of the songs inside a closed line: it is filled once, and each song looks where it stands."""
        if self.frame is None or not self.places.size:
            return np.empty(0, np.int64)
        width, height = self.width(), self.height()
        sheet = QImage(width, height, QImage.Format.Format_Grayscale8)
        sheet.fill(0)
        with QPainter(sheet) as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(255, 255, 255))
            painter.drawPolygon(QPolygonF(outline))
        filled = np.frombuffer(sheet.constBits(), np.uint8).reshape(height, sheet.bytesPerLine())
        frame, x, y = self.frame, self.places[0], self.places[1]
        rows = np.flatnonzero(
            (x >= max(frame.x, 0))
            & (x < min(frame.x + frame.width, width))
            & (y >= max(frame.y, 0))
            & (y < min(frame.y + frame.height, height))
        )
        found: npt.NDArray[np.int64] = rows[filled[y[rows].astype(np.int64), x[rows].astype(np.int64)] > 0]
        return found

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        if self.picture == SPACE:
            self.magnified = float(np.clip(self.magnified * factor, _LEAST_ZOOM, 20.0))
        elif self.frame is not None and self.picture in OF_POINTS:
            frame = self.frame
            point = at if at is not None else QPointF(frame.x + frame.width / 2, frame.y + frame.height / 2)
            x, y = frame.values_at(point.x(), point.y())
            (left, bottom), (right, top) = frame.low, frame.high
            self.view = (
                (x + (left - x) / factor, x + (right - x) / factor),
                (y + (bottom - y) / factor, y + (top - y) / factor),
            )
        self.renew()

    def move(self, dx: float, dy: float) -> None:  # type: ignore[override]
        """Push the picture by so many pixels; in space, turn it."""
        if self.picture == SPACE:
            self.yaw += dx * 0.01
            self.pitch = float(np.clip(self.pitch + dy * 0.01, -1.5, 1.5))
        elif self.frame is not None and self.picture in OF_POINTS:
            frame = self.frame
            across = dx / frame.width * (frame.high[0] - frame.low[0])
            upward = dy / frame.height * (frame.high[1] - frame.low[1])
            self.view = (
                (frame.low[0] - across, frame.high[0] - across),
                (frame.low[1] + upward, frame.high[1] + upward),
            )
        self.renew()

    # -- painting

    def name_of(self, row: int) -> str:
        """ "Title – Artist", read when it is first asked for."""
        assert self.gathered is not None
        track_id = int(self.gathered.ids[row])
        if track_id not in self._titles:
            found = tracks.get_many(self.state.db, [track_id])
            self._titles[track_id] = found[0].label if found else ""
        return self._titles[track_id]

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._kept is None:
                self._repaint()
            if self._kept is not None:
                painter.drawPixmap(0, 0, self._kept)
            else:
                painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
            self._paint_outline(painter)
            self._paint_hovered(painter)

    def _repaint(self) -> None:
        chart = self.made()
        if chart is None:
            return
        ratio = self.devicePixelRatioF()
        kept = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        kept.setDevicePixelRatio(ratio)
        kept.fill(self.palette().color(QPalette.ColorRole.Base))
        with QPainter(kept) as painter:
            chart_paint.paint(painter, chart, self.palette(), self.font())
        self._kept = kept
        self.shown.emit()

    def _paint_outline(self, painter: QPainter) -> None:
        if len(self.outline) < 2:
            return
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent, 1.5))
        fill = QColor(accent)
        fill.setAlphaF(0.15)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(self.outline))

    def _paint_hovered(self, painter: QPainter) -> None:
        if self.hovered is None or self.hovered >= self.places.shape[1] or self.outline:
            return
        x, y = (float(v) for v in self.places[:, self.hovered])
        palette = self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Text), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), 7, 7)
        metrics = QFontMetrics(self.font())
        text = metrics.elidedText(self.name_of(self.hovered), Qt.TextElideMode.ElideRight, 320)
        wide, high = metrics.horizontalAdvance(text) + 16, metrics.height() + 8
        left = min(max(4.0, x + 12), max(4.0, self.width() - wide - 4.0))
        top = y - high - 8 if y - high - 8 > 4 else y + 12
        box = QRectF(left, top, wide, high)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid)))
        painter.setBrush(palette.color(QPalette.ColorRole.ToolTipBase))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(palette.color(QPalette.ColorRole.ToolTipText))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.renew()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_kept"):
            self.renew()
