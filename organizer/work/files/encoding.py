"""Sound → a file of another format: the encoders of FFmpeg, by way of PyAV.

What is decoded comes from ``analysis.ear.audio`` as it is in the file, every channel at its own rate. More
than two channels are mixed down to stereo, as FFmpeg does it; rates that a format does not have become the
nearest of its family (44.1 or 48 kHz).
"""

from __future__ import annotations

import base64
import contextlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from organizer.analysis.ear import audio
from organizer.base.errors import AudioError, OrganizerError, UsageError
from organizer.base.language import either, tr

Format: TypeAlias = Literal["opus", "mp3", "aac"]

#: What FFmpeg calls container and encoder, the ending of files, and the lowest and highest rate in kbit/s.
_KINDS: dict[Format, tuple[str, str, str, int, int]] = {
    "opus": ("opus", "libopus", ".opus", 16, 510),
    "mp3": ("mp3", "libmp3lame", ".mp3", 32, 320),
    "aac": ("mp4", "aac", ".m4a", 32, 400),
}
FORMATS: tuple[Format, ...] = tuple(_KINDS)
_OPTIONS = {"mp4": {"brand": "M4A ", "movflags": "faststart"}, "mp3": {"id3v2_version": "4"}}
#: Above this no encoder here takes sound; what has a higher rate gets the one of its family.
_HIGHEST = 48_000
_MOST_A_CHANNEL = 255  #: kbit/s
_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
_FRONT_COVER = 3


@dataclass(frozen=True, slots=True)
class Encoding:
    """A format and its rate."""

    format: Format
    rate: int  #: kbit/s

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return _KINDS[self.format][2]

    def check(self) -> None:
        """Raise ``UsageError`` when there is no such format, no encoder for it, or no such rate."""
        if self.format not in _KINDS:
            raise UsageError(
                tr("songs are converted to {formats}", formats=", ".join(FORMATS)),
                remedy=tr("choose one of these"),
            )
        _, codec, _, least, most = _KINDS[self.format]
        if not least <= self.rate <= most:
            raise UsageError(
                tr(
                    "{format} has rates from {least} to {most} kbit/s",
                    format=self.format,
                    least=least,
                    most=most,
                ),
                remedy=tr("choose one between them"),
            )
        if self.format not in available():
            raise UsageError(
                tr(
                    "the FFmpeg of this computer cannot write {format} ({codec} is missing)",
                    format=self.format,
                    codec=codec,
                ),
                remedy=tr("choose {formats}", formats=either(available()))
                if available()
                else tr("choose to copy songs as they are"),
            )


def available() -> tuple[Format, ...]:
    """The formats that the FFmpeg at hand has an encoder for; the wheels of PyAV have all."""
    import av

    names = []
    for name, (_, codec, *_) in _KINDS.items():
        with contextlib.suppress(av.codec.codec.UnknownCodecError):
            av.codec.Codec(codec, "w")
            names.append(name)
    return tuple(names)


def encode(
    source: str, target: str, encoding: Encoding, *, factor: float = 1.0, cover: bytes | None = None
) -> float:
    """Convert a song into a new file and return its length in seconds. Its tags are not its business, but
    for the cover. ``factor``: what samples are multiplied by.

    Raises ``AudioError`` where the source is damaged anywhere, ``OrganizerError`` where the target cannot be
    written; what was written of it is worthless then.
    """
    import av

    container, codec, *_ = _KINDS[encoding.format]
    blocks = audio.blocks(source)
    rate, first = next(blocks)
    try:
        with av.open(target, "w", format=container, options=_OPTIONS.get(container, {})) as out:
            channels = first.shape[1]
            if channels not in _LAYOUTS:
                raise AudioError(
                    tr("sound of {channels} channels cannot be converted", channels=channels), path=source
                )
            layout = "mono" if channels == 1 else "stereo"
            stream: Any = out.add_stream(codec, rate=_rate(codec, rate), layout=layout)
            stream.codec_context.bit_rate = min(encoding.rate, _MOST_A_CHANNEL * min(channels, 2)) * 1000
            picture = _picture(out, stream, encoding, cover)
            frames = 0
            for frame in _resampled(_chained(first, blocks), rate, stream, factor):
                frames += frame.samples
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
            if picture is not None:
                out.mux(picture)
            return frames / int(stream.rate)
    except (av.FFmpegError, ValueError, RuntimeError) as error:
        if isinstance(error, OSError):
            raise
        raise OrganizerError(tr("could not be converted: {reason}", reason=error), path=source) from error


def _chained(first: Any, rest: Iterator[tuple[int, Any]]) -> Iterator[Any]:
    yield first
    for _, block in rest:
        yield block


def _rate(codec: str, rate: int) -> int:
    """The sample rate to encode with: Opus knows one, the others keep the family."""
    if codec == "libopus":
        return _HIGHEST
    if rate in (32_000, 44_100, 48_000):
        return rate
    return 44_100 if rate % 11_025 == 0 else _HIGHEST


def _resampled(blocks: Iterator[Any], rate: int, stream: Any, factor: float) -> Iterator[Any]:
    """The sound as frames of the encoder's rate, layout and kind of sample."""
    import av

    context = stream.codec_context
    resampler: Any = None
    for block in blocks:
        if resampler is None:
            resampler = av.AudioResampler(context.format, context.layout, context.sample_rate)
        samples = np.clip(block * np.float32(factor), -1.0, 1.0) if factor != 1.0 else block
        packed = np.ascontiguousarray(samples, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=_LAYOUTS[block.shape[1]])
        frame.sample_rate = rate
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _picture(out: Any, stream: Any, encoding: Encoding, cover: bytes | None) -> Any:
    """Give the file its cover: for Ogg as a comment, else as a packet to be written at the end, if any."""
    import av

    kind, size = _image(cover) if cover else ("", (0, 0))
    if not cover or not kind:
        return None
    if encoding.format == "opus":
        mime = f"image/{kind}".encode()
        block = struct.pack(">II", _FRONT_COVER, len(mime)) + mime
        block += struct.pack(">IIIIII", 0, *size, 24, 0, len(cover)) + cover
        stream.metadata["METADATA_BLOCK_PICTURE"] = base64.b64encode(block).decode()
        return None
    picture = out.add_stream("mjpeg" if kind == "jpeg" else "png", rate=1)
    picture.width, picture.height = size
    picture.pix_fmt = "yuvj420p" if kind == "jpeg" else "rgb24"
    picture.disposition = av.stream.Disposition.attached_pic
    packet = av.Packet(cover)
    packet.stream, packet.pts, packet.dts = picture, 0, 0
    return packet


def _image(data: bytes) -> tuple[str, tuple[int, int]]:
    """ "jpeg" or "png" with width and height; "" for what is neither: no player is sure to show it."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return "png", struct.unpack(">II", data[16:24])
    if data[:3] == b"\xff\xd8\xff":
        at = 2
        while at + 9 < len(data) and data[at] == 0xFF:
            if 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack(">HH", data[at + 5 : at + 9])
                return "jpeg", (width, height)
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return "", (0, 0)
