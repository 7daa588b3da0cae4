"""What the map shows: songs gathered from the library, layer, colour, selection, and a line of words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from organizer.base.arrangement import MusicMap
from organizer.base.model import FloatArray, IntArray
from organizer.library.storage.database import Database
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
from organizer.ui.map.songs import SongsOnMap, load_number, load_songs
from organizer.ui.map.tiles import Scene
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import count_of
from organizer.work.jobs import JobContext
from organizer.work.next_step import ENOUGH_SONGS, mappable

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Label, Landscape

#: Milliseconds that changes of the library are collected for.
_RELOAD = 250


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What a job read of the songs on the map."""

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
) -> Gathered:
    """The job behind the map: what each song shows, and the islands unless they are there already."""
    songs = load_songs(db, music_map, landscape)
    context.check_cancelled()
    if islands is None and landscape is not None:
        if terrain is None:
            from organizer.pictures.terrain import fine_image

            terrain = fine_image(landscape)
        islands = to_image(terrain)
    return Gathered(songs, islands, landscape)


def _read_number(
    context: JobContext, db: Database, songs: SongsOnMap, name: str
) -> tuple[SongsOnMap, str, FloatArray]:
    context.check_cancelled()
    return songs, name, load_number(db, songs, name)


class MapContent(QObject):
    """The map of the state with what is chosen to be shown of it. Knows nothing of windows and pointers."""

    choices_changed = Signal()  #: other layers and colours can be chosen
    songs_changed = Signal()  #: other songs, or a map of another shape; a scene of them follows
    scene_changed = Signal()
    status_changed = Signal()
    shown = Signal()  #: songs and terrain of the newest map are in the scene

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.layers, self.colours = list(LAYERS), list(COLOURS)
        self.layer, self.colour = LAYERS[0], COLOURS[0]
        self.songs: SongsOnMap | None = None
        self.scene: Scene | None = None
        self.legends: tuple[Legend, ...] = ()
        self.status = ""
        self.needs_songs = False  #: nothing is shown, and adding music is what helps
        self._gathered: Gathered | None = None
        self._reload = QTimer(self, singleShot=True, interval=_RELOAD)
        self._reload.timeout.connect(self.gather)
        state.map_changed.connect(self.gather)
        state.groups_changed.connect(self._reload.start)
        state.labels_changed.connect(self._reload.start)
        state.preview_changed.connect(self._show_preview)
        state.library_changed.connect(self._library_changed)
        state.counts_changed.connect(self.describe)

    @property
    def labels(self) -> tuple[Label, ...]:
        """The names of the regions."""
        landscape = self._gathered.landscape if self._gathered is not None else None
        return landscape.labels if landscape is not None else ()

    def set_layer(self, name: str) -> None:
        """Show another layer on the ground, one of ``layers``."""
        if name in self.layers and name != self.layer:
            self.layer = name
            self._new_scene()

    def set_colour(self, name: str) -> None:
        """Let the dots show something else, one of ``colours``."""
        if name in self.colours and name != self.colour:
            self.colour = name
            self._new_scene()

    def show_selection(self) -> None:
        """Bring the scene up to date with the selection of the state. With many songs this takes a moment."""
        if self.songs is None or self.scene is None:
            return
        chosen = self.songs.places_of(self._state.selection)
        if not np.array_equal(chosen, self.scene.chosen):
            self.scene = replace(self.scene, chosen=chosen)
            self.scene_changed.emit()

    def show_matches(self) -> None:
        """Light the songs that fit the search and the sidebar. With many songs this takes a moment."""
        if self.songs is not None and self.scene is not None:
            self.scene = replace(self.scene, matching=self._matching(self.songs))
            self.scene_changed.emit()

    def _matching(self, songs: SongsOnMap) -> IntArray | None:
        matches = self._state.matches
        return None if matches is None else songs.places_of(matches)

    def playing(self) -> int | None:
        """The place of the song that plays; None when it is not on the map."""
        if self.songs is None or self._state.current_track is None:
            return None
        place = self.songs.places_of(np.array([self._state.current_track], np.int64))
        return int(place[0]) if place.size else None

    def gather(self) -> None:
        """Read the songs of the state's map, in a job."""
        music_map, landscape, terrain = self._state.music_map, self._state.landscape, self._state.terrain
        if music_map is None or not music_map.track_ids.size:
            self._state.jobs.cancel(Job.MAP_SONGS)
            self.songs = self.scene = self._gathered = None
            self.songs_changed.emit()
            self.scene_changed.emit()
            self.describe()
            return
        before = self._gathered
        known = before.landscape if before is not None else None
        same = known is landscape or (known and landscape and known.heights is landscape.heights)
        islands = before.islands if before is not None and same else None
        self._state.jobs.start(
            Job.MAP_SONGS,
            gather,
            self._state.db,
            music_map,
            landscape,
            terrain,
            islands,
            on_result=self._take,
        )

    def describe(self) -> None:
        """Bring the status up to date: what the map was built from, or what it waits for."""
        counts = self._state.counts
        # more songs are what it takes, unless some of those that are there are still to be analyzed
        enough = counts is not None and (counts.waiting > 0 or mappable(counts) >= ENOUGH_SONGS)
        self.needs_songs = self.songs is None and not enough
        self.status = self._waits_for() if self.songs is None else self._built_from()
        self.status_changed.emit()

    def _take(self, gathered: Gathered) -> None:
        if self._state.music_map is None:
            return
        self._gathered, self.songs = gathered, self._previewed(gathered.songs)
        self.songs_changed.emit()
        self._offer_choices()
        self._new_scene()
        self.describe()
        self.shown.emit()

    def _previewed(self, songs: SongsOnMap) -> SongsOnMap:
        """The songs in the groups that are proposed, where these are to be shown."""
        change = self._state.preview
        if change is None:
            return songs
        at = np.minimum(np.searchsorted(change.ids, songs.ids), len(change.ids) - 1)
        inside = change.ids[at] == songs.ids
        return replace(songs, groups=np.where(inside, change.numbers[at], -1))

    def _show_preview(self) -> None:
        if self._gathered is not None and self.songs is not None:
            values = self.songs.values  # those read meanwhile, too
            self.songs = replace(self._previewed(self._gathered.songs), values=values)
            self._new_scene()
            self.describe()

    def _offer_choices(self) -> None:
        """Every number that songs have is a layer and a colour."""
        layers, colours = choices(LAYERS, self.songs), choices(COLOURS, self.songs)
        if (layers, colours) != (self.layers, self.colours):
            self.layers, self.colours = layers, colours
            self.layer = self.layer if self.layer in layers else LAYERS[0]
            self.colour = self.colour if self.colour in colours else COLOURS[0]
            self.choices_changed.emit()

    def _new_scene(self) -> None:
        if self.songs is None or self._gathered is None:
            return
        base = ground(self.layer, self.songs, self._gathered.islands)
        colours, legend = dot_colours(self.colour, self.songs)
        # one legend where ground and dots show the same
        self.legends = tuple(dict.fromkeys(part for part in (base.legend, legend) if part is not None))
        chosen = self.songs.places_of(self._state.selection)
        self.scene = Scene(self.songs, base, colours, chosen, self._matching(self.songs))
        self.scene_changed.emit()
        self._load_missing()

    def _load_missing(self) -> None:
        """Read a number that is shown and was not read with the songs."""
        if self.songs is None:
            return
        for choice in (self.layer, self.colour):
            name = number_of(choice)
            if name is not None and name not in self.songs.values:
                self._state.jobs.start(
                    Job.MAP_NUMBER,
                    _read_number,
                    self._state.db,
                    self.songs,
                    name,
                    on_result=self._take_number,
                )
                return

    def _take_number(self, answer: tuple[SongsOnMap, str, FloatArray]) -> None:
        songs, name, values = answer
        if self.songs is songs:  # else the map is another one now, and asks by itself
            self.songs = replace(songs, values={**songs.values, name: values})
            self._new_scene()

    def _library_changed(self) -> None:
        if self._state.music_map is not None and not self._reload.isActive():
            self._reload.start()  # not restarted: while songs pour in, the map still follows

    def _waits_for(self) -> str:
        counts = self._state.counts
        if counts is None or counts.all == 0:
            return "Add some music: it becomes a landscape here."
        ready = mappable(counts)
        if ready >= ENOUGH_SONGS:
            return f"The map is being drawn from {count_of(ready, 'song')}…"
        failed = f"; {counts.failed:,} could not be" if counts.failed else ""
        return f"The map appears when {ENOUGH_SONGS} songs are analyzed: {ready} of {ENOUGH_SONGS}{failed}."

    def _built_from(self) -> str:
        music_map, counts = self._state.music_map, self._state.counts
        if music_map is None:
            return ""
        trained = music_map.trained_on
        library = music_map.library_size if counts is None else counts.all
        status = f"Built from {trained:,} of {count_of(library, 'song')}"
        if library < trained:  # songs left since
            status = f"Built from {count_of(trained, 'song')}; {library:,} are left"
        if music_map.space.features:
            status += f" by {count_of(len(music_map.space.features), 'number')}"
        if self._state.preview is not None:
            status += "; groups as proposed"
        return status
