"""What the map names and pictures where one looks, kept at hand: planned and drawn by jobs in blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont

from organizer.base.model import Changes, IntArray
from organizer.library.lists.residents import Residents, residents
from organizer.library.storage.database import Database
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.details import Cards, Detail, Level, Plan, View, level_of, step_of
from organizer.ui.canvas.overlay import island_names_at
from organizer.ui.map.content import MapContent
from organizer.ui.map.covers import Covers
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext

_AT_ONCE = 8  #: blocks that one job makes: where one looks next must not wait for long
_AHEAD = 340.0  #: pixels beyond the edge for which blocks are made ahead
_MOST_CROWDED = 200  #: names that are tried in a frame while they may collide
_MEMORY = 48 * 2**20  #: of the pictures of names

Block = tuple[int, int]
BoolArray = npt.NDArray[np.bool_]


class _Key(NamedTuple):
    """What a plan depends on."""

    ids: int  #: identity of the array
    lives: int
    view: View
    names: object
    coverless: frozenset[int]
    search: int  #: number of what is searched for


class MapDetails(QObject):
    """Names of artists, titles and covers for a frame of the map."""

    changed = Signal()  #: there is more to show

    def __init__(self, state: AppState, content: MapContent, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._content = state, content
        self.step = 0  #: of zoom, which names are placed for
        self.covers = Covers(state, self)
        self._lives: Residents | None = None
        self._lives_of: IntArray | None = None  #: ids in whose order they are
        self._search: tuple[IntArray | None, BoolArray | None, int] = (None, None, 0)
        self._key: _Key | None = None
        self._plan: Plan | None = None  #: for where one looks now
        self._ready: dict[Block, tuple[Detail, ...]] = {}
        self._shown: tuple[Plan, dict[Block, tuple[Detail, ...]]] | None = None
        self._shown_key: _Key | None = None
        state.library_changed.connect(self._library_changed)
        self.covers.changed.connect(self.changed)

    def at(self, camera: Camera, font: QFont, ratio: float) -> tuple[Detail, ...]:
        """What is to be shown now, the most important first, as far as it is there."""
        songs = self._content.songs
        self.step = step_of(camera.zoom, self.step)
        if songs is None:
            return ()
        rest = camera.cell_width / camera.zoom, camera.cell_height / camera.zoom
        view = View(*rest, self.step, font.toString(), ratio)
        if level_of(songs, view) is Level.ISLANDS:
            self._shown = self._plan = self._key = None  # nearer by, another plan is made anyway
            self._ready = {}
            return ()
        if self._lives is None or self._lives_of is not songs.ids:
            self._load(songs.ids)
            return ()
        names = island_names_at(self._content.labels, camera, self.step, font)
        lit, search = self._searched(songs.count)
        key = _Key(id(songs.ids), id(self._lives), view, names, self.covers.missing, search)
        if key != self._key or self._plan is None:
            self._key, self._ready = key, {}
            self._plan = Plan(self._state.db, songs, self._lives, names, view, self.covers.missing, lit)
        self._make(self._plan, camera)
        return self._details(camera)

    def _searched(self, songs: int) -> tuple[BoolArray | None, int]:
        """Of each song of the map whether it is searched for, and a number that another search has not."""
        scene = self._content.scene
        places = scene.matching if scene is not None else None
        before, lit, number = self._search
        if places is not before or (lit is not None and lit.size != songs):
            lit = None
            if places is not None:
                lit = np.zeros(songs, bool)
                lit[places] = True
            number += 1
            self._search = (places, lit, number)
        return lit, number

    @property
    def pictures(self) -> Mapping[int, Cards]:
        """Covers by the number of their album."""
        return self.covers.images

    def _details(self, camera: Camera) -> tuple[Detail, ...]:
        if self._shown is None or self._shown_key is None or self._key is None:
            return ()
        if self._shown_key[:2] != self._key[:2]:
            return ()  # of other songs
        plan, ready = self._shown
        shown = [detail for block in plan.seen(camera) for detail in ready.get(block, ())]
        if self._lives is not None:
            albums = [one.album for one in shown if one.image is None]
            self.covers.want_of(albums, self._lives, plan.songs.ids, plan.view.ratio)
        if plan.view.zoom > camera.zoom:  # they may collide until the next plan is there: the first win
            shown.sort(key=lambda one: one.image is not None)
            del shown[_MOST_CROWDED:]
        return tuple(shown)

    def _make(self, plan: Plan, camera: Camera) -> None:
        """Ask for what is missing; show the plan as soon as it has all that is seen."""
        missing = [block for block in plan.seen(camera) if block not in self._ready]
        if not missing:
            self._shown, self._shown_key = (plan, self._ready), self._key
            missing = [block for block in plan.seen(camera, _AHEAD) if block not in self._ready]
        if missing and not self._state.jobs.running(Job.MAP_DETAILS):
            self._drop(plan, camera)
            self._state.jobs.start(
                Job.MAP_DETAILS, _make, plan, missing[:_AT_ONCE], on_result=self._take, owner=self
            )

    def _take(self, answer: tuple[Plan, dict[Block, tuple[Detail, ...]]]) -> None:
        plan, made = answer
        if plan is self._plan:
            self._ready.update(made)
        self.changed.emit()  # also when it came too late: what is missing now is asked for then

    def _drop(self, plan: Plan, camera: Camera) -> None:
        """Leave what is far from where one looks, when it is much."""
        size = sum(
            one.image.sizeInBytes() for made in self._ready.values() for one in made if one.image is not None
        )
        if size > _MEMORY:
            near = set(plan.seen(camera, _AHEAD))
            for block in [block for block in self._ready if block not in near]:
                del self._ready[block]

    def _load(self, ids: IntArray) -> None:
        if not self._state.jobs.running(Job.MAP_RESIDENTS):
            self._state.jobs.start(
                Job.MAP_RESIDENTS, _load, self._state.db, ids, on_result=self._settle, owner=self
            )

    def _settle(self, answer: tuple[IntArray, Residents]) -> None:
        self._lives_of, self._lives = answer
        self.covers.forget()
        self.changed.emit()

    def _library_changed(self, _changes: Changes) -> None:
        self._lives = None  # read again when they are needed


def _load(_context: JobContext, db: Database, ids: IntArray) -> tuple[IntArray, Residents]:
    return ids, residents(db, ids)


def _make(
    context: JobContext, plan: Plan, blocks: list[Block]
) -> tuple[Plan, dict[Block, tuple[Detail, ...]]]:
    made = {}
    for block in blocks:
        context.check_cancelled()
        made[block] = plan.block(*block)
    return plan, made
