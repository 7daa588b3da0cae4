"""The map and the groups as the window gets them: made in a process of their own.

Training, clustering and the libraries that these load would hold up the window, whichever of its threads
they ran on. So one helper does them, on a connection of its own to the library, and what is to be shown
comes back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from organizer.errors import OrganizerError
from organizer.jobs import JobContext, WorkerPool
from organizer.library.database import Database
from organizer.model import Grouping, MusicMap

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from organizer.analysis.landscape import Landscape

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A map with its landscape, ready to be shown."""

    music_map: MusicMap
    landscape: Landscape
    terrain: npt.NDArray[np.uint8]  #: shape=(height, width, 3), the landscape in colour


def load(library: str) -> Drawn | None:
    """The standing map, if there is one."""
    from organizer.library import maps

    with Database(library) as db:
        music_map = maps.load_map(db)
        return None if music_map is None else _draw(db, music_map)


def build(library: str, toroidal: bool, keep_places: bool) -> Drawn:
    """Train the map on every analyzed song; see ``mapping.build_map``."""
    from organizer import mapping

    with Database(library) as db:
        return _draw(db, mapping.build_map(JobContext(), db, toroidal=toroidal, keep_places=keep_places))


def place(library: str) -> Drawn | None:
    """Put the songs analyzed since on the standing map; see ``mapping.place_new``."""
    from organizer import mapping

    with Database(library) as db:
        music_map = mapping.place_new(db)
        return None if music_map is None else _draw(db, music_map)


def group(library: str, k: int | None, method: str) -> Grouping:
    """Cluster every analyzed song; see ``grouping.build_groups``."""
    from organizer import grouping

    with Database(library) as db:
        return grouping.build_groups(JobContext(), db, method=method, k=k)


def _draw(db: Database, music_map: MusicMap) -> Drawn:
    from organizer import mapping
    from organizer.analysis.terrain import fine_image

    landscape = mapping.landscape(None, db, music_map)
    return Drawn(music_map, landscape, fine_image(landscape))


class Helper:
    """One process, there from the first task until it is sent to rest. Safe to share between threads."""

    def __init__(self) -> None:
        self._pool: WorkerPool | None = None
        self._tasks = 0
        self._lock = threading.Lock()

    def run(
        self,
        context: JobContext,
        task: Callable[Concatenate[str, P], R],
        library: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run one of the functions above and wait for it; a cancelled job ends it with its process."""
        from pebble import ProcessExpired

        with self._lock:
            if self._pool is None:
                self._pool = WorkerPool(1)
            self._tasks += 1
            future = self._pool.submit(task, library, *args, **kwargs)
        try:
            while not wait([future], timeout=0.1).done:
                context.check_cancelled()
            return future.result()
        except ProcessExpired as error:
            raise OrganizerError(
                f"the process that draws the map ended unexpectedly (exit code {error.exitcode})",
                remedy="rebuild the map; if it happens again there may be too little memory",
            ) from error
        finally:
            future.cancel()
            with self._lock:
                self._tasks -= 1

    def rest(self) -> None:
        """End the process, which takes a moment, unless it has work. A later task starts another."""
        with self._lock:
            if self._tasks or self._pool is None:
                return
            pool, self._pool = self._pool, None
        pool.shutdown(cancel_futures=True)
