"""From a file to sound: which stretches are decoded, and as what; ``decoders`` reads it.

Sound is mono float32 at 22,050 Hz, full scale ±1. Of a song up to 120 s all of it is read, of a longer one
four excerpts of 30 s centred on its quarters: seeking reaches them, so that an hour costs what
three minutes cost, in time and memory. libsndfile reads what it knows; whatever it refuses is offered
to FFmpeg (PyAV), by content: the file's ending is never asked.

What the world sends: NaN and infinity become 0; a damaged file gives what could be decoded of it, if
that is a second at least; silence is sound; a file without one sample raises ``AudioError``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from organizer.analysis.ear.decoders import NO_STREAM, DamagedError, Reader, last_moment, readers
from organizer.base.errors import AudioError
from organizer.base.language import tr

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

SAMPLE_RATE = 22_050  #: Hz
WHOLE_SECONDS = 120.0  #: songs up to this length are decoded whole
EXCERPT_SECONDS = 30.0
EXCERPTS = 4
LONGEST_WHOLE = 900.0  #: of what is longer, "whole" is as many excerpts as make this: memory is bounded
LONGEST_COUNTED = 7200.0  #: where nothing tells how long a song is, so much of it is decoded to find out
#: Samples of our rate that share one value of ``Excerpt.width``: 0.37 s
WIDTH_HOP = 16 * 512

_LEAST_BITRATE = 4000  # bits a second, under which a file is not as long as it says
_COUNTED_AT_ONCE = 1.0  # seconds
_LEAST_OF_DAMAGED = 1.0  # seconds that a damaged file must yield to be worth analyzing
_SHORT_GAP = 1.5  # seconds between snippets; decoders settle in 0.3 to 2.1 s after a seek
_AT_ONCE = 4  # values of width that one block yields: a tenth of the time went into calls between blocks
_LOUDEST = 64.0  # times full scale: floats beyond it are rubbish, and their squares overflow


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """A stretch of a song.

    Attributes
    ----------
    samples : shape=(n,), float32
        Mean of the channels at ``SAMPLE_RATE``; of channels that cancel each other, the first alone.
    width : shape=(ceil(n / WIDTH_HOP),), float32
        Power summed over the channels / power of ``samples``: 1 for mono, 2 for two equal channels, more
        for wide stereo. Loudness needs it, because a sum of channels loses what differs between them.
    start : float
        Seconds from the beginning of the song.
    peak : float
        Largest sample of any channel at the file's own rate, full scale 1.
    length : float
        Seconds of the whole song: decoded, counted, or as its header tells where that is plausible.
    """

    samples: FloatArray
    width: FloatArray
    start: float
    peak: float = 0.0
    length: float = 0.0


def excerpts(path: str, *, whole: bool = False) -> Iterator[Excerpt]:
    """Decode a song, one stretch at a time.

    Parameters
    ----------
    path : str
        As ``os.fsdecode`` gives it; names that are not valid UTF-8 work.
    whole : bool
        Hear all of a long song, in stretches of 120 s, instead of four excerpts of 30 s; of one over 15
        minutes, 30 excerpts.

    Yields
    ------
    Excerpt
        At least one, none of them empty; at most 120 s, 11 MB each.

    Raises
    ------
    AudioError
        Missing, unreadable, empty, no audio in it, damaged, or not one sample.
    """
    magic = _first_bytes(path)
    causes: list[str] = []
    empty = False
    for reader in readers(path, magic, causes):
        decoded = 0
        with closing(reader):
            for excerpt in _stretches(reader, whole=whole, causes=causes):
                decoded += excerpt.samples.size
                yield excerpt
        if decoded:
            return
        empty = empty or not causes  # opened without complaint, and nothing in it: perhaps for another reader
    _refuse(path, [] if empty else causes)


def snippets(path: str, *, seconds: float, every: float, most: int, rate: int) -> Iterator[FloatArray]:
    """Decode a few short stretches, each in the middle of an equal part of the song.

    Parameters
    ----------
    path : str
        As for ``excerpts``.
    seconds : float
        How long each is.
    every : float
        One for so many seconds of the song, to the nearest whole number; one at least.
    most : int
        There are no more than this.
    rate : int
        Hz of what is yielded.

    Yields
    ------
    shape=(n,), float32
        Mean of the channels; of channels that cancel each other, the first alone. At least one, none of them
        empty; those may be shorter at which the song ends or is damaged.

    Raises
    ------
    AudioError
        As ``excerpts``.
    """
    causes: list[str] = []
    empty = False
    for reader in readers(path, _first_bytes(path), causes):
        any_yielded = False
        with closing(reader):
            for claimed in (reader.frames, None):
                length = (_counted(reader) if claimed is None else claimed) / reader.rate
                count = max(1, min(most, round(length / every), int(length / seconds)))
                for samples in _snippets(reader, length, seconds, count, causes, rate=rate):
                    any_yielded = True
                    yield samples
                if any_yielded:
                    return
        empty = empty or not causes
    _refuse(path, [] if empty else causes)


def length(path: str) -> float:
    """Seconds of a song, decoded where its file tells none that can be. Raises ``AudioError``."""
    causes: list[str] = []
    for reader in readers(path, _first_bytes(path), causes):
        with closing(reader):
            claimed = reader.frames / reader.rate
            if os.path.getsize(path) * 8 < claimed * _LEAST_BITRATE or not claimed:
                claimed = _counted(reader) / reader.rate
            return claimed
    _refuse(path, causes)


def blocks(path: str, *, seconds: float = 0.5) -> Iterator[tuple[int, FloatArray]]:
    """Decode all of a song, every channel at the file's own rate: for what must be measured exactly.

    Yields
    ------
    rate : int
        Hz, the same for every block.
    block : shape=(n, channels), float32
        Full scale ±1, ``seconds`` long but for the last; NaN and infinity became 0.

    Raises
    ------
    AudioError
        As ``excerpts``, and when the file is damaged anywhere: what is left of it is not the whole.
    """
    magic = _first_bytes(path)
    causes: list[str] = []
    empty = False
    for reader in readers(path, magic, causes):
        decoded = 0
        with closing(reader):
            try:
                while (block := reader.read(max(1, round(seconds * reader.rate)))).shape[0]:
                    decoded += block.shape[0]
                    yield reader.rate, _finite(block)
            except DamagedError as error:
                causes.append(str(error))
                if decoded:
                    break
                continue
        if decoded:
            return
        empty = empty or not causes
    _refuse(path, [] if empty else causes)


def pieces(path: str, *, seconds: float = 60.0) -> Iterator[FloatArray]:
    """Decode all of a song, however long, one piece after the other, for what needs its true times.

    Yields
    ------
    shape=(n,), float32
        Mean of the channels at ``SAMPLE_RATE``, ``seconds`` long but for the last; of channels that cancel
        each other, the first alone. Of a damaged file what comes before the damage.

    Raises
    ------
    AudioError
        As ``excerpts``.
    """
    import soxr

    size = round(seconds * SAMPLE_RATE)
    resample: Any = None
    waiting: list[FloatArray] = []
    held = given = 0
    try:
        for rate, block in blocks(path):
            channels = block.shape[1]  # by a product, which is five times as fast as a mean over two
            mono = (
                block[:, 0].copy() if channels == 1 else block @ np.full(channels, 1 / channels, np.float32)
            )
            if float(np.vdot(mono, mono)) * block.shape[1] < 1e-6 * float(np.vdot(block, block)):
                mono = block[:, 0]
            if rate != SAMPLE_RATE:
                resample = resample or soxr.ResampleStream(
                    rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ"
                )
                mono = resample.resample_chunk(np.ascontiguousarray(mono))
            waiting.append(mono)
            held += mono.size
            while held >= size:
                whole = np.concatenate(waiting)
                waiting, held = [whole[size:]], held - size
                given += size
                yield whole[:size]
    except AudioError:
        if held + given < _LEAST_OF_DAMAGED * SAMPLE_RATE:
            raise
    if resample is not None:
        waiting.append(resample.resample_chunk(np.zeros(0, np.float32), last=True))
    rest = np.concatenate(waiting)
    if rest.size or not given:
        yield rest


def _finite(block: FloatArray) -> FloatArray:
    """NaN, infinity and rubbish become 0."""
    if not np.isfinite(np.vdot(block, block)):
        block = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
        block[np.abs(block) > _LOUDEST] = 0.0
    return block


def _refuse(path: str, causes: list[str]) -> NoReturn:
    if not causes:
        raise AudioError(
            tr("holds no sound: its audio is zero samples long"), path=path, remedy=tr("get the file again")
        )
    if all(NO_STREAM in cause for cause in causes[-1:]):
        raise AudioError(tr("has no audio in it"), path=path, remedy=tr("remove it from the library"))
    raise AudioError(
        tr("could not be decoded: {causes}", causes="; ".join(dict.fromkeys(causes))),
        path=path,
        remedy=tr("the file is damaged or not audio; get it again"),
    )


def _first_bytes(path: str) -> bytes:
    """The first four bytes; whatever keeps the file from being opened becomes an ``AudioError``."""
    try:
        with open(path, "rb") as file:
            magic = file.read(4)
    except FileNotFoundError:
        raise AudioError(tr("is not there"), path=path, remedy=tr("scan its folder again")) from None
    except IsADirectoryError:
        raise AudioError(tr("is a folder, not a file"), path=path, remedy=tr("scan it instead")) from None
    except PermissionError:
        raise AudioError(
            tr("may not be read"), path=path, remedy=tr("give yourself permission to read it")
        ) from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise AudioError(
            tr("could not be read: {cause}", cause=cause), path=path, remedy=tr("check the disk")
        ) from error
    if not magic:
        raise AudioError(tr("is empty: zero bytes"), path=path, remedy=tr("get the file again"))
    return magic


def _stretches(reader: Reader, *, whole: bool, causes: list[str]) -> Iterator[Excerpt]:
    """The stretches of the policy, placed anew by counting where the claimed length proves wrong."""
    claimed = (reader.frames or _counted(reader)) / reader.rate
    again = False
    if claimed > (LONGEST_WHOLE if whole else WHOLE_SECONDS):
        made = 0
        for excerpt in _equally_spaced(reader, claimed, whole=whole, causes=causes):
            made += 1
            yield excerpt
        if made:
            return
        causes.clear()
        claimed, again = _counted(reader) / reader.rate, True
    yield from _from_the_beginning(reader, claimed, whole=whole, causes=causes, seek=again)


def _equally_spaced(reader: Reader, claimed: float, *, whole: bool, causes: list[str]) -> Iterator[Excerpt]:
    """Excerpts centred on equal parts of the song. Each is held back until the next one is there: when the
    last is missing, the song is shorter than it claims, and the one before it tells how long it is."""
    count = round(LONGEST_WHOLE / EXCERPT_SECONDS) if whole else EXCERPTS
    held: Excerpt | None = None
    ended = False
    for index in range(count):
        start = claimed * (index + 0.5) / count - EXCERPT_SECONDS / 2
        excerpt, _ = _stretch(reader, start, EXCERPT_SECONDS, causes, seek=True)
        ended = excerpt is None or excerpt.samples.size < SAMPLE_RATE
        if excerpt is not None and not ended:
            if held is not None:
                yield held
            held = replace(excerpt, length=claimed)
    if held is not None:
        if ended:
            held = replace(held, length=_counted(reader) / reader.rate)
        yield held


def _from_the_beginning(
    reader: Reader, claimed: float, *, whole: bool, causes: list[str], seek: bool
) -> Iterator[Excerpt]:
    """Stretch after stretch, until the song or what is listened to of it ends."""
    start = 0.0
    while True:
        before = len(causes)
        excerpt, more = _stretch(reader, start, WHOLE_SECONDS, causes, seek=seek)
        damaged = len(causes) > before
        if excerpt is not None:
            seconds = excerpt.samples.size / SAMPLE_RATE
            if damaged and start == 0.0 and seconds < _LEAST_OF_DAMAGED:
                return
            end = start + seconds
            if damaged:  # the decoder may have given up before the end, and the end may be missing
                end = max(end, last_moment(reader.path, longest=LONGEST_COUNTED) or claimed)
            yield replace(excerpt, length=max(end, claimed) if more else end)
        start, seek = start + WHOLE_SECONDS, False
        if not (whole and more) or damaged or start >= LONGEST_WHOLE:
            return


def _snippets(
    reader: Reader, length: float, seconds: float, count: int, causes: list[str], *, rate: int
) -> Iterator[FloatArray]:
    """Those of ``snippets``, of a song that is so many seconds long."""
    end = -np.inf
    for index in range(count if length else 0):
        start = max(0.0, length * (index + 0.5) / count - seconds / 2)
        seek = not 0.0 <= start - end < _SHORT_GAP
        if not seek:  # what lies between is decoded sooner than sought
            try:
                reader.read(round((start - end) * reader.rate))
            except DamagedError:
                seek = True
        excerpt, more = _stretch(reader, start, seconds, causes, seek=seek, rate=rate)
        end = start + seconds if more else -np.inf
        if excerpt is not None:
            yield excerpt.samples


def _counted(reader: Reader) -> int:
    """Frames of a song whose file does not tell them, or tells them wrongly: decoded, up to two hours."""
    total, at_once = 0, max(1, round(reader.rate * _COUNTED_AT_ONCE))
    with suppress(DamagedError), closing(reader.again()) as counted:
        while (block := counted.read(at_once)).shape[0] and total < LONGEST_COUNTED * reader.rate:
            total += block.shape[0]
    return total


def _stretch(
    reader: Reader, start: float, seconds: float, causes: list[str], *, seek: bool, rate: int = SAMPLE_RATE
) -> tuple[Excerpt | None, bool]:
    """One stretch from ``start`` on, at ``rate``, and whether the song goes on behind it."""
    first, frames = round(start * reader.rate), round(seconds * reader.rate)
    blocks, more = _decode(reader, first, frames, causes, seek=seek, first_channel=False, rate=rate)
    if blocks.mono < 1e-6 * blocks.total:  # the channels cancel each other
        again, more_again = _decode(reader, first, frames, causes, seek=True, first_channel=True, rate=rate)
        if again.mono > 0:
            blocks, more = again, more_again
    samples = np.concatenate(blocks.samples) if blocks.samples else np.zeros(0, np.float32)
    if not samples.size:
        return None, False
    width = np.array(blocks.width, dtype=np.float32)
    return Excerpt(samples, width, start, blocks.peak), more


class _Blocks:
    """What one pass of decoding gathered."""

    def __init__(self) -> None:
        self.samples: list[FloatArray] = []
        self.width: list[float] = []
        self.total = 0.0
        self.mono = 0.0
        self.peak = 0.0

    def measure(self, block: FloatArray, mono: FloatArray, size: int) -> None:
        """The power of ``size`` frames at a time, with all channels and of their mean."""
        for start in range(0, len(mono), size):
            channels, mean = block[start : start + size], mono[start : start + size]
            total, power = float(np.vdot(channels, channels)), float(np.vdot(mean, mean))
            self.total += total
            self.mono += power
            # a narrow passage of a song that is cancelled nearly everywhere must not explode
            self.width.append(min(total / power, 1e4) if power > 0 else 1.0)


def _decode(
    reader: Reader,
    first: int,
    frames: int,
    causes: list[str],
    *,
    seek: bool,
    first_channel: bool,
    rate: int,
) -> tuple[_Blocks, bool]:
    """Read ``frames`` frames in blocks, downmix and resample each as it comes."""
    import soxr

    blocks = _Blocks()
    resample = None
    if reader.rate != rate:
        resample = soxr.ResampleStream(reader.rate, rate, 1, dtype="float32", quality="HQ")
    size = max(1, round(reader.rate * WIDTH_HOP / SAMPLE_RATE))
    done = 0
    try:
        if seek:
            reader.seek(first)
        while done < frames:
            block = reader.read(min(_AT_ONCE * size, frames - done))
            if not block.shape[0]:
                break
            done += block.shape[0]
            block = _finite(block)
            blocks.peak = max(blocks.peak, float(block.max()), -float(block.min()))
            channels = block.shape[1]
            weights = np.full(channels, 1.0 / channels, np.float32)
            if first_channel:
                weights = np.eye(1, channels, dtype=np.float32)[0]
            mono = block[:, 0] if channels == 1 else block @ weights
            blocks.measure(block, mono, size)
            blocks.samples.append(resample.resample_chunk(mono) if resample is not None else np.array(mono))
    except DamagedError as error:
        causes.append(str(error))
    if resample is not None and done:
        blocks.samples.append(resample.resample_chunk(np.zeros(0, np.float32), last=True))
    return blocks, done == frames
