"""The map through a camera: its pieces and what lies over them, painted anywhere, and what lies where."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QPainter

from organizer.ui.canvas.camera import Camera, Look
from organizer.ui.canvas.overlay import GuestPainter, Overlay, paint_overlay, visible_places
from organizer.ui.canvas.pointers import Pointer, pointer_at, pointers
from organizer.ui.canvas.regions import RegionLayer
from organizer.ui.canvas.songs import SongsOnMap
from organizer.ui.canvas.tiles import MapTiles, Scene

IntArray = npt.NDArray[np.int64]

_PATIENCE = 0.006  #: seconds of painting new pieces in one frame
#: Titles that are remembered.
_TITLES = 5_000


class MapCanvas:
    """Paints a scene through a camera. Places are points in logical pixels, cells and songs those shown."""

    def __init__(self, read_titles: Callable[[list[int]], dict[int, str]]) -> None:
        self.camera = Camera(1, 1, toroidal=True)
        self.songs: SongsOnMap | None = None
        self.moving: SongsOnMap | None = None  #: the same songs where they are on their way, while they glide
        self.guests: list[GuestPainter] = []  #: what others paint over the dots
        self.regions = RegionLayer()
        self._tiles = MapTiles()
        self._read_titles = read_titles
        self._titles: dict[int, str] = {}
        self._matching: IntArray | None = None
        self._looked: Look | None = None  #: the last time, until there is a map
        self._written: list[tuple[QRectF, str]] = []  #: where the names of islands are
        self._pointers: tuple[tuple[float, ...], tuple[Pointer, ...]] | None = None  #: and where one looked

    def set_songs(self, songs: SongsOnMap | None, width: float, height: float) -> bool:
        """Show these songs; True when the map is one of another shape, looked at anew."""
        before, self.songs = self.songs, songs
        if songs is None:
            return True
        shape = (songs.rows, songs.columns, songs.toroidal)
        if before is not None and (before.rows, before.columns, before.toroidal) == shape:
            return False
        self.camera = Camera(songs.rows, songs.columns, toroidal=songs.toroidal)
        self.camera.resize(width, height)
        if self._looked is not None:
            self.camera.look_again(self._looked)
            self._looked = None
        return True

    @property
    def seen(self) -> SongsOnMap | None:
        """The songs where they are seen now: what is drawn at songs goes along while they glide."""
        return self.songs if self.moving is None else self.moving

    def look_again(self, look: Look) -> None:
        """Look where one looked the last time, as soon as there is a map."""
        if self.songs is None:
            self._looked = look
        else:
            self.camera.look_again(look)

    def set_scene(self, scene: Scene | None) -> None:
        """Paint this from now on."""
        if scene is not None:
            self.songs = scene.songs
        self._tiles.set_scene(scene)
        self._matching = None if scene is None else scene.matching
        self._pointers = None

    def forget_titles(self) -> None:
        """Read the titles again: songs have changed."""
        self._titles.clear()

    def paint(self, painter: QPainter, overlay: Overlay, font: QFont, accent: QColor, ratio: float) -> bool:
        """Paint a frame. False when a piece was not ready in time and something stands in for it."""
        songs = self.seen
        if songs is None:
            return True
        complete = self._tiles.draw(painter, self.camera, ratio, _PATIENCE)
        self._written = paint_overlay(painter, self.camera, songs, overlay, font, accent, ratio)
        return complete

    def name_at(self, point: QPointF) -> str:
        """The whole name of the island whose label is under a point; empty where there is none."""
        return next((name for rect, name in self._written if rect.contains(point)), "")

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """Signs at the edge that point at matches which are not seen."""
        camera = self.camera
        if self.songs is None or self._matching is None:
            return ()
        looked = (camera.x, camera.y, camera.zoom, camera.width, camera.height)
        if self._pointers is None or self._pointers[0] != looked:
            self._pointers = looked, pointers(camera, self.songs, self._matching)
        return self._pointers[1]

    def pointer_at(self, point: QPointF) -> Pointer | None:
        """The sign at the edge that lies under a point."""
        return pointer_at(self.pointers, point)

    def follow(self, sign: Pointer) -> None:
        """Look at the nearest of the songs that a sign points at."""
        if self.songs is not None:
            self.camera.look_at(float(self.songs.x[sign.nearest]), float(self.songs.y[sign.nearest]))

    def cell_rect(self, cell: int) -> QRect:
        """Where a cell is seen, nearest to the middle."""
        assert self.songs is not None
        row, column = divmod(cell, self.songs.columns)
        x, y = self.camera.nearest_copy(column + 0.5, row + 0.5)
        wide, high = self.camera.cell_width, self.camera.cell_height
        return QRectF(x - wide / 2, y - high / 2, wide, high).toRect()

    def copy_under(self, point: QPointF) -> QRect:
        """The copy of a cell that lies under a point."""
        left, top = self.camera.to_world(point.x(), point.y())
        x, y = self.camera.to_screen(float(np.floor(left)), float(np.floor(top)))
        return QRectF(x, y, self.camera.cell_width, self.camera.cell_height).toRect()

    def cell_at(self, point: QPointF) -> int | None:
        """The cell under a point; None outside the map."""
        return None if self.songs is None else self.songs.cell_at(*self.camera.to_world(point.x(), point.y()))

    def song_near(self, point: QPointF, reach: float | None = None) -> int | None:
        """Id of the song nearest to a point; with ``reach`` only within so many pixels."""
        if self.songs is None:
            return None
        nearest = self.songs.nearest(*self.camera.to_world(point.x(), point.y()))
        if nearest is None or (reach is not None and nearest[1] * self.camera.cell_width > reach):
            return None
        return int(self.songs.ids[nearest[0]])

    def show_one_of(self, ids: np.ndarray) -> None:
        """Look at the first of these songs, unless one of them is seen already."""
        if self.songs is None:
            return
        places = self.songs.places_of(ids)
        if places.size and not np.isin(places, visible_places(self.camera, self.songs)).any():
            self.camera.look_at(float(self.songs.x[places[0]]), float(self.songs.y[places[0]]))

    def title_of(self, song: int) -> str:
        """The title of a song by its id; empty where it is gone."""
        return self._names([song]).get(song, "")

    def _names(self, ids: list[int]) -> dict[int, str]:
        """Titles of songs, each read once."""
        missing = [i for i in ids if i not in self._titles]
        if missing:
            if len(self._titles) > _TITLES:
                self._titles.clear()
                missing = ids
            self._titles.update(self._read_titles(missing))
        return self._titles
