"""Outlines of regions that go along with their songs, until the songs rest and they are drawn anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from organizer.ui.canvas.songs import SongsOnMap
from organizer.work.arranging.regions import DrawnRegion

#: Songs of a region that its outline goes by, and how far, in cells, they pull at it beside the nearest.
_MOST, _REACH = 300, 0.8

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


class Carried:
    """Regions, and the songs that their outlines were drawn around, where these lie then."""

    def __init__(self, regions: tuple[DrawnRegion, ...], songs: SongsOnMap) -> None:
        self.regions, self.songs = regions, songs
        self._before = np.stack([songs.x, songs.y], axis=1)
        size = np.array([songs.columns, songs.rows], np.float32) if songs.toroidal else None
        self._pulls = [self._pulling(drawn, size) for drawn in regions]

    def _pulling(
        self, drawn: DrawnRegion, size: FloatArray | None
    ) -> tuple[IntArray, tuple[FloatArray, ...]]:
        """Some songs of a region, and how much each takes every point of each part along."""
        inside = self.songs.places_of(drawn.ids)
        some = inside[:: max(1, -(-len(inside) // _MOST))]
        if not len(some):
            return some, ()
        shares = []
        for part in drawn.parts:
            way = part[:, None] - self._before[some]
            if size is not None:
                way -= size * np.rint(way / size)
            far = (way**2).sum(axis=2)
            near = np.exp((far.min(axis=1, keepdims=True) - far) / (2 * _REACH**2))
            shares.append((near / near.sum(axis=1, keepdims=True)).astype(np.float32))
        return some, tuple(shares)

    def at(self, places: FloatArray) -> tuple[DrawnRegion, ...]:
        """The regions when the songs, in their order, have gone on to these places: shape=(n, 2)."""
        way = places - self._before
        moved = []
        for drawn, (some, shares) in zip(self.regions, self._pulls, strict=True):
            parts = (part + share @ way[some] for part, share in zip(drawn.parts, shares, strict=False))
            moved.append(replace(drawn, parts=tuple(parts)) if shares else drawn)
        return tuple(moved)
