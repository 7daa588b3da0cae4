"""Plain words for sets of songs, relative to the library: "slow · quiet · Folk".

What sets a set apart is measured by how far its mean is from the library's, in standard deviations, of the
values or of their ranks, whichever is more: ranks bear outliers, values bear the long tails of estimates such
as liveness. Songs without a number do not count for it; a library without numbers and genres is "mixed".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import IntArray
from organizer.base.descriptors import DESCRIPTORS

SEPARATOR = " · "
_ENDS = {one.name: one.ends for one in DESCRIPTORS if one.ends is not None}
#: Numbers that are said before the others.
_FIRST = (
    "tempo",
    "loudness",
    "energy",
    "valence",
    "danceability",
    "acousticness",
    "instrumentalness",
    "speechiness",
    "liveness",
    "brightness",
    "percussiveness",
)
#: Words for the low and the high end of each number, in the order in which they are said.
WORDS: Mapping[str, tuple[str, str]] = {
    **{name: _ENDS[name] for name in dict.fromkeys((*_FIRST, *_ENDS))},
    "popularity": ("little known", "popular"),
    "duration": ("short", "long"),
}
#: Ends that say little: most songs of any library are like that.
_PLAIN = {"unspoken", "studio", "undanceable", "sung"}
#: Numbers that say nearly the same: only the strongest of each set is used.
_ALIKE = ({"loudness", "energy"}, {"loudness_range", "dynamic_complexity"})
#: Numbers that say nothing about the sound.
_SILENT = {"year", "key", "mode", "time signature", "time_signature", "index"}
_SILENT |= {one.name for one in DESCRIPTORS if one.ends is None}
#: Deviations that earn a word; those of a plain end, and of a number without words of its own, count less.
_NOTABLE = 0.52
_WEIGHT_PLAIN, _WEIGHT_UNNAMED = 0.6, 0.7
#: A song far out does not make a group.
_FARTHEST = 4.0
#: A genre that at least half of the library carries is said of a set only if it has so much more of it.
_MORE_OF_A_GENRE = 0.25
#: The deviation of ranks from 0 to 1.
_RANK_DEVIATION = 1.0 / np.sqrt(12.0)
_MOST_PARTS = 3
_UNREMARKABLE = "mixed"


class Namer:
    """Names sets of songs of one library.

    Parameters
    ----------
    numbers : for each name, shape=(n,), NaN where a song has none
    genres : the genres of each of the n songs
    """

    def __init__(self, numbers: Mapping[str, npt.ArrayLike], genres: Sequence[Sequence[str]] = ()) -> None:
        columns = {
            name: np.asarray(numbers[name], np.float64) for name in _in_order(numbers) if name not in _SILENT
        }
        self._numbers = tuple(columns)
        # of all numbers in one piece, so that a set is looked at in one go
        shape = (len(next(iter(columns.values()))) if columns else 0, len(columns), 2)
        self._deviations = np.empty(shape, np.float32)
        for at, values in enumerate(columns.values()):
            self._deviations[:, at] = _deviations(values)
        self._genres = genres
        everyone = Counter(key for own in genres for key in {g.strip().casefold() for g in own} if key)
        self._common = {key: n / len(genres) for key, n in everyone.items() if 2 * n >= len(genres)}

    def name(self, songs: npt.ArrayLike) -> str:
        """The name of these songs (rows of the library): at most three parts; "" when there are none."""
        members = np.asarray(songs, np.int64)
        if not len(members):
            return ""
        return SEPARATOR.join(self._words(members, 0)) or _UNREMARKABLE

    def names(self, sets: Sequence[npt.ArrayLike]) -> list[str]:
        """A name for each set; sets that would be called the same get a further word, then a number."""
        members = [np.asarray(songs, np.int64) for songs in sets]
        given = [self.name(songs) for songs in members]
        for name, count in Counter(given).items():
            if count < 2 or not name:
                continue
            for which in [i for i, other in enumerate(given) if other == name]:
                given[which] = SEPARATOR.join(self._words(members[which], 1)) or name
        seen: Counter[str] = Counter()
        taken = set(given)
        for which, name in enumerate(given):
            seen[name] += 1
            if name and seen[name] > 1:
                number = seen[name]
                while f"{name} {number}" in taken:
                    number += 1
                given[which] = f"{name} {number}"
                taken.add(given[which])
        return given

    def _words(self, members: IntArray, further: int) -> list[str]:
        genre = self._dominant_genre(members)
        leanings = _leanings(self._deviations[members]) if self._numbers else ()
        lean = dict(zip(self._numbers, leanings, strict=True))
        weight = {name: abs(value) * _weight(name, value) for name, value in lean.items()}
        strongest = sorted(lean, key=lambda name: -weight[name])
        room = _MOST_PARTS - bool(genre) + further
        chosen: list[str] = []
        for name in strongest:
            if weight[name] >= _NOTABLE and len(chosen) < room - further and _is_new(name, chosen):
                chosen.append(name)
        # A further word need not be notable, only say something.
        rest = [name for name in strongest if name not in chosen and lean[name] != 0.0]
        chosen += [name for name in rest if _is_new(name, chosen)][:further]
        words = [_word(name, lean[name]) for name in self._numbers if name in chosen]
        return [*words, genre] if genre else words

    def _dominant_genre(self, members: IntArray) -> str:
        """The genre that at least half of the songs carry, as most of them spell it."""
        if not self._genres:
            return ""
        spellings: dict[str, Counter[str]] = {}
        for song in members:
            for key, genre in {g.strip().casefold(): g.strip() for g in self._genres[song]}.items():
                if key:
                    spellings.setdefault(key, Counter())[genre] += 1
        if not spellings:
            return ""
        key = min(spellings, key=lambda k: (-spellings[k].total(), k))
        share = spellings[key].total() / len(members)
        if share < 0.5 or share < self._common.get(key, -1.0) + _MORE_OF_A_GENRE:
            return ""
        counts = spellings[key]
        return min(counts, key=lambda text: (-counts[text], text))


def _in_order(names: Iterable[str]) -> list[str]:
    """Numbers with words of their own first, in the order of these."""
    given = list(names)
    return [*(name for name in WORDS if name in given), *(name for name in given if name not in WORDS)]


def _word(name: str, lean: float) -> str:
    if name in WORDS:
        return WORDS[name][lean > 0]
    return f"{'high' if lean > 0 else 'low'} {name.replace('_', ' ')}"


def _weight(name: str, lean: float) -> float:
    """How readily a number is said."""
    if name not in WORDS:
        return _WEIGHT_UNNAMED
    return _WEIGHT_PLAIN if WORDS[name][lean > 0] in _PLAIN else 1.0


def _is_new(name: str, chosen: Sequence[str]) -> bool:
    return not any(name in alike and alike & set(chosen) for alike in _ALIKE)


def _deviations(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Each value in deviations from the mean, and its rank likewise: shape=(n, 2), NaN where not known."""
    deviations = np.full((len(values), 2), np.nan, np.float32)
    finite = np.isfinite(values)
    there = values[finite]
    if len(there) < 2 or there.min() == there.max():
        return deviations
    deviations[finite, 0] = np.clip((there - there.mean()) / there.std(), -_FARTHEST, _FARTHEST)
    deviations[finite, 1] = (_ranks(there) - 0.5) / _RANK_DEVIATION
    return deviations


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Rank of each value, 0–1, equal values sharing theirs."""
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    starts = np.flatnonzero(np.concatenate(([True], ascending[1:] != ascending[:-1])))
    counts = np.diff(np.append(starts, len(values)))
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(starts + (counts - 1) / 2, counts)
    return ranks / (len(values) - 1)


def _leanings(deviations: npt.NDArray[np.float32]) -> list[float]:
    """The larger of the two mean deviations of each number; 0 where fewer than half of the songs have one.

    ``deviations``: shape=(songs, numbers, 2).
    """
    finite = np.isfinite(deviations)
    counts = finite[:, :, 0].sum(axis=0)
    sums = np.where(finite, deviations, 0.0).sum(axis=0)
    by_value, by_rank = (sums / np.maximum(counts, 1)[:, None]).T
    # both must point the same way: a few songs far out are no leaning of the set
    larger = np.where((by_value * by_rank > 0) & (np.abs(by_value) > np.abs(by_rank)), by_value, by_rank)
    enough = (counts > 0) & (2 * counts >= len(deviations))
    return [float(value) for value in np.where(enough, larger, 0.0)]
