"""Songs as places in one space: the embedding of the library, with its frozen axes.

Axes are fitted on the person's own songs and then frozen, so that distances, map and groups stay what they
are while songs come and go. They are fitted again, by a rebuild of the map, when the library has doubled,
or when a trained network has heard all songs: its vectors are then one more block.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from organizer.errors import LibraryError, UsageError
from organizer.jobs import JobContext
from organizer.library import maps, network_vectors, tracks, vectors
from organizer.library.database import Database
from organizer.model import FloatArray, IntArray

if TYPE_CHECKING:
    from organizer.analysis.matrix import Axes

#: The axes are fitted again when the library has grown by this factor.
_REFIT = 2.0
#: Songs that the axes are fitted on.
_FITTED = 20_000
#: Stands before the axes in the database: how many songs the library had when they were fitted.
_COUNT = struct.Struct("<Q")


def embed(context: JobContext | None, db: Database) -> tuple[IntArray, FloatArray]:
    """Every analyzed song in the space of map and groups: ids, ascending, shape=(n,), vectors shape=(n, d).

    The axes are those that are frozen in the library; only where there are none yet they are fitted.
    """
    axes = maps.load_axes(db)
    if axes is None:
        return embed_anew(context, db, newest_version(db))
    version, payload, model = axes
    ids, matrix = maps.load_embedding(db)
    heard = vectors.ids(db, version)
    if model:
        heard = np.intersect1d(heard, network_vectors.ids(db, model), assume_unique=True)
    missing = np.setdiff1d(heard, ids, assume_unique=True)
    if not len(missing) and len(ids):
        return ids, matrix
    if not len(missing):  # these axes' songs are all gone
        return embed_anew(context, db, newest_version(db))
    frozen = _unpack(payload)[1]
    for part in np.array_split(missing, -(-len(missing) // 4096)):
        new_ids, raw, _ = network_vectors.beside(db, model, *vectors.load_some(db, version, part))
        maps.save_embedding(db, new_ids, frozen.project(raw))
        if context is not None:
            context.check_cancelled()
    return maps.load_embedding(db)


def embed_if_any(db: Database) -> tuple[IntArray, FloatArray]:
    """As ``embed``, but empty where nothing was analyzed yet."""
    if not newest_version(db, missing_ok=True):
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    return embed(None, db)


def embed_anew(context: JobContext | None, db: Database, version: int) -> tuple[IntArray, FloatArray]:
    """Project every song of a version; the axes are fitted again when they are of another ear, with or
    without a network, or outgrown."""
    from organizer.analysis.matrix import fit_axes

    ids = vectors.ids(db, version)
    stored = maps.load_axes(db)
    model = network_vectors.complete(db, version)
    fitted_on, axes = 0, None
    if stored is not None and (stored[0], stored[2]) == (version, model):
        fitted_on, axes = _unpack(stored[1])
    if axes is None or len(ids) >= _REFIT * fitted_on:
        some = vectors.load_some(db, version, ids[spread(len(ids), _FITTED)])
        _, raw, network = network_vectors.beside(db, model, *some)
        axes = fit_axes(raw, network=network)
        if context is not None:
            context.check_cancelled()
        maps.save_axes(db, version, _COUNT.pack(len(ids)) + axes.to_bytes(), model=model)
    found, places = [], []
    for part in vectors.chunks(db, version):
        part_ids, raw, _ = network_vectors.beside(db, model, *part)
        found.append(part_ids)
        places.append(axes.project(raw))
        if context is not None:
            context.check_cancelled()
    ids, matrix = np.concatenate(found), np.concatenate(places)
    maps.save_embedding(db, ids, matrix)
    return ids, matrix


def has_other_network(db: Database) -> bool:
    """Whether the frozen axes lack the network that has heard all songs, or hold one that is not used now."""
    axes = maps.load_axes(db)
    return axes is not None and axes[2] != network_vectors.complete(db, axes[0])


def row_of(db: Database, ids: IntArray, track_id: int) -> int:
    """The row of a song in the embedding; raises when it is not in the library or was not analyzed yet."""
    track = tracks.get(db, track_id)
    row = int(np.searchsorted(ids, track_id))
    if row >= len(ids) or ids[row] != track_id:
        raise UsageError("this song was not analyzed yet", path=track.path, remedy="run analyze first")
    return row


def newest_version(db: Database, *, missing_ok: bool = False) -> int:
    """This ear's version when it has heard anything, else that of an earlier one."""
    from organizer.analysis.layout import FEATURE_VERSION

    version = FEATURE_VERSION if vectors.count(db, FEATURE_VERSION) else vectors.newest_version(db)
    if version is None or not vectors.count(db, version):
        if missing_ok:
            return 0
        raise LibraryError("no song was analyzed yet", remedy="add music, then run analyze")
    return version


def looked_up(ids: IntArray, known: IntArray, values: Sequence[int] | IntArray) -> IntArray:
    """The value of each id, −1 where it is not among the known ones."""
    found = np.full(len(ids), -1, np.int64)
    _, here, there = np.intersect1d(ids, known, assume_unique=True, return_indices=True)
    found[here] = np.asarray(values, np.int64)[there]
    return found


def spread(n: int, most: int) -> IntArray:
    """At most ``most`` of ``n`` rows, evenly spread."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.int64))


def _unpack(payload: bytes) -> tuple[int, Axes]:
    from organizer.analysis.matrix import Axes

    return int(_COUNT.unpack_from(payload)[0]), Axes.from_bytes(payload[_COUNT.size :])
