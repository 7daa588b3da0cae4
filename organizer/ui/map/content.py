"""What the map shows: songs gathered from the library, layer, colour, selection, and a line of words."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPalette

from organizer.base.arrangement import MusicMap
from organizer.base.language import plural, tr
from organizer.base.model import FloatArray, IntArray
from organizer.library.plays.own_numbers import NAMES as OWN
from organizer.library.storage.database import Database
from organizer.ui.canvas.layers import (
    COLOURS,
    LAYERS,
    Ground,
    Pixels,
    choices,
    dot_colours,
    ground,
    number_of,
    sheet_of,
)
from organizer.ui.canvas.songs import SongsOnMap, load_number, load_songs
from organizer.ui.canvas.tiles import Scene
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext
from organizer.work.next_step import ENOUGH_SONGS, mappable

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Label, Landscape
    from organizer.pictures.layers import Layer, Legend, Span
    from organizer.pictures.terrain import Relief
    from organizer.work.arranging.map_tasks import DrawnMap
    from organizer.work.arranging.regions import DrawnRegion

#: Milliseconds that changes of the library are collected for.
_RELOAD = 250


#: Layers that are there at once when they are chosen again.
_LAYERS_READY = 4


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen of the map."""

    layer: str
    dark: bool
    contours: bool


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A layer as one wanted to see it."""

    look: Look
    shown: Layer
    ground: Ground


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What a job read of the songs on the map, and the layer that was asked for."""

    songs: SongsOnMap
    relief: Relief | None
    landscape: Landscape | None
    painted: Painted


def gather(
    context: JobContext,
    db: Database,
    music_map: MusicMap,
    landscape: Landscape | None,
    relief: Relief | None,
    look: Look,
    before: Painted | None,
) -> Gathered:
    """The job behind the map: what each song shows, and the ground under them."""
    songs = load_songs(db, music_map, landscape)
    context.check_cancelled()
    from organizer.pictures import terrain

    terrain.get_ready()
    if relief is None and landscape is not None:
        relief = terrain.relief(landscape)
    name = number_of(look.layer)
    if name is not None and name not in songs.values and (name in songs.numbers or name in OWN):
        songs = replace(songs, values={**songs.values, name: load_number(db, songs, name)})
    context.check_cancelled()
    if before is not None and before.look == look and relief is not None and before.shown.sheet is relief:
        return Gathered(songs, relief, landscape, before)  # the islands are the same
    return Gathered(songs, relief, landscape, _paint(look, sheet_of(look.layer, songs, relief)))


def _paint(look: Look, shown: Layer) -> Painted:
    return Painted(look, shown, ground(shown, dark=look.dark, contours=look.contours))


def _make_layer(
    context: JobContext,
    db: Database,
    songs: SongsOnMap,
    relief: Relief | None,
    look: Look,
    known: Layer | None,
) -> tuple[SongsOnMap, Painted]:
    """The job behind another layer, or another light on the same."""
    name = number_of(look.layer)
    if known is None and name is not None and name not in songs.values:
        songs = replace(songs, values={**songs.values, name: load_number(db, songs, name)})
    context.check_cancelled()
    return songs, _paint(look, known if known is not None else sheet_of(look.layer, songs, relief))


