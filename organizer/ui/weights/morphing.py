"""What the map does while weights are tried out: jobs answer, dots glide, land follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from organizer.base.language import tr
from organizer.base.model import FloatArray
from organizer.library.storage.database import Database
from organizer.ui.map.view import MapView
from organizer.ui.state.job_ids import Job
from organizer.ui.state.library_work import LibraryWork
from organizer.ui.weights.glide import Glide
from organizer.work.analysis.weighing import Weighable, load
from organizer.work.arranging import map_tasks
from organizer.work.arranging.map_tasks import DrawnMap
from organizer.work.jobs import JobContext

#: Milliseconds after the last step until islands and names follow.
_REST = 450


def _load(context: JobContext, db: Database, music_map: object) -> Weighable:
    return load(context, db, music_map)  # type: ignore[arg-type]


def _move(context: JobContext, weighable: Weighable, weights: Mapping[str, float]) -> FloatArray:
    context.check_cancelled()
    return weighable.morph.moved(weights)


class Morphing(QObject):
    """The songs of the map, to be weighed otherwise until a person keeps it or leaves."""

    ready = Signal()  #: what songs are compared by is there, or it was said why not
    moved = Signal(int)  #: so many songs lie elsewhere with the weights that were asked for
    left = Signal()

    def __init__(self, work: LibraryWork, view: MapView) -> None:
        super().__init__(view)
        self._work, self._state, self._view = work, work.state, view
        self.weighable: Weighable | None = None
        self.problem = ""
        self.open = False
        self._wanted: dict[str, float] = {}
        self._asked: dict[str, float] | None = None  #: those that are being answered
        self._places: FloatArray | None = None
        self.glide = Glide(view)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._follow)
        view.content.shown.connect(self._shown)
        self._state.map_changed.connect(self._map_changed)

    @property
    def own(self) -> dict[str, float]:
        """The weights that the map was made with."""
        return dict(self.weighable.morph.weights) if self.weighable is not None else {}

    @property
    def aspects(self) -> tuple[str, ...]:
        """What songs can be weighed by."""
        return self.weighable.morph.songs.names if self.weighable is not None else ()

    def begin(self) -> None:
        """Read what songs are compared by."""
        self.open, self.problem = True, ""
        music_map = self._state.music_map
        if music_map is None:
            self.problem = tr("There is no map yet.")
            self.ready.emit()
            return
        self._state.jobs.start(
            Job.WEIGHTS_LOAD,
            _load,
            self._state.db,
            music_map,
            on_result=self._loaded,
            on_error=self._failed,
        )

    def ask(self, weights: Mapping[str, float]) -> None:
        """Show where songs lie with these weights. While one answer is made, only the latest wish waits."""
        self._wanted = dict(weights)
        self._rest.start()
        if self.weighable is not None and self._asked is None:
            self._asked = dict(weights)
            self._state.jobs.start(
                Job.WEIGHTS_MORPH,
                _move,
                self.weighable,
                self._asked,
                on_result=self._answered,
                on_error=self._state.complain,
            )

    def keep(self) -> bool:
        """Let the weights be those of the settings, and build the map from where the songs are now."""
        if self.weighable is None or self._wanted in ({}, self.own):
            return False
        start = None if self._places is None else (self.weighable.ids, self._places)
        given = {f"{name}_weight": round(weight, 4) for name, weight in self._wanted.items()}
        self._state.set_settings(replace(self._state.settings, **given))  # type: ignore[arg-type]
        if self._state.jobs.running(Job.ANALYSIS):  # the map is built when that is done
            self.leave()
            return True
        self.open = False
        self._state.jobs.cancel(Job.WEIGHTS_LAND)
        self._rest.stop()
        self._work.build_map(start=start)
        return True

    def leave(self) -> None:
        """Show the map as it is."""
        self.open = False
        self._rest.stop()
        for job in (Job.WEIGHTS_LOAD, Job.WEIGHTS_MORPH, Job.WEIGHTS_LAND):
            self._state.jobs.cancel(job)
        self._asked, self._wanted, self.weighable, self._places = None, {}, None, None
        self.glide.end(at_once=True)
        self._view.content.show_instead(None)
        self.left.emit()

    def _loaded(self, weighable: Weighable) -> None:
        if self.open:
            self.weighable = weighable
            self._wanted = self.own
            self.ready.emit()

    def _failed(self, error: Exception) -> None:
        from organizer.ui.widgets.complaint import complaint

        self.problem = complaint(error)
        self.ready.emit()

    def _answered(self, places: FloatArray) -> None:
        answered, self._asked = self._asked, None
        if not self.open or self.weighable is None:
            return
        self._places = places
        self.glide.to(self.weighable.ids, self._displayed(places))
        self.moved.emit(self.weighable.morph.count_moved(places))
        if answered != self._wanted:
            self.ask(self._wanted)

    def _displayed(self, places: FloatArray) -> FloatArray:
        """Places on the map as columns and rows of what is seen."""
        land, songs = self._view.content.landscape, self._view.content.songs
        shift = (0, 0) if land is None else (land.column_offset, land.row_offset)
        there = places[:, ::-1] - np.array(shift, np.float32)
        if songs is not None and songs.toroidal:
            there %= np.array([songs.columns, songs.rows], np.float32)
        return np.asarray(there, np.float32)

    def _follow(self) -> None:
        """The slider rests: islands and names follow."""
        if not self.open or self.weighable is None or self._places is None:
            return
        if self._asked is not None:
            self._rest.start()
        elif self._wanted == self.own:
            self._state.jobs.cancel(Job.WEIGHTS_LAND)
            self._drawn(None)
        else:
            self._state.jobs.start(
                Job.WEIGHTS_LAND,
                self._work.helper.run,
                map_tasks.preview,
                str(self._state.db.path),
                self.weighable.ids,
                self._places,
                on_result=self._drawn,
                on_error=self._state.complain,
            )

    def _drawn(self, drawn: DrawnMap | None) -> None:
        if not self.open:
            return
        content = self._view.content
        before = content.instead
        content.show_instead(drawn)
        if before is drawn:  # it never left the map that there is
            self.glide.end()

    def _shown(self) -> None:
        if not self._rest.isActive():
            self.glide.end()

    def _map_changed(self) -> None:
        """Another map: what was tried out was of the one before."""
        if self.open and self.weighable is not None:
            self.weighable, self._places, self._asked = None, None, None
            self._state.jobs.cancel(Job.WEIGHTS_MORPH)
            self.begin()
