"""Pictures in tags of every kind: which there are, which of them are the cover, and their bytes in a tag."""

from __future__ import annotations

import base64
import contextlib
import struct
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from organizer.base.errors import TagError
from organizer.base.fields.picture import ENDINGS, MIME, Picture, described, look
from organizer.base.language import tr
from organizer.base.model import TagValue, values_of
from organizer.library.tags.damage import DamagedError, parsing

FRONT, OTHER = 3, 0

#: What a picture shows, by the numbers of ID3, which all kinds of tags share.
KINDS = (
    "other,file icon,other file icon,front cover,back cover,booklet,medium,lead artist,artist,conductor,band,"
    "composer,lyricist,recording location,during recording,during performance,screen capture,coloured fish,"
    "illustration,band logotype,publisher logotype"
).split(",")

#: The names of a picture's items in APEv2, by what it shows.
_APE = {FRONT: "Cover Art (Front)", 4: "Cover Art (Back)", OTHER: "Cover Art (Other)"}


@dataclass(frozen=True, slots=True)
class Embedded:
    """A picture inside a file."""

    kind: int  #: what it shows: 3 is the front cover
    data: bytes
    description: str = ""

    @property
    def shows(self) -> str:
        """What it shows, in words."""
        return KINDS[self.kind] if 0 <= self.kind < len(KINDS) else f"kind {self.kind}"


def cover_places(kinds: Sequence[int | None]) -> list[int]:
    """Which of several pictures are the cover: the front covers, or, as programs write it that know no kinds,
    those that are said to show nothing in particular."""
    fronts = [place for place, kind in enumerate(kinds) if kind == FRONT]
    return fronts or [place for place, kind in enumerate(kinds) if kind == OTHER]


def cover_value(pictures: Sequence[Embedded], *, without_fronts: bool = False) -> TagValue:
    """The cover as the value of a field, without its bytes; ``without_fronts``: what it is when the front
    covers go."""
    if without_fronts and any(picture.kind == FRONT for picture in pictures):
        pictures = [picture for picture in pictures if picture.kind != FRONT]
    elif without_fronts:
        pictures = ()
    texts = dict.fromkeys(described(pictures[i].data) for i in cover_places([p.kind for p in pictures]))
    return tuple(texts) if len(texts) > 1 else "".join(texts)


def new_cover(value: TagValue) -> Picture | None:
    """The picture that an edit writes; None where it removes it."""
    picture = next(iter(values_of(value)), None)
    if picture is None:
        return None
    if not isinstance(picture, Picture):
        raise not_at_hand()
    return picture


def written_cover(value: TagValue) -> Picture | None:
    """The picture that is written for this value; None where it goes. What is left when the front covers go
    is in the file already."""
    return value if isinstance(value, Picture) else None


def not_at_hand() -> TagError:
    """The error for a cover that is given in words."""
    return TagError(
        tr("a cover is a picture, not a text"), remedy=tr("use “organizer cover QUERY --set FILE”")
    )


def embedded(opened: Any, file: BinaryIO) -> list[Embedded]:
    """The pictures in a file that ``open_file`` read in full, those of its own tag first."""
    own = [*of_blocks(opened), *of_tags(opened.tags)]
    kind = type(opened).__name__
    if own or kind not in ("MP3", "AAC", "TrueAudio"):
        return own
    return of_tags(_other_tag(file, kind))


def _other_tag(file: BinaryIO, kind: str) -> Any:
    """ID3 in front where mutagen does not look for it, or APEv2 at the end."""
    from mutagen.apev2 import APEv2
    from mutagen.id3 import ID3

    for read in (ID3, APEv2) if kind == "AAC" else (APEv2,):
        file.seek(0)
        with contextlib.suppress(DamagedError), parsing():
            return read(file)
    return None


def of_tags(tags: Any) -> list[Embedded]:
    """The pictures in one of mutagen's tag objects."""
    from mutagen._vorbis import VComment
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASFTags
    from mutagen.id3 import ID3Tags
    from mutagen.mp4 import MP4Tags

    found: list[Embedded] = []
    if isinstance(tags, ID3Tags):
        frames = [frame for frame in tags.values() if frame.FrameID in ("APIC", "PIC")]
        found = [Embedded(int(f.type), bytes(f.data), str(f.desc).rstrip(" ")) for f in frames]
    elif isinstance(tags, VComment):
        found = [*map(_of_entry, [(key, value) for key, value in tags])]
    elif isinstance(tags, MP4Tags):
        found = [Embedded(FRONT, bytes(data)) for data in tags.get("covr", ())]
    elif isinstance(tags, ASFTags):
        found = [_of_asf(value.value) for key, value in tags if key == "WM/Picture"]
    elif isinstance(tags, APEv2):
        kinds = {name.lower(): kind for kind, name in _APE.items()}
        for key, item in tags.items():
            if item.kind == 1 and key.lower().startswith("cover art"):
                data = bytes(item.value).partition(b"\0")[2]
                found.append(Embedded(kinds.get(key.lower(), -1), data))
    return [picture for picture in found if picture.data]


