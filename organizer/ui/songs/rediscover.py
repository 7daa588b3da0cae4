"""A playlist of songs to rediscover, for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.library import tracks
from organizer.library.query import Query
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job

if TYPE_CHECKING:
    from organizer.library.storage.database import Database
    from organizer.work.jobs import JobContext

#: Songs of the playlist.
_MOST = 50


class Rediscover(QObject):
    """Looks for the songs in the background, and has a playlist made of them."""

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state

    def make_action(self, parent: QObject) -> QAction:
        """The entry of a menu."""
        tip = tr("A playlist of songs near what you play and rate highly, never heard or not for long")
        action = QAction(tr("Redis&cover"), parent)
        action.setToolTip(tip)
        action.setStatusTip(tip)
        action.triggered.connect(lambda _checked=False: self.start())
        return action

    def start(self) -> None:
        """Make the playlist."""
        self._state.jobs.start(
            Job.REDISCOVER,
            _find,
            self._state.db,
            on_result=self._make_playlist,
            on_error=self._state.complain,
        )

    def _make_playlist(self, answer: tuple[IntArray, str]) -> None:
        ids, remark = answer
        if not len(ids):
            self._state.message.emit(tr("There is no song that could be played"), "info")
            return
        self._state.new_playlist_requested.emit(tr("Rediscover"), ids)
        if remark:
            self._state.message.emit(remark, "info")


def _find(context: JobContext, db: Database) -> tuple[IntArray, str]:
    from organizer.work.playing import rediscovering

    found = rediscovering.rediscover(db, tracks.matching(db, Query("t.available")))
    return found.ids[:_MOST], found.remark
