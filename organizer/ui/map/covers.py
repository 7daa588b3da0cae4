"""Covers of albums as cards that lie on the map."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from organizer.base.model import IntArray
from organizer.library.lists.residents import Residents
from organizer.ui.canvas.details import CARDS, Cards
from organizer.ui.covers.store import CoverStore
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job

_RIM = 3.0  #: logical pixels around a cover on its card
_IN_MEMORY = 240  #: albums whose cards are remembered: 45 KB each, at twice the scale 180 KB


class Covers(CoverStore[Cards]):
    """Covers by the numbers that albums have among the residents."""

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(state, Job.MAP_COVERS, cards, most=_IN_MEMORY, size=max(CARDS), parent=parent)

    def want_of(self, albums: Iterable[int], lives: Residents, ids: IntArray, ratio: float) -> None:
        """Have the covers of these albums soon; ``ids`` of the songs in the residents' order."""
        self.want(albums, lambda album: ids[np.flatnonzero(lives.albums == album)].tolist(), ratio)


def cards(cover: QImage, ratio: float) -> Cards:
    """A cover as a card of each size."""
    return {side: card(cover, side, ratio) for side in CARDS}


def card(cover: QImage, side: float, ratio: float) -> QImage:
    """A cover as a card that lies on the land: with a thin white edge and a shadow."""
    image = QImage(round(side * ratio), round(side * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    place = QRectF(_RIM, _RIM, side - 2 * _RIM, side - 2 * _RIM)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 22, 40, 90))
        painter.drawRoundedRect(place.adjusted(-1.5, -0.5, 1.5, 2.5), 3, 3)
        painter.drawImage(place, cover)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255, 225), 1.2))
        painter.drawRect(place)
    return image
