"""The map and the groups as the window gets them: made in a process of their own.

Training, clustering and the libraries that these load would hold up the window, whichever of its threads
they ran on. So one helper does them, on a connection of its own to the library, and what is to be shown
comes back.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from organizer.base import leftovers, system
from organizer.base.errors import OrganizerError
from organizer.base.model import Progress
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext, WorkerPool

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from organizer.analysis.space.landscape import Landscape
    from organizer.base.arrangement import Grouping, MusicMap, Space
    from organizer.library.tables.types import Reading
    from organizer.work.arranging.topping_up import Topped
    from organizer.work.intake.tabling import Preview, Stored

P = ParamSpec("P")
R = TypeVar("R")

#: Seconds between two looks at what the helper does.
_POLL = 0.1


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


def build(
    library: str,
    toroidal: bool,
    keep_places: bool,
    weights: Mapping[str, float] | None = None,
    space: Space | None = None,
) -> Drawn:
    """Train the map on every analyzed song; see ``mapping.build_map``."""
    from organizer.work.arranging import mapping

    with Database(library) as db:
        music_map = mapping.build_map(
            told(), db, toroidal=toroidal, keep_places=keep_places, weights=weights, space=space
        )
        told().report(mapping.STEPS, mapping.STEPS, "Drawing the land")
        return _draw(db, music_map)


def place(library: str) -> tuple[Drawn | None, list[Topped]]:
    """Put the songs analyzed since on the standing map; see ``mapping.place_new``. Also the playlists that
    grew by them."""
    from organizer.work.arranging import mapping, topping_up

    with Database(library) as db:
        music_map = mapping.place_new(db)
        topped = topping_up.top_up(db)
        return None if music_map is None else _draw(db, music_map), topped


def group(library: str) -> tuple[Grouping, list[Topped]]:
    """Make the standing groups again; see ``grouping.rebuild``. Also the playlists that grew by it."""
    from organizer.work.arranging import grouping, topping_up

    with Database(library) as db:
        made = grouping.rebuild(told(), db)
        return made, topping_up.top_up(db)


def look_at_table(library: str, path: str, how: Reading) -> Preview:
    """See ``tabling.look``."""
    from organizer.work.intake import tabling

    with Database(library) as db:
        return tabling.look(told(), db, path, how)


def import_table(library: str, path: str, how: Reading, name: str) -> Stored:
    """See ``tabling.store``."""
    from organizer.work.intake import tabling

    with Database(library) as db:
        return tabling.store(told(), db, path, how, name)


def _draw(db: Database, music_map: MusicMap) -> Drawn:
    from organizer.analysis.space.terrain import fine_image
    from organizer.work.arranging import mapping

    landscape = mapping.landscape(None, db, music_map)
    return Drawn(music_map, landscape, fine_image(landscape))


def told() -> JobContext:
    """In the helper: the context of the task at hand; what it is told reaches the window."""
    return _told


_told = JobContext()


def _tell(path: str, task: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """Run a task; its latest progress stands in a file, of which the window reads what it finds."""
    global _told
    last, what = 0.0, ""

    def write(progress: Progress) -> None:
        nonlocal last, what
        if time.monotonic() - last >= _POLL or progress.what != what:
            last, what = time.monotonic(), progress.what
            with open(path, "w", encoding="utf-8") as file:
                file.write(json.dumps([progress.done, progress.total, progress.what]))

    _told = JobContext(write)
    return task(*args, **kwargs)


def _pass_on(context: JobContext, path: str, before: object) -> object:
    try:
        with open(path, encoding="utf-8") as file:
            now = json.load(file)
    except ValueError:  # nothing yet, or half of it
        return before
    if now != before:
        context.report(*now)
    return now


class Helper:
    """One process, there from the first task until it is sent to rest. Safe to share between threads."""

    def __init__(
        self,
        does: str = "draws the map",
        remedy: str = "rebuild the map; if it happens again there may be too little memory",
        last_step: str = "",
    ) -> None:
        """``does`` and ``remedy`` tell the person what ended, should the process die, and what to do. A task
        that says to be at its ``last_step`` is not cancelled any more."""
        self._does, self._remedy, self._last_step = does, remedy, last_step
        self._pool: WorkerPool | None = None
        self._tasks = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Helper:
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def run(
        self,
        context: JobContext,
        task: Callable[Concatenate[str, P], R],
        library: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run one of the functions above and wait for it; a cancelled job ends it with its process."""
        with leftovers.scratch("progress") as path:
            with self._lock:
                if self._pool is None:
                    self._pool = WorkerPool(1, nice=0)
                self._tasks += 1
                future: Future[R] = self._pool.submit(_tell, path, task, library, *args, **kwargs)
            try:
                return self._awaited(context, future, path)
            finally:
                future.cancel()
                with self._lock:
                    self._tasks -= 1

    def _awaited(self, context: JobContext, future: Future[R], path: str) -> R:
        from pebble import ProcessExpired

        said: object = None
        try:
            while not wait([future], timeout=_POLL).done:
                said = _pass_on(context, path, said)
                if not (self._last_step and isinstance(said, list) and said[2] == self._last_step):
                    context.check_cancelled()
            result: R = future.result()
            return result
        except ProcessExpired as error:
            raise OrganizerError(
                f"the process that {self._does} ended unexpectedly ({system.exit_reason(error.exitcode)})",
                remedy=self._remedy,
            ) from error

    def rest(self) -> None:
        """End the process, which takes a moment, unless it has work. A later task starts another."""
        with self._lock:
            if self._tasks or self._pool is None:
                return
            pool, self._pool = self._pool, None
        pool.shutdown(cancel_futures=True)
