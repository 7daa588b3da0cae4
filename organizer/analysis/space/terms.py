"""Terms that songs can be called by, and how well each fits each song.

A label (a genre, a decade, a mood) holds for the songs that carry it; a word for a number for the outer two
fifths of the library, as far as they are out at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import FloatArray, IntArray
from organizer.base.arrangement import NAME_SEPARATOR
from organizer.base.descriptors import DESCRIPTORS, readable
from organizer.base.language import tr, tr_as

SEPARATOR = NAME_SEPARATOR
#: Words for the low and the high end of each number.
WORDS: Mapping[str, tuple[str, str]] = {
    **{one.name: one.ends for one in DESCRIPTORS if one.ends is not None},
    "popularity": (tr_as("of a song", "little known"), tr_as("of a song", "popular")),
    "duration": (tr_as("of a song", "short"), tr_as("of a song", "long")),
}
#: Numbers that say nothing about the sound.
_SILENT = {"year", "key", "mode", "time signature", "time_signature", "index"}
_SILENT |= {one.name for one in DESCRIPTORS if one.ends is None}
#: Ends that say little: most songs of any library are like that.
_PLAIN = {WORDS[name][0] for name in ("speechiness", "liveness", "danceability", "instrumentalness")}
_MUCH = {one.name: one.much for one in DESCRIPTORS}
#: Numbers that say nearly the same: only one of each set is used in a name.
_ALIKE = ({"loudness", "energy"}, {"loudness_range", "dynamic_complexity"})
#: Words of a network that are said of the voice, the instruments or the mood; the others are kinds of music.
_OF_VOICE = {"female vocalists", "female vocalist", "male vocalists", "instrumental", "guitar"}
_OF_MOOD = {"mellow", "sad", "happy", "party", "chill", "chillout", "easy listening"}
#: Those that are no name: of years a sound knows nothing, taste is the listener's, and numbers say the like.
_NO_NAME = {"60s", "70s", "80s", "90s", "00s", "oldies", "beautiful", "sexy", "catchy", "experimental"}
_NO_NAME |= {"acoustic", "alternative", "indie", "dance"}
#: Genres that say nothing.
_NO_GENRE = {"other", "unknown", "misc", "miscellaneous", "none", "genre", "music", "various", "undefined"}
_VOICE, _MOOD = {"instrumentalness", "speechiness"}, {"valence", "energy"}

#: A word for a number holds from here on, and this many deviations out.
_OUTER, _DEVIATIONS = 0.6, 0.2
#: A song far out does not move the mean: values beyond these quantiles count as at them.
_WITHIN = (0.02, 0.98)
#: The share of the songs of a name that a reader expects to carry its label.
_CARRY = 0.8
_MOST_LABELS = {"genre": 150, "mood": 40, "era": 15}


class Kind(IntEnum):
    """What a term is about, in the order in which people speak."""

    GENRE = 0
    VOICE = 1
    ERA = 2
    MOOD = 3
    TEMPO = 4
    SOUND = 5
    UNNAMED = 6  #: a column of a table without words of its own


#: What of two terms that tell nearly as much is said rather, in nats a song.
_PREFERENCE = {
    Kind.GENRE: 0.04, Kind.VOICE: 0.01, Kind.ERA: 0.02, Kind.MOOD: 0.01, Kind.TEMPO: 0.01, Kind.SOUND: 0.0,
    Kind.UNNAMED: -0.05,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of the songs of a library, a row each; what is not known may be left out."""

    numbers: Mapping[str, npt.ArrayLike]  #: shape=(n,), NaN where a song has none
    genres: Sequence[Sequence[str]] = ()
    moods: Sequence[Sequence[str]] = ()
    dates: Sequence[str] = ()  #: that begin with the year
    artists: Sequence[Sequence[str]] = ()
    words: Mapping[str, npt.ArrayLike] = field(
        default_factory=dict
    )  #: of a network: who has each, shape=(n,)
    title: Callable[[int], str] | None = None  #: of a row, asked for where nothing else names a set

    @property
    def songs(self) -> int:
        """How many there are."""
        numbers = [len(np.atleast_1d(np.asarray(values))) for values in self.numbers.values()]
        return max(*numbers, *map(len, (self.genres, self.moods, self.dates, self.artists)), 0, 0)

    def artists_of(self, rows: IntArray) -> list[str]:
        """The artists of these songs, the most frequent first."""
        if not len(self.artists):
            return []
        counts = Counter(names[0].strip() for row in rows.tolist() if (names := self.artists[row]))
        counts.pop("", None)
        return sorted(counts, key=lambda name: (-counts[name], name))


