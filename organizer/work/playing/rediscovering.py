"""The order *rediscover*: near what a person plays and rates highly, and not heard for long, or never.

A song's place in it is by ``nearness × forgotten × own``:

- *Favourites* are songs with more plays than skips, or four stars and more, and never below three stars: at
  most ``MOST_FAVOURITES``, those that are liked most, by ``log2(1 + plays − skips) + max(0, stars − 3)``.
- ``nearness``: over all favourites, the best of ``liking · 2^(−distance / scale)``, where liking is the
  favourite's share of the highest one, and scale the median distance of songs to their nearest favourite. A
  favourite is nearest to itself. 0 for songs that were not analyzed.
- ``forgotten``: 1 for what was never played, else ``days / (days + 90)`` since it was played last.
- ``own``: halved by each skip more than plays; 0 for songs rated below three stars.

Without any favourite there is nothing to be near to: then the songs added last come first.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.base.language import tr
from organizer.base.model import FloatArray, IntArray
from organizer.library.plays import records
from organizer.library.plays.records import Records
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import embed_if_any

#: The name of the order on the command line.
NAME = "rediscover"

MOST_FAVOURITES = 200
_DAYS, _DAY = 90.0, 86_400.0
_LIKED, _DISLIKED = 4, 3  #: stars: from four on, below three
_AT_ONCE = 4_096  #: songs that are compared with the favourites at once

NO_TASTE = tr("Nothing was played or rated highly yet: the songs added last come first")
NOT_ANALYZED = tr("What you play was not analyzed yet: the songs added last come first")

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rediscovered:
    """Songs in this order, and what a person is to know of it."""

    ids: IntArray
    remark: str = ""


def rediscover(db: Database, ids: IntArray | None = None, *, now: float | None = None) -> Rediscovered:
    """All songs, or these, the ones to rediscover first."""
    known = records.load(db)
    scores = score(known, *embed_if_any(db), now=time.time() if now is None else now)
    wanted = np.ones(len(known.ids), bool) if ids is None else np.isin(known.ids, ids)
    order = np.lexsort((known.ids, -known.added, -scores))
    remark = ""
    if not scores.any():
        remark = NOT_ANALYZED if _liking(known).any() else NO_TASTE
    return Rediscovered(known.ids[order[wanted[order]]], remark)


def score(known: Records, embedded: IntArray, matrix: npt.NDArray[Any], *, now: float) -> Numbers:
    """How much each song is one to rediscover, from 0 to 1. ``matrix``: the places of the songs ``embedded``,
    which are ascending, shape=(m, d). shape=(n,); all 0 where nothing is liked."""
    nearness = _nearness(known.ids, _liking(known), embedded, matrix)
    days = np.maximum(now - np.nan_to_num(known.last_played), 0) / _DAY
    forgotten = np.where(np.isnan(known.last_played), 1.0, days / (days + _DAYS))
    own = np.where(_is_disliked(known), 0.0, 0.5 ** np.maximum(known.skips - known.plays, 0))
    result: Numbers = nearness * forgotten * own
    return result


def _liking(known: Records) -> Numbers:
    """How much each song is liked; 0 for those that are no favourites."""
    ahead, stars = np.maximum(known.plays - known.skips, 0), np.nan_to_num(known.rating) / 2
    liked = ((ahead > 0) | (stars >= _LIKED)) & ~_is_disliked(known)
    return np.where(liked, np.log2(1 + ahead) + np.maximum(stars - 3, 0), 0.0)


def _is_disliked(known: Records) -> npt.NDArray[np.bool_]:
    return ~np.isnan(known.rating) & (known.rating < 2 * _DISLIKED)


def _nearness(ids: IntArray, liking: Numbers, embedded: IntArray, matrix: FloatArray) -> Numbers:
    result = np.zeros(len(ids))
    if not len(embedded) or not len(ids):
        return result
    rows = np.minimum(np.searchsorted(embedded, ids), len(embedded) - 1)
    there = embedded[rows] == ids
    favourites = np.flatnonzero(there & (liking > 0))
    favourites = favourites[np.argsort(-liking[favourites], kind="stable")][:MOST_FAVOURITES]
    if not len(favourites):
        return result
    places = matrix[rows[favourites]].astype(np.float32)
    shares = (liking[favourites] / liking[favourites].max()).astype(np.float32)
    songs = np.flatnonzero(there)
    distances = np.concatenate(
        [_distances(matrix[rows[songs[at : at + _AT_ONCE]]], places) for at in range(0, len(songs), _AT_ONCE)]
    )
    nearest = distances.min(axis=1)
    scale = float(np.median(nearest[nearest > 0])) if (nearest > 0).any() else 1.0
    result[songs] = (shares * np.exp2(-distances / scale)).max(axis=1)
    return result


def _distances(some: npt.NDArray[Any], others: FloatArray) -> FloatArray:
    """Between each of some and each of others. shape=(n, m)"""
    some = some.astype(np.float32)
    squares = (some**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * some @ others.T
    result: FloatArray = np.sqrt(np.maximum(squares, 0))
    result[result < 1e-3] = 0  # itself
    return result
