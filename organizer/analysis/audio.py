"""From a file to sound: the one place that decodes.

Sound is mono float32 at 22,050 Hz, full scale ±1. Of a song up to 120 s all of it is read, of a longer one
four excerpts of 30 s centred on its quarters: seeking reaches them, so that an hour costs what
three minutes cost, in time and memory. libsndfile reads what it knows; whatever it refuses is offered
to FFmpeg (PyAV), by content: the file's ending is never asked.

What the world sends: NaN and infinity become 0; a damaged file gives what could be decoded of it, if
that is a second at least; silence is sound; a file without one sample raises ``AudioError``.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import numpy as np

from organizer.errors import AudioError

if TYPE_CHECKING:
    from organizer.model import FloatArray

SAMPLE_RATE = 22_050  #: Hz
WHOLE_SECONDS = 120.0  #: songs up to this length are heard whole
EXCERPT_SECONDS = 30.0
EXCERPTS = 4
LONGEST_WHOLE = 900.0  #: of what is longer, "whole" is as many excerpts as make this: memory is bounded
#: Samples of our rate that share one value of ``Excerpt.width``: 0.37 s
WIDTH_HOP = 16 * 512

_LEAST_OF_DAMAGED = 1.0  # seconds that a damaged file must yield to be worth analyzing
# Seconds that decoders need to settle after a seek. An MP3 frame may begin in those before it: up to 511
# bytes back at rates from 32 kHz on, 255 below (ISO 11172-3, 13818-3). Of its smallest frames (32 and
# 8 kbit/s, stereo) little is left for that beside header and side information: 58 bytes of 24 ms at
# 48 kHz, 3 at 24 kHz. So 9 and 85 frames, and two more for what overlaps.
_PREROLL, _PREROLL_LOW_RATE = 0.3, 2.1
_AT_ONCE = 4  # values of width that one block yields: a tenth of the time went into calls between blocks
_BAD_PACKETS = 50  # in a row, after which a stream is given up
_silenced = False
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
    """

    samples: FloatArray
    width: FloatArray
    start: float
    peak: float = 0.0


class _DamagedError(Exception):
    """The decoder gave up; carries the cause in plain words."""


class _Reader(Protocol):
    rate: int
    frames: int  # as the file claims; 0 when unknown

    def seek(self, frame: int) -> None: ...
    def read(self, frames: int) -> FloatArray: ...  # shape=(up to frames, channels); empty at the end
    def close(self) -> None: ...


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
    readers = (_FFmpeg, _Sndfile) if magic == b"OggS" else (_Sndfile, _FFmpeg)
    for reader_type in readers:
        try:
            reader: _Reader = reader_type(path)
        except _DamagedError as error:
            causes.append(str(error))
            continue
        heard = 0
        try:
            for excerpt in _stretches(reader, whole=whole, causes=causes):
                heard += excerpt.samples.size
                yield excerpt
        finally:
            reader.close()
        if heard:
            return
        if not causes:  # opened without complaint, and nothing in it
            break
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
    for reader_type in (_FFmpeg, _Sndfile) if magic == b"OggS" else (_Sndfile, _FFmpeg):
        heard = 0
        try:
            reader: _Reader = reader_type(path)
            try:
                while (block := reader.read(max(1, round(seconds * reader.rate)))).shape[0]:
                    heard += block.shape[0]
                    if not np.isfinite(np.vdot(block, block)):
                        block = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
                        block[np.abs(block) > _LOUDEST] = 0.0
                    yield reader.rate, block
            finally:
                reader.close()
        except _DamagedError as error:
            causes.append(str(error))
            if heard:
                break
            continue
        if heard:
            return
        if not causes:
            break
    _refuse(path, causes)


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
            mono = block.mean(axis=1)
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


def resampled(samples: FloatArray, rate: int) -> FloatArray:
    """Sound at ``SAMPLE_RATE``, shape=(n,), at another rate in Hz: shape=(about n · rate / 22050,)."""
    import soxr

    return np.asarray(soxr.resample(samples, SAMPLE_RATE, rate, quality="HQ"), np.float32)