class Terms:
    """All terms of a library.

    Attributes
    ----------
    texts : of the terms
    order : in which they are said
    preference : shape=(terms,)
    everywhere : shape=(terms,), the share of all songs that each holds for
    """

    def __init__(self, described: Described) -> None:
        self.songs = described.songs
        self.texts: list[str] = []
        self.order: list[int] = []
        self._about: list[str] = []
        words = {text: np.asarray(has, bool) for text, has in described.words.items()}
        told = {"instrumentalness"} if "instrumental" in words else set()  # a network hears voices better
        numbers = {
            name: np.asarray(values, np.float64)
            for name, values in described.numbers.items()
            if name not in _SILENT | told
        }
        self._ranks = np.empty((self.songs, len(numbers)), np.float32)
        holds: list[npt.NDArray[np.bool_]] = []
        for at, (name, values) in enumerate(numbers.items()):
            self._ranks[:, at], low, high = _ends(values, _MUCH.get(name, -np.inf))
            for which, column in ((0, low), (1, high)):
                self._append(*_number_word(name, which), name)
                holds.append(column)
        untagged = np.array([not any(map(str.strip, genres)) for genres in described.genres], bool)
        for about, kind, carried in (
            ("genre", Kind.GENRE, described.genres),
            ("mood", Kind.MOOD, described.moods),
            ("era", Kind.ERA, [decade(date) for date in described.dates]),
        ):
            for text, column in _labels(carried, self.songs, _MOST_LABELS[about]):
                if about == "genre":  # the network says it of songs that nobody gave a genre
                    same = [word for word in words if word.casefold() == text.casefold()]
                    column = np.logical_or.reduce([column, *(words.pop(word) & untagged for word in same)])
                self._append(text, kind, about)
                holds.append(column)
        for text, column in words.items():
            if text.casefold() not in _NO_NAME:
                self._append(text, *_word_kind(text))
                holds.append(column)
        self._holds = np.stack(holds, axis=1) if holds else np.zeros((self.songs, 0), bool)
        self.everywhere = (
            self._holds.mean(axis=0, dtype=np.float32) if self.songs else np.zeros(len(holds), np.float32)
        )
        liked = [_PREFERENCE[Kind(kind)] for kind in self.order]
        self.preference = np.array(liked, np.float32) - 0.05 * np.isin(self.texts, list(_PLAIN))

    def find(self, text: str) -> int:
        """The term that is called so, −1 for none."""
        return self.texts.index(text) if text in self.texts else -1

    def alike(self, one: int, other: int) -> bool:
        """Whether two terms are about the same, so that a name needs only one of them."""
        about = {self._about[one], self._about[other]}
        return len(about) == 1 or any(about <= alike for alike in _ALIKE)

    def rate(self, rows: IntArray) -> FloatArray:
        """The share of these songs that each term holds for: shape=(terms,)."""
        if not len(rows):
            return np.zeros(len(self.texts), np.float32)
        return np.asarray(self._holds[rows].mean(axis=0), np.float32)

    def rates(self, sets: IntArray, count: int) -> tuple[FloatArray, IntArray]:
        """That share in each of many sets, shape=(count, terms), and their sizes; ``sets``: each song's."""
        sizes = np.bincount(sets, minlength=count)
        inside = np.zeros((count, len(self.texts)), np.float32)
        for at in range(len(self.texts)):
            inside[:, at] = np.bincount(sets[self._holds[:, at]], minlength=count)
        return np.asarray(inside / np.maximum(sizes, 1)[:, None], np.float32), sizes.astype(np.int64)

    def likelihood(self, rows: IntArray) -> FloatArray:
        """Logarithm of how much likelier a song is where a term is said than anywhere: shape=(n, terms)."""
        ranks = np.clip(self._ranks[rows], 0.02, 0.98)
        ends = np.log(2 * np.stack([1 - ranks, ranks], axis=2)).reshape(len(rows), -1)
        labels = self._holds[rows, ends.shape[1] :]
        share = np.clip(self.everywhere[ends.shape[1] :], 0.001, 0.999)
        carried = np.where(labels, np.log(_CARRY / share), np.log((1 - _CARRY) / (1 - share)))
        return np.concatenate([ends, carried], axis=1).astype(np.float32)

    def _append(self, text: str, kind: Kind, about: str) -> None:
        self.texts.append(text)
        self.order.append(int(kind))
        self._about.append(about)


