"""An ID3v2.2 or 2.3 tag as one of version 2.4, frame by frame, with nothing left out."""

from __future__ import annotations

from collections.abc import Sequence

from organizer.library.tags.named.id3_frames import Frame, frame_of, framed, long_name, split_text

#: Fields whose texts mean something else in version 2.4: they are written anew as they were read.
REWRITTEN = ("artist", "album_artist", "genre", "date")

_DATES = frozenset({"TYER", "TDAT", "TIME"})
_NEWER = {"TORY": "TDOR", "IPLS": "TIPL", "XSOP": "TSOP", "XSOT": "TSOT", "XSOA": "TSOA"}


def upgraded(frames: Sequence[Frame], version: int) -> bytes | None:
    """The frames in version 2.4, but for the date, which is written anew; None where one has none there."""
    names = {long_name(frame.name) for frame in frames}
    parts = []
    for frame in frames:
        name = long_name(frame.name)
        if len(name) != 4 or not name.isalnum() or not frame.data:
            return None  # unknown in version 2.2, compressed or encrypted
        if name in _DATES:
            continue
        data = frame.data
        if name == "TORY":
            year = split_text(data[0], data[1:])[0]
            if not (year.isascii() and year.isdigit() and len(year) == 4):
                return None
            parts.append(frame_of(4, "TDOR", (year,)))
            continue
        if name == "APIC" and version == 2:
            if len(data) < 6:
                return None
            kind = {b"PNG": b"image/png", b"JPG": b"image/jpeg", b"-->": b"-->"}.get(data[1:4])
            data = data[:1] + (kind or b"image/" + data[1:4].lower()) + b"\0" + data[4:]
        newer = _NEWER.get(name, name)
        if newer != name and newer in names:
            return None  # it has both
        parts.append(framed(4, newer, data))
    return b"".join(parts)
