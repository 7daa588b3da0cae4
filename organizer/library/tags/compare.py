"""What a file holds besides some fields, in a form that can be compared; and its pictures."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

from organizer.library.tags.damage import DamagedError, parsing
from organizer.library.tags.fields import APE_KEYS, ASF_KEYS, ID3_FRAMES, MP4_KEYS, VORBIS_KEYS, VORBIS_TOTALS


def frames_besides(opened: Any, fields: Iterable[str]) -> list[tuple[str, str]]:
    """Every frame, item or picture of mutagen's object that holds none of the fields, in a stable order."""
    from mutagen._vorbis import VComment
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASFTags
    from mutagen.id3 import ID3Tags
    from mutagen.mp4 import MP4Tags

    tags = opened.tags
    rest: list[tuple[str, str]] = []
    for picture in getattr(opened, "pictures", ()):
        with parsing():
            rest.append(("picture", repr(picture.write())))
    if tags is None:
        return rest
    names = set(fields)
    if isinstance(tags, ID3Tags):
        ours = {frame for name in names for frame in ID3_FRAMES[name]}
        for key, frame in tags.items():
            if key in ours or ("comment" in names and _is_comment(key, frame)):
                continue
            if "mood" in names and key[:5] == "TXXX:" and frame.desc.lower() == "mood":
                continue
            rest.append((key, repr(frame)))
        rest += [("unknown", repr(bytes(data))) for data in tags.unknown_frames]
    elif isinstance(tags, VComment):
        ours = {key for name in names for key in (*VORBIS_KEYS[name], *VORBIS_TOTALS.get(name, ()))}
        rest += [(key, repr(value)) for key, value in tags if key.lower() not in ours]
    elif isinstance(tags, MP4Tags):
        ours = {key.lower() for name in names for key in MP4_KEYS[name]}
        rest += [(key, repr(value)) for key, value in tags.items() if key.lower() not in ours]
        unread = tags._failed_atoms.items()  # noqa: SLF001 - mutagen keeps what it cannot read nowhere else
        rest += [(key, repr(value)) for key, value in unread if key.lower() not in ours]
    elif isinstance(tags, APEv2):
        ours = {key.lower() for name in names for key in APE_KEYS[name]}
        rest += [(key, repr((v.kind, v.value))) for key, v in tags.items() if key.lower() not in ours]
    elif isinstance(tags, ASFTags):
        ours = {key for name in names for key in ASF_KEYS[name]}
        rest += [(key, repr(value)) for key, value in tags if key not in ours]
    return sorted(rest)


def _is_comment(key: str, frame: Any) -> bool:
    return key[:4] == "COMM" and frame.desc in ("", "ID3v1 Comment")


def pictures(opened: Any) -> bytes | None:
    """The front cover's bytes, or those of the first picture."""
    candidates: list[tuple[int, bytes]] = []  # kind (3 is the front cover) and data
    candidates += [(p.type, p.data) for p in getattr(opened, "pictures", ())]
    tags = opened.tags if opened.tags is not None else {}
    if hasattr(tags, "getall"):
        candidates += [(int(p.type), p.data) for p in tags.getall("APIC")]
    elif opened.__class__.__name__ == "MP4":
        candidates += [(3, bytes(data)) for data in tags.get("covr", ())]
    elif opened.__class__.__name__ == "ASF":
        for attribute in tags.get("WM/Picture", ()):
            with contextlib.suppress(ValueError, IndexError):
                candidates.append(_asf_picture(attribute.value))
    elif hasattr(tags, "vendor"):
        candidates += _vorbis_pictures(tags)
    else:
        for key in ("Cover Art (Front)", "Cover Art (Back)"):
            if key in tags:
                data = bytes(tags[key].value).split(b"\0", 1)
                candidates.append((3 if "Front" in key else 4, data[-1]))
    candidates = [entry for entry in candidates if entry[1]]
    return min(candidates, key=lambda entry: entry[0] != 3)[1] if candidates else None


def _asf_picture(data: bytes) -> tuple[int, bytes]:
    position = 5
    for _ in range(2):  # mime type and description, UTF-16 ended by two NULs
        while data[position : position + 2] != b"\0\0":
            position += 2
            if position > len(data):
                raise ValueError("no end")
        position += 2
    return data[0], data[position : position + int.from_bytes(data[1:5], "little")]


def _vorbis_pictures(tags: Any) -> list[tuple[int, bytes]]:
    import base64

    from mutagen.flac import Picture

    pictures = []
    for text in tags.get("metadata_block_picture", ()):
        with contextlib.suppress(ValueError, DamagedError):
            data = base64.b64decode(text)
            with parsing():
                picture = Picture(data)
            pictures.append((int(picture.type), bytes(picture.data)))
    for text in tags.get("coverart", ()):
        with contextlib.suppress(ValueError):
            pictures.append((3, base64.b64decode(text)))
    return pictures
