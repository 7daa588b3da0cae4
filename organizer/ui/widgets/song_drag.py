"""Songs as they are dragged: their ids for the window's own views, their files for other programs."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable

from PySide6.QtCore import QMetaType, QMimeData, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QGuiApplication, QPainter, QPixmap

from organizer.base.language import plural
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.widgets.parts import file_url

#: How songs travel inside the window: a JSON list of track ids.
TRACK_IDS_MIME = "application/x-organizer-track-ids"
#: How files travel between programs.
FILES_MIME = "text/uri-list"


class SongsMime(QMimeData):
    """Dragged songs. Files are offered where at least one of the songs has one that is there; their addresses
    are made when somebody asks for them, since the window's own views never do and there may be many."""

    def __init__(self, db: Database, ids: Iterable[int]) -> None:
        super().__init__()
        self._db, self._ids = db, [int(i) for i in ids]
        self.setData(TRACK_IDS_MIME, json.dumps(self._ids).encode("ascii"))
        extent = tracks.extent(db, self._ids)
        self._offers_files = extent.songs > extent.away + extent.no_file

    def formats(self) -> list[str]:
        return [*super().formats(), *([FILES_MIME] if self._offers_files else [])]

    def retrieveData(self, mimetype: str, kind: QMetaType | QMetaType.Type) -> object:
        if mimetype != FILES_MIME or not self._offers_files:
            return super().retrieveData(mimetype, kind)
        return [file_url(path) for path in tracks.file_paths(self._db, self._ids)]


def dragged_ids(mime: QMimeData) -> list[int] | None:
    """The songs that are dragged by their ids; None where none are."""
    if not mime.hasFormat(TRACK_IDS_MIME):
        return None
    with contextlib.suppress(ValueError, TypeError):
        return [int(i) for i in json.loads(bytes(mime.data(TRACK_IDS_MIME).data()))]
    return []


def drag_songs(source: QObject, db: Database, ids: Iterable[int]) -> None:
    """Drag songs until they are dropped. Copy only: a file manager that is offered a move takes the files
    away."""
    songs = [int(i) for i in ids]
    drag = QDrag(source)
    drag.setMimeData(SongsMime(db, songs))
    badge = _badge(plural("{n} song", "{n} songs", len(songs)))
    drag.setPixmap(badge)
    drag.setHotSpot(QPoint(-12, badge.height() // 2))
    drag.exec(Qt.DropAction.CopyAction, Qt.DropAction.CopyAction)


def _badge(text: str) -> QPixmap:
    pixmap = QPixmap(240, 64)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(QGuiApplication.font())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 28, 46, 225))
        painter.drawRoundedRect(QRectF(1, 4, 118, 24), 12, 12)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(QRectF(1, 4, 118, 24), Qt.AlignmentFlag.AlignCenter, text)
    return pixmap
