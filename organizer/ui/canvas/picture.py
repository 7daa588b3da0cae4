"""The map as a picture of its own, at any size: for saving and printing."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPalette

from organizer.base.atomic import replace_file
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.overlay import Overlay, paint_overlay
from organizer.ui.canvas.tiles import MapTiles, Scene
from organizer.work.jobs import JobContext

#: Text and dots are as large as in a window of this width, whatever the picture's.
_LOGICAL_WIDTH = 1280


def paint_picture(scene: Scene, overlay: Overlay, font: QFont, palette: QPalette, size: QSize) -> QImage:
    """The whole map at this many pixels."""
    ratio = max(1.0, size.width() / _LOGICAL_WIDTH)
    songs = scene.songs
    camera = Camera(songs.rows, songs.columns, toroidal=songs.toroidal)
    camera.resize(size.width() / ratio, size.height() / ratio)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    tiles = MapTiles()
    tiles.set_scene(scene)
    tiles.draw(painter, camera, ratio)
    accent = palette.color(QPalette.ColorRole.Highlight)
    paint_overlay(painter, camera, songs, overlay, font, accent, ratio)
    painter.end()
    image.setDevicePixelRatio(1.0)
    return image


def save_picture(context: JobContext, path: str, picture: Callable[[], QImage]) -> str:
    """Write the picture, whole or not at all. A job: painting and packing a large one takes a while."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not picture().save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OrganizerError(
            tr("the picture cannot be packed"), path=path, remedy=tr("choose a smaller size")
        )
    data = bytes(buffer.data().data())
    context.check_cancelled()

    def write(file: BinaryIO) -> None:
        file.write(data)

    replace_file(path, write)
    return path
