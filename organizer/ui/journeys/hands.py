"""What hand and keyboard do with journeys on the map: add stops, pull at the line, move and remove stops."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QMouseEvent, QPainter

from organizer.analysis.map.corridor import around_place
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.drawing import Drawing, Tool
from organizer.ui.canvas.songs import SongsOnMap
from organizer.ui.journeys import work
from organizer.ui.journeys.journeys import Journeys
from organizer.ui.journeys.way import Grip, Way, paint_handle, paint_held
from organizer.ui.map.view import MapView
from organizer.ui.widgets import theme

#: Songs around a place of which the nearest that can be in a journey is taken.
_CANDIDATES = 12


class JourneyHands(QObject):
    """A guest of the map's tools: asked before they act, see ``MapTools.guests``."""

    stop_chosen = Signal(int)  #: track id: the journey is to begin there, or to lead on to it
    done = Signal()  #: no more stops
    closed = Signal()  #: Esc, where there is nothing else to leave

    def __init__(self, journeys: Journeys, view: MapView) -> None:
        super().__init__(view)
        self._journeys, self._view, self._canvas = journeys, view, view.canvas
        self._way: tuple[object, SongsOnMap, Way] | None = None
        self.hovered: Grip | None = None
        self.chosen: int | None = None  #: the stop or bend that Delete removes
        self._pointer = QPointF()
        self._held: Grip | None = None
        self._pressed = QPointF()
        self._dragged = False
        view.tools.guests.append(self)
        view.canvas.guests.append(self.paint)
        journeys.changed.connect(self._changed)

    @property
    def way(self) -> Way | None:
        """The open journey over the songs of the map."""
        shown, songs = self._journeys.shown, self._canvas.seen
        if shown is None or songs is None:
            return None
        if self._way is None or self._way[0] is not shown or self._way[1] is not songs:
            self._way = shown, songs, Way(shown.journey, songs, shown.drawn)
        return self._way[2]

    @property
    def picking(self) -> bool:
        """Whether clicks add stops."""
        return self._view.tools.tool is Tool.JOURNEY

    def _changed(self) -> None:
        self.hovered = self._held = None
        journey = self._journeys.journey
        if journey is None or self.chosen not in journey.fixed:
            self.chosen = None
        self._view.update()

    def paint(self, painter: QPainter, camera: Camera, _songs: SongsOnMap, font: QFont) -> list[QRectF]:
        """Paint the journey over the map; gives back where it wants no other text."""
        accent, way = QColor(theme.ACCENT), self.way  # not paler in a window without the keyboard
        if way is None:
            return []
        taken = way.paint(painter, camera, font, accent, chosen=self.chosen, hovered=self.hovered)
        if self._held is not None and self._dragged:
            held = camera.to_world(self._pointer.x(), self._pointer.y())
            paint_held(painter, camera, way.neighbours(self._held), held, accent)
        elif self.hovered is not None and self.hovered.kind == "line":
            paint_handle(painter, self._pointer, accent)
        return taken

    # what the map's tools ask

    def press(self, event: QMouseEvent) -> bool:
        """True when the hand took hold of the journey."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.button() != Qt.MouseButton.LeftButton or not plain or not self._can_be_held:
            return False
        way = self.way
        self._held = way.grip_at(self._canvas.camera, event.position()) if way is not None else None
        self._pressed = self._pointer = event.position()
        self._dragged = False
        return self._held is not None

    @property
    def _can_be_held(self) -> bool:
        """Tools that draw draw over journeys, too."""
        return self._view.tools.tool in (Tool.MOVE, Tool.JOURNEY)

    def move(self, event: QMouseEvent) -> bool:
        """True when the pointer is over the journey, or holds it."""
        self._pointer = event.position()
        if self._held is not None:
            far = (self._pointer - self._pressed).manhattanLength()
            if far >= QGuiApplication.styleHints().startDragDistance():
                self._dragged = True
                self._view.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._view.cell_cursor.leave()
            self._view.update()
            return True
        way, before = self.way, self.hovered
        if way is None or not self._can_be_held or event.buttons() != Qt.MouseButton.NoButton:
            self.hovered = None
        else:
            self.hovered = way.grip_at(self._canvas.camera, self._pointer)
        if self.hovered is None:
            if before is not None:
                self._view.update()
            return False
        if self.hovered.kind == "line":
            self._view.cell_cursor.leave()
        else:
            self._view.cell_cursor.hover(self._pointer)
        self._view.setCursor(Qt.CursorShape.PointingHandCursor)
        self._view.update()
        return True

    def release(self, event: QMouseEvent) -> bool:
        """True when the hand let go of the journey: it leads another way, or a stop is chosen."""
        held, dragged = self._held, self._dragged
        if held is None:
            return False
        self._held, self._dragged = None, False
        self._view.tools.show_hand()
        if dragged:
            self._let_go(held, event.position())
        elif held.kind == "line":
            if self.picking:
                self.click(event.position())
            else:
                self._view.tools.select_at(event.position())
        else:
            self.chosen = held.song
        self._view.update()
        return True

    def click(self, point: QPointF) -> bool:
        """True when the click was for the journey: the song nearest to it becomes a stop."""
        if not self.picking:
            return False
        song = self._canvas.song_near(point)
        if song is not None:
            self.stop_chosen.emit(song)
        return True

    def double_click(self) -> bool:
        """True when it was for the journey: after the click before, there are no more stops."""
        if self.picking:
            self.done.emit()
            return True
        return False

    def drawn(self, drawing: Drawing) -> bool:
        """True when what was drawn is a line: a journey leads along it."""
        if drawing.tool is not Tool.LINE:
            return False
        songs, camera = self._canvas.songs, self._canvas.camera
        if songs is not None:
            line = [camera.to_world(point.x(), point.y()) for point in drawing.points]
            aspect = camera.cell_height / camera.cell_width
            self._journeys.ask(work.along(songs, line, drawing.width / camera.cell_width, aspect))
        return True

    def key(self, event: QKeyEvent) -> bool:
        """True when the key was for the journey."""
        key, journey = event.key(), self._journeys.journey
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if journey is None:
            return False
        if key == Qt.Key.Key_Backspace:
            self.remove(journey.stops[-1])
        elif key == Qt.Key.Key_Delete:
            gone = self._meant(journey.fixed)
            if gone is not None:
                self.remove(gone)
        else:
            return False
        return True

    def enter(self) -> bool:
        """True when Enter was for the journey: the song in the middle of the current cell becomes a stop;
        without a current cell there are no more."""
        if not self.picking:
            return False
        song = self._song_of_cell()
        if self._view.cell_cursor.current is None:
            self.done.emit()
        elif song is not None:
            self.stop_chosen.emit(song)
        return True

    def escape(self) -> bool:
        """True when there was something of the journey to leave."""
        if self._held is not None:
            self._held, self._dragged = None, False
            self._view.tools.show_hand()
            self._view.update()
        elif self.picking:
            self.done.emit()
        elif self._journeys.shown is not None:
            self.closed.emit()
        else:
            return False
        return True

    def remove(self, song: int) -> None:
        """Without this stop or bend; without its only stop there is no journey."""
        journey = self._journeys.journey
        if journey is not None and len(journey.stops) > 1:
            self._journeys.ask(work.remove(song))
        elif journey is not None:
            self._journeys.close()

    def _meant(self, fixed: frozenset[int]) -> int | None:
        """The stop or bend that was clicked, else the one in the current cell."""
        songs, cell = self._canvas.songs, self._view.cell_cursor.current
        if self.chosen is not None:
            return self.chosen
        if songs is None or cell is None:
            return None
        return next((int(song) for song in songs.ids[songs.in_cell(cell)] if int(song) in fixed), None)

    def _song_of_cell(self) -> int | None:
        """The song nearest to the middle of the current cell."""
        songs, cell = self._canvas.songs, self._view.cell_cursor.current
        if songs is None or cell is None or not songs.counts[cell]:
            return None
        row, column = divmod(cell, songs.columns)
        inside = songs.in_cell(cell)
        far = np.hypot(songs.x[inside] - column - 0.5, songs.y[inside] - row - 0.5)
        return int(songs.ids[inside][int(far.argmin())])

    def _let_go(self, held: Grip, point: QPointF) -> None:
        songs, camera = self._canvas.songs, self._canvas.camera
        journey = self._journeys.journey
        if songs is None or journey is None:
            return
        torus = (songs.columns, songs.rows) if songs.toroidal else None
        place = camera.to_world(point.x(), point.y())
        near = around_place(
            songs.x, songs.y, place, _CANDIDATES, aspect=camera.cell_height / camera.cell_width, torus=torus
        )
        candidates = songs.ids[near].tolist()
        if held.kind == "line":
            self._journeys.ask(work.bend(held.step, candidates))
            return
        new = next((song for song in candidates if song not in journey.fixed), None)
        if new is not None and candidates[0] != held.song:
            self._journeys.ask(work.move(held.song, new))