def _word_kind(text: str) -> tuple[Kind, str]:
    """What a word of a network is about."""
    if text.casefold() in _OF_VOICE:
        return Kind.VOICE, "voice"
    return (Kind.MOOD, "mood") if text.casefold() in _OF_MOOD else (Kind.GENRE, "word")


def _number_word(name: str, which: int) -> tuple[str, Kind]:
    if name not in WORDS:
        return (
            tr("high {name}", name=readable(name)) if which else tr("low {name}", name=readable(name))
        ), Kind.UNNAMED
    if name in _VOICE or name in _MOOD:
        kind = Kind.VOICE if name in _VOICE else Kind.MOOD
    else:
        kind = Kind.TEMPO if name == "tempo" else Kind.SOUND
    return WORDS[name][which], kind


def _ends(
    values: npt.NDArray[np.float64], least: float
) -> tuple[FloatArray, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """The rank of each song by a number, 0–1 (½ where it has none); which have little of it, which much,
    ``least`` at least. Where none has much, none has little: they are all alike."""
    ranks = np.full(len(values), 0.5, np.float32)
    low, high = np.zeros((2, len(values)), bool)
    known = np.isfinite(values)
    there = values[known]
    if len(there) < 2 or there.min() == there.max():
        return ranks, low, high
    ranks[known] = _ranks(there)
    lowest, highest = np.quantile(there, _WITHIN)
    there = np.clip(there, lowest, highest) if highest > lowest else there
    out = (there - there.mean()) / there.std()
    low[known] = (ranks[known] <= 1 - _OUTER) & (out < -_DEVIATIONS)
    high[known] = (ranks[known] >= _OUTER) & (out > _DEVIATIONS) & (values[known] >= least)
    if np.isfinite(least):
        low &= high.any()
    return ranks, low, high


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Rank of each value, 0–1, equal values sharing theirs."""
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    starts = np.flatnonzero(np.concatenate(([True], ascending[1:] != ascending[:-1])))
    counts = np.diff(np.append(starts, len(values)))
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(starts + (counts - 1) / 2, counts)
    return ranks / (len(values) - 1)


def _labels(
    carried: Sequence[Sequence[str]], songs: int, most: int
) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """The labels that most songs carry, as most of them spell each, and who carries it."""
    rows: dict[str, list[int]] = {}
    spellings: dict[str, Counter[str]] = {}
    for row, texts in enumerate(carried):
        for key, text in {one.strip().casefold(): one.strip() for one in texts}.items():
            if key and key not in _NO_GENRE:
                rows.setdefault(key, []).append(row)
                spellings.setdefault(key, Counter())[text] += 1
    for key in sorted(rows, key=lambda key: (-len(rows[key]), key))[:most]:
        holds = np.zeros(songs, bool)
        holds[rows[key]] = True
        counts = spellings[key]
        yield min(counts, key=lambda text: (-counts[text], text)), holds


def decade(date: str) -> tuple[str, ...]:
    """The decade of a date: "60s", "2010s"; none where there is no year."""
    year = date.strip()[:4]
    if not (len(year) == 4 and year.isascii() and year.isdigit() and 1900 <= int(year) < 2100):
        return ()
    start = int(year) // 10 * 10
    return (f"{start % 100:02d}s" if start < 2000 else f"{start}s",)
