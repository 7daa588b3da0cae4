"""The whole map, small, in a corner of the view while only a part of it is seen."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from organizer.base.language import tr
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.canvas import MapCanvas
from organizer.ui.map.content import MapContent
from organizer.ui.map.tools import MapTools

_EDGE = 150  #: logical pixels of the longer side
_MARGIN = 8
_ABOVE_STATUS = 26  #: pixels at the bottom that the line about the map takes
_FROM = 1.2  #: zoom from which there is something to look over
_LEAST = 3.0  #: times its width, and its height, that the view has: else it would hide too much of the map


class MiniMap(QWidget):
    """Shows where one looks; a click or a drag looks elsewhere."""

    def __init__(self, content: MapContent, canvas: MapCanvas, tools: MapTools, view: QWidget) -> None:
        super().__init__(view)
        self._content, self._canvas, self._tools, self._view = content, canvas, tools, view
        self._wanted = True
        self._image = QImage()
        self._made_from: QImage | None = None
        self._held: QPointF | None = None  #: from the middle of the frame to the pointer that drags it
        self.setAccessibleName(tr("Overview of the map"))
        self.setToolTip(tr("The whole map: click or drag to look elsewhere"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_if(self, wanted: bool) -> None:
        """Whether the person wants it while a part of the map is seen."""
        self._wanted = wanted
        self.follow()

    def follow(self) -> None:
        """Stand in the corner and show where one looks now; go while all of the map is seen."""
        camera = self._camera
        size = self._size(camera)
        fits = size.width() * _LEAST < camera.width and size.height() * _LEAST < camera.height
        shown = self._wanted and self._content.scene is not None and camera.zoom >= _FROM and fits
        if shown:
            top = self._view.height() - size.height() - _MARGIN - _ABOVE_STATUS
            self.setGeometry(_MARGIN, top, size.width(), size.height())
            self.update()
        self.setVisible(shown)

    @property
    def place(self) -> QRectF | None:
        """What it covers of the view; None while it is not shown."""
        return QRectF(self.geometry()) if self.isVisible() else None

    @property
    def _camera(self) -> Camera:
        return self._canvas.camera

    def _size(self, camera: Camera) -> QSize:
        wide = camera.columns * camera.cell_width
        high = camera.rows * camera.cell_height
        scale = _EDGE / max(wide, high, 1e-6)
        return QSize(max(8, round(wide * scale)), max(8, round(high * scale)))

    def frames(self) -> Iterator[QRectF]:
        """What is seen of the map, in pixels of this picture; over the seam of a torus in several parts."""
        camera = self._camera
        across, down = self.width() / camera.columns, self.height() / camera.rows
        wide = min(camera.width / camera.cell_width, camera.columns) * across
        high = min(camera.height / camera.cell_height, camera.rows) * down
        x, y = camera.x * across, camera.y * down
        for turn_y in (-1, 0, 1) if camera.toroidal else (0,):
            for turn_x in (-1, 0, 1) if camera.toroidal else (0,):
                frame = QRectF(0, 0, wide, high)
                frame.moveCenter(QPointF(x + turn_x * self.width(), y + turn_y * self.height()))
                if frame.intersects(QRectF(self.rect())):
                    yield frame

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawImage(self.rect(), self._picture())
            frames = list(self.frames())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(255, 255, 255, 38))
            for frame in frames:
                painter.drawRect(frame)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((QColor(12, 22, 40, 200), 3.0), (QColor(255, 255, 255), 1.4)):
                painter.setPen(QPen(colour, width))
                for frame in frames:
                    painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5))
            self._paint_playing(painter)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(12, 22, 40), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_playing(self, painter: QPainter) -> None:
        place, songs = self._content.playing(), self._content.songs
        if place is None or songs is None:
            return
        at = QPointF(
            float(songs.x[place]) / songs.columns * self.width(),
            float(songs.y[place]) / songs.rows * self.height(),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(12, 22, 40), 1.5))
        painter.setBrush(QColor(255, 255, 255))
        painter.drawEllipse(at, 3.5, 3.5)

    def _picture(self) -> QImage:
        """The ground, made small once for each scene and size."""
        assert self._content.scene is not None
        ground = self._content.scene.ground.image
        size = self.size() * self.devicePixelRatioF()
        if self._made_from is not ground or self._image.size() != size:
            self._made_from = ground
            smooth = Qt.TransformationMode.SmoothTransformation
            self._image = ground.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        return self._image

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        frame = next((part for part in self.frames() if part.contains(event.position())), None)
        self._held = QPointF() if frame is None else event.position() - frame.center()
        self._look(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._look(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._tools.zoom(1.0018 ** event.angleDelta().y())
        event.accept()

    def _look(self, point: QPointF) -> None:
        assert self._held is not None
        at = point - self._held
        camera = self._camera
        self._tools.look_at(at.x() / self.width() * camera.columns, at.y() / self.height() * camera.rows)
