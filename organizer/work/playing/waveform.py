"""The outline of a song, for the bar of the player: decoded once, then a kilobyte in the cache. Where its
parts were found, the outline lies with them in the library, and nothing is decoded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import platformdirs

from organizer.analysis.ear import audio
from organizer.base.atomic import replace_file
from organizer.base.errors import OrganizerError
from organizer.base.model import FloatArray, Track
from organizer.library.sounds import structures
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext

#: Columns of an outline.
COLUMNS = 1000
_STEPS = 50  #: of a second, in which the largest sample is looked for
_MOST = 5_000  #: outlines that are kept


@dataclass(frozen=True, slots=True)
class Outline:
    """What the bar shows of a song."""

    track: int
    wave: bytes = (
        b""  #: the largest sample of each of ``COLUMNS`` equal stretches, 255 for the largest of all
    )
    starts: tuple[float, ...] = ()  #: where its parts begin, as shares of it; none where they are not known
    labels: tuple[int, ...] = ()  #: which of them are alike


def look(context: JobContext, db: Database, track: Track) -> Outline:
    """The outline of a song, with its parts where the library has them."""
    from organizer.analysis.structure.features import unpacked
    from organizer.analysis.structure.parts import VERSION

    entry = structures.get(db, track, VERSION)
    if entry is not None:
        try:
            recording = unpacked(entry.features)
            units, labels = entry.parts.get(0, ((), ()))
            shares = tuple(float(recording.times[unit]) / max(recording.duration, 1e-3) for unit in units)
            return Outline(track.id, reduced(recording.wave), (0.0, *shares[1:]) if shares else (), labels)
        except (ValueError, IndexError):
            structures.forget(db, track)
    return Outline(*outline(context, track))


def folder() -> Path:
    """Where they lie."""
    return Path(platformdirs.user_cache_dir("organizer", appauthor=False)) / "waves"


def outline(context: JobContext, track: Track) -> tuple[int, bytes]:
    """The song, and the largest sample of each of ``COLUMNS`` equal stretches, 255 for the largest of all;
    b"" for a song that cannot be decoded to its end."""
    if not track.has_file or track.away:
        return track.id, b""
    path = folder() / _name(track)
    try:
        stored = path.read_bytes()
    except OSError:
        stored = b""
    if len(stored) == COLUMNS:
        return track.id, stored
    try:
        made = reduced(_peaks(context, track.path))
    except OrganizerError:  # the player says what is wrong with the file
        return track.id, b""

    def write(file: BinaryIO) -> None:
        file.write(made)

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, write)
        _drop_old()
    except (OrganizerError, OSError):
        pass  # without a cache it is decoded again next time
    return track.id, made


def reduced(peaks: FloatArray) -> bytes:
    """Peaks of any number of equal steps as the columns of an outline."""
    if not len(peaks) or float(peaks.max()) <= 0:
        return bytes(COLUMNS)
    if len(peaks) < COLUMNS:
        peaks = np.repeat(peaks, -(-COLUMNS // len(peaks)))
    columns = np.maximum.reduceat(peaks, np.arange(COLUMNS) * len(peaks) // COLUMNS)
    return bytes(np.round(255 * columns / columns.max()).astype(np.uint8))


def _peaks(context: JobContext, path: str) -> FloatArray:
    """The largest sample of each fiftieth of a second."""
    found: list[FloatArray] = []
    left = np.zeros(0, np.float32)
    step = 1
    for rate, block in audio.blocks(path):
        context.check_cancelled()
        step = max(1, rate // _STEPS)
        loud = np.concatenate([left, np.abs(block).max(axis=1)])
        whole = len(loud) - len(loud) % step
        found.append(loud[:whole].reshape(-1, step).max(axis=1))
        left = loud[whole:]
    if len(left) > step // 2:
        found.append(left.max(keepdims=True))
    return np.concatenate(found) if found else left


def _name(track: Track) -> str:
    """The same for the same sound, whatever its tags."""
    sound = track.audio_hash or f"{track.size} {track.mtime_ns} {track.path}"
    return hashlib.sha256(sound.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _drop_old() -> None:
    files: Iterable[Path] = list(folder().iterdir())
    if len(list(files)) > _MOST:
        for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)[: _MOST // 10]:
            path.unlink(missing_ok=True)
