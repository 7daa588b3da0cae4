"""A song as it is played: decoded on a thread of its own, a few seconds ahead of what is heard.

What comes out is stereo at one rate for every song, so that songs can follow each other and be heard at the
same time on one output. The decoders are those of the ear, which follow nothing that a file names.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from organizer.analysis.ear.decoders import DamagedError, readers
from organizer.base.language import tr

if TYPE_CHECKING:
    from organizer.analysis.ear.decoders import Reader
    from organizer.base.model import FloatArray

log = logging.getLogger(__name__)

RATE = 48_000  #: Hz of all that is played
_AHEAD = 3.0  # seconds that are decoded before they are heard
_BLOCK = 0.25  # seconds that are decoded at once

# How much of each channel goes to the left and to the right, by the number of channels in the order of WAVE
# files. What lies in the middle goes to both, at −3 dB (ITU-R BS.775); that of low frequencies is left out.
_M = 0.5**0.5
_LEFT = {
    3: (1, 0, _M),
    4: (1, 0, _M, 0),
    5: (1, 0, _M, _M, 0),
    6: (1, 0, _M, 0, _M, 0),
    7: (1, 0, _M, 0, 0.5, _M, 0),
    8: (1, 0, _M, 0, _M, 0, _M, 0),
}
_RIGHT = {
    3: (0, 1, _M),
    4: (0, 1, 0, _M),
    5: (0, 1, _M, 0, _M),
    6: (0, 1, _M, 0, 0, _M),
    7: (0, 1, _M, 0, 0.5, 0, _M),
    8: (0, 1, _M, 0, 0, _M, 0, _M),
}


class Event(Enum):
    """What a stream tells, from threads of its own."""

    READY = "ready"  #: it is open: its duration is known, it can be played
    FAILED = "failed"  #: nothing of it can be decoded, for the reason that comes with it
    ENDED = "ended"  #: the last of it was taken
    FOLLOWED = "followed"  #: it took over from the song before


class SongStream:
    """One song from its file to what is heard. Its methods return at once.

    ``after``: the song that it follows without a gap. Where both have the same rate, one resampler goes
    through both, as if they were one file: two, that expect silence at the ends, would be heard there.
    """

    def __init__(
        self, path: str, tell: Callable[[Event, str], object], *, after: SongStream | None = None
    ) -> None:
        self.duration = 0.0  #: seconds; 0 until it is ready, or where the file does not know
        self._path = path
        self._tell = tell
        self._blocks: deque[FloatArray] = deque()
        self._frames = 0  # in the blocks
        self._place = 0.0  # seconds into the song at which the blocks begin
        self._seek: float | None = None
        self._complete = False  # the decoder came to the end
        self._ended = False
        self._begun = False  # it was ready
        self._given_up = False  # the thread came to its end
        self._closed = False
        self._change = threading.Condition()
        self._follower: SongStream | None = None  # goes on with this one's resampler
        self._before: tuple[int, Any] = 0, None  # rate and resampler of the song before
        self._waits = True  # for the song before
        if after is None or not after.is_followed_by(self):
            self._waits = False
        threading.Thread(target=self._run, name="decode what is played", daemon=True).start()

    @property
    def position(self) -> float:
        """Seconds into the song of what is taken next."""
        return self._place

    @property
    def ended(self) -> bool:
        """Whether all of it was taken."""
        return self._ended

    @property
    def available(self) -> int:
        """Frames that can be taken now."""
        return self._frames

    @property
    def complete(self) -> bool:
        """Whether nothing comes after the frames that can be taken now."""
        return self._complete

    @property
    def left(self) -> float:
        """Frames until its end: counted near it, before as the file claims; infinite where it does not."""
        with self._change:
            if self._complete:
                return self._frames
            return round((self.duration - self._place) * RATE) if self.duration else inf

    def seek(self, seconds: float) -> None:
        """Go on at this place."""
        with self._change:
            self._seek = self._place = max(0.0, min(seconds, self.duration or seconds))
            self._blocks.clear()
            self._frames = 0
            self._complete, self._ended = self._given_up, False
            self._change.notify()

    def take(self, frames: int) -> FloatArray:
        """The next frames, shape=(n, 2): fewer where it ends, or where decoding is behind."""
        parts: list[FloatArray] = []
        with self._change:
            while frames and self._blocks:
                block = self._blocks.popleft()
                if block.shape[0] > frames:
                    self._blocks.appendleft(block[frames:])
                    block = block[:frames]
                parts.append(block)
                frames -= block.shape[0]
                self._frames -= block.shape[0]
                self._place += block.shape[0] / RATE
            over = self._complete and not self._blocks and not self._ended
            self._ended = self._ended or over
            self._change.notify()
        if over:
            self._tell(Event.ENDED, "")
        return np.concatenate(parts) if parts else np.zeros((0, 2), np.float32)

    def close(self) -> None:
        """Let go of the file."""
        with self._change:
            self._closed = True
            self._blocks.clear()
            self._frames = 0
            self._change.notify()
        self._hand_on(0, None)

    # between two songs; who follows never asks back, so that no two wait for each other

    def is_followed_by(self, follower: SongStream) -> bool:
        """Whether what follows is to wait for the resampler: it is late for that when all is decoded."""
        with self._change:
            if self._complete or self._closed:
                return False
            self._follower = follower
            return True

    def _hand_on(self, rate: int, resample: Any) -> bool:
        """Give the resampler to what follows; False where nothing does."""
        with self._change:
            follower, self._follower = self._follower, None
        return follower is not None and follower.go_on_from(rate, resample)

    def go_on_from(self, rate: int, resample: Any) -> bool:
        """Begin with the resampler of the song before, where there is one; False where it is too late."""
        with self._change:
            if self._closed:
                return False
            self._before, self._waits = (rate, resample), False
            self._change.notify()
            return True

    # on the thread

    def _run(self) -> None:
        causes: list[str] = []
        try:
            with open(self._path, "rb") as file:
                magic = file.read(4)
            for reader in readers(self._path, magic, causes):
                try:
                    self._play(reader)
                    return
                except DamagedError as error:
                    causes.append(str(error))  # another one may know better, from this place on
                    with self._change:
                        self._seek = self._place + self._frames / RATE if self._seek is None else self._seek
                finally:
                    reader.close()
        except OSError as error:
            causes.append(error.strerror or str(error))
        except Exception:  # a bug, and a player that waits for ever would hide it
            log.exception("a song cannot be played")
            causes.append(tr("it cannot be decoded"))
        self._give_up(causes)

    def _play(self, reader: Reader) -> None:
        """Decode it to its end, again and again as it is sought. Raises ``DamagedError``."""
        if not self._begun:
            self._begin(reader)
        with self._change:
            self._change.wait_for(lambda: self._outdated() or not self._waits)
            self._waits = False
        blocks = self._decoded(reader)
        while True:
            with self._change:
                self._change.wait_for(lambda: self._outdated() or self._wanting())
                if self._closed:
                    return
                place, self._seek = self._seek, None
            if place is not None:
                self._before = 0, None
                reader.seek(round(place * reader.rate))
                blocks = self._decoded(reader)
            block = next(blocks, None)
            with self._change:
                if self._outdated():
                    continue
                if block is None:
                    self._complete = True
                    self.duration = self.duration or self._place + self._frames / RATE
                else:
                    self._blocks.append(block)
                    self._frames += block.shape[0]

    def _begin(self, reader: Reader) -> None:
        first = reader.read(max(1, reader.rate // 10))
        if not first.shape[0]:
            raise DamagedError(tr("there is no sound in it"))
        self.duration = reader.frames / reader.rate
        reader.seek(0)
        self._begun = True
        self._tell(Event.READY, "")

    def _outdated(self) -> bool:
        """Whether what was decoded meanwhile is not wanted any more."""
        return self._seek is not None or self._closed

    def _wanting(self) -> bool:
        return not self._complete and self._frames < _AHEAD * RATE

    def _decoded(self, reader: Reader) -> Iterator[FloatArray]:
        """From where the reader is, at the rate of all: from the rest of the song before, where the
        resampler has it, to the end without such a rest, where another song goes on with it."""
        import soxr

        (rate, resample), self._before = self._before, (0, None)
        if resample is not None and rate != reader.rate:
            yield from _rest(resample)
            resample = None
        if resample is None and reader.rate != RATE:
            resample = soxr.ResampleStream(reader.rate, RATE, 2, dtype="float32", quality="HQ")
        while (block := reader.read(max(1, round(_BLOCK * reader.rate)))).shape[0]:
            stereo = as_stereo(np.nan_to_num(block, posinf=0.0, neginf=0.0))
            if resample is not None:
                stereo = resample.resample_chunk(stereo)
            if stereo.shape[0]:
                yield stereo
        if not self._hand_on(reader.rate, resample) and resample is not None:
            yield from _rest(resample)

    def _give_up(self, causes: list[str]) -> None:
        """No decoder goes on: what was decoded is played to its end, where there is any."""
        with self._change:
            if self._closed:
                return
            self._given_up = self._complete = True
        self._hand_on(0, None)
        if not self._begun:
            self._tell(Event.FAILED, causes[-1] if causes else tr("the file cannot be decoded"))


def _rest(resample: Any) -> Iterator[FloatArray]:
    """What a resampler still has."""
    rest = resample.resample_chunk(np.zeros((0, 2), np.float32), last=True)
    if rest.shape[0]:
        yield rest


def as_stereo(block: FloatArray) -> FloatArray:
    """Left and right of any channels; shape=(n, channels) → (n, 2), float32."""
    channels = block.shape[1]
    if channels == 2:
        return np.ascontiguousarray(block, np.float32)
    if channels == 1:
        return np.repeat(block.astype(np.float32, copy=False), 2, axis=1)
    return np.asarray(block @ _mixing(channels), np.float32)


@cache
def _mixing(channels: int) -> FloatArray:
    """How much of each channel goes left and right, without clipping: shape=(channels, 2)."""
    even = tuple(float(channel % 2 == 0) for channel in range(channels))
    odd = tuple(float(channel % 2 == 1) for channel in range(channels))
    shares = np.array([_LEFT.get(channels, even), _RIGHT.get(channels, odd)], np.float32).T
    return np.asarray(shares / shares.sum(axis=0), np.float32)
