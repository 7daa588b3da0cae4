"""The door to librosa, which processes go through one at a time.

numba compiles librosa's loops when they are loaded or first called, for half a minute, and stores them on
disk. Two processes that do so at the same time can store files that do not fit each other, and then every
process that loads them is ended by a segmentation fault, from then on. So they are stored in a folder
of our own, and everything that compiles does so in ``load``, while a lock on that folder is held.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import IO, Any

import numpy as np
import platformdirs

from organizer.base import system

#: Where numba stores what it compiled; who has set it is asked for nothing but the lock.
VARIABLE = "NUMBA_CACHE_DIR"
LOCK = "organizer.lock"  #: in that folder
_POLL = 0.1  # seconds between two looks at the lock
_PATIENCE = 120.0  # seconds; who holds it for longer hangs, and then the songs matter more

_loaded: Any = None


def load(waiting: Callable[[], object] = lambda: None) -> Any:
    """librosa, with all of it that we use. Call before anything else loads numba.

    ``waiting`` is called again and again while another process loads it, and may raise to give up.
    """
    global _loaded
    if _loaded is None:
        with _in_turn(waiting):
            _loaded = _load()
    return _loaded


def folder() -> str:
    """Where what is compiled is stored: where the environment says, else in the user's cache."""
    return os.environ.get(VARIABLE) or os.path.join(
        platformdirs.user_cache_dir("organizer", appauthor=False), "numba"
    )


@contextlib.contextmanager
def _in_turn(waiting: Callable[[], object]) -> Iterator[None]:
    """Holds the lock, where the folder can be used; else numba stores where it does by itself."""
    try:
        path = folder()
        system.make_private_folders(path)
        file = os.fdopen(system.create_private(os.path.join(path, LOCK)), "r+b")
    except OSError:
        yield
        return
    with file:
        _wait_for(file, waiting)
        os.environ.setdefault(VARIABLE, path)
        yield


def _wait_for(file: IO[bytes], waiting: Callable[[], object]) -> None:
    until = time.monotonic() + _PATIENCE
    with contextlib.suppress(OSError):  # a disk that does not lock
        while system.try_lock(file) is False and time.monotonic() < until:
            waiting()
            time.sleep(_POLL)


def _load() -> Any:
    """Everything that compiles when it is loaded, and what compiles when it is first called."""
    import librosa
    import librosa.beat
    import librosa.core.audio
    import librosa.core.pitch
    import librosa.feature.rhythm
    import librosa.feature.spectral
    import librosa.feature.utils
    import librosa.filters
    import librosa.onset
    import librosa.segment
    import librosa.util.utils

    onsets = np.abs(np.sin(np.arange(400, dtype=np.float32) / 7))
    librosa.beat.beat_track(onset_envelope=onsets, bpm=120.0, trim=False)
    librosa.feature.tempo(onset_envelope=onsets)
    librosa.feature.stack_memory(np.ones((8, 4), np.float32).T, n_steps=4, mode="edge")
    librosa.segment.timelag_filter(np.ascontiguousarray)(np.eye(8, order="F"))
    return librosa
