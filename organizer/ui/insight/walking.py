"""Insight by keys and in words: the next song in a direction, bars of a histogram, pairs of descriptors."""

from __future__ import annotations

import numpy as np

from organizer.base.descriptors import readable
from organizer.base.language import plural, tr
from organizer.base.model import FloatArray
from organizer.work.insight.insighting import Gathered

#: So many pairs of descriptors are walked, those that go together most first.
_PAIRS = 60


def next_song(x: FloatArray, y: FloatArray, start: int | None, across: int, down: int) -> int | None:
    """The row of the nearest song that lies in this direction rather than aside, in pixels of the picture;
    without a start the song in the middle. None where there is none."""
    seen = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(seen):
        return None
    if start is None or start not in seen:
        middle = (np.median(x[seen]), np.median(y[seen]))
        return int(seen[np.argmin(np.hypot(x[seen] - middle[0], y[seen] - middle[1]))])
    right, below = x[seen] - x[start], y[seen] - y[start]
    ahead, aside = right * across + below * down, np.abs(right * down) + np.abs(below * across)
    there = seen[(ahead > 0) & (aside <= ahead) & (seen != start)]
    if not len(there):
        return start
    return int(there[np.argmin(np.hypot(x[there] - x[start], y[there] - y[start]))])


def bars(gathered: Gathered, name: str) -> list[str]:
    """Each bar of a histogram: from where to where, and how many songs."""
    histogram = gathered.distribution(name).histogram
    counts = histogram.counts.sum(axis=0)
    return [
        plural(
            "{name} {low} to {high}: {n} song",
            "{name} {low} to {high}: {n} songs",
            int(count),
            name=readable(name),
            low=f"{low:.4g}",
            high=f"{high:.4g}",
        )
        for low, high, count in zip(histogram.edges[:-1], histogram.edges[1:], counts, strict=True)
    ]


def pairs(gathered: Gathered) -> list[tuple[str, str]]:
    """Pairs of descriptors, those that go together most first."""
    matrix = np.abs(np.nan_to_num(gathered.correlation))
    rows, columns = np.triu_indices(len(gathered.names), 1)
    best = np.argsort(-matrix[rows, columns], kind="stable")[:_PAIRS]
    return [(gathered.names[rows[at]], gathered.names[columns[at]]) for at in best]


def pair_in_words(gathered: Gathered, pair: tuple[str, str]) -> str:
    """How far two descriptors go together."""
    first, second = (gathered.names.index(name) for name in pair)
    value = float(np.nan_to_num(gathered.correlation[first, second]))
    return tr(
        "{first} and {second}: correlation {value}",
        first=readable(pair[0]),
        second=readable(pair[1]),
        value=f"{value:+.2f}",
    )
