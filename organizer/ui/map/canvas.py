"""The map as it is seen: gathered in a job, painted in pieces, moved and zoomed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from organizer.base.arrangement import MusicMap
from organizer.base.errors import printable
from organizer.base.model import FloatArray, IntArray
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.map.camera import Camera
from organizer.ui.map.layers import (
    COLOURS,
    LAYERS,
    Legend,
    Pixels,
    choices,
    dot_colours,
    ground,
    number_of,
    to_image,
)
from organizer.ui.map.overlay import Overlay, paint_overlay, visible_places
from organizer.ui.map.picture import paint_picture, save_picture
from organizer.ui.map.songs import SongsOnMap, load_number, load_songs
from organizer.ui.map.tiles import MapTiles, Scene
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import count_of
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Label, Landscape

#: The map is made when so many songs have been heard.
FIRST_MAP = 12
_PATIENCE = 0.008  #: seconds of painting new pieces in one frame
_EXPORT = QSize(3840, 2400)


@dataclass(frozen=True, slots=True, eq=False)
class _Gathered:
    songs: SongsOnMap
    islands: QImage | None
    landscape: Landscape | None


def gather(
    context: JobContext,
    db: Database,
    music_map: MusicMap,
    landscape: Landscape | None,
    terrain: Pixels | None,
    islands: QImage | None,
) -> _Gathered:
    """The job behind the view: what each song shows, and the islands unless they are there already."""
    songs = load_songs(db, music_map, landscape)
    context.check_cancelled()
    if islands is None and landscape is not None:
        if terrain is None:
            from organizer.analysis.space.terrain import fine_image

            terrain = fine_image(landscape)
        islands = to_image(terrain)
    return _Gathered(songs, islands, landscape)


def _read_number(
    context: JobContext, db: Database, songs: SongsOnMap, name: str
) -> tuple[SongsOnMap, str, FloatArray]:
    context.check_cancelled()
    return songs, name, load_number(db, songs, name)


class MapCanvas(QWidget):
    """Shows the map of the state, and what is selected and playing on it; knows nothing of the hand."""

    layer_changed = Signal(str)
    colour_changed = Signal(str)
    choices_changed = Signal()  #: other layers and colours can be chosen
    map_shown = Signal()  #: songs and terrain of the newest map are painted from now on
    add_requested = Signal()  #: the empty view's button

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.layers, self.colours = list(LAYERS), list(COLOURS)
        self.layer, self.colour = LAYERS[0], COLOURS[0]
        self.songs: SongsOnMap | None = None
        self.camera = Camera(1, 1, toroidal=True)
        self.current_cell: int | None = None
        self.hovered_cell: int | None = None
        self.rectangle: QRectF | None = None  #: being drawn to select what is in it
        self.settled = True  #: every piece is painted, none coarse, with the newest selection
        self.status = ""
        self._gathered: _Gathered | None = None
        self._tiles = MapTiles()
        self._legends: tuple[Legend, ...] = ()
        self._titles: dict[int, str] = {}
        self._button = QPushButton("Add music…", self)
        self._button.setObjectName("primary")
        self._button.setAccessibleName("Add music")
        self._button.clicked.connect(self.add_requested)
        self._reload = QTimer(self)
        self._reload.setSingleShot(True)
        self._reload.setInterval(250)
        self._reload.timeout.connect(self._gather)
        self._again = QTimer(self)  # for what a frame had no time to paint
        self._again.setSingleShot(True)
        self._again.timeout.connect(lambda: self.update())
        self._soon = QTimer(self)  # with many songs, the table alone takes a frame to show what is selected
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._show_selected)
        self._pulse = QTimer(self)
        self._pulse.setInterval(50)
        self._pulse.timeout.connect(self._beat)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        state.map_changed.connect(self._gather)
        state.groups_changed.connect(self._reload.start)
        state.library_changed.connect(self._library_changed)
        state.counts_changed.connect(self._tell)
        state.selection_changed.connect(self._selection_changed)
        state.current_track_changed.connect(self._track_changed)

    def leave(self) -> None:
        """Nothing is under the pointer any more."""
        if self.hovered_cell is not None:
            self.hovered_cell = None
            self.update()

    def _describe(self) -> None:
        """Tell screen readers what is shown. Done by who knows the current cell."""

    def sizeHint(self) -> QSize:
        return QSize(900, 560)

    def set_layer(self, name: str) -> None:
        if name in self.layers and name != self.layer:
            self.layer = name
            self._new_scene()
            self.layer_changed.emit(name)

    def set_colour(self, name: str) -> None:
        if name in self.colours and name != self.colour:
            self.colour = name
            self._new_scene()
            self.colour_changed.emit(name)

    def _offer_choices(self) -> None:
        """Every number that songs have is a layer and a colour."""
        layers, colours = choices(LAYERS, self.songs), choices(COLOURS, self.songs)
        if (layers, colours) != (self.layers, self.colours):
            self.layers, self.colours = layers, colours
            self.layer = self.layer if self.layer in layers else LAYERS[0]
            self.colour = self.colour if self.colour in colours else COLOURS[0]
            self.choices_changed.emit()

    def _load_missing(self) -> None:
        """Read a number that is shown and was not read with the songs."""
        if self.songs is None:
            return
        for title in (self.layer, self.colour):
            name = number_of(title, self.songs)
            if name is not None and name not in self.songs.values:
                self.state.jobs.start(
                    Job.MAP_NUMBER, _read_number, self.state.db, self.songs, name, on_result=self._take_number
                )
                return

    def _take_number(self, answer: tuple[SongsOnMap, str, FloatArray]) -> None:
        songs, name, values = answer
        if self.songs is songs:  # else the map is another one now, and asks by itself
            self.songs = replace(songs, values={**songs.values, name: values})
            self._new_scene()

    def _library_changed(self) -> None:
        self._titles.clear()
        if self.state.music_map is not None and not self._reload.isActive():
            self._reload.start()  # not restarted: while songs pour in, the map still follows

    def _gather(self) -> None:
        music_map, landscape, terrain = self.state.music_map, self.state.landscape, self.state.terrain
        if music_map is None or not music_map.track_ids.size:
            self.state.jobs.cancel(Job.MAP_SONGS)
            self.songs = self._gathered = None
            self._tiles.set_scene(None)
            self.leave()
            self._tell()
            return
        known = self._gathered
        islands = known.islands if known is not None and known.landscape is landscape else None
        self.state.jobs.start(
            Job.MAP_SONGS, gather, self.state.db, music_map, landscape, terrain, islands, on_result=self._take
        )

    def _take(self, gathered: _Gathered) -> None:
        if self.state.music_map is None:
            return
        before, songs = self.songs, gathered.songs
        self._gathered, self.songs = gathered, songs
        shape = (songs.rows, songs.columns, songs.toroidal)
        if before is None or (before.rows, before.columns, before.toroidal) != shape:
            self.camera = Camera(songs.rows, songs.columns, toroidal=songs.toroidal)
            self.camera.resize(self.width(), self.height())
            self.current_cell = None
        self.leave()
        self._offer_choices()
        self._new_scene()
        self._tell()
        self._track_changed()
        self.map_shown.emit()

    def _new_scene(self) -> None:
        if self.songs is None or self._gathered is None:
            return
        base = ground(self.layer, self.songs, self._gathered.islands)
        colours, legend = dot_colours(self.colour, self.songs)
        self._legends = tuple(part for part in (base.legend, legend) if part is not None)
        if len(self._legends) == 2 and self._legends[0] == self._legends[1]:
            self._legends = self._legends[:1]
        self._scene = Scene(self.songs, base, colours, self._selected())
        self._tiles.set_scene(self._scene)
        self.update()
        self._load_missing()

    @property
    def _labels(self) -> tuple[Label, ...]:
        landscape = self._gathered.landscape if self._gathered is not None else None
        return landscape.labels if landscape is not None else ()

    def _selected(self) -> IntArray:
        assert self.songs is not None
        return self.songs.places_of(self.state.selection)

    def _selection_changed(self) -> None:
        self.settled = False
        self._soon.start()

    def _show_selected(self) -> None:
        if self.songs is None or not self.isVisible():
            return
        chosen = self._selected()
        if not np.array_equal(chosen, self._scene.chosen):
            self._scene = replace(self._scene, chosen=chosen)
            self._tiles.set_scene(self._scene)
        self.update()

    def _track_changed(self) -> None:
        playing = self._playing() is not None
        if playing and not self._pulse.isActive() and self.isVisible():
            self._pulse.start()
        elif not playing:
            self._pulse.stop()
        self.update()

    def _playing(self) -> int | None:
        if self.songs is None or self.state.current_track is None:
            return None
        place = self.songs.places_of(np.array([self.state.current_track], np.int64))
        return int(place[0]) if place.size else None

    def _beat(self) -> None:
        place = self._playing()
        if place is None or self.songs is None:
            self._pulse.stop()
            return
        for x, y in self.camera.copies(float(self.songs.x[place]), float(self.songs.y[place]), 30):
            self.update(QRect(round(x) - 30, round(y) - 30, 60, 60))

    def _tell(self) -> None:
        """Bring the texts up to date: status, empty state, description for screen readers."""
        music_map, counts = self.state.music_map, self.state.counts
        if self.songs is None or music_map is None:
            heard = counts.analyzed if counts is not None else 0
            if counts is not None and heard < FIRST_MAP:
                heard += counts.told  # without enough to hear, the map goes by what tables tell
            if counts is None or counts.all == 0:
                self.status = "Add some music: it becomes a landscape here."
            elif heard >= FIRST_MAP:
                self.status = f"The map is being drawn from {count_of(heard, 'song')}…"
            else:
                failed = f"; {counts.failed:,} could not be" if counts.failed else ""
                self.status = (
                    f"The map appears when a dozen songs have been heard: {heard} of {FIRST_MAP}{failed}."
                )
        else:
            trained = music_map.trained_on
            library = music_map.library_size if counts is None else counts.all
            self.status = f"Built from {trained:,} of {count_of(library, 'song')}"
            if library < trained:  # songs left since
                self.status = f"Built from {count_of(trained, 'song')}; {library:,} are left"
            if music_map.space.features:
                self.status += f" by {count_of(len(music_map.space.features), 'number')}"
        # more songs are what it takes, unless some of those that are there are still to be heard
        enough = counts is not None and (counts.waiting > 0 or counts.analyzed + counts.told >= FIRST_MAP)
        self._button.setVisible(self.songs is None and not enough)
        self._place_button()
        self._describe()
        self.update()

    def cell_rect(self, cell: int) -> QRect:
        """Where a cell is seen, nearest to the middle of the view."""
        assert self.songs is not None
        row, column = divmod(cell, self.songs.columns)
        x, y = self.camera.nearest_copy(column + 0.5, row + 0.5)
        wide, high = self.camera.cell_width, self.camera.cell_height
        return QRectF(x - wide / 2, y - high / 2, wide, high).toRect()

    def cell_at(self, point: QPointF) -> int | None:
        return None if self.songs is None else self.songs.cell_at(*self.camera.to_world(point.x(), point.y()))

    def song_near(self, point: QPointF, reach: float | None = None) -> int | None:
        """Id of the song nearest to a point; with ``reach`` only within so many pixels."""
        if self.songs is None:
            return None
        found = self.songs.nearest(*self.camera.to_world(point.x(), point.y()))
        if found is None or (reach is not None and found[1] * self.camera.cell_width > reach):
            return None
        return int(self.songs.ids[found[0]])

    def pan(self, dx: float, dy: float) -> None:
        self.camera.pan(dx, dy)
        self.leave()
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        point = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        self.camera.zoom_at(factor, point.x(), point.y())
        self.leave()
        self.update()

    def fit(self) -> None:
        self.camera.fit()
        self.leave()
        self.update()

    def show_selection(self) -> None:
        """Look at the selected songs, unless one of them is seen already."""
        if self.songs is None:
            return
        places = self.songs.places_of(self.state.selection)
        if places.size and not np.isin(places, visible_places(self.camera, self.songs)).any():
            self.camera.look_at(float(self.songs.x[places[0]]), float(self.songs.y[places[0]]))
        self.update()

    def grab_image(self, size: QSize) -> QImage:
        """The whole map as a picture of this many pixels."""
        return QImage() if self.songs is None else self._picture(size)()

    def _picture(self, size: QSize) -> Callable[[], QImage]:
        """What paints the map as it is now, on any thread."""
        self._show_selected()
        overlay = Overlay(self._labels, self._legends, self.status)
        return partial(paint_picture, self._scene, overlay, self.font(), self.palette(), size)

    def export(self, path: str, size: QSize = _EXPORT) -> None:
        if self.songs is not None:
            self.state.jobs.start(
                Job.MAP_EXPORT,
                save_picture,
                path,
                self._picture(size),
                on_result=lambda _: self.state.message.emit(f"Map saved as {printable(path)}", "info"),
                on_error=lambda error: self.state.message.emit(str(error), "error"),
                owner=self.state,
            )

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:  # ended also when painting fails: Qt would crash otherwise
            self._paint(painter)
        if not self.settled:
            self._again.start()

    def _paint(self, painter: QPainter) -> None:
        if self.songs is None:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            place = self.rect().adjusted(24, 0, -24, -40 if self._button.isVisible() else 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.status)
            return
        painted = self._tiles.draw(painter, self.camera, self.devicePixelRatioF(), _PATIENCE)
        self.settled = painted and not self._soon.isActive()
        overlay = Overlay(
            labels=self._labels,
            legends=self._legends,
            status=self.status,
            hovered=self.hovered_cell,
            current=self.current_cell,
            playing=self._playing(),
            pulse=time.monotonic() / 2.4 % 1.0,
            rectangle=self.rectangle,
            focused=self.hasFocus(),
        )
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        ratio = self.devicePixelRatioF()
        paint_overlay(painter, self.camera, self.songs, overlay, self.font(), accent, ratio, self._names)

    def _names(self, ids: list[int]) -> dict[int, str]:
        """Titles of songs, each read once."""
        missing = [i for i in ids if i not in self._titles]
        if missing:
            if len(self._titles) > 5000:
                self._titles.clear()
                missing = ids
            self._titles.update(
                (track.id, printable(track.title)) for track in tracks.get_many(self.state.db, missing)
            )
        return self._titles

    def _place_button(self) -> None:
        size = self._button.sizeHint()
        self._button.setGeometry(
            (self.width() - size.width()) // 2, self.height() // 2 + 8, size.width(), size.height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.camera.resize(self.width(), self.height())
        self._place_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()

    def showEvent(self, event: QEvent) -> None:
        self._track_changed()
        self._soon.start()

    def hideEvent(self, event: QEvent) -> None:
        self._pulse.stop()
