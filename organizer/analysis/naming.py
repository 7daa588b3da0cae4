"""Plain words for sets of songs, relative to the library: "slow · quiet · Folk".

Each descriptor is ranked within the library, 0 for the lowest and 1 for the highest song that has it. A
set whose mean rank is far from the middle earns the word. Songs without a descriptor do not speak for it;
a library without any descriptor and genre names everything "mixed".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from organizer.analysis.som import IntArray

SEPARATOR = " · "
#: Words for the low and the high end of each descriptor, in the order in which they are said.
WORDS: Mapping[str, tuple[str, str]] = {
    "tempo": ("slow", "fast"),
    "loudness": ("quiet", "loud"),
    "energy": ("calm", "energetic"),
    "brightness": ("dark", "bright"),
    "percussiveness": ("smooth", "percussive"),
}
#: Pairs that say nearly the same: only the stronger is used.
_ALIKE = {"loudness": "energy", "energy": "loudness"}
#: Mean rank away from the middle that earns a word.
_NOTABLE = 0.15
_MOST_PARTS = 3
_UNREMARKABLE = "mixed"


class Namer:
    """Names sets of songs of one library.

    Parameters
    ----------
    descriptors : for each name of ``WORDS``, shape=(n,), NaN where a song has none; names may be missing
    genres : the genres of each of the n songs
    """

    def __init__(
        self, descriptors: Mapping[str, npt.ArrayLike], genres: Sequence[Sequence[str]] = ()
    ) -> None:
        self._ranks = {
            name: _ranks(np.asarray(descriptors[name], dtype=np.float64))
            for name in WORDS
            if name in descriptors
        }
        self._genres = genres

    def name(self, songs: npt.ArrayLike) -> str:
        """The name of these songs (rows of the library): at most three parts; "" when there are none."""
        members = np.asarray(songs, np.int64)
        if not len(members):
            return ""
        return SEPARATOR.join(self._words(members, 0)) or _UNREMARKABLE

    def names(self, sets: Sequence[npt.ArrayLike]) -> list[str]:
        """A name for each set; sets that would be called the same get a further word, then a number."""
        members = [np.asarray(songs, np.int64) for songs in sets]
        found = [self.name(songs) for songs in members]
        for name, count in Counter(found).items():
            if count < 2 or not name:
                continue
            for which in [i for i, other in enumerate(found) if other == name]:
                found[which] = SEPARATOR.join(self._words(members[which], 1)) or name
        seen: Counter[str] = Counter()
        taken = set(found)
        for which, name in enumerate(found):
            seen[name] += 1
            if name and seen[name] > 1:
                number = seen[name]
                while f"{name} {number}" in taken:
                    number += 1
                found[which] = f"{name} {number}"
                taken.add(found[which])
        return found

    def _words(self, members: IntArray, further: int) -> list[str]:
        genre = self._dominant_genre(members)
        lean = {name: _lean(ranks[members]) for name, ranks in self._ranks.items()}
        strongest = sorted(lean, key=lambda name: -abs(lean[name]))
        room = _MOST_PARTS - bool(genre) + further
        chosen: list[str] = []
        notable = [name for name in strongest if abs(lean[name]) >= _NOTABLE]
        for name in notable:
            if len(chosen) < room - further and _ALIKE.get(name) not in chosen:
                chosen.append(name)
        # A further word need not be notable, only say something.
        rest = [name for name in strongest if name not in chosen and lean[name] != 0.0]
        chosen += [name for name in rest if _ALIKE.get(name) not in chosen][:further]
        words = [WORDS[name][lean[name] > 0] for name in WORDS if name in chosen]
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
        if 2 * spellings[key].total() < len(members):
            return ""
        counts = spellings[key]
        return min(counts, key=lambda text: (-counts[text], text))


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Rank of each value among the known ones, 0–1, equal values sharing theirs; NaN stays."""
    known = values[np.isfinite(values)]
    ranks = np.full(values.shape, np.nan)
    if len(known) < 2 or known.min() == known.max():
        return ranks
    known.sort()
    middle = (np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right") - 1) / 2
    finite = np.isfinite(values)
    ranks[finite] = middle[finite] / (len(known) - 1)
    return ranks


def _lean(ranks: npt.NDArray[np.float64]) -> float:
    """Mean rank less the middle, −0.5 … 0.5; 0 when fewer than half of the songs have one."""
    known = ranks[np.isfinite(ranks)]
    return float(known.mean() - 0.5) if len(known) and 2 * len(known) >= len(ranks) else 0.0
