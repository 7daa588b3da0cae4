"""The libraries that decode, each behind the same few methods; nobody else knows them.

libsndfile reads MP3, FLAC, Ogg, WAV and more; FFmpeg whatever it refuses. Both give every channel at the
file's own rate, as float32 with full scale ±1. They open files, never a network: a file can name other files
and addresses that FFmpeg would follow, so that only kinds of files that hold sound themselves are let in.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from organizer.analysis.ear import frame_count
from organizer.base import system
from organizer.base.language import tr

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

# Seconds that decoders need to settle after a seek. An MP3 frame may begin in those before it: up to 511
# bytes back at rates from 32 kHz on, 255 below (ISO 11172-3, 13818-3). Of its smallest frames (32 and
# 8 kbit/s, stereo) little is left for that beside header and side information: 58 bytes of 24 ms at
# 48 kHz, 3 at 24 kHz. So 9 and 85 frames, and two more for what overlaps.
_PREROLL, _PREROLL_LOW_RATE = 0.3, 2.1
_BAD_PACKETS = 50  # in a row, after which a stream is given up
_MOST_CHANNELS = 64  # more are a broken header, and a block of them would fill the memory
_HIGHEST_RATE = 768_000  # Hz
_LONGEST_SEARCH = 1 << 26  # bytes in which FFmpeg must come to the first sound
_LARGE_TAG = 1 << 20  # bytes of ID3 in front, from which on FFmpeg reads the file, behind it
_LONGEST = 7 * 86_400  # seconds; what claims more does not know its length
_WRONG = 0.25  # seconds between a claimed and a counted length, or 1 %, from which on the claim is wrong

#: What FFmpeg may take a file for: containers and streams that hold sound, none that refers to other places.
_CONTAINERS = (
    "aac,ac3,eac3,aiff,amr,ape,asf,au,avi,caf,dsf,dts,dtshd,flac,flv,iff,loas,matroska,webm,mov,mp3,mp4,mpc,mpc8,"
    "mpeg,mpegts,mpegtsraw,nut,ogg,oma,rm,shn,tak,truehd,tta,voc,w64,wav,wv,xwma"
)
_silenced = False


#: What is said of a file that holds pictures alone, or nothing.
NO_STREAM = tr("no audio stream")


class DamagedError(Exception):
    """The decoder gave up; carries the cause in plain words."""


class Reader(Protocol):
    """An open file that can be decoded piece by piece. Frames have one sample per channel."""

    path: str
    rate: int
    frames: int  # counted, or as the file claims; 0 when unknown

    def seek(self, frame: int) -> None:
        """Go on at this frame."""

    def read(self, frames: int) -> FloatArray:
        """Up to so many frames; shape=(frames, channels), empty at the end."""

    def again(self) -> Reader:
        """The same file from its beginning."""

    def close(self) -> None:
        """Close the file."""


def readers(path: str, magic: bytes, causes: list[str]) -> Iterator[Reader]:
    """The readers that take the file, the likeliest first; why the others do not goes to ``causes``.

    libsndfile plays an MP3 for as long as its header says, and takes its tags into memory: one whose header
    is wrong, or whose tags are large, goes to FFmpeg.
    """
    counted, tag = _counted(path, magic)
    kinds: list[type[Sndfile | FFmpeg]] = [FFmpeg, Sndfile] if magic == b"OggS" else [Sndfile, FFmpeg]
    unfinished = magic in (b"RF64", b"BW64") and _is_unfinished(path)
    if tag > _LARGE_TAG or unfinished:
        kinds = [FFmpeg]
    start = tag if tag > _LARGE_TAG else 0
    while kinds:
        kind = kinds.pop(0)
        try:
            reader = FFmpeg(path, start, riff=unfinished) if kind is FFmpeg else Sndfile(path)
        except DamagedError as error:
            causes.append(str(error))
            continue
        if counted is not None and _differs(reader.frames / reader.rate, counted):
            if kind is Sndfile and kinds:
                reader.close()
                continue
            if kind is FFmpeg:
                reader.frames = round(counted * reader.rate)
        yield reader


def _counted(path: str, magic: bytes) -> tuple[float | None, int]:
    """Seconds of a stream of frames whose header cannot be trusted, and the size of the tags in front.

    A recording of a stream begins anywhere, inside a frame or with lines of text: then its name tells.
    """
    begins = magic[:3] == b"ID3" or (magic[:1] == b"\xff" and magic[1:2] >= b"\xe0")
    if begins or path.lower().endswith(frame_count.NAMES):
        with contextlib.suppress(OSError):  # opening it will say why
            return frame_count.seconds(path)
    return None, 0


def _is_unfinished(path: str) -> bool:
    """Whether a large WAV (RF64, after EBU Tech 3306) does not know its size: the recorder was cut off."""
    try:
        with open(path, "rb") as file:
            head = file.read(36)
            size = int.from_bytes(head[28:36], "little")
            return head[12:16] == b"ds64" and not 0 < size <= file.seek(0, os.SEEK_END)
    except OSError:  # opening it will say why
        return False


def last_moment(path: str, *, longest: float) -> float:
    """Seconds into a damaged song at which the last of its sound ends, by its own time; 0: it is not known.

    FFmpeg steps over damage: a song with a hole is as long as it was, one that is cut off shorter than its
    header says. ``longest``: seconds that are decoded at most.
    """
    with contextlib.suppress(DamagedError), contextlib.closing(FFmpeg(path)) as reader:
        with contextlib.suppress(DamagedError):
            while (block := reader.read(reader.rate)).shape[0] and longest > 0:
                longest -= block.shape[0] / reader.rate
        return reader.ended
    return 0.0


def _differs(claimed: float, counted: float) -> bool:
    return abs(claimed - counted) > max(_WRONG, 0.01 * counted)


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
        duplicate = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        sys.stderr = os.fdopen(duplicate, "w", buffering=1, errors="backslashreplace")
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

        self.path = path
        self._errors = (soundfile.SoundFileError, RuntimeError, ValueError, TypeError, OSError)
        try:
            # bytes, so that a name that is not valid UTF-8 arrives as it is
            name = os.fsencode(path) if system.NAMES_ARE_BYTES else path
            self._file = _streaming(soundfile.SoundFile)(name)
        except self._errors as error:
            raise DamagedError(tr("libsndfile: {reason}", reason=_plain(error))) from error
        self.rate = int(self._file.samplerate)
        self.frames = max(0, int(self._file.frames))
        if not (1 <= self.rate <= _HIGHEST_RATE and 1 <= self._file.channels <= _MOST_CHANNELS):
            self._file.close()
            raise DamagedError(
                tr(
                    "libsndfile: {channels} channels at {rate} Hz",
                    channels=self._file.channels,
                    rate=self.rate,
                )
            )
        if self.frames > _LONGEST * self.rate:  # a stream that was written to a pipe does not know
            self.frames = 0

    def seek(self, frame: int) -> None:
        """Go on at this frame, decoding what an MP3 needs before it."""
        try:
            # an MP3 frame leans on those before it: without them the first are noise
            before = min(frame, round(_preroll(self.rate) * self.rate)) if self._file.format == "MP3" else 0
            self._file.seek(frame - before)
            if before:
                self._file.read(before, dtype="float32")
        except self._errors as error:
            raise DamagedError(tr("libsndfile: {reason}", reason=_plain(error))) from error

    def read(self, frames: int) -> FloatArray:
        """Up to so many frames; shape=(frames, channels), empty at the end."""
        try:
            block: FloatArray = self._file.read(frames, dtype="float32", always_2d=True)
        except self._errors as error:
            raise DamagedError(tr("libsndfile: {reason}", reason=_plain(error))) from error
        return block

    def again(self) -> Sndfile:
        """The same file from its beginning."""
        return Sndfile(self.path)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Patient(io.BufferedReader):
    """The file behind its first ``start`` bytes, as FFmpeg may read it.

    Impossible seeks are answered with −1, since an exception would be printed by PyAV. A file in which no
    sound comes for long ends there: FFmpeg would take all of it into memory.
    """

    def __init__(self, path: str, start: int = 0, *, riff: bool = False) -> None:
        super().__init__(open(path, "rb", buffering=0))  # noqa: SIM115  closed with the reader
        self._start = start
        self._riff = riff  #: to be read as a WAV that goes on to the end of the file
        self.patience: int | None = _LONGEST_SEARCH  #: bytes; None: there was sound
        super().seek(start)

    def read(self, size: int | None = -1, /) -> bytes:
        if self.patience is not None:
            if self.patience <= 0:
                return b""
            self.patience -= max(0, size or 0)
        at = super().tell() if self._riff else 4
        data = super().read(size)
        return b"RIFF"[at : at + len(data)] + data[4 - at :] if at < 4 else data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return super().seek(offset + (self._start if whence == 0 else 0), whence) - self._start
        except (OSError, ValueError):
            return -1

    def tell(self) -> int:
        return super().tell() - self._start


class FFmpeg:
    """FFmpeg through PyAV: M4A, WMA, whatever else; loaded when first needed, it is big."""

    def __init__(self, path: str, start: int = 0, *, riff: bool = False) -> None:
        import av

        self._start = start
        self._riff = riff
        self._errors = (av.FFmpegError, ValueError, OSError, RuntimeError, UnicodeError)
        self.path = path
        self.rate = 0
        self._open()
        self._chained = self._container.format.name == "ogg" and _is_chained(path)
        self.frames = self._claimed_frames()

    def _open(self) -> None:
        import av

        self._file = _Patient(self.path, self._start, riff=self._riff)
        self._container: Any = None
        self._frames_of_packet: list[Any] = []
        self._bad = self._position = 0
        self._skip_to: int | None = None
        self._origin = 0
        self._ended = 0.0
        self._packed: dict[tuple[str, str, int], Any] = {}
        self._pending: FloatArray | None = None
        self._damage: DamagedError | None = None
        try:
            self._container = av.open(
                self._file,
                metadata_errors="replace",
                container_options={"format_whitelist": _CONTAINERS, "protocol_whitelist": "none"},
            )
            if not self._container.streams.audio:
                raise DamagedError(NO_STREAM)
            self._stream = self._container.streams.audio[0]
            self._packets = self._container.demux(self._stream)
            # the first frame knows the true rate and channels; the header of AAC may not
            first = self._next()
        except DamagedError:
            self.close()
            raise
        except self._errors as error:
            self.close()
            raise DamagedError(tr("FFmpeg: {reason}", reason=_plain(error))) from error
        if first is None:
            self.close()
            raise DamagedError(tr("FFmpeg: nothing could be decoded"))
        self._file.patience = None
        self._pending = first
        self._origin = self._stream.start_time or 0

    @property
    def ended(self) -> float:
        """Seconds into the song at which what was decoded last ends; 0 when its frames do not tell."""
        if self._chained or not self._ended:
            return 0.0
        return self._ended - float(self._origin * self._stream.time_base)

    def _claimed_frames(self) -> int:
        stream, container = self._stream, self._container
        if self._chained:
            return 0  # FFmpeg tells of one of the streams that follow each other
        claimed = int(container.duration / 1_000_000 * self.rate) if container.duration else 0
        if stream.duration and stream.time_base:
            claimed = int(stream.duration * stream.time_base * self.rate)
        return claimed if 0 < claimed <= _LONGEST * self.rate else 0

    def seek(self, frame: int) -> None:
        """Go on at this frame, exactly."""
        if self._chained:  # each of its streams counts from its own beginning
            self._wind(frame)
            return
        try:
            base = self._stream.time_base
            target = self._origin + int(max(0.0, frame / self.rate - _preroll(self.rate)) / base)
            self._container.seek(target, stream=self._stream)
            self._packets = self._container.demux(self._stream)
        except self._errors as error:
            raise DamagedError(tr("FFmpeg: {reason}", reason=_plain(error))) from error
        self._frames_of_packet.clear()
        self._pending = self._damage = None
        self._skip_to = frame

    def _wind(self, frame: int) -> None:
        """Go to a place by decoding what lies before it."""
        if frame < self._position:
            self.close()
            self._open()
        while self._position < frame and self.read(min(self.rate, frame - self._position)).shape[0]:
            pass

    def read(self, frames: int) -> FloatArray:
        """Up to so many frames; shape=(frames, channels), empty at the end. Damage waits for the next one."""
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
                self._damage = error  # raised at the next call: what came before it is good
                break
            self._pending = None
            if part is None:
                break
            if have + part.shape[0] > frames:
                part, self._pending = part[: frames - have], part[frames - have :]
            parts.append(part)
            have += part.shape[0]
        self._position += have
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
                if not (1 <= self.rate <= _HIGHEST_RATE and 1 <= self._channels <= _MOST_CHANNELS):
                    raise DamagedError(
                        tr(
                            "FFmpeg: {channels} channels at {rate} Hz",
                            channels=self._channels,
                            rate=self.rate,
                        )
                    )
            elif frame.sample_rate != self.rate:
                raise DamagedError(tr("FFmpeg: the sample rate changes within the file"))
            if frame.pts is not None:
                self._ended = float(frame.pts * frame.time_base) + frame.samples / self.rate
            part = _as_float(self._interleaved(frame), self._channels)
            if self._skip_to is not None:
                if frame.pts is None:
                    raise DamagedError(tr("FFmpeg: a position cannot be found"))
                at = round((frame.pts - self._origin) * frame.time_base * self.rate)
                if at + part.shape[0] <= self._skip_to:
                    continue
                part = part[max(0, self._skip_to - at) :]
                self._skip_to = None
            if part.shape[0]:
                return part

    def _interleaved(self, frame: Any) -> Any:
        """The frame with its channels in one plane: PyAV crashes on copying eight planes."""
        if not frame.format.is_planar or len(frame.layout.channels) <= 2:
            return frame
        from av import AudioResampler

        key = (frame.format.name, frame.layout.name, frame.sample_rate)
        if key not in self._packed:
            self._packed[key] = AudioResampler(format=frame.format.packed.name)
        pts, time_base = frame.pts, frame.time_base
        (packed,) = self._packed[key].resample(frame)  # nothing is kept back: neither rate nor layout changes
        packed.pts, packed.time_base = pts, time_base
        return packed

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
                    raise DamagedError(tr("FFmpeg: {reason}", reason=_plain(error))) from error

    def again(self) -> FFmpeg:
        """The same file from its beginning."""
        return FFmpeg(self.path, self._start, riff=self._riff)

    def close(self) -> None:
        """Close the file and what decodes it."""
        if self._container is not None:
            self._container.close()
        self._file.close()


def _is_chained(path: str) -> bool:
    """Whether in an Ogg file one stream follows another: recordings of radio, files that were joined."""
    with open(path, "rb") as file:
        began = False
        while len(header := file.read(27)) == 27 and header[:4] == b"OggS":
            first = bool(header[5] & 2)
            if first and began:
                return True
            began = began or not first
            file.seek(sum(file.read(header[26])), os.SEEK_CUR)
    return False


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
        return tr("no audio found in the file")
    return (text or type(error).__name__).rstrip(".")