def silence_decoders() -> None:
    """Let this process's C libraries print nowhere: libmpg123 writes a line per damaged frame.

    Python's own ``sys.stderr`` goes on where it went. For worker processes; calling it again does nothing.
    """
    global _silenced
    if _silenced:
        return
    _silenced = True
    try:
        sys.stderr.flush()
        kept = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        sys.stderr = os.fdopen(kept, "w", buffering=1, errors="backslashreplace")
    except (OSError, ValueError, AttributeError):  # no standard error to begin with
        return


def _refuse(path: str, causes: list[str]) -> NoReturn:
    if not causes:
        raise AudioError(
            "holds no sound: its audio is zero samples long", path=path, remedy="get the file again"
        )
    if all("no audio stream" in cause for cause in causes[-1:]):
        raise AudioError("has no audio in it", path=path, remedy="remove it from the library")
    raise AudioError(
        f"could not be decoded: {'; '.join(dict.fromkeys(causes))}",
        path=path,
        remedy="the file is damaged or not audio; get it again",
    )


def _first_bytes(path: str) -> bytes:
    """The first four bytes; whatever keeps the file from being opened becomes an ``AudioError``."""
    try:
        with open(path, "rb") as file:
            magic = file.read(4)
    except FileNotFoundError:
        raise AudioError("is not there", path=path, remedy="scan its folder again") from None
    except IsADirectoryError:
        raise AudioError("is a folder, not a file", path=path, remedy="scan it instead") from None
    except PermissionError:
        raise AudioError("may not be read", path=path, remedy="give yourself permission to read it") from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise AudioError(f"could not be read: {cause}", path=path, remedy="check the disk") from error
    if not magic:
        raise AudioError("is empty: zero bytes", path=path, remedy="get the file again")
    return magic


def _stretches(reader: _Reader, *, whole: bool, causes: list[str]) -> Iterator[Excerpt]:
    """The stretches of the policy; from the beginning where the claimed length proves wrong."""
    claimed = reader.frames / reader.rate
    heard = 0
    if claimed > (LONGEST_WHOLE if whole else WHOLE_SECONDS):
        count = round(LONGEST_WHOLE / EXCERPT_SECONDS) if whole else EXCERPTS
        for index in range(count):
            start = claimed * (index + 0.5) / count - EXCERPT_SECONDS / 2
            excerpt, _ = _stretch(reader, start, EXCERPT_SECONDS, causes, seek=True)
            if excerpt is not None and excerpt.samples.size >= SAMPLE_RATE:
                heard += excerpt.samples.size
                yield excerpt
        if heard:
            return
        causes.clear()
    start = 0.0
    while True:
        known = len(causes)
        excerpt, more = _stretch(
            reader, start, WHOLE_SECONDS, causes, seek=start == 0.0 and claimed > WHOLE_SECONDS
        )
        damaged = len(causes) > known
        if excerpt is not None:
            if damaged and heard == 0 and excerpt.samples.size < _LEAST_OF_DAMAGED * SAMPLE_RATE:
                return
            heard += excerpt.samples.size
            yield excerpt
        start += WHOLE_SECONDS
        if not (whole and more) or damaged or start >= LONGEST_WHOLE:
            return


