"""Watches the library's folders and reports when music appeared, changed or went. No Qt here."""

from __future__ import annotations

import contextlib
import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from organizer.library.files.beside import RANKS
from organizer.library.files.left_out import covers, holds_music, is_programs_file

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Watch:
    """A folder that was there when its watch began."""

    identity: tuple[int, int]  #: of its disk, and on it
    scheduled: Any  #: of the observer; None where it cannot be watched


def _identity(folder: str) -> tuple[int, int] | None:
    """Which folder that is; None when there is none."""
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


#: A folder is reported when nothing happened in it for this long, in seconds: a file that is being copied
#: changes many times, and half a song is none.
_QUIET = 2.0
#: It is reported after so many seconds at the latest, however much goes on.
_LONGEST = 30.0
#: Seconds between two looks whether the folders are there: a disk goes and comes back without an event.
_LOOK = 5.0

#: Told apart from reading, which a scan itself causes.
_KINDS = frozenset({"created", "modified", "moved", "deleted", "closed"})


class Watcher:
    """Calls ``on_change(folders)`` from a thread of its own, once things have become quiet."""

    def __init__(
        self,
        on_change: Callable[[list[str]], None],
        suffixes: Iterable[str],
        *,
        quiet: float = _QUIET,
        longest: float = _LONGEST,
        look: float = _LOOK,
    ) -> None:
        self._on_change = on_change
        self._suffixes = tuple(suffixes)
        self._quiet, self._longest, self._look = quiet, longest, look
        self._news = threading.Condition()  # guards the three below, and wakes the thread
        self._changed: set[str] = set()
        self._first = self._last = 0.0  # when the first and the last of these changes came
        self._stopped = False
        self._setting_up = threading.Lock()  # guards the two below
        self._observer: Any = None
        self._watched: dict[str, _Watch | None] = {}  # None: it is not there now, or cannot be watched
        self._thread: threading.Thread | None = None

    def watch(self, folders: Iterable[str]) -> None:
        """Watch these folders as well, with all that is in them, as far as they can be watched. One that is
        not there is watched when it comes."""
        with self._setting_up:  # asked from several threads
            if self._stopped:
                return
            for folder in folders:
                if self._watched.get(folder) is None:
                    self._watched[folder] = self._schedule(folder)
            if self._thread is None and self._watched:
                self._thread = threading.Thread(target=self._run, name="watching", daemon=True)
                self._thread.start()

    def look(self) -> None:
        """See whether the folders are there. One that is back, or another one in its place, is watched
        anew, and reported: nobody knows what happened to it meanwhile."""
        returned = []
        with self._setting_up:
            for folder, watch in list(self._watched.items()):
                now = _identity(folder)
                if self._stopped or now == (watch.identity if watch is not None else None):
                    continue
                if watch is not None and watch.scheduled is not None:
                    with contextlib.suppress(KeyError, OSError):
                        self._observer.unschedule(watch.scheduled)
                self._watched[folder] = self._schedule(folder)
                if now is not None:
                    returned.append(folder)
        if returned:
            self._note(returned)

    def _schedule(self, folder: str) -> _Watch | None:
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer

        class Handler(FileSystemEventHandler):
            def on_any_event(_, event: FileSystemEvent) -> None:  # noqa: N805
                self._happened(event)

        identity = _identity(folder)
        if identity is None:
            return None
        if self._observer is None:
            self._observer = Observer()
            self._observer.daemon = True
            self._observer.start()
        try:
            return _Watch(identity, self._observer.schedule(Handler(), folder, recursive=True))
        except OSError as error:  # the system's limit of watches is reached, or the share has none
            log.info("cannot watch %r: %s", folder, error)
            return _Watch(identity, None)

    def stop(self) -> None:
        """End the watch; nothing is reported any more."""
        with self._news:
            self._stopped = True
            self._news.notify()
        with self._setting_up:
            observer, self._observer = self._observer, None
            thread, self._thread = self._thread, None
        if observer is not None:
            observer.stop()
            with contextlib.suppress(RuntimeError):
                observer.join(5)
        if thread is not None and thread is not threading.current_thread():
            thread.join(5)

    def _happened(self, event: FileSystemEvent) -> None:
        if event.event_type not in _KINDS:
            return
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        whole_folder = event.is_directory and event.event_type in ("moved", "deleted")
        music = [path for path in paths if self._is_music(path) or self._is_cover(path)]
        if not music and not whole_folder:
            return
        self._note(os.path.dirname(path) for path in music or paths)

    def _note(self, folders: Iterable[str]) -> None:
        with self._news:
            now = time.monotonic()
            if not self._changed:
                self._first = now
            self._last = now
            self._changed.update(folders)
            self._news.notify()

    def _is_music(self, path: str) -> bool:
        """Whether a scan would take the file: not one that was thrown away, into a trash below."""
        folder, name = os.path.split(path)
        return (
            name.lower().endswith(self._suffixes)
            and not is_programs_file(name)
            and any(covers(place, folder) for place in list(self._watched))
        )

    def _is_cover(self, path: str) -> bool:
        """Whether a scan would note the file as the picture beside songs."""
        folder, name = os.path.split(path)
        watched = any(covers(place, folder) for place in list(self._watched))
        return name.lower() in RANKS and watched and holds_music(folder, self._suffixes)

    def _run(self) -> None:
        """In the thread: wait for what is due, a report or a look at the folders."""
        next_look = time.monotonic() + self._look
        while True:
            changed: list[str] = []
            with self._news:
                now = time.monotonic()
                due = min(self._last + self._quiet, self._first + self._longest) if self._changed else now
                if not self._stopped and now < (until := min(due, next_look) if self._changed else next_look):
                    self._news.wait(until - now)
                    continue
                if self._stopped:
                    return
                if self._changed and now >= due:
                    changed = sorted(self._changed)
                    self._changed.clear()
            if changed:
                self._on_change([self._there(folder) for folder in changed])
            if time.monotonic() >= next_look:
                self.look()
                next_look = time.monotonic() + self._look

    def _there(self, folder: str) -> str:
        """The folder, or the nearest one above it that is still there, within what is watched."""
        while not os.path.isdir(folder) and folder not in self._watched and folder != os.path.dirname(folder):
            folder = os.path.dirname(folder)
        return folder
