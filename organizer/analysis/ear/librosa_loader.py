"""The door to librosa, the reference that the ear is compared with; processes go through it one at a time.

The program itself computes what it needs of it in a fraction of the time (``analysis.structure``, ``tonal``),
so it is an extra: tests and ``bench`` have it, a plain install does without its 200 MB of compiler.

numba compiles librosa's loops when they are loaded or first called, for half a minute, and stores them on
disk. Two processes that do so at the same time can store files that do not fit each other, and then every
process that loads them is ended by a segmentation fault, from then on. So they are stored in a folder
of our own, and everything that compiles does so in ``load``, while a lock on that folder is held. Where
there are no locks, as on some network disks, each process has a folder of its own.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import util
from typing import IO, Any

import numpy as np
import platformdirs

from organizer.base import system
from organizer.base.errors import OrganizerError
from organizer.base.language import tr

#: Where numba stores what it compiled; who has set it is asked for nothing but the lock.
VARIABLE = "NUMBA_CACHE_DIR"
LOCK = "organizer.lock"  #: in that folder
_POLL = 0.1  # seconds between two looks at the lock
_PATIENCE = 120.0  # seconds; who holds it for longer hangs, and then the songs matter more

_loaded: Any = None


def load(waiting: Callable[[], object] = lambda: None) -> Any:
    """librosa, with all of it that we use. Call before anything else loads numba. Raises ``OrganizerError``
    where it is not installed.

    ``waiting`` is called again and again while another process loads it, and may raise to give up.
    """
    global _loaded
    if _loaded is None:
        if importlib.util.find_spec("librosa") is None:
            raise OrganizerError(
                tr("librosa, the reference of the ear, is not installed"),
                remedy=tr("install it: {command}", command="pip install 'organizer[reference]'"),
            )
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
    """Holds the lock on the folder; where it cannot be had, numba stores in a folder of this process."""
    path = folder()
    with contextlib.ExitStack() as stack:
        try:
            system.make_private_folders(path)
            file = stack.enter_context(os.fdopen(system.create_private(os.path.join(path, LOCK)), "r+b"))
            locked = _wait_for(file, waiting)
        except OSError:  # the folder cannot be used, or the disk fails to lock
            locked = False
        if locked:
            os.environ.setdefault(VARIABLE, path)
        else:
            stack.enter_context(_apart(path))
        yield


def _wait_for(file: IO[bytes], waiting: Callable[[], object]) -> bool:
    """Whether the file is locked now: not on a disk without locks, nor if another holds it for too long."""
    until = time.monotonic() + _PATIENCE
    while (locked := system.try_lock(file)) is False and time.monotonic() < until:
        waiting()
        time.sleep(_POLL)
    return bool(locked)


@contextlib.contextmanager
def _apart(path: str) -> Iterator[None]:
    """Numba stores in a folder that nobody else writes to, and that goes with this process.

    What it stored is left in ``path`` under its final name only when it is complete, in one step, and never
    written again: whoever comes later begins with a copy of it.
    """
    private = tempfile.mkdtemp(prefix="organizer-numba-")
    util.Finalize(None, shutil.rmtree, (private, True), exitpriority=0)  # at the end of workers too
    stored, complete = os.path.join(private, "stored"), os.path.join(path, _complete())
    if not _copied(complete, stored):
        os.mkdir(stored)
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = stored
    try:
        yield
    finally:  # processes that this one starts have a folder of their own
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before
    if not os.path.exists(complete):
        copy = f"{complete}.{secrets.token_hex(8)}"
        if _copied(stored, copy):
            try:
                os.rename(copy, complete)
            except OSError:  # another was first
                shutil.rmtree(copy, ignore_errors=True)


def _complete() -> str:
    """The name of what these versions compile."""
    versions = (importlib.metadata.version(name) for name in ("librosa", "numba"))
    return "-".join(("complete", sys.implementation.cache_tag, *versions))


def _copied(source: str, target: str) -> bool:
    """Copy a folder whole, or not at all."""
    try:
        shutil.copytree(source, target)
    except OSError:
        shutil.rmtree(target, ignore_errors=True)
        return False
    return True


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
