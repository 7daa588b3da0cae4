"""What is sound in a file and what is tags: a song's identity is the hash of its sound.

Each container's own structure is followed byte by byte; nothing is decoded:

- MP3, AAC, TrueAudio, Monkey's, WavPack, Musepack, …: everything but ID3v2 in front (several, footers),
  and ID3v1, Lyrics3, APEv2 and ID3v2 at the end
- FLAC: the stream information and the frames
- Ogg: the packets of every logical stream, without its comment packet; page borders do not count
- MP4: the content of all ``mdat`` boxes
- WAV, AIFF, ASF, DSF, DSDIFF: the data chunk or object

Where the structure is broken, or a container has no sound in it, the bytes of the whole file are hashed:
such a file is itself, but no longer the same after another program has retagged it.
"""

from __future__ import annotations

import os
import struct
from codecs import getincrementaldecoder
from collections.abc import Iterator
from hashlib import blake2b
from typing import BinaryIO

from organizer.base.atomic import world_error
from organizer.base.errors import AudioError
from organizer.library.tags.patch import Patch

_BLOCK = 1 << 20
_READABLE = 32  # bytes without a control character, with which no file of sound begins
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")

Ranges = list[tuple[int, int]]  # (start, end) of the parts of the file that are sound


class _BrokenError(Exception):
    """The structure is not what the first bytes promise."""


def audio_hash(path: str) -> str:
    """blake2b-128 of the sound, hex. The same before and after any edit of the tags."""
    return _hash(path)[0]


def holds_sound(path: str) -> bool:
    """Whether sound was found in the file; of others the whole file is hashed."""
    return _hash(path)[1]


def hash_of(file: BinaryIO) -> str:
    """``audio_hash`` of an open file."""
    return _hashed(file)[0]


def is_kept(before: BinaryIO, after: BinaryIO, patch: Patch) -> bool:
    """Whether it is plain that an edit, which makes ``after`` of ``before``, leaves the sound alone: it lies
    where the patch changes no byte. The sound itself is not read. False: only hashes can tell."""
    try:
        ranges, moved = _sound(before), _sound(after)
        if ranges is None or moved is None:
            end = max((splice.offset + len(splice.old) for splice in patch.splices), default=0)
            return ranges is moved and _ogg_head(before, end) == _ogg_head(
                after, end + patch.new_size - patch.size
            )
    except (_BrokenError, struct.error):
        return False
    places = [(patch.place(begin, end), end - begin) for begin, end in ranges]
    return any(end > begin for begin, end in ranges) and places == [
        (begin, end - begin) for begin, end in moved
    ]


