"""Dots on their way to other places: painted over the bare ground until the map shows them there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEasingCurve, QObject, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.dots import add_disc, dot_radius
from organizer.ui.canvas.songs import SongsOnMap
from organizer.ui.looks import motion
from organizer.ui.map.view import MapView

#: Milliseconds of a way, and songs up to which they are painted as discs one by one.
_WAY, _FEW = 300, 500
#: Songs beyond which none are painted on their way: it would take more than a frame.
MOST = 20_000
_RIM = QColor(16, 24, 40, 160)

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


class Glide(QObject):
    """Lets the dots of a map move. Places are columns and rows of display cells, as in ``SongsOnMap``."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._songs: SongsOnMap | None = None  #: whose order places have
        self._from = self._way = np.empty((0, 2), np.float32)
        self._share = 1.0
        self._colours = np.empty((0, 3), np.uint8)
        self.active = False
        self._leaving = False  #: the map shows the songs where they are now, as soon as it has painted them
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(_WAY)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._step)

    @property
    def places(self) -> FloatArray:
        """Where the dots are now: shape=(n, 2), in the order of ``songs`` as they were when it began."""
        here: FloatArray = (self._from + np.float32(self._share) * self._way).astype(np.float32)
        return here

    def to(self, ids: IntArray, places: FloatArray) -> None:
        """Let these songs, ids ascending, move to these places from where they are seen now."""
        songs, scene = self._view.content.songs, self._view.content.scene
        if songs is None or scene is None or not len(ids) or songs.count > MOST:
            return
        here = self.places if self.active and self._songs is songs else np.stack([songs.x, songs.y], axis=1)
        if self.active and self._songs is not songs and self._songs is not None:
            here = _in_order(self._songs.ids, self.places, songs.ids, here)
        goal = _in_order(ids, places, songs.ids, here)
        way = goal - here
        if songs.toroidal:
            size = np.array([songs.columns, songs.rows], np.float32)
            way -= size * np.rint(way / size)
        self._songs, self._from, self._way, self._share = songs, here, way, 0.0
        self._colours = scene.colours
        self.active, self._leaving = True, False
        if self.paint not in self._view.canvas.guests:
            self._view.canvas.guests.append(self.paint)
        self._view.content.set_bare(True)
        self._animation.stop()
        if motion.allowed():
            self._animation.start()
        else:
            self._share = 1.0
            self._view.update()

    def end(self, *, at_once: bool = False) -> None:
        """The map shows the songs itself from now on; until all its pieces are painted, the dots stay."""
        if not self.active:
            return
        self._animation.stop()
        self._share = 1.0
        self._leaving = True
        self._view.content.set_bare(False)
        if at_once:
            self._drop()
        self._view.update()

    def _step(self, share: float) -> None:
        self._share = float(share)
        self._view.update()

    def _drop(self) -> None:
        self.active = self._leaving = False
        self._songs = None
        if self.paint in self._view.canvas.guests:
            self._view.canvas.guests.remove(self.paint)

    def paint(self, painter: QPainter, camera: Camera, songs: SongsOnMap, font: QFont) -> list[QRectF]:
        """A painter of the map's."""
        if self._leaving and self._view.settled:
            self._drop()
            return []
        ratio = painter.device().devicePixelRatio() if painter.device() is not None else 1.0
        radius = dot_radius(songs, camera.cell_width * camera.cell_height)
        here = self.places
        if len(here) <= _FEW:
            self._paint_each(painter, camera, here, radius)
        else:
            self._paint_many(painter, camera, here, radius, ratio)
        return []

    def _paint_each(self, painter: QPainter, camera: Camera, here: FloatArray, radius: float) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for (x, y), colour in zip(here.tolist(), self._colours.tolist(), strict=True):
            for left, top in camera.copies(x, y, 2 * radius):
                for reach, ink in ((radius + 1.0, _RIM), (radius, QColor(*colour))):
                    painter.setBrush(ink)
                    painter.drawEllipse(QRectF(left - reach, top - reach, 2 * reach, 2 * reach))
        painter.restore()

    def _paint_many(
        self, painter: QPainter, camera: Camera, here: FloatArray, radius: float, ratio: float
    ) -> None:
        width, height = round(camera.width * ratio), round(camera.height * ratio)
        size = np.array([camera.columns * camera.cell_width, camera.rows * camera.cell_height]) * ratio
        wide, high = max(1, round(size[0])), max(1, round(size[1]))
        x = here[:, 0] / camera.columns * wide + round(width / 2 - camera.x / camera.columns * wide)
        y = here[:, 1] / camera.rows * high + round(height / 2 - camera.y / camera.rows * high)
        pixels = add_disc(
            (height, width),
            x.astype(np.int32),
            y.astype(np.int32),
            self._colours,
            round(radius * ratio, 1),
            (wide, high) if camera.toroidal else None,
        )
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(0, 0, image)


def _in_order(ids: IntArray, values: FloatArray, wanted: IntArray, others: FloatArray) -> FloatArray:
    """The values of ids, shape=(n, 2), in the order of those wanted; ``others`` where there is none."""
    order = np.argsort(ids, kind="stable")
    at = order[np.minimum(np.searchsorted(ids, wanted, sorter=order), len(ids) - 1)]
    known = ids[at] == wanted
    return np.where(known[:, None], values[at], others).astype(np.float32)
