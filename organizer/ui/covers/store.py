"""Covers of the albums that are seen, read by a job when they are wanted; the last ones stay in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.covers import small
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext

_AT_ONCE = 12  #: albums that one job reads
_STRETCHED = 1.15  #: so much a cover may be enlarged before a larger one is asked for
_TRIED = 3  #: songs of an album that are asked for its cover

Picture = TypeVar("Picture")  #: what a view paints of a cover


class CoverStore(QObject, Generic[Picture]):
    """Covers by the numbers that a view gives its albums."""

    changed = Signal()

    def __init__(
        self,
        state: AppState,
        job: Job,
        make: Callable[[QImage, float], Picture],
        *,
        most: int,
        size: float,
        parent: QObject,
    ) -> None:
        """``make`` turns a cover, and the pixels of the screen for each logical one, into what is painted; it
        runs in a thread of its own. ``most``: albums that are remembered. ``size``: logical pixels of
        the largest."""
        super().__init__(parent)
        self._state, self._job, self._make, self._most, self._size = state, job, make, most, size
        self.images: OrderedDict[int, Picture] = OrderedDict()
        self.missing: frozenset[int] = frozenset()  #: albums without a cover
        self._ratio = 1.0
        self._shown = 0  #: covers that are wanted at once: none of them must make room for another
        self._round = 0  #: grows when albums are numbered anew

    def forget(self) -> None:
        """Albums are numbered anew."""
        self._round += 1
        self.images.clear()
        self.missing = frozenset()

    def want(self, albums: Iterable[int], songs_of: Callable[[int], list[int]], ratio: float) -> None:
        """Have the covers of these albums soon; ``songs_of`` gives ids of the songs of one."""
        if ratio != self._ratio:
            self._ratio = ratio
            self.forget()
        wanted = dict.fromkeys(albums)
        self._shown = len(wanted)
        for album in wanted:
            if album in self.images:
                self.images.move_to_end(album)
        missing = [album for album in wanted if album not in self.images and album not in self.missing]
        if not missing or self._state.jobs.running(self._job):
            return
        songs = {album: songs_of(album)[:_TRIED] for album in missing[:_AT_ONCE]}
        edge = small.EDGE * (1 if self._size * ratio <= _STRETCHED * small.EDGE else 2)
        self._state.jobs.start(
            self._job,
            _read,
            self._state.db,
            songs,
            self._round,
            lambda cover: self._make(cover, ratio),
            edge,
            on_result=self._take,
            owner=self,
        )

    def _take(self, answer: tuple[int, dict[int, Picture | None]]) -> None:
        round_, covers = answer
        if round_ == self._round:
            self.images.update((album, image) for album, image in covers.items() if image is not None)
            while len(self.images) > max(self._most, self._shown):
                self.images.popitem(last=False)
            self.missing |= {album for album, image in covers.items() if image is None}
        self.changed.emit()


def _read(
    context: JobContext,
    db: Database,
    songs: dict[int, list[int]],
    round_: int,
    make: Callable[[QImage], Picture],
    edge: int,
) -> tuple[int, dict[int, Picture | None]]:
    covers: dict[int, Picture | None] = {}
    for album, ids in songs.items():
        covers[album] = None
        for track in tracks.get_many(db, ids):
            context.check_cancelled()
            image = small.small_cover(track, edge)
            if image is not None:
                covers[album] = make(image)
                break
    return round_, covers
