"""Which songs of a large library are the same recording, without comparing each with each.

An inverted index (Haitsma and Kalker 2002, section 5): two copies have some codes in common to the bit. All
codes are sorted; where two songs say the same, the 3 s around it are compared, and what agrees there is
compared as a whole (``fingerprint.match``). Sorting goes by ranges of codes, so that besides the codes
themselves (2.4 kB a song) only a part is in memory. Codes that many songs say cost no more than others: of
these only neighbours are compared, which still links all copies of one recording to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear.fingerprint import LARGEST_LOCAL, Codes, Fingerprint, Match, match
from organizer.base.model import IntArray

_RANGES = 8
_SCATTER = np.uint32(2_654_435_761)  # Knuth's multiplier: a bijection that spreads codes over the ranges
_BLOCK = 1 << 22
_COMMON = 16  # songs with a code up to which each is compared with each
_NEIGHBOURS = 2  # beyond that
_AROUND = np.arange(-8, 8)  # rows around a common code that are compared first
_AT_ONCE = 1 << 18

Entries = npt.NDArray[np.int64]  # places in the array of all codes


class Index:
    """The fingerprints of a library. Songs are numbered in the order in which they are added."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._pieces: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        self._first: list[int] = [0]

    def __len__(self) -> int:
        return len(self._pieces)

    def add(self, song: Fingerprint) -> None:
        """Append a song; it gets the next number."""
        self._data += song.codes.tobytes()
        self._pieces.append((song.starts, song.lengths))
        self._first.append(self._first[-1] + len(song.codes))

    def __getitem__(self, number: int) -> Fingerprint:
        starts, lengths = self._pieces[number]
        return Fingerprint(self._codes()[self._first[number] : self._first[number + 1]], starts, lengths)

    def same(self, report: Callable[[float], None] = lambda _share: None) -> list[tuple[int, int, Match]]:
        """The pairs (a, b, match), a < b, of songs that are the same recording.

        Of more than two copies not every pair need be there, but they hang together.
        ``report(share done)`` is called often; what it raises stops the search.
        """
        pairs: list[IntArray] = [np.empty(0, np.int64)]
        count = max(1, len(self))
        for part in range(_RANGES):
            for first, second in self._likely(part):
                report(0.5 * part / _RANGES)
                pairs.append(np.unique(first * count + second))
            report(0.5 * (part + 1) / _RANGES)
        result = []
        likely = np.unique(np.concatenate(pairs))
        for done, pair in enumerate(likely.tolist()):
            if done % 256 == 0:
                report(0.5 + 0.5 * done / len(likely))
            a, b = divmod(pair, count)
            alike = match(self[a], self[b])
            if alike is not None:
                result.append((a, b, alike))
        report(1.0)
        return result

    def _codes(self) -> Codes:
        return np.frombuffer(self._data, np.uint32)

    def _likely(self, part: int) -> Iterator[tuple[IntArray, IntArray]]:
        """Pairs of songs, first < second, that agree for 3 s around a code of this range, repeatedly."""
        code, entry = self._sorted(part)
        shared = np.flatnonzero(code[1:] == code[:-1])
        involved = np.union1d(shared, shared + 1)
        code, entry = code[involved], entry[involved]
        song = np.searchsorted(np.array(self._first), entry, side="right") - 1
        once = np.ones(code.size, bool)  # a code that a song says again and again counts once
        once[1:] = (code[1:] != code[:-1]) | (song[1:] != song[:-1])
        code, entry, song = code[once], entry[once], song[once]
        starts = np.flatnonzero(np.concatenate([[True], code[1:] != code[:-1]])) if code.size else entry
        length = np.repeat(np.diff(np.append(starts, code.size)), np.diff(np.append(starts, code.size)))
        for distance in range(1, _COMMON):
            near = code[distance:] == code[:-distance]
            if distance > _NEIGHBOURS:
                near &= length[distance:] <= _COMMON
            first = np.flatnonzero(near)
            if not first.size:
                break
            for at in range(0, first.size, _AT_ONCE):
                a = first[at : at + _AT_ONCE]
                b = a + distance
                alike = self._alike_around(entry[a], entry[b])
                yield song[a[alike]], song[b[alike]]

    def _sorted(self, part: int) -> tuple[Codes, Entries]:
        """The codes of a range in order, scattered, and where they stand; equal ones song after song."""
        codes = self._codes()
        packed = []
        for at in range(0, codes.size, _BLOCK):
            block = codes[at : at + _BLOCK]
            mixed = block * _SCATTER
            mine = np.flatnonzero((mixed >> np.uint32(29) == part) & (block != 0))
            packed.append((mixed[mine].astype(np.uint64) << np.uint64(32)) | (mine + at).astype(np.uint64))
        order = np.concatenate(packed) if packed else np.empty(0, np.uint64)
        order.sort()
        return (order >> np.uint64(32)).astype(np.uint32), (order & np.uint64(0xFFFF_FFFF)).astype(np.int64)

    def _alike_around(self, a: Entries, b: Entries) -> npt.NDArray[np.bool_]:
        codes = self._codes()
        x, y = (np.take(codes, e[:, None] + _AROUND, mode="clip") for e in (a, b))
        errors = np.bitwise_count(x ^ y).astype(np.float32)
        telling = (x != 0) & (y != 0)
        errors[~telling] = 0.0
        enough = LARGEST_LOCAL * 32 * np.count_nonzero(telling, axis=1)
        alike: npt.NDArray[np.bool_] = errors.sum(axis=1) <= enough
        return alike
