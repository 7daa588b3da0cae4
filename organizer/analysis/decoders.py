"""The libraries that decode, each behind the same few methods; nobody else knows them.

libsndfile reads MP3, FLAC, Ogg, WAV and more; FFmpeg whatever it refuses. Both give every channel at the
file's own rate, as float32 with full scale ±1.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from organizer.model import FloatArray

# Seconds that decoders need to settle after a seek. An MP3 frame may begin in those before it: up to 511
# bytes back at rates from 32 kHz on, 255 below (ISO 11172-3, 13818-3). Of its smallest frames (32 and
# 8 kbit/s, stereo) little is left for that beside header and side information: 58 bytes of 24 ms at
# 48 kHz, 3 at 24 kHz. So 9 and 85 frames, and two more for what overlaps.
_PREROLL, _PREROLL_LOW_RATE = 0.3, 2.1
_BAD_PACKETS = 50  # in a row, after which a stream is given up
_silenced = False


class DamagedError(Exception):
    """The decoder gave up; carries the cause in plain words."""


class Reader(Protocol):
    rate: int
    frames: int  # as the file claims; 0 when unknown

    def seek(self, frame: int) -> None: ...
    def read(self, frames: int) -> FloatArray: ...  # shape=(up to frames, channels); empty at the end
    def close(self) -> None: ...


def readers(path: str, magic: bytes, causes: list[str]) -> Iterator[Reader]:
    """The readers that take the file, the likeliest first; why the others do not goes to ``causes``."""
    for kind in (FFmpeg, Sndfile) if magic == b"OggS" else (Sndfile, FFmpeg):
        try:
            yield kind(path)
        except DamagedError as error:
            causes.append(str(error))


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


class Sndfile:
    """libsndfile: MP3, FLAC, Ogg, Opus, WAV, AIFF and many older kinds."""

    def __init__(self, path: str) -> None:
        import soundfile

        self._errors = (soundfile.SoundFileError, RuntimeError, ValueError, TypeError, OSError)
        try:
            # bytes, so that a name that is not valid UTF-8 arrives as it is
            self._file = _streaming(soundfile.SoundFile)(os.fsencode(path) if os.name == "posix" else path)
        except self._errors as error:
            raise DamagedError(f"libsndfile: {_plain(error)}") from error
        self.rate = int(self._file.samplerate)
        self.frames = max(0, int(self._file.frames))
        if self.rate < 1 or self._file.channels < 1:
            self._file.close()
            raise DamagedError("libsndfile: no sample rate or no channels")

    def seek(self, frame: int) -> None:
        try:
            # an MP3 frame leans on those before it: without them the first are noise
            before = min(frame, round(_preroll(self.rate) * self.rate)) if self._file.format == "MP3" else 0
            self._file.seek(frame - before)
            if before:
                self._file.read(before, dtype="float32")
        except self._errors as error:
            raise DamagedError(f"libsndfile: {_plain(error)}") from error

    def read(self, frames: int) -> FloatArray:
        try:
            block: FloatArray = self._file.read(frames, dtype="float32", always_2d=True)
        except self._errors as error:
            raise DamagedError(f"libsndfile: {_plain(error)}") from error
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


class FFmpeg:
    """FFmpeg through PyAV: M4A, WMA, whatever else; loaded when first needed, it is big."""

    def __init__(self, path: str) -> None:
        import av

        self._errors = (av.FFmpegError, ValueError, OSError, RuntimeError, UnicodeError)
        self._file = _Patient(open(path, "rb", buffering=0))  # noqa: SIM115  closed with the reader
        self._container: Any = None
        try:
            self._container = av.open(self._file, metadata_errors="replace")
            if not self._container.streams.audio:
                raise DamagedError("no audio stream")
            self._stream = self._container.streams.audio[0]
            self._packets = self._container.demux(self._stream)
            self._frames_of_packet: list[Any] = []
            self._bad = 0
            self._skip_to: int | None = None
            self._pending: FloatArray | None = None
            self._damage: DamagedError | None = None
            self.rate = 0
            # the first frame knows the true rate and channels; the header of AAC may not
            first = self._next()
        except DamagedError:
            self.close()
            raise
        except self._errors as error:
            self.close()
            raise DamagedError(f"FFmpeg: {_plain(error)}") from error
        if first is None:
            self.close()
            raise DamagedError("FFmpeg: nothing could be decoded")
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
            raise DamagedError(f"FFmpeg: {_plain(error)}") from error
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
            except DamagedError as error:
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
                raise DamagedError("FFmpeg: the sample rate changes within the file")
            part = _as_float(frame, self._channels)
            if self._skip_to is not None:
                if frame.pts is None:
                    raise DamagedError("FFmpeg: a position cannot be found")
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
                    raise DamagedError(f"FFmpeg: {_plain(error)}") from error

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
