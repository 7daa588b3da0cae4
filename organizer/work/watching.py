"""Watches the library's folders and tells when music appeared, changed or went. No Qt here."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from organizer.library.files.left_out import covers, is_programs_file

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

log = logging.getLogger(__name__)

#: A folder is looked at again when nothing happened in it for this long, in seconds: a file that is
#: being copied changes many times, and half a song is none.
_QUIET = 2.0

#: Told apart from reading, which a scan itself causes.
_KINDS = frozenset({"created", "modified", "moved", "deleted", "closed"})


class Watcher:
    """Calls ``on_change(folders)`` from a thread of its own, once things have become quiet."""

    def __init__(
        self, on_change: Callable[[list[str]], None], suffixes: Iterable[str], *, quiet: float = _QUIET
    ) -> None:
        self._on_change = on_change
        self._suffixes = tuple(suffixes)
        self._quiet = quiet
        self._lock = threading.Lock()
        self._setting_up = threading.Lock()
        self._changed: set[str] = set()
        self._timer: threading.Timer | None = None
        self._observer: Any = None
        self._watched: set[str] = set()
        self._stopped = False

    def watch(self, folders: Iterable[str]) -> None:
        """Watch these folders as well, with all that is in them, as far as they can be watched."""
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer

        class Handler(FileSystemEventHandler):
            def on_any_event(_, event: FileSystemEvent) -> None:  # noqa: N805
                self._happened(event)

        with self._setting_up:  # asked from several threads
            for folder in folders:
                if self._stopped or folder in self._watched or not os.path.isdir(folder):
                    continue
                if self._observer is None:
                    self._observer = Observer()
                    self._observer.daemon = True
                    self._observer.start()
                try:
                    self._observer.schedule(Handler(), folder, recursive=True)
                    self._watched.add(folder)
                except OSError as error:  # the system's limit of watches is reached, or the share has none
                    log.info("cannot watch %r: %s", folder, error)

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        with self._setting_up:
            if self._observer is not None:
                self._observer.stop()
                with contextlib.suppress(RuntimeError):
                    self._observer.join(5)
                self._observer = None

    def _happened(self, event: FileSystemEvent) -> None:
        if event.event_type not in _KINDS:
            return
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        whole_folder = event.is_directory and event.event_type in ("moved", "deleted")
        music = [path for path in paths if self._is_music(path)]
        if not music and not whole_folder:
            return
        with self._lock:
            if self._stopped:
                return
            self._changed.update(os.path.dirname(path) for path in music or paths)
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(self._quiet, self._tell)
            self._timer.daemon = True
            self._timer.start()

    def _is_music(self, path: str) -> bool:
        """Whether a scan would take the file: not one that was thrown away, into a trash below."""
        folder, name = os.path.split(path)
        return (
            name.lower().endswith(self._suffixes)
            and not is_programs_file(name)
            and any(covers(place, folder) for place in list(self._watched))
        )

    def _tell(self) -> None:
        with self._lock:
            changed, self._changed = sorted(self._changed), set()
            if self._stopped:
                return
        self._on_change([self._there(folder) for folder in changed])

    def _there(self, folder: str) -> str:
        """The folder, or the nearest one above it that is still there, within what is watched."""
        while not os.path.isdir(folder) and folder not in self._watched and folder != os.path.dirname(folder):
            folder = os.path.dirname(folder)
        return folder