def refers_elsewhere(file: BinaryIO) -> bool:
    """Whether a player would take the file for a description of sound that is somewhere else.

    Session descriptions (SDP), lists of stream segments and of files to join are text; players recognise them
    by content, whatever the file is called, and follow what they name: other files, addresses, open ports.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(id3v2_end(file, 0, size))
    text = file.read(_BLOCK // 16).split(b"\0")[0]
    if b"\nc=IN IP" in b"\n" + text.replace(b"\r", b""):
        return True
    if not size:
        return False
    head = text[:_READABLE]
    if len(head) < min(_READABLE, size) or any(byte < 32 and byte not in b"\t\n\r" for byte in head):
        return False
    try:
        getincrementaldecoder("utf-8")().decode(head)  # its last character may be cut off
    except UnicodeDecodeError:
        return False
    return True


def _hash(path: str) -> tuple[str, bool]:
    try:
        with open(path, "rb", buffering=0) as raw, os.fdopen(os.dup(raw.fileno()), "rb", _BLOCK // 4) as file:
            return _hashed(file)
    except OSError as error:
        raise world_error(error, path, AudioError) from error


def _hashed(file: BinaryIO) -> tuple[str, bool]:
    size = file.seek(0, os.SEEK_END)
    digest = blake2b(digest_size=16)
    ranges: Ranges = []
    try:
        found = _sound(file)
        if found is None:
            for packet in _ogg_packets(file, id3v2_end(file, 0, size), size, {}):
                digest.update(packet)
            return digest.hexdigest(), True
        ranges = found
    except (_BrokenError, struct.error):
        digest = blake2b(digest_size=16)
    has_sound = sum(end - begin for begin, end in ranges) > 0
    for begin, end in ranges if has_sound else [(0, size)]:
        file.seek(begin)
        left = end - begin
        while left > 0 and (block := file.read(min(left, _BLOCK))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest(), has_sound


def _sound(file: BinaryIO) -> Ranges | None:
    """Where the sound is; None of Ogg files, where it is in packets."""
    size = file.seek(0, os.SEEK_END)
    start = id3v2_end(file, 0, size)
    file.seek(start)
    magic = file.read(12)
    return None if magic[:4] == b"OggS" else _ranges(file, magic, start, size)


def _ranges(file: BinaryIO, magic: bytes, start: int, size: int) -> Ranges:
    if magic[:4] == b"fLaC":
        return _flac(file, start, size)
    if magic[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip", b"pnot"):
        return _mp4(file, size)
    if magic[:4] in (b"RIFF", b"RIFX", b"RF64") and magic[8:12] == b"WAVE":
        return _chunks(file, start + 12, size, b"data", "<" if magic[:4] != b"RIFX" else ">")
    if magic[:4] == b"FORM" and magic[8:12] in (b"AIFF", b"AIFC"):
        return _chunks(file, start + 12, size, b"SSND", ">")
    if magic[:4] == b"FRM8":
        return _chunks(file, start + 16, size, b"DSD ", ">", wide=True) or _chunks(
            file, start + 16, size, b"DST ", ">", wide=True
        )
    if magic[:4] == b"DSD ":
        return _dsf(file, size)
    if _ASF_HEADER.startswith(magic):
        return _asf(file, start, size)
    return [(start, max(start, trailing_tags_start(file, start, size)))]


def id3v2_end(file: BinaryIO, start: int, size: int) -> int:
    """Where the ID3v2 tags that begin at ``start``, one or several in a row, end."""
    while True:
        file.seek(start)
        header = file.read(10)
        if len(header) < 10 or header[:3] != b"ID3" or max(header[6:]) > 127 or header[3] == 0xFF:
            return start
        end = start + 10 + _syncsafe(header[6:]) + (10 if header[5] & 0x10 and header[3] >= 4 else 0)
        if end > size:
            return start  # cut off in the middle of the tag: there is no sound behind it
        start = end


def trailing_tags_start(file: BinaryIO, start: int, size: int) -> int:
    """Where the tags at the end of the file begin: ID3v1, Lyrics3, APEv2, ID3v2 with footer, any order."""
    end = size
    while True:
        before = end
        file.seek(max(start, end - 160))
        tail = file.read(end - max(start, end - 160))
        if len(tail) >= 128 and tail[-128:-125] == b"TAG" and tail[-131:-123] != b"APETAGEX":
            end -= 128
        elif len(tail) >= 32 and tail[-32:-24] == b"APETAGEX":
            length, _, flags = struct.unpack("<3I", tail[-20:-8])
            whole = length + (32 if flags & 0x80000000 else 0)
            end = end - whole if 32 <= whole <= end - start else end
        elif tail[-9:] == b"LYRICS200" and tail[-15:-9].isdigit():
            whole = int(tail[-15:-9]) + 15
            end = end - whole if whole <= end - start else end
        elif tail[-10:-7] == b"3DI" and max(tail[-4:]) < 128:
            whole = _syncsafe(tail[-4:]) + 20
            end = end - whole if whole <= end - start else end
        if end == before:
            return end


def _flac(file: BinaryIO, start: int, size: int) -> Ranges:
    position = start + 4
    ranges: Ranges = []
    while True:
        file.seek(position)
        header = file.read(4)
        if len(header) < 4:
            raise _BrokenError
        length = int.from_bytes(header[1:], "big")
        if header[0] & 0x7F == 0:
            ranges.append((position + 4, position + 4 + length))
        position += 4 + length
        if position > size:
            raise _BrokenError
        if header[0] & 0x80:
            break
    file.seek(position)
    if (sync := file.read(2)) and (sync[0] != 0xFF or sync[-1] & 0xFC != 0xF8):
        raise _BrokenError  # a picture of more than 16 MB, written with a wrong length, looks like this
    ranges.append((position, max(position, trailing_tags_start(file, position, size))))
    return ranges


def _mp4(file: BinaryIO, size: int) -> Ranges:
    position = 0
    ranges: Ranges = []
    while position + 8 <= size:
        file.seek(position)
        header = file.read(16)
        length, name = int.from_bytes(header[:4], "big"), header[4:8]
        head = 8
        if length == 1:
            length, head = int.from_bytes(header[8:16], "big"), 16
        elif length == 0:
            length = size - position
        if length < head:
            raise _BrokenError
        if name == b"mdat":
            ranges.append((position + head, min(size, position + length)))
        position += length
    return ranges


def _chunks(
    file: BinaryIO, position: int, size: int, name: bytes, order: str, *, wide: bool = False
) -> Ranges:
    head, layout = (12, order + "Q") if wide else (8, order + "I")
    while position + head <= size:
        file.seek(position)
        header = file.read(head)
        length = struct.unpack(layout, header[4:])[0]
        if header[:4] == name:
            # a recorder that was cut off, and RF64, leave 0 or 2³²-1 here
            end = min(size, position + head + length) if length not in (0, 0xFFFFFFFF) else size
            return [(position + head, end)]
        position += head + length + (length & 1)
    return []


def _dsf(file: BinaryIO, size: int) -> Ranges:
    file.seek(0)
    header = file.read(28)
    if len(header) < 28:
        raise _BrokenError
    metadata = struct.unpack("<Q", header[20:28])[0]
    return [(28, metadata if 28 < metadata <= size else size)]


def _asf(file: BinaryIO, start: int, size: int) -> Ranges:
    position = start
    while position + 24 <= size:
        file.seek(position)
        header = file.read(24)
        length = struct.unpack("<Q", header[16:24])[0]
        if header[:16] == _ASF_DATA:
            # the file's id in the first 26 bytes may change with every program that saves it
            end = min(size, position + length) if length >= 50 else size
            return [(min(position + 50, end), end)]
        if length < 24:
            raise _BrokenError
        position += length
    return []


def _ogg_head(file: BinaryIO, until: int) -> object:
    """The sound in pages that begin before a place, how it leads into the next page, and how much of the file
    is left behind it."""
    size = file.seek(0, os.SEEK_END)
    streams: dict[int, _OggStream] = {}
    packets = b"".join(_ogg_packets(file, id3v2_end(file, 0, size), until, streams))
    if file.tell() < until:
        raise _BrokenError
    return packets, [(serial, stream.state) for serial, stream in streams.items()], size - file.tell()


def _ogg_packets(
    file: BinaryIO, position: int, until: int, streams: dict[int, _OggStream]
) -> Iterator[bytes]:
    """All parts of packets with a mark of their stream and of each packet's end, comments left out; of the
    pages that begin before ``until``. ``streams``: those that were found, by their serial numbers."""
    file.seek(position)
    while position < until:
        header = file.read(27)
        if len(header) < 27 or header[:4] != b"OggS":
            break  # junk or tags of another kind behind the stream
        serial = int.from_bytes(header[14:18], "little")
        table = file.read(header[26])
        length = sum(table)
        body = file.read(length)
        position += 27 + len(table) + length
        if len(body) < length:
            break
        if serial not in streams:
            streams[serial] = _OggStream(len(streams))
        yield from streams[serial].page(table, body)
    if not streams:
        raise _BrokenError


class _OggStream:
    """One logical stream: only the packet at hand matters, and whether it is the comment."""

    def __init__(self, number: int) -> None:
        self._mark = struct.pack("<I", number)
        self._packet = 0  # the number of the packet at hand
        self._length = 0  # how much of it has been seen
        self._held = b""  # its first bytes, until they tell whether it is the comment
        self._flac = False

    @property
    def state(self) -> tuple[int, int, bytes, bool]:
        """What decides how the next page is read."""
        return self._packet, self._length, self._held, self._flac

    def page(self, table: bytes, body: bytes) -> Iterator[bytes]:
        position = start = 0
        for lacing in table:
            position += lacing
            if lacing < 255:
                yield from self._part(body[start:position], last=True)
                start = position
        if start < position:
            yield from self._part(body[start:position], last=False)

    def _part(self, data: bytes, *, last: bool) -> Iterator[bytes]:
        if self._packet == 0 and self._length == 0:
            self._flac = data[:5] == b"\x7fFLAC"
            if self._flac:
                data = data[:7] + b"\0\0" + data[9:]  # the number of header packets: a tag may add one
        skip = self._skipped(data)
        self._length += len(data)
        if not skip:
            yield data
        if last:
            if not skip:
                yield self._mark + self._length.to_bytes(8, "little")
            self._packet += 1
            self._length = 0
            self._held = b""

    def _skipped(self, data: bytes) -> bool:
        """The second packet is the comment (Vorbis, Opus, Speex, Theora); in FLAC all header blocks go."""
        if self._length == 0:
            self._held = data[:8]
        if self._packet == 0:
            return False
        if self._flac:
            return self._held[:1] != b"\xff"
        return self._packet == 1


def _syncsafe(data: bytes) -> int:
    return (data[0] & 127) << 21 | (data[1] & 127) << 14 | (data[2] & 127) << 7 | data[3] & 127
