"""What Insight shows, as it is seen: charts of the gathered songs, made anew when something changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPalette, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from organizer.analysis.space.insight import Principal
from organizer.library import tracks
from organizer.library.orders import are_among
from organizer.pictures import distribution_charts, point_charts
from organizer.pictures.charts import Chart, Frame, Mark, Size, moved_marks, named
from organizer.ui.insight import pictures
from organizer.ui.insight.pictures import OF_POINTS, Picture, Seen
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets.parts import next_turn
from organizer.ui.widgets.shapes import points_inside
from organizer.work.insight.insighting import Gathered, first_three

if TYPE_CHECKING:
    from organizer.ui.insight.board import Board

_MOST_ZOOM, _LEAST_ZOOM = 20.0, 0.5  #: of the cube
_NOWHERE = np.empty((2, 0), np.float32)


class InsightCanvas(QWidget):
    """One chart of the gathered songs; knows nothing of the hand."""

    shown = Signal()  #: a chart was made anew

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.gathered: Gathered | None = None
        self.seen = Seen()
        self.title = ""  #: of what is shown
        self.hovered: int | None = None  #: row of the song under the pointer
        self.outline: list[QPointF] = []  #: of what is being drawn around songs
        self._board: Board | None = None  #: made when it is first needed: pyqtgraph takes a while to load
        self._stale = True
        self._zoomed = False  #: a person chose what is in view
        self._drawn: Seen | None = None  #: what the board shows
        self._chart: Chart | None = None  #: what is shown by marks alone
        self._places: tuple[Frame | None, npt.NDArray[np.float32]] = (None, _NOWHERE)
        self._mask: npt.NDArray[np.bool_] | None = None
        self._titles: dict[int, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 180)
        # with many songs each takes a frame: the table that shows a selection, the chart, its painting
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._make_ready)
        state.selection_changed.connect(self._selection_changed)

    def sizeHint(self) -> QSize:
        return QSize(780, 400)

    @property
    def board(self) -> Board:
        """What is drawn on."""
        if self._board is None:
            from organizer.ui.insight.board import Board

            self._board = Board(self)
            self._board.resize(self.size())
            self._board.show()
        return self._board

    # -- what is shown

    def show_songs(self, gathered: Gathered) -> None:
        """Other songs than before."""
        self.gathered, self._mask, self._drawn = gathered, None, None
        if not all(name in gathered.names for name in self.seen.features):
            self.seen = replace(self.seen, features=first_three(gathered.names))
        self._titles.clear()
        self.fit()

    def show_picture(self, picture: Picture) -> None:
        """Another picture of the same songs."""
        self.seen = replace(self.seen, picture=picture)
        self.fit()

    def show_features(self, features: tuple[str, str, str]) -> None:
        """Other numbers of the same songs."""
        self.seen = replace(self.seen, features=features)
        self.fit()

    def show_colours(self, by: str) -> None:
        """Coloured by "group" or "genre"."""
        if self.gathered is not None and by in self.gathered.kinds:
            self.gathered = replace(self.gathered, by=by)
            self.renew()

    def fit(self) -> None:
        """All songs, as large as they go."""
        self._zoomed, self.seen = False, replace(self.seen, zoom=1.0)
        self.renew()

    @property
    def selected(self) -> npt.NDArray[np.bool_]:
        """Whether each song is selected."""
        assert self.gathered is not None
        if self._mask is None:
            self._mask = are_among(self.gathered.ids, self.state.selection)
        return self._mask

    def _selection_changed(self, *_: object) -> None:
        self._mask = None
        self.renew()

    def renew(self) -> None:
        """What is shown no longer holds."""
        self.hovered = None
        self._stale = True
        self._soon.start()

    def _make_ready(self) -> None:
        if self.isVisible():
            ready = self._board is not None
            next_turn(self, self._make_and_paint if ready else self._make_board)

    def _make_board(self) -> None:
        """What is drawn on takes turns of its own, too."""
        self.board.viewport().setUpdatesEnabled(False)  # nothing is on it yet
        next_turn(self, self._make_boxes)

    def _make_boxes(self) -> None:
        assert self.board.boxes is not None
        next_turn(self, self._make_and_paint)

    def _make_and_paint(self) -> None:
        """To make a chart and to paint it are a turn of the event loop each."""
        viewport = self.board.viewport()
        viewport.setUpdatesEnabled(False)
        self.make()
        next_turn(self, lambda: viewport.setUpdatesEnabled(True))

    def make(self) -> None:
        """Show the chart for the size that the view has now, if another is shown."""
        if self.gathered is None or not self._stale:
            return
        self._stale = False
        size = (self.width(), self.height())
        self._chart, self._places, self._drawn = None, (None, _NOWHERE), self.seen
        self.board.dress(self.palette(), self.font())
        if self.seen.picture == Picture.DISTRIBUTION:
            self._make_distribution(self.gathered, size)
        elif self.seen.picture == Picture.SCATTER:
            self._make_scatter(self.gathered, size)
        elif self.seen.picture == Picture.PCA and self.gathered.principal is not None:
            self._make_principal(self.gathered.principal, size)
        elif self.seen.picture == Picture.SPACE:
            chart, places = pictures.cube(self.gathered, self.seen, size, self.selected)
            self._show_marks(chart)
            self._places = (chart.frame, np.ascontiguousarray(places.T, np.float32))
        else:
            self._show_marks(self.as_marks())
        self.follow_pointer()
        self.shown.emit()

    def _show_marks(self, chart: Chart) -> None:
        self._chart, self.title = chart, chart.title
        self.board.show_chart(chart)

    def _make_distribution(self, songs: Gathered, size: Size) -> None:
        feature = self.seen.features[0]
        distribution = songs.distribution(feature)
        if distribution.whole is None:
            self._show_marks(self.as_marks())
            return
        self.title = distribution_charts.histogram_title(feature)
        self.board.show_distribution(
            feature, songs.column(feature), songs.colours, distribution, self.selected, size=size
        )

    def _make_scatter(self, songs: Gathered, size: Size) -> None:
        (a, b), whole = (named(name) for name in self.seen.features[:2]), not self._zoomed
        x, y = (songs.column(name) for name in self.seen.features[:2])
        self.title = point_charts.scatter_title(a, b)
        self.board.show_points((a, b), x, y, songs.colours, self.selected, size=size, whole=whole)
        self.board.show_legend(self.title, songs.colours, size)

    def _make_principal(self, pca: Principal, size: Size) -> None:
        assert self.gathered is not None
        own, rest = pictures.parts(size)
        x, y = pca.points[:, 0], pca.points[:, 1]
        names, kinds = point_charts.principal_axes(pca), self.gathered.colours
        self.title = point_charts.principal_title(pca)
        self.board.show_points(names, x, y, kinds, self.selected, size=own, whole=not self._zoomed)
        marks: list[Mark] = []
        if not self._zoomed:
            marks += point_charts.arrows(pca, self.board.plot.frame)
        if rest is not None:
            marks += moved_marks(point_charts.loadings(pca, size=rest).marks, own[0])
        self.board.show_legend(self.title, kinds, own, marks)

    def as_marks(self) -> Chart:
        """What is seen as a list of marks."""
        assert self.gathered is not None
        seen, frame = self.seen, self.frame
        if seen.picture in (Picture.SCATTER, Picture.PCA) and frame is not None and self._zoomed:
            across, upward = zip(frame.low, frame.high, strict=True)
            seen = replace(seen, view=(across, upward))
        return pictures.as_marks(self.gathered, seen, (self.width(), self.height()), self.selected)

    # -- where songs are

    @property
    def frame(self) -> Frame | None:
        """Where on the widget which values are."""
        if self._board is None:
            return None
        if self._board.plot.isVisible():
            return self._board.plot.frame
        return self._chart.frame if self._chart is not None else None

    @property
    def places(self) -> npt.NDArray[np.float32]:
        """Where each song is, in pixels: shape=(2, n); empty where songs have no place."""
        drawn, songs, frame = self._drawn, self.gathered, self.frame
        if drawn is None or songs is None or frame is None or drawn.picture not in OF_POINTS:
            return _NOWHERE
        if drawn.picture != Picture.SPACE and self._places[0] != frame:
            if drawn.picture == Picture.PCA and songs.principal is not None:
                x, y = songs.principal.points[:, 0], songs.principal.points[:, 1]
            else:
                x, y = (songs.column(name) for name in drawn.features[:2])
            self._places = (frame, np.array([frame.across(x), frame.down(y)], np.float32))
        return self._places[1]

    def song_near(self, point: QPointF, reach: float = 10.0) -> int | None:
        """Row of the nearest song within so many pixels. All distances are quicker than any index to them."""
        frame, (x, y) = self.frame, self.places
        if frame is None or not x.size or not frame.holds(point.x(), point.y()):
            return None
        away = np.square(x - point.x()) + np.square(y - point.y())
        away[np.isnan(away)] = np.inf
        nearest = int(away.argmin())
        return nearest if away[nearest] <= reach * reach else None

    def songs_within(self, outline: list[QPointF]) -> npt.NDArray[np.int64]:
        """Rows of the songs inside a closed line: it is filled once, and each song looks where it stands."""
        frame, (x, y) = self.frame, self.places
        if frame is None or not x.size:
            return np.empty(0, np.int64)
        rows = np.flatnonzero(
            (x >= frame.x) & (x < frame.x + frame.width) & (y >= frame.y) & (y < frame.y + frame.height)
        )
        path = QPainterPath()
        path.addPolygon(QPolygonF(outline))
        return rows[points_inside(path, x[rows], y[rows])]

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Closer by a factor, around a place or the middle."""
        if self.seen.picture == Picture.SPACE:
            zoom = float(np.clip(self.seen.zoom * factor, _LEAST_ZOOM, _MOST_ZOOM))
            self.seen = replace(self.seen, zoom=zoom)
        elif self._is_movable():
            self._zoomed = True
            self.board.plot.zoom(factor, at)
        self.renew()

    def move(self, dx: float, dy: float) -> None:  # type: ignore[override]
        """Push the picture by so many pixels; in space, turn it."""
        if self.seen.picture == Picture.SPACE:
            pitch = float(np.clip(self.seen.pitch + dy * 0.01, -1.5, 1.5))
            self.seen = replace(self.seen, yaw=self.seen.yaw + dx * 0.01, pitch=pitch)
        elif self._is_movable():
            self._zoomed = True
            self.board.plot.push(dx, dy)
        self.renew()

    def _is_movable(self) -> bool:
        """Whether the board shows the plot that is to be moved."""
        return self._drawn is not None and self._drawn.picture == self.seen.picture in OF_POINTS

    # -- painting

    def name_of(self, row: int) -> str:
        """ "Title – Artist", read when it is first asked for."""
        assert self.gathered is not None
        track_id = int(self.gathered.ids[row])
        if track_id not in self._titles:
            tracks_ = tracks.get_many(self.state.db, [track_id])
            self._titles[track_id] = tracks_[0].label if tracks_ else ""
        return self._titles[track_id]

    def follow_pointer(self) -> None:
        """Show what is drawn around songs, or the name of the song under the pointer."""
        if self._board is None:
            return
        at, text, places = None, "", self.places
        if self.hovered is not None and self.hovered < places.shape[1]:
            at, text = QPointF(*places[:, self.hovered].tolist()), self.name_of(self.hovered)
        self._board.pointer.follow(self.outline, at, text, (self.palette(), self.font()), self.size())

    def image(self, scale: float = 2.0) -> QImage:
        """The picture as it is seen, with ``scale`` pixels for each."""
        self.make()
        return self.board.image(scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._board is not None:
            self._board.resize(self.size())
        self.renew()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_soon"):
            self.renew()
