"""Songs joined to each other, as one voice: without a gap, or mixed while one takes over from the other.

It is mixed frame by frame, on the thread of the output, so that nothing depends on when the window has time.
Shares and levels are those of ``mixing``: what one song loses in power the other gains. At most two songs are
heard; where a third is brought, the quieter of the two falls silent first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from organizer.work.playing.stream import RATE

if TYPE_CHECKING:
    from organizer.base.model import FloatArray
    from organizer.work.playing.stream import SongStream

#: Seconds in which a song falls silent that is not wanted any more: no click, and over at once.
QUICK = 0.03
#: What songs overlap at most, as a share of the shorter one: it is to be heard alone, too.
_MOST = 1 / 3
#: How far below full scale the sum of two loud songs is rounded off, at most.
_ROUND = 0.3


@dataclass(slots=True, eq=False)
class _Song:
    stream: SongStream
    gain: float  # what its samples are to be multiplied by
    share: float = 1.0  # as in ``mixing.Mix``
    slope: float = 0.0  # what the share changes by with each frame
    last: float | None = None  # the gain at the end of what was taken last

    def fade(self, seconds: float) -> None:
        """From now on its share changes so fast; negative: it falls."""
        self.slope = 1 / (seconds * RATE)

    def add_to(self, out: FloatArray) -> None:
        """Let it be heard in these frames; fewer, where it has no more."""
        block = self.stream.take(out.shape[0])
        count = block.shape[0]
        before, self.last = self.gain if self.last is None else self.last, self.gain
        if before != self.gain:
            block = block * np.linspace(before, self.gain, count, dtype=np.float32)[:, None]
        elif self.gain != 1.0:
            block = block * np.float32(self.gain)
        if self.slope or self.share < 1.0:
            shares = np.clip(self.share + self.slope * np.arange(1, out.shape[0] + 1), 0.0, 1.0)
            block = block * np.sin(shares[:count] * (np.pi / 2)).astype(np.float32)[:, None]
            self.share = float(shares[-1])
        out[:count] += block


@dataclass(slots=True, eq=False)
class _Next:
    song: _Song
    overlap: float  # seconds
    tell: Callable[[], object]


class JoinedSongs:
    """What is heard of the songs that follow each other. Its methods return at once."""

    def __init__(self) -> None:
        self._front: _Song | None = None
        self._falling: list[_Song] = []
        self._next: _Next | None = None
        self._alone = False
        self._most = 0.0  # frames of the overlap after one went near to the end; 0: no matter
        self._lock = threading.Lock()

    # what is asked for

    def bring(self, stream: SongStream, gain: float, fade: float = 0.0) -> None:
        """Let this song be heard from now on; it rises for so many seconds where another one falls."""
        with self._lock:
            self._next = None
            self._most = 0.0
            self._front = _Song(stream, gain)
            if fade and self._falling:
                self._front.share = 0.0
                self._front.fade(fade)

    def leave(self, fade: float) -> None:
        """Let what is heard fall silent in so many seconds; another song is going to be brought."""
        with self._lock:
            self._forget_next()
            if self._front is not None:
                self._falling.append(self._front)
                self._front = None
            for song in self._falling:
                song.fade(-fade)
            if len(self._falling) > 1:
                min(self._falling, key=lambda song: song.share).fade(-min(fade, QUICK))

    def clear(self) -> None:
        """Let go of all songs at once."""
        with self._lock:
            self._forget_next()
            for song in (*self._falling, *([self._front] if self._front is not None else [])):
                song.stream.close()
            self._falling, self._front = [], None

    def follow(self, stream: SongStream, gain: float, overlap: float, tell: Callable[[], object]) -> None:
        """This song comes after the one at hand: so many seconds before its end, and at most a third of
        either song; 0: at its end. ``tell`` is called from the output's thread when it takes over."""
        with self._lock:
            self._forget_next()
            self._next = _Next(_Song(stream, gain), overlap, tell)

    def forget(self, stream: SongStream) -> bool:
        """Let go of this song, which was to follow. False where it took over already."""
        with self._lock:
            if self._front is not None and self._front.stream is stream:
                return False
            self._forget_next()
            stream.close()
            return True

    def set_gain(self, stream: SongStream, gain: float) -> None:
        """What samples of this song are multiplied by from now on; it glides there."""
        with self._lock:
            for song in (self._front, self._next.song if self._next is not None else None):
                if song is not None and song.stream is stream:
                    song.gain = gain

    def seek(self, stream: SongStream, seconds: float) -> None:
        """Go to a place in this song; the one at hand goes there alone, and near its end half of the rest is
        left to it."""
        with self._lock:
            stream.seek(seconds)
            if self._front is not None and self._front.stream is stream:
                self._hurry()
                self._most = max(stream.left / 2, 1.0)

    def set_alone(self, alone: bool) -> None:
        """Whether something else is heard beside: then no two songs are, of these."""
        with self._lock:
            self._alone = alone
            if alone:
                self._hurry()

    def has(self, stream: SongStream) -> bool:
        """Whether this song is the one at hand."""
        with self._lock:
            return self._front is not None and self._front.stream is stream

    @property
    def heard(self) -> int:
        """How many songs are heard now."""
        return len(self._taken())

    # on the thread of the output

    def take(self, frames: int) -> FloatArray:
        """The next frames, shape=(n, 2): fewer where no song has more now."""
        out = np.zeros((frames, 2), np.float32)
        at = 0
        with self._lock:
            while at < frames:
                self._go_over()
                count = self._together(frames - at)
                if not count:
                    break
                self._mix(out[at : at + count])
                at += count
            self._go_over()  # before anybody hears that a song is over
        return out[:at]

    def _go_over(self) -> None:
        """Let the next song take over, if it is time."""
        front, coming = self._front, self._next
        if front is None or coming is None:
            return
        song = coming.song
        if front.stream.complete and not front.stream.available:
            front.stream.close()
        elif song.stream.available and not self._falling and front.stream.left <= self._overlap():
            seconds = max(front.stream.left / RATE, QUICK)
            front.fade(-seconds)
            song.share = 0.0
            song.fade(seconds)
            self._falling.append(front)
        else:
            return
        self._front, self._next, self._most = song, None, 0.0
        coming.tell()

    def _overlap(self) -> float:
        """Frames before the end of the song at hand from which on the next one is heard; 0: at its end."""
        if self._alone or self._front is None or self._next is None or not self._next.overlap:
            return 0.0
        lengths = [song.stream.duration * _MOST for song in (self._front, self._next.song)]
        overlap = RATE * min(self._next.overlap, *(length for length in lengths if length))
        return min(overlap, self._most) if self._most else overlap

    def _together(self, frames: int) -> int:
        """So many of these frames pass until anything changes; 0: nothing can be taken now."""
        if self._front is not None and not self._front.stream.available:
            self._front.stream.take(0)  # tells that it is over
        counts = [song.stream.available for song in self._taken()]
        if not any(counts):
            return 0
        counts = [count for count in counts if count]
        if self._front is not None and not self._falling and (overlap := self._overlap()):
            before = self._front.stream.left - overlap
            counts.append(max(round(before), 1) if 0 < before < frames else frames)
        for song in self._falling:
            counts.append(max(round(-song.share / song.slope), 1))
        return min(frames, *counts)

    def _taken(self) -> list[_Song]:
        """The songs that are heard: a third waits until another one is silent."""
        front = [self._front] if self._front is not None and len(self._falling) < 2 else []
        return [*self._falling, *front]

    def _mix(self, out: FloatArray) -> None:
        songs = [song for song in self._taken() if song.stream.available]
        before = songs[0].share
        for song in songs:
            song.add_to(out)
        if len(songs) > 1:
            _round_off(out, np.linspace(before, songs[0].share, out.shape[0]))
        for song in [song for song in self._falling if song.share <= 0.0 or _over(song.stream)]:
            song.stream.close()
            self._falling.remove(song)
        if self._front is not None and self._front.share >= 1.0:
            self._front.slope = 0.0

    def _hurry(self) -> None:
        for song in self._falling:
            song.fade(-QUICK)
        if self._front is not None and self._front.share < 1.0:
            self._front.fade(QUICK)

    def _forget_next(self) -> None:
        if self._next is not None:
            self._next.song.stream.close()
            self._next = None


def _over(stream: SongStream) -> bool:
    return stream.complete and not stream.available


def _round_off(out: FloatArray, shares: npt.NDArray[np.float64]) -> None:
    """Bring the sum of two songs to ±1 where it is above: smoothly from a knee on, and the more so the nearer
    they are to being equally loud, so that it is not heard to begin or to end. ``shares``: of one, shape=(n,)
    """
    size = np.abs(out)
    if size.max() <= 1.0 - _ROUND:
        return
    room = np.maximum(_ROUND * np.sin(shares * np.pi), 1e-3).astype(np.float32)[:, None]
    above = size - (1.0 - room)
    np.copyto(out, np.sign(out) * (1.0 - room + room * np.tanh(above / room)), where=above > 0)
