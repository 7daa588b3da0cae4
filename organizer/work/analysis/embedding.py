"""Songs as places in one space: the embedding of the library, with its frozen axes.

Axes are fitted on the person's own songs and then frozen, so that distances, map and groups stay what they
are while songs come and go. They are fitted again, by a rebuild of the map, when the library has doubled,
or when a trained network is done with all songs: its vectors then count as well, and go on to count when
songs are added. Songs that it does not know yet, or that are away, lie where it is to be expected of what the
ear says.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import LibraryError, UsageError
from organizer.base.language import tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import maps, network_vectors, tracks, vectors
from organizer.library.storage import arrays
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.space.matrix import Axes
    from organizer.analysis.space.similarity import Bounds

#: Fewer songs are compared with one as fast without bounds.
_MANY = 20_000
#: The axes are fitted again when the library has grown by this factor.
_REFIT = 2.0
#: Songs that the axes are fitted on.
_FITTED = 20_000
#: Stands before the axes in the database: how many songs the library had when they were fitted.
_COUNT = struct.Struct("<Q")


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """The places of all songs, as they were last asked for."""

    changes: int  #: see ``maps.place_changes``
    ids: IntArray
    matrix: FloatArray  #: not to be written to
    bounds: list[Bounds | None]  #: of the matrix; empty until someone asks for them


#: Of each open library. A million songs are 650 MB: what is asked for is not read again.
_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()


def embed(context: JobContext | None, db: Database) -> tuple[IntArray, FloatArray]:
    """Every analyzed song in the space of map and groups: ids, ascending, shape=(n,), vectors shape=(n, d).

    The axes are those that are frozen in the library; only where there are none yet they are fitted. A
    library that can only be looked at keeps nothing of that. The arrays are kept until anything changes, and
    are not to be written to.
    """
    changes = maps.place_changes(db)
    kept = _kept.get(db)
    if kept is not None and kept.changes == changes:
        return kept.ids, kept.matrix
    _kept.pop(db, None)  # before the new ones are read: both would be much memory
    ids, matrix = _embedded(context, db)
    if changes is not None and changes == maps.place_changes(db):
        ids.flags.writeable = matrix.flags.writeable = False
        _kept[db] = _Kept(changes, ids, matrix, [])
    return ids, matrix


def bounds_of(db: Database, matrix: npt.NDArray[Any]) -> Bounds | None:
    """What ``similarity.neighbours`` passes songs over by, of a matrix that ``embed`` gave and still keeps;
    None of any other, for which it would have to be made each time."""
    from organizer.analysis.space import similarity

    kept = _kept.get(db)
    if kept is None or kept.matrix is not matrix or len(matrix) < _MANY:
        return None
    if not kept.bounds:
        kept.bounds.append(similarity.bounds(matrix))
    return kept.bounds[0]


def _embedded(context: JobContext | None, db: Database) -> tuple[IntArray, FloatArray]:
    stored = _stored(db)
    if stored is None:
        return embed_anew(context, db, newest_version(db))
    version, model, _, axes = stored
    frozen = Frozen(version, model, axes)
    ids, matrix = maps.load_embedding(db)
    everyone = arrays.ids_of(db.read(), "SELECT id FROM tracks ORDER BY id")
    missing = vectors.among(db, version, np.setdiff1d(everyone, ids, assume_unique=True))
    if not len(missing) and len(ids):
        return ids, matrix
    if not len(missing):  # these axes' songs are all gone
        return embed_anew(context, db, newest_version(db))
    placed = [(ids, matrix)] if len(ids) else []
    for part in np.array_split(missing, -(-len(missing) // 4096)):
        new_ids, raw = vectors.load_some(db, version, part)
        placed.append((new_ids, axes.project(_with_network(db, frozen, new_ids, raw))))
        if not db.read_only:
            maps.save_embedding(db, *placed[-1])
        if context is not None:
            context.check_cancelled()
    return _joined(placed) if db.read_only else maps.load_embedding(db)


def _joined(parts: Sequence[tuple[IntArray, FloatArray]]) -> tuple[IntArray, FloatArray]:
    """Places of songs in the order of their ids."""
    ids = np.concatenate([part for part, _ in parts])
    order = np.argsort(ids, kind="stable")
    return ids[order], np.concatenate([part for _, part in parts])[order]


def embed_if_any(db: Database) -> tuple[IntArray, FloatArray]:
    """As ``embed``, but empty where nothing was analyzed yet."""
    if not newest_version(db, missing_ok=True):
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    return embed(None, db)


def embed_anew(
    context: JobContext | None, db: Database, version: int, *, weights: Mapping[str, float] | None = None
) -> tuple[IntArray, FloatArray]:
    """Project every song of a version and keep the result.

    The axes are fitted again when they are of another ear, with or without a network, outgrown, or weigh the
    aspects of a song otherwise than ``weights`` (None: as they are). Nothing is analyzed again for it.
    """
    ids = vectors.ids(db, version)
    stored = _stored(db)
    model = network_vectors.joined(db, version, stored[1] if stored is not None else "")
    fitted_on, axes = stored[2:] if stored is not None and stored[0] == version else (0, None)
    if weights is None and axes is not None:
        weights = axes.given
    changed = axes is not None and weights is not None and _weighs_otherwise(axes, weights)
    if axes is None or changed or len(ids) >= _REFIT * fitted_on or (stored and stored[1] != model):
        axes = _fit(db, version, model, ids, weights)
        if context is not None:
            context.check_cancelled()
        if not db.read_only:
            maps.save_axes(db, version, _COUNT.pack(len(ids)) + axes.to_bytes(), model=model)
    ids, matrix = _project(context, db, Frozen(version, model, axes))
    if not db.read_only:
        maps.save_embedding(db, ids, matrix)
    return ids, matrix


@dataclass(frozen=True, slots=True)
class Frozen:
    """The axes that songs are embedded by, and of which vectors they are."""

    version: int  #: of the ear
    model: str  #: of the network, "" for none
    axes: Axes


def embed_weighted(db: Database, weights: Mapping[str, float]) -> tuple[IntArray, FloatArray, Frozen]:
    """As ``embed``, with other weights, for one question: the library stays as it is."""
    _weighing(weights)
    version = newest_version(db)
    stored = _stored(db)
    model = network_vectors.joined(db, version, stored[1] if stored is not None else "")
    frozen = Frozen(version, model, _fit(db, version, model, vectors.ids(db, version), weights))
    return *_project(None, db, frozen), frozen


def frozen_axes(db: Database) -> Frozen | None:
    """The axes that songs are embedded by, when there are any."""
    stored = _stored(db)
    return None if stored is None else Frozen(stored[0], stored[1], stored[3])


def aspects(
    db: Database, frozen: Frozen | None, track_ids: Sequence[int]
) -> tuple[IntArray, dict[str, FloatArray]]:
    """Songs aspect by aspect, as ``Axes.aspects``: ids, ascending, and a row for each in every aspect."""
    if frozen is None:
        return np.empty(0, np.int64), {}
    known, raw = vectors.load_some(db, frozen.version, track_ids)
    return known, frozen.axes.aspects(_with_network(db, frozen, known, raw)) if len(known) else {}


def _fit(db: Database, version: int, model: str, ids: IntArray, weights: Mapping[str, float] | None) -> Axes:
    from organizer.analysis.space.matrix import fit_axes

    _weighing(weights or {})
    known, own = vectors.load_some(db, version, ids[evenly(len(ids), _FITTED)])
    raw = network_vectors.beside(db, model, known, own)
    return fit_axes(raw, weights=weights, network=raw.shape[1] - own.shape[1], version=version)


def _project(context: JobContext | None, db: Database, frozen: Frozen) -> tuple[IntArray, FloatArray]:
    ids, places = [], []
    for part in vectors.chunks(db, frozen.version):
        ids.append(part[0])
        places.append(frozen.axes.project(_with_network(db, frozen, *part)))
        if context is not None:
            context.check_cancelled()
    return np.concatenate(ids), np.concatenate(places)


def _with_network(db: Database, frozen: Frozen, ids: IntArray, raw: FloatArray) -> FloatArray:
    """The raw numbers that the axes want: the network's to the right of the ear's."""
    size = frozen.axes.raw_size - raw.shape[1]
    return network_vectors.beside(db, frozen.model, ids, raw, size=size) if size > 0 else raw


def has_other_network(db: Database) -> bool:
    """Whether the frozen axes lack the network that is done with all songs, or hold one that is not used."""
    axes = maps.load_axes(db)
    return axes is not None and axes[2] != network_vectors.joined(db, axes[0], axes[2])


def _weighing(weights: Mapping[str, float]) -> list[float]:
    """The weight of each block, rounded, to be compared; a ``UsageError`` for weights that cannot be."""
    from organizer.analysis.ear.layout import block_weights

    try:
        return [round(weight, 4) for weight in block_weights(weights)]
    except ValueError as error:
        raise UsageError(str(error), remedy=tr("write it as in timbre=1.5,rhythm=0.5")) from error


def _weighs_otherwise(axes: Axes, weights: Mapping[str, float]) -> bool:
    """Whether these are not the weights that the axes have; of a network only where they have one."""
    given = axes.given
    network = round(weights.get("network", 1.0), 4) != round(given.get("network", 1.0), 4)
    return _weighing(weights) != _weighing(given) or (axes.network is not None and network)


def row_of(db: Database, ids: IntArray, track_id: int) -> int:
    """The row of a song in the embedding; raises when it is not in the library or was not analyzed yet."""
    track = tracks.get(db, track_id)
    row = int(np.searchsorted(ids, track_id))
    if row >= len(ids) or ids[row] != track_id:
        raise UsageError(
            tr("this song was not analyzed yet"), path=track.path, remedy=tr("run analyze first")
        )
    return row


def newest_version(db: Database, *, missing_ok: bool = False) -> int:
    """This ear's version when it has analyzed anything, else that of an earlier one."""
    version = FEATURE_VERSION if vectors.any_song(db, FEATURE_VERSION) else vectors.newest_version(db)
    if version is None or not vectors.any_song(db, version):
        if missing_ok:
            return 0
        raise LibraryError(tr("no song was analyzed yet"), remedy=tr("add music, then run analyze"))
    return version


def looked_up(ids: IntArray, keys: IntArray, values: Sequence[int] | IntArray) -> IntArray:
    """The value of each id, −1 where it is not among the keys."""
    result = np.full(len(ids), -1, np.int64)
    _, here, there = np.intersect1d(ids, keys, assume_unique=True, return_indices=True)
    result[here] = np.asarray(values, np.int64)[there]
    return result


def evenly(n: int, most: int) -> IntArray:
    """At most ``most`` of ``n`` rows, evenly spaced."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.int64))


def _stored(db: Database) -> tuple[int, str, int, Axes] | None:
    """The frozen axes: of which ear, of which network, fitted on how many songs. Damaged ones are dropped."""
    from organizer.analysis.space.matrix import Axes

    stored = maps.load_axes(db)
    if stored is None:
        return None
    version, payload, model = stored
    try:
        return version, model, int(_COUNT.unpack_from(payload)[0]), Axes.from_bytes(payload[_COUNT.size :])
    except (ValueError, struct.error):
        maps.drop_axes(db)
        return None
