"""Changes of regions, one after the other, each with its way back, and the outlines that follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from organizer.base.language import plural, tr
from organizer.base.model import Changes
from organizer.library.places import regions
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.edit_queue import EditQueue
from organizer.ui.state.job_ids import Job
from organizer.work.arranging import regions as edits
from organizer.work.arranging import topping_up
from organizer.work.arranging.regions import DrawnRegion, Edited
from organizer.work.helper import Helper
from organizer.work.insight import region_views
from organizer.work.insight.region_views import Settled
from organizer.work.jobs import JobContext

#: Milliseconds after which a change of the library shows.
_SOON = 400


class RegionWork(QObject):
    """Changes what is stored on a thread, so that a name is there at once, and has the helper do what takes
    longer: songs join, playlists follow, outlines are drawn."""

    def __init__(self, state: AppState, helper: Helper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._helper = state, helper
        self._edits = EditQueue(state, Job.REGIONS_CHANGE, _listed, self)
        self._edits.read.connect(self._read)
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.refresh)
        state.map_changed.connect(self.refresh)
        state.library_changed.connect(self._library_changed)

    def refresh(self) -> None:
        """Bring what is shown up to date, in the background."""
        self._soon.stop()
        self._state.jobs.start(
            Job.REGIONS_DRAW,
            _settle,
            self._state.db,
            self._helper,
            on_result=self._settled,
            on_error=self._state.complain,
            owner=self,
        )

    def change(self, label: Callable[[str], str], function: Callable[..., Edited], *args: Any) -> None:
        """Make a change that can be taken back; ``label`` says what it did to a region of a name."""
        self._edits.change(partial(self._changed, label), function, *args)

    def keep(self, number: int) -> None:
        """Keep a region as a playlist that tops itself up."""
        self.change(_kept, _link, number)

    def stop_keeping(self, number: int) -> None:
        """Let its playlist be as it is."""
        self.change(_kept_no_more, _unlink, number)

    def _read(self, listed: tuple[DrawnRegion, ...]) -> None:
        """Show the new names and numbers at once, with the outlines of before until others are there."""
        before = {drawn.region.number: drawn.parts for drawn in self._state.regions or ()}
        now = (replace(drawn, parts=before.get(drawn.region.number, ())) for drawn in listed)
        self._state.set_regions(tuple(now))
        self.refresh()

    def _changed(self, label: Callable[[str], str], done: Edited) -> None:
        step = self._edits.step(label(done.name), done, edits.restore, done.number)
        self._state.undoable.emit(step)
        if done.unknown:
            text = plural(
                "{n} song was left out: not analyzed yet",
                "{n} songs were left out: not analyzed yet",
                done.unknown,
            )
            self._state.message.emit(text, "warning")

    def _settled(self, settled: Settled) -> None:
        self._state.set_regions(settled.regions)
        self._state.tell_topped_up(settled.topped)

    def _library_changed(self, changes: Changes) -> None:
        if changes.added or changes.removed or changes.updated:
            self._later()

    def _later(self) -> None:
        if self._state.regions and not self._soon.isActive():
            self._soon.start()


def _kept(region: str) -> str:
    return tr("Keep the region “{name}” as a playlist", name=region)


def _kept_no_more(region: str) -> str:
    return tr("Keep the region “{name}” as a playlist no more", name=region)


def _listed(db: Database) -> tuple[DrawnRegion, ...]:
    return tuple(DrawnRegion(region, regions.members(db, region.number).ids) for region in regions.listed(db))


def _link(db: Database, number: int) -> Edited:
    was = topping_up.link_region(db, number)
    return Edited(number, regions.of_number(db, number).name, was)


def _unlink(db: Database, number: int) -> Edited:
    was = topping_up.unlink_region(db, number)
    return Edited(number, regions.of_number(db, number).name, was)


def _settle(context: JobContext, db: Database, helper: Helper) -> Settled:
    if not regions.exist(db):
        return Settled()
    return helper.run(context, region_views.settle, str(db.path))
