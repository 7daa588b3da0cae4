"""Songs leave the library, and come back when that is undone."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from organizer.base.language import plural
from organizer.base.model import Changes, IntArray
from organizer.library import maps
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import Step
from organizer.work.arranging import map_tasks
from organizer.work.arranging.map_tasks import DrawnMap
from organizer.work.helper import Helper
from organizer.work.intake import removing
from organizer.work.intake.removing import Removed


class _Way:
    """The way back and forth of one removal; every time it is made anew it has another number."""

    def __init__(self, work: RemovalWork, removed: Removed) -> None:
        self._work, self.removed = work, removed

    def undo(self) -> None:
        self._work.bring_back(self.removed.number)

    def redo(self) -> None:
        self._work.remove(np.array(self.removed.changes.removed, np.int64), self)


class RemovalWork(QObject):
    """Removes songs and brings them back, by jobs."""

    def __init__(self, state: AppState, helper: Helper, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._helper = state, helper

    def remove(self, ids: IntArray, way: _Way | None = None) -> None:
        """Forget songs; ``way``: that of a removal which is made again."""

        def removed(what: Removed) -> None:
            gone = len(what.changes.removed)
            self._state.select((), "removed")
            self._state.change_library(what.changes)
            text = plural(
                "{n} song removed from the library; the files stay as they are",
                "{n} songs removed from the library; the files stay as they are",
                gone,
            )
            self._state.message.emit(text, "info")
            if way is not None:
                way.removed = what
                return
            new = _Way(self, what)
            self._state.undoable.emit(
                Step(plural("Remove {n} song", "Remove {n} songs", gone), new.undo, new.redo)
            )

        self._state.jobs.start(
            Job.REMOVE,
            removing.remove,
            self._state.db,
            ids,
            on_result=removed,
            on_error=self._state.complain,
            owner=self,
        )

    def bring_back(self, number: int) -> None:
        """Undo the removal of this number."""
        self._state.jobs.start(
            Job.REMOVE,
            removing.undo,
            self._state.db,
            number,
            on_result=self._returned,
            on_error=self._state.complain,
        )

    def _returned(self, changes: Changes) -> None:
        """The songs are in their groups and on the map again."""
        db = self._state.db
        self._state.change_library(changes)
        self._state.set_grouping(maps.load_grouping(db))
        if maps.has_map(db):
            self._state.jobs.start(
                Job.LOAD,
                self._helper.run,
                map_tasks.load,
                str(db.path),
                on_result=self._drawn,
                on_error=self._state.complain,
            )
        back = len(changes.added) + len(changes.updated)
        text = plural("{n} song back in the library", "{n} songs back in the library", back)
        self._state.message.emit(text, "info")

    def _drawn(self, drawn: DrawnMap | None) -> None:
        if drawn is not None:
            self._state.set_map(drawn.music_map, drawn.landscape, drawn.relief)