def _read_number(context: JobContext, db: Database, songs: SongsOnMap, name: str) -> tuple[str, FloatArray]:
    context.check_cancelled()
    return name, load_number(db, songs, name)


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
        self.awaited: tuple[int, int] | None = None  #: analyzed songs, of those that a map takes
        self.needs_songs = False  #: nothing is shown, and adding music is what helps
        self.instead: DrawnMap | None = None  #: a map that a person tries out
        self._bare = False
        self._gathered: Gathered | None = None
        self._dark = _is_dark()
        self._ready: OrderedDict[Look, Painted] = OrderedDict()  #: layers of these songs
        self._painted: Painted | None = None  #: the one that is seen
        #: Of the dots, and what they were made of
        self._colours: tuple[tuple[object, ...], tuple[Pixels, Legend | None]] | None = None
        self._reload = QTimer(self, singleShot=True, interval=_RELOAD)
        self._reload.timeout.connect(self.gather)
        state.map_changed.connect(self._map_changed)
        state.groups_changed.connect(self._reload.start)
        state.labels_changed.connect(self._reload.start)
        state.preview_changed.connect(self._show_preview)
        state.library_changed.connect(self._library_changed)
        state.counts_changed.connect(self.describe)
        state.theme_changed.connect(self._dress)
        state.settings_changed.connect(self._dress)

    @property
    def look(self) -> Look:
        """What is to be seen."""
        return Look(self.layer, self._dark, self._state.settings.map_contours)

    @property
    def is_painting(self) -> bool:
        """Another layer than the one that is seen is being made."""
        return self._painted is not None and self._painted.look != self.look

    @property
    def labels(self) -> tuple[Label, ...]:
        """The names of the regions."""
        landscape = self._gathered.landscape if self._gathered is not None else None
        return landscape.labels if landscape is not None else ()

    def set_layer(self, name: str) -> None:
        """Show another layer on the ground, one of ``layers``."""
        if name in self.layers and name != self.layer:
            self.layer = name
            self._show_layer()

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
        """The place of the song that is listened to, or else plays; None when it is not on the map."""
        audition = self._state.audition
        song = audition if audition is not None else self._state.current_track
        if self.songs is None or song is None:
            return None
        place = self.songs.places_of(np.array([song], np.int64))
        return int(place[0]) if place.size else None

    def show_instead(self, drawn: DrawnMap | None) -> None:
        """Show this map of the same songs until there is a new one; None: that of the library again."""
        if drawn is not self.instead:
            self.instead = drawn
            self.gather()

    def set_bare(self, bare: bool) -> None:
        """Show the ground without its dots, which another paints meanwhile."""
        self._bare = bare
        if self.scene is not None and self.scene.bare != bare:
            self.scene = replace(self.scene, bare=bare)
            self.scene_changed.emit()

    @property
    def regions(self) -> tuple[DrawnRegion, ...]:
        """The regions, with their outlines on the map that is shown."""
        regions = self._state.regions or ()
        if self.instead is None or self.landscape is not self.instead.landscape:
            return regions
        parts = {drawn.region.number: drawn.parts for drawn in self.instead.regions}
        return tuple(replace(drawn, parts=parts.get(drawn.region.number, drawn.parts)) for drawn in regions)

    @property
    def landscape(self) -> Landscape | None:
        """The land of the map that is shown."""
        return self._gathered.landscape if self._gathered is not None else None

    def _map_changed(self) -> None:
        self.instead = None
        self.gather()

    def gather(self) -> None:
        """Read the songs of the state's map, in a job."""
        shown = self.instead or self._state
        music_map, landscape, relief = shown.music_map, shown.landscape, shown.relief
        if music_map is None or not music_map.track_ids.size:
            self._state.jobs.cancel(Job.MAP_SONGS)
            self._state.jobs.cancel(Job.MAP_LAYER)
            self.songs = self.scene = self._gathered = self._painted = None
            self._ready.clear()
            self.songs_changed.emit()
            self.scene_changed.emit()
            self.describe()
            return
        before = self._gathered
        known = before.landscape if before is not None else None
        same = known is landscape or (known and landscape and known.heights is landscape.heights)
        self._state.jobs.start(
            Job.MAP_SONGS,
            gather,
            self._state.db,
            music_map,
            landscape,
            before.relief if before is not None and same and before.relief is not None else relief,
            self.look,
            self._painted,
            on_result=self._take,
        )

    def describe(self) -> None:
        """Bring the status up to date: what the map was built from, or what it waits for."""
        counts = self._state.counts
        # more songs are what it takes, unless some of those that are there are still to be analyzed
        enough = counts is not None and (counts.waiting > 0 or mappable(counts) >= ENOUGH_SONGS)
        self.needs_songs = self.songs is None and not enough
        comes = counts is not None and counts.waiting > 0 and mappable(counts) < ENOUGH_SONGS
        self.awaited = (mappable(counts), ENOUGH_SONGS) if comes and counts is not None else None
        self.status = self._waits_for() if self.songs is None else self._built_from()
        self.status_changed.emit()

    def _take(self, gathered: Gathered) -> None:
        if self._state.music_map is None:
            return
        self._gathered, self.songs = gathered, self._previewed(gathered.songs)
        self._ready.clear()
        self._keep(gathered.painted)
        self.songs_changed.emit()
        self._offer_choices()
        self._new_scene()
        if self.is_painting or self._state.preview is not None:
            self._show_layer()
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
            for look in [look for look in self._ready if look.layer == "groups"]:
                del self._ready[look]
            self._new_scene()
            if self.layer == "groups":
                self._show_layer()
            self.describe()

    def _dress(self, *_: object) -> None:
        """Show the map by day or by night, with its contours or without: at once, if at first coarsely."""
        self._dark = _is_dark()
        if self._painted is None or not self.is_painting:
            return
        if self.look not in self._ready and self._painted.look.layer == self.layer:
            look, shown = self.look, self._painted.shown
            quick = ground(shown, dark=look.dark, contours=look.contours, quick=True)
            self._painted = Painted(self._painted.look, shown, quick)
            self._new_scene()
        self._show_layer()

    def _show_layer(self) -> None:
        """Show the layer that is chosen as soon as it is made; until then the one before stays."""
        look = self.look
        if self.songs is None or self._gathered is None:
            return
        if look in self._ready:
            self._state.jobs.cancel(Job.MAP_LAYER)
            self._keep(self._ready[look])
            self._new_scene()
            return
        known = next((ready.shown for ready in self._ready.values() if ready.look.layer == look.layer), None)
        self._state.jobs.start(
            Job.MAP_LAYER,
            _make_layer,
            self._state.db,
            self.songs,
            self._gathered.relief,
            look,
            known,
            on_result=self._take_layer,
        )

    def _take_layer(self, answer: tuple[SongsOnMap, Painted]) -> None:
        songs, painted = answer
        if self.songs is None or self.songs.ids is not songs.ids or self.songs.groups is not songs.groups:
            return  # the map is another one now, and asks by itself
        self.songs = replace(self.songs, values={**songs.values, **self.songs.values})
        self._keep(painted)
        self._new_scene()

    def _keep(self, painted: Painted) -> None:
        """This is the layer that is seen. A few stay ready."""
        self._painted = painted
        self._ready[painted.look] = painted
        self._ready.move_to_end(painted.look)
        while len(self._ready) > _LAYERS_READY:
            self._ready.popitem(last=False)

    def _offer_choices(self) -> None:
        """Every number that songs have is a layer and a colour."""
        layers, colours = choices(LAYERS, self.songs), choices(COLOURS, self.songs)
        if (layers, colours) != (self.layers, self.colours):
            self.layers, self.colours = layers, colours
            self.layer = self.layer if self.layer in layers else LAYERS[0]
            self.colour = self.colour if self.colour in colours else COLOURS[0]
            self.choices_changed.emit()

    def _new_scene(self) -> None:
        if self.songs is None or self._painted is None:
            return
        base, name = self._painted.ground, number_of(self.colour)
        same = name is not None and name == number_of(self._painted.look.layer)
        colours, legend = self._coloured(base.span if same else None)
        # one legend where ground and dots show the same
        self.legends = tuple(dict.fromkeys(part for part in (base.legend, legend) if part is not None))
        chosen = self.songs.places_of(self._state.selection)
        self.scene = Scene(self.songs, base, colours, chosen, self._matching(self.songs), self._bare)
        self.scene_changed.emit()
        if name is not None and name not in self.songs.values and not same:
            self._state.jobs.start(
                Job.MAP_NUMBER, _read_number, self._state.db, self.songs, name, on_result=self._take_number
            )

    def _coloured(self, span: Span | None) -> tuple[Pixels, Legend | None]:
        """The colours of the dots. They are the same by day and by night and on most layers; to make them of
        a million songs takes several frames."""
        songs = self.songs
        assert songs is not None
        numbers = songs.values.get(number_of(self.colour) or "")
        of = (self.colour, span, songs.ids, songs.groups, songs.genres, songs.away, numbers)
        if self._colours is None or any(
            one is not other and (n > 1 or one != other)
            for n, (one, other) in enumerate(zip(of, self._colours[0], strict=True))
        ):
            self._colours = of, dot_colours(self.colour, songs, span)
        return self._colours[1]

    def _take_number(self, answer: tuple[str, FloatArray]) -> None:
        name, values = answer
        if self.songs is not None and len(values) == self.songs.count and name not in self.songs.values:
            self.songs = replace(self.songs, values={**self.songs.values, name: values})
            self._new_scene()

    def _library_changed(self) -> None:
        if self._state.music_map is not None and not self._reload.isActive():
            self._reload.start()  # not restarted: while songs pour in, the map still follows

    def _waits_for(self) -> str:
        counts = self._state.counts
        if counts is None or counts.all == 0:
            return tr("Add some music: it becomes a landscape here.")
        ready = mappable(counts)
        if ready >= ENOUGH_SONGS:
            return plural(
                "The map is being drawn from {n} song…", "The map is being drawn from {n} songs…", ready
            )
        if not ready and self._state.jobs.running(Job.DEMO):
            return tr(
                "The map appears when {n} songs are analyzed: the first ones are being made.", n=ENOUGH_SONGS
            )
        if counts.failed:
            return tr(
                "The map appears when {n} songs are analyzed: {ready} of {n}; {failed} could not be.",
                n=ENOUGH_SONGS,
                ready=ready,
                failed=counts.failed,
            )
        return tr("The map appears when {n} songs are analyzed: {ready} of {n}.", n=ENOUGH_SONGS, ready=ready)

    def _built_from(self) -> str:
        music_map, counts = self._state.music_map, self._state.counts
        if music_map is None:
            return ""
        trained = music_map.trained_on
        library = music_map.library_size if counts is None else counts.all
        if library < trained:  # songs left since
            left = plural("{n} is left", "{n} are left", library)
            status = f"{plural('Built from {n} song', 'Built from {n} songs', trained)}; {left}"
        else:
            status = plural(
                "Built from {trained} of {n} song",
                "Built from {trained} of {n} songs",
                library,
                trained=trained,
            )
        if numbers := len(music_map.space.features):
            status = plural("{status} by {n} number", "{status} by {n} numbers", numbers, status=status)
        if self._state.preview is not None:
            status = f"{status}; {tr('groups as proposed')}"
        return status


def _is_dark() -> bool:
    """Whether the window is dressed for the night."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