def of_blocks(opened: Any) -> list[Embedded]:
    """The pictures in blocks of their own, which FLAC has."""
    blocks = getattr(opened, "pictures", ())
    return [Embedded(int(b.type), bytes(b.data), str(b.desc)) for b in blocks if b.data]


def _of_entry(entry: tuple[str, str]) -> Embedded:
    raw = entry[0].encode("latin-1", "replace") + b"=" + entry[1].encode("utf-8", "replace")
    kind = entry_kind(raw)
    if kind is None:
        return Embedded(-1, b"")
    try:
        data = base64.b64decode(raw.partition(b"=")[2])
        return Embedded(kind, data) if entry[0].lower() == "coverart" else of_block(data)
    except (ValueError, struct.error):
        return Embedded(-1, b"")


def entry_kind(entry: bytes) -> int | None:
    """What the picture in an entry of a Vorbis comment shows; None for any other entry."""
    key, _, text = entry.partition(b"=")
    if key.lower() in (b"coverart", b"coverartmime"):
        return FRONT
    if key.lower() != b"metadata_block_picture":
        return None
    try:
        return int.from_bytes(base64.b64decode(text[:8])[:4], "big")
    except ValueError:
        return None


def of_block(data: bytes) -> Embedded:
    """The picture in a picture block of FLAC. Raises ``struct.error`` where it is damaged."""
    kind, length = struct.unpack_from(">II", data)
    position = 8 + length
    size = struct.unpack_from(">I", data, position)[0]
    text = data[position + 4 : position + 4 + size].decode("utf-8", "replace")
    position += 4 + size + 16
    length = struct.unpack_from(">I", data, position)[0]
    return Embedded(kind, data[position + 4 : position + 4 + length], text)


def _of_asf(data: bytes) -> Embedded:
    try:
        return Embedded(data[0], _asf_content(data))
    except (ValueError, IndexError):
        return Embedded(-1, b"")


def _asf_content(data: bytes) -> bytes:
    position = 5
    for _ in range(2):  # kind of content and description, UTF-16 ended by two NULs
        while data[position : position + 2] != b"\0\0":
            position += 2
            if position > len(data):
                raise ValueError("no end")
        position += 2
    return data[position : position + int.from_bytes(data[1:5], "little")]


# -- as the tags of each kind hold it


def id3_kind(data: bytes, version: int) -> int | None:
    """What the picture in a frame shows; None where that cannot be read."""
    if version == 2:
        return data[4] if len(data) > 5 else None
    end = data.find(b"\0", 1)
    return data[end + 1] if 0 < end < len(data) - 1 else None


def id3_description(data: bytes, version: int) -> str:
    """The description of the picture in a frame, by which it differs from others of its tag."""
    start = 5 if version == 2 else data.find(b"\0", 1) + 2
    text = data[start:]
    if data[:1] in (b"\1", b"\2"):
        end = next((i for i in range(0, len(text) - 1, 2) if text[i : i + 2] == b"\0\0"), len(text))
        return text[:end].decode("utf-16" if data[0] == 1 else "utf-16-be", "replace")
    return text.partition(b"\0")[0].decode("utf-8", "replace")


def id3_frame(picture: Picture, version: int, taken: Collection[str]) -> bytes:
    """The content of a frame with the front cover. ``taken``: descriptions of other pictures."""
    seen = look(picture.data)
    names = ("", "front cover", *(f"front cover {number}" for number in range(2, len(taken) + 2)))
    name = next(name for name in names if name not in taken).encode() + b"\0"
    if version == 2:
        short = {"JPEG": b"JPG"}.get(seen.format, seen.format.encode())
        return b"\0" + short + bytes([FRONT]) + name + picture.data
    return b"\0" + MIME[seen.format].encode() + b"\0" + bytes([FRONT]) + name + picture.data


def block(picture: Picture) -> bytes:
    """The content of a picture block of FLAC, which Ogg has in its comment."""
    seen = look(picture.data)
    mime = MIME[seen.format].encode()
    return b"".join(
        (
            struct.pack(">II", FRONT, len(mime)),
            mime,
            struct.pack(">IIIIII", 0, seen.width, seen.height, 24, 0, len(picture.data)),
            picture.data,
        )
    )


def asf(picture: Picture) -> bytes:
    """The value of WM/Picture."""
    mime = MIME[look(picture.data).format].encode("utf-16-le") + b"\0\0"
    return bytes([FRONT]) + struct.pack("<I", len(picture.data)) + mime + b"\0\0" + picture.data


def ape(picture: Picture) -> bytes:
    """The value of an item of APEv2: a file's name, and the file."""
    return f"cover{ENDINGS[look(picture.data).format]}".encode() + b"\0" + picture.data


def ape_kind(key: str) -> int | None:
    """What the picture of an item of APEv2 shows; None for any other item."""
    return next((kind for kind, name in _APE.items() if name.lower() == key.lower()), None)


def besides_cover(pictures: Iterable[Embedded], *, cover: bool) -> list[tuple[str, str]]:
    """Pictures in a form that can be compared; with ``cover`` without those that may be the cover."""
    return sorted(
        ("picture", repr((p.kind, p.description, described(p.data))))
        for p in pictures
        if not cover or p.kind not in (FRONT, OTHER)
    )