def _stretch(
    reader: _Reader, start: float, seconds: float, causes: list[str], *, seek: bool
) -> tuple[Excerpt | None, bool]:
    """One stretch from ``start`` on, and whether the song goes on behind it."""
    first = round(start * reader.rate)
    blocks, more = _decode(
        reader, first, round(seconds * reader.rate), causes, seek=seek, first_channel=False
    )
    if blocks.mono < 1e-6 * blocks.total:  # the channels cancel each other
        again, more_again = _decode(
            reader, first, round(seconds * reader.rate), causes, seek=True, first_channel=True
        )
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
    reader: _Reader, first: int, frames: int, causes: list[str], *, seek: bool, first_channel: bool
) -> tuple[_Blocks, bool]:
    """Read ``frames`` frames in blocks, downmix and resample each as it comes."""
    import soxr

    blocks = _Blocks()
    resample = None
    if reader.rate != SAMPLE_RATE:
        resample = soxr.ResampleStream(reader.rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
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
            if not np.isfinite(np.vdot(block, block)):
                block = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
                block[np.abs(block) > _LOUDEST] = 0.0
            blocks.peak = max(blocks.peak, float(block.max()), -float(block.min()))
            channels = block.shape[1]
            weights = np.full(channels, 1.0 / channels, np.float32)
            if first_channel:
                weights = np.eye(1, channels, dtype=np.float32)[0]
            mono = block[:, 0] if channels == 1 else block @ weights
            blocks.measure(block, mono, size)
            blocks.samples.append(resample.resample_chunk(mono) if resample is not None else np.array(mono))
    except _DamagedError as error:
        causes.append(str(error))
    if resample is not None and done:
        blocks.samples.append(resample.resample_chunk(np.zeros(0, np.float32), last=True))
    return blocks, done == frames


def _preroll(rate: int) -> float:
    return _PREROLL if rate >= 32_000 else _PREROLL_LOW_RATE


@cache
def _streaming(sound_file: type[Any]) -> type[Any]:
    """soundfile's class without its seek after every read.

    That seek throws away what an MP3 frame needs of those before it: read in blocks, songs at low
    or variable bit rates turn to noise. soundfile seeks only in files that call themselves seekable.
    """

    class StreamingFile(sound_file):  # type: ignore[misc]
        def seekable(self) -> bool:
            return False

    return StreamingFile


class _Sndfile:
    """libsndfile: MP3, FLAC, Ogg, Opus, WAV, AIFF and many older kinds."""

    def __init__(self, path: str) -> None:
        import soundfile

        self._errors = (soundfile.SoundFileError, RuntimeError, ValueError, TypeError, OSError)
        try:
            # bytes, so that a name that is not valid UTF-8 arrives as it is
            self._file = _streaming(soundfile.SoundFile)(os.fsencode(path) if os.name == "posix" else path)
        except self._errors as error:
            raise _DamagedError(f"libsndfile: {_plain(error)}") from error
        self.rate = int(self._file.samplerate)
        self.frames = max(0, int(self._file.frames))
        if self.rate < 1 or self._file.channels < 1:
            self._file.close()
            raise _DamagedError("libsndfile: no sample rate or no channels")

    def seek(self, frame: int) -> None:
        try:
            # an MP3 frame leans on those before it: without them the first are noise
            before = min(frame, round(_preroll(self.rate) * self.rate)) if self._file.format == "MP3" else 0
            self._file.seek(frame - before)
            if before:
                self._file.read(before, dtype="float32")
        except self._errors as error:
            raise _DamagedError(f"libsndfile: {_plain(error)}") from error

    def read(self, frames: int) -> FloatArray:
        try:
            block: FloatArray = self._file.read(frames, dtype="float32", always_2d=True)
        except self._errors as error:
            raise _DamagedError(f"libsndfile: {_plain(error)}") from error
        return block

    def close(self) -> None:
        self._file.close()


class _Patient(io.BufferedReader):
    """A file that answers FFmpeg's impossible seeks with −1: an exception would be printed by PyAV."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return super().seek(offset, whence)
        except (OSError, ValueError):
            return -1


class _FFmpeg:
    """FFmpeg through PyAV: M4A, WMA, whatever else; loaded when first needed, it is big."""

    def __init__(self, path: str) -> None:
        import av

        self._errors = (av.FFmpegError, ValueError, OSError, RuntimeError, UnicodeError)
        self._file = _Patient(open(path, "rb", buffering=0))  # noqa: SIM115  closed with the reader
        self._container: Any = None
        try:
            self._container = av.open(self._file, metadata_errors="replace")
            if not self._container.streams.audio:
                raise _DamagedError("no audio stream")
            self._stream = self._container.streams.audio[0]
            self._packets = self._container.demux(self._stream)
            self._frames_of_packet: list[Any] = []
            self._bad = 0
            self._skip_to: int | None = None
            self._pending: FloatArray | None = None
            self._damage: _DamagedError | None = None
            self.rate = 0
            # the first frame knows the true rate and channels; the header of AAC may not
            first = self._next()
        except _DamagedError:
            self.close()
            raise
        except self._errors as error:
            self.close()
            raise _DamagedError(f"FFmpeg: {_plain(error)}") from error
        if first is None:
            self.close()
            raise _DamagedError("FFmpeg: nothing could be decoded")
        self._pending = first
        self._origin = self._stream.start_time or 0
        self.frames = self._claimed_frames()

    def _claimed_frames(self) -> int:
        stream, container = self._stream, self._container
        if stream.duration and stream.time_base:
            return int(stream.duration * stream.time_base * self.rate)
        return int(container.duration / 1_000_000 * self.rate) if container.duration else 0

    def seek(self, frame: int) -> None:
        try:
            base = self._stream.time_base
            target = self._origin + int(max(0.0, frame / self.rate - _preroll(self.rate)) / base)
            self._container.seek(target, stream=self._stream)
            self._packets = self._container.demux(self._stream)
        except self._errors as error:
            raise _DamagedError(f"FFmpeg: {_plain(error)}") from error
        self._frames_of_packet.clear()
        self._pending = self._damage = None
        self._skip_to = frame

    def read(self, frames: int) -> FloatArray:
        if self._damage is not None:
            raise self._damage
        parts: list[FloatArray] = []
        have = 0
        while have < frames:
            try:
                part = self._pending if self._pending is not None else self._next()
            except _DamagedError as error:
                if not parts:
                    raise
                self._damage = error  # told at the next call: what came before it is good
                break
            self._pending = None
            if part is None:
                break
            if have + part.shape[0] > frames:
                part, self._pending = part[: frames - have], part[frames - have :]
            parts.append(part)
            have += part.shape[0]
        return np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)

    def _next(self) -> FloatArray | None:
        """The next decoded frame, shape=(n, channels); None at the end. Bad packets are skipped."""
        while True:
            frame = self._next_frame()
            if frame is None:
                return None
            if not self.rate:
                self.rate = int(frame.sample_rate)
                self._channels = len(frame.layout.channels)
            elif frame.sample_rate != self.rate:
                raise _DamagedError("FFmpeg: the sample rate changes within the file")
            part = _as_float(frame, self._channels)
            if self._skip_to is not None:
                if frame.pts is None:
                    raise _DamagedError("FFmpeg: a position cannot be found")
                at = round((frame.pts - self._origin) * frame.time_base * self.rate)
                if at + part.shape[0] <= self._skip_to:
                    continue
                part = part[max(0, self._skip_to - at) :]
                self._skip_to = None
            if part.shape[0]:
                return part

    def _next_frame(self) -> Any:
        while True:
            if self._frames_of_packet:
                return self._frames_of_packet.pop(0)
            try:
                packet = next(self._packets, None)
                if packet is None:
                    return None
                self._frames_of_packet.extend(packet.decode())
                self._bad = 0
            except self._errors as error:
                self._bad += 1
                if self._bad >= _BAD_PACKETS or (not self.rate and self._bad > 5):
                    raise _DamagedError(f"FFmpeg: {_plain(error)}") from error

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
        self._file.close()


def _as_float(frame: Any, channels: int) -> FloatArray:
    """A decoded frame as shape=(n, channels) float32, full scale ±1."""
    data = frame.to_ndarray()
    data = data.T if frame.format.is_planar else data.reshape(frame.samples, -1)
    if data.dtype == np.uint8:
        sound = (data.astype(np.float32) - 128.0) / 128.0
    elif data.dtype.kind == "i":
        sound = data.astype(np.float32) * np.float32(1.0 / (1 << (8 * data.dtype.itemsize - 1)))
    else:
        sound = data.astype(np.float32)
    if sound.shape[1] != channels:  # a stream that changes its channels midway
        sound = np.repeat(sound.mean(axis=1, keepdims=True), channels, axis=1)
    return np.ascontiguousarray(sound)


def _plain(error: Exception) -> str:
    """The decoder's own words on one line, without the path that the caller names anyway."""
    text = " ".join(
        (getattr(error, "error_string", None) or getattr(error, "strerror", None) or str(error)).split()
    )
    if text.startswith("File does not exist"):  # what libsndfile says of an MP3 in which it finds no frame
        return "no audio found in the file"
    return (text or type(error).__name__).rstrip(".")
