"""A radio: songs like given ones without an end, no recording twice in a day, no artist too soon.

``analysis.playing.radio`` picks one song from places and artists; here is what a radio remembers: what it
chose, what was skipped, what was played today. A radio is used by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from organizer.analysis.playing import radio as space
from organizer.analysis.playing.radio import Rules, Songs, Step, Taste, Walk
from organizer.base.language import plural, tr
from organizer.base.model import FloatArray, IntArray

Mask = npt.NDArray[np.bool_]

#: Skipped and liked songs that count at most, the latest.
_MOST_TAUGHT = 40
#: Songs already played that a song is compared with, lest it is another file of one of them.
_COMPARED = 8


def _no_copy(_song: int, _others: IntArray) -> bool:
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """All that a radio chooses from, song by song. Arrays of shape=(n,)."""

    ids: IntArray  #: track ids, ascending
    songs: Songs
    recordings: IntArray  #: songs with the same number are the same recording
    playable: Mask  #: whose files are there
    today: Mask  #: that were played within a day
    leaning: FloatArray  #: what is known of each from before, as a logarithm of its weight
    taste: Taste = Taste()  #: rows that were skipped before
    is_copy: Callable[[int, IntArray], bool] = _no_copy  #: whether a song is the recording of one of others


@dataclass(frozen=True, slots=True)
class Request:
    """What a person did since songs were chosen last, and how many are to be chosen now. All by track ids."""

    rules: Rules
    count: int
    before: tuple[int, ...] = ()  #: what comes just before them, the last song last
    anew: tuple[int, ...] = ()  #: chosen before, not played yet: to be chosen again
    skipped: tuple[int, ...] = ()
    liked: tuple[int, ...] = ()
    unwanted: tuple[int, ...] = ()  #: not to be chosen at all; they teach nothing


@dataclass(frozen=True, slots=True)
class Answer:
    """The songs that come next."""

    songs: tuple[int, ...]  #: track ids
    remark: str = ""  #: which rule gave way, for a person; empty where all are kept
    over: str = ""  #: why no more songs follow; empty where more do


@dataclass(frozen=True, slots=True, eq=False)
class _Chosen:
    step: Step
    before: Walk
    blocked: IntArray  #: songs that cannot come any more because of it


class Radio:
    """Chooses one song after another. Songs are rows of its material inside, track ids outside."""

    def __init__(self, material: Material, seeds: Sequence[int], rules: Rules, *, seed: int = 0) -> None:
        self.material = material
        self.rules = rules
        self._seed = seed
        self._taste = material.taste
        self._free = material.playable & ~material.today
        self._block(np.flatnonzero(material.today))
        self._times = np.zeros(len(material.songs.artist_songs), np.int64)
        self._chosen: list[_Chosen] = []
        self._used: list[int] = np.flatnonzero(material.today).tolist()
        self._still: set[int] = set()  #: songs that the way does not lead over, since they were skipped
        rows = self._rows(seeds)
        self.walk = space.begin(material.songs, rows.tolist(), material.playable, seed=seed)

    @property
    def chosen(self) -> tuple[int, ...]:
        """What it chose so far, in order: track ids."""
        return tuple(int(self.material.ids[one.step.song]) for one in self._chosen)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The same, with what is known of each choice."""
        return tuple(one.step for one in self._chosen)

    def use(self, track_ids: Iterable[int]) -> None:
        """These songs are played without having been chosen: they and their copies do not come again."""
        for row in self._rows(track_ids).tolist():
            self._block(np.array([row]))
            self._used.append(row)

    def leave_out_all_but(self, track_ids: IntArray) -> None:
        """Only these songs are there now."""
        there = np.isin(self.material.ids, track_ids)
        self.material = replace(self.material, playable=self.material.playable & there)
        self._free &= there

    def answer(self, request: Request) -> Answer:
        """Choose songs, after what a person did."""
        self.rules = request.rules
        self._learn(request)
        before = self._rows(request.before).tolist()
        songs: list[int] = []
        remarks: list[Step] = []
        while len(songs) < request.count:
            step = self.next([*before, *songs])
            if step is None:
                return Answer(self._ids(songs), self._remark(remarks), self._over())
            songs.append(step.song)
            remarks.append(step)
        return Answer(self._ids(songs), self._remark(remarks))

    def next(self, before: Sequence[int]) -> Step | None:
        """Choose the song that follows these, which are rows; None where none is left."""
        material = self.material
        while True:
            step = space.choose(
                material.songs,
                self.walk,
                self.rules,
                free=self._free,
                before=before,
                taste=self._taste,
                leaning=material.leaning,
                times=self._times,
                seed=(self._seed, len(self._chosen)),
            )
            if step is None:
                return None
            used = np.array(self._used, np.int64)
            if len(used) and material.is_copy(
                step.song, space.near(material.songs, step.song, used, n=_COMPARED)
            ):
                self._free[step.song] = False
                continue
            self._take(step)
            return step

    # inside

    def _rows(self, track_ids: Iterable[int]) -> IntArray:
        """The rows of these songs; those that are not there are left out."""
        wanted = np.array([int(i) for i in track_ids], np.int64)
        if not len(self.material.ids):
            return np.empty(0, np.int64)
        rows = np.minimum(np.searchsorted(self.material.ids, wanted), len(self.material.ids) - 1)
        there: IntArray = rows[self.material.ids[rows] == wanted]
        return there

    def _ids(self, rows: Sequence[int]) -> tuple[int, ...]:
        return tuple(int(self.material.ids[row]) for row in rows)

    def _block(self, rows: IntArray) -> IntArray:
        """No recording of these songs comes any more. Those that could have come until now."""
        recordings = self.material.recordings
        same: IntArray = np.flatnonzero(np.isin(recordings, recordings[rows]) & self._free)
        self._free[same] = False
        return same

    def _take(self, step: Step) -> None:
        blocked = self._block(np.array([step.song]))
        self._chosen.append(_Chosen(step, self.walk, blocked))
        self._used.append(step.song)
        self._times[space.artists_of(self.material.songs, step.song)] += 1
        self._go(step)

    def _go(self, step: Step) -> None:
        if step.song not in self._still:
            self.walk = space.moved(self.material.songs, self.walk, step.centre, step.song, self.rules)

    def _learn(self, request: Request) -> None:
        skipped, liked = self._rows(request.skipped).tolist(), self._rows(request.liked).tolist()
        self._taste = Taste(
            (*self._taste.skipped, *skipped)[-_MOST_TAUGHT:], (*self._taste.liked, *liked)[-_MOST_TAUGHT:]
        )
        self._still.update(skipped)
        for row in self._rows(request.unwanted).tolist():
            self._block(np.array([row]))
        self._undo(set(self._rows(request.anew).tolist()), set(skipped))

    def _undo(self, anew: set[int], skipped: set[int]) -> None:
        """Take choices back, and the way that led over songs that were skipped."""
        changed = [at for at, one in enumerate(self._chosen) if one.step.song in anew | skipped]
        if not changed:
            return
        later = self._chosen[changed[0] :]
        del self._chosen[changed[0] :]
        self.walk = later[0].before
        for one in later:
            song = one.step.song
            if song in anew:
                self._free[one.blocked] = self.material.playable[one.blocked]
                self._used.remove(song)
                self._times[space.artists_of(self.material.songs, song)] -= 1
            else:
                self._chosen.append(replace(one, before=self.walk))
                self._go(one.step)

    def _remark(self, steps: Sequence[Step]) -> str:
        """Which rule gave way for these songs."""
        parts = []
        if any(step.farther for step in steps):
            parts.append(tr("all songs near by were played, so songs from farther away follow"))
        gap = min((step.artist_gap for step in steps), default=self.rules.artist_gap)
        if gap < self.rules.artist_gap:
            parts.append(
                plural(
                    "there are too few other artists, so one may come again after {n} other song",
                    "there are too few other artists, so one may come again after {n} other songs",
                    gap,
                )
                if gap > 0
                else tr("there are too few other artists, so one may come again right away")
            )
        text = "; ".join(parts)
        return text[:1].upper() + text[1:]

    def _over(self) -> str:
        """Why it cannot go on."""
        there = int(np.count_nonzero(self.material.playable))
        if not there:
            return tr("The files of all songs that it could play are away")
        if there == 1:
            return tr("There is no other song that it could play")
        return tr(
            "All songs that it may choose were played today, and none comes twice in a day: it goes on when "
            "songs are added, or tomorrow"
        )
