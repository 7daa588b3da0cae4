"""Dots on their way to other places: painted over the bare ground until the map shows them there. What is
drawn at songs goes along: pins, journeys, the radio's way, outlines of regions, the song that plays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEasingCurve, QObject, QRectF, QVariantAnimation
from PySide6.QtGui import QFont, QPainter

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.songs import SongsOnMap
from organizer.ui.looks import motion
from organizer.ui.map.view import MapView
from organizer.ui.weights.carried import Carried
from organizer.ui.weights.gliding_dots import paint_dots

#: Milliseconds of a way.
_WAY = 300
#: Songs beyond which none are painted on their way: it would take more than a frame.
MOST = 20_000

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
        self._carried: Carried | None = None
        self.active = False
        self._leaving = False  #: the map shows the songs where they are now, as soon as it has painted them
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(_WAY)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._step)
        view.content.songs_changed.connect(self._take_songs)
        view.content.shown.connect(self._carry)  # the outlines of another map

    @property
    def places(self) -> FloatArray:
        """Where the dots are now: shape=(n, 2), in the order of the songs of the map."""
        here: FloatArray = (self._from + np.float32(self._share) * self._way).astype(np.float32)
        return here

    def to(self, ids: IntArray, places: FloatArray) -> None:
        """Let these songs, ids ascending, move to these places from where they are seen now."""
        songs, scene = self._view.content.songs, self._view.content.scene
        if songs is None or scene is None or not len(ids) or songs.count > MOST:
            return
        here = self.places if self.active else np.stack([songs.x, songs.y], axis=1)
        goal = _in_order(ids, places, songs.ids, here)
        way = goal - here
        if songs.toroidal:
            size = np.array([songs.columns, songs.rows], np.float32)
            way -= size * np.rint(way / size)
        self._songs, self._from, self._way, self._share = songs, here, way, 0.0
        self._colours = scene.colours
        self.active, self._leaving = True, False
        if self.paint not in self._view.canvas.guests:
            self._view.canvas.guests.insert(0, self.paint)  # below pins and ways
        self._view.content.set_bare(True)
        self._animation.stop()
        if motion.allowed():
            self._animation.start()
        else:
            self._step(1.0)

    def end(self, *, at_once: bool = False) -> None:
        """The map shows the songs itself from now on; until all its pieces are painted, the dots stay."""
        if not self.active:
            return
        self._animation.stop()
        self._step(1.0)
        self._leaving = True
        self._view.content.set_bare(False)
        if at_once:
            self._drop()
        self._view.update()

    def _step(self, share: float) -> None:
        self._share = float(share)
        self._carry()
        self._view.update()

    def _carry(self) -> None:
        """Let what is drawn at songs be seen where they are."""
        songs, canvas = self._songs, self._view.canvas
        if songs is None:
            return
        here = self.places
        canvas.moving = replace(songs, x=here[:, 0], y=here[:, 1])
        regions = canvas.regions.regions
        if self._carried is None or (
            self._carried.regions is not regions or self._carried.songs.ids is not songs.ids
        ):
            self._carried = Carried(regions, songs)
        canvas.regions.moving = self._carried.at(here)

    def _take_songs(self) -> None:
        """The map has other songs, or these in another order: the dots go on from where they are."""
        before, songs = self._songs, self._view.content.songs
        if not self.active or before is None:
            return
        if songs is None or songs.ids.size == 0:
            self._drop()
        elif songs.ids is not before.ids:
            there = np.stack([songs.x, songs.y], axis=1)
            self._from = _in_order(before.ids, self._from, songs.ids, there)
            self._way = _in_order(before.ids, self._way, songs.ids, np.zeros_like(there))
            if songs.toroidal:  # outlines count how far songs are from there
                size = np.array([songs.columns, songs.rows], np.float32)
                self._from -= size * np.rint((self._from + self._way - there) / size)
            self._colours = _in_order(before.ids, self._colours, songs.ids, np.full((songs.count, 3), 255))
            self._songs = songs
            self._carry()

    def _drop(self) -> None:
        self.active = self._leaving = False
        self._songs = self._carried = None
        canvas = self._view.canvas
        canvas.moving = canvas.regions.moving = None
        if self.paint in canvas.guests:
            canvas.guests.remove(self.paint)

    def paint(self, painter: QPainter, camera: Camera, songs: SongsOnMap, _font: QFont) -> list[QRectF]:
        """A painter of the map's."""
        if self._leaving and self._view.settled:
            self._drop()
            self._view.update()  # with what is drawn at songs where the map has them
            return []
        scene = self._view.content.scene
        known = scene is not None and scene.songs.ids is songs.ids
        paint_dots(
            painter,
            camera,
            songs,
            self._colours,
            chosen=scene.chosen if known and scene is not None else np.empty(0, np.int64),
            matching=scene.matching if known and scene is not None else None,
        )
        return []


def _in_order(
    ids: IntArray, values: npt.NDArray[Any], wanted: IntArray, others: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """The values of ids, shape=(n, k), in the order of those wanted; ``others`` where there is none."""
    order = np.argsort(ids, kind="stable")
    at = order[np.minimum(np.searchsorted(ids, wanted, sorter=order), len(ids) - 1)]
    known = ids[at] == wanted
    return np.where(known[:, None], values[at], others).astype(values.dtype)
